"""Watch it learn: every stage speaks for itself, and the figures shown are those that were measured."""

import json

import pytest

from demos.picture import read_picture
from demos.tabs.caption import captioning_learning
from demos.tabs.caption.captioning_learning import NAME, STEPS, curves
from demos.tabs.caption.captioning_speech import glance, speak_as
from demos.tabs.caption.captioning_words import written_of
from demos.views.packing import unpack
from tests.demos.caption.asking import HOW, SCENE, answered, said


@pytest.mark.parametrize("stage", [1, 2, 3])
def test_the_chosen_stage_is_shown_with_its_own_words(models, stage):
    shown = answered(stage=stage)
    seen = read_picture(SCENE, None)
    own = speak_as(models[NAME].stages[stage - 1], glance(seen.image), HOW)
    (pane,) = shown["then"]["panes"]
    assert said(pane) == [word.token for word in own.words]
    assert f"{STEPS[stage - 1]:,}" in pane["title"]["en"]
    labels = [row["label"]["en"] for row in shown["stages"]["rows"]]
    assert len(labels) == len(models[NAME].stages)
    assert labels[stage - 1].endswith(written_of(own).text)


@pytest.mark.parametrize("stage", [-1, 0, 99, float("nan"), "x"])
def test_stages_outside_become_the_nearest(models, stage):
    assert answered(stage=stage)["then"] is not None


def test_without_weights_nothing_is_shown(monkeypatch):
    monkeypatch.setattr(captioning_learning, "ready", lambda: False)
    shown = answered()
    assert [shown[name] for name in ("then", "stages", "curve")] == [None] * 3


def test_the_curves_are_the_measured_figures(monkeypatch, tmp_path):
    monkeypatch.setattr(captioning_learning, "RESULTS", tmp_path)
    assert curves(0) is None
    figures = {f"caption.true_complete.seen.step{step}": step / 10_000 for step in STEPS}
    (tmp_path / f"{NAME}.json").write_text(json.dumps({"metrics": figures}))
    shown = curves(2)
    assert unpack(shown["lines"][0]["y"]) == pytest.approx([step / 10_000 for step in STEPS], abs=1e-6)
    assert [each["x"] for each in shown["markers"]] == [STEPS[2]]
