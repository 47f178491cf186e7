"""What the pictures, the captions and the matrix of log-ratios look like, and what their numbers say."""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float

from demos.picture import reduced
from demos.tabs.caption.captioning_speech import Spoken
from demos.tabs.caption.captioning_words import STRANGE, Row, caption_pane, shown_word, sign, written_of
from demos.tabs.caption.contrastive_pool import SHOWN, Judged, Pool, Table, winners
from demos.views.caption_view import captions_over
from demos.views.facts_view import facts
from demos.views.matrix_view import matrix
from demos.views.packing import Payload
from mm_models.systems.contrastive_captioner.model import contrastive_loss, is_matched
from mm_models.text import Text

Square = Float[np.ndarray, "captions pictures"]

CAPTIONS = Text("Caption of picture", "어느 그림의 캡션")
PICTURES = Text("Picture", "그림")
GENERIC = Text("reference, generic", "참조 모델, 평범한 캡션")
DISTINCTIVE = Text("contrastive, distinctive", "대조 학습 모델, 구별되는 캡션")


def numbered(count: int) -> list[Text]:
    """The pictures' names."""
    return [Text(f"{i}", f"{i}") for i in range(1, count + 1)]


def panes(pool: Pool, spoken: Sequence[Spoken], table: Table) -> Payload:
    """Each picture with its caption, and which picture of all the caption fits best."""
    best = winners(table)
    return captions_over(
        [
            caption_pane(
                reduced(seen.large, SHOWN),
                said,
                seen.scene,
                title=finds(i, best[i]),
                note=STRANGE if pool.strange[i] else None,
            )
            for i, (seen, said) in enumerate(zip(pool.pictures, spoken, strict=True))
        ]
    )


def finds(own: int, best: int) -> Text:
    """A picture's name, and which one its caption finds."""
    if own == best:
        return Text(f"Picture {own + 1} ✓ found", f"그림 {own + 1} ✓ 찾음")
    return Text(f"Picture {own + 1} ✗ finds {best + 1}", f"그림 {own + 1} ✗ → 그림 {best + 1}")


def retrieval_facts(generic: Judged, distinctive: Judged) -> Payload:
    """How many captions find their own picture, how many differ, and how long they are, for both captioners."""
    rows: list[Row] = []
    for title, said, table in (
        (GENERIC, generic, generic.reference),
        (DISTINCTIVE, distinctive, distinctive.target),
    ):
        rows += retrieval_rows(title, said.spoken, table)
    return facts(rows)


def retrieval_rows(title: Text, spoken: Sequence[Spoken], table: Table) -> list[Row]:
    """One captioner's."""
    found, count = sum(i == best for i, best in enumerate(winners(table))), len(spoken)
    differ = len({each.sentence for each in spoken})
    length = np.mean([len(each.tokens) for each in spoken])
    note = Text(
        f"{differ} different captions, {length:.1f} tokens each",
        f"서로 다른 캡션 {differ}개, 평균 {length:.1f}토큰",
    )
    name = Text(f"Find their own picture: {title.en}", f"자기 그림을 찾은 캡션: {title.ko}")
    return [(name, f"{found} / {count}", note)]


def likelihood_matrix(table: Table) -> Payload:
    """ln p(c|I) of every caption and picture."""
    return square(table.sum(axis=2), "viridis", None)


def ratio_matrix(table: Table) -> Payload:
    """G(c, I) of every caption and picture."""
    return square(table.sum(axis=2), "diverging", None)


def square(values: Square, colour_map: str, bound: float | None, unit: str = "nat") -> Payload:
    """A matrix of captions and pictures; `bound` is the largest magnitude that colours tell apart."""
    return matrix(
        values,
        x_label=PICTURES,
        y_label=CAPTIONS,
        x_values=numbered(values.shape[1]),
        y_values=numbered(len(values)),
        value_unit=unit,
        colour_map="diverging" if colour_map == "diverging" else "viridis",
        low=None if bound is None else -bound,
        high=bound,
        height=230,
    )


def word_names(spoken: Spoken) -> list[str]:
    """A caption's words as they are written."""
    as_written = written_of(spoken)
    return [shown_word(i, each, as_written)[0] for i, each in enumerate(spoken.words)]


def word_matrix(said: Judged, caption: int, picture: int) -> Payload:
    """The words of one caption for one picture: what both captioners think of each, and the difference."""
    words = word_names(said.spoken[caption])
    target, reference = (table[caption, picture, : len(words)] for table in (said.target, said.reference))
    return matrix(
        np.stack([target, reference, target - reference]),
        x_label=Text("Word", "낱말"),
        y_label="",
        x_values=words,
        y_values=["ln p_m", "ln p_n", "G"],
        value_unit="nat",
        colour_map="diverging",
        high=BRIGHT,
        low=-BRIGHT,
        height=190,
    )


