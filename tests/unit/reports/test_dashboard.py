"""Dashboards of outlooks and of histories: what they show, and what they say is missing."""

from __future__ import annotations

import copy
import json
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import simfunnel as sf
from simfunnel.cards import Tile, dashboard_html, dashboard_page
from simfunnel.errors import TableError
from simfunnel.funnel.examples import renewing
from simfunnel.indicators.money import BY_CLOSED
from simfunnel.indicators.moving import CLOSED_MEAN
from simfunnel.reports import panels
from simfunnel.reports.sight import ASKED, OF_CUSTOMERS, Sight
from simfunnel.reports.tiles import tiles_of
from tests.support.drawings import check_drawing, said

FILE = "scenarios/seven_stage_b2b.yaml"
SIMPLE: dict[str, Any] = {
    "simfunnel": 1, "funnel": "plain", "starts": "2026-01-01", "until": "2026-12-31",
    "currency": "EUR", "amount": 1000,
    "sources": {"web": {"leads": "30 per month", "enters": "pitch"}},
    "targets": {"year": {"won_amount": "80 000", "by": "2026-12-31"}},
    "stages": {
        "pitch": {
            "advance": "25 %", "next": "won", "otherwise": {"lost.price": "100 %"},
            "dwell": "20 days",
        }
    },
}  # fmt: skip


NO_CUSTOMERS = "customers are not followed after the deal: no column tells who stays and pays; a "
NO_CUSTOMERS += "scenario says it in 'after_sale.customer'."


@cache
def renewed() -> sf.Outlook:
    """Return futures of a funnel whose deals become customers, three of them there today."""
    return sf.forecast(renewing(), replications=40)


def unlike(*path: str) -> sf.Outlook:
    """Return a few futures of that funnel in which something is not stated."""
    document: Any = renewing().document()
    block = document
    for key in path[:-1]:
        block = block[key]
    del block[path[-1]]
    return sf.forecast(sf.Funnel.model_validate(document), replications=12)


@cache
def staffed() -> sf.Outlook:
    """Return futures of a funnel with sellers, open leads, a booked amount and a target."""
    return sf.forecast(FILE, replications=60)


def outlook(futures: int = 20, **changed: Any) -> sf.Outlook:
    """Return futures of a plain funnel; a key with None is left out."""
    stated = {key: value for key, value in (SIMPLE | changed).items() if value is not None}
    funnel = sf.Funnel.model_validate(copy.deepcopy(stated))
    return sf.forecast(funnel, replications=futures, seed=3)


def tile(board: sf.Dashboard, start: str) -> Tile:
    """Return the tile whose label begins so."""
    (found,) = [t for t in board.card.tiles if said(t.label).startswith(start)]
    return found


def panel(board: sf.Dashboard, key: str) -> Any:
    """Return one panel."""
    (found,) = [each for each in board.card.panels if each.key == key]
    return found


def test_all_panels_are_there_where_the_data_can_show_them() -> None:
    """In the order of the page, and nothing is missing but customers."""
    board = sf.dashboard(staffed())
    keys = [each.key for each in board.card.panels]
    assert keys == ["fan", "funnel", "velocity", "waterfall", "leaderboard"]
    assert board.missing == {"Recurring revenue": NO_CUSTOMERS}
    assert board.headline == staffed().headline


@pytest.mark.parametrize("name", ["fan", "funnel", "waterfall", "leaderboard"])
def test_every_picture_is_one_like_all(name: str) -> None:
    """Light and dark, with a finding and a table behind it."""
    board = sf.dashboard(staffed())
    figure = board.figure(name)
    check_drawing(figure, board.figure(name, dark=True))
    assert len(figure.data)
    assert panel(board, name).title == figure.title


