"""One word taken apart: s → α → z → h → word, with the numbers that the captioner really computed."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from demos.tabs.caption.captioning_checklist import checklist_rows, named_cells
from demos.tabs.caption.captioning_speech import Glance, Image, Spoken, gate_of, on_cpu, tensor_of
from demos.tabs.caption.captioning_words import Row
from demos.views.facts_view import facts, step
from demos.views.packing import Payload
from demos.views.picture_view import pane, picture, pictures, value_map
from demos.views.plot_view import line, plot
from demos.views.signal_view import ColourMap
from demos.views.tree_view import node, tree
from mm_models.captioning.beam import Level, captions
from mm_models.captioning.decoding import Word, speakable
from mm_models.captioning.vocabulary import sentence
from mm_models.text import Text
from mm_models.world.rendering import CELLS

GRID = (CELLS, CELLS)
BITS = float(np.log2(CELLS**2))  # entropy of looking everywhere alike

SCORES = Text("Scores e before the softmax", "소프트맥스를 지나기 전의 점수 e")
WEIGHTS = Text("Attention α = softmax(e)", "어텐션 α = softmax(e)")
COVERED = Text("Coverage: sum of all α so far", "지금까지 본 곳: α의 합")
TOLD = Text("What has been named", "이미 말한 물건의 칸")
CHANGE = Text("Change of α since the word before", "앞 낱말에서 α가 바뀐 정도")
ONE_VECTOR = Text(
    "To this captioner the picture is one vector: there is nowhere to look.",
    "이 모델에게 그림은 벡터 하나라서 골라 볼 곳이 없습니다.",
)
NO_TREE = Text(
    "Choose beam search above to see which captions it keeps.",
    "위에서 빔 탐색을 고르면 어떤 캡션을 남기는지 보입니다.",
)
MEAN = Text("mean of the heads", "헤드의 평균")


def state_of(word: Word) -> Tensor | None:
    """The state after the word: that of the last layer where there are several."""
    hidden = tensor_of(word, "hidden")
    return hidden if hidden is None or hidden.ndim == 1 else hidden[-1]


def flow(spoken: Spoken, place: int, seen: Glance) -> Payload:
    """The shapes from the picture to the word."""
    word = spoken.words[place]
    steps = [
        step(
            Text("Annotations a", "주석 벡터 a"),
            seen.annotations.shape[1:],
            Text("14 × 14 cells", "14 × 14칸"),
        )
    ]
    parts: Sequence[tuple[str, Text, Text]] = (
        ("scores", Text("Scores e", "점수 e"), Text("v · tanh(W a + W h)", "v · tanh(W a + W h)")),
        ("attention", Text("Attention α", "어텐션 α"), Text("softmax, sums to 1", "소프트맥스, 합은 1")),
        ("context", Text("Context z", "문맥 z"), Text("β Σ α a", "β Σ α a")),
        ("hidden", Text("State h", "상태 h"), Text("LSTM(word before, z)", "LSTM(앞 낱말, z)")),
        ("logits", Text("Next word", "다음 낱말"), Text("softmax over the words", "낱말에 대한 소프트맥스")),
    )
    for name, label, detail in parts:
        value = tensor_of(word, name)
        if value is not None:
            steps.append(
                step(label, value.shape, detail if name != "hidden" or gate_of(word) is not None else "")
            )
    return facts(word_rows(spoken, place, seen), steps=steps)


def word_rows(spoken: Spoken, place: int, seen: Glance) -> list[Row]:
    """The numbers of one step, in the order in which data flows."""
    word = spoken.words[place]
    before = spoken.words[place - 1].token if place else Text("the start token", "시작 토큰")
    came = Text(f"word {place + 1}", f"{place + 1}번째 낱말")
    heading: Row = (came, f"“{word.token}”", after_text(before))
    listed = checklist_rows(word, seen)
    return [heading, *looking_rows(spoken, place), *listed, *state_rows(spoken, place), *choice_rows(word)]


def after_text(before: str | Text) -> Text:
    """What came before a word."""
    if isinstance(before, Text):
        return Text(f"after {before.en}", f"{before.ko} 다음")
    return Text(f"after “{before}”", f"‘{before}’ 다음")


def looking_rows(spoken: Spoken, place: int) -> list[Row]:
    """Scores, attention and gate; for a captioner without attention, that there are none."""
    if spoken.maps is None:
        return [(Text("No attention", "어텐션 없음"), "–", ONE_VECTOR)]
    scores, own = tensor_of(spoken.words[place], "scores"), spoken.maps[place]
    row, column = divmod(int(own.argmax()), CELLS)
    bits = entropy(own)
    rows: list[Row] = []
    if scores is not None:
        span = Text(
            f"lowest {float(scores.min()):.2f}, mean {float(scores.mean()):.2f}",
            f"최소 {float(scores.min()):.2f}, 평균 {float(scores.mean()):.2f}",
        )
        rows.append((Text("Largest score e", "가장 큰 점수 e"), f"{float(scores.max()):.2f}", span))
    where = Text(
        f"row {row}, column {column}; uniform {1 / CELLS**2:.3f}",
        f"{row}행 {column}열. 고르면 {1 / CELLS**2:.3f}",
    )
    spread = Text(
        f"as if {2**bits:.0f} of {CELLS**2} cells were looked at alike; {bits:.2f} of {BITS:.2f} bits",
        f"{CELLS**2}칸 가운데 {2**bits:.0f}칸을 똑같이 본 셈입니다. {BITS:.2f}비트 가운데 {bits:.2f}비트",
    )
    rows.append((Text("Largest attention α", "가장 큰 어텐션 α"), f"{own.max():.3f}", where))
    rows.append((Text("Cells in use", "보는 칸의 수"), f"{2**bits:.0f}", spread))
    gate = gate_of(spoken.words[place])
    if gate is not None:
        note = Text("σ(f(h)) before this word", "이 낱말 앞의 σ(f(h))")
        rows.append((Text("Gate β", "게이트 β"), f"{gate:.3f}", note))
    return rows


def entropy(shares: np.ndarray) -> float:
    """In bits."""
    some = shares[shares > 0]
    return float(-(some * np.log2(some)).sum())


def state_rows(spoken: Spoken, place: int) -> list[Row]:
    """How long the vectors are, and how far the state moved."""
    context, hidden = tensor_of(spoken.words[place], "context"), state_of(spoken.words[place])
    rows: list[Row] = []
    if context is not None:
        rows.append((Text("Length of z", "z의 길이"), f"{float(context.norm()):.2f}", None))
    if hidden is None:
        return rows
    earlier = state_of(spoken.words[place - 1]) if place else None
    moved = "" if earlier is None else f"{float((hidden - earlier).norm()):.2f}"
    note = (
        Text(f"moved by {moved} since the word before", f"앞 낱말에서 {moved}만큼 움직였습니다")
        if moved
        else None
    )
    return [*rows, (Text("Length of h", "h의 길이"), f"{float(hidden.norm()):.2f}", note)]


def choice_rows(word: Word) -> list[Row]:
    """How sure the choice was."""
    shares = speakable(on_cpu(word.step.logits))[0].softmax(dim=0).numpy()
    bits = entropy(shares)
    others = ", ".join(f"{token} {share:.0%}" for token, share in word.likeliest[:4])
    unsure = Text(
        f"as if choosing among {2**bits:.1f} words ({bits:.2f} bits)",
        f"낱말 {2**bits:.1f}개 가운데 고르는 셈입니다 ({bits:.2f}비트)",
    )
    return [
        (
            Text("Probability of the word", "낱말의 확률"),
            f"{np.exp(word.log_probability):.1%}",
            Text(others, others),
        ),
        (Text("Uncertainty", "불확실성"), f"{bits:.2f}", unsure),
    ]


def looking_pictures(image: Image, spoken: Spoken, place: int, seen: Glance) -> Payload | None:
    """Scores, attention, its change and its sum so far, and what has been named, over the picture; None for a captioner without
    attention."""
    if spoken.maps is None:
        return None
    heads = on_cpu(spoken.words[place].attention)
    if heads.ndim > 1:
        return head_pictures(image, heads)
    word, own = spoken.words[place], spoken.maps[place].reshape(GRID)
    earlier = spoken.maps[place - 1].reshape(GRID) if place else np.full(GRID, 1 / CELLS**2)
    found: list[tuple[Text, np.ndarray | None, ColourMap]] = [
        (SCORES, cells_of(word, "scores"), "viridis"),
        (WEIGHTS, own, "magma"),
        (CHANGE, own - earlier, "diverging"),
        (COVERED, cells_of(word, "covered"), "magma"),
        (TOLD, named_cells(word, seen), "magma"),
    ]
    maps = [(title, looking_map(title, values, how)) for title, values, how in found if values is not None]
    panes = [
        pane(None if number else image, title=title, maps=[each]) for number, (title, each) in enumerate(maps)
    ]
    return pictures(panes, grid=GRID, shown=0, opacity=0.75)


def head_pictures(image: Image, heads: Tensor) -> Payload:
    """The maps of every layer's heads and their mean, as tiles; the mean of the last layer first."""
    layers = heads.reshape(-1, *heads.shape[-2:]).numpy()
    maps = [each for number, of_heads in enumerate(layers) for each in layer_maps(number, of_heads)]
    last = len(maps) - len(layers[-1]) - 1
    return picture(image, maps=maps, grid=GRID, tiles=True, shown=last)


