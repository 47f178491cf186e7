"""What if: the same frames backwards, shuffled, frozen or grey; and the network that knows them one by one."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from demos.tabs.caption.activity_controls import BACKWARDS, FROZEN, ORDERS, SHUFFLED
from demos.tabs.caption.activity_speech import IN_ORDER, NAMES, Both, Order, Told, both_of
from demos.tabs.caption.activity_views import told_film
from demos.tabs.caption.captioning_changes import AS_IT_IS
from demos.tabs.caption.captioning_speech import NO_CHOICE, SEEDS, within
from demos.tabs.caption.video_changes import BLANK
from demos.tabs.caption.video_clips import Show
from demos.tabs.caption.video_speech import Watched
from demos.views.matrix_view import matrix
from demos.views.packing import Payload
from mm_models.captioning.watching import FRAMES
from mm_models.intake.errors import InputError
from mm_models.systems.lrcn_activity.solos import activity
from mm_models.text import Text
from mm_models.world.playback import backwards

GREY, USUAL = "grey", "usual"
TITLES: dict[str, Text] = {USUAL: AS_IT_IS, **ORDERS, GREY: BLANK}
HEIGHT = 330  # CSS pixels
DECIMALS = 2  # of a share


@dataclass(frozen=True)
class Wish:
    """In which order the frames shall come."""

    order: str  # one of ORDERS
    seed: int  # of the shuffle
    frame: int  # that is frozen


def wished(order: str, seed: float, frame: float) -> Wish:
    """What a person wants; numbers outside become the nearest ones inside. InputError for no such order."""
    if order not in ORDERS:
        raise InputError("no-choice", NO_CHOICE)
    return Wish(order, int(within(seed, 0, SEEDS)), int(within(frame, 0, FRAMES - 1)))


def orders(wish: Wish) -> dict[str, Order]:
    """The frames' numbers as they come, by the name of the change."""
    return {
        USUAL: IN_ORDER,
        BACKWARDS: IN_ORDER[::-1],
        SHUFFLED: np.random.default_rng(wish.seed).permutation(FRAMES).tolist(),
        FROZEN: [wish.frame] * FRAMES,
        GREY: [FRAMES] * FRAMES,
    }


def under_all(model: Any, seen: Watched, wish: Wish) -> dict[str, Both]:
    """What both networks say under every change, and as it is."""
    return {name: both_of(model, seen, order) for name, order in orders(wish).items()}


def answers_matrix(found: dict[str, Both]) -> Payload:
    """The mean distribution of both networks under every change."""
    lstm, single = Text("LSTM", "LSTM"), Text("single frames", "한 프레임씩")
    rows = [
        *((lstm, name, both.lstm) for name, both in found.items()),
        *((single, name, both.single) for name, both in found.items()),
    ]
    titles = [TITLES[name] for _, name, _ in rows]
    return matrix(
        np.stack([told.mean.numpy() for _, _, told in rows]).round(DECIMALS),
        x_label=Text("motion", "동작"),
        y_label="",
        x_values=NAMES,
        y_values=[
            Text(f"{who.en}: {title.en}", f"{who.ko}: {title.ko}")
            for (who, _, _), title in zip(rows, titles, strict=True)
        ],
        colour_map="magma",
        low=0.0,
        high=1.0,
        height=HEIGHT,
    )


def changed_film(show: Show, seen: Watched, found: dict[str, Both], wish: Wish) -> Payload:
    """The frames as they come under the chosen change, and what the LSTM says of them."""
    told = found[wish.order].lstm
    return told_film(show.frames, seen, told, orders(wish)[wish.order], note_on(told, show, wish))


def note_on(told: Told, show: Show, wish: Wish) -> Text:
    """What is answered then; backwards also whether it is what then seems to happen."""
    says = NAMES[told.answer]
    answer = Text(f"The LSTM now answers: {says.en}.", f"이제 LSTM의 답: {says.ko}.")
    if show.story is None or wish.order != BACKWARDS:
        return answer
    then = NAMES[activity(backwards(show.story))]
    return Text(
        f"{answer.en} Backwards, what seems to happen is: {then.en}.",
        f"{answer.ko} 거꾸로 보면 일어나는 일: {then.ko}.",
    )
