"""Referencing: one modality says where to look in the other."""

from demos.catalogue.kinds import Entry, Modality, Page, Paper, Pattern
from mm_models.text import Text

REFERENCING: tuple[Entry, ...] = (
    Entry(
        "vqa",
        Text("Visual question answering", "시각 질의응답"),
        Pattern.REFER,
        Page.REFER,
        (Modality.TEXT, Modality.IMAGE),
        Text("Ask about a picture.", "그림에 대해 묻습니다."),
        Paper("Antol et al. 2015", "https://arxiv.org/abs/1505.00468"),
        pretrained="dandelin/vilt-b32-finetuned-vqa",
    ),
    Entry(
        "vl-bert",
        Text("VL-BERT", "VL-BERT"),
        Pattern.REFER,
        Page.REFER,
        (Modality.TEXT, Modality.IMAGE),
        Text("Words and regions in one stream.", "낱말과 영역을 한 흐름에 넣습니다."),
        Paper("Su et al. 2020", "https://arxiv.org/abs/1908.08530"),
    ),
    Entry(
        "vilbert",
        Text("ViLBERT", "ViLBERT"),
        Pattern.REFER,
        Page.REFER,
        (Modality.TEXT, Modality.IMAGE),
        Text("Two streams that look at each other.", "두 흐름이 서로를 바라봅니다."),
        Paper("Lu et al. 2019", "https://arxiv.org/abs/1908.02265"),
    ),
    Entry(
        "sound-localisation",
        Text("Sound source localisation", "음원 위치 찾기"),
        Pattern.REFER,
        Page.REFER,
        (Modality.SOUND, Modality.IMAGE),
        Text("Where in the picture does the sound come from?", "소리는 그림의 어디에서 날까요?"),
        Paper("Senocak et al. 2018", "https://arxiv.org/abs/1803.03849"),
    ),
    Entry(
        "speech-separation",
        Text("Audio-visual speech separation", "시청각 음성 분리"),
        Pattern.REFER,
        Page.REFER,
        (Modality.FACE, Modality.SPEECH),
        Text("Choose a face, hear its voice alone.", "얼굴을 고르면 그 목소리만 들립니다."),
        Paper("Ephrat et al. 2018", "https://arxiv.org/abs/1804.03619"),
    ),
)
