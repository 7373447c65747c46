"""simfunnel compare."""

from __future__ import annotations

import json
import shlex
from pathlib import Path

import pandas as pd
import pytest
from command_line import Call

from simfunnel.cli import compare
from simfunnel.tables import PAIRED_RUNS

FEW = ("--engine", "simpy", "--replications", "20")


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """Return a what-if that contradicts the first."""
    path = tmp_path / "more.yaml"
    path.write_text(
        "simfunnel: 1\nwhat_if: more_leads\nchanges:\n"
        "  sources.web.leads: times 1.5\n  stages.pitch.advance: 26 %\n",
        encoding="utf-8",
    )
    return path


def test_the_card_is_shown(call: Call, scenario: Path, what_if: Path, second: Path) -> None:
    """The sentence comes first, how it was made last, and nothing goes to standard error."""
    said = call("compare", scenario, what_if, second, *FEW)
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[0] == "Comparison · tiny · as of 1 September 2026"
    assert "more deals on average" in lines[1]
    for words in ("Better pitch", "More leads", "Chance of the targets", "20 deals by 31 Dec 2026"):
        assert words in said.out
    assert shlex.split(lines[-1].removeprefix("again: ")) == [
        "simfunnel", "compare", str(scenario), str(what_if), str(second), "--replications", "20",
        "--engine", "simpy", "--seed", "20260901",
    ]  # fmt: skip
    assert max(len(line) for line in lines[:-1]) <= 100


def test_the_last_line_makes_it_again(
    call: Call, scenario: Path, what_if: Path, second: Path
) -> None:
    """The command that the card names gives the same answer, whatever was asked."""
    first = call(
        "compare", scenario, second, "--target", "120 000 by 2026-11-30", "--horizon", "8 weeks",
        "--period", "week", "--seed", "7", "--parts", "--measure", "amount", "--locale", "de", *FEW,
    )  # fmt: skip
    again = shlex.split(first.out.rpartition("again: ")[2])[1:]
    text = [said.out.rpartition(" · ")[0] for said in (first, call(*again))]
    assert text[0] == text[1]
    assert "More leads, taken apart" in text[0]


def test_json_is_one_object(call: Call, scenario: Path, what_if: Path) -> None:
    """Standard output holds the object and nothing else, and has what readers rely on."""
    said = call("compare", scenario, what_if, *FEW, "--json")
    assert (said.code, said.err) == (0, "")
    answer = json.loads(said.out)
    (only,) = answer["what_ifs"]
    assert only["name"] == "better_pitch"
    assert only["changes"][0]["before"] == "25 %"
    assert {row["measure"] for row in only["effects"]} == {"won", "won_amount", "leads"}
    assert only["chances"][0]["target"] == "20 deals"
    assert answer["incomplete"] is False


def test_files_are_written(call: Call, scenario: Path, what_if: Path, tmp_path: Path) -> None:
    """Every pair of futures as a table, and the whole card as a page."""
    runs, page = tmp_path / "pairs.csv", tmp_path / "card.html"
    said = call("compare", scenario, what_if, *FEW, "--runs", runs, "--chart", page)
    assert said.err == f"Wrote {page}.\nWrote {runs}.\n"
    table = pd.read_csv(runs)
    assert list(table.columns) == list(PAIRED_RUNS)
    assert len(table) == 20 * 4 * 3
    assert page.read_text(encoding="utf-8").startswith("<!DOCTYPE html>")


def test_what_ifs_that_contradict_each_other(
    call: Call, scenario: Path, what_if: Path, second: Path, tmp_path: Path
) -> None:
    """Stacked they are refused, with both names and values, and nothing is written."""
    chart = tmp_path / "effects.png"
    said = call("compare", scenario, what_if, second, "--together", "--chart", chart, *FEW)
    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "simfunnel: error: stages.pitch.advance: 'better_pitch' says 'times 1.5' and 'more_leads' "
        "says '26 %' for the same time; drop one, or give one a date ('from').\n"
    )
    assert not chart.exists()


def test_what_the_baseline_lacks(call: Call, scenario: Path, tmp_path: Path) -> None:
    """File, line, column, and the nearest name."""
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("simfunnel: 1\nwhat_if: w\nchanges:\n  stages.pich.advance: 30 %\n")
    said = call("compare", scenario, wrong, *FEW)
    assert said.code == 2
    assert said.err == (
        f"simfunnel: error: {wrong}:4:24: changes.stages.pich.advance: unknown name 'pich' in "
        "'stages'. Did you mean 'pitch'?\n"
    )


def test_nothing_to_compare_with(call: Call, scenario: Path) -> None:
    """A what-if is asked for."""
    said = call("compare", scenario)
    assert said.code == 2
    assert "missing argument 'WHAT_IF...'" in said.err.lower() or "WHAT_IF" in said.err


def test_an_unknown_measure(call: Call, scenario: Path, what_if: Path) -> None:
    """What the hills may show is listed."""
    said = call("compare", scenario, what_if, "--measure", "wom", *FEW)
    assert said.code == 2
    assert "--measure: is 'wom'; write won or amount. Did you mean 'won'?" in said.err


def test_ctrl_c_gives_what_is_finished(
    call: Call, scenario: Path, what_if: Path, second: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The what-ifs compared until then, with exit code 130."""
    from contextlib import contextmanager

    def stop(limit: int) -> None:
        @contextmanager
        def bar():  # type: ignore[no-untyped-def]
            def progress(done: int, _: int) -> None:
                if done >= limit:
                    raise KeyboardInterrupt

            yield progress

        monkeypatch.setattr(compare, "progress_bar", bar)

    stop(55)
    said = call("compare", scenario, what_if, second, *FEW, "--workers", "1")
    assert said.code == 130
    assert "Better pitch" in said.out
    stop(5)
    said = call("compare", scenario, what_if, second, *FEW, "--workers", "1")
    assert (said.code, said.out) == (130, "")
    assert said.err == "simfunnel: error: stopped before a what-if was compared.\n"
