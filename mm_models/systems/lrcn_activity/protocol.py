"""What the figures of activity recognition are shares of."""

from mm_models.captioning.watching import FRAMES
from mm_models.text import Text


def protocol(count: int, seed: int) -> Text:
    """What each figure is a share of, and of how many clips."""
    return Text(
        f"{count:,} clips of {FRAMES} frames a condition that training never saw, seed {seed}; one thing moves in each. .seen is drawn by "
        "three hands of the six that training saw, .unseen by a seventh. accuracy: share of clips whose motion, of twelve (those that "
        "have a side count once for each side), is the likeliest by the mean of the distributions of all frames. .last: by the last frame's "
        "distribution alone. .shuffled: the frames' maps in an order drawn by lot. .reversed: the frames backwards, judged against "
        "what happened; .reversed_story: against what then seems to happen (who enters leaves, what rises falls). .frozen: the first frame again and again, which shows how much the "
        "beginning alone gives away, because here what rises begins low and what enters begins outside. .directed: only the "
        "motions that look like another one backwards, which is all but spinning and jumping. Baselines: single_frame is the paper's, a "
        "network without LSTM that judges each frame by itself, trained as long on the same clips and averaged likewise; chance names "
        "always the commonest motion; the perfect eye knows every frame and not their order, and tosses a coin wherever both "
        "directions fit. latency_ms: one clip from pixels to the answer, median of one core's time.",
        f"학습에 쓰지 않은 {FRAMES}프레임 동영상을 조건마다 {count:,}개씩, 시드 {seed}으로 쟀습니다. 동영상마다 물건 하나가 움직입니다. .seen은 학습에 나온 "
        "여섯 디자이너 가운데 세 명, .unseen은 한 번도 보지 못한 일곱째 디자이너의 그림입니다. accuracy는 모든 프레임의 분포를 평균했을 때 가장 그럴듯한 "
        "동작이 열두 가지 가운데 맞는 동영상의 비율입니다(방향이 있는 동작은 왼쪽과 오른쪽을 따로 셉니다). .last는 마지막 프레임의 분포만으로, .shuffled는 "
        "프레임의 순서를 제비뽑기로 섞어서 잰 값입니다. .reversed는 프레임을 거꾸로 넣고 실제 사건으로, .reversed_story는 거꾸로 볼 때 일어나는 "
        "사건(들어온 것은 나가고 올라간 것은 떨어짐)으로 판정한 값입니다. .frozen은 첫 프레임만 되풀이해 보여 준 값으로, 여기서는 올라갈 것은 아래에서, "
        "들어올 것은 바깥에서 시작하므로 시작 장면만으로 얼마나 알 수 있는지를 보여 줍니다. .directed는 거꾸로 보면 다른 동작이 되는 것, 곧 돌기와 뛰기를 뺀 나머지만 "
        "셉니다. 비교 기준 single_frame은 논문의 비교 대상으로, LSTM 없이 프레임을 하나씩 따로 보고 똑같이 평균하며 같은 동영상으로 똑같이 오래 학습한 "
        "신경망입니다. chance는 늘 가장 흔한 동작을 답하고, perfect eye는 모든 프레임을 완벽히 알지만 순서를 몰라 두 방향이 다 맞을 때 동전을 던집니다. "
        "latency_ms는 동영상 하나를 화소부터 답까지 코어 하나로 처리하는 시간의 중앙값입니다.",
    )
