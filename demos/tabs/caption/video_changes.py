"""What if: the same frames shuffled, backwards, frozen, all looked at alike, or grey; or another word."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from demos.picture import reduced
from demos.tabs.caption.captioning_changes import AS_IT_IS, BLANK_NOTE, EVENLY
from demos.tabs.caption.captioning_speech import Spoken
from demos.tabs.caption.video_clips import Show
from demos.tabs.caption.video_speech import Watched, blank, in_order, said_evenly, said_of
from demos.tabs.caption.video_words import pane_of, verdict_text
from demos.views.packing import Payload
from demos.views.story_view import stories
from mm_models.captioning.clip_judging import clip_judged
from mm_models.captioning.seeing import GREY
from mm_models.captioning.vocabulary import numbers, words
from mm_models.captioning.watching import FRAMES
from mm_models.text import Text
from mm_models.world.clips import Clip
from mm_models.world.playback import backwards

SHOWN = 64  # pixels of a frame's side in the strips

BLANK = Text("Grey frames", "회색 프레임")


@dataclass(frozen=True)
class Wish:
    """What a person wants to change."""

    seed: int  # of the shuffle
    frame: int  # that is frozen
    at: int  # the place of the forced word, from 1; 0: none
    force: int | None  # the number of that word; None for the runner-up


@dataclass(frozen=True)
class Asked:
    """The captioner with the clip that it captions."""

    model: Any
    show: Show
    seen: Watched
    language: str
    spoken: Spoken


def what_ifs(asked: Asked, wish: Wish, chosen: int) -> Payload:
    """The caption as it is, its `chosen` word first, and after every change, over the frames in the order then seen."""
    grey = np.full((1, SHOWN, SHOWN, 3), GREY, np.uint8)
    small = np.stack([reduced(each, SHOWN) for each in asked.show.frames])
    panes = [
        pane_of(asked.spoken, asked.show.story, title=AS_IT_IS),
        shuffled_pane(asked, wish.seed),
        backwards_pane(asked),
        frozen_pane(asked, wish.frame),
        evenly_pane(asked),
        blank_pane(asked),
    ]
    forced = [forced_pane(asked, wish)] if wish.at else []
    return stories(np.concatenate([small, grey]), [*panes[:1], *forced, *panes[1:]], chosen=chosen)


def reordered(asked: Asked, order: list[int]) -> Spoken:
    """What is said of the frames in another order."""
    return said_of(asked.model, in_order(asked.seen, order), asked.language)


def shuffled_pane(asked: Asked, seed: int) -> Payload:
    """The frames in an order drawn by lot."""
    order = np.random.default_rng(seed).permutation(FRAMES).tolist()
    title = Text("Frames shuffled", "프레임을 섞어서")
    return pane_of(reordered(asked, order), asked.show.story, order, title=title, spans=False)


def backwards_pane(asked: Asked) -> Payload:
    """The frames from the last to the first, judged against what then seems to happen."""
    order = list(range(FRAMES))[::-1]
    spoken, title = reordered(asked, order), Text("Backwards", "거꾸로")
    if asked.show.story is None:
        return pane_of(spoken, None, order, title=title)
    turned = backwards(asked.show.story)
    return pane_of(spoken, turned, order, title=title, note=backwards_note(spoken, turned, asked.show.story))


def backwards_note(spoken: Spoken, turned: Clip, story: Clip) -> Text:
    """Whether the caption tells the clip backwards, or what truly happened."""
    back = verdict_text(clip_judged(turned, spoken.tokens))
    forth = verdict_text(clip_judged(story, spoken.tokens))
    return Text(
        f"As the story backwards: {back.en} As what happened: {forth.en}",
        f"거꾸로 본 이야기로는: {back.ko} 실제 일어난 일로는: {forth.ko}",
    )


def frozen_pane(asked: Asked, frame: int) -> Payload:
    """One frame, again and again: nothing moves."""
    order = [frame] * FRAMES
    title = Text(f"Only frame {frame}", f"{frame}번 프레임만")
    return pane_of(reordered(asked, order), asked.show.story, order, title=title, spans=False)


def evenly_pane(asked: Asked) -> Payload:
    """The same frames, all looked at alike."""
    spoken = said_evenly(asked.model, asked.seen.sight, asked.language)
    return pane_of(spoken, asked.show.story, title=EVENLY)


def blank_pane(asked: Asked) -> Payload:
    """What is said of a clip that shows nothing."""
    spoken = said_of(asked.model, blank().sight, asked.language)
    return pane_of(spoken, None, [FRAMES] * FRAMES, title=BLANK, note=BLANK_NOTE)


def forced_pane(asked: Asked, wish: Wish) -> Payload:
    """The caption with another word at one place, and what the captioner makes of it."""
    place = min(wish.at, len(asked.spoken.words)) - 1
    word = asked.spoken.words[place]
    runner_up = numbers()[next(token for token, _ in word.likeliest if token != word.token)]
    number = runner_up if wish.force is None else wish.force
    before = dict(enumerate(asked.spoken.ids[:place]))
    spoken = said_of(asked.model, asked.seen.sight, asked.language, {**before, place: number})
    only = replace(
        spoken, words=tuple(replace(each, forced=i == place) for i, each in enumerate(spoken.words))
    )
    token = words()[number]
    title = Text(f"Word {place + 1} forced: “{token}”", f"{place + 1}번째 낱말 강제: ‘{token}’")
    return pane_of(only, asked.show.story, title=title)
