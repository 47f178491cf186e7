"""What if: another thing's sound, a sound of nothing in the picture, noise, silence, the sound changed, or its thing erased."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import gradio as gr
import numpy as np
from jaxtyping import Bool, Float
from torch import Tensor

from demos.language import label
from demos.picture import Seen
from demos.tabs.refer.localisation_hearing import (
    NOISE,
    SILENCE,
    Sight,
    Told,
    example_sound,
    looked,
    pointed,
    told,
)
from demos.tabs.refer.localisation_views import ABSENT, NOWHERE, kind_text, sound_text
from demos.views.facts_view import facts
from demos.views.packing import Payload
from demos.views.picture_view import box, pane, pictures, value_map
from mm_models.audio.augment import with_gain
from mm_models.audio.foley import FOLEY
from mm_models.hearing.names import KIND_OF, SOUND_OF
from mm_models.systems.sound_localisation.infer import HALVES
from mm_models.systems.sound_localisation.judging import peak, region
from mm_models.systems.sound_localisation.model import SoundLocaliser
from mm_models.text import Text
from mm_models.world.exchange import MOST
from mm_models.world.rendering import render
from mm_models.world.scenes import Scene

GREY = 128  # of what is erased from a photograph
BRIGHT = 0.7  # the score that is drawn brightest
OTHERS_SHOWN = 3  # things whose sounds are played
FADING = Text("ReLU(s) times the confidence", "ReLU(s)에 확신도를 곱한 값")


@dataclass(frozen=True)
class Wish:
    """What a person wants to change."""

    gain_db: float
    erase: int  # the number of the thing that is erased, from 1; 0: the one that the peak lies on


@dataclass(frozen=True)
class Asked:
    """The question as it was: a picture, a sound, and what was said."""

    model: SoundLocaliser
    seen: Seen
    sight: Sight
    waveform: Tensor
    sound: str | None  # the example's key; None for a recording
    found: Told


@dataclass(frozen=True)
class Outcome:
    """One change, and what was said then."""

    title: Text
    found: Told
    wanted: int | None = None  # the thing that should be pointed at
    image: np.ndarray | None = None  # where the picture has changed


def outcomes(asked: Asked, wish: Wish) -> list[Outcome]:
    """As it is, then every change."""
    first = Outcome(Text("As it is", "그대로"), asked.found, source(asked))
    return [first, *other_sounds(asked), *changed_sounds(asked, wish), erased(asked, wish)]


def source(asked: Asked) -> int | None:
    """The thing whose sound is played, where that is known."""
    kind = KIND_OF.get(asked.sound or "")
    return asked.sight.kinds.index(kind) if kind in asked.sight.kinds else None


def other_sounds(asked: Asked) -> Iterator[Outcome]:
    """The sounds of other things in the picture, of one that is not there, noise and silence."""
    there = [(SOUND_OF[kind], number) for number, kind in enumerate(asked.sight.kinds) if kind in SOUND_OF]
    for key, number in [pair for pair in there if pair[0] != asked.sound][:OTHERS_SHOWN]:
        yield played(asked, key, number)
    absent = [key for key in FOLEY if KIND_OF[key] not in asked.sight.kinds and key != asked.sound]
    for key in (absent[0], NOISE, SILENCE):
        yield played(asked, key)


def played(asked: Asked, key: str, wanted: int | None = None) -> Outcome:
    """Another sound with the same picture."""
    name = sound_text(key)
    found = told(asked.model, asked.sight.features, example_sound(key))
    return Outcome(name, found, wanted)


def changed_sounds(asked: Asked, wish: Wish) -> Iterator[Outcome]:
    """The same sound backwards, and at another level."""
    wanted = source(asked)
    backwards = told(asked.model, asked.sight.features, asked.waveform.flip(0))
    yield Outcome(Text("Backwards", "거꾸로"), backwards, wanted)
    louder = with_gain(asked.waveform, wish.gain_db).clamp(-1, 1)
    gain = f"{wish.gain_db:+.0f} dB".replace("-", "−")
    yield Outcome(Text(gain, gain), told(asked.model, asked.sight.features, louder), wanted)


def erased(asked: Asked, wish: Wish) -> Outcome:
    """The same sound, and a picture without the thing; of a photograph, the region of the map is painted grey."""
    scene = asked.seen.scene
    if scene is None or not asked.sight.kinds:
        hidden = region(asked.found.scores, float(asked.model.cut))
        image = painted_over(asked.seen.image, hidden)
        title = Text("The region erased", "영역을 지움")
    else:
        number = thing_to_erase(asked, wish)
        image = render(without(scene, asked.sight.numbers[number])).image
        name = kind_text(asked.sight, number)
        title = Text(f"The {name.en} erased", f"{name.ko} 지움")
    return Outcome(title, told(asked.model, looked(image)[0], asked.waveform), None, image)


def thing_to_erase(asked: Asked, wish: Wish) -> int:
    """The number among the things seen, from 0: the wished one, else the one under the peak, else the first."""
    count = len(asked.sight.kinds)
    if wish.erase:
        return min(wish.erase, count) - 1
    return pointed(asked.found.scores, asked.sight) or 0


def without(scene: Scene, number: int) -> Scene:
    """A scene without one of its things."""
    return replace(scene, things=scene.things[:number] + scene.things[number + 1 :])


def painted_over(image: np.ndarray, hidden: Bool[np.ndarray, "side side"]) -> np.ndarray:
    """A picture with a grey region."""
    painted = image.copy()
    painted[hidden] = GREY
    return painted


def outcome_pictures(asked: Asked, taken: list[Outcome]) -> Payload:
    """A picture for each change, its map as faint as its confidence, and a box around what should be found."""
    panes: list[Payload] = []
    for each in taken:
        image = each.image if each.image is not None else None if panes else asked.seen.image
        boxes = [] if each.wanted is None else [box("", asked.sight.boxes[each.wanted], colour=2)]
        words = note(asked, each)
        panes.append(pane(image, title=each.title, note=words, maps=[faded(each.found)], boxes=boxes))
    return pictures(panes, shown=0, opacity=0.7)


def faded(found: Told) -> Payload:
    """The map times its confidence."""
    values: Float[Tensor, "cells cells"] = found.scores.relu() * found.confidence
    return value_map(Text("map", "지도"), values, low=0, high=BRIGHT, smooth=True, note=FADING)


def note(asked: Asked, each: Outcome) -> Text:
    """The confidence and what the peak lies on."""
    confidence = each.found.confidence
    if confidence < HALVES:
        return Text(f"{confidence:.0%}: {ABSENT.en}", f"{confidence:.0%}: {ABSENT.ko}")
    name = peak_name(asked, each)
    right = (
        ""
        if each.wanted is None
        else " ✓"
        if pointed(each.found.scores, asked.sight) == each.wanted
        else " ✗"
    )
    return Text(f"{confidence:.0%}: {name.en}{right}", f"{confidence:.0%}: {name.ko}{right}")


def peak_name(asked: Asked, each: Outcome) -> Text:
    """What the peak lies on; of a photograph its cell."""
    thing = pointed(each.found.scores, asked.sight) if each.image is None else None
    if thing is not None:
        return kind_text(asked.sight, thing)
    if asked.sight.kinds:
        return NOWHERE
    row, column = peak(each.found.scores)
    return Text(f"row {row}, column {column}", f"행 {row}, 열 {column}")


def outcome_facts(taken: list[Outcome]) -> Payload:
    """The confidence before and after each change."""
    before = taken[0].found.confidence
    return facts([(each.title, f"{before:.0%} → {each.found.confidence:.0%}", None) for each in taken[1:]])


@dataclass(frozen=True)
class Controls:
    """The components that say what is changed; the names appear in the address."""

    gain_db: gr.Slider
    erase: gr.Slider

    @property
    def inputs(self) -> dict[str, gr.Slider]:
        return dict(vars(self))


def controls() -> Controls:
    """Draws two sliders."""
    with gr.Row():
        return Controls(
            gr.Slider(-90, 20, value=-40, step=5, label=label("Gain (dB)", "음량 (dB)"), min_width=200),
            gr.Slider(
                0,
                MOST,
                value=0,
                step=1,
                label=label(
                    "Thing to erase (0: the one under the peak)", "지울 물건의 번호 (0: 최고점에 있는 물건)"
                ),
                min_width=240,
            ),
        )