def test_figures_are_those_of_the_outlook_and_of_its_kpis() -> None:
    """The chance, the average and what is booked, each told by another function."""
    board = sf.dashboard(staffed())
    table = sf.kpis(staffed(), only=["chance_of_target", "win_rate"]).table.set_index("kpi")
    chance = float(table.loc["chance_of_target", "mean"])
    assert said(tile(board, "Chance of EUR 1.2 M").value).startswith(f"{chance:.0%}"[:-1])
    assert said(tile(board, "Booked since 1 Jan 2026").value) == "EUR 486,000"
    rate = said(tile(board, "Win rate").value).removesuffix(" %")
    assert float(rate) == pytest.approx(100 * table.loc["win_rate", "mean"], abs=0.51)
    mean = float(staffed().origins().set_index("part").loc["total", "won_amount_mean"])
    shown = said(tile(board, "Expected won by 31 Dec 2026").value)
    assert float(shown.removeprefix("EUR ").removesuffix(" M")) == pytest.approx(
        mean / 1e6, abs=0.06
    )


def test_the_four_parts_of_velocity_multiply_in_every_future() -> None:
    """Open leads x deal size x win rate / days is the KPI itself, future by future."""
    draws = sf.kpis(staffed(), only=ASKED).draws
    velocity = draws["sales_velocity"][BY_CLOSED]
    rate = draws["win_rate"][""][: len(velocity)]
    days = draws["sales_cycle"][CLOSED_MEAN]
    product = draws["mean_open"][""] * draws["average_deal_size"]["mean"] * rate / days
    np.testing.assert_allclose(product, velocity, rtol=1e-12)
    assert [t.sign for t in panel(sf.dashboard(staffed()), "velocity").tiles] == [
        "", "\N{MULTIPLICATION SIGN}", "\N{MULTIPLICATION SIGN}", "\N{DIVISION SIGN}", "=",
    ]  # fmt: skip


def test_sellers_are_held_against_their_quota() -> None:
    """Each seller's average is that of the KPI, and the team's stands below."""
    table = sf.kpis(staffed(), only="quota_attainment").table.set_index("part")["mean"]
    rows = sf.dashboard(staffed()).figure("leaderboard").data.set_index("seller")["of_quota"]
    assert len(rows) == 5
    for seller, share in rows.items():
        assert share == pytest.approx(table[f"account_executives > {seller}"])
    (note,) = panel(sf.dashboard(staffed()), "leaderboard").notes
    whole = f"account_executives: {100 * table['account_executives']:.0f} % of the quota on average"
    assert said(note).startswith(whole)


def test_a_funnel_without_sellers_says_so() -> None:
    """The panel is left out, and the sentence says what is missing."""
    board = sf.dashboard(outlook())
    assert [each.key for each in board.card.panels] == ["fan", "funnel", "velocity", "waterfall"]
    assert list(board.missing) == ["Leaderboard", "Recurring revenue"]
    assert board.missing["Leaderboard"].startswith("nothing says who sold:")
    with pytest.raises(sf.UnknownNameError) as caught:
        board.figure("leaderbord")
    assert str(caught.value) == (
        "no picture of this dashboard is called 'leaderbord'; there are fan, funnel, waterfall."
    )


def test_where_nothing_is_won_there_is_still_a_page() -> None:
    """Figures that do not exist are dashes with a reason, never NaN."""
    stages = copy.deepcopy(SIMPLE["stages"])
    stages["pitch"]["dwell"] = "3000 days"
    board = sf.dashboard(outlook(stages=stages))
    assert tile(board, "Average deal").value == "\N{EN DASH}"
    assert board.missing["Average deal"] == "nothing is won in these days, so there is none."
    assert board.missing["Win rate, of what ended"] == (
        "nothing ends in these days, so there is none."
    )
    assert board.missing["Leaderboard"] == "nothing was won in these days, so nobody leads."
    assert "Sales velocity" in board.missing
    for text in (board.text(), dashboard_page(board.card)):
        assert "nan" not in said(text).lower().split()
    json.dumps(board.to_json(), allow_nan=False)


def test_without_amounts_leads_are_shown_and_deals_counted() -> None:
    """And the waterfall says why."""
    board = sf.dashboard(outlook(amount=None, targets=None))
    assert "deals" in tile(board, "Expected won").value
    (note,) = panel(board, "waterfall").notes
    assert note.startswith("Leads, not amounts: nothing says what a deal is worth")
    assert board.missing["Target"].startswith("none is stated")
    assert board.missing["Sales velocity"].startswith("nothing says what a deal is worth")


