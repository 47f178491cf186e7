"""What dishes, recipes, their vectors and their losses look like, and what their numbers say."""

from collections.abc import Sequence

import numpy as np
import torch

from demos.tabs.caption.captioning_words import Row, sign
from demos.tabs.match import dish_gallery
from demos.tabs.match.recipe_plate import PHOTOGRAPH
from demos.tabs.match.recipe_space import (
    Answer,
    Pair,
    answers,
    is_right,
    losses_of_lines,
    rank_of,
    same_looks,
    shares,
)
from demos.views.facts_view import facts, step
from demos.views.matrix_view import matrix
from demos.views.packing import Payload
from demos.views.picture_view import pane, pictures
from mm_models.systems.recipe_retrieval.menu import CATEGORIES, category_of, category_text
from mm_models.systems.recipe_retrieval.model import WIDTH, Config
from mm_models.systems.recipe_retrieval.reading import written
from mm_models.text import Text
from mm_models.world.rendering import CELLS
from mm_models.world.scenes import SIDE

RECIPES_SHOWN, PICTURES_SHOWN = 5, 8
CATEGORIES_SHOWN = 8  # of each side
STATES_HEIGHT, PANE = 230, 180  # CSS pixels
YOURS = Text("yours", "내 것")
LABELLED = Text(
    "leave-one-out: the line is removed, the instructions stay", "하나 빼기: 그 줄만 지우고 순서는 그대로 둠"
)


def ranked_recipes(found: Pair) -> Payload:
    """The recipes nearest to the picture, with their ingredients and steps."""
    best = answers(found.image, found.text, found.shelf.recipes[found.language], found, RECIPES_SHOWN)
    warning: list[Row] = [(Text("Photograph", "사진"), "⚠", PHOTOGRAPH)] if found.plate.meal is None else []
    return facts([*warning, *(recipe_row(found, rank, each) for rank, each in enumerate(best, start=1))])


def recipe_row(found: Pair, rank: int, each: Answer) -> Row:
    """A recipe of an answer: its title, cosine, and lines."""
    if each.number is None:
        lines, title = found.recipe, YOURS
    else:
        meal = dish_gallery.meals()[each.number]
        lines, title = written(meal, found.language), Text(*(meal.title.in_language(found.language),) * 2)
    text = f"{', '.join(lines.ingredients)} → {' '.join(lines.instructions)}"
    return Text(f"{rank}. {title.en}", f"{rank}. {title.ko}"), marked(found, each), text


def marked(found: Pair, each: Answer) -> str:
    """A cosine, and whether the answer is right where that is known."""
    right = is_right(found, each.number)
    return f"{each.cosine:.3f}" if right is None else f"{sign(right)} {each.cosine:.3f}"


def ranked_pictures(found: Pair) -> Payload:
    """The pictures nearest to the recipe."""
    best = answers(found.text, found.image, found.shelf.pictures, found, PICTURES_SHOWN)
    return pictures(
        [
            pane(
                found.plate.image if each.number is None else dish_gallery.picture_of(each.number),
                title=Text(f"{rank}, {YOURS.en}", f"{rank}, {YOURS.ko}")
                if each.number is None
                else str(rank),
                note=marked(found, each),
            )
            for rank, each in enumerate(best, start=1)
        ],
        height=PANE,
    )


