"""The audio backbone: its arithmetic, its batches, honest folds."""

import math

import pytest
import torch
from torch import Generator

from mm_models.audio.augment import ambience, with_gain
from mm_models.audio.foley import FOLEY
from mm_models.corpora.esc10 import Clip
from mm_models.hearing.bank import FRAMES, Bank, fitted, made_bank, stacked
from mm_models.hearing.batches import Batches, mixture
from mm_models.hearing.disturbing import masked, stretch, with_ambience
from mm_models.hearing.levels import QUIET_DB, heard, mel_levels, relative
from mm_models.hearing.others import MADE, SECONDS, made, strung
from mm_models.intake.sound import SAMPLE_RATE
from mm_models.systems.audio_backbone.baseline import linear_on_mfcc
from mm_models.systems.audio_backbone.conditions import CONDITIONS, disturbed
from mm_models.systems.audio_backbone.evaluate import (
    accuracies,
    baseline,
    confusions,
    costs,
    honesty,
    is_sure,
    right,
)
from mm_models.systems.audio_backbone.folds import Fold
from mm_models.systems.audio_backbone.infer import (
    NONE,
    SOUNDS,
    evidence,
    listen,
    over_time,
    probabilities,
    verdict,
)
from mm_models.systems.audio_backbone.model import AudioBackbone, Config, Trace, pooled_around
from mm_models.systems.audio_backbone.protocol import ANCHORS

TINY = Config(width=4, features=16)
RATE = SAMPLE_RATE


@pytest.fixture(scope="module")
def network():
    torch.manual_seed(0)
    return AudioBackbone(TINY).eval()


@pytest.fixture(scope="module")
def bank():
    return made_bank()


def chance(seed=0):
    return Generator().manual_seed(seed)


def noise(seconds, seed=0):
    return 0.1 * ambience(seconds, RATE, chance(seed))


def test_eight_frames_make_a_step(network):
    trace = listen(network, noise(5.12))
    assert trace.log_mel.shape == (1, 64, 257)
    assert [tuple(values.shape[1:]) for values in trace.maps] == [
        (4, 32, 129),
        (8, 16, 64),
        (16, 8, 32),
        (32, 4, 32),
    ]
    assert trace.over_time.shape == (1, 16, 32)
    assert trace.vector.shape == (1, 16)
    assert trace.logits.shape == (1, 11)
    assert trace.moments.shape == (1, 11, 32)


def test_the_vector_is_mean_plus_maximum_and_the_scores_are_linear_in_it(network):
    trace = listen(network, noise(3.0))
    assert torch.allclose(trace.vector, trace.over_time.mean(dim=2) + trace.over_time.amax(dim=2))
    by_hand = trace.vector @ network.classify.weight.T + network.classify.bias
    assert torch.allclose(trace.logits, by_hand, atol=1e-5)


def test_a_moment_in_the_middle_is_pooled_over_its_window_only():
    steps = torch.rand(1, 3, 20, generator=chance())
    window = steps[0, :, 7:14]
    assert torch.allclose(pooled_around(steps, 7)[0, :, 10], window.mean(dim=1) + window.amax(dim=1))
    assert torch.allclose(
        pooled_around(steps, 7)[0, :, 0], steps[0, :, :4].mean(dim=1) + steps[0, :, :4].amax(dim=1)
    )


def test_the_evidence_of_all_steps_and_the_bias_are_the_score(network):
    trace = listen(network, noise(4.0))
    for sound in range(len(SOUNDS)):
        total = float(evidence(network, trace, sound).sum() + network.classify.bias[sound].detach())
        assert total == pytest.approx(float(trace.logits[0, sound]), abs=1e-4)


@pytest.mark.parametrize("samples", [1, 300, 16_000, 40_001, 160_000])
def test_sounds_of_any_length_are_heard(network, samples):
    trace = listen(network, noise(10.0)[:samples])
    assert float(probabilities(trace).sum()) == pytest.approx(1.0, abs=1e-5)
    assert over_time(trace).sum(dim=1).allclose(torch.ones(()), atol=1e-5)