def test_one_future_has_neither_ranges_nor_chances() -> None:
    """It is told as one."""
    board = sf.dashboard(outlook(1))
    assert [t.span for t in board.card.tiles[1:]] == [""] * 5
    assert tile(board, "Chance of").value == "\N{EN DASH}"
    assert "8 in 10" not in board.card.note


@pytest.mark.parametrize(
    ("target", "label"),
    [
        ("90 000", "Chance of EUR 90,000 by 31 Dec 2026"),
        ("50 000 by 2026-06-30", "Chance of EUR 50,000 by 30 Jun 2026"),
        ("year", "Chance of EUR 80,000 by 31 Dec 2026"),
        ("70 won by 2026-12-31", "Chance of 70 deals by 31 Dec 2026"),
    ],
)
def test_another_target_can_be_asked_for(target: str, label: str) -> None:
    """By its amount, its day, its name, or in deals."""
    board = sf.dashboard(outlook(), target=target)
    assert said(tile(board, "Chance of").label) == label
    assert board.card.again.startswith("simfunnel.dashboard(simfunnel.forecast(funnel")


def test_a_past_is_counted(root: Path) -> None:
    """Four leads, three demos, two deals of EUR 1,200 and 800.50."""
    crm = root / "tests" / "data" / "crm"
    board = sf.dashboard(sf.read_history(crm / "tiny.csv", crm / "tiny.yaml"), target="2 500")
    assert said(board.headline) == (
        "EUR 2,000 was won from 5 Jan 2026 to 3 Feb 2026, with 2 deals; the target of EUR 2,500 is "
        "missed by EUR 500."
    )
    table = board.figure("funnel").data.set_index("stage")["leads"]
    assert table.to_dict() == {"lead": 4.0, "demo": 3.0, "won": 2.0}
    grown = board.figure("fan").data
    assert grown["booked"].dropna().tolist() == [1200.0, 2000.5]
    water = board.figure("waterfall").data.set_index("kind")["mean"].to_dict()
    assert water == {"start": 0.0, "came": 4.0, "won": -2.0, "end": 2.0}
    assert list(board.missing) == ["What will come", "Leaderboard", "Recurring revenue"]
    assert board.missing["Recurring revenue"] == NO_CUSTOMERS
    assert "future" not in said(dashboard_html(board.card)).split("What will come")[0]
    assert "8 in 10" not in board.text()


def test_a_past_in_which_nothing_was_won(root: Path, tmp_path: Path) -> None:
    """It says so, and the target is missed by all of it."""
    export = tmp_path / "none.csv"
    rows = ["Id,Source,Created,Demo on,Won on,Value", "1,web,2026-01-05,2026-01-08,,"]
    export.write_text("\n".join(rows) + "\n", encoding="utf-8")
    history = sf.read_history(export, root / "tests" / "data" / "crm" / "tiny.yaml")
    board = sf.dashboard(history, target="1 000")
    assert said(board.headline) == (
        "Nothing was won from 5 Jan 2026 to 8 Jan 2026; the target of EUR 1,000 is missed by "
        "EUR 1,000."
    )
    assert "nan" not in said(dashboard_page(board.card)).lower().split()


