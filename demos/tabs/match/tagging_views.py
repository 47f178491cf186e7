"""What tags, cells and arithmetic look like, and what their numbers say."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from demos.picture import Seen, reduced
from demos.tabs.caption.captioning_words import Row, sign
from demos.tabs.match import gallery
from demos.tabs.match.clip_views import STRANGE
from demos.tabs.match.tagging_space import (
    Placed,
    described,
    exact,
    pictures_of_gallery,
    search,
    true_tags,
    wanted,
)
from demos.views.facts_view import facts, step
from demos.views.matrix_view import matrix
from demos.views.packing import Payload
from demos.views.picture_view import pane, picture, pictures, value_map
from mm_models.captioning.seeing import CHANNELS
from mm_models.systems.image_tagging.infer import Sum
from mm_models.systems.image_tagging.tags import TAGS, tags_of
from mm_models.text import Text
from mm_models.world.rendering import CELLS
from mm_models.world.scenes import SIDE

SHOWN = 280  # pixels a side of the large picture
BELOW = 6  # tags below their thresholds that are listed
ANSWERS = 8  # pictures of a search
FEW = 4  # pictures of each baseline
PICTURE = Text("Picture", "그림")
NO_TAG = Text("No tag reaches its threshold", "문턱값을 넘은 태그가 없습니다")


def tag_rows(found: Placed, seen: Seen) -> Payload:
    """The tags of a picture, then the nearest ones below their thresholds."""
    true, tagged, cosines = true_tags(seen.scene), found.tagged, found.cosines
    below = [tag for tag in np.argsort(found.thresholds - cosines).tolist() if tag not in tagged][:BELOW]
    rows: list[Row] = [(PICTURE, "⚠", STRANGE)] if found.strange else []
    rows += [tag_row(tag, True, found, true) for tag in tagged] or [(NO_TAG, "–", None)]
    return facts([*rows, *(tag_row(tag, False, found, true) for tag in below)])


def tag_row(tag: int, given: bool, found: Placed, true: np.ndarray | None) -> Row:
    """A tag with its cosine and its threshold, and whether giving or not giving it is right."""
    mark = "" if true is None else f"{sign(bool(true[tag]) == given)} "
    relation = ">" if given else "<"
    numbers = f"{found.cosines[tag]:.3f} {relation} {found.thresholds[tag]:.3f}"
    state = Text("given", "붙임") if given else Text("not given", "붙이지 않음")
    return TAGS[tag].text, numbers, Text(f"{mark}{state.en}", f"{mark}{state.ko}")


def cells(seen: Seen, shares: np.ndarray, tag: int, cosine: float) -> Payload:
    """The picture under what each cell contributes to the cosine with a tag."""
    note = Text(
        f"All cells add up to the cosine, {cosine:.3f}.", f"모든 칸을 더하면 코사인 {cosine:.3f}이 됩니다."
    )
    layer = value_map(TAGS[tag].text, shares, colour_map="diverging", note=note)
    return picture(reduced(seen.large, SHOWN), note=note, maps=[layer], grid=shares.shape, shown=0)


def flow(found: Placed) -> Payload:
    """The shapes on the way from a picture to tags."""
    return facts(
        steps=[
            step(PICTURE, (3, SIDE, SIDE)),
            step(
                Text("Annotations", "주석"), (CHANNELS, CELLS, CELLS), Text("frozen backbone", "고정된 백본")
            ),
            step(Text("Mean and largest", "평균과 최댓값"), (2 * CHANNELS,)),
            step(Text("Unit vector", "단위 벡터"), (len(found.picture),), Text("one matrix", "행렬 하나")),
            step(Text("Cosines", "코사인"), (len(TAGS),), Text("with every tag", "모든 태그와")),
        ]
    )


def vectors(found: Placed) -> Payload:
    """The picture's vector above those of its nearest tags."""
    best = np.argsort(-found.cosines)[:10].tolist()
    return matrix(
        torch.vstack([found.picture[None], found.words[best]]),
        x_label=Text("Number of the joint space", "공동 공간의 차원"),
        y_label="",
        y_values=[PICTURE, *(TAGS[tag].text for tag in best)],
        colour_map="diverging",
        cell_numbers=False,
        height=240,
    )


def pictures_of_tag(found: Placed, tag: int) -> Payload:
    """The pictures of the gallery nearest to a tag."""
    answers = search(found.words[tag], ANSWERS, without_means=False)
    return answer_panes(answers, [bool(tags_of(gallery.scenes()[number])[tag]) for number, _ in answers])


def answer_panes(answers: Sequence[tuple[int, float]], right: Sequence[bool] | None) -> Payload:
    """Pictures of the gallery with their cosines, and whether each is right where that is known."""
    return pictures(
        [
            pane(
                gallery.picture_of(number),
                title=str(rank + 1),
                note=note(cosine, None if right is None else right[rank]),
            )
            for rank, (number, cosine) in enumerate(answers)
        ]
    )


