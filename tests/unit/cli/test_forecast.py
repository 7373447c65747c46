"""simfunnel forecast."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd
import pytest
from command_line import Call

from simfunnel.cli import forecast, main
from simfunnel.funnel.examples import renewing
from simfunnel.scenarios.writing import save
from simfunnel.tables import TERMS

FEW = ("--engine", "simpy", "--replications", "6")


def test_the_card_is_shown(call: Call, scenario: Path) -> None:
    """The sentence comes first, how it was made last, and nothing goes to standard error."""
    said = call("forecast", scenario, *FEW)
    assert (said.code, said.err) == (0, "")
    lines = said.out.splitlines()
    assert lines[0] == "Outlook · tiny · as of 1 September 2026"
    assert "chance of winning 20 deals by 31 Dec 2026" in " ".join(lines[1:3])
    assert shlex.split(lines[-1].removeprefix("again: ")) == [
        "simfunnel", "forecast", str(scenario), "--replications", "6", "--engine", "simpy",
        "--seed", "20260901",
    ]  # fmt: skip
    assert max(len(line) for line in lines[:-1]) <= 100
    assert "\x1b" not in said.out


def test_the_measures_that_are_written_can_be_chosen(
    call: Call, scenario: Path, tmp_path: Path
) -> None:
    """Counts and shares stand in one file, in the order in which they were asked for."""
    runs = tmp_path / "r.csv"
    said = call(
        "forecast", scenario, *FEW, "--runs", runs, "--measure", "won", "--measure", "conversion"
    )
    assert (said.code, said.err) == (0, f"Wrote {runs}.\n")
    table = pd.read_csv(runs)
    assert list(table["measure"].unique()) == ["won", "conversion"]
    assert table["replication"].nunique() == 6


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--measure", "won"], "--measure: says what --runs writes; name a file with --runs."),
        (["--runs", "{file}", "--measure", "convertion"], "Did you mean 'conversion'?"),
    ],
)
def test_measures_nobody_knows_or_reads_are_refused(
    call: Call, scenario: Path, tmp_path: Path, options: list[str], message: str
) -> None:
    """Before anything is simulated, with the nearest name; nothing is written."""
    runs = tmp_path / "r.csv"
    said = call("forecast", scenario, *(each.format(file=runs) for each in options))
    assert (said.code, said.out) == (2, "")
    assert said.err.strip().endswith(message)
    assert not runs.exists()


def test_the_last_line_makes_it_again(call: Call, scenario: Path, what_if: Path) -> None:
    """The command that the card names gives the same answer, whatever was asked."""
    first = call(
        "forecast", scenario, *FEW, "--with", what_if, "--target", "120 000 by 2026-11-30",
        "--horizon", "8 weeks", "--period", "week", "--seed", "7", "--locale", "de",
    )  # fmt: skip
    again = " ".join(first.out.partition("again: ")[2].partition("\n\n")[0].split())
    second = call(*shlex.split(again)[1:])
    assert first.code == second.code == 0
    text = [said.out.rpartition(" · ")[0] for said in (first, second)]
    assert text[0] == text[1]


def test_json_is_one_object(call: Call, scenario: Path) -> None:
    """Standard output holds the object and nothing else, and has what readers rely on."""
    said = call("forecast", scenario, *FEW, "--json", "--target", "100 000 by 2026-12-31")
    assert (said.code, said.err) == (0, "")
    answer = json.loads(said.out)
    assert "chance of reaching EUR 100,000 by 31 Dec 2026;" in answer["headline"]
    figures = {"measure", "mean", "p10", "p50", "p90"}
    assert [each["measure"] for each in answer["total"]] == ["won", "won_amount"]
    assert all(set(each) == figures for each in answer["total"])
    assert len(answer["periods"]) == 8
    assert all(
        figures | {"start", "last_day", "label", "part"} == set(p) for p in answer["periods"]
    )
    chance = answer["probability"]
    assert (chance["from"], chance["by"]) == ("2026-09-01", "2026-12-31")
    assert (chance["measure"], chance["at_least"]) == ("won_amount", 100_000)
    assert 0 <= chance["value"] <= 1
    assert chance["error"] > 0
    assert [each["target"] for each in answer["probabilities"]] == [None, "autumn"]
    made = answer["made_by"]
    assert (made["seed"], made["replications"], made["engine"]) == (20260901, 6, "simpy")
    assert {"scenario", "hash", "versions"} <= set(made)
    assert {"simfunnel", "python", "numpy"} <= set(made["versions"])


def test_the_same_run_gives_the_same_bytes(call: Call, scenario: Path) -> None:
    """JSON holds no time and no order that could differ; both engines agree."""
    first = call("forecast", scenario, *FEW, "--json")
    assert call("forecast", scenario, *FEW, "--json").out == first.out
    other = call("forecast", scenario, "--replications", 6, "--engine", "compiled", "--json")
    assert other.out == first.out.replace('"engine": "simpy"', '"engine": "compiled"')


def test_json_does_not_depend_on_the_language(call: Call, scenario: Path) -> None:
    """The reader's way of writing numbers is for people."""
    first = call("forecast", scenario, *FEW, "--json")
    assert call("forecast", scenario, *FEW, "--json", "--locale", "pl").out == first.out


