"""The benchmarks run, and what they compare is the same work; no time is asserted here."""

from __future__ import annotations

import json
from importlib import import_module
from pathlib import Path

import numpy as np
import pytest

from benchmarks import by_hand_numpy, by_hand_simpy, workload
from benchmarks.__main__ import CASES, main
from benchmarks.engines import apart, years_of
from benchmarks.figures import Figure, at_least, below, timed
from benchmarks.table import rows, title
from simfunnel.funnel.lower import Compiled, compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.simulation.runner import simulate

YEARS = 1_600  # 4.9 standard errors are 1.9 % of the wins


@pytest.fixture(scope="module")
def small_year() -> Compiled:
    """Return W1 with a tenth of its leads, as the engines read it."""
    return compile_funnel(Funnel.model_validate(workload.funnel(1_200)), period="week")


@pytest.mark.parametrize("model", [by_hand_simpy, by_hand_numpy], ids=lambda m: m.__name__)
def test_models_by_hand_add_up(model: object) -> None:
    """Leads are the first stage's entries, stays are all entries, wins fit into the last stage."""
    count = model.simulate_year(3)  # type: ignore[attr-defined]
    assert count.weekly.shape == (7, 53)
    assert count.leads == count.weekly[0].sum()
    assert count.stays == count.weekly.sum()
    assert 0 < count.wins < count.weekly[6].sum()
    assert count.cycle_days > 10 * count.wins


def test_all_models_of_w1_agree(small_year: Compiled) -> None:
    """By hand and by both engines the same leads, stays and wins, within 4.9 standard errors."""
    walked = years_of(small_year, "compiled")(1, YEARS)
    lived = years_of(small_year, "simpy")(1, 4)
    arrays = [by_hand_numpy.simulate_year(seed, 1_200) for seed in range(YEARS)]
    by_arrays = np.array([(one.leads, one.stays, one.wins) for one in arrays])
    np.testing.assert_array_equal(lived, walked[:4])
    for column in (0, 2):
        assert abs(apart(walked[:, column], by_arrays[:, column])) < 4.9
    assert walked[:, 1].sum() == pytest.approx(by_arrays[:, 1].sum(), rel=0.01)
    one = by_hand_simpy.simulate_year(1)
    walked_stays = walked[:, 1].sum() / walked[:, 0].sum()
    assert one.stays / one.leads == pytest.approx(walked_stays, rel=0.02)


def test_all_models_of_w2_agree() -> None:
    """With queues too: the same wins and stays by hand and by both engines, and reps as busy."""
    staffed = compile_funnel(Funnel.model_validate(workload.funnel(people=True)), period="week")
    found = years_of(staffed, "compiled")(1, 12)
    np.testing.assert_array_equal(years_of(staffed, "simpy")(1, 1), found[:1])
    one = by_hand_simpy.simulate_queues(1)
    assert abs(apart(found[:, 2], np.array([one.wins]))) < 4.9
    assert one.stays / one.leads == pytest.approx(found[:, 1].sum() / found[:, 0].sum(), rel=0.02)
    runs = simulate(staffed, 12, seed=1, workers=1)
    seconds = runs.results.tallies.sum(axis=(0, 1))[runs.columns.busy :][:3]
    reps = np.array([workload.REPS[workload.STAGES.index(name.removesuffix("_pool"))]
                     for name in staffed.layout.teams])  # fmt: skip
    assert seconds / (reps * workload.DAYS * 86_400 * 12) == pytest.approx(workload.BUSY, rel=0.05)


def test_a_benchmark_runs_and_writes_its_figures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The quickest case prints its line within 100 columns and the same figure as JSON."""
    file = tmp_path / "figures.json"
    assert main(["--only", "patches", "--quick", "--json", str(file)]) in (0, 1)
    printed = capsys.readouterr().out.splitlines()
    written = json.loads(file.read_text(encoding="utf-8"))
    assert [figure["what"] for figure in written["figures"]] == ["1,000 patched copies"]
    assert written["machine"]["cores"] >= 1
    assert max(map(len, printed)) <= 100
    assert title() in printed


def test_every_case_exists() -> None:
    """Each name that --only takes is a function of its module."""
    for name, module in CASES.items():
        assert callable(getattr(import_module(module), name))


def test_verdicts() -> None:
    """A figure passes, fails, fails for want of a measurement, or is not judged."""
    assert Figure("a", 1.0, "s", "", below(2.0)).verdict == "pass"
    assert Figure("a", 2.0, "s", "", below(2.0)).verdict == "FAIL"
    assert Figure("a", 45.0, "x", "", at_least(45.0)).verdict == "pass"
    assert Figure("a", 44.9, "x", "", at_least(45.0)).verdict == "FAIL"
    assert Figure("a", float("nan"), "", "it fell over").verdict == "FAIL"
    assert Figure("a", float("nan"), "", "it fell over").as_data()["value"] is None
    assert Figure("a", 1.0, "s").verdict == ""


def test_long_facts_are_wrapped() -> None:
    """What stands beside a figure takes as many lines as it needs, none beyond column 100."""
    lines = rows(Figure("what was measured " * 4, 12_345.6, "ms", "a fact; " * 30)).splitlines()
    assert len(lines) > 3
    assert max(map(len, lines)) <= 100
    assert "12,346 ms" in lines[0]


def test_times_are_those_of_the_processor() -> None:
    """Waiting costs nothing; the best is not more than the worst."""
    taken = timed(lambda _: sum(range(10_000)), 3)
    assert 0.0 < taken.best <= taken.worst
    assert taken.noise.endswith("% more")
