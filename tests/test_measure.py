"""The measuring command: its figures against ground truth, its output, and its complaints."""

import json

import pytest

from mm_models import __main__ as command
from mm_models.audio.measure import EVALUATIONS
from mm_models.measurement import Measurement, json_text, table
from mm_models.text import Text


@pytest.fixture(scope="module")
def measured():
    return {name: evaluate(2, 0) for name, evaluate in EVALUATIONS.items()}


def test_every_system_names_itself_and_speaks_both_languages(measured):
    for name, measurement in measured.items():
        assert measurement.system == name
        assert measurement.protocol.ko != measurement.protocol.en


def test_baselines_and_anchors_name_metrics_that_exist(measured):
    for measurement in measured.values():
        for figures in [*measurement.baselines.values(), *measurement.anchors.values()]:
            assert set(figures) <= set(measurement.metrics)


def test_probes_are_the_fourier_transform(measured):
    metrics, baselines = measured["fourier"].metrics, measured["fourier"].baselines
    assert metrics["probe_error"] < 1e-9 < baselines["single_precision"]["probe_error"]
    assert metrics["parseval_error"] < 1e-9
    assert metrics["partner.magnitude_difference.reverse"] < 1e-5
    assert metrics["partner.sample_difference.reverse"] > 1


def test_normalisation_and_overlap_are_needed(measured):
    stft = measured["stft"]
    for metric, value in stft.metrics.items():
        assert value > 120
        assert stft.baselines["plain_overlap_add"][metric] < value
    assert stft.baselines["no_overlap"]["snr_db.hann.cola_hop"] < 20


def test_two_tones_are_told_apart_where_harris_says(measured):
    spectrogram = measured["spectrogram"]
    for metric, published in spectrogram.anchors["Harris 1978"].items():
        assert spectrogram.metrics[metric] == pytest.approx(published, rel=0.15)
    assert spectrogram.metrics["two_clicks_ms.rectangular"] == pytest.approx(25, abs=0.5)
    longer = spectrogram.baselines["window_of_100_ms"]
    assert longer["two_tones_hz.hann"] < 0.3 * spectrogram.metrics["two_tones_hz.hann"]
    assert longer["two_clicks_ms.hann"] > 3 * spectrogram.metrics["two_clicks_ms.hann"]


def test_mel_scales_agree_with_what_is_published(measured):
    mel = measured["mel"]
    for published in mel.anchors.values():
        for metric, value in published.items():
            assert mel.metrics[metric] == pytest.approx(value, rel=1e-4)
    assert mel.metrics["variance_kept"] > 2 * mel.baselines["random_13_directions"]["variance_kept"]
    assert mel.metrics["mean_correlation"] < mel.baselines["first_13_bands"]["mean_correlation"]


def test_searching_for_the_phase_beats_a_random_one(measured):
    back = measured["back-to-sound"]
    for name in ("magnitude", "mel", "log-mel", "mfcc"):
        found = back.metrics[f"lsd_db.{name}"]
        assert found < back.baselines["random_phase"][f"lsd_db.{name}"]
        assert found < back.baselines["white_noise"][f"lsd_db.{name}"]


def test_the_same_seed_gives_the_same_figures(measured):
    assert EVALUATIONS["spectrogram"](2, 0) == measured["spectrogram"]


MADE_UP = Measurement(
    "made-up", Text("how", "어떻게"), {"b": 0.123456, "a": 1.0}, {"chance": {"a": 0.5}}, {"paper": {"a": 2.0}}
)


@pytest.fixture
def made_up(monkeypatch, tmp_path):
    monkeypatch.setattr(command, "EVALUATIONS", {"made-up": lambda n, seed: MADE_UP})
    monkeypatch.setattr(command, "RESULTS", tmp_path / "results")
    return tmp_path / "results" / "made-up.json"


def test_json_is_one_object_and_nothing_else(made_up, capsys):
    assert command.main(["evaluate", "made-up", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == MADE_UP.as_json()
    assert printed["metrics"] == {"a": 1.0, "b": 0.1235}


def test_details_are_there_where_a_figure_has_parts_and_only_there():
    parts = Measurement(
        "made-up", Text("How.", "방법."), {"a": 1.0}, details={"a": {"cat": 0.98765, "dog": 1.0}}
    )
    assert parts.as_json()["details"] == {"a": {"cat": 0.9877, "dog": 1.0}}
    assert "details" not in MADE_UP.as_json()


def test_all_is_one_object_by_name(made_up, capsys):
    command.main(["evaluate", "all", "--json"])
    assert json.loads(capsys.readouterr().out) == {"made-up": MADE_UP.as_json()}


def test_write_stores_sorted_keys_and_a_last_newline(made_up, capsys):
    command.main(["evaluate", "made-up", "--write"])
    text = made_up.read_text(encoding="utf-8")
    assert text.endswith("}\n")
    assert text.index('"a"') < text.index('"b"')
    assert "chance 0.5  paper 2" in capsys.readouterr().out


def test_a_table_has_a_line_for_each_metric():
    assert len(table(MADE_UP).splitlines()) == 2 + len(MADE_UP.metrics)


def test_a_figure_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="JSON"):
        json_text({"metrics": {"a": float("nan")}})


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["evaluate", "mell"], "no system named 'mell'; did you mean mel?"),
        (["evaluate", "zzz"], "there are fourier"),
        (["evaluate", "mel", "--n", "0"], "a whole number from 1 on"),
        (["evaluate"], "NAME"),
        ([], "COMMAND"),
    ],
)
def test_bad_options_leave_with_code_2_and_a_sentence(arguments, complaint, capsys):
    with pytest.raises(SystemExit) as left:
        command.main(arguments)
    assert left.value.code == 2
    assert complaint in capsys.readouterr().err
