"""What the catalogue is made of: patterns, modalities, pages and entries."""

from dataclasses import dataclass
from enum import Enum

from mm_models.text import Text


class Pattern(Enum):
    """How the lecture sorts its systems: what is done with two modalities."""

    REPRESENT = "represent"
    MATCH = "match"
    TRANSLATE = "translate"
    REFER = "refer"
    SPACE = "space"
    CHALLENGE = "challenge"


PATTERN_TITLES: dict[Pattern, Text] = {
    Pattern.REPRESENT: Text("Representations", "표현"),
    Pattern.MATCH: Text("Matching", "매칭"),
    Pattern.TRANSLATE: Text("Translating", "변환"),
    Pattern.REFER: Text("Referencing", "참조"),
    Pattern.SPACE: Text("3-D tasks", "3차원 과제"),
    Pattern.CHALLENGE: Text("Challenges", "도전 과제"),
}

PATTERN_IDEAS: dict[Pattern, Text] = {
    Pattern.REPRESENT: Text(
        "How each kind of signal becomes numbers that a network can read.",
        "각 신호가 신경망이 읽을 수 있는 숫자로 바뀌는 과정입니다.",
    ),
    Pattern.MATCH: Text(
        "Two encoders, one space: what belongs together lies close together.",
        "두 인코더가 하나의 공간을 공유합니다. 서로 어울리는 것이 가까이 놓입니다.",
    ),
    Pattern.TRANSLATE: Text(
        "One modality goes in, another comes out.",
        "한 모달리티를 넣으면 다른 모달리티가 나옵니다.",
    ),
    Pattern.REFER: Text(
        "One modality says where to look in the other.",
        "한 모달리티가 다른 모달리티에서 볼 곳을 알려 줍니다.",
    ),
    Pattern.SPACE: Text(
        "Shapes, depth and views: the third dimension.",
        "형태와 깊이와 시점, 곧 세 번째 차원을 다룹니다.",
    ),
    Pattern.CHALLENGE: Text(
        "What makes all of this hard, made visible.",
        "이 모든 것이 어려운 까닭을 눈으로 봅니다.",
    ),
}


class Modality(Enum):
    """A kind of signal."""

    IMAGE = "image"
    VIDEO = "video"
    TEXT = "text"
    SOUND = "sound"
    SPEECH = "speech"
    FACE = "face"
    DEPTH = "depth"
    SHAPE = "shape"


MODALITY_TITLES: dict[Modality, Text] = {
    Modality.IMAGE: Text("image", "이미지"),
    Modality.VIDEO: Text("video", "동영상"),
    Modality.TEXT: Text("text", "글"),
    Modality.SOUND: Text("sound", "소리"),
    Modality.SPEECH: Text("speech", "음성"),
    Modality.FACE: Text("face", "얼굴"),
    Modality.DEPTH: Text("depth", "깊이"),
    Modality.SHAPE: Text("3-D shape", "3차원 형상"),
}


class Page(Enum):
    """A page of the application; its value is the path."""

    HOME = ""
    REPRESENT = "represent"
    MATCH = "match"
    CAPTION = "caption"
    GENERATE = "generate"
    REFER = "refer"
    SPACE = "space"
    MODELS = "models"


PAGE_TITLES: dict[Page, Text] = {
    Page.HOME: Text("Home", "홈"),
    Page.REPRESENT: Text("Represent", "표현"),
    Page.MATCH: Text("Match", "매칭"),
    Page.CAPTION: Text("Caption", "캡션"),
    Page.GENERATE: Text("Generate", "생성"),
    Page.REFER: Text("Refer", "참조"),
    Page.SPACE: Text("Space", "공간"),
    Page.MODELS: Text("Models", "모델"),
}


@dataclass(frozen=True)
class Paper:
    """Where a system comes from."""

    label: str
    url: str | None = None


@dataclass(frozen=True)
class Entry:
    """One system or task of the lecture.

    `learnt` is false for tasks that are computed and not trained (signal processing): they need no weights of their own.
    `runs` names the system whose weights a task runs and whose figures it shows, where it goes by another name.
    `tab` names the task in whose tab a system is one of the choices, where it has no tab of its own.
    """

    name: str
    title: Text
    pattern: Pattern
    page: Page
    modalities: tuple[Modality, ...]
    summary: Text
    paper: Paper | None = None
    learnt: bool = True
    runs: str | None = None
    pretrained: str | None = None
    tab: str | None = None

    @property
    def address(self) -> str:
        """The page and query that show it."""
        chosen = f"{self.tab}&captioner={self.runs or self.name}" if self.tab else self.name
        return f"./{self.page.value}?task={chosen}"
