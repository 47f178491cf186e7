"""The wording of questions in English and Korean."""

import numpy as np

from mm_models.text import Text
from mm_models.world.colours import COLOUR
from mm_models.world.draws import pick
from mm_models.world.kinds import KIND
from mm_models.world.particles import attach
from mm_models.world.words import RELATIONS_EN, RELATIONS_KO, one_of

TEMPLATES: dict[str, tuple[Text, ...]] = {
    "what": (
        Text(en="What is in the picture?", ko="그림에 무엇이 있습니까?"),
        Text(en="What do you see?", ko="무엇이 보입니까?"),
    ),
    "what related": (
        Text(en="What is {relation} the {kind}?", ko="{kind} {relation}에 무엇이 있습니까?"),
        Text(en="Which thing is {relation} the {kind}?", ko="{kind}의 {relation}에는 무엇이 있나요?"),
    ),
    "where": (
        Text(en="Where in the picture is the {kind}?", ko="{kind}[은/는] 그림의 어디에 있습니까?"),
        Text(en="In which part of the picture is the {kind}?", ko="{kind}[은/는] 그림의 어느 쪽에 있나요?"),
    ),
    "place": (
        Text(en="What place is this?", ko="여기는 어떤 장소입니까?"),
        Text(en="What is in the background?", ko="배경은 무엇입니까?"),
    ),
    "colour": (
        Text(en="What colour is the {kind}?", ko="{kind}[은/는] 무슨 색입니까?"),
        Text(en="Which colour does the {kind} have?", ko="{kind}의 색은 무엇인가요?"),
    ),
    "how many": (
        Text(en="How many {many} are there?", ko="{kind}[이/가] 몇 {counter} 있습니까?"),
        Text(en="How many {many} do you see?", ko="{kind}[은/는] 모두 몇 {counter}인가요?"),
    ),
    "is there": (
        Text(en="Is there {a_kind}?", ko="{kind}[이/가] 있습니까?"),
        Text(en="Do you see {a_kind}?", ko="{kind}[이/가] 보이나요?"),
    ),
    "is there coloured": (
        Text(en="Is there {a_coloured}?", ko="{colour} {kind}[이/가] 있습니까?"),
        Text(en="Do you see {a_coloured}?", ko="{colour} {kind}[이/가] 보이나요?"),
    ),
    "relation": (
        Text(en="Is the {one} {relation} the {other}?", ko="{one}[은/는] {other} {relation}에 있습니까?"),
        Text(
            en="Do you see the {one} {relation} the {other}?",
            ko="{one}[이/가] {other}의 {relation}에 있나요?",
        ),
    ),
    "same colour": (
        Text(
            en="Are the {one} and the {other} the same colour?",
            ko="{one}[과/와] {other}[은/는] 색이 같습니까?",
        ),
        Text(
            en="Does the {one} have the colour of the {other}?",
            ko="{one}[은/는] {other}[과/와] 같은 색인가요?",
        ),
    ),
    "all same colour": (
        Text(en="Are all the {many} the same colour?", ko="{kind}[은/는] 모두 같은 색입니까?"),
        Text(en="Do all the {many} have one colour?", ko="{kind}의 색이 모두 같나요?"),
    ),
    "larger": (
        Text(en="Is the {one} larger than the {other}?", ko="{one}[이/가] {other}보다 큽니까?"),
        Text(en="Does the {one} look larger than the {other}?", ko="{one}[은/는] {other}보다 커 보이나요?"),
    ),
}


def ask(template: str, words: dict[str, str], rng: np.random.Generator) -> Text:
    """A question in both languages; `words` holds names of kinds, of a relation and of a colour."""
    wording = pick(rng, TEMPLATES[template])
    english = {slot: _english(slot, name, rng) for slot, name in words.items()}
    korean = {slot: _korean(slot, name, rng) for slot, name in words.items()}
    if "kind" in words:
        kind = KIND[words["kind"]]
        english |= {"many": kind.many, "a_kind": _indefinite(kind.one)}
        english["a_coloured"] = _indefinite(f"{words.get('colour', '')} {kind.one}".strip())
        korean["counter"] = kind.counter
    return Text(en=wording.en.format(**english), ko=attach(wording.ko.format(**korean)))


def _english(slot: str, name: str, rng: np.random.Generator) -> str:
    if slot == "relation":
        return one_of(rng, RELATIONS_EN, name)
    return name if slot == "colour" else KIND[name].name


def _korean(slot: str, name: str, rng: np.random.Generator) -> str:
    if slot == "relation":
        return one_of(rng, RELATIONS_KO, name)
    return COLOUR[name].before_noun if slot == "colour" else KIND[name].ko


def _indefinite(noun: str) -> str:
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"
