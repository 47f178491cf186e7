"""How image tagging's figures were taken, in words."""

from mm_models.text import Text


def protocol(count: int, seed: int) -> Text:
    """What each figure is a share of, and of how many pictures."""
    return Text(
        f"{count:,} scenes a condition that training never saw, seed {seed}. .seen is drawn by three hands of the six that training saw, "
        ".unseen by a seventh; .ko is Korean words, else English. f1, precision, recall: over all pairs of a picture and one of 83 tags, "
        "with thresholds chosen on validation scenes; f1.thing, f1.colour, f1.place by matter; a thing's natural colours count as true. "
        "tag_to_image.r1: share of tags whose most similar picture has them. analogy: scenes of one or two things that have an answer in the "
        "gallery (analogy.cases); picture - word + word, the picture itself left out. thing: the new kind is there and the old one is not; place: the "
        "same place; both: the place is the same and exactly the right kinds are there; all: the same among pictures of two kinds, whose other kind has to stay (where a picture has one, the new word alone is right in both whenever the place happens to be); .centred: without the pictures' mean vector. "
        "Baselines: the picture alone, the new word alone, a random direction of the same length, and for tags those that more than a tenth of the "
        "pictures have. pointing: the cell that gives most to a thing's tag lies in a box of its kind. gap: distance between the means of "
        "pictures' and words' vectors. search_ms: one search among all pictures, median.",
        f"학습에 쓰지 않은 장면을 조건마다 {count:,}개씩, 시드 {seed}로 쟀습니다. .seen은 학습에 나온 여섯 디자이너 가운데 세 명, .unseen은 한 번도 보지 "
        "못한 일곱째 디자이너의 그림이고, .ko는 한국어 낱말, 나머지는 영어 낱말입니다. f1, precision, recall은 그림과 태그 83개의 모든 쌍에 대한 값이며 문턱값은 "
        "검증용 장면에서 골랐습니다. f1.thing, f1.colour, f1.place는 물건, 색, 장소별 값이고, 물건의 본래 색도 참으로 셉니다. tag_to_image.r1은 가장 비슷한 그림에 "
        "실제로 그 태그가 있는 태그의 비율입니다. analogy는 갤러리에 답이 있는(analogy.cases) 물건 한두 개짜리 장면에서 그림 − 낱말 + 낱말로 찾은 결과이며 그 그림 자신은 "
        "뺍니다. thing은 새 종류가 있고 옛 종류가 없는 비율, place는 장소가 같은 비율, both는 장소가 같고 종류도 꼭 맞는 비율, all은 다른 종류가 그대로 남아야 하는 두 종류짜리 그림에서만 잰 both(한 종류짜리 그림에서는 새 낱말만으로도 장소가 우연히 같으면 both가 맞습니다), .centred는 그림들의 평균 벡터를 뺀 값입니다. "
        "비교 기준은 그림만, 새 낱말만, 같은 길이의 무작위 방향이며, 태그에는 그림의 10분의 1 넘게 나오는 태그를 늘 붙이는 방법을 둡니다. pointing은 물건 태그에 가장 많이 보탠 칸이 그 "
        "종류의 상자 안에 있는 비율, gap은 그림 벡터들의 평균과 낱말 벡터들의 평균 사이의 거리, search_ms는 모든 그림에서 한 번 찾는 시간의 중앙값입니다.",
    )
