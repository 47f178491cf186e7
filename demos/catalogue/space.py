"""Beside them: tasks in three dimensions."""

from demos.catalogue.kinds import Entry, Modality, Page, Paper, Pattern
from mm_models.text import Text

SPACE_TASKS: tuple[Entry, ...] = (
    Entry(
        "shape-recognition",
        Text("3-D recognition", "3차원 인식"),
        Pattern.SPACE,
        Page.SPACE,
        (Modality.SHAPE,),
        Text("Views, voxels or points: what is it?", "여러 시점, 복셀, 점으로 무엇인지 알아맞힙니다."),
        Paper("Su et al. 2015; Qi et al. 2017", "https://arxiv.org/abs/1612.00593"),
    ),
    Entry(
        "part-assembly",
        Text("Part segmentation and assembly", "부품 분할과 조립"),
        Pattern.SPACE,
        Page.SPACE,
        (Modality.SHAPE, Modality.IMAGE),
        Text("Take a shape apart, put it together.", "형상을 나누고 다시 맞춥니다."),
        Paper("Huang et al. 2020", "https://arxiv.org/abs/2006.07793"),
    ),
    Entry(
        "image-to-mesh",
        Text("Image to mesh", "이미지에서 메시로"),
        Pattern.SPACE,
        Page.SPACE,
        (Modality.IMAGE, Modality.SHAPE),
        Text("Voxels first, then a mesh that is refined.", "복셀을 만들고 메시로 다듬습니다."),
        Paper("Gkioxari et al. 2019", "https://arxiv.org/abs/1906.02739"),
    ),
    Entry(
        "implicit-shape",
        Text("Implicit shape", "음함수 형상"),
        Pattern.SPACE,
        Page.SPACE,
        (Modality.SHAPE,),
        Text("A network that knows inside from outside.", "안과 밖을 아는 신경망입니다."),
        Paper("Park et al. 2019; Mescheder et al. 2019", "https://arxiv.org/abs/1901.05103"),
    ),
    Entry(
        "refocus",
        Text("Refocusing", "초점 다시 맞추기"),
        Pattern.SPACE,
        Page.SPACE,
        (Modality.IMAGE, Modality.DEPTH),
        Text("Depth first, then blur where you do not look.", "깊이를 구하고, 보지 않는 곳을 흐립니다."),
        Paper("Peng et al. 2022", "https://arxiv.org/abs/2206.12614"),
    ),
    Entry(
        "birds-eye-view",
        Text("Bird's-eye view", "조감도"),
        Pattern.SPACE,
        Page.SPACE,
        (Modality.IMAGE, Modality.DEPTH),
        Text("Many cameras, one map from above.", "여러 카메라로 위에서 본 지도 한 장을 만듭니다."),
        Paper("Philion & Fidler 2020", "https://arxiv.org/abs/2008.05711"),
    ),
)
