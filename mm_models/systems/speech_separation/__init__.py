"""Audio-visual speech separation (Ephrat et al. 2018): choose a face in a crowd, and hear its voice alone; and without eyes."""

from dataclasses import replace

import torch
from torch import Tensor

from mm_models.system import Card, Family, System
from mm_models.systems.speech_separation import audio_only, pit
from mm_models.systems.speech_separation.evaluate import evaluate, evaluate_audio_only
from mm_models.systems.speech_separation.model import Config, Separator
from mm_models.systems.speech_separation.train import rehearse, train
from mm_models.text import Text


def example(config: Config, generator: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
    """Noise as two mixtures of half a second, as the films of two mouths each, and as their faces."""
    mixture = 0.1 * torch.randn(2, config.sample_rate // 2, generator=generator)
    mouths = torch.randint(256, (2, 2, 12, 24, 40, 3), generator=generator).to(torch.uint8)
    portraits = torch.randint(256, (2, 2, 32, 32, 3), generator=generator).to(torch.uint8)
    return mixture, mouths, portraits


ABOUT = (
    "Separates the voice of each drawn talking face from a mixture: other voices, with or without a face, or noise, at 8 kHz. It was trained on "
    "synthetic voices in English and on digits spoken by two people, in dry sound, with mouths that follow the sound exactly. In films of real "
    "faces it sees nothing that it knows. Not fit for listening in on people, as a hearing aid, or as evidence of who said what."
)
DATA = (
    "Faces drawn by `mm_models.world` (20 lip points; nothing in a face says how its voice sounds).",
    "Synthetic speech: eSpeak NG (44 variants, two voices of each, accents of English) and flite (slt, awb, kal16 in five sizes). Mouths from the "
    "times of the speech sounds. Sentences of 15 public-domain books (Project Gutenberg).",
    "Free Spoken Digit Dataset (Jackson et al.; CC BY-SA 4.0): strings of digits by george and jackson; mouths guessed from the sound. lucas and "
    "nicolas test.",
    "ESC-10 (K. J. Piczak 2015; CC BY 3.0; clips from freesound.org, their authors named in the data set's README): folds 1 and 2 as noise, fold 4 "
    "tests.",
)
DEPARTURES = (
    "Drawn faces and synthetic voices instead of AVSpeech's 1,500 hours of people on video; 8 kHz instead of 16, because the real digits have no more.",
    "STFT of 40 ms every 20 ms instead of 25 ms every 10 ms; scenes of 2 s in training instead of 3 s.",
    "The visual stream reads crops of the mouth (24 × 40) and one small picture of the face, learnt from scratch, instead of a pretrained face "
    "recogniser's vectors of each frame; four dilated convolutions of 64 channels instead of six of 256.",
    "The audio stream has eight 2-D convolutions of 16 and 24 channels, dilated in time and frequency, instead of fifteen of 96, and also reads "
    "the magnitude; from the first layer on two bins share a cell.",
    "Every face runs through the same BLSTM and mask layers, beside the sum of the other faces' features, instead of one network for each number of "
    "faces; BLSTM of 160 units instead of 400; one linear layer instead of three.",
    "The mask is made by two 2-D convolutions that see the mixture's cells again beside what the BLSTM says of each (a skip connection): a "
    "small BLSTM cannot carry every cell.",
    "Loss: signal-to-noise ratio of the waveforms, limited at 30 dB, instead of the squared error of compressed spectrograms; for a face that keeps "
    "silent the level of what it is given. Beside it the visual stream must read the levels of eight bands of the voice from the lips.",
    "The number of steps was raised four times while the weights that ship were trained, so their learning rate has small jumps; the first 1,300 steps "
    "drew speakers, and the first 150 faces, in another order than the recipe now does.",
)

SYSTEM = System(
    name="speech-separation",
    title=Text("Audio-visual speech separation", "시청각 음성 분리"),
    family=Family.REFERENCING,
    sources=(
        "Ephrat, Mosseri, Lang, Dekel, Wilson, Hassidim, Freeman, Rubinstein 2018, Looking to Listen at the Cocktail Party, arXiv:1804.03619",
    ),
    config=Config(),
    tiny=Config(cells=4, channels=4, dilated=2, narrow=2, visual=8, look=4, hidden=8, bands=4, per_cell=2),
    build=Separator,
    example=example,
    train=train,
    rehearse=rehearse,
    evaluate=evaluate,
    card=Card(about=ABOUT, data=DATA, licence="Apache-2.0", departures=DEPARTURES),
    compact=True,
)


def example_heard(config: Config, generator: torch.Generator) -> tuple[Tensor]:
    """The same noise for the network that has no eyes."""
    return (example(config, generator)[0],)


ABOUT_AUDIO_ONLY = (
    "Separates two sounds of a mixture, two voices or a voice and noise, at 8 kHz and by ear alone: what the audio-visual network is compared with. "
    "Which of its two outputs is whose voice is left to chance. The rest is as in the card of speech-separation: synthetic voices, dry "
    "sound; not fit for listening in on people, as a hearing aid, or as evidence of who said what."
)
DEPARTURES_AUDIO_ONLY = (
    "The papers' loss is the squared error of magnitudes; here it is that of the audio-visual network, the signal-to-noise ratio of the waveforms "
    "limited at 30 dB, in the order of the outputs that fits best.",
    "The audio stream, the BLSTM and the mask layers of speech-separation, of the same sizes, without anything seen; its last layer has two masks. "
    "The papers have three BLSTM layers of 896 units in each direction. `visual`, `look` and `bands` of the configuration have no meaning here.",
    "The steps, the batches and the optimiser of the audio-visual network, which also learns scenes of three voices and of faces that keep silent; how many of "
    "the steps were taken is said below.",
)

AUDIO_ONLY = replace(
    SYSTEM,
    name=audio_only.NAME,
    title=Text("Speech separation by ear alone", "소리만 듣는 음성 분리"),
    sources=(
        "Yu, Kolbæk, Tan, Jensen 2017, Permutation Invariant Training of Deep Models for Speaker-Independent Multi-talker Speech Separation, "
        "arXiv:1607.00325",
        "Kolbæk, Yu, Tan, Jensen 2017, Multi-talker Speech Separation With Utterance-level Permutation Invariant Training, arXiv:1703.06284",
    ),
    build=audio_only.AudioOnly,
    example=example_heard,
    train=pit.train,
    rehearse=pit.rehearse,
    evaluate=evaluate_audio_only,
    card=Card(about=ABOUT_AUDIO_ONLY, data=DATA[1:], licence="Apache-2.0", departures=DEPARTURES_AUDIO_ONLY),
)
