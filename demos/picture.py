"""The picture that all vision tabs of a page share: a scene that one composes, writes or picks, or one's own photograph.

A handler gets the scene's text (`mm_models.world.exchange`) and a photograph's path or None; the photograph wins.
Nothing is kept between calls, so that a link or an API call says everything but the photograph.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import gradio as gr
import numpy as np
from gradio.components import Component
from jaxtyping import UInt8
from PIL import Image

from demos.frame import in_words
from demos.language import label, label_of
from demos.views.composer_view import ComposerView, composer
from mm_models.intake.errors import InputError
from mm_models.intake.image import read_image
from mm_models.intake.strings import clean_text
from mm_models.text import Text
from mm_models.world.clips import clip, play
from mm_models.world.composing import CannotComposeError, compose_text
from mm_models.world.exchange import scene_of, text_of
from mm_models.world.photos import resized
from mm_models.world.rendering import render
from mm_models.world.scenes import SIDE, SPLITS, Scene

LARGE = 4 * SIDE  # pixels of a side where people look at the picture
LONGEST = 200  # characters of a sentence
RUN = "() => mmxRun()"
EXAMPLES: dict[str, Text] = {
    "test:26": Text("Helicopter, rooster, book", "헬리콥터·수탉·책"),
    "test:33": Text("Parrot, turtle, cat", "앵무새·거북이·고양이"),
    "test:24": Text("Two umbrellas at night", "밤하늘의 우산 둘"),
    "test:45": Text("Three rabbits", "토끼 세 마리"),
    "test:9": Text("Turtles and a flower", "거북이와 꽃"),
    "test:31": Text("A fire on the beach", "해변의 모닥불"),
    "unseen:2": Text("Trucks, by an unseen hand", "트럭 (처음 보는 그림체)"),
    "unseen:5": Text("A butterfly, by an unseen hand", "나비 (처음 보는 그림체)"),
}
FIRST = next(iter(EXAMPLES))
YOUR_PHOTO = Text("your photograph", "올린 사진")
A_SCENE = Text("a scene", "장면")
CANNOT = Text(
    "No scene could be made of this sentence: name one to six things that the palette has, and nothing that contradicts itself.",
    "이 문장으로는 장면을 만들 수 없습니다. 목록에 있는 물건을 하나에서 여섯 개까지, 서로 어긋나지 않게 적어 주세요.",
)
NO_CLIP = Text(
    "There is no such clip; pick one of the examples.", "그런 동영상이 없습니다. 예 가운데에서 골라 주세요."
)


@dataclass(frozen=True)
class Seen:
    """A picture as the networks read it and as people look at it, and what is true of it."""

    image: UInt8[np.ndarray, "112 112 3"]
    large: UInt8[np.ndarray, "side side 3"]  # the same part of the same picture, at up to 448 pixels a side
    scene: Scene | None  # None for a photograph
    title: Text


def read_picture(scene: str, photo: str | None) -> Seen:
    """The photograph if there is one, else the scene.

    Raises:
        InputError: the file is no picture, or the text no scene.
    """
    return scene_seen(scene) if photo is None else photo_seen(photo)


@lru_cache(maxsize=32)
def scene_seen(text: str) -> Seen:
    """A scene, drawn at both sizes."""
    view = scene_of(text)
    return Seen(render(view).image, render(view, size=LARGE).image, view, A_SCENE)


def photo_seen(path: str) -> Seen:
    """The middle square of a photograph, at both sizes; nothing is stretched."""
    pixels = read_image(path).pixels.numpy()
    side = min(*pixels.shape[:2], LARGE)
    return Seen(reduced(pixels, SIDE), reduced(pixels, max(side, 16)), None, YOUR_PHOTO)


def reduced(pixels: UInt8[np.ndarray, "height width 3"], side: int) -> UInt8[np.ndarray, "side side 3"]:
    """The middle square at another size, averaged over the pixels that fall into one, so that nothing flickers."""
    height, width = pixels.shape[:2]
    edge = min(height, width)
    if edge <= side:
        return resized(pixels, side)
    left, top = (width - edge) // 2, (height - edge) // 2
    square = Image.fromarray(pixels[top : top + edge, left : left + edge])
    return np.array(square.resize((side, side), Image.Resampling.LANCZOS))


def read_clip(code: str) -> UInt8[np.ndarray, "frames 112 112 3"]:
    """The frames of a clip of the world, from a text such as "clip:5"; InputError where there is none."""
    name, _, number = str(code).partition(":")
    if name != "clip" or not number.isdecimal() or int(number) >= SPLITS["test"].count:
        raise InputError("no-clip", NO_CLIP)
    return play(clip(int(number), "test")).images


@dataclass(frozen=True)
class PictureInput:
    """The components that hold the picture; `inputs` go first into every handler."""

    scene: gr.Textbox
    photo: gr.Image

    @property
    def inputs(self) -> dict[str, Component]:
        return {"scene": self.scene, "photo": self.photo}


def picture_input(examples: Mapping[str, Text] = EXAMPLES, first: str | None = None) -> PictureInput:
    """Draws the input, one example to begin with. Whatever changes the picture presses Run in the tab on the screen."""
    first = first or next(iter(examples))
    scene = gr.Textbox(first, visible="hidden", max_length=4000)
    with gr.Row(elem_classes=["mmx-picture-input", "part-input"]):
        with gr.Column(scale=3, min_width=320):
            board = ComposerView(Text("Your scene", "내 장면"), composer(first))
        with gr.Column(scale=2, min_width=280):
            picked = gr.Radio(
                [(label_of(title), code) for code, title in examples.items()],
                value=first,
                label=label("Examples", "예"),
                elem_classes="mmx-examples",
            )
            sentence = gr.Textbox(
                label=label("Or say what should be there, then Enter", "또는 무엇이 있는지 적고 Enter"),
                placeholder=label(
                    "a red car left of two dogs on the beach", "해변에 빨간 자동차와 개 두 마리가 있다"
                ),
                max_length=LONGEST,
            )
            photo = gr.Image(
                label=label("Or your own photograph", "또는 내 사진"),
                sources=["upload", "webcam", "clipboard"],
                type="filepath",
                height=200,
                buttons=[],
            )
    _wire(scene, board, picked, sentence, photo)
    return PictureInput(scene, photo)


def _wire(
    scene: gr.Textbox, board: ComposerView, picked: gr.Radio, sentence: gr.Textbox, photo: gr.Image
) -> None:
    """Joins the ways to a picture: each puts its scene into one text, takes the photograph away and presses Run."""
    quiet: dict[str, Any] = {"api_visibility": "private", "show_progress": "hidden"}
    scene.change(_in_words(composer), scene, board, **quiet)

    edited = board.select(_edited, None, [scene, picked, photo], **quiet)
    edited.success(None, None, None, js=RUN)
    chosen = picked.input(None, picked, [scene, photo], js="(code) => [code, null]")
    chosen.then(None, None, None, js=RUN)
    said = sentence.submit(_in_words(_composed), sentence, [scene, picked, photo], **quiet)
    said.success(None, None, None, js=RUN)
    for change in (photo.upload, photo.clear, photo.input):
        change(None, None, None, js=RUN)


def _edited(event: gr.SelectData, request: gr.Request) -> tuple[Any, ...]:
    """The scene that the composer sent."""
    return in_words(_checked, request, event.value)


def _checked(text: str) -> tuple[Any, ...]:
    scene_of(text)
    return text, None, None


def _composed(sentence: str) -> tuple[Any, ...]:
    """A scene of which a sentence is true."""
    said = clean_text(sentence, limit=LONGEST, name=Text("sentence", "문장"))
    try:
        return text_of(compose_text(said)), None, None
    except CannotComposeError as fault:
        raise InputError("cannot-compose", CANNOT) from fault


def _in_words(function: Any) -> Any:
    """A handler of one value whose complaints are sentences in the page's language."""

    def handler(value: str, request: gr.Request) -> Any:
        return in_words(function, request, value)

    return handler