def test_a_tone_of_full_scale_reads_about_zero_decibels():
    sound = torch.sin(2 * math.pi * 1000 * torch.arange(RATE) / RATE)
    assert float(mel_levels(sound)[:, 20].max()) == pytest.approx(0.0, abs=4)


@pytest.mark.parametrize("gain_db", [-10.0, -35.0])
def test_a_quieter_recording_reads_the_same_until_it_is_very_quiet(gain_db):
    sound = noise(2.0)
    assert torch.allclose(heard(with_gain(sound, gain_db)), heard(sound), atol=1e-2)
    assert float(heard(with_gain(sound, -90)).max()) < float(heard(sound).max()) - 0.5


def test_levels_run_from_the_floor_to_the_loudest_cell():
    levels = torch.tensor([[[-10.0, -50.0, -200.0]], [[QUIET_DB - 40, QUIET_DB - 200, QUIET_DB - 40]]])
    assert relative(levels).tolist() == [[[1.0, 0.0, -1.0]], [[0.0, -1.0, 0.0]]]


def test_the_verdict_is_unsure_under_one_half_and_never_sure_of_nothing():
    def told(*logits):
        return verdict(scored(torch.tensor([logits])))

    sure = told(5.0, *[0.0] * 10)
    torn = told(1.0, 1.0, *[0.0] * 9)
    nothing = told(*[0.0] * 10, 9.0)
    assert (sure.sound, sure.sure) == ("dog_bark", True)
    assert not torn.sure
    assert (nothing.sound, nothing.sure) == ("none", False)


def scored(logits):
    """A trace of which only the scores matter."""
    nothing = torch.zeros(1, 1, 1)
    return Trace(nothing, (), nothing, nothing[:, 0], logits, torch.zeros(1, len(SOUNDS), 1))


def test_batches_depend_on_seed_and_number_only(bank):
    first, again, other = Batches(1, bank)(3), Batches(1, bank)(3), Batches(1, bank)(4)
    assert torch.equal(first.heard, again.heard)
    assert first.heard.shape != other.heard.shape or not torch.equal(first.heard, other.heard)
    assert first.heard.isfinite().all()
    assert float(first.heard.abs().max()) <= 1.0 + 1e-6
    assert torch.allclose(first.labels.sum(dim=1), torch.ones(()))


def test_a_stretch_holds_the_loudest_frame(bank):
    levels = bank.foley.float()
    short = stretch(levels, 60, chance())
    assert short.shape == (10, 64, 60)
    assert torch.equal(short.amax(dim=(1, 2)), levels.amax(dim=(1, 2)))


def test_ambience_only_ever_adds_power(bank):
    levels = bank.foley.float()
    assert float((with_ambience(levels, bank.ambiences, chance()) - levels).min()) > -1e-3


def test_masks_silence_whole_frames_and_bands():
    kept = masked(torch.ones(20, 64, 100), chance())
    assert set(kept.unique().tolist()) == {-1.0, 1.0}
    hidden = kept < 0
    assert torch.equal(hidden, hidden.all(dim=1, keepdim=True) | hidden.all(dim=2, keepdim=True))


def test_mixtures_have_labels_in_the_shares_of_their_sounds():
    sounds = torch.eye(6)[:, :, None].expand(-1, -1, 4)
    mixed = mixture(sounds, torch.eye(6), chance())
    assert torch.allclose(mixed.heard[:, :, 0], mixed.labels)


def test_a_fold_leaves_its_clips_and_its_speaker_out(bank, tmp_path):
    clips = tuple(Clip(tmp_path, "rain", fold, fold, "A") for fold in (1, 1, 2, 3))
    levels = torch.arange(4.0).half()[None, :, None, None].expand(1, 4, 64, FRAMES)
    voices = torch.arange(3.0).half()[:, None, None, None].expand(3, 2, 64, FRAMES)
    whole = Bank(
        clips,
        ("a", "b", "c"),
        levels,
        torch.arange(4),
        bank.foley,
        bank.foley_labels,
        voices,
        bank.others,
        bank.ambiences,
    )
    kept = whole.without(1)
    assert [clip.fold for clip in kept.clips] == [2, 3]
    assert kept.labels.tolist() == [2, 3]
    assert kept.real[0, :, 0, 0].tolist() == [2.0, 3.0]
    assert kept.speakers == ("b", "c")
    assert kept.voices[:, 0, 0, 0].tolist() == [1.0, 2.0]


