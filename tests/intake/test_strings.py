"""Typed text: what may stay, what goes, and what is refused."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mm_models.intake.errors import InputError
from mm_models.intake.strings import clean_text
from mm_models.text import Text

QUESTION = Text(en="question", ko="질문")


def cleaned(value: object, limit: int = 100, required: bool = True) -> str:
    return clean_text(value, limit=limit, name=QUESTION, required=required)


def refusal(value: object, limit: int = 100) -> InputError:
    with pytest.raises(InputError) as caught:
        cleaned(value, limit)
    return caught.value


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("  What is this? \n", "What is this?"),
        ("one\r\ntwo\rthree\tfour", "one\ntwo\nthree\tfour"),
        ("a\x00b\x07c\x1b[31md\x7f\x85", "abc[31md"),
        ("file\u202egnp.exe\u2066\ufeff", "filegnp.exe"),
        ("half \ud83d a pair", "half  a pair"),
        (unicodedata.normalize("NFD", "개가 짖는다"), "개가 짖는다"),
        ("cafe\u0301", "caf\u00e9"),
        ("👩‍🚀 and 🐕", "👩‍🚀 and 🐕"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_what_stays_and_what_goes(raw, expected):
    assert cleaned(raw) == expected


@pytest.mark.parametrize("value", [None, "", "   ", "\n\t", "\x00\u200e"])
def test_nothing_is_refused_only_where_something_is_needed(value):
    assert refusal(value).code == "text-empty"
    assert cleaned(value, required=False) == ""


@pytest.mark.parametrize("value", [3, b"bytes", ["a"], {"a": 1}])
def test_what_is_not_text_is_refused(value):
    assert refusal(value).code == "text-not-text"


def test_the_limit_counts_what_is_left():
    assert cleaned(" " * 50 + "a" * 20 + "\x00" * 10, limit=20) == "a" * 20
    assert len(cleaned(unicodedata.normalize("NFD", "각" * 20), limit=20)) == 20
    fault = refusal("a" * 5000, limit=20)
    assert fault.code == "text-too-long"
    assert fault.text == Text(
        en="The question has 5,000 characters; shorten it to 20 or fewer.",
        ko="질문 칸에 5,000자가 입력되었습니다. 20자 이하로 줄여 주세요.",
    )
    assert refusal("a" * 21, limit=20).code == "text-too-long"


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=80))
def test_any_text_comes_out_normal_short_and_writable(raw):
    try:
        text = cleaned(raw, limit=60)
    except InputError:
        return
    assert len(text) <= 60 and unicodedata.is_normalized("NFC", text)
    assert text == cleaned(text.encode("utf-8").decode("utf-8"), limit=60)
