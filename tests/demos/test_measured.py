"""The Measured part: conditions are columns, baselines stand below, and what matters comes first."""

import json
import re

import pytest

from demos import measured

RESULT = {
    "protocol": {"en": "Thirty scenes.", "ko": "장면 서른 개."},
    "metrics": {"f1.seen": 0.9, "f1.seen.ko": 0.8, "f1.unseen": 0.7, "latency_ms": 12.0},
    "baselines": {"<chance>": {"f1.seen": 0.1}},
    "anchors": {"Someone 2015": {"f1.seen": 0.95}},
}


@pytest.fixture
def results(tmp_path, monkeypatch):
    monkeypatch.setattr(measured, "RESULTS", tmp_path)
    return tmp_path


def shown(results, **changes):
    (results / "it.json").write_text(json.dumps({**RESULT, **changes}))
    return measured.measured_markup("it")


def cells(row):
    return [re.sub(r"<.*?>", " ", cell).strip() for cell in re.findall(r"<td>(.*?)</td>", row)]


def test_conditions_become_columns_with_baselines_below(results):
    rows = re.findall(r"<tr><td>.*?</tr>", shown(results))
    assert cells(rows[0]) == ["f1", "0.9 &lt;chance&gt; 0.1", "0.7", "0.8", "Someone 2015 0.95"]
    assert cells(rows[1]) == ["latency_ms", "12", "", "", ""]


def test_many_figures_are_folded_but_for_the_main_ones(results):
    many = {f"other{number}": 1.0 for number in range(20)}
    page = shown(results, metrics={**RESULT["metrics"], **many})
    main, rest = page.split("<details>")
    assert "f1" in main and "other3" not in main
    assert "21 more" in rest and "other3" in rest and "latency_ms" in rest


def test_few_figures_are_not_folded(results):
    assert "<details>" not in shown(results)


def test_what_was_never_measured_says_so(results):
    assert "Nothing has been measured yet." in measured.measured_markup("it")


def test_every_name_that_comes_first_is_measured_somewhere():
    found = {
        metric.split(".")[0]
        for path in measured.RESULTS.glob("*.json")
        for metric in json.loads(path.read_text(encoding="utf-8"))["metrics"]
    }
    assert found >= set(measured.MAIN)
