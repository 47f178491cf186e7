"""What the figures mean, and the published ones."""

from collections.abc import Mapping

from mm_models.measurement import Figures
from mm_models.systems.sound_localisation.infer import HALVES
from mm_models.text import Text

# Flickr-SoundNet, 250 annotated frames, three annotators: Senocak et al. 2018, table 1.
ANCHORS: Mapping[str, Figures] = {
    "unsupervised, 144k videos (Senocak 2018, Flickr-SoundNet)": {"ciou50": 0.66, "auc": 0.558},
    "supervised (Senocak 2018, Flickr-SoundNet)": {"ciou50": 0.804, "auc": 0.603},
    "random (Senocak 2018, Flickr-SoundNet)": {"ciou50": 0.12, "auc": 0.323},
}


def protocol(scenes: int, clips: int, seed: int) -> Text:
    """What each figure is a share of."""
    return Text(
        f"{scenes:,} scenes of the test split with two to four candidates, all of different kinds that sound, and {clips} recordings "
        "of ESC-10's fold 4, none of whose recordings was learnt or used to choose anything; .unseen: scenes drawn by a hand that was "
        "never learnt. pointing: the highest score lies in the box of the thing whose class sounds (.n2 to .n4 by the number of "
        "candidates, .foley with made sounds). candidate: of all things, that one holds the highest score. swap: the peak lies in the "
        "first thing's box with its sound and in another's with that one's; swap.second: the latter alone. ciou50 and auc: IoU of "
        "box and region, by the paper's threshold (half way between the map's extremes), and .fitted above a share of the highest score that was chosen on "
        f"validation scenes. detected: sounds of things in the picture with a confidence of {HALVES:.0%} or more; false_alarm: the same "
        "of sounds of other classes (offscreen), silence, voices of a speaker never learnt, tones (made) and a place's noise, which is "
        "near to rain and waves. Baselines: a random cell; the whole frame; a box in the middle; a place's noise instead of the "
        f"sound. latency_ms: a picture, 5 s of sound and all moments, median of one core's time. Seed {seed}.",
        f"후보가 두 개에서 네 개이고 모두 서로 다른 소리 나는 종류인 시험 장면 {scenes:,}개와, 학습이나 설정에 전혀 쓰지 않은 ESC-10 폴드 4의 녹음 "
        f"{clips}개로 측정했습니다. .unseen은 학습에 없던 그림체의 장면입니다. pointing은 점수가 가장 높은 칸이 소리 나는 종류의 상자 안에 있는 비율"
        "(.n2~.n4는 후보의 수, .foley는 합성한 소리), candidate는 모든 물건 가운데 바로 그 물건의 점수가 가장 높은 비율입니다. swap은 첫 물건의 소리에는 첫 "
        "물건을, 다른 물건의 소리로 바꾸면 그 물건을 가리킨 비율이고 swap.second는 뒤의 것만 본 비율입니다. ciou50과 auc는 상자와 영역의 IoU로, 논문의 "
        "임계값(지도의 최솟값과 최댓값의 한가운데)을 쓴 것이며 .fitted는 검증 장면에서 고른, 최고 점수의 일정 비율을 임계값으로 쓴 것입니다. detected는 그림 속 물건의 소리에 확신도가 "
        f"{HALVES:.0%} 이상인 비율, false_alarm은 다른 종류의 소리(offscreen), 무음, 배우지 않은 화자의 목소리, 음(made), 비나 파도와 비슷한 주변 소음에 대해 "
        "그러한 비율(오답)입니다. 기준선은 무작위 칸, 그림 전체, 가운데 상자, 소리 대신 주변 소음입니다. latency_ms는 그림 한 장과 5초 소리의 모든 순간을 "
        f"코어 하나로 계산한 시간의 중앙값입니다. 시드 {seed}.",
    )