def test_numbers_are_written_as_the_reader_does(call: Call, scenario: Path) -> None:
    """German dates and marks appear in the card; an unknown language is refused."""
    said = call("forecast", scenario, *FEW, "--locale", "de-AT")
    assert "as of 1. September 2026" in said.out
    assert call("forecast", scenario, *FEW, "--locale", "klingon") == (
        2,
        "",
        "simfunnel: error: --locale: 'klingon' is no language that numbers can be written in; "
        "write for instance de, pl or en_IN.\n",
    )


def test_further_targets_are_answered(call: Call, scenario: Path) -> None:
    """Every target has its chance and its window, not only that of the headline."""
    said = call("forecast", scenario, *FEW, "--target", "10 won by 2026-11-30")
    assert "chance of winning 10 deals by 30 Nov 2026" in said.out
    last = " ".join(said.out.partition("Other targets\n")[2].split())
    assert last.startswith("autumn: ")
    assert last.endswith("chance of at least 20 deals from 1 Sep 2026 to 31 Dec 2026.")


def test_files_are_written_and_named(call: Call, scenario: Path, tmp_path: Path) -> None:
    """Runs, stays and chart are there whole; what was written is told beside the answer."""
    runs, stays, chart = (tmp_path / name for name in ("r.csv", "s.csv", "c.svg"))
    said = call(
        "forecast", scenario, *FEW, "--json", "--runs", runs, "--stays", stays, "--chart", chart
    )
    assert said.code == 0
    assert said.err == (
        f"Wrote {chart}.\nWrote {runs}.\nWrote {stays}: the stays of futures 0 to 5.\n"
    )
    table = pd.read_csv(runs)
    assert list(table.columns) == ["replication", "period_start", "measure", "name", "value"]
    answer = json.loads(said.out)
    won = table[table["measure"] == "won"].groupby("replication")["value"].sum()
    assert won.mean() == pytest.approx(answer["total"][0]["mean"])
    amount = table[table["measure"] == "won_amount"].groupby("replication")["value"].sum()
    assert amount.mean() == pytest.approx(answer["total"][1]["mean"])
    walked = pd.read_csv(stays)
    wins = walked[walked["exit"] == "won"].groupby("replication")
    assert wins.size().to_dict() == won.astype(int).to_dict()
    assert wins["amount"].sum().to_dict() == pytest.approx(amount.to_dict())
    assert chart.read_text(encoding="utf-8").startswith("<svg")


def test_stays_are_those_of_the_first_futures(call: Call, scenario: Path, tmp_path: Path) -> None:
    """Ten futures tell their stays, however many there are; Parquet holds them too."""
    stays = tmp_path / "s.parquet"
    said = call("forecast", scenario, "--engine", "simpy", "--replications", 12, "--stays", stays)
    assert said.err == f"Wrote {stays}: the stays of futures 0 to 9.\n"
    assert sorted(pd.read_parquet(stays)["replication"].unique()) == list(range(10))
    said = call("forecast", scenario, "--engine", "simpy", "--replications", 1, "--stays", stays)
    assert said.err == f"Wrote {stays}: the stays of future 0.\n"


def test_acts_of_review_rules_are_written(call: Call, scenario: Path, tmp_path: Path) -> None:
    """A row per act, of the rules that a what-if brings; without rules only the heading."""
    rules, acts = tmp_path / "rules.yaml", tmp_path / "acts.csv"
    rules.write_text(
        "simfunnel: 1\nwhat_if: open_more\nreviews:\n  - {every: month, when: open leads above 1, "
        "do: {stages.pitch.advance: plus 5 points}}\n",
        encoding="utf-8",
    )
    said = call("forecast", scenario, "--with", rules, *FEW, "--acts", acts)
    assert said.err == f"Wrote {acts}.\n"
    assert "Review rule 1 (open leads above 1) acts in 100" in said.out
    table = pd.read_csv(acts)
    assert table[["replication", "rule", "act"]].to_numpy().tolist() == [
        [r, 1, 1] for r in range(6)
    ]
    call("forecast", scenario, *FEW, "--acts", acts)
    assert acts.read_text(encoding="utf-8") == "replication,rule,when,act,on\n"


