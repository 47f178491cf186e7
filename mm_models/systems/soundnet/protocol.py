"""What the figures mean, and the published ones."""

from collections.abc import Mapping

from mm_models.measurement import Figures
from mm_models.systems.soundnet.train import HELD_OUT
from mm_models.systems.soundnet.trials import OVER_DB
from mm_models.text import Text

# ESC-10 over all five folds. SoundNet and people: Aytar et al. 2016, table 3. Random forest: Piczak, "ESC: Dataset for
# Environmental Sound Classification", ACM Multimedia 2015, section 4.
ANCHORS: Mapping[str, Figures] = {
    "SoundNet (Aytar 2016, two million videos)": {"accuracy": 0.922},
    "people (Piczak 2015)": {"accuracy": 0.957},
    "random forest (Piczak 2015)": {"accuracy": 0.727},
}


def protocol(scenes: int, clips: int, folds: int, seed: int) -> Text:
    """What each figure is a share of."""
    return Text(
        f"accuracy: cross-validation over {folds} of the four official ESC-10 folds that are here ({clips} clips; the published figures "
        "are over all five). For each fold a student is taught without it, and a linear classifier learns the names of the other folds' clips "
        "from the student's fifth layer; no recording is on both sides. accuracy.head: no label at all; of the student's own scores of things, the highest among the "
        "ten kinds that sound. Baselines: labels_directly, the same network with as many steps on the same pairs, taught the kind that "
        "sounds and the place by label instead of by the teacher, answering by its head; labels_then_linear, a linear classifier on that network's fifth layer; "
        "random_weights, the same on a network that was never trained; log_mel_cnn and mfcc_linear, the audio backbone and a linear "
        "classifier on mean and spread of MFCC, from their own evaluation over the same folds. Settings were tried on fold 1. Teacher: the shipped student, which has "
        f"not heard fold {HELD_OUT}, on {scenes} fresh scenes, each with a recording of that fold {OVER_DB:.0f} dB over its place's background, which formulas make; .unseen: drawn by a hand that the teacher never learnt. "
        "teacher_kl: KL from teacher to student over 68 kinds of thing in nats (lower is better), teacher_top1: both find the same likeliest; .places: the "
        "same over places. named and teacher_named: the likeliest thing of student and teacher is the one that truly sounds. Baselines of these: the "
        "teacher's mean opinion (prior); its mean opinion for the kind that sounds (class_known), more than which no ear can tell of the things in a scene; the student with silence, and with another scene's sound. "
        f"latency_ms: 5 s of sound, median of one core's time. Seed {seed}.",
        f"accuracy는 여기 있는 ESC-10 공식 폴드 네 개 가운데 {folds}개의 교차 검증입니다(클립 {clips}개, 발표된 값은 다섯 폴드 전체). 폴드마다 그 폴드 없이 학생을 "
        "가르치고, 학생의 다섯째 층에서 선형 분류기가 나머지 폴드 클립의 이름을 배웁니다. 같은 녹음이 양쪽에 들어가지 않습니다. accuracy.head는 레이블을 전혀 쓰지 않고 "
        "학생이 매긴 물건 점수 가운데 소리 나는 열 종류 중 가장 높은 것입니다. 기준선: labels_directly는 같은 신경망을 같은 쌍으로 같은 스텝만큼, 교사 대신 소리 나는 종류와 "
        "장소의 레이블로 가르쳐 그 출력으로 답한 것, labels_then_linear는 그 신경망의 다섯째 층에 선형 분류기를 얹은 것, random_weights는 전혀 학습하지 않은 신경망에 "
        "그렇게 한 것입니다. log_mel_cnn과 mfcc_linear는 오디오 백본과 MFCC 평균·표준편차의 선형 분류기로, 같은 폴드에서 따로 측정한 값입니다. 설정은 폴드 1에서 골랐습니다. 교사와의 비교는 "
        f"폴드 {HELD_OUT}를 들은 적 없는 배포용 학생을 새 장면 {scenes}개로 측정했으며, 장면마다 그 폴드의 녹음을 수식으로 만든 장소의 배경음보다 {OVER_DB:.0f} dB 크게 들려주었습니다. .unseen은 교사가 배우지 "
        "않은 그림체입니다. teacher_kl은 물건 68종류에 대한 교사에서 학생으로의 KL(단위 nat, 낮을수록 좋음), teacher_top1은 둘이 고른 1위가 같은 비율, .places는 장소에 대한 "
        "값입니다. named와 teacher_named는 학생과 교사의 1위가 실제로 소리 나는 물건인 비율입니다. 이들의 기준선은 교사의 평균 의견(prior), 소리 나는 종류를 알 때의 교사 평균 의견"
        "(class_known, 귀로는 장면의 물건에 대해 이보다 더 알 수 없습니다), 무음을 들은 학생, 다른 장면의 소리를 들은 학생입니다. "
        f"latency_ms는 5초 소리를 코어 하나로 처리한 시간의 중앙값입니다. 시드 {seed}.",
    )
