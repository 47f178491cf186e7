"""What a person reads when a handler fails: one sentence in their language, and never a traceback."""

import gradio as gr
import pytest

from demos import frame
from mm_models.intake.errors import InputError
from mm_models.text import Text

SENTENCE = Text("The file is empty.", "파일이 비어 있습니다.")


class Request:
    """What `language_of` looks at of a page's request."""

    def __init__(self, language: str) -> None:
        self.query_params = {"lang": language}
        self.headers: dict[str, str] = {}


def fails_with(error: Exception):
    def handler() -> None:
        raise error

    return handler


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_bad_input_is_told_in_the_language_of_the_page(language):
    with pytest.raises(gr.Error) as raised:
        frame.in_words(fails_with(InputError("empty", SENTENCE)), Request(language))
    assert raised.value.message == SENTENCE.in_language(language)
    assert not raised.value.print_exception


@pytest.mark.parametrize("language", ["en", "ko"])
def test_our_own_mistake_is_logged_and_told_without_its_words(language):
    with pytest.raises(gr.Error) as raised:
        frame.in_words(fails_with(ZeroDivisionError("secret")), Request(language))
    assert raised.value.message == frame.UNEXPECTED.in_language(language)
    assert raised.value.print_exception
