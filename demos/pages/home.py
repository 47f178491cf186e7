"""Home: the lecture's map, each system with its seven marks."""

from html import escape

import gradio as gr

from demos.catalogue import (
    ENTRIES,
    MODALITY_TITLES,
    PATTERN_IDEAS,
    PATTERN_TITLES,
    Entry,
    Page,
    Pattern,
)
from demos.header import header
from demos.language import spans
from demos.marks import Mark, State, is_built, marks
from demos.pages import listed_pages
from mm_models.text import Text

OPENING = Text(
    "Every system of the lecture “Captioning and speaking”, running live, with its insides showing.",
    "‘캡션과 말하기’ 강의의 모든 시스템을 직접 돌리며 그 속을 들여다봅니다.",
)
NOT_BUILT = Text("not built yet", "아직 만들지 않음")
STATE_WORDS = {
    State.YES: Text("yes", "있음"),
    State.NO: Text("not yet", "아직 없음"),
    State.NOT_NEEDED: Text(
        "not needed: nothing is learnt, or no larger checkpoint",
        "필요 없음: 학습하지 않거나 더 큰 모델이 없음",
    ),
}


def page() -> None:
    """Draws Home into the page that is open."""
    header(Page.HOME, listed_pages())
    gr.HTML(markup(), apply_default_css=False, js_on_load=None, elem_id="mmx-map")


def markup() -> str:
    """The whole map as HTML, in both languages."""
    built = sum(is_built(each) for each in ENTRIES)
    count = Text(
        f"{built} of {len(ENTRIES)} tasks are built.",
        f"전체 {len(ENTRIES)}개 과제 가운데 {built}개를 만들었습니다.",
    )
    bands = "".join(_band(pattern) for pattern in Pattern)
    return f'<section class="mmx-home"><h1>{spans(OPENING)}</h1><p class="mmx-count">{spans(count)}</p>{_legend()}{bands}</section>'


def _legend() -> str:
    """What the seven dots of a card mean, in their order."""
    words = "".join(f"<li>{spans(mark.title)}</li>" for mark in marks(ENTRIES[0]))
    title = spans(
        Text(
            "Seven marks of a finished system, one dot each:",
            "완성된 시스템의 일곱 가지 표시, 점 하나에 하나씩:",
        )
    )
    keys = "".join(
        f'<li><i class="mmx-dot mmx-{state.value}"></i>{spans(STATE_WORDS[state])}</li>' for state in State
    )
    return f'<div class="mmx-legend"><span>{title}</span><ol>{words}</ol><ul>{keys}</ul></div>'


def _band(pattern: Pattern) -> str:
    cards = "".join(_card(each) for each in ENTRIES if each.pattern is pattern)
    return (
        f'<section class="mmx-band mmx-{pattern.value}">'
        f'<div class="mmx-band-title"><h2>{spans(PATTERN_TITLES[pattern])}</h2><p>{spans(PATTERN_IDEAS[pattern])}</p></div>'
        f'<div class="mmx-cards">{cards}</div></section>'
    )


def _card(entry: Entry) -> str:
    paper = f'<span class="mmx-paper">{entry.paper.label}</span>' if entry.paper else ""
    inner = (
        f'<span class="mmx-modalities">{_modalities(entry)}</span><strong>{spans(entry.title)}</strong>'
        f'<span class="mmx-summary">{spans(entry.summary)}</span>{paper}{_dots(marks(entry))}'
    )
    if is_built(entry):
        return f'<a class="mmx-card" data-mmx-page href="{escape(entry.address)}">{inner}</a>'
    return f'<div class="mmx-card mmx-unbuilt">{inner}<em>{spans(NOT_BUILT)}</em></div>'


def _modalities(entry: Entry) -> str:
    """The modalities of an entry and what its pattern does with them: a translation leads to the last one."""
    titles = [spans(MODALITY_TITLES[modality]) for modality in entry.modalities]
    if entry.pattern is Pattern.MATCH:
        return " ↔ ".join(titles)
    arrow = {Pattern.TRANSLATE: " → ", Pattern.REFER: " ⇢ "}.get(entry.pattern, " · ")
    return arrow.join((" · ".join(titles[:-1]), titles[-1])) if titles[:-1] else titles[0]


def _dots(entry_marks: tuple[Mark, ...]) -> str:
    dots = "".join(
        f'<i class="mmx-dot mmx-{mark.state.value}" title="{mark.title.en} · {mark.title.ko}"></i>'
        for mark in entry_marks
    )
    spoken = Text(
        ", ".join(f"{mark.title.en}: {STATE_WORDS[mark.state].en}" for mark in entry_marks),
        ", ".join(f"{mark.title.ko}: {STATE_WORDS[mark.state].ko}" for mark in entry_marks),
    )
    return f'<span class="mmx-dots" aria-hidden="true">{dots}</span><span class="mmx-hidden">{spans(spoken)}</span>'
