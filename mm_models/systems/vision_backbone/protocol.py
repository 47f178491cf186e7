"""How the backbone's figures were taken, in words."""

from mm_models.systems.vision_backbone.calibrate import REFUSED
from mm_models.text import Text


def protocol(count: int, seed: int) -> Text:
    """What each figure is a share of, and of how many scenes."""
    return Text(
        f"{count:,} scenes or photographs a condition that training never saw, seed {seed}. cells: share of the cells of things "
        "(a cell belongs to the thing that covers most of it) named right among all kinds and the background, in scenes "
        "of 1 to 4 things; .seen is drawn by three hands of the six that training saw, .unseen by a seventh. empty: share "
        "of empty cells called empty. colour, size: in the cells of things; place: of the scene; count: share of scenes whose number of things is right. .photo: in scenes of 1 to "
        "4 photographs from CIFAR-10's test part (.caltech: from held-back photographs of the 21 kinds in Caltech-101). "
        "whole_photo: one photograph, up to a quarter of each side cropped, its kind named right among all 68, by the mean of the picture "
        "and its mirror image as in the application (.once: by the picture alone). "
        "ood_auroc: the chance that a strange picture scores stranger than a learnt one; learnt are scenes and photographs of "
        "known kinds, strange are photographs of Caltech-101 classes that training never saw, sharp and reduced to "
        "32 pixels, and bare surfaces of kinds that training never saw. ood_refused: share called strange, by a threshold that refuses "
        f"{REFUSED:.0%} of validation pictures. latency_ms: one picture on one core of the machine that measured, median.",
        f"학습에 쓰지 않은 장면이나 사진 {count:,}장씩, 시드 {seed}. cells는 물건이 있는 칸(칸을 가장 많이 덮은 물건의 칸)의 이름을 모든 "
        "종류와 배경 가운데에서 맞힌 비율이며, 물건이 1~4개인 장면에서 쟀습니다. .seen은 학습에 나온 여섯 디자이너 가운데 세 명, "
        ".unseen은 한 번도 보지 못한 일곱째 디자이너의 그림입니다. empty는 빈칸을 빈칸이라고 한 비율입니다. colour와 size는 물건이 "
        "있는 칸에서, place는 장면에서 쟀고, count는 물건의 수를 맞힌 장면의 비율입니다. .photo는 CIFAR-10 시험용 사진(.caltech는 따로 떼어 둔 Caltech-101의 21개 종류 사진)이 "
        "1~4장 놓인 장면입니다. whole_photo는 각 변을 최대 4분의 1까지 잘라 낸 사진 한 장의 종류를 68가지 가운데에서 맞힌 비율이며, 앱에서처럼 사진과 좌우를 뒤집은 사진의 평균으로 답합니다(.once는 사진만 볼 때). "
        "ood_auroc는 낯선 그림이 배운 그림보다 더 낯설다고 나올 확률입니다. 배운 그림은 장면과 아는 종류의 사진이고, 낯선 그림은 학습에 "
        "나오지 않은 Caltech-101 종류의 사진(선명한 것과 32화소로 줄인 것)과 학습에 쓰지 않은 종류의 무늬입니다. ood_refused는 낯설다고 판정한 비율이며, 기준값은 "
        f"검증용 그림의 {REFUSED:.0%}를 거절하도록 정했습니다. latency_ms는 측정한 기기의 코어 하나에서 그림 한 장에 걸린 시간의 중앙값입니다.",
    )