def test_terms_of_customers_are_written(call: Call, scenario: Path, tmp_path: Path) -> None:
    """A row per term with names and whole units of the currency; without customers a refusal."""
    file, terms = tmp_path / "renewing.yaml", tmp_path / "terms.csv"
    save(renewing(), file)
    said = call("forecast", file, *FEW, "--customers", terms)
    assert said.err == f"Wrote {terms}: the terms of customers in futures 0 to 5.\n"
    table = pd.read_csv(terms)
    assert list(table.columns) == list(TERMS)
    first = table[table["replication"] == 0].iloc[0]
    assert (first["customer"], first["amount"]) == ("C1", 6000.0)
    assert (first["began_at"], first["ended_at"]) == ("2026-07-16 21:00:00", "2027-01-15 12:00:00")
    said = call("forecast", scenario, *FEW, "--customers", terms)
    assert said.code == 2
    assert said.err == (
        "simfunnel: error: --customers: there are none: no deal becomes a customer; a scenario "
        "says how they stay in 'after_sale.customer'.\n"
    )


def test_a_file_that_cannot_be_written_does_not_take_the_answer(
    call: Call, scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The run is over when the disk turns out to be full: the answer is shown all the same."""

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    runs = tmp_path / "r.csv"
    said = call("forecast", scenario, *FEW, "--json", "--runs", runs)
    assert said.code == 2
    assert json.loads(said.out)["made_by"]["replications"] == 6
    message = f"{runs}: cannot be written: No space left on device."
    assert said.err == f"simfunnel: error: {message}\n"
    assert not runs.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["--mapping", "m.yaml"],
            "{file}: is a scenario; --mapping explains a CRM export (.csv, .xlsx).",
        ),
        (
            ["--as-of", "2026-06-30"],
            "--as-of: is for a CRM export with its --mapping; a scenario says its day itself, in "
            "'today'.",
        ),
        (["--horizon", "2.5 weeks"], "horizon '2.5 weeks': is no whole number of days, weeks, "
         "months, quarters or years; write for instance '13 weeks'."),
        (["--target", "1.2M"], "target '1.2M': does not say how much by which day; write for "
         "instance '1.2M by 2026-12-31' or '90 won by 2026-12-31 from 2026-01-01'."),
        (["--seed", "-1"], "the seed is -1; give a whole number from 0 to 2^64 - 1."),
        (["--runs", "{file}"], "--runs: '{file}' ends in '.yaml'; write .csv or .parquet."),
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_refused(
    call: Call, scenario: Path, arguments: list[str], message: str
) -> None:
    """Options are held against the file and against each other."""
    given = [each.format(file=scenario) for each in arguments]
    said = call("forecast", scenario, *FEW, *given)
    assert said == (2, "", f"simfunnel: error: {message.format(file=scenario)}\n")


def test_an_export_is_forecast_in_one_go(call: Call, export: tuple[Path, Path]) -> None:
    """With its mapping and a day an export is measured, then forecast from the next day on."""
    file, mapping = export
    options = ("--mapping", mapping, "--as-of", "2026-02-03", "--horizon", "4 weeks")
    said = call("forecast", file, *options, "--period", "week", *FEW)
    assert (said.code, said.err) == (0, "")
    assert "as of 4 February 2026" in said.out
    assert "--as-of 2026-02-03" in " ".join(said.out.split())
    answer = json.loads(call("forecast", file, *options, "--period", "week", *FEW, "--json").out)
    assert (answer["start"], answer["last_day"]) == ("2026-02-04", "2026-03-03")
    weeks = [each["start"] for each in answer["periods"] if each["measure"] == "won"]
    assert weeks == ["2026-02-04", "2026-02-11", "2026-02-18", "2026-02-25"]


def test_an_export_needs_its_mapping_and_its_day(call: Call, export: tuple[Path, Path]) -> None:
    """Neither is guessed."""
    file, mapping = export
    assert call("forecast", file).err == (
        f"simfunnel: error: {file}: is a CRM export; say how to read it: --mapping MAPPING.yaml "
        "--as-of 2026-06-30.\n"
    )
    assert call("forecast", file, "--mapping", mapping).err == (
        "simfunnel: error: --as-of: is missing, and the mapping does not say 'exported_on'; name "
        "the last day that the export knows: --as-of 2026-06-30.\n"
    )
    assert call("forecast", file, "--mapping", mapping, "--as-of", "soon").err == (
        "simfunnel: error: --as-of: 'soon' is not a date; write 2026-09-01 (year-month-day).\n"
    )


@contextmanager
def stopping_after(most: int) -> Iterator[Callable[[int, int], None]]:
    """Yield a progress callback that presses Ctrl-C once so many futures are finished."""

    def show(finished: int, _asked: int) -> None:
        if finished >= most:
            raise KeyboardInterrupt

    yield show


def test_ctrl_c_shows_what_is_finished(
    call: Call, scenario: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The card says n of N, the exit code is 130, and files hold what there is."""
    monkeypatch.setattr(forecast, "progress_bar", lambda: stopping_after(3))
    runs = tmp_path / "r.csv"
    said = call("forecast", scenario, "--engine", "simpy", "--replications", 40, "--runs", runs)
    assert said.code == 130
    assert "Incomplete: stopped after 3 of 40 futures." in said.out.replace("\n", " ")
    assert said.err == f"Wrote {runs} (3 of 40 futures).\n"
    assert pd.read_csv(runs)["replication"].nunique() == 3


def test_ctrl_c_before_the_first_future_says_so(
    call: Call, scenario: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing is finished there is nothing to show."""

    @contextmanager
    def at_once() -> Iterator[None]:
        raise KeyboardInterrupt
        yield

    monkeypatch.setattr(forecast, "progress_bar", at_once)
    assert call("forecast", scenario) == (
        130,
        "",
        "simfunnel: error: stopped before a future was finished.\n",
    )


def test_a_terminal_without_utf8_gets_plain_signs(
    scenario: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where standard output is ASCII the card holds nothing else, and fits the terminal."""
    content = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(content, encoding="ascii"))
    monkeypatch.setenv("COLUMNS", "80")
    assert main(["forecast", str(scenario), *FEW]) == 0
    text = content.getvalue().decode("ascii")
    assert text.startswith("Outlook | tiny | as of 1 September 2026\n")
    assert max(len(line) for line in text.splitlines()[:-1]) <= 80


@pytest.mark.skipif(os.name == "nt", reason="needs a pseudo-terminal")
def test_a_terminal_gets_a_bar_and_colours(scenario: Path) -> None:
    """On a terminal a bar grows on standard error, and the card has colours."""
    import pty

    parent, child = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "COLUMNS": "90"}
    environment.pop("NO_COLOR", None)
    with subprocess.Popen(
        [sys.executable, "-m", "simfunnel", "forecast", str(scenario), *FEW],
        env=environment, stdout=child, stderr=child,
    ) as process:  # fmt: skip
        os.close(child)
        seen = b""
        while True:
            try:
                piece = os.read(parent, 65536)
            except OSError:
                break
            if not piece:
                break
            seen += piece
    os.close(parent)
    text = seen.decode()
    assert process.returncode == 0
    assert text.startswith("  preparing ...")
    assert "  6 futures" in text
    assert "━" in text.partition("Outlook")[0]
    assert "\x1b[1m" in text.partition("Outlook")[2]