def flow(found: Pair) -> Payload:
    """The shapes on the way from a picture and a recipe to one number."""
    lines, steps, usual = len(found.recipe.ingredients), len(found.recipe.instructions), Config()
    frozen, encoder = (
        Text("frozen backbone", "고정된 백본"),
        Text("frozen text encoder", "고정된 텍스트 인코더"),
    )
    return facts(
        rank_rows(found),
        steps=[
            step(Text("Picture", "그림"), (3, SIDE, SIDE)),
            step(Text("Features", "특징"), (usual.channels, CELLS, CELLS), frozen),
            step(
                Text("Cells", "칸"), tuple(found.seen.cells.shape[1:]), Text("two convolutions", "합성곱 둘")
            ),
            step(Text("Picture vector", "그림 벡터"), tuple(found.image.shape)),
            step(Text("Ingredients", "재료"), (lines, WIDTH), encoder),
            step(
                Text("States", "상태"), tuple(found.read.ingredients.shape[1:]), Text("both ways", "양방향")
            ),
            step(Text("Instructions", "순서"), (steps, WIDTH), encoder),
            step(Text("States", "상태"), tuple(found.read.instructions.shape[1:])),
            step(Text("Joined", "이음"), tuple(found.read.joined.shape[1:])),
            step(Text("Recipe vector", "요리법 벡터"), tuple(found.text.shape)),
        ],
    )


def rank_rows(found: Pair) -> list[Row]:
    """The cosine of the picture with the recipe, and the rank of each for the other."""
    recipes = found.shelf.recipes[found.language]
    ranks = (
        rank_of(found.image, found.text, recipes, found),
        rank_of(found.text, found.image, found.shelf.pictures, found),
    )
    same = int(same_looks(found.plate.meal).sum())
    pool = 1 + len(recipes) - same
    rows: list[Row] = [
        (Text("Cosine of picture and recipe", "그림과 요리법의 코사인"), f"{found.cosine:.3f}", None),
        (
            Text("Rank of your recipe for the picture", "그림으로 찾은 내 요리법의 순위"),
            f"{ranks[0]}",
            Text(f"of {pool:,}", f"{pool:,}개 가운데"),
        ),
        (
            Text("Rank of your picture for the recipe", "요리법으로 찾은 내 그림의 순위"),
            f"{ranks[1]}",
            Text(
                f"of {pool:,}; dishes that look just the same do not count",
                f"{pool:,}개 가운데, 똑같아 보이는 요리는 세지 않음",
            ),
        ),
    ]
    if found.unknown:
        rows.append((Text("Words it does not know", "모르는 낱말"), ", ".join(found.unknown), None))
    return rows


def vectors(found: Pair) -> Payload:
    """The vectors of the picture and of the recipe above those of the nearest recipes of the gallery."""
    recipes = found.shelf.recipes[found.language]
    best = [each.number for each in answers(found.image, found.text, recipes, found, 6)]
    numbers = [number for number in best if number is not None]
    titles = [dish_gallery.meals()[number].title for number in numbers]
    return matrix(
        torch.vstack([found.image[None], found.text[None], recipes[numbers]]),
        x_label=Text("Number of the joint space", "공동 공간의 차원"),
        y_label="",
        y_values=[Text("Picture", "그림"), Text("Recipe", "요리법"), *titles],
        colour_map="diverging",
        cell_numbers=False,
        height=240,
    )


def ingredient_states(found: Pair) -> Payload:
    """The bidirectional LSTM's states at each ingredient; the right half reads backwards."""
    return states(found.read.ingredients[0].cpu(), found.recipe.ingredients)


def instruction_states(found: Pair) -> Payload:
    """The other LSTM's states after each step; the last one is handed on."""
    return states(found.read.instructions[0].cpu(), found.recipe.instructions)


def states(values: torch.Tensor, lines: Sequence[str]) -> Payload:
    """States as rows, named by the lines that were read."""
    return matrix(
        values,
        x_label=Text("Unit", "유닛"),
        y_label="",
        y_values=[shortened(line) for line in lines] or ["–"],
        colour_map="diverging",
        low=-1.0,
        high=1.0,
        cell_numbers=False,
        height=STATES_HEIGHT,
    )


def shortened(line: str, most: int = 24) -> str:
    """The beginning of a line."""
    return line if len(line) <= most else f"{line[: most - 1]}…"


