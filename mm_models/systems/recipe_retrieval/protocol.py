"""How recipe retrieval's figures were taken, in words; and what has been published."""

from collections.abc import Mapping

from mm_models.text import Text

NAME = "recipe-retrieval"
PLAIN_NAME = f"{NAME}-plain"  # the same without the regulariser
_PAPER = {"medr": 5.2, "r1": 0.24, "r5": 0.51, "r10": 0.65}  # table 1, image to recipe, 1,000 of Recipe1M
ANCHORS: Mapping[str, Mapping[str, float]] = {
    "Salvador et al. 2017, Recipe1M": {
        f"{name}.1000.image_to_recipe.seen": value for name, value in _PAPER.items()
    },
    "the same without semantic regularisation": {"medr.1000.image_to_recipe.seen": 7.2},
}


def protocol(count: int, seed: int) -> Text:
    """What each figure is a share of, and of how many dishes."""
    return Text(
        f"{count:,} dishes a condition that training never saw, seed {seed}. .seen is drawn by three hands of the six that training saw, .unseen "
        "by a seventh; .ko is Korean recipes, else English. Pools of 100 (the dishes cut into parts) and of 1,000. medr: median rank; r1, r5, "
        "r10: share found among the first so many. A recipe counts as right if it tells what can be seen in the picture: the class of dish, the main "
        "food and how many there are of each food; unique is the share of dishes that look like no other of the pool, and seasoning cannot be "
        "seen. shuffled: the lines of ingredients in another order; shuffled_steps: the instructions; shuffled_both: both; no_steps, "
        "no_ingredients: left out. Nothing was retrained for these. category: likeliest of the categories (main food and class) right, by the "
        "shared classifier. foods, counts: pictures whose kinds of food, and whose numbers of all foods, the picture network gets right. "
        "importance.visible: how often the line that costs the picture's cosine most when left out is a food that can be seen (200 recipes). "
        "arithmetic: picture - food + food, or - class + class, each the mean of all recipes that have it, among the pictures, the dish itself left "
        "out; strength chosen on validation dishes; only where there is an answer (arithmetic.cases). exchanged: the new is there and the old is not; kept: the rest as it was; both. "
        "Baselines: chance; counts alone: the picture network's counts against the recipe's true counts, no space; without regulariser: "
        "trained without it, with the five hardest wrong answers instead of the hardest, with which its vectors fell together; for arithmetic the dish alone, the concept alone, a random direction. Published figures are for photographs. "
        "search_ms: one search, median.",
        f"학습에 쓰지 않은 요리를 조건마다 {count:,}개씩, 시드 {seed}로 쟀습니다. .seen은 학습에 나온 여섯 디자이너 가운데 세 명, .unseen은 한 번도 보지 못한 일곱째 "
        "디자이너의 그림이고, .ko는 한국어 요리법, 나머지는 영어 요리법입니다. 후보는 100개(전체를 나눈 것)와 1,000개입니다. medr은 순위의 중앙값, r1·r5·r10은 그만큼의 순위 안에 "
        "든 비율입니다. 그림에서 볼 수 있는 것(요리 종류, 주재료, 재료마다의 개수)을 그대로 말하는 요리법이면 맞은 것으로 칩니다. unique는 후보 가운데 똑같아 보이는 것이 없는 요리의 "
        "비율이며, 양념은 보이지 않습니다. shuffled는 재료의 순서를, shuffled_steps는 조리 순서를, shuffled_both는 둘 다를 섞은 것이고, no_steps와 no_ingredients는 뺀 것이며, "
        "이를 위해 다시 학습하지는 않았습니다. category는 공유 분류기가 가장 높게 본 범주(주재료와 요리 종류)가 맞은 비율, foods와 counts는 그림 신경망이 재료의 종류와 모든 재료의 "
        "개수를 맞힌 그림의 비율입니다. importance.visible은 뺐을 때 그림과의 코사인이 가장 많이 떨어지는 재료가 눈에 보이는 재료인 비율입니다(요리법 200개). arithmetic은 그림 − 재료 + "
        "재료, 또는 − 종류 + 종류로 그림을 찾은 결과이고, 각각은 그것이 있는 모든 요리법의 평균 벡터이며, 그 요리 자신은 빼고, 세기는 검증용 요리로 골랐으며, 답이 있는 경우만 셉니다(arithmetic.cases). exchanged는 새것이 "
        "있고 옛것이 없는 비율, kept는 나머지가 그대로인 비율, both는 둘 다입니다. 비교 기준은 우연, 그림에서 센 개수와 요리법의 실제 개수만 견준 counts alone, 정칙화 없이 학습한 것(가장 어려운 오답 하나로는 벡터가 모두 같아져서 "
        "다섯 개를 씀), 연산에는 요리만·개념만·무작위 방향입니다. 발표된 값은 사진에 대한 값입니다. search_ms는 한 번 찾는 시간의 중앙값입니다.",
    )