def layer_maps(number: int, heads: np.ndarray) -> list[Payload]:
    """The mean of a layer's heads, and each of them (heads, cells)."""
    named = [(MEAN, heads.mean(axis=0))]
    named += [(Text(f"head {i + 1}", f"헤드 {i + 1}"), each) for i, each in enumerate(heads)]
    layer = Text(f"layer {number + 1}", f"{number + 1}층")
    return [value_map(name, values.reshape(GRID), low=0.0, group=layer) for name, values in named]


def cells_of(word: Word, name: str) -> np.ndarray | None:
    """Numbers of the word's step, one for each cell; None where the captioner has no such thing."""
    values = tensor_of(word, name)
    return None if values is None or values.numel() != CELLS**2 else values.reshape(GRID).numpy()


def looking_map(title: Text, values: np.ndarray, colours: ColourMap) -> Payload:
    """One of the maps: shares from 0, scores and differences from their extremes."""
    return value_map(title, values, low=0.0 if colours == "magma" else None, colour_map=colours)


def vectors_plot(spoken: Spoken, place: int) -> Payload | None:
    """The numbers of z and of h before and after the word; None where the captioner has no such vectors."""
    word = spoken.words[place]
    earlier = state_of(spoken.words[place - 1]) if place else None
    named: Sequence[tuple[Text, Tensor | None, int]] = (
        (Text("State h after this word's step", "이 낱말 단계 뒤의 상태 h"), state_of(word), 0),
        (Text("State h before", "그 앞의 상태 h"), earlier, 7),
        (Text("Context z", "문맥 z"), tensor_of(word, "context"), 1),
    )
    lines = [
        line(label, torch.arange(len(values)), values, colour=colour, style="steps", hidden=colour == 1)
        for label, values, colour in named
        if values is not None
    ]
    if not lines:
        return None
    return plot(lines, x_label=Text("unit", "유닛"), y_label=Text("value", "값"))


def beam_tree(levels: Sequence[Level], width: int) -> Payload:
    """The tree of beam search with the captions at its leaves."""
    nodes = [
        [
            node(each.token, each.parent, float(np.exp(each.log_probability)), each.total, ended=each.ended)
            for each in level.nodes
        ]
        for level in levels
    ]
    leaves = [
        (sentence(ids) or "–", leaf.score)
        for ids, leaf in zip(captions(levels), levels[-1].nodes, strict=True)
    ]
    note = Text(
        f"width {width}; the sum of log-probabilities orders the captions",
        f"폭 {width}. 로그 확률의 합이 큰 순서로 남깁니다",
    )
    return tree(nodes, leaves, note)