def test_bank_sounds_are_five_seconds():
    assert stacked([noise(2.0), noise(7.0)]).shape == (2, 64, FRAMES)
    assert float(fitted(torch.zeros(64, 10))[0, -1]) == -120.0


@pytest.mark.parametrize("number", range(len(MADE)))
def test_other_sounds_are_a_function_of_their_number(number):
    first = made(number)
    assert torch.equal(first, made(number))
    assert len(first) <= round(SECONDS * RATE)
    assert first.isfinite().all()
    assert float(first.abs().max()) <= 1.0


def test_words_are_strung_to_five_seconds():
    words = [torch.ones(8_000), torch.ones(16_000)]
    strung_words = strung(words, chance())
    assert len(strung_words) == round(SECONDS * RATE)
    assert set(strung_words.unique().tolist()) == {0.0, 1.0}


def test_each_condition_gives_a_sound_and_the_same_one_for_the_same_seed():
    sounds = [noise(5.0), torch.cat([noise(1.0), torch.zeros(4 * RATE)])]
    for name, change in CONDITIONS.items():
        first, again = disturbed(sounds, change, 3), disturbed(sounds, change, 3)
        assert all(torch.equal(*pair) for pair in zip(first, again, strict=True)), name
        assert all(each.isfinite().all() for each in first), name
    assert [len(each) for each in disturbed(sounds, CONDITIONS[".in_10_s"], 0)] == [10 * RATE] * 2


def test_the_baseline_tells_hisses_from_ticks():
    names = ("rain", "clock_tick")
    sounds = [FOLEY[name](seed, 2.0, RATE) for seed in (1, 2) for name in names]
    classify = linear_on_mfcc(sounds, torch.tensor([0, 1, 0, 1]))
    assert classify([FOLEY[name](9, 2.0, RATE) for name in names]).argmax(dim=1).tolist() == [0, 1]


@pytest.fixture
def fold():
    """Four clips, of which the third is called none and the fourth is wrong."""
    shares = torch.full((4, len(SOUNDS)), 0.01)
    for row, sound in enumerate((0, 1, NONE, 0)):
        shares[row, sound] = 0.9
    shares[2, 2] = 0.05
    return Fold(
        number=1,
        labels=torch.tensor([0, 1, 2, 3]),
        said=dict.fromkeys(CONDITIONS, shares),
        baseline=dict.fromkeys(CONDITIONS, torch.eye(NONE)[[0, 0, 0, 0]]),
        voices=shares[2:],
    )


def test_figures_count_what_they_say(fold):
    assert right(fold.said[""], fold.labels) == 0.75
    assert accuracies([fold])["accuracy.fold1"] == 0.75
    assert baseline([fold])["accuracy"] == 0.25
    assert is_sure(fold.said[""]).tolist() == [True, True, False, True]
    told = honesty([fold])
    assert told["sure"] == 0.75
    assert told["accuracy.sure"] == pytest.approx(2 / 3)
    assert told["none.known"] == 0.25
    assert (told["none.voices"], told["sure.voices"]) == (0.5, 0.5)


def test_confusions_count_every_clip_once(fold):
    table = confusions([fold])
    assert sum(sum(row.values()) for row in table.values()) == 4
    assert table["confusion.sea_waves"]["none"] == 1
    assert table["confusion.baby_cry"]["dog_bark"] == 1


def test_it_is_small_and_anchors_name_the_same_metric(network):
    assert costs(network)["parameters"] == sum(weight.numel() for weight in network.parameters())
    assert sum(weight.numel() for weight in AudioBackbone(Config()).parameters()) < 1_000_000
    assert all(set(figures) == {"accuracy"} for figures in ANCHORS.values())
