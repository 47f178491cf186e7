"""What if: the words of a prompt in another order or one of them wrong, the picture blank or drawn by an unseen hand."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from demos.picture import Seen
from demos.tabs.caption.captioning_words import Row
from demos.tabs.match.clip_match import Match, picture_for, several
from demos.tabs.match.clip_views import short
from demos.views.facts_view import facts
from demos.views.matrix_view import matrix
from demos.views.packing import Payload
from mm_models.captioning.seeing import GREY
from mm_models.text import Text
from mm_models.world.captions import say
from mm_models.world.colours import COLOURS
from mm_models.world.draws import pick
from mm_models.world.kinds import KINDS
from mm_models.world.lexing import is_korean
from mm_models.world.meaning import Meaning, counterfactuals
from mm_models.world.parsing import parse
from mm_models.world.places import PLACES
from mm_models.world.rendering import render
from mm_models.world.scenes import Scene, thing_at
from mm_models.world.sprites import UNSEEN, drawings

PARTS: dict[str, Text] = {
    "as typed": Text("as typed", "적은 그대로"),
    "shuffled": Text("words shuffled", "낱말을 섞음"),
    "reversed": Text("words in reverse", "낱말을 거꾸로"),
    "same": Text("the same, said otherwise", "같은 뜻, 다른 말"),
    "thing": Text("another thing", "다른 물건"),
    "colour": Text("another colour", "다른 색"),
    "colours": Text("colours exchanged", "색을 맞바꿈"),
    "relation": Text("relation turned round", "관계를 뒤집음"),
    "place": Text("another place", "다른 장소"),
}


def variants(prompt: str, draw: int) -> Iterator[tuple[str, str]]:
    """Changed prompts, each with what was changed: always the order of words, and whatever the world's parser finds in it."""
    rng, words = np.random.default_rng((draw, 44)), prompt.rstrip(".").split()
    yield "as typed", prompt
    if len(words) > 1:
        yield "shuffled", " ".join(words[i] for i in rng.permutation(len(words)))
        yield "reversed", " ".join(reversed(words))
    language, meaning = "ko" if is_korean(prompt) else "en", parse(prompt).meaning
    if meaning.mentions:
        wording = partial(np.random.default_rng, (draw, 45))
        yield "same", say(meaning, wording(), language)
        for part, other in changed(meaning, rng):
            yield part, say(other, wording(), language)


def changed(meaning: Meaning, rng: np.random.Generator) -> list[tuple[str, Meaning]]:
    """The meaning with one part wrong, one change a part; and with the colours of its first two things exchanged."""
    kinds = [kind.name for kind in KINDS]
    found = dict(counterfactuals(meaning, [pick(rng, kinds)], [pick(rng, COLOURS)], [pick(rng, PLACES)]))
    first, *others = meaning.mentions
    if others and first.colour != others[0].colour:
        turned = (
            replace(first, colour=others[0].colour),
            replace(others[0], colour=first.colour),
            *others[1:],
        )
        found["colours"] = replace(meaning, mentions=turned)
    return list(found.items())


def prompt_facts(model: str, found: Match, seen: Seen, chosen: int, draw: int) -> Payload:
    """The cosine of each variant of a prompt with the picture, and how much it differs from what was typed."""
    changes = list(variants(found.words[chosen].text, draw))
    _, vectors = several(model, [picture_for(model, seen)], [text for _, text in changes])
    cosines = vectors @ found.picture
    rows: list[Row] = [
        (
            PARTS[part],
            f"{cosine:.3f}" if part == "as typed" else f"{cosine:.3f} ({cosine - cosines[0]:+.3f})",
            text,
        )
        for (part, text), cosine in zip(changes, cosines.tolist(), strict=True)
    ]
    return facts(rows)


def picture_matrix(model: str, found: Match, seen: Seen) -> Payload:
    """The cosine of every prompt with the picture, the same drawn by an unseen hand, mirrored, and blank."""
    own = picture_for(model, seen)
    versions = [
        (Text("as it is", "그대로"), own),
        (Text("mirrored", "좌우로 뒤집음"), np.ascontiguousarray(own[:, ::-1])),
    ]
    if seen.scene is not None and seen.scene.place is not None:
        other = render(by_unseen_hand(seen.scene), size=own.shape[0]).image
        versions.append((Text("unseen hand", "처음 보는 그림체"), other))
    versions.append((Text("blank", "빈 그림"), np.full_like(own, GREY)))
    pictures, _ = several(model, [image for _, image in versions], [word.text for word in found.words])
    return matrix(
        found.texts @ pictures.T,
        x_label=Text("Picture", "그림"),
        y_label="",
        x_values=[name for name, _ in versions],
        y_values=[short(word.text) for word in found.words],
        colour_map="diverging",
        height=60 + 26 * len(found.words),
    )


def by_unseen_hand(scene: Scene) -> Scene:
    """The same scene with every thing drawn by the designer that training never saw, where that designer drew one."""
    things = tuple(
        thing_at(
            thing.kind,
            thing.centre,
            thing.size,
            colour=thing.colour,
            designer=UNSEEN,
            glyph=None,
            angle=thing.angle,
            mirrored=thing.mirrored,
        )
        if (thing.kind, UNSEEN) in drawings() and not thing.is_photo
        else thing
        for thing in scene.things
    )
    return replace(scene, things=things)
