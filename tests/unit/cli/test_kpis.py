"""simfunnel kpis."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from command_line import Call

from simfunnel.cli import past_or_futures
from simfunnel.indicators import KPIS

FEW = ("--engine", "simpy", "--replications", "5")


def test_all_kpis_fit_a_terminal(call: Call, scenario: Path) -> None:
    """Each is a row or a heading over its parts; those not shown say why."""
    said = call("kpis", scenario, *FEW)
    assert (said.code, said.err) == (0, "")
    text = said.out.replace("\xa0", " ")
    assert text.startswith("KPIs   2026-09-01 \N{EN DASH} 2026-12-31 \N{MIDDLE DOT} EUR\n")
    assert max(len(line) for line in text.splitlines()) <= 100
    assert "what follows single leads from the first 5." in text.replace("\n  ", " ")
    assert "  Win rate " in text
    assert "  churn_rate: customers are not followed after the deal: no column tells" in text


def test_json_holds_every_kpi(call: Call, scenario: Path) -> None:
    """Rows with figures, and sentences for the others; twice the same bytes."""
    said = call("kpis", scenario, *FEW, "--json")
    answer = json.loads(said.out)
    assert {row["kpi"] for row in answer["kpis"]} | set(answer["missing"]) == set(KPIS)
    (leads,) = [row for row in answer["kpis"] if row["kpi"] == "leads"]
    assert leads["futures"] == 5
    assert leads["p10"] <= leads["p50"] <= leads["p90"]
    assert call("kpis", scenario, *FEW, "--json").out == said.out


def test_one_kpi_that_cannot_be_shown_is_refused(call: Call, scenario: Path) -> None:
    """The sentence is the error."""
    said = call("kpis", scenario, *FEW, "--only", "leaderboard")
    assert said.code == 2
    assert "nothing says who sold: a history needs the column 'owner'" in said.err


@pytest.mark.parametrize("option", ["--only", "--explain"])
def test_an_unknown_kpi_is_refused_with_the_nearest(
    call: Call, scenario: Path, option: str
) -> None:
    """Before anything is simulated."""
    said = call("kpis", scenario, option, "sales_velocty")
    assert said.code == 2
    assert "no KPI is called 'sales_velocty'" in said.err
    assert "sales_velocity" in said.err


def test_a_kpi_is_explained_without_a_file(call: Call) -> None:
    """Formula, article and pitfall."""
    text = call("kpis", "--explain", "opportunities_needed").out
    assert "  Formula: target / (deal size x win rate)" in text
    assert "  Named by: Seven pipeline stages" in text
    assert "then by two" in text


def test_an_export_shows_its_past(call: Call, root: Path) -> None:
    """The KPIs of the past have one figure each."""
    data = root / "tests" / "data" / "crm"
    said = call(
        "kpis", data / "tiny.csv", "--mapping", data / "tiny.yaml", "--only", "leads",
        "--only", "cost_per_lead",
    )  # fmt: skip
    assert (said.code, said.err) == (0, "")
    row = next(line for line in said.out.splitlines() if "Number of leads" in line)
    assert row.split()[-1] == "4"
    assert "P10" not in said.out
    assert "the column 'cost'" in said.out.replace("\n  ", " ")


def test_leads_are_told_apart_on_request(call: Call, scenario: Path) -> None:
    """The line below the table says that single futures were followed."""
    said = call("kpis", scenario, *FEW, "--by", "source", "--only", "win_rate")
    assert (said.code, said.err) == (0, "")
    lines = said.out.replace("\xa0", " ").splitlines()
    assert any(line.startswith("    web ") for line in lines)
    assert "From the first 5 futures, whose leads are followed one by one." in said.out


def test_without_a_file_there_is_nothing_to_show(call: Call) -> None:
    """The refusal says what to name."""
    said = call("kpis")
    assert said.code == 2
    assert "FILE: is missing; name a scenario or an export." in said.err


def test_ctrl_c_gives_what_is_finished_and_says_so(
    call: Call, scenario: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Figures of the futures that were finished, marked as such, with exit code 130."""

    def stop(most: int) -> None:
        @contextmanager
        def bar() -> Iterator[Callable[[int, int], None]]:
            def show(finished: int, _asked: int) -> None:
                if finished >= most:
                    raise KeyboardInterrupt

            yield show

        monkeypatch.setattr(past_or_futures, "progress_bar", bar)

    stop(4)
    said = call("kpis", scenario, "--engine", "simpy", "--replications", "50", "--only", "leads")
    assert said.code == 130
    assert "Number of leads" in said.out
    assert "Incomplete: stopped after " in said.err
    assert " of 50 futures." in said.err


def test_ctrl_c_before_any_future_gives_nothing(
    call: Call, scenario: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says so."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("simfunnel.forecasting.forecast", interrupted)
    said = call("kpis", scenario, *FEW)
    assert (said.code, said.out) == (130, "")
    assert said.err.endswith("stopped before a future was finished.\n")
