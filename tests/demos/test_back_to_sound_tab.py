"""The back-to-sound tab's pure functions: what comes back, how far off it is, and what the edits change."""

import json

import pytest
import torch

from demos.tabs.represent import back_to_sound, round_trips
from demos.take import write
from mm_models.audio.examples import EXAMPLES, example
from mm_models.audio.round_trip import REPRESENTATIONS
from mm_models.intake import InputError, Sound

CONTROLS = {"iterations": 4, "n_mels": 80, "few": 20, "n_mfcc": 13, "edit": "none"}


def answered(key="vowels", **changed):
    return back_to_sound.answer(None, key, **{**CONTROLS, **changed})


def travelled(edit="none", **changed):
    values = {**CONTROLS, **changed}
    values.pop("edit")
    return round_trips.travel(example("vowels").make(), back_to_sound.round_trip_config(**values), edit)


@pytest.mark.parametrize("key", [each.key for each in EXAMPLES])
def test_every_example_is_answered_with_finite_and_small_payloads(key):
    payloads = answered(key, iterations=1)
    assert len(payloads) == 8
    assert len(json.dumps(payloads, allow_nan=False)) < 1_700_000


@pytest.mark.parametrize(
    "changed",
    [{"iterations": 1, "n_mels": 10, "few": 4, "n_mfcc": 2}, {"n_mels": 128, "few": 40, "n_mfcc": 40}],
)
def test_the_ends_of_every_control_are_answered(changed):
    json.dumps(answered(**changed), allow_nan=False)


def test_more_coefficients_than_bands_are_refused():
    with pytest.raises(InputError, match="12 mel bands"):
        answered(n_mels=12, n_mfcc=13)


def test_a_long_sound_is_cut_and_says_so():
    sound = Sound(torch.zeros(16_000 * 9), 16_000, 16_000, 1, ())
    assert len(back_to_sound.shortened(sound)) == 6 * 16_000
    assert "first 6 seconds" in back_to_sound.with_note(sound).notes[-1].en


def test_a_short_sound_has_no_such_note():
    sound = Sound(torch.zeros(16_000), 16_000, 16_000, 1, ())
    assert back_to_sound.with_note(sound) is sound


def test_only_the_one_with_phase_comes_back_exactly():
    trips = travelled()
    assert trips.distances_db[0] < 0.01
    assert min(trips.distances_db[1:]) > 0.5
    assert trips.si_sdr_db > 100


def test_shuffled_phases_are_noticed_only_where_phase_is_kept():
    spoilt, untouched = travelled("shuffle-phase"), travelled()
    assert spoilt.si_sdr_db < 0
    assert spoilt.distances_db[1:] == pytest.approx(untouched.distances_db[1:], abs=0.1)
    changes = [row["value"] for row in round_trips.noticed(spoilt)["rows"]]
    assert int(changes[0].rstrip("%")) > 100
    assert changes[1:] == ["0%"] * 4


@pytest.mark.parametrize("edit", ["drop-bands", "shuffle-frames"])
def test_other_edits_are_noticed_by_all(edit):
    changes = [row["value"] for row in round_trips.noticed(travelled(edit))["rows"]]
    assert "0%" not in changes


def test_equally_many_bands_and_coefficients_lose_equally_much():
    distances = travelled(n_mels=40, few=40, n_mfcc=40, iterations=16).distances_db
    assert distances[2] == pytest.approx(distances[3], abs=0.1)
    assert distances[2] == pytest.approx(distances[4], abs=0.1)


def test_silence_comes_back_as_silence():
    config = back_to_sound.round_trip_config(2, 80, 20, 13)
    trips = round_trips.travel(torch.zeros(8000), config, "none")
    assert all(trace.waveform.abs().max() == 0 for trace in trips.traces)
    assert trips.si_sdr_db is None
    json.dumps(
        [round_trips.figures(trips), round_trips.look(trips), round_trips.price(trips)], allow_nan=False
    )


def test_the_search_without_momentum_never_gets_worse():
    levels = round_trips.without_momentum(travelled(iterations=16))
    assert bool((levels.diff() > -1e-3).all())


def test_what_is_taken_away_holds_all_six_sounds(tmp_path):
    made = back_to_sound.take(None, "dog_bark", **CONTROLS)
    assert set(made.arrays) == {"original", *REPRESENTATIONS}
    assert len(made.sound) == 6 * (len(made.arrays["original"]) + 8000)
    for kind in ("png", "npz", "wav"):
        write(made, tmp_path / f"back.{kind}")
        assert (tmp_path / f"back.{kind}").stat().st_size > 1000
    exec(made.python, {"print": lambda *_: None})
