"""How CLIP's figures were taken, in words."""

from mm_models.text import Text


def protocol(count: int, seed: int) -> Text:
    """What each figure is a share of, and of how many pictures."""
    return Text(
        f"{count:,} scenes a condition that training never saw, seed {seed}, each with one text by the world's grammar. .seen is "
        "drawn by three hands of the six that training saw, .unseen by a seventh; .ko is Korean, else English. r1, r5, r10: the "
        "share of queries with a right answer among the first so many of a pool of 100 (mean of pools) or 1000; medr: median "
        "rank of the first right answer. A text that is true of a picture by the world's checker is right for it, even where it was said of "
        "another picture; own.: only the picture's own text is right. Baselines: chance (similarities drawn by lot), names "
        "without order (what the backbone's heads name against what the text names, weighted by rarity, no training), and CLIP "
        "itself with the words of every text shuffled. near_miss: the share of pictures whose text is more similar than the same "
        "text with one part made wrong: a kind, a colour, the place, or a relation turned round; chance is a half. zero_shot: scenes of one "
        "thing (.photo: photographs of CIFAR-10's test part), the most similar of 68 kinds described by five prompts each (.one_prompt: by "
        "one). loss: of batches of so many pairs at the learnt temperature, in nats. pointing: the share of scenes of several kinds in which a map of "
        "the prompt 'a picture of a ...' is largest inside a box of that kind; chance: the boxes' area. latency_ms: one picture's vector from its "
        "annotations and ten prompts; search_ms: a text and its ten nearest of all pictures; medians.",
        f"학습에 쓰지 않은 장면을 조건마다 {count:,}개씩, 시드 {seed}, 장면마다 문법이 만든 글 하나로 쟀습니다. .seen은 학습에 나온 여섯 디자이너 "
        "가운데 세 명, .unseen은 한 번도 보지 못한 일곱째 디자이너의 그림이고, .ko는 한국어, 나머지는 영어입니다. r1, r5, r10은 100개(묶음들의 평균) 또는 "
        "1000개 가운데 처음 몇 개 안에 맞는 답이 있는 비율이고, medr는 처음 맞는 답의 순위의 중앙값입니다. 이 세계의 검사기로 보아 그림에 대해 참인 글은 "
        "다른 그림을 두고 한 말이라도 맞은 것으로 합니다. own.은 그 그림의 글만 맞은 것으로 한 값입니다. 비교 기준은 우연(유사도를 제비로 뽑음), 순서 없는 "
        "이름(백본이 댄 이름과 글이 댄 이름을 드문 정도로 가중해 비교, 학습 없음), 모든 글의 낱말 순서를 섞은 CLIP 자신입니다. near_miss는 종류, 색, 장소, "
        "뒤집은 관계 가운데 한 곳만 틀리게 고친 글보다 맞는 글이 더 비슷한 그림의 비율로, 우연은 절반입니다. zero_shot은 물건이 하나인 장면(.photo는 CIFAR-10 "
        "시험용 사진)에서 68가지 종류를 프롬프트 다섯 개씩(.one_prompt는 하나)으로 설명했을 때 가장 비슷한 종류가 맞은 비율입니다. loss는 그만한 수의 쌍으로 된 묶음의 "
        "손실로, 학습된 온도에서 잰 nat 값입니다. pointing은 종류가 여럿인 장면에서 '… 그림' 프롬프트의 지도가 그 종류의 상자 안에서 가장 큰 비율이고, 우연은 "
        "상자의 넓이입니다. latency_ms는 주석에서 그림 벡터 하나와 프롬프트 열 개, search_ms는 글 하나로 모든 그림에서 가장 가까운 열 장을 찾는 시간의 중앙값입니다.",
    )
