"""The audio backbone: ten sounds of the world around us, named as a whole and over time; others read its features."""

import torch
from torch import Tensor

from mm_models.system import Card, Family, System
from mm_models.systems.audio_backbone.evaluate import evaluate
from mm_models.systems.audio_backbone.model import AudioBackbone, Config
from mm_models.systems.audio_backbone.train import rehearse, train
from mm_models.text import Text


def example(config: Config, generator: torch.Generator) -> tuple[Tensor]:
    """Some noise as log-mel spectrograms of 1.6 s."""
    return (torch.rand(3, config.mels, 80, generator=generator) * 2 - 1,)


CARD = Card(
    about=(
        "A convolutional network that hears which of ten sounds a recording holds (a dog, rain, sea waves, a crying baby, a "
        "clock, a sneeze, a helicopter, a chainsaw, a rooster, a fire), or none of them, as a whole and for every 160 ms. "
        "It has learnt to call the voices of four speakers, tones and plucked notes none of these; with other voices and music it is "
        "often not sure, and of the many other sounds of the world it has heard nothing and may take them for one of the ten. A steady hiss it calls rain or waves. Not fit for alarms or for anything that "
        "safety depends on."
    ),
    data=(
        "ESC-10 (K. J. Piczak 2015; CC BY 3.0; clips from freesound.org, their authors named in the data set's README), the "
        "320 clips of folds 1 to 4.",
        "Free Spoken Digit Dataset (Jackson et al.; CC BY-SA 4.0): strings of digits by four speakers, as none of the ten.",
        "Foley, tones, vowels and ambience made by `mm_models.audio`.",
    ),
    licence="Apache-2.0",
    departures=(
        "A fourteenth of the parameters of Cnn6, the smallest network of the paper (4.8 M), and 320 clips instead of AudioSet.",
        "One stem of stride 2 and three blocks instead of four to six pairs of convolutions.",
        "Four rows of frequency are folded into the features instead of averaged, because 320 clips teach no more depth.",
        "Levels are relative to the loudest cell of a recording.",
    ),
)

SYSTEM = System(
    name="audio-backbone",
    title=Text("Audio backbone", "오디오 백본"),
    family=Family.REPRESENTING,
    sources=(
        "Kong, Cao, Iqbal, Wang, Wang, Plumbley 2020, arXiv:1912.10211",
        "Piczak 2015, doi:10.1145/2733373.2806390",
    ),
    config=Config(),
    tiny=Config(width=4, features=16),
    build=AudioBackbone,
    example=example,
    train=train,
    rehearse=rehearse,
    evaluate=evaluate,
    card=CARD,
)
