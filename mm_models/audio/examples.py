"""The sounds that the application offers to begin with, all made by this project.

Each is there for something it shows: a sweep for time against frequency, two close tones for resolution, clicks with
a tone for the price of a window, vowels for formants, foley for what the later systems hear, and speech. The formulas
are in `synth` and `foley`; the two spoken sentences are files, and `assets/examples/make_speech.py` makes them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import soundfile
import torch
from jaxtyping import Float32
from torch import Tensor

from mm_models.audio import synth
from mm_models.audio.foley import FOLEY
from mm_models.text import Text

SAMPLE_RATE = 16_000  # Hz, of every example

_SPEECH_FOLDER = Path(__file__).parents[2] / "assets" / "examples"

FORMULA = Text(en="Made from a formula by this project", ko="이 프로젝트에서 수식으로 만든 소리")
FOLEY_MODEL = Text(
    en="Procedural foley by this project, no recording", ko="이 프로젝트에서 녹음 없이 절차적으로 합성한 소리"
)
FLITE = Text(en="Spoken by the synthesiser flite (voice slt)", ko="음성 합성기 flite(slt 목소리)로 만든 음성")
ESPEAK = Text(en="Spoken by the synthesiser eSpeak NG", ko="음성 합성기 eSpeak NG로 만든 음성")


@dataclass(frozen=True)
class Example:
    """A sound with a name; `make` gives it anew each time, at `SAMPLE_RATE` and with a peak of at most 0.9."""

    key: str
    title: Text
    make: Callable[[], Float32[Tensor, "samples"]]
    origin: Text


def _sweep(*, logarithmic: bool) -> Float32[Tensor, "samples"]:
    sound = synth.chirp(100, 7500, 3.0, SAMPLE_RATE, logarithmic=logarithmic)
    return synth.finish(synth.fade(sound, SAMPLE_RATE), 0.8)


def _chord() -> Float32[Tensor, "samples"]:
    """C4, E4 and G4, in equal temperament, plucked one after the other and then together."""
    hz, seconds = (261.63, 329.63, 392.0), 3.0
    sound = torch.zeros(round(seconds * SAMPLE_RATE), dtype=torch.float64)
    for start_s, notes in ((0.0, hz[:1]), (0.5, hz[1:2]), (1.0, hz[2:]), (1.5, hz)):
        start = round(start_s * SAMPLE_RATE)
        for note in notes:
            sound[start:] += synth.plucked(note, seconds - start_s, SAMPLE_RATE)
    return synth.finish(synth.fade(sound, SAMPLE_RATE))


def _vowels() -> Float32[Tensor, "samples"]:
    """The corners of the vowel triangle and two between them, with a pause after each."""
    pause = torch.zeros(round(0.12 * SAMPLE_RATE), dtype=torch.float64)
    parts = [part for symbol in "iɛɑɔu" for part in (synth.vowel(symbol, 0.5, SAMPLE_RATE), pause)]
    return synth.finish(torch.cat(parts))


def _two_tones() -> Float32[Tensor, "samples"]:
    """1000 and 1040 Hz: one line for a window of 20 ms, two for one of 100 ms, and a beat 40 times a second."""
    return synth.finish(synth.fade(synth.tones((1000, 1040), 2.0, SAMPLE_RATE), SAMPLE_RATE), 0.8)


def _clicks_and_tone() -> Float32[Tensor, "samples"]:
    """A steady 2 kHz and pairs of clicks 10 ms apart: a long window tells the one, a short one the other."""
    pairs = [start + offset for start in (0.4, 0.8, 1.2, 1.6) for offset in (0.0, 0.01)]
    tone = synth.fade(synth.tones((2000,), 2.0, SAMPLE_RATE), SAMPLE_RATE)
    return synth.finish(synth.clicks(pairs, 2.0, SAMPLE_RATE) + 0.15 * tone)


def _noises() -> Float32[Tensor, "samples"]:
    """White, pink and brown noise, a second each and equally strong."""
    chance = torch.Generator().manual_seed(0)
    parts = [synth.noise(1.0, SAMPLE_RATE, chance, slope_db=slope) for slope in (0, -3, -6)]
    return synth.finish(torch.cat([synth.fade(part, SAMPLE_RATE, 0.02) for part in parts]), 0.8)


def _spoken(name: str) -> Float32[Tensor, "samples"]:
    waveform, _ = soundfile.read(_SPEECH_FOLDER / name, dtype="float32")
    return torch.from_numpy(waveform)


def _foley(key: str, title: Text, seconds: float) -> Example:
    return Example(key, title, partial(FOLEY[key], 0, seconds, SAMPLE_RATE), FOLEY_MODEL)


EXAMPLES: tuple[Example, ...] = (
    Example(
        "speech-en",
        Text(en="A spoken sentence, English", ko="영어 문장"),
        partial(_spoken, "speech-en.flac"),
        FLITE,
    ),
    Example(
        "speech-ko",
        Text(en="A spoken sentence, Korean", ko="한국어 문장"),
        partial(_spoken, "speech-ko.flac"),
        ESPEAK,
    ),
    Example("chirp", Text(en="Chirp, linear", ko="선형 처프"), partial(_sweep, logarithmic=False), FORMULA),
    Example(
        "chirp-log", Text(en="Chirp, logarithmic", ko="로그 처프"), partial(_sweep, logarithmic=True), FORMULA
    ),
    Example("chord", Text(en="A chord, note by note", ko="화음과 그 음들"), _chord, FORMULA),
    Example("vowels", Text(en="Five vowels", ko="다섯 모음"), _vowels, FORMULA),
    Example("two-tones", Text(en="Two close tones", ko="가까운 두 음"), _two_tones, FORMULA),
    Example("clicks-and-tone", Text(en="Clicks and a tone", ko="클릭과 순음"), _clicks_and_tone, FORMULA),
    Example("noises", Text(en="White, pink and brown noise", ko="백색·분홍·갈색 잡음"), _noises, FORMULA),
    _foley("dog_bark", Text(en="A dog barks", ko="개 짖는 소리"), 2.5),
    _foley("rain", Text(en="Rain", ko="빗소리"), 3.0),
    _foley("sea_waves", Text(en="Sea waves", ko="파도 소리"), 4.0),
    _foley("baby_cry", Text(en="A baby cries", ko="아기 울음소리"), 3.0),
    _foley("clock_tick", Text(en="A clock ticks", ko="시계 똑딱거리는 소리"), 3.0),
    _foley("person_sneeze", Text(en="A person sneezes", ko="재채기 소리"), 1.6),
    _foley("helicopter", Text(en="A helicopter", ko="헬리콥터 소리"), 3.0),
    _foley("chainsaw", Text(en="A chainsaw", ko="엔진톱 소리"), 3.0),
    _foley("rooster", Text(en="A rooster crows", ko="수탉 우는 소리"), 2.0),
    _foley("fire_crackling", Text(en="A fire crackles", ko="모닥불 타는 소리"), 3.0),
)


def example(key: str) -> Example:
    """The example of that key; KeyError with the keys there are."""
    found = {each.key: each for each in EXAMPLES}
    if key not in found:
        raise KeyError(f"no example named {key!r}; choose one of {', '.join(found)}")
    return found[key]
