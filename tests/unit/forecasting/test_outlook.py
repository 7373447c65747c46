"""Answers of an outlook of four futures, counted by hand."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from simfunnel.errors import FunnelError, TableError, UnknownNameError
from simfunnel.forecasting.outlook import Outlook
from simfunnel.forecasting.targets import Goal
from simfunnel.tables import OPEN_LEADS, PERIODS

Make = Callable[..., Outlook]

WINS = [
    (0, 0, "open", 5_000_00),
    (0, 3, "to_come", 10_000_00),
    (1, 9, "open", 5_000_00),
    (3, 5, "to_come", 20_000_00),
    (3, 5, "to_come", 3_000_00),
]
# With 3 deals of 30 000 booked since January: 45 000, 35 000, 30 000, 53 000.
LAST = date(2026, 9, 8)
GOAL = Goal("won_amount", 45_000_00, LAST, name="autumn")


@pytest.fixture
def outlook(made: Make) -> Outlook:
    """Return four futures over ten days."""
    fates = [[0, -1], [9 * 86_400 + 5, -2], [-1, -1], [-2, -3]]
    worth = [[5_000_00, 0], [5_000_00, 0], [0, 0], [0, 0]]
    return made(4, WINS, goals=(GOAL,), fates=fates, worth=worth)


@pytest.mark.parametrize(
    ("at_least", "by", "since", "hits"),
    [
        (None, None, None, 2),
        ("45 000", None, None, 2),
        (45_000, None, None, 2),
        (45_000.01, None, None, 1),
        ("30 000", None, None, 4),
        ("53 001", None, None, 0),
        ("45 000", "2026-09-03", None, 1),
        ("4 won", None, None, 3),
        ("2 won", None, "2026-08-30", 2),
        ("1 won", "2026-09-04", "2026-08-31", 2),
        ("1 won", "2026-09-04", "2026-09-04", 1),
        (None, "2026-09-04", None, 2),
    ],
)
def test_a_chance_is_counted(
    outlook: Outlook, at_least: str | float | None, by: str | None, since: str | None, hits: int
) -> None:
    """The share of futures that reach an amount, or so many deals, within the window."""
    assert outlook.probability(at_least, by, since).hits == hits


def test_a_chance_knows_its_window(outlook: Outlook) -> None:
    """What is booked counts, and is named, with the day from which it counts."""
    chance = outlook.probability("45 000")
    assert (chance.since, chance.by, chance.booked) == (date(2026, 1, 1), LAST, 30_000.0)
    assert (chance.value, chance.n, chance.independent) == (0.5, 4, 4)


@pytest.mark.parametrize(
    ("at_least", "surely", "since", "day"),
    [
        ("45 000", 0.25, None, "2026-09-02"),
        ("45 000", 0.5, None, "2026-09-04"),
        ("45 000", 0.51, None, None),
        ("30 000", 1.0, None, "2026-08-29"),
        ("35 000", 0.75, None, "2026-09-08"),
        ("1 won", 0.25, "2026-08-30", "2026-08-30"),
        ("1 won", 0.25, "2026-08-31", "2026-09-02"),
    ],
)
def test_the_day_by_which_a_target_is_reached(
    outlook: Outlook, at_least: str, surely: float, since: str | None, day: str | None
) -> None:
    """The first day by whose end that share of the futures is there; the eve where it is booked."""
    found = outlook.reached(at_least, surely, since)
    assert found == (None if day is None else date.fromisoformat(day))


def test_parts_add_up_in_every_future(outlook: Outlook) -> None:
    """Booked, open and to come make the total; so do their averages, by table."""
    window_total = np.array([45_000_00, 35_000_00, 30_000_00, 53_000_00])
    parts = outlook.futures.parts(outlook.window(GOAL), "won_amount")
    assert (parts.booked + parts.open + parts.to_come).tolist() == window_total.tolist()
    table = outlook.origins().set_index("part")
    assert table["won_amount_mean"].to_dict() == {
        "booked": 30_000.0, "open": 2_500.0, "to_come": 8_250.0, "total": 40_750.0,
    }  # fmt: skip
    assert table["won_mean"].tolist() == [3.0, 0.5, 0.75, 4.25]
    assert table.loc["total", ["won_amount_p10", "won_amount_p50", "won_amount_p90"]].tolist() == [
        30_000.0, 35_000.0, 53_000.0,
    ]  # fmt: skip


def test_periods_count_what_falls_into_them(outlook: Outlook) -> None:
    """August has the first two days; both months are parts."""
    table = outlook.periods
    assert {name: str(kind) for name, kind in table.dtypes.items()} == PERIODS
    rows = table.set_index(["measure", "label"])
    assert rows.loc[("won", "2026-08"), ["mean", "p50", "p90"]].tolist() == [0.25, 0.0, 1.0]
    assert rows.loc[("won_amount", "2026-09"), ["mean", "p90"]].tolist() == [9_500.0, 23_000.0]
    assert rows["part"].all()
    assert [str(day.date()) for day in table["last_day"][:2]] == ["2026-08-31", "2026-09-08"]


def test_the_total_is_that_of_the_horizon(outlook: Outlook) -> None:
    """Nothing booked is in it; its average is the sum of the periods', its quantiles its own."""
    total = outlook.total.set_index("measure")
    assert total.loc["won", "mean"] == 1.25
    assert total.loc["won_amount", ["mean", "p10", "p50", "p90"]].tolist() == [
        10_750.0, 0.0, 5_000.0, 23_000.0,
    ]  # fmt: skip
    means = outlook.periods.groupby("measure")["mean"].sum()
    assert means.to_dict() == total["mean"].to_dict()


