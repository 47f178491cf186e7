"""ImageBind in the small: sound, depth and motion, each aligned with pictures alone, so that all are with all (Girdhar et al. 2023)."""

import torch
from torch import Tensor

from mm_models import published
from mm_models.system import Card, Family, System
from mm_models.systems.imagebind.evaluate import evaluate
from mm_models.systems.imagebind.model import Config, ImageBind
from mm_models.systems.imagebind.train import rehearse, train
from mm_models.text import Text
from mm_models.world.depth import DEPTH_SIDE

ITEMS, FRAMES, MOMENTS = 3, 80, 2  # of made-up inputs


def example(config: Config, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Some noise as spectrograms of 1.6 s, maps, and differences of frames."""
    return (
        torch.rand(ITEMS, config.mels, FRAMES, generator=generator) * 2 - 1,
        torch.rand(ITEMS, DEPTH_SIDE, DEPTH_SIDE, generator=generator),
        torch.randn(ITEMS, MOMENTS, DEPTH_SIDE, DEPTH_SIDE, generator=generator),
    )


def clip_in_use() -> str:
    """The first digits of the hash of CLIP's weights: its vectors are what the encoders learn to say."""
    return published.hashes().get("clip", "")[:16]


CARD = Card(
    about=(
        "Puts sounds, depth maps and the motion of films among the vectors that CLIP has for pictures and texts, so that each can be searched for "
        "with any other. It knows ten sounds and calls every other one of them; a depth map and a motion show silhouettes and edges, of which only the clearest say what a "
        "thing is. It belongs to one set of CLIP's weights, named in the configuration, and means nothing beside others. Not fit for alarms or for judging recordings or pictures of people."
    ),
    data=(
        "Scenes and films of `mm_models.world`, with their depth; drawings by the designers that `assets/world` names.",
        "ESC-10 (K. J. Piczak 2015; CC BY 3.0; clips from freesound.org, their authors named in the data set's README), the clips of folds 1 to 3, as they are, faster and "
        "slower, and in rooms.",
        "Foley, one sound in five, made by `mm_models.audio`.",
    ),
    licence="Apache-2.0",
    departures=(
        "Pictures and texts are the frozen CLIP of this repository instead of OpenCLIP ViT-H; 192 numbers instead of 1,024.",
        "Small convolutional networks with random first weights instead of transformers; sound is a spectrogram of up to five seconds instead of two.",
        "Which recording belongs to which picture is drawn by the kind of thing that sounds, as a video would pair them; the paper has the sound tracks of AudioSet's videos.",
        "Depth is disparity as the world computes it from size and horizon, with flat silhouettes; the paper's comes from cameras.",
        "The motion of a film, as differences of its frames, stands where the paper has a motion sensor; it shows far more of the thing than a sensor does. There is no thermal modality.",
        "One fixed temperature, 0.05, for all modalities; the paper has one for each.",
        "The frozen audio backbone is not used: it was taught names, and has heard the recordings that test here.",
    ),
)

SYSTEM = System(
    name="imagebind",
    title=Text("ImageBind", "ImageBind"),
    family=Family.MATCHING,
    sources=("Girdhar et al. 2023, arXiv:2305.05665",),
    config=Config(clip=clip_in_use()),
    tiny=Config(width=4, space=12),
    build=ImageBind,
    example=example,
    train=train,
    rehearse=rehearse,
    evaluate=evaluate,
    card=CARD,
    needs=("vision-backbone", "clip"),
    compact=True,
)