BRIGHT = 6.0  # nats from which a cell is as bright as it gets


def spread_matrix(said: Judged, caption: int) -> Payload:
    """ln p_m of each word of one caption for every picture, against the mean picture: which word tells them apart."""
    words = word_names(said.spoken[caption])
    own = said.target[caption, :, : len(words)]
    return matrix(
        own - own.mean(axis=0),
        x_label=Text("Word", "낱말"),
        y_label=PICTURES,
        x_values=words,
        y_values=numbered(len(own)),
        value_unit="nat",
        colour_map="diverging",
        high=BRIGHT,
        low=-BRIGHT,
        height=230,
    )


def cell_facts(said: Judged, caption: int, picture: int, nu: float) -> Payload:
    """The chosen cell in numbers, from the likelihoods to the pull on the weights."""
    target, reference = (float(table[caption, picture].sum()) for table in (said.target, said.reference))
    ratio = target - reference
    share = float(is_matched(torch.tensor(ratio), nu))
    matched = caption == picture
    pull = 1 - share if matched else -share
    pair = Text(
        f"caption {caption + 1} with picture {picture + 1}: {'matched' if matched else 'mismatched'}",
        f"캡션 {caption + 1}과 그림 {picture + 1}: {'맞는 짝' if matched else '어긋난 짝'}",
    )
    return facts(
        [
            (Text("The pair", "고른 짝"), "=" if matched else "≠", pair),
            ("ln p_m(c|I)", f"{target:.2f}", Text("contrastive", "대조 학습 모델")),
            ("ln p_n(c|I)", f"{reference:.2f}", Text("reference", "참조 모델")),
            ("G", f"{ratio:+.2f}", Text("their difference, in nats", "두 값의 차(nat)")),
            (
                "h = r_ν(G)",
                f"{share:.3f}",
                Text("taken for matched with this probability", "맞는 짝으로 볼 확률"),
            ),
            (Text("Pull", "당기는 힘"), f"{pull:+.3f}", PULLS[matched]),
        ]
    )


PULLS: dict[bool, Text] = {
    True: Text("1 - h: how hard training pulls ln p_m up", "1 - h: 학습이 ln p_m을 끌어올리는 힘"),
    False: Text("-h: how hard training pushes ln p_m down", "-h: 학습이 ln p_m을 내리누르는 힘"),
}


def pull_matrix(said: Judged, nu: float) -> Payload:
    """The gradient of the loss's terms by G with the sign turned: how hard each pair would be pulled up or down."""
    share = is_matched(ratios(said), nu).numpy()
    return square(np.where(np.eye(len(share), dtype=bool), 1 - share, -share), "diverging", 1.0, unit="")


def ratios(said: Judged) -> torch.Tensor:
    """G of every caption and picture."""
    return torch.from_numpy(said.log_ratio.sum(axis=2))


def loss_facts(said: Judged, nu: float) -> Payload:
    """The loss of these pictures' own pairs, each caption held against all other pictures, and with p_m = p_n."""
    found = ratios(said)
    off = ~torch.eye(len(found), dtype=torch.bool)
    losses = contrastive_loss(found.diagonal(), found[off].view(len(found), -1), nu)
    same = contrastive_loss(torch.zeros(1), torch.zeros(1, 1), nu)
    at_start = Text(f"{float(same['loss']):.3f} where p_m = p_n", f"p_m = p_n이면 {float(same['loss']):.3f}")
    return facts(
        [
            (Text("Loss", "손실"), f"{float(losses['loss']):.3f}", at_start),
            (Text("matched pairs", "맞는 짝"), f"{float(losses['matched']):.3f}", "-mean ln h"),
            (Text("mismatched pairs", "어긋난 짝"), f"{float(losses['mismatched']):.3f}", "-mean ln (1 - h)"),
        ]
    )


def swap_facts(before: Judged, after: Judged, place: int) -> Payload:
    """Which picture each caption finds before and after one picture was exchanged."""
    rows: list[Row] = [
        (
            Text(f"Caption {i + 1}", f"캡션 {i + 1}"),
            sign(new == i),
            Text(f"picture {old + 1} before, {new + 1} now", f"전에는 그림 {old + 1}, 지금은 그림 {new + 1}"),
        )
        for i, (old, new) in enumerate(zip(winners(before.target), winners(after.target), strict=True))
        if i != place
    ]
    return facts(rows)
