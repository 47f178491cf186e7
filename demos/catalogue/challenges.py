"""What makes multimodal learning hard, as the lecture says it."""

from demos.catalogue.kinds import Entry, Modality, Page, Pattern
from mm_models.text import Text

CHALLENGES: tuple[Entry, ...] = (
    Entry(
        "different-representations",
        Text("Different representations", "서로 다른 표현"),
        Pattern.CHALLENGE,
        Page.MATCH,
        (Modality.IMAGE, Modality.TEXT, Modality.SOUND),
        Text("Pixels, words and waves share no unit.", "화소와 낱말과 파동에는 공통 단위가 없습니다."),
        learnt=False,
    ),
    Entry(
        "one-to-many",
        Text("One to many", "일대다 불균형"),
        Pattern.CHALLENGE,
        Page.CAPTION,
        (Modality.IMAGE, Modality.TEXT),
        Text("One picture, many true captions.", "그림은 하나인데 맞는 캡션은 여럿입니다."),
        learnt=False,
    ),
    Entry(
        "modality-bias",
        Text("Bias to one modality", "한 모달리티로의 치우침"),
        Pattern.CHALLENGE,
        Page.REFER,
        (Modality.IMAGE, Modality.TEXT),
        Text("Answers that never looked at the picture.", "그림을 보지도 않은 대답을 살펴봅니다."),
        learnt=False,
    ),
)
