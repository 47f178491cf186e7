"""What the figures mean, and the published ones."""

from collections.abc import Mapping

from mm_models.measurement import Figures
from mm_models.text import Text

# Ephrat et al. 2018, table 2: improvement of SDR (BSS eval) on AVSpeech, two and three clean speakers, one with noise. 16 kHz, people.
AUDIO_ANCHORS: Mapping[str, Figures] = {
    "audio only (Ephrat 2018, AVSpeech, people, SDR)": {"sdri.different": 8.6},
}
ANCHORS: Mapping[str, Figures] = {
    "audio-visual (Ephrat 2018, AVSpeech, people, SDR)": {
        "sdri.different": 10.3,
        "sdri.three": 10.0,
        "sdri.noise": 16.0,
    },
    **AUDIO_ANCHORS,
}


def protocol(scenes: int, rated: int, voices: int, seed: int) -> Text:
    """What was mixed, and what each figure is."""
    return Text(
        f"{scenes} scenes of each kind, 3 s at 8 kHz, all voices equally loud (the noise too), from {voices} voices and two books of which "
        "training heard nothing: synthetic voices (eSpeak NG, flite) and strings of real digits by two people (FSDD), whose mouths are guessed "
        "from the sound; new faces. si_sdri: SI-SDR improvement over the mixture in dB, mean over faces; different: two voices; same: "
        "one voice twice; three: three voices; noise: one voice and a recording of ESC-10's fold 4 or a place's noise; digits: both real people; "
        "hidden: of two voices only one has a face. overlap: the same over those 40 ms in which at least two voices of two different ones speak. swap: share of "
        "faces whose sound is nearest to their own voice; as all faces have the same weights, exchanging them exchanges the outputs exactly. "
        f"sdri, stoi, pesq: improvement of SDR, STOI and narrow-band PESQ of {rated} scenes of different voices. listening_db: level of what a silent face is given, "
        "against the mixture. sync: share of scenes in which a film in time gives less error than one 240 or 480 ms early or late. Baselines: gate: each "
        "frame turned down by the voice's true share of its energy; ideal masks; blank_faces: the same network with grey films; magnitude_mask: its masks "
        "without phases; audio_only_pit: the same network without eyes and with two outputs, trained by permutation-invariant training (uPIT) on mixtures of "
        "two sounds, for the steps that its card names; its outputs are taken in the order that fits the truth best, except in swap, where they are taken as they come. latency_ms: 3 s, two faces, median of one "
        f"core's time. Seed {seed}.",
        f"종류마다 장면 {scenes}개를 3초, 8 kHz, 모든 목소리(소음도)를 같은 크기로 섞어 측정했습니다. 목소리 {voices}개와 책 두 권은 학습에 전혀 쓰지 않았으며, "
        "합성 음성(eSpeak NG, flite)과 두 사람이 실제로 말한 숫자열(FSDD, 입 모양은 소리에서 추정)입니다. 얼굴도 모두 새것입니다. si_sdri는 혼합음 대비 "
        "SI-SDR 향상(dB)의 얼굴 평균입니다. different는 서로 다른 두 목소리, same은 같은 목소리 둘, three는 세 목소리, noise는 목소리 하나와 ESC-10 폴드 4의 녹음 또는 "
        "주변 소음, digits는 실제 두 사람, hidden은 두 목소리 가운데 한쪽만 얼굴이 있는 경우입니다. overlap은 서로 다른 두 목소리 가운데 둘이 함께 말하는 40 ms 구간만 "
        "본 값, swap은 출력이 자기 목소리에 가장 가까운 얼굴의 비율입니다. 모든 얼굴이 같은 가중치를 쓰므로 얼굴을 바꾸면 출력도 정확히 뒤바뀝니다. sdri, stoi, pesq는 "
        f"different 장면 {rated}개에서 잰 SDR, STOI, 협대역 PESQ입니다. listening_db는 말하지 않는 얼굴에 주어진 소리의 크기(혼합음 기준), sync는 제때의 영상이 "
        "240·480 ms 이르거나 늦은 영상보다 오차가 작은 장면의 비율입니다. 비교 기준: gate는 프레임마다 목소리의 실제 에너지 비율로 줄이기, 이상적인 마스크 두 가지, "
        "blank_faces는 회색 영상을 준 같은 신경망, magnitude_mask는 위상을 뺀 마스크, audio_only_pit는 눈 없이 출력이 둘인 같은 신경망을 "
        "소리가 둘인 혼합음으로 순열 불변 학습(uPIT)한 것이며, 학습한 단계 수는 그 모델 카드에 있습니다. 그 출력은 정답에 가장 잘 맞는 순서로 놓고 쟀으며, swap만은 나온 순서 그대로 쟀습니다. latency_ms는 얼굴 둘, 3초를 "
        f"코어 하나로 계산한 시간의 중앙값입니다. 시드 {seed}.",
    )


def audio_only_protocol(scenes: int, rated: int, voices: int, seed: int) -> Text:
    """The same for the network without eyes."""
    return Text(
        f"The scenes of two sounds with which speech-separation is measured, {scenes} of each kind, 3 s at 8 kHz, all equally loud, from {voices} voices and two "
        "books of which training heard nothing. Nothing is seen. The two outputs are taken in the order that fits the truth best, so these figures leave out the "
        "question whose voice is whose; swap does not: the share of outputs that are nearest to the voice of their own number, as they come. si_sdri: "
        "SI-SDR improvement over the mixture in dB; different: two voices; same: one voice twice; noise: a voice and a noise, only the voice counts; hidden: two "
        "voices, only the first counts; digits: both real people; overlap: the 40 ms in which both of two different ones speak. "
        f"sdri, stoi, pesq: improvement of SDR, STOI and narrow-band PESQ of {rated} scenes of different voices. Baselines: the gate and "
        f"the ideal masks, which know the truth. latency_ms: 3 s, median of one core's time. Seed {seed}.",
        f"speech-separation을 측정한 장면 가운데 소리가 둘인 것들로, 종류마다 {scenes}개를 3초, 8 kHz, 같은 크기로 섞어 측정했습니다. 목소리 {voices}개와 책 두 권은 학습에 전혀 쓰지 않았습니다. "
        "아무것도 보지 않습니다. 두 출력은 정답에 가장 잘 맞는 순서로 놓았으므로 이 값들에는 누구의 목소리인지를 맞히는 문제가 빠져 있습니다. swap만은 나온 순서 그대로, 출력이 자기 번호의 "
        "목소리에 가장 가까운 비율입니다. si_sdri는 혼합음 대비 SI-SDR 향상(dB)입니다. different는 서로 다른 두 목소리, same은 같은 목소리 둘, noise는 목소리와 소음(목소리만 셈), hidden은 두 목소리 "
        "가운데 첫째만 센 것, digits는 실제 두 사람, overlap은 서로 다른 둘이 함께 말하는 40 ms 구간입니다. "
        f"sdri, stoi, pesq는 different 장면 {rated}개에서 잰 SDR, STOI, 협대역 PESQ의 향상입니다. 비교 기준은 정답을 아는 게이트와 이상적인 마스크입니다. "
        f"latency_ms는 3초를 코어 하나로 계산한 시간의 중앙값입니다. 시드 {seed}.",
    )