def test_what_is_needed(outlook: Outlook) -> None:
    """Three in four futures reach 35 000, so 15 000 are missing to 50 000; a deal brings 8 600."""
    need = outlook.what_is_needed("50 000 by 2026-09-08", 0.75)
    assert (need.missing, need.average_deal) == (15_000.0, 8_600.0)
    assert str(need).replace("\N{NO-BREAK SPACE}", " ") == (
        "To be 75 % sure, about EUR 20,000 more is needed: 2 average deals."
    )
    assert str(outlook.what_is_needed("30 000 by 2026-09-08", 1.0)).endswith(
        "sure, nothing more is needed."
    )
    deals = str(outlook.what_is_needed("7 won by 2026-09-08", 0.5))
    assert deals.replace("\N{NO-BREAK SPACE}", " ") == "To be 50 % sure, 2 more deals are needed."


def test_open_leads_one_by_one(outlook: Outlook) -> None:
    """Chance, day and worth of each; the lead that is a zombie in one future of four is listed."""
    table = outlook.open_leads
    assert {name: str(kind) for name, kind in table.dtypes.items()} == OPEN_LEADS
    assert table["lead"].tolist() == ["A1", "A2"]
    first, second = table.to_dict("records")
    assert (first["p_win"], first["expected_value"], first["age_days"]) == (0.5, 2_500.0, 10)
    assert [str(first[name].date()) for name in ("close_p10", "expected_close", "close_p90")] == [
        "2026-08-30", "2026-08-30", "2026-09-08",
    ]  # fmt: skip
    assert (second["p_win"], second["expected_value"]) == (0.0, 0.0)
    assert pd.isna(second["expected_close"])
    assert pd.isna(second["amount"])


def test_the_fan_grows_from_what_is_booked(outlook: Outlook) -> None:
    """Each row holds quantiles at the end of its day; the last is the window's."""
    fan = outlook.fan()
    assert (fan.since, fan.today, fan.until) == (date(2026, 1, 1), date(2026, 8, 30), LAST)
    assert [str(day.date()) for day in fan.band["date"].iloc[[0, -1]]] == [
        "2026-08-30", "2026-09-08",
    ]  # fmt: skip
    assert fan.band["p90"].tolist() == [35_000.0] * 3 + [45_000.0] * 2 + [53_000.0] * 5
    assert fan.draws_at_end.tolist() == [45_000.0, 35_000.0, 30_000.0, 53_000.0]
    assert fan.actuals["value"].tolist() == [30_000.0]
    assert fan.target is not None
    assert (fan.target.value, fan.target.by) == (45_000.0, LAST)


def test_the_sentence(outlook: Outlook) -> None:
    """The outlook in one sentence, which is also what it prints."""
    assert outlook.headline == str(outlook)
    assert outlook.headline.startswith("50 % (±49) chance of reaching EUR 45,000 by 8 Sep 2026; ")
    assert repr(outlook) == f"Outlook({outlook.headline!r})"


def test_without_a_target_the_horizon_is_told(made: Make) -> None:
    """No target: median and range of what comes from the start on, nothing booked."""
    outlook = made(4, WINS)
    assert "as likely above as below EUR 10,000; 8 in 10 outcomes lie" in outlook.headline
    assert (outlook.fan().since, outlook.fan().draws_at_end.max()) == (date(2026, 8, 30), 23_000.0)
    assert outlook.to_json()["probability"] is None
    assert outlook.assumptions().empty
    with pytest.raises(FunnelError) as caught:
        outlook.what_is_needed()
    assert str(caught.value) == (
        "the funnel has no target; say one, for instance at_least='1.2M' or "
        "target='1.2M by 2026-12-31'."
    )


