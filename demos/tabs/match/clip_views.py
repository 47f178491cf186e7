"""What prompts, vectors and a batch look like, and what their numbers say."""

from collections.abc import Sequence

import numpy as np

from demos.picture import Seen, reduced
from demos.tabs.caption.captioning_words import Row, sign
from demos.tabs.match.clip_batch import WARMTHS, Batch
from demos.tabs.match.clip_match import MAPS, OURS, Match, Words
from demos.views.facts_view import facts, step
from demos.views.matrix_view import matrix
from demos.views.packing import Caption, Payload
from demos.views.picture_view import pane, picture, pictures, value_map
from demos.views.plot_view import line, marker, plot
from mm_models.captioning.seeing import CHANNELS
from mm_models.systems.clip import SYSTEM
from mm_models.text import Text
from mm_models.world.checking import check
from mm_models.world.rendering import CELLS
from mm_models.world.scenes import SIDE, Scene

SIZE = SYSTEM.config
SHOWN = 280  # pixels a side of the large picture
SMALL = 112  # of the pictures of a batch
LETTERS = 26  # of a text beside a matrix
MOST_SHOWN = 12  # pictures of a batch

STRANGE = Text(
    "This picture shows something that was never learnt: do not believe the ranking.",
    "이 그림에는 모델이 배우지 않은 것이 있습니다. 순위를 믿지 마세요.",
)
PICTURE, TEXT = Text("Picture", "그림"), Text("Text", "글")
TRUE = Text("true", "참")
FALSE = Text("not true", "참이 아님")


def truth_of(text: str, scene: Scene | None) -> bool | None:
    """Whether a text is true of a scene; None where that cannot be told."""
    if scene is None:
        return None
    verdict = check(text, scene)
    return verdict.true if verdict.says_something and not verdict.unknown else None


def truth_note(true: bool | None, rest: Text) -> Text:
    """What is known of the truth before some other remark."""
    if true is None:
        return rest
    word = TRUE if true else FALSE
    return Text(f"{sign(true)} {word.en} · {rest.en}", f"{sign(true)} {word.ko} · {rest.ko}")


def ranked(found: Match, warmth: float, scene: Scene | None) -> Payload:
    """The prompts, the most similar first, each with its share and its cosine; and what could not be read."""
    shares, cosines = found.shares(warmth), found.cosines
    rows: list[Row] = [
        (
            found.words[i].text,
            f"{shares[i]:.1%}",
            truth_note(
                truth_of(found.words[i].text, scene),
                Text(f"cosine {cosines[i]:.3f}", f"코사인 {cosines[i]:.3f}"),
            ),
        )
        for i in np.argsort(-cosines).tolist()
    ]
    return facts([*unread(found.words), *([(PICTURE, "⚠", STRANGE)] if found.strange else []), *rows])


def unread(words: Sequence[Words]) -> list[Row]:
    """One sentence about words that the network does not know, one about texts that were too long."""
    unknown = ", ".join(dict.fromkeys(word for each in words for word in each.unknown))
    rows: list[Row] = []
    if unknown:
        note = Text(
            "This CLIP has never read these words; each is the same <unknown> to it.",
            "이 CLIP이 읽어 본 적 없는 낱말이라 모두 똑같이 <unknown>으로 읽습니다.",
        )
        rows.append((Text("Unknown words", "모르는 낱말"), unknown, note))
    if any(each.cut for each in words):
        note = Text("The end of a long prompt was cut off.", "긴 프롬프트의 끝이 잘렸습니다.")
        rows.append((Text("Too long", "너무 긴 글"), str(sum(each.cut for each in words)), note))
    return rows


def where(seen: Seen, found: dict[str, np.ndarray], prompt: str) -> Payload:
    """The picture under the maps of one prompt, each labelled with the method that made it."""
    layers = [
        value_map(MAPS[name], values, low=0.0 if name in ("gradient", "attention") else None, smooth=True)
        for name, values in found.items()
    ]
    side = next(iter(found.values())).shape
    return picture(reduced(seen.large, SHOWN), title=prompt, maps=layers, grid=side, tiles=True, shown=0)


def flow(model: str, found: Match, chosen: int) -> Payload:
    """The shapes on the way from a picture and a prompt to one number."""
    words, space = found.words[chosen], len(found.picture)
    cosine = float(found.cosines[chosen])
    ends = [
        step(Text("I, unit vector", "I, 단위 벡터"), (space,)),
        step(
            Text("Words", "낱말"),
            (len(words.tokens),),
            Text(f"of prompt {chosen + 1}", f"{chosen + 1}번 프롬프트"),
        ),
        step(Text("T, unit vector", "T, 단위 벡터"), (space,), Text("read at <end>", "<end>에서 읽음")),
        step("I · T", f"{cosine:.3f}", Text("cosine", "코사인")),
        step("exp(t) I · T", f"{found.scale * cosine:.2f}", f"exp(t) = {found.scale:.1f}"),
    ]
    starts = (
        our_start()
        if model == OURS
        else [step(PICTURE, (3, 224, 224)), step(Text("ViT-B/32", "ViT-B/32"), (50, 768))]
    )
    return facts(steps=[*starts, *ends])


def our_start() -> list[Payload]:
    """What comes before the picture's vector in the CLIP of this repository."""
    return [
        step(PICTURE, (3, SIDE, SIDE)),
        step(Text("Annotations", "주석"), (CHANNELS, CELLS, CELLS), Text("frozen backbone", "고정된 백본")),
        step(
            Text("Queries", "질의"), (SIZE.queries, SIZE.width), Text("gather from the cells", "칸에서 모음")
        ),
    ]