def loss_rows(found: Pair, config: Config) -> Payload:
    """Both terms of the loss for this pair, with the gallery as the rest of the batch."""
    recipes, same = found.shelf.recipes[found.language], same_looks(found.plate.meal)
    wrong_recipes = hardest(found.image, recipes, same, config.hardest)
    wrong_pictures = hardest(found.text, found.shelf.pictures, same, config.hardest)
    over = np.maximum(np.concatenate([wrong_recipes, wrong_pictures]) - config.margin, 0.0)
    hard = Text(
        f"hardest wrong recipe {wrong_recipes[0]:.3f}, picture {wrong_pictures[0]:.3f}; the {config.hardest} hardest above "
        f"{config.margin:g} count. A batch has fewer than the gallery",
        f"가장 어려운 틀린 요리법 {wrong_recipes[0]:.3f}, 그림 {wrong_pictures[0]:.3f}. 가장 어려운 {config.hardest}개에서 "
        f"{config.margin:g}을 넘는 만큼을 셉니다. 학습 묶음은 갤러리보다 작습니다.",
    )
    pulled = Text("1 - cosine of the pair", "1 - 이 쌍의 코사인")
    rows: list[Row] = [
        (Text("Retrieval: together", "검색: 당기기"), f"{1 - found.cosine:.3f}", pulled),
        (Text("Retrieval: apart", "검색: 밀기"), f"{over.mean():.3f}", hard),
    ]
    return facts([*rows, *semantic_rows(found, config.semantic)])


def hardest(query: torch.Tensor, among: torch.Tensor, same: np.ndarray, count: int) -> np.ndarray:
    """The cosines of the most similar wrong answers, the highest first."""
    cosines = (among @ query).masked_fill(torch.from_numpy(same), -1.0)
    return cosines.topk(count).values.numpy()


def semantic_rows(found: Pair, weight: float) -> list[Row]:
    """The regulariser: how surprised the classifier is at the true category, on either side."""
    meal = found.plate.meal
    known = meal is not None and (meal.foods[0][0], meal.name) in CATEGORIES
    if meal is None or not known:
        return [(Text("Semantic", "의미"), "–", Text("no category is known", "정해진 범주가 없음"))]
    truth = category_of(meal)
    surprise = -np.log(np.maximum(shares(found)[:, truth], 1e-9))
    name = category_text(truth)
    return [
        (
            Text("Semantic: classifier on the picture", "의미: 그림의 분류"),
            f"{surprise[0]:.3f}",
            Text(f"nats, for “{name.en}”", f"내트, ‘{name.ko}’에 대해"),
        ),
        (
            Text("Semantic: classifier on the recipe", "의미: 요리법의 분류"),
            f"{surprise[1]:.3f}",
            Text(f"weight λ = {weight:g}", f"가중치 λ = {weight:g}"),
        ),
    ]


def category_shares(found: Pair) -> Payload:
    """The likeliest categories of either side by the classifier that both share."""
    table = shares(found)
    best = dict.fromkeys(np.argsort(-table, axis=1)[:, : CATEGORIES_SHOWN // 2].ravel().tolist())
    return matrix(
        table[:, list(best)],
        x_label=Text("Category", "범주"),
        y_label="",
        x_values=[category_text(number) for number in best],
        y_values=[Text("Picture", "그림"), Text("Recipe", "요리법")],
        low=0.0,
        high=1.0,
        shape_text=f"2 × {table.shape[1]}",
        height=190,
    )


def left_out_rows(found: Pair) -> Payload:
    """What each ingredient contributes to the cosine with the picture."""
    if not found.recipe.ingredients:
        return facts([(Text("No ingredients", "재료 없음"), "–", None)])
    losses = losses_of_lines(found.recipe, found.image, found.model)
    rows: list[Row] = [
        (line, f"{loss:+.3f}", LABELLED if place == 0 else None)
        for place, (line, loss) in enumerate(zip(found.recipe.ingredients, losses, strict=True))
    ]
    return facts(rows)
