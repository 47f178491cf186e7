"""How captioners' figures were taken, in words."""

from mm_models.captioning.attending import DELETED, LEAST_LOST
from mm_models.captioning.judging import REFERENCES
from mm_models.text import Text


def protocol(count: int, seed: int) -> Text:
    """What each figure is a share of, and of how many scenes."""
    return Text(
        f"{count:,} scenes a condition that training never saw, seed {seed}, greedy decoding; pictures are seen as in the application, together with their mirror images. .seen is drawn by three hands of "
        "the six that training saw, .unseen by a seventh; .n1 to .n4 are scenes of 1 to 4 things, names without a number are "
        "over 1 to 3 things, for maps over 1 to 4; .ko is Korean, else English. caption.true_complete: every claim is true by "
        "the world's checker and no thing is left out. things, colour, size, count, relation, place: share of such claims that "
        f"are true (recall: of things that are named). bleu4, rouge_l, cider (0 to 10): against {REFERENCES} captions of the "
        "scene by the world's grammar, which mentions things in any order. attention: on the captions that the network speaks "
        "itself, at the first word of every noun, also of nouns that name what is not there, which should then lie on a thing "
        "that was left out (.right: only nouns that name what is there); of several layers and heads, the mean of the last "
        "layer's heads. pointing: the map is largest inside the box; mass: "
        "the map's share inside the box; word_variance: half the sum of the differences to the caption's mean map. deletion: "
        f"nats by which the last rightly named noun becomes less likely when the {DELETED} cells with the largest attention "
        f"look as in a blank picture; ratio: against as many cells drawn by lot (at least {LEAST_LOST} nats). Baselines: a map that is the same "
        "everywhere, a Gaussian in the middle, and the caption of a blank picture for every scene. whole_photo: photographs "
        "from CIFAR-10's test part whose kind is the caption's first noun. latency_ms: one picture from pixels to the last "
        "word, median of one core's time.",
        f"학습에 쓰지 않은 장면을 조건마다 {count:,}개씩, 시드 {seed}, 탐욕 디코딩으로 쟀습니다. 앱에서처럼 좌우를 뒤집은 그림도 함께 보고 평균합니다. .seen은 학습에 나온 여섯 디자이너 가운데 세 명, "
        ".unseen은 한 번도 보지 못한 일곱째 디자이너의 그림입니다. .n1~.n4는 물건이 1~4개인 장면이고, 숫자가 없으면 1~3개(주의 지도는 1~4개)인 "
        "장면 전체입니다. .ko는 한국어, 나머지는 영어입니다. caption.true_complete는 이 세계의 검사기로 보아 모든 주장이 참이고 빠뜨린 물건이 없는 "
        "설명문의 비율입니다. things, colour, size, count, relation, place는 그런 주장 가운데 참인 비율입니다(recall은 언급된 물건의 비율). "
        f"bleu4, rouge_l, cider(0~10)는 문법이 만든 설명문 {REFERENCES}개와 비교한 값이며, 이 문법은 물건을 아무 순서로나 말합니다. attention은 "
        "모델이 스스로 말한 설명문에서 모든 명사의 첫 낱말마다 쟀습니다. 없는 것을 말한 명사도 세며, 그때는 빠뜨린 물건을 보고 있어야 맞은 것으로 "
        "합니다(.right는 맞게 말한 명사만). 층과 헤드가 여럿이면 마지막 층 헤드들의 평균 지도를 씁니다. pointing은 지도의 최댓값이 상자 안에 있는 비율, mass는 상자 안에 놓인 지도의 비율, word_variance는 "
        f"설명문의 평균 지도와 다른 정도(차이의 합의 절반)입니다. deletion은 가장 많이 주목한 {DELETED}칸을 빈 그림의 칸으로 바꾸었을 때 맞게 말한 "
        f"마지막 명사의 로그 확률이 줄어드는 양(nat)이고, ratio는 같은 수의 칸을 제비뽑기로 지웠을 때(최소 {LEAST_LOST}nat)와의 비입니다. 비교 기준은 어디나 같은 지도, "
        "가운데의 가우스 지도, 모든 장면에 빈 그림의 설명문을 쓴 경우입니다. whole_photo는 CIFAR-10 시험용 사진 가운데 설명문의 첫 명사가 종류와 같은 "
        "비율입니다. latency_ms는 그림 한 장을 화소부터 마지막 낱말까지 코어 하나로 처리하는 시간의 중앙값입니다.",
    )
