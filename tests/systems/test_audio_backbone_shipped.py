"""The audio backbone's shipped weights: they hear what is there, and say when it is none of what they know."""

import pytest
import torch

from mm_models import published
from mm_models.audio.examples import example
from mm_models.audio.foley import FOLEY
from mm_models.intake.sound import SAMPLE_RATE
from mm_models.registry import SYSTEMS
from mm_models.systems.audio_backbone.infer import (
    NONE,
    SOUNDS,
    listen,
    over_time,
    probabilities,
    verdict,
)

RATE = SAMPLE_RATE


@pytest.fixture(scope="module")
def shipped():
    return published.load(SYSTEMS["audio-backbone"])


@pytest.mark.parametrize("sound", SOUNDS[:NONE])
def test_the_shipped_network_names_the_examples(shipped, sound):
    shares = probabilities(listen(shipped, example(sound).make()))[0]
    assert SOUNDS[int(shares[:NONE].argmax())] == sound


@pytest.mark.parametrize("key", ["speech-en", "speech-ko", "chord", "vowels", "two-tones"])
def test_the_shipped_network_takes_voices_and_tones_for_none_of_them(shipped, key):
    assert not verdict(listen(shipped, example(key).make())).sure


def test_the_shipped_network_is_not_sure_of_silence(shipped):
    assert not verdict(listen(shipped, torch.zeros(3 * RATE))).sure
    faint = 1e-5 * torch.randn(3 * RATE, generator=torch.Generator().manual_seed(0))
    assert not verdict(listen(shipped, faint)).sure


def test_the_shipped_network_says_when(shipped):
    quiet = torch.zeros(2 * RATE)
    bark, crow = FOLEY["dog_bark"](3, 2.5, RATE), FOLEY["rooster"](3, 2.5, RATE)
    moments = over_time(listen(shipped, torch.cat([bark, quiet, crow])))[0]
    dog, rooster = moments[SOUNDS.index("dog_bark")], moments[SOUNDS.index("rooster")]
    third = len(dog) // 3
    assert float(dog[:third].max()) > float(dog[-third:].max())
    assert float(rooster[-third:].max()) > float(rooster[:third].max())
