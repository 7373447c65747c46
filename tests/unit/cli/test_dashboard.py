"""simfunnel dashboard."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from command_line import Call

from simfunnel.cli import past_or_futures

FEW = ("--engine", "simpy", "--replications", "5")


def test_it_shows_a_forecast_and_writes_its_page(
    call: Call, scenario: Path, tmp_path: Path
) -> None:
    """The card on the screen, the page where asked, and the line that makes it again."""
    page = tmp_path / "a.html"
    said = call("dashboard", scenario, "--page", page, *FEW)
    assert (said.code, said.err) == (0, f"Wrote {page}.\n")
    assert said.out.startswith("Dashboard \N{MIDDLE DOT} tiny \N{MIDDLE DOT} as of 1 September")
    assert max(len(line) for line in said.out.splitlines()[:-1]) <= 100
    assert said.out.splitlines()[-1] == (
        f"again: simfunnel dashboard {scenario} --replications 5 --engine simpy --seed 20260901"
    )
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_json_is_one_object(call: Call, scenario: Path) -> None:
    """Twice the same bytes."""
    said = call("dashboard", scenario, *FEW, "--json")
    answer = json.loads(said.out)
    assert list(answer["panels"]) == ["fan", "funnel", "velocity", "waterfall"]
    assert list(answer["missing"]) == ["Leaderboard", "Recurring revenue"]
    assert call("dashboard", scenario, *FEW, "--json").out == said.out


def test_another_target_and_a_what_if(call: Call, scenario: Path, what_if: Path) -> None:
    """Both are in the answer and in the line that makes it again."""
    said = call("dashboard", scenario, "--target", "30 won by 2026-12-31", "--with", what_if, *FEW)
    assert said.code == 0
    assert "Chance of 30 deals by 31 Dec 2026" in said.out.replace("\xa0", " ")
    assert f"--with {what_if} --target '30 won by 2026-12-31'" in said.out.splitlines()[-1]


def test_an_export_shows_its_past_or_what_will_come(call: Call, export: tuple[Path, Path]) -> None:
    """With --horizon it is a forecast."""
    data, mapping = export
    said = call("dashboard", data, "--mapping", mapping)
    assert (said.code, said.err) == (0, "")
    assert said.out.startswith("Dashboard of the past")
    assert "What will come: a past has no futures" in said.out
    later = ("--as-of", "2026-02-28", "--horizon", "4 weeks")
    said = call("dashboard", data, "--mapping", mapping, *later, *FEW)
    assert said.code == 0
    assert said.out.startswith("Dashboard \N{MIDDLE DOT} tiny")


def test_what_cannot_be_written_is_refused_before_anything_runs(call: Call, scenario: Path) -> None:
    """The page ends in .html."""
    said = call("dashboard", scenario, "--page", "a.pdf")
    assert said.code == 2
    assert "--page: 'a.pdf' ends in '.pdf'; write .html." in said.err


def test_a_quota_is_for_the_past_of_an_export(
    call: Call, scenario: Path, export: tuple[Path, Path]
) -> None:
    """A scenario states it itself, and that is said before anything runs."""
    said = call("dashboard", scenario, "--quota", "350 000 per year", *FEW)
    assert said.code == 2
    assert "--quota: is for the past of a CRM export; a scenario states it" in said.err
    data, mapping = export
    said = call("dashboard", data, "--mapping", mapping, "--quota", "350 000 per year")
    assert said.code == 0
    assert said.out.splitlines()[-1].endswith("--quota '350 000 per year'")


def test_ctrl_c_gives_what_is_finished_and_says_so(
    call: Call, scenario: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Marked at its top and after it, with exit code 130."""

    @contextmanager
    def bar() -> Iterator[Callable[[int, int], None]]:
        def show(finished: int, _asked: int) -> None:
            if finished >= 4:
                raise KeyboardInterrupt

        yield show

    monkeypatch.setattr(past_or_futures, "progress_bar", bar)
    said = call("dashboard", scenario, "--engine", "simpy", "--replications", "50")
    assert said.code == 130
    assert "\nIncomplete: stopped after " in said.out
    assert said.err.startswith("simfunnel: error: Incomplete: stopped after ")


def test_ctrl_c_before_any_future_gives_nothing(
    call: Call, scenario: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And says so."""

    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("simfunnel.forecasting.forecast", interrupted)
    said = call("dashboard", scenario, *FEW)
    assert (said.code, said.out) == (130, "")
    assert said.err.endswith("stopped before a future was finished.\n")
