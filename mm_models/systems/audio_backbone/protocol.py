"""How the backbone's figures were taken, in words, and what others have published."""

from collections.abc import Mapping

from mm_models.measurement import Figures
from mm_models.systems.audio_backbone.infer import SURE
from mm_models.text import Text

# Over all five folds. Random forest and people: Piczak, "ESC: Dataset for Environmental Sound Classification", ACM
# Multimedia 2015, section 4. CNN: Piczak, "Environmental sound classification with convolutional neural networks", MLSP
# 2015. SoundNet: Aytar, Vondrick, Torralba, NIPS 2016, arXiv:1610.09001, table 3.
ANCHORS: Mapping[str, Figures] = {
    "people (Piczak 2015)": {"accuracy": 0.957},
    "random forest (Piczak 2015)": {"accuracy": 0.727},
    "CNN (Piczak 2015b)": {"accuracy": 0.81},
    "SoundNet (Aytar 2016)": {"accuracy": 0.922},
}


def protocol(clips: int, folds: int, seed: int) -> Text:
    """What each figure is a share of."""
    return Text(
        f"Cross-validation over {folds} of the four official ESC-10 folds that are here ({clips} clips; the published figures are over "
        "all five). For each fold a network learns the others from scratch, with settings that all folds share (the number of steps was raised from 400 to "
        "600 after a trial on folds 1 and 3); no recording and no speaker is on both sides. accuracy: share of clips whose class scores highest of the ten, mean over folds. Then the "
        "same clips: .snr_N with ambience of a random colour, N dB under the audible part; .gain_N at N dB; .room with 0.6 s of "
        "reverberation as strong as the sound; .telephone 300 to 3,400 Hz; .loudest_2_s their loudest two seconds; .in_10_s "
        f"within ten seconds of silence. sure: share called one of the ten at {SURE:.0%} or more, and accuracy.sure of those. "
        "none.known: share of clips called none of the ten (an error). none.voices: spoken digits of a speaker not learnt that are "
        "called none; sure.voices: that are taken for one of the ten (an error). By the shipped network, which learnt all folds: "
        "accuracy.foley and none.made on foley, tones, notes, vowels and near silence from unused seeds. latency_ms: 5 s of "
        f"sound on one core of the machine that measured, median. Seed {seed}.",
        f"여기 있는 ESC-10 공식 폴드 네 개 가운데 {folds}개로 교차 검증했습니다(클립 {clips}개, 발표된 값은 다섯 폴드 전체). 폴드마다 나머지 "
        "폴드로 신경망을 처음부터 학습했고, 설정은 모든 폴드가 같습니다(스텝 수는 폴드 1과 3으로 한 번 시험해 보고 400에서 600으로 늘렸습니다). 같은 녹음이나 같은 화자가 양쪽에 들어가지 않습니다. accuracy는 열 가지 "
        "가운데 제 종류의 점수가 가장 높은 클립의 비율이며 폴드 평균입니다. 같은 클립에 대해 .snr_N은 들리는 부분보다 N dB 작은 무작위 색의 주변 소음, "
        ".gain_N은 N dB의 음량, .room은 소리만큼 센 0.6초 잔향, .telephone은 300~3,400 Hz, .loudest_2_s는 가장 큰 2초, .in_10_s는 10초의 "
        f"무음 속에 넣은 경우입니다. sure는 열 가지 중 하나라고 {SURE:.0%} 이상으로 답한 비율, accuracy.sure는 그때의 정확도입니다. none.known은 클립을 "
        "‘해당 없음’이라고 한 비율(오답), none.voices는 배우지 않은 화자의 숫자 음성을 ‘해당 없음’이라고 한 비율, sure.voices는 열 가지 중 하나로 "
        "확신한 비율(오답)입니다. accuracy.foley와 none.made는 모든 폴드를 배운 배포용 신경망을, 쓰지 않은 시드의 폴리와 음·음표·모음·무음에 가까운 소리로 "
        f"시험한 값입니다. latency_ms는 측정한 기기의 코어 하나에서 5초 소리에 걸린 시간의 중앙값입니다. 시드 {seed}.",
    )