def note(cosine: float, right: bool | None) -> str:
    """A cosine, and whether it belongs to a right answer."""
    return f"{cosine:.3f}" if right is None else f"{sign(right)} {cosine:.3f}"


def sum_panes(seen: Seen, total: Sum, minus: int | None, plus: int | None, without_means: bool) -> Payload:
    """The pictures nearest to picture - word + word."""
    right = wanted(seen, minus, plus)
    answers = search(total.result, ANSWERS, without_means)
    return answer_panes(answers, [number in right for number, _ in answers] if right else None)


def sum_facts(
    found: Placed, seen: Seen, total: Sum, minus: int | None, plus: int | None, without_means: bool
) -> Payload:
    """Each step of the sum: its nearest picture, and the rank of the first right answer."""
    right = wanted(seen, minus, plus)
    taken, put = (Text("nothing", "없음") if tag is None else TAGS[tag].text for tag in (minus, plus))
    steps = [
        (PICTURE, total.picture),
        (Text(f"- {taken.en}", f"- {taken.ko}"), total.picture - total.strength * total.minus),
        (Text(f"- {taken.en} + {put.en}", f"- {taken.ko} + {put.ko}"), total.result),
    ]
    found_first = [ranked(vector, right, without_means) for _, vector in steps]
    rows: list[Row] = [(name, *each) for (name, _), each in zip(steps, found_first, strict=True)]
    same = exact(seen, minus, plus)
    answers = Text(
        f"{len(same)} of them with just these things", f"그 가운데 {len(same)}장은 물건까지 꼭 같음"
    )
    return facts(
        [
            *rows,
            (Text("Right pictures in the gallery", "갤러리에 있는 맞는 그림"), str(len(right)), answers),
            (
                Text("Strength", "세기"),
                f"{total.strength:.2f}",
                Text(
                    f"{found.strength:.2f} chosen on validation scenes",
                    f"검증용 장면에서 고른 값 {found.strength:.2f}",
                ),
            ),
        ]
    )


def ranked(vector: Tensor, right: Sequence[int], without_means: bool) -> tuple[str, Text]:
    """The rank of the first right answer to a query, and what is found first."""
    unit = torch.nn.functional.normalize(vector, dim=0)
    order = [number for number, _ in search(unit, len(gallery.scenes()), without_means)]
    rank = next((place for place, number in enumerate(order, start=1) if number in right), None)
    kinds, place_name = described(gallery.scenes()[order[0]])
    found = f"{', '.join(sorted(kinds))} · {place_name}"
    return ("–" if rank is None else f"{rank}"), Text(f"first: {found}", f"첫째: {found}")


def baseline_panes(
    seen: Seen, found: Placed, total: Sum, minus: int | None, plus: int | None, without_means: bool
) -> Payload:
    """What is found by the picture alone, the new word alone, and a random direction of the same length."""
    right = wanted(seen, minus, plus)
    drawn = torch.randn(len(total.picture), generator=torch.Generator().manual_seed(0))
    length = total.strength * (total.plus - total.minus).norm()
    queries = {
        Text("picture alone", "그림만"): total.picture,
        Text("new word alone", "새 낱말만"): total.picture if plus is None else found.words[plus],
        Text("random direction", "무작위 방향"): total.picture + length * drawn / drawn.norm(),
    }
    return pictures(
        [
            pane(
                gallery.picture_of(number), title=name, note=note(cosine, number in right if right else None)
            )
            for name, query in queries.items()
            for number, cosine in search(torch.nn.functional.normalize(query, dim=0), FEW, without_means)
        ]
    )


def gap_facts(found: Placed, blank: Placed) -> Payload:
    """How far pictures and words lie apart as a whole, and what a blank picture is tagged with."""
    images, words = pictures_of_gallery().mean(dim=0), found.words.mean(dim=0)
    among, across = float(images @ images), float(images @ words)
    names = [TAGS[tag].text for tag in blank.tagged]
    told = Text(", ".join(n.en for n in names) or "none", ", ".join(n.ko for n in names) or "없음")
    return facts(
        [
            (
                Text("Distance of the two means", "두 평균 사이의 거리"),
                f"{float((images - words).norm()):.3f}",
                Text("the modality gap", "모달리티 틈"),
            ),
            (Text("Mean cosine, picture and picture", "그림과 그림의 평균 코사인"), f"{among:.3f}", None),
            (Text("Mean cosine, picture and word", "그림과 낱말의 평균 코사인"), f"{across:.3f}", None),
            (Text("Tags of a blank picture", "빈 그림의 태그"), str(len(names)), told),
        ]
    )
