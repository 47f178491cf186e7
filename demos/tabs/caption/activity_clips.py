"""The clip of the activity tab: an example, one that a person composes, or a film of their own."""

from demos.picture import NO_CLIP
from demos.tabs.caption.video_clips import NONE, YOURS, Show, Wish, read_show
from mm_models.captioning.watching import sampled_frames
from mm_models.intake.errors import InputError
from mm_models.systems.lrcn_activity.solos import solo
from mm_models.text import Text
from mm_models.world.clips import Clip, play
from mm_models.world.scenes import SPLITS

EXAMPLES: dict[str, Text] = {
    "test:28": Text("A balloon enters", "풍선이 들어옵니다"),
    "test:27": Text("A dog crosses", "강아지가 가로질러 갑니다"),
    "test:31": Text("A potato rises", "감자가 올라갑니다"),
    "test:30": Text("A pizza falls", "피자가 떨어집니다"),
    "test:21": Text("An elephant spins", "코끼리가 돕니다"),
    "test:19": Text("A car jumps", "자동차가 뜁니다"),
    "test:0": Text("A bicycle shrinks", "자전거가 작아집니다"),
    "unseen:37": Text("A pig leaves, by an unseen hand", "돼지가 나갑니다 (처음 보는 그림체)"),
}
FIRST = next(iter(EXAMPLES))


def read_solo(code: str, film: str | None, thing: str, action: str, place: str) -> Show:
    """The film if there is one, else the composed clip or the example.

    Raises:
        InputError: the file is no film, or there is no such example, thing, motion or place.
    """
    if film is not None or code == YOURS:
        return read_show(code, film, Wish(thing, action, NONE, "", False, place))
    story = example(code)
    return Show(sampled_frames(play(story).images), story)


def example(code: str) -> Clip:
    """A solo of the world, from a text such as "test:5"; InputError where there is none."""
    split, _, number = str(code).partition(":")
    if split not in ("test", "unseen") or not number.isdecimal() or int(number) >= SPLITS[split].count:
        raise InputError("no-clip", NO_CLIP)
    return solo(int(number), split)
