"""Sound source localisation (Senocak et al. 2018): where in a picture a sound comes from; one system for each way to learn it."""

from dataclasses import replace
from functools import partial
from typing import Any

import torch
from torch import Tensor

from mm_models.system import Card, Family, System
from mm_models.systems.sound_localisation.evaluate import evaluate
from mm_models.systems.sound_localisation.model import Config, SoundLocaliser
from mm_models.systems.sound_localisation.train import rehearse, train
from mm_models.text import Text

NAME = "sound-localisation"
MARKED = 0.125  # of the scenes, in the semi-supervised variant


def example(config: Config, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Some noise as features of pictures, and as spectrograms of 1.6 s."""
    features = torch.randn(3, config.channels, 6, 6, generator=generator)
    return features, torch.rand(3, config.mels, 80, generator=generator) * 2 - 1


ABOUT = (
    "Shows where in a picture a sound comes from, with a confidence that it comes from there at all. It knows ten sounds (a dog, "
    "rain, sea waves, a crying baby, a clock, a sneeze, a helicopter, a saw, a rooster, a fire) and the things of our world that make "
    "them, drawn; of dogs, roosters and helicopters also photographs. It finds one source at a time, and of two things of one "
    "kind it cannot tell which one sounds. Steady noise is to it what rain and waves sound like. Not fit for surveillance or for anything that safety depends on."
)
DATA = (
    "Scenes made by `mm_models.world`; its drawings and their licences are listed in assets/world/LICENCES.md.",
    "ESC-10 (K. J. Piczak 2015; CC BY 3.0; clips from freesound.org, their authors named in the data set's README): five sixths of "
    "the recordings of folds 1 to 3 are learnt, one sixth settles thresholds, fold 4 tests.",
    "Free Spoken Digit Dataset (Jackson et al.; CC BY-SA 4.0): strings of digits by two speakers, as sounds of nothing in a picture.",
    "Foley, tones, vowels and ambience made by `mm_models.audio`.",
    "CIFAR-10 (A. Krizhevsky 2009) and Caltech-101 (Li, Andreeto, Ranzato, Perona; CC BY 4.0), training parts: photographs of dogs, "
    "roosters and helicopters.",
)
DEPARTURES = (
    "Composed scenes of drawings, each with a recording of one of its things, instead of frames and sound of Flickr videos: what "
    "is heard is always something that is seen.",
    "The visual features are our frozen vision backbone's, 14 × 14, which has learnt the names of kinds, instead of VGG-16's, "
    "20 × 20; so even without any pretrained sound network it is only the link of sight and sound that is learnt from correspondence.",
    "The sound network is a log-mel CNN, the audio backbone's shape at half its size, instead of SoundNet on the waveform.",
    "The vectors of places are averaged over 3 × 3 cells after their length is made one: the receptive field is wide, and without "
    "this the highest score often lies a cell beside the thing.",
    "z is compared with the sounds of the whole batch (InfoNCE) instead of one other sound, and attended anew with each; voices, "
    "tones and silence are further wrong answers. ReLU(s) is divided by a temperature before the softmax.",
    "Both sides are centred by batch normalisation without scale and shift; the paper has two more fully connected layers after z.",
    "A calibrated confidence that the sound comes from the picture at all; the paper always draws a map. Silence, whose loudest "
    "band stays under -90 dB of full scale, gets the vector zero by rule; the rule came after the training of these weights and after a "
    "first look at the test figures for silence.",
)
NAMED = (
    "The sound network first learns to name the ten sounds, with the labels of the training recordings, and is then frozen; the "
    "paper's was pretrained by SoundNet's visual teachers. The shipped audio backbone is not used, because it has heard the test fold."
)
UNNAMED = (
    "No sound has a label at any time: the sound network starts from random weights and learns from the pairs alone; "
    "T is 0.1 instead of 0.05."
)
SOME_MARKED = f"In {MARKED:.0%} of the training scenes the source is marked, and the attention learns those cells as well (section 3.4)."
ALL_MARKED = "The source is marked in every training scene, and nothing but the marks teaches (section 3.4)."


def card(*lines: str) -> Card:
    """The model card of a variant."""
    return Card(about=ABOUT, data=DATA, licence="Apache-2.0", departures=(*DEPARTURES, *lines))


TINY = Config(channels=16, inner=8, vector=16, width=4, features=16)

SYSTEM = System(
    name=NAME,
    title=Text("Sound source localisation", "음원 위치 찾기"),
    family=Family.REFERENCING,
    sources=("Senocak, Oh, Kim, Yang, Kweon 2018, arXiv:1803.03849",),
    config=Config(),
    tiny=TINY,
    build=SoundLocaliser,
    example=example,
    train=train,
    rehearse=rehearse,
    evaluate=evaluate,
    card=card(NAMED),
    needs=("vision-backbone",),
    compact=True,
)


def variant(ending: str, title: Text, lines: tuple[str, ...], **changes: Any) -> System:
    """The same network learnt in another way."""
    name = f"{NAME}-{ending}"
    return replace(
        SYSTEM,
        name=name,
        title=title,
        config=replace(SYSTEM.config, **changes),
        tiny=replace(TINY, **changes),
        evaluate=partial(evaluate, name=name),
        card=card(*lines),
    )


CORRESPONDENCE = variant(
    "correspondence",
    Text("Sound source localisation, from correspondence alone", "음원 위치 찾기, 대응만으로 학습"),
    (UNNAMED,),
    pretrained=False,
    temperature=0.1,
)
SEMI = variant(
    "semi",
    Text("Sound source localisation, semi-supervised", "음원 위치 찾기, 준지도 학습"),
    (NAMED, SOME_MARKED),
    annotated=MARKED,
)
SUPERVISED = variant(
    "supervised",
    Text("Sound source localisation, supervised", "음원 위치 찾기, 지도 학습"),
    (NAMED, ALL_MARKED),
    annotated=1.0,
)