def vectors(found: Match) -> Payload:
    """The picture's vector above those of the prompts."""
    names: list[Caption] = [PICTURE, *(short(each.text) for each in found.words)]
    return matrix(
        np.vstack([found.picture, found.texts]),
        x_label=Text("Number of the joint space", "공동 공간의 차원"),
        y_label="",
        y_values=names,
        colour_map="diverging",
        cell_numbers=False,
        height=60 + 16 * len(names),
    )


def short(text: str) -> str:
    """A text that fits beside a matrix."""
    return text if len(text) <= LETTERS else f"{text[: LETTERS - 1]}…"


def attention(words: Words) -> Payload:
    """Which words each word of a prompt looked at in the last layer."""
    return matrix(
        words.attention,
        x_label=Text("looked at", "본 낱말"),
        y_label=Text("word", "낱말"),
        x_values=list(words.tokens),
        y_values=list(words.tokens),
        low=0.0,
        high=1.0,
        cell_numbers=False,
    )


def similarity(found: Batch, warmth: float) -> Payload:
    """S: the scaled cosines of every picture with every text."""
    return square(
        found.logits(warmth), numbers(len(found.texts)), numbers(len(found.texts)), "diverging", None
    )


def row_shares(found: Batch, warmth: float) -> Payload:
    """The softmax of each row: which text each picture picks; its loss stands beside the row."""
    rows, _ = found.losses(warmth)
    return square(shares(found, warmth, 1), numbers(len(rows)), with_loss(rows), "viridis", 1.0)


def column_shares(found: Batch, warmth: float) -> Payload:
    """The softmax of each column: which picture each text picks; its loss stands below the column."""
    _, columns = found.losses(warmth)
    return square(shares(found, warmth, 0), with_loss(columns), numbers(len(columns)), "viridis", 1.0)


def shares(found: Batch, warmth: float, axis: int) -> np.ndarray:
    """The softmax along an axis, without texts that are true of another picture: as the loss sees it."""
    own = np.eye(len(found.texts), dtype=bool)
    shown = np.where(found.alike & ~own, -np.inf, found.logits(warmth))
    raised = np.exp(shown - shown.max(axis=axis, keepdims=True))
    return raised / raised.sum(axis=axis, keepdims=True)


def numbers(count: int) -> list[str]:
    """The pairs' names."""
    return [str(i) for i in range(1, count + 1)]


def with_loss(losses: np.ndarray) -> list[str]:
    """The pairs' names with their losses in nats."""
    return [f"{i}: {loss:.2f}" for i, loss in enumerate(losses.tolist(), start=1)]


def square(values: np.ndarray, x: list[str], y: list[str], colours: str, high: float | None) -> Payload:
    """A matrix of pictures by texts."""
    return matrix(
        values,
        x_label=TEXT,
        y_label=PICTURE,
        x_values=x,
        y_values=y,
        colour_map="diverging" if colours == "diverging" else "viridis",
        low=None if high is None else 0.0,
        high=high,
        cell_numbers=len(values) <= 8,
        height=290,
    )


def loss_facts(found: Batch, warmth: float) -> Payload:
    """The loss of the batch and its two halves, beside that of a matrix that says nothing."""
    rows, columns = found.losses(warmth)
    count = len(rows)
    hidden = int(found.alike.sum()) - count
    right = [
        int((shares(found, warmth, axis).argmax(axis=axis) == np.arange(count)).sum()) for axis in (1, 0)
    ]
    chance = Text(
        f"ln {count} = {np.log(count):.3f} where all are alike",
        f"모두 같으면 ln {count} = {np.log(count):.3f}",
    )
    picked = [
        Text(f"{each} of {count} pick their own", f"{count}개 중 {each}개가 제 짝을 고름") for each in right
    ]
    return facts(
        [
            (Text("Loss", "손실"), f"{(rows.mean() + columns.mean()) / 2:.3f}", chance),
            (Text("Rows: picture → text", "행: 그림 → 글"), f"{rows.mean():.3f}", picked[0]),
            (Text("Columns: text → picture", "열: 글 → 그림"), f"{columns.mean():.3f}", picked[1]),
            (
                Text("Temperature 1/exp(t)", "온도 1/exp(t)"),
                f"{warmth / found.scale:.4f}",
                Text(f"learnt: {1 / found.scale:.4f}", f"학습된 값: {1 / found.scale:.4f}"),
            ),
            (
                Text("True of another picture", "다른 그림에도 참인 짝"),
                str(hidden),
                Text("left out of the softmax", "소프트맥스에서 뺌"),
            ),
        ]
    )


def batch_pictures(found: Batch) -> Payload:
    """The pictures of the batch with their texts."""
    some = list(zip(found.images, found.texts, strict=True))[:MOST_SHOWN]
    return pictures(
        [
            pane(reduced(image, SMALL), title=str(i), note=text)
            for i, (image, text) in enumerate(some, start=1)
        ]
    )


def curves_plot(curves: dict[int, np.ndarray], warmth: float, scale: float) -> Payload:
    """The loss by temperature for batches of several sizes."""
    x = WARMTHS / scale
    lines = [
        line(Text(f"{size} pairs", f"{size}쌍"), x, y, colour=i) for i, (size, y) in enumerate(curves.items())
    ]
    marks = [marker(1 / scale, Text("learnt", "학습된 값"), colour=7)]
    if warmth != 1:
        marks.append(marker(warmth / scale, Text("chosen", "고른 값"), colour=3))
    return plot(
        lines,
        x_label=Text("Temperature", "온도"),
        y_label=Text("Loss", "손실"),
        y_unit="nat",
        x_scale="log",
        markers=marks,
    )