def test_a_past_with_owners_has_a_leaderboard(root: Path) -> None:
    """The sample export names its partners; its sums are those of the table of leads."""
    folder = root / "scenarios"
    history = sf.read_history(
        folder / "data" / "sample_crm.csv", folder / "mappings" / "sample_crm.yaml"
    )
    board = sf.dashboard(history)
    won = history.leads[history.leads["won_on"].notna()]
    by_owner = won.groupby("owner")["amount"].sum().sort_values(ascending=False) / 100.0
    rows = board.figure("leaderboard").data
    assert rows["seller"].tolist() == by_owner.index.tolist()
    assert rows["mean"].tolist() == by_owner.tolist()
    funnel = board.figure("funnel").data.set_index("stage")["leads"]
    assert funnel["won"] == len(won)
    held = sf.dashboard(history, quota="700 000 per year").figure("leaderboard").data
    kpi = sf.kpis(history, only="quota_attainment", quota="700 000 per year").table
    assert held["of_quota"].tolist() == [
        float(kpi.loc[kpi["part"] == seller, "mean"].iloc[0]) for seller in held["seller"]
    ]
    later = sf.dashboard(history, since="2026-01-01", target="1 000")
    assert "the target of PLN 1,000 is reached" in said(later.headline)
    assert later.figure("funnel").data.set_index("stage")["leads"]["won"] == int(
        (won["won_on"] >= "2026-01-01").sum()
    )


def test_customers_have_a_panel_with_figures_and_a_waterfall() -> None:
    """Each figure is that of its KPI; the waterfall's averages are those of the outlook's table."""
    board = sf.dashboard(renewed())
    shown = panel(board, "recurring")
    figure = board.figure("recurring")
    check_drawing(figure, board.figure("recurring", dark=True))
    assert shown.title == figure.title
    moves = figure.data.set_index("move")["mean"]
    table = renewed().customers
    told = table[table["measure"] == "recurring"].groupby("name")["mean"]
    for name, sign in (("new", 1), ("expansion", 1), ("contraction", -1), ("churn", -1)):
        assert moves[name] == pytest.approx(sign * told.sum()[name])
    assert moves["end"] == pytest.approx(told.last()["end"])
    assert [said(t.label) for t in shown.tiles] == [
        "Recurring revenue a year, 31 Dec 2027", "Customers, 31 Dec 2027",
        "Net retention, customers of today", "Churn, customers of today", "Cash received",
    ]  # fmt: skip
    kpis = sf.kpis(renewed(), only=OF_CUSTOMERS).table.set_index(["kpi", "part"])["mean"]
    value = [said(t.value) for t in shown.tiles]
    assert float(value[0].removeprefix("EUR ").removesuffix(" M")) == pytest.approx(
        kpis["recurring_revenue", "a year (ARR)"] / 1e6, abs=0.06
    )
    assert float(value[1]) == pytest.approx(kpis["customers", "end"], abs=6)
    kept = kpis["net_revenue_retention", "net, with expansion"]
    assert float(value[2].removesuffix(" %")) == pytest.approx(100 * kept, abs=0.51)
    left = kpis["churn_rate", "customers"]
    assert float(value[3].removesuffix(" %")) == pytest.approx(100 * left, abs=0.51)
    assert float(value[4].removeprefix("EUR ").removesuffix(" M")) == pytest.approx(
        kpis["cash", "received"] / 1e6, abs=0.06
    )
    page = dashboard_page(board.card)
    section = page[page.index(shown.title) :]
    assert section.index("Cash received") < section.index("<img") < section.index("not of a year")
    assert "Contraction" in board.text()
    assert "Churn, customers of today" in board.text()


def test_what_is_not_known_of_customers_is_a_dash_with_its_reason() -> None:
    """No customers today, no retention of them; no terms of payment, no cash."""
    shown = panel(sf.dashboard(unlike("today", "customers")), "recurring")
    assert [t.value for t in shown.tiles].count("\N{EN DASH}") == 2
    assert shown.notes == (
        "Nobody is a customer at the start, so there is no retention and no churn of those of "
        "today.",
    )
    shown = panel(sf.dashboard(unlike("after_sale", "payment")), "recurring")
    assert shown.tiles[-1].value == "\N{EN DASH}"
    assert shown.notes[-1] == (
        "Cash received: the scenario states no terms of payment; add 'after_sale.payment'."
    )


