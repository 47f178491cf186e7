"""Matching: two encoders, one space."""

from demos.catalogue.kinds import Entry, Modality, Page, Paper, Pattern
from mm_models.text import Text

MATCHING: tuple[Entry, ...] = (
    Entry(
        "image-tagging",
        Text("Image tagging and arithmetic", "이미지 태깅과 벡터 연산"),
        Pattern.MATCH,
        Page.MATCH,
        (Modality.IMAGE, Modality.TEXT),
        Text(
            "Tags for an image, and image − word + word.",
            "이미지에 태그를 달고, 이미지 − 낱말 + 낱말을 계산합니다.",
        ),
        Paper("Kiros et al. 2014; Faghri et al. 2018", "https://arxiv.org/abs/1411.2539"),
    ),
    Entry(
        "recipe-retrieval",
        Text("Image and recipe", "이미지와 요리법"),
        Pattern.MATCH,
        Page.MATCH,
        (Modality.IMAGE, Modality.TEXT),
        Text(
            "Find the recipe of a dish, and the dish of a recipe.",
            "요리의 요리법을, 요리법의 요리를 찾습니다.",
        ),
        Paper("Salvador et al. 2017", "https://arxiv.org/abs/1810.06553"),
    ),
    Entry(
        "clip",
        Text("CLIP", "CLIP"),
        Pattern.MATCH,
        Page.MATCH,
        (Modality.IMAGE, Modality.TEXT),
        Text(
            "A batch of pictures against a batch of captions.",
            "이미지 한 묶음과 캡션 한 묶음을 맞대어 봅니다.",
        ),
        Paper("Radford et al. 2021", "https://arxiv.org/abs/2103.00020"),
        pretrained="openai/clip-vit-base-patch32",
    ),
    Entry(
        "imagebind",
        Text("ImageBind", "ImageBind"),
        Pattern.MATCH,
        Page.MATCH,
        (Modality.IMAGE, Modality.TEXT, Modality.SOUND, Modality.DEPTH, Modality.VIDEO),
        Text(
            "Everything aligned to images, so everything aligns with everything.",
            "모든 것을 이미지에 맞추면 모든 것이 서로 맞습니다.",
        ),
        Paper("Girdhar et al. 2023", "https://arxiv.org/abs/2305.05665"),
        pretrained="laion/clap-htsat-unfused",
    ),
    Entry(
        "soundnet",
        Text("SoundNet", "SoundNet"),
        Pattern.MATCH,
        Page.MATCH,
        (Modality.SOUND, Modality.IMAGE),
        Text("A sound network taught by a vision network.", "시각 신경망이 가르친 소리 신경망입니다."),
        Paper("Aytar et al. 2016", "https://arxiv.org/abs/1610.09001"),
    ),
)
