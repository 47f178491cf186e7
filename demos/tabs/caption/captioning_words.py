"""A caption as words over its picture, and what is true of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from demos.tabs.caption.captioning_speech import Glance, Image, Spoken, gate_of
from demos.views.caption_view import Mark, pane, word
from demos.views.facts_view import facts
from demos.views.packing import Caption, Payload
from demos.views.picture_view import box
from mm_models.captioning.decoding import Word
from mm_models.captioning.telling import written
from mm_models.captioning.vocabulary import END
from mm_models.text import Text
from mm_models.world.checking import Part, Verdict, check
from mm_models.world.kinds import KIND
from mm_models.world.parsing import Span
from mm_models.world.rendering import CELLS
from mm_models.world.scenes import SIDE, Scene, Thing

Row = tuple[Caption, str, Caption | None]
Facts = Sequence[tuple[Caption, str]]

ABOUT: dict[str, Text] = {
    "thing": Text("thing", "물건"),
    "count": Text("number", "개수"),
    "colour": Text("colour", "색"),
    "size": Text("size", "크기"),
    "photo": Text("photograph", "사진"),
    "relation": Text("relation", "위치 관계"),
    "place": Text("place", "장소"),
}
TRUE_COMPLETE = Text("True and complete.", "맞고, 빠뜨린 것도 없습니다.")
EMPTY = Text("Says nothing that can be checked.", "참인지 가릴 말이 없습니다.")
NO_TRUTH = Text(
    "Nobody has written down what this photograph shows.", "이 사진의 정답은 알려져 있지 않습니다."
)
STRANGE = Text(
    "This picture shows something that the captioner never learnt: do not believe the caption.",
    "이 그림에는 모델이 배우지 않은 것이 있습니다. 캡션을 믿지 마세요.",
)
FAMILIAR = Text("The picture looks like what was learnt", "배운 것과 닮은 그림입니다")


@dataclass(frozen=True)
class Written:
    """The sentence that words make, and where each stands in it."""

    text: str
    spans: tuple[Span, ...]  # (0, 0) for a word that left no trace


def written_of(spoken: Spoken) -> Written:
    """A caption as it is written."""
    text, spans = written(spoken.tokens)
    return Written(text, tuple(spans))


def shown_word(number: int, said: Word, as_written: Written) -> tuple[str, bool]:
    """A word as it is written, and whether it is glued to the one before."""
    spans = as_written.spans
    if said.id == END or number >= len(spans) or spans[number] == (0, 0):
        return said.token, False
    first, stop = spans[number]
    return as_written.text[first:stop], number > 0 and spans[number - 1][1] == first > 0


def caption_pane(
    image: Image | None,
    spoken: Spoken,
    scene: Scene | None,
    *,
    title: Caption = "",
    note: Caption | None = None,
    boxes: bool = False,
    about: Mapping[int, Facts] | None = None,
) -> Payload:
    """A caption over its picture, checked against the scene if there is one.

    `boxes` shows where things truly are; `about` has facts about some of the words; `note` stands in place of the verdict.
    """
    as_written = written_of(spoken)
    verdict = None if scene is None else check(as_written.text, scene)
    maps = spoken.maps
    scale = 1 if image is None else len(image) / SIDE
    return pane(
        image,
        [
            word_payload(i, each, as_written, verdict, (about or {}).get(i, ()))
            for i, each in enumerate(spoken.words)
        ],
        maps=None if maps is None else maps.reshape(-1, CELLS, CELLS),
        title=title,
        note=note or ("" if verdict is None else verdict_text(verdict, as_written.text)),
        good=False if note is STRANGE else None if verdict is None or note else good_news(verdict),
        boxes=[truth_box(i, thing, scale) for i, thing in numbered(scene)] if boxes else (),
    )


def good_news(verdict: Verdict) -> bool | None:
    """Whether a caption is true and complete, or wrong; None for one that only leaves something out."""
    return verdict.complete or None if verdict.true else False


def word_payload(
    number: int, said: Word, as_written: Written, verdict: Verdict | None, more: Facts
) -> Payload:
    """A word with what could have come in its place, and facts about it."""
    text, glued = shown_word(number, said, as_written)
    return word(
        text,
        float(np.exp(said.log_probability)),
        glued=glued,
        mark=mark_of(number, said, as_written, verdict),
        likeliest=said.likeliest,
        chosen=said.token,
        facts=[*gate_facts(said), *more],
    )


def gate_facts(said: Word) -> Facts:
    """How far the gate was open, where there is one."""
    gate = gate_of(said)
    if gate is None:
        return []
    return [(Text("Gate β: how much of what it sees counts", "게이트 β: 본 것을 쓰는 정도"), f"{gate:.2f}")]


def mark_of(number: int, said: Word, as_written: Written, verdict: Verdict | None) -> Mark:
    """Whether a word was forced, or belongs to a claim that is right or wrong."""
    if said.forced:
        return "forced"
    if verdict is None or number >= len(as_written.spans):
        return ""
    first, stop = as_written.spans[number]
    claims = [part for part in verdict.parts if first < stop and part.span[0] <= first < part.span[1]]
    if not claims:
        return ""
    return "right" if all(part.true for part in claims) else "wrong"


def numbered(scene: Scene | None) -> list[tuple[int, Thing]]:
    """The things of a scene from left to right, counted from 1."""
    things = () if scene is None else scene.things
    return list(enumerate(sorted(things, key=lambda thing: thing.centre[0]), 1))


def truth_box(number: int, thing: Thing, scale: float) -> Payload:
    """Where a thing truly is, in pixels of a picture that is `scale` times as large."""
    name = KIND[thing.kind].text
    left, top, right, bottom = (edge * scale for edge in thing.box)
    label = Text(f"{number} {name.en}", f"{number} {name.ko}")
    return box(label, (left, top, right, bottom), colour=(number - 1) % 6)


def joined(texts: Sequence[Text]) -> Text:
    """Words as a list with commas."""
    return Text(", ".join(text.en for text in texts), ", ".join(text.ko for text in texts))


def claim_text(part: Part, caption: str) -> Text:
    """A claim as the caption words it, and what it is about."""
    quoted = caption[slice(*part.span)] or part.says
    about = ABOUT[part.about]
    return Text(f"“{quoted}” ({about.en})", f"‘{quoted}’({about.ko})")


def left_out_text(verdict: Verdict) -> Text:
    """The things that a caption says nothing about."""
    return joined([KIND[thing.kind].text for thing in verdict.left_out])


def verdict_text(verdict: Verdict, caption: str) -> Text:
    """The truth about a caption in a sentence or two."""
    if not verdict.says_something:
        return EMPTY
    wrong = wrong_text(verdict, caption)
    if verdict.complete:
        return wrong
    missing = left_out_text(verdict)
    if verdict.true:
        return Text(f"True, but leaves out: {missing.en}.", f"맞지만 빠뜨린 것: {missing.ko}.")
    return Text(f"{wrong.en} It leaves out: {missing.en}.", f"{wrong.ko} 빠뜨린 것: {missing.ko}.")


def wrong_text(verdict: Verdict, caption: str) -> Text:
    """The claims that are wrong; that all is well where none is."""
    if not verdict.wrong:
        return TRUE_COMPLETE
    wrong = joined([claim_text(part, caption) for part in verdict.wrong])
    return Text(f"Wrong: {wrong.en}.", f"틀린 곳: {wrong.ko}.")


def verdict_facts(spoken: Spoken, scene: Scene | None, seen: Glance) -> Payload:
    """The sentence, whether the picture was learnt at all, whether the sentence is true, and how likely it was."""
    as_written = written_of(spoken)
    sentence: Row = (Text("The sentence", "문장"), "", as_written.text)
    return facts([sentence, *truth_rows(as_written, scene), strange_row(seen), *likelihood_rows(spoken)])


def truth_rows(as_written: Written, scene: Scene | None) -> list[Row]:
    """Whether a caption is true and complete; for a photograph nobody knows."""
    title = Text("True?", "맞나요?")
    if scene is None:
        return [(title, "?", NO_TRUTH)]
    verdict = check(as_written.text, scene)
    right = len(verdict.parts) - len(verdict.wrong)
    claims = Text(
        f"{right} of {len(verdict.parts)} claims are right.",
        f"주장 {len(verdict.parts)}개 가운데 {right}개가 맞습니다.",
    )
    if verdict.wrong:
        wrong = joined([claim_text(part, as_written.text) for part in verdict.wrong])
        claims = Text(f"{claims.en} Wrong: {wrong.en}", f"{claims.ko} 틀린 곳: {wrong.ko}")
    missing = left_out_text(verdict) if verdict.left_out else None
    return [
        (title, sign(verdict.true), claims),
        (Text("Complete?", "빠짐없나요?"), sign(verdict.complete), missing),
    ]


def sign(good: bool) -> str:
    """Good or bad without words."""
    return "✓" if good else "✗"


def strange_row(seen: Glance) -> Row:
    """Whether the picture shows something that was learnt, by the backbone's calibrated strangeness."""
    title = STRANGE if seen.strange else FAMILIAR
    note = Text(
        f"strangeness {seen.strangeness:.2f}; refused above {seen.strange_above:.2f}",
        f"낯섦 {seen.strangeness:.2f}, {seen.strange_above:.2f}보다 크면 낯선 그림으로 봅니다",
    )
    return title, "⚠" if seen.strange else "✓", note


def likelihood_rows(spoken: Spoken) -> list[Row]:
    """How likely the whole caption was, and its least likely word."""
    total = spoken.log_probability
    least = min(spoken.words, key=lambda each: each.log_probability)
    per_word = float(np.exp(-total / len(spoken.words)))
    nats = Text(
        f"product over {len(spoken.words)} words; {total:.2f} nats, perplexity {per_word:.2f}",
        f"낱말 {len(spoken.words)}개의 곱, {total:.2f}내트, 혼란도 {per_word:.2f}",
    )
    unsure = Text(f"Least sure of “{least.token}”", f"가장 자신 없는 낱말 ‘{least.token}’")
    return [
        (Text("Probability of the caption", "캡션의 확률"), f"{np.exp(total):.2g}", nats),
        (unsure, f"{np.exp(least.log_probability):.0%}", None),
    ]
