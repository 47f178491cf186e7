"""A clip's caption as words over the film strip, and what is true of it."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from demos.tabs.caption.captioning_speech import Spoken
from demos.tabs.caption.captioning_words import Facts, Row, shown_word, written_of
from demos.tabs.caption.video_clips import action_text
from demos.tabs.caption.video_speech import Watched, maps_of
from demos.views.caption_view import Mark, word
from demos.views.facts_view import facts
from demos.views.packing import Caption, Payload
from demos.views.story_view import span, told
from mm_models.captioning.clip_judging import ClipSaid, clip_judged, moments
from mm_models.captioning.clip_telling import moving_tokens, noun_words, telling_words
from mm_models.captioning.watching import FRAMES
from mm_models.text import Text
from mm_models.world.clips import Clip, happenings, told_in
from mm_models.world.kinds import KIND

ALL_RIGHT = Text("Everything told, and all of it right.", "일어난 일을 모두 맞게 말했습니다.")
NO_TRUTH = Text(
    "Nobody has written down what happens in this film.", "이 동영상의 정답은 알려져 있지 않습니다."
)
STRANGE = Text(
    "These frames show something that the captioner never learnt: do not believe the caption.",
    "모델이 배우지 않은 것이 보입니다. 캡션을 믿지 마세요.",
)
MOST_STRANGE = 0.5  # share of strange frames from which a clip is strange


def pane_of(
    spoken: Spoken,
    story: Clip | None,
    order: Sequence[int] = range(FRAMES),
    *,
    title: Caption = "",
    note: Caption | None = None,
    good: bool | None = None,
    spans: bool = True,
) -> Payload:
    """A caption over its frames in the order in which they were seen, checked against the story if there is one."""
    judged = None if story is None else clip_judged(story, spoken.tokens)
    maps = maps_of(spoken)
    verdict = None if judged is None else judged.verdict
    return told(
        order,
        word_payloads(spoken, judged, maps),
        maps,
        title=title,
        note=note if note is not None else "" if judged is None else verdict_text(judged),
        good=good if note is not None or verdict is None else verdict.true_and_complete,
        spans=spans_of(story) if spans else (),
    )


def word_payloads(spoken: Spoken, judged: ClipSaid | None, maps: np.ndarray) -> list[Payload]:
    """The words, each with what could have come in its place, whether it is right, and whether it looked in time."""
    as_written, marks, about = written_of(spoken), marks_of(judged), timing_facts(judged, maps)
    found = []
    for number, said in enumerate(spoken.words):
        text, glued = shown_word(number, said, as_written)
        found.append(
            word(
                text,
                float(np.exp(said.log_probability)),
                glued=glued,
                mark="forced" if said.forced else marks.get(number, ""),
                likeliest=said.likeliest,
                chosen=said.token,
                facts=about.get(number, ()),
            )
        )
    return found


def marks_of(judged: ClipSaid | None) -> Mapping[int, Mark]:
    """Which words tell something right, and which something wrong."""
    if judged is None:
        return {}
    right = dict(telling_words(judged.tokens, judged.story))
    nouns = noun_words(judged.tokens)
    tells = [i for i, token in enumerate(judged.tokens) if i in nouns or token in moving_tokens()]
    return {number: "right" if number in right else "wrong" for number in tells}


def timing_facts(judged: ClipSaid | None, maps: np.ndarray) -> dict[int, Facts]:
    """How much of a word's attention lies in the frames in which what it tells goes on."""
    if judged is None:
        return {}
    found: dict[int, Facts] = {}
    for number, event in telling_words(judged.tokens, judged.story):
        during = moments(judged.story.events[event], maps.shape[1])
        found[number] = [
            (
                Text("Attention while it happens", "그 일이 일어나는 동안의 어텐션"),
                f"{maps[number][during].sum():.0%}",
            ),
            (
                Text("These frames' share (uniform)", "그 프레임들의 비율 (고른 어텐션)"),
                f"{during.mean():.0%}",
            ),
        ]
    return found


def spans_of(story: Clip | None) -> list[Payload]:
    """When what happens."""
    if story is None:
        return []
    found = []
    for number, (one, event) in enumerate(zip(story.events, happenings(story), strict=True)):
        during = np.flatnonzero(moments(one, story.frames))
        found.append(span(event_text(*event), int(during[0]), int(during[-1]), colour=(1, 2)[number]))
    return found


def event_text(kind: str, verb: str, side: str | None) -> Text:
    """Who does what."""
    name, does = KIND[kind].text, action_text(verb, side)
    return Text(f"{name.en} {does.en}", f"{name.ko}: {does.ko}")


def verdict_text(judged: ClipSaid) -> Text:
    """The truth about a caption in a sentence."""
    verdict = judged.verdict
    if verdict.true_and_complete:
        return ALL_RIGHT
    (things, of_things), (verbs, of_verbs) = verdict.things, verdict.verbs
    order = (
        ("", "") if verdict.order else (" The order or the number is wrong.", " 순서나 개수가 틀렸습니다.")
    )
    return Text(
        f"Right: {things} of {of_things} things, {verbs} of {of_verbs} events.{order[0]}",
        f"물건 {of_things}개 가운데 {things}개, 사건 {of_verbs}개 가운데 {verbs}개가 맞습니다.{order[1]}",
    )


def verdict_facts(spoken: Spoken, story: Clip | None, seen: Watched) -> Payload:
    """What happens, whether the caption says so, and whether the frames look like what was learnt."""
    rows = [(NO_TRUTH, "?", None)] if story is None else list(event_rows(spoken, story))
    strange: Row = (
        Text("Frames that show nothing learnt", "배운 것이 없는 프레임"),
        f"{seen.strange:.0%}" + (" ⚠" if seen.strange > MOST_STRANGE else ""),
        STRANGE if seen.strange > MOST_STRANGE else None,
    )
    sure: Row = (
        Text("Probability of the caption", "캡션의 확률"),
        f"{100 * np.exp(spoken.log_probability):.2g} %",
        Text("the product over its words", "낱말 확률의 곱"),
    )
    return facts([*rows, strange, sure])


def event_rows(spoken: Spoken, story: Clip) -> Iterator[Row]:
    """Each event and whether the caption tells it; then what it tells that did not happen."""
    claimed = told_in(spoken.sentence)
    happened = happenings(story)
    for event in happened:
        yield (Text("Happens", "일어나는 일"), "✓" if event in claimed else "✗", event_text(*event))
    for event in claimed:
        if event not in happened:
            yield (Text("Told, but does not happen", "말했지만 일어나지 않는 일"), "✗", event_text(*event))


def most_certain(spoken: Spoken) -> int:
    """Of the words that tell something, the one with the most pointed attention: a good one to begin with."""
    peaks = maps_of(spoken).max(axis=1).tolist()
    tokens, nouns = spoken.tokens, noun_words(spoken.tokens)
    telling = [i for i, token in enumerate(tokens) if i in nouns or token in moving_tokens()]
    return max(telling or range(len(peaks)), key=peaks.__getitem__)