def test_the_demo_line_works(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """What `make demo` runs gives a card and a chart."""
    chart = tmp_path / "outlook.png"
    scenario = root / "scenarios" / "seven_stage_b2b.yaml"
    assert main(["forecast", str(scenario), "--chart", str(chart), "--replications", "30"]) == 0
    assert capsys.readouterr().out.startswith("Outlook · seven_stage_b2b · as of 1 July 2026\n")
    assert chart.read_bytes()[1:4] == b"PNG"


def test_another_picture_is_written_by_name(call: Call, scenario: Path, tmp_path: Path) -> None:
    """--figure names it, and --chart the file."""
    chart = tmp_path / "flow.svg"
    said = call("forecast", scenario, *FEW, "--json", "--figure", "flow", "--chart", chart)
    assert (said.code, said.err) == (0, f"Wrote {chart}.\n")
    assert "are won by" in chart.read_text(encoding="utf-8")


def test_a_picture_needs_its_file_and_a_name(call: Call, scenario: Path, tmp_path: Path) -> None:
    """Both faults are told before anything is run, and nothing is written."""
    chart = tmp_path / "flow.svg"
    said = call("forecast", scenario, *FEW, "--figure", "flow")
    assert said == (
        2,
        "",
        "simfunnel: error: --figure: needs a file to write to; add for instance "
        "'--chart flow.png'.\n",
    )
    said = call("forecast", scenario, *FEW, "--figure", "flo", "--chart", chart)
    assert (said.code, said.out) == (2, "")
    assert said.err.startswith("simfunnel: error: no figure is called 'flo'; there are outlook,")
    assert said.err.endswith("Did you mean 'flow'?\n")
    assert not chart.exists()
