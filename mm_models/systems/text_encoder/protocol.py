"""How the text encoder's figures were taken, in words."""

from mm_models.text import Text


def protocol(count: int, counted: int, seed: int) -> Text:
    """What each figure is a share of, and of how many texts."""
    return Text(
        f"Texts of the test split, seed {seed}. masked: share of hidden words guessed right among all tokens of both languages, "
        f"15 % of each text hidden at once, {count:,} texts a language, captions, clips, questions with answers, recipes and "
        "tags in equal parts; unigram always says the language's most frequent token, bag of words is naive Bayes from the "
        f"text's other words; both counted {counted:,} training texts a language. recall1: a caption's vector is compared with "
        f"{count:,} others, one of which says the same in other words, in another order and perhaps from the other side, in the "
        "same language or the other; share whose nearest is that one. order: of two texts the one that means the same should be "
        "nearer. relation: the two things of the false one are exchanged; colour: the colours of two things are exchanged; both "
        "texts have exactly the same words. side: the word for the side is exchanged, and half of the true texts are told from "
        "the other side, so that words alone decide nothing. near: the same with captions in which one part was changed, over "
        "both languages and both directions between them. Bag of words is tf-idf; between languages it shares little more than "
        "full stops with the right text. Ties count as drawn by lot.",
        f"시험용 문장으로 쟀습니다(시드 {seed}). masked는 가린 낱말을 두 언어의 모든 토큰 가운데에서 맞힌 비율입니다. 문장마다 15%를 한꺼번에 가렸고, "
        f"언어마다 문장 {count:,}개(설명문, 클립, 질문과 답, 조리법, 태그가 같은 수)입니다. unigram은 늘 그 언어에서 가장 흔한 토큰을 답하고, "
        f"bag of words는 나머지 낱말로 추정하는 나이브 베이즈입니다. 둘 다 학습용 문장을 언어마다 {counted:,}개 세었습니다. recall1은 설명문의 벡터를 "
        f"다른 {count:,}개와 비교해, 같은 뜻을 다른 말과 순서로(때로는 반대쪽에서) 말한 문장이 가장 가까운 비율이며, 같은 언어나 다른 언어에서 쟀습니다. "
        "order는 두 문장 가운데 뜻이 같은 쪽이 더 가까운 비율입니다. relation은 틀린 문장에서 두 물건의 자리를, colour는 두 물건의 색을 서로 바꾸었고, "
        "두 문장의 낱말은 완전히 같습니다. side는 방향을 나타내는 낱말을 바꾸었으며, 맞는 문장의 절반을 반대쪽에서 말해 낱말만으로는 알 수 없게 했습니다. "
        "near는 한 부분만 바꾼 설명문으로 같은 것을 두 언어와 그 사이에서 잰 값입니다. 이때 bag of words는 tf-idf이고, 언어가 다르면 맞는 문장과 "
        "마침표 정도만 겹칩니다. 값이 같으면 제비를 뽑은 것으로 셈합니다.",
    )
