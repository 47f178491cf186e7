"""How ImageBind's figures were taken, in words."""

from mm_models.text import Text

ARITHMETIC = 0.5  # share of the sound in the sum of a picture and a sound


def protocol(count: int, recordings: int, seed: int) -> Text:
    """What each figure is a share of, and of how many items."""
    return Text(
        f"emergent.audio_to_text: {recordings} recordings of ESC-10's fold 4, which training never heard, each against the names of the ten "
        "things that sound, described by three texts each (.ko: in Korean); no sound ever met a text in training. Beside it a network that was taught the names of the other "
        "folds' recordings (the audio backbone's cross-validation, the same fold), chance, and the recordings exchanged for one another. "
        f"Then {count:,} held-out scenes and {count:,} held-out films, seed {seed}: .seen is drawn by three hands of the six that training saw, .unseen by a seventh. "
        "A_to_B.r1.N: the share of queries in A whose most similar item of B, of N (mean of pools), is right. Right is the item's own; for a text, whatever it is true of; "
        "for a recording, whatever shows (or names) the thing that sounds, which is often several of a pool: chance says how often. Of audio and motion only the films count in which "
        "something moves that sounds. Trained pairs: image with audio, depth and motion; image with text in CLIP, frozen; all others are emergent. Baselines: similarities by lot; "
        "each query exchanged for the next one's. audio_to_image.r1, audio_to_depth.r1: each recording against all scenes. depth_to_text, motion_to_text: scenes and films of one thing; which of 68 kinds, "
        "by texts; .verb: which of nine motions the one thing makes, by texts that name the right thing; beside them CLIP's own answers from the picture (of a film: two of its frames). arithmetic: a picture of a silent "
        "thing alone plus a recording, half each, for every scene of one silent and one sounding thing (a few dozen); the most similar scene shows the picture's thing, the sound's, both; beside it the picture alone, the sound alone, and a scene by lot. latency_ms: "
        "five seconds of sound, and twelve frames' motion, on one core of the machine that measured.",
        f"emergent.audio_to_text: 학습에서 듣지 않은 ESC-10 폴드 4의 녹음 {recordings}개를 소리 나는 물건 열 가지의 이름(글 세 개씩, .ko는 한국어)과 견줍니다. 학습에서 소리는 글을 한 번도 "
        "만나지 않았습니다. 비교 기준은 다른 폴드의 이름을 배운 신경망(오디오 백본의 교차 검증, 같은 폴드), 우연, 녹음을 서로 바꾼 것입니다. "
        f"그다음은 학습에 쓰지 않은 장면 {count:,}개와 영상 {count:,}개, 시드 {seed}이며, .seen은 학습에 나온 여섯 디자이너 가운데 세 명, .unseen은 일곱째 디자이너입니다. "
        "A_to_B.r1.N은 A의 질의와 가장 비슷한 B가 N개(묶음들의 평균) 가운데 맞는 비율입니다. 자기 짝이 정답이고, 글은 참이 되는 모든 것, 녹음은 소리 나는 물건이 보이거나 글에 나오는 모든 것이 정답이므로 "
        "정답이 여럿일 수 있습니다. 얼마나 그런지는 우연 값이 말해 줍니다. 오디오와 움직임은 소리 나는 물건이 움직이는 영상만 셉니다. 학습한 쌍은 이미지와 오디오·깊이·움직임이고, 이미지와 글은 "
        "고정된 CLIP의 것이며, 나머지는 모두 창발적입니다. 비교 기준은 제비로 뽑은 유사도와 질의를 다음 것과 바꾼 것입니다. audio_to_image.r1, audio_to_depth.r1은 녹음마다 모든 장면에서 찾습니다. "
        "depth_to_text, motion_to_text는 물건이 하나인 장면과 영상에서 68가지 가운데 무엇인지를 글로 맞힌 비율이고, .verb는 맞는 물건을 말하는 글로 아홉 가지 움직임을 고른 비율이며, 그 옆에 CLIP이 그림(영상은 두 프레임)에서 낸 답이 "
        "있습니다. arithmetic은 소리 없는 물건 하나의 그림과 녹음을 반씩 더했을 때(소리 없는 물건 하나와 소리 나는 물건 하나로 된 장면마다, 수십 번) 가장 비슷한 장면에 그림의 물건, 소리의 물건, 둘 다가 보이는 비율이고, 그림만, 소리만, 제비로 뽑은 장면과 견줍니다. latency_ms는 소리 5초와 "
        "열두 프레임의 움직임에 한 코어에서 걸린 시간입니다.",
    )
