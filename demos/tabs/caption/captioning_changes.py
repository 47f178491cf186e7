"""What if: another scene, another word, no picture, no attention; and every captioner on the same picture."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from demos.picture import Seen, reduced
from demos.tabs.caption.captioning_speech import (
    CAPTIONERS,
    Glance,
    Image,
    Manner,
    Spoken,
    attends,
    blank_glance,
    glance,
    looking_evenly,
    speak_as,
    trained,
)
from demos.tabs.caption.captioning_trust import place_of
from demos.tabs.caption.captioning_words import caption_pane, numbered
from demos.views.caption_view import captions_over
from demos.views.packing import Payload
from mm_models import registry
from mm_models.captioning.captioner import Captioner
from mm_models.captioning.seeing import GREY
from mm_models.captioning.vocabulary import numbers, words
from mm_models.intake.errors import InputError
from mm_models.text import Text
from mm_models.world.colours import COLOURS
from mm_models.world.kinds import KIND
from mm_models.world.rendering import render
from mm_models.world.scenes import SIDE, Scene, Thing, thing_at
from mm_models.world.sprites import drawings

ERASE = "erase"
SHOWN = 2 * SIDE  # pixels of a side of the small pictures
USUAL_HAND = "noto"

NO_THING = Text("There is no such thing to put there.", "그 자리에 놓을 수 있는 물건이 아닙니다.")
AS_IT_IS = Text("As it is", "그대로")
BLANK = Text("Blank picture", "빈 그림")
BLANK_NOTE = Text(
    "What the language model says on its own: the most usual caption, whatever the picture.",
    "언어 모델이 혼자 하는 말입니다. 그림과 상관없이 가장 흔한 캡션이 나옵니다.",
)
EVENLY = Text("Attention made uniform", "어텐션을 고르게")


@dataclass(frozen=True)
class Wish:
    """What a person wants to change."""

    thing: int  # counted from the left, from 1
    instead: str  # a kind, or ERASE
    at: int  # the place of the forced word, see `place_of`
    force: int | None  # the number of that word; None for the runner-up


@dataclass(frozen=True)
class Asked:
    """A captioner with the picture that it captions and the way in which it should."""

    captioner: Captioner
    seen: Seen
    glance: Glance
    how: Manner
    spoken: Spoken


def changed_scene(scene: Scene, wish: Wish) -> tuple[Scene, Text] | None:
    """The scene without a thing, or with another in its place, and what that is called; None where there is no thing.

    Raises:
        InputError: no such kind.
    """
    if wish.instead != ERASE and wish.instead not in KIND:
        raise InputError("no-thing", NO_THING)
    things = [thing for _, thing in numbered(scene)]
    if not things:
        return None
    old = things[min(wish.thing, len(things)) - 1]
    name = KIND[old.kind].text
    if wish.instead == ERASE:
        kept = tuple(thing for thing in scene.things if thing is not old)
        return replace(scene, things=kept), Text(f"Without the {name.en}", f"{name.ko} 없이")
    new = KIND[wish.instead].text
    others = tuple(exchanged(thing, wish.instead) if thing is old else thing for thing in scene.things)
    return replace(scene, things=others), Text(f"{new.en} for {name.en}", f"{name.ko} 자리에 {new.ko}")


def exchanged(thing: Thing, kind: str) -> Thing:
    """Another thing at the same place, by the same hand where that has drawn it."""
    hand = thing.designer if (kind, thing.designer) in drawings() else USUAL_HAND
    colour = (thing.colour or COLOURS[0]) if KIND[kind].colourable else None
    return thing_at(kind, thing.centre, thing.size, colour=colour, designer=hand, mirrored=thing.mirrored)


def forced_word(asked: Asked, wish: Wish) -> tuple[int, int]:
    """The place and the number of the word that is put into a caption; without a wish it is the runner-up."""
    place = place_of(asked.spoken, asked.seen.scene, wish.at)
    word = asked.spoken.words[place]
    if wish.force is not None:
        return place, wish.force
    return place, numbers()[next(token for token, _ in word.likeliest if token != word.token)]


def what_ifs(asked: Asked, wish: Wish, chosen: int) -> Payload:
    """The caption as it is, its `chosen` word first, and after every change, over the pictures that the captioner then saw."""
    image, scene = small(asked.seen), asked.seen.scene
    panes = [
        caption_pane(image, asked.spoken, scene, title=AS_IT_IS),
        scene_pane(asked, wish),
        forced_pane(asked, wish),
        blank_pane(asked),
    ]
    if attends(asked.captioner, asked.spoken):
        evenly = looking_evenly(asked.captioner, asked.glance, asked.how)
        panes.append(caption_pane(None, evenly, scene, title=EVENLY))
    return captions_over([each for each in panes if each is not None], chosen=chosen)


def small(seen: Seen) -> Image:
    """The picture as it is shown side by side with others."""
    return reduced(seen.large, SHOWN)


def scene_pane(asked: Asked, wish: Wish) -> Payload | None:
    """The caption of the changed scene; None where nothing could be changed."""
    changed = None if asked.seen.scene is None else changed_scene(asked.seen.scene, wish)
    if changed is None:
        return None
    scene, title = changed
    spoken = speak_as(asked.captioner, glance(render(scene).image), asked.how)
    return caption_pane(render(scene, size=SHOWN).image, spoken, scene, title=title)


def forced_pane(asked: Asked, wish: Wish) -> Payload:
    """The caption with another word at one place, and what the captioner makes of it."""
    place, number = forced_word(asked, wish)
    before = dict(enumerate(asked.spoken.ids[:place]))
    spoken = speak_as(asked.captioner, asked.glance, asked.how, {**before, place: number})
    only = replace(
        spoken, words=tuple(replace(each, forced=i == place) for i, each in enumerate(spoken.words))
    )
    token = words()[number]
    title = Text(f"Word {place + 1} forced: “{token}”", f"{place + 1}번째 낱말 강제: ‘{token}’")
    return caption_pane(None, only, asked.seen.scene, title=title)


def blank_pane(asked: Asked) -> Payload:
    """What is said of a picture that shows nothing."""
    grey = np.full((SHOWN, SHOWN, 3), GREY, np.uint8)
    spoken = speak_as(asked.captioner, blank_glance(asked.seen.image), asked.how)
    return caption_pane(grey, spoken, None, title=BLANK, note=BLANK_NOTE)


def compared(seen: Seen, looked: Glance, how: Manner, known: Mapping[str, Spoken]) -> Payload:
    """The same picture captioned by every captioner that has weights, each checked; some captions are `known` already."""
    spoken = {name: known.get(name) or captioned(name, looked, how) for name in trained()}
    panes = [
        caption_pane(None if number else small(seen), each, seen.scene, title=CAPTIONERS[name])
        for number, (name, each) in enumerate(spoken.items())
    ]
    return captions_over(panes, chosen=place_of(next(iter(spoken.values())), seen.scene, 0))


def captioned(name: str, looked: Glance, how: Manner) -> Spoken:
    """One captioner's caption."""
    with registry.use(name) as used:
        return speak_as(cast(Captioner, used), looked, how)