def test_what_cannot_be_a_dashboard_is_refused(root: Path) -> None:
    """Each sentence says what to give instead."""
    crm = root / "tests" / "data" / "crm"
    history = sf.read_history(crm / "tiny.csv", crm / "tiny.yaml")
    with pytest.raises(TableError, match=r"what sf\.forecast or sf\.read_history returns, not str"):
        sf.dashboard("scenarios/small_agency.yaml")  # type: ignore[arg-type]
    with pytest.raises(sf.FunnelError, match=r"^'since' is for a history"):
        sf.dashboard(staffed(), since="2026-01-01")
    with pytest.raises(sf.FunnelError, match=r"^'quota' is for a history"):
        sf.dashboard(staffed(), quota="350 000 per year")
    goal = sf.Goal("won", 5, date(2026, 12, 31), None)
    with pytest.raises(sf.FunnelError, match=r"^the target of a history is an amount"):
        _ = sf.dashboard(history, target=goal).card
    with pytest.raises(sf.FunnelError):
        _ = sf.dashboard(history, target="a lot").card
    with pytest.raises(sf.HistoryError, match="is known up to 2026-02-03; measure from that day"):
        _ = sf.dashboard(history, since="2030-01-01").card
    with pytest.raises(sf.HistoryError, match="'soon' is not a date; write 2026-09-01"):
        _ = sf.dashboard(history, since="soon").card


def test_the_line_that_makes_it_again_is_a_command() -> None:
    """The forecast's own, without what a dashboard does not take."""
    again = sf.dashboard(staffed()).card.again
    assert again == f"simfunnel dashboard {FILE} --seed 20260701 --replications 60"
    told = sf.forecast(
        FILE, replications=2, period="quarter", targets=("1M by 2026-12-31", "9 won by 2026-12-31")
    )
    assert sf.dashboard(told).card.again == (
        f"simfunnel dashboard {FILE} --seed 20260701 --replications 2 --target '1M by 2026-12-31'"
    )
    assert sf.dashboard(told, target="5 000").card.again.endswith(" --target '5 000'")


def test_plain_data_is_the_same_in_every_language() -> None:
    """Findings, rows, and KPIs; English."""
    board = sf.dashboard(staffed())
    first = json.dumps(board.to_json(), allow_nan=False)
    with sf.speaking("de"):
        assert json.dumps(sf.dashboard(staffed()).to_json(), allow_nan=False) == first
    data = json.loads(first)
    assert list(data["panels"]) == ["fan", "funnel", "velocity", "waterfall", "leaderboard"]
    assert {row["kpi"] for row in data["kpis"]} == set(ASKED) - set(OF_CUSTOMERS)
    assert (data["since"], data["by"]) == ("2026-07-01", "2027-06-30")


def test_a_panel_that_cannot_be_shown_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """One more panel needs one more line; where it raises, its sentence is told."""

    def later(_: Sight) -> Any:
        raise TableError("customers are not followed after the deal.")

    monkeypatch.setattr(panels, "PANELS", (*panels.PANELS, ("Later", later)))
    board = sf.dashboard(outlook())
    assert board.missing["Later"] == "customers are not followed after the deal."


def test_a_notebook_and_a_file_get_the_same_page(tmp_path: Path) -> None:
    """HTML, a PNG and text; a page that loads nothing; the first picture alone."""
    board = sf.dashboard(outlook())
    bundle = board._repr_mimebundle_()
    assert set(bundle) == {"text/html", "image/png", "text/plain"}
    assert bundle["text/plain"] == board.text()
    page = board.save(tmp_path / "a.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert bundle["text/html"] in page
    assert "<script" not in page
    assert board.save(tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")
    assert repr(board) == f"Dashboard({board.headline!r})"
    narrow = board.text(60).splitlines()
    assert max(len(line) for line in narrow if not line.startswith("again")) <= 60


def test_tiles_and_reasons_go_together() -> None:
    """A tile is a dash exactly where a reason is given."""
    for of in (staffed(), outlook(1), outlook(amount=None, targets=None)):
        tiles, missing = tiles_of(sf.dashboard(of)._sight)
        dashes = {t.label for t in tiles if t.value == "\N{EN DASH}" and "Chance" not in t.label}
        assert dashes == {name for name, _ in missing} - {"Target"}
