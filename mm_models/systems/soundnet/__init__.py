"""SoundNet (Aytar et al. 2016): a network for raw waveforms, taught without labels by a network that sees."""

import torch
from torch import Tensor

from mm_models.system import Card, Family, System
from mm_models.systems.soundnet.evaluate import evaluate
from mm_models.systems.soundnet.model import Config, SoundNet
from mm_models.systems.soundnet.train import rehearse, train
from mm_models.text import Text


def example(config: Config, generator: torch.Generator) -> tuple[Tensor]:
    """Some noise as waveforms of about a second."""
    return (torch.randn(3, 16_384, generator=generator) * 50,)


CARD = Card(
    about=(
        "Hears raw waveforms and says which of 68 things and which of seven places a picture might show with them, as a vision network "
        "would. It has heard the sounds of ten things only (a dog, rain, sea waves, a crying baby, a clock, a sneeze, a helicopter, "
        "a saw, a rooster, a fire); of the others it knows how often they stand in pictures. Places it knows by backgrounds that formulas make, so "
        "about real places it says nothing. With so few recordings its teacher serves it no better than labels would, and both stay behind a "
        "log-mel network; see the figures. Not fit for surveillance or for anything that safety depends on."
    ),
    data=(
        "ESC-10 (K. J. Piczak 2015; CC BY 3.0; clips from freesound.org, their authors named in the data set's README), folds 1 to 3: "
        "for the student without their labels, which only decide what scene the world shows with a recording; with labels for the linear classifier.",
        "Scenes made by `mm_models.world`; its drawings and their licences are listed in assets/world/LICENCES.md.",
        "Foley, backgrounds of places, tones and vowels made by `mm_models.audio`.",
    ),
    licence="Apache-2.0",
    departures=(
        "3,400 composed scenes with 240 recordings and foley instead of two million videos: what sounds is in the picture, unless nothing in it can sound.",
        "The teacher is our frozen vision backbone: the mean over cells of its kinds and its places, instead of two networks that learnt ImageNet and Places; one picture for a sound.",
        "16 kHz instead of 22.05 kHz, and sounds of 2.56 and 5 s instead of 20 s.",
        "Layers of 16, 32, 64, 96, 128, 192 and 256 filters instead of 16 to 1024; a stride of four instead of two in the first, and a maximum over four steps instead of eight after the second; four taps instead of eight in the heads, for sounds are shorter.",
        "The loudest sample is brought to ±256 (the paper reads from -256 to 256 as recorded), unless it is fainter than -60 dB of full scale.",
        "Scores are averaged over time before the softmax.",
        "Minutes of training instead of days: many filters of the first layer are still near the random numbers that they started from.",
        "pool5 is summed up as mean and maximum over time, and read by multinomial logistic regression instead of a linear SVM.",
    ),
)

SYSTEM = System(
    name="soundnet",
    title=Text("SoundNet", "SoundNet"),
    family=Family.MATCHING,
    sources=("Aytar, Vondrick, Torralba 2016, arXiv:1610.09001",),
    config=Config(),
    tiny=Config(width=2),
    build=SoundNet,
    example=example,
    train=train,
    rehearse=rehearse,
    evaluate=evaluate,
    card=CARD,
    needs=("vision-backbone",),
    compact=True,
)
