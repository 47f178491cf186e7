"""Every endpoint, called as a visitor's program would call it: over HTTP, by its name."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError

from demos.catalogue import ENTRIES, Modality
from demos.marks import is_built
from demos.take import KINDS, SILENT_KINDS

EXAMPLE = "chord"
TASKS = tuple(each.name for each in ENTRIES if is_built(each) and each.modalities == (Modality.SOUND,))
SILENT = (
    "word2vec",
    "tensors",
    "captioning",
    "contrastive-captioner",
    "lrcn-activity",
    "video-captioner",
    "clip",
    "image-tagging",
    "recipe-retrieval",
)  # pages whose files have no sound among them
WORDS = "king", "king", "man", "woman", 20, "family"
SEEN_AND_HEARD = ("imagebind", "sound-localisation", "soundnet", "speech-separation")
HEARD = tuple(
    f"{task}{ending}" for task in SEEN_AND_HEARD for ending in ("", *(f"-{kind}" for kind in KINDS))
)
FILES = tuple(f"{task}-{kind}" for task in TASKS for kind in KINDS)
HANGUL = range(ord("가"), ord("힣") + 1)


@pytest.fixture(scope="module")
def client(site_url) -> Iterator[Client]:
    with_client = Client(site_url, verbose=False)
    yield with_client
    with_client.close()


def test_the_public_endpoints_are_the_tasks_their_files_and_the_models(client):
    named = client.view_api(return_format="dict", print_info=False)["named_endpoints"]
    silent = {f"{page}{kind}" for page in SILENT for kind in ("", *(f"-{kind}" for kind in SILENT_KINDS))}
    assert {name.removeprefix("/") for name in named} == {
        *(*TASKS, *FILES, *HEARD, *silent, "word2vec-learn", "models")
    }


def test_words_answer_and_an_unknown_one_is_refused_with_its_name(client):
    assert all(is_answer(value) for value in client.predict(*WORDS, api_name="/word2vec"))
    with pytest.raises(AppError) as raised:
        client.predict("quark-gluon", *WORDS[1:], api_name="/word2vec")
    assert "quark-gluon" in str(raised.value)


@pytest.mark.parametrize("kind", SILENT_KINDS)
def test_words_give_their_files(client, kind):
    made = client.predict(*WORDS, api_name=f"/word2vec-{kind}")
    path = Path(made["value"] if isinstance(made, dict) else made)
    assert path.read_bytes().startswith(SIGNATURES[path.suffix])


@pytest.mark.parametrize("task", TASKS)
def test_a_task_answers_for_an_example_and_for_a_recording(client, tone_wav, task):
    for_example = client.predict(None, EXAMPLE, api_name=f"/{task}")
    for_recording = client.predict(handle_file(tone_wav), EXAMPLE, api_name=f"/{task}")
    assert all(is_answer(value) for value in (*for_example, *for_recording))
    assert for_example[:-1] != for_recording[:-1]


def is_answer(value: Any) -> bool:
    """A viewer's payload, or the chip with the time."""
    return bool(value) and (isinstance(value, dict) or " ms</span>" in str(value))


@pytest.mark.parametrize("name", FILES)
def test_a_task_gives_its_files(client, tone_wav, name):
    made = client.predict(handle_file(tone_wav), EXAMPLE, api_name=f"/{name}")
    path = Path(made["value"] if isinstance(made, dict) else made)
    assert path.suffix == "." + name.rsplit("-", 1)[1]
    assert path.stat().st_size > 100
    assert path.read_bytes().startswith(SIGNATURES[path.suffix])


SIGNATURES = {".png": b"\x89PNG", ".svg": b"<?xml", ".pdf": b"%PDF", ".npz": b"PK", ".wav": b"RIFF"}


def test_the_models_answer(client):
    assert "mmx-models" in client.predict(api_name="/models")


def refused(client: Client, path: Path, task: str = TASKS[0] if TASKS else "") -> str:
    with pytest.raises(AppError) as raised:
        client.predict(handle_file(path), EXAMPLE, api_name=f"/{task}")
    return str(raised.value)


def files_that_are_no_sound(folder: Path) -> dict[str, bytes]:
    return {
        "text": b"This is not a sound.\n" * 20,
        "empty": b"",
        "header": b"RIFF\x24\x00\x00\x00WAVEfmt ",
        "zeros": bytes(4096),
    }


@pytest.mark.parametrize("kind", ["text", "empty", "header", "zeros"])
def test_a_file_that_is_no_sound_is_refused_in_one_sentence(client, tmp_path, kind):
    path = tmp_path / f"{kind}.wav"
    path.write_bytes(files_that_are_no_sound(tmp_path)[kind])
    said = refused(client, path)
    assert len(said) < 400
    assert not [word for word in ("Traceback", "Error(", str(tmp_path), "None") if word in said]


def test_a_korean_visitor_is_refused_in_korean(site_url, tmp_path):
    path = tmp_path / "text.wav"
    path.write_text("소리가 아닙니다.\n" * 20, encoding="utf-8")
    client = Client(site_url, verbose=False, headers={"Accept-Language": "ko-KR,ko;q=0.9"})
    try:
        assert any(ord(letter) in HANGUL for letter in refused(client, path))
    finally:
        client.close()


@pytest.mark.parametrize("example", ["no-such-example", "../../secret", "<b>chord</b>", ""])
def test_an_example_that_is_not_listed_is_refused(client, example):
    with pytest.raises(AppError) as raised:
        client.predict(None, example, api_name=f"/{TASKS[0]}")
    assert "Traceback" not in str(raised.value)