def test_json_has_what_is_promised(outlook: Outlook) -> None:
    """Headline, total, periods, probability and how it was made; strict JSON, twice the same."""
    data = outlook.to_json()
    assert json.loads(json.dumps(data, allow_nan=False)) == data
    assert outlook.to_json() == data
    assert [sorted(row) for row in data["total"]] == [["mean", "measure", "p10", "p50", "p90"]] * 2
    assert data["total"][0] == {"measure": "won", "mean": 1.25, "p10": 0, "p50": 1, "p90": 2}
    assert data["total"][1]["p90"] == 23_000.0
    assert [(row["measure"], row["label"]) for row in data["periods"]] == [
        ("won", "2026-08"),
        ("won", "2026-09"),
        ("won_amount", "2026-08"),
        ("won_amount", "2026-09"),
    ]
    assert data["periods"][0] == {
        "start": "2026-08-30", "last_day": "2026-08-31", "label": "2026-08", "part": True,
        "measure": "won", "mean": 0.25, "p10": 0, "p50": 0, "p90": 1,
    }  # fmt: skip
    assert data["reached"] == {"0.5": "2026-09-04", "0.8": None, "0.9": None}
    chance = data["probability"]
    assert (chance["target"], chance["value"], chance["from"]) == ("autumn", 0.5, "2026-01-01")
    assert chance["error"] == pytest.approx(1.959964 * 0.25, rel=1e-12)
    assert set(data["made_by"]) == {
        "scenario", "hash", "what_ifs", "seed", "replications", "replications_asked", "engine",
        "versions",
    }  # fmt: skip
    assert data["open_leads"] == {"open": 2, "listed": 2, "dormant": 0, "zombies": 0}


def test_a_stopped_run_says_so_everywhere(stopped: Outlook) -> None:
    """How many of how many stands in warnings, card, picture, last line and JSON."""
    assert stopped.warnings[0] == "The run was stopped: 2 of 5 futures are finished."
    assert "2 of 5 futures" in stopped.text()
    assert "2 of 5 futures" in str(stopped.made_by)
    assert stopped.fan().n_planned == 5
    made = stopped.to_json()["made_by"]
    assert (made["replications"], made["replications_asked"]) == (2, 5)


def test_cards_and_files(outlook: Outlook, tmp_path: Path) -> None:
    """The same outlook as text, in a notebook and as a file."""
    assert "Where it comes from" in outlook.text(width=80)
    assert max(len(line) for line in outlook.text(width=80).splitlines()) <= 80
    bundle = outlook._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain", "image/png"}
    page = outlook.save_chart(tmp_path / "outlook.html")
    assert "<!DOCTYPE html>" in page.read_text(encoding="utf-8")
    with pytest.raises(TableError):
        outlook.save_chart(tmp_path / "outlook.gif")


@pytest.mark.parametrize(
    ("ask", "message"),
    [
        (
            lambda o: o.probability("a lot"),
            "'a lot' is not an amount of money; write for instance '486 000'.",
        ),
        (
            lambda o: o.probability("1M", "2026-12-31"),
            "2026-12-31 lies after the last day simulated, 2026-09-08; forecast again with "
            "horizon='2026-12-31'.",
        ),
        (lambda o: o.reached("1M", 1.5), "surely is 1.5; give a chance above 0 and at most 1."),
        (
            lambda o: o.what_is_needed(None, 0.0),
            "sure is 0.0; give a chance above 0 and at most 1.",
        ),
        (
            lambda o: o.origins("autum"),
            "no target is called 'autum'; name one of the funnel's, or write for instance "
            "'1.2M by 2026-12-31'. Did you mean 'autumn'?",
        ),
    ],
)
def test_questions_that_cannot_be_answered(
    outlook: Outlook, ask: Callable[[Outlook], object], message: str
) -> None:
    """Each refusal says what to ask instead."""
    with pytest.raises((FunnelError, UnknownNameError)) as caught:
        ask(outlook)
    assert str(caught.value) == message


def test_a_named_target_is_found(outlook: Outlook) -> None:
    """Targets answer to their name, to a line of text, and to themselves."""
    assert outlook.goal("autumn") is GOAL
    assert outlook.goal(GOAL) is GOAL
    stated = outlook.goal("4 won by 2026-09-04")
    assert stated is not None
    assert stated.amount == 4
