"""Quota attainment: of teams and seats, future by future, and of the owners in a history."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import simfunnel as sf
from simfunnel.funnel.examples import staffed

SELLERS = "sellers"


@cache
def outlook(*, reviews: bool = False) -> sf.Outlook:
    """Return six futures of the staffed funnel, in which each seller is to win 500 a day."""
    data: dict[str, Any] = staffed().document()
    data["teams"][SELLERS]["quota"] = "500 per day"
    if reviews:
        do = {"teams.sellers.seats": "plus 2", "teams.sellers.quota": "times 1.5"}
        data["reviews"] = [{"every": "week", "when": "backlog of sellers above 50", "do": do}]
    return sf.forecast(sf.Funnel.model_validate(data), replications=6, seed=5, engine="simpy")


def won(of: sf.Outlook) -> np.ndarray:
    """Return what the sellers win, by future and month."""
    first = of.runs.columns.sold + of.runs.compiled.layout.teams.index(SELLERS)
    cents: np.ndarray = of.runs.results.tallies[:, :, first]
    return cents / 100.0


def test_a_team_is_measured_by_the_days_on_which_its_seats_are_there() -> None:
    """Three seats all the time and a fourth from 2 November, month by month and as a whole."""
    asked = np.array([30 * 3, 31 * 3, 30 * 3 + 29, 31 * 4]) * 500.0
    apart = sf.kpis(outlook(), only="quota_attainment", by_period=True)
    np.testing.assert_allclose(apart.draws["quota_attainment"][SELLERS], won(outlook()) / asked)
    rows = sf.kpis(outlook(), only="quota_attainment").table.set_index("part")
    each = np.sort(won(outlook()).sum(axis=1) / asked.sum())
    whole = rows.loc[SELLERS, ["futures", "mean", "p10", "p50", "p90"]].to_numpy(dtype=float)
    np.testing.assert_allclose(whole, [6, each.mean(), each[0], each[2], each[5]])


def test_a_seat_is_measured_by_what_it_won_itself() -> None:
    """The one hired in November by 60 days; what the seats won is what their team won."""
    draws = sf.kpis(outlook(), only=["quota_attainment", "leaderboard"]).draws
    board, parts = draws["leaderboard"], draws["quota_attainment"]
    np.testing.assert_allclose(parts["sellers > Ana"], board["Ana"] / (122 * 500))
    np.testing.assert_allclose(parts["sellers > sellers 4"], board["sellers 4"] / (60 * 500))
    np.testing.assert_allclose(sum(board.values()), won(outlook()).sum(axis=1, keepdims=True))
    assert len(parts) == 5


def test_seats_and_quotas_that_rules_change_count_in_their_futures_only() -> None:
    """Each future has its own acts, so its own days; a future without any has those of the file."""
    of = outlook(reviews=True)
    assert len({of.runs.fired[r] for r in range(6)}) > 1
    found = sf.kpis(of, only="quota_attainment").draws["quota_attainment"]
    for r in range(6):
        acts = of.runs.fired[r]
        asked = 500.0 * (60 + 3 * 122)
        for number, (_, day) in enumerate(acts, start=1):
            assert number == 1  # a rule acts once
            rest = 122 - day
            fourth = min(rest, 60)
            asked += 500.0 * (0.5 * (3 * rest + fourth) + 1.5 * 2 * rest)
        np.testing.assert_allclose(found[SELLERS][r, 0], won(of).sum(axis=1)[r] / asked)
    added = found["sellers > sellers 5"][:, 0]
    np.testing.assert_array_equal(np.isnan(added), [not of.runs.fired[r] for r in range(6)])


def test_without_a_quota_the_refusal_says_where_to_state_one() -> None:
    """Of a scenario; and a history's quota is no scenario's."""
    bare = sf.forecast(staffed(), replications=1, engine="simpy")
    with pytest.raises(sf.TableError) as refused:
        sf.kpis(bare, only="quota_attainment")
    assert str(refused.value) == (
        "nothing says what sellers are to win: a scenario needs 'quota: 350 000 per year' of the "
        "team that closes deals, a history quota='350 000 per year'."
    )
    with pytest.raises(sf.FunnelError, match=r"^'quota' is for a history; in a scenario a team"):
        sf.kpis(bare, quota="350 000 per year")


def history(root: Path, tmp_path: Path, owners: tuple[str, ...]) -> sf.History:
    """Return the four leads of the tiny export with owners."""
    crm = root / "tests" / "data" / "crm"
    head, *lines = (crm / "tiny.csv").read_text(encoding="utf-8").splitlines()
    rows = [f"{line},{owner}" for line, owner in zip(lines, owners, strict=True)]
    export, mapping = tmp_path / "owners.csv", tmp_path / "owners.yaml"
    export.write_text("\n".join([f"{head},Owner", *rows]) + "\n", encoding="utf-8")
    known = (crm / "tiny.yaml").read_text(encoding="utf-8")
    mapping.write_text(f"{known}owner: Owner\n", encoding="utf-8")
    return sf.read_history(export, mapping)


def test_owners_of_a_history_are_measured_by_what_they_were_to_win(
    root: Path, tmp_path: Path
) -> None:
    """Ana won 1,200 and Bo 800.50 in the 30 days from 5 January; Cy nothing."""
    past = history(root, tmp_path, ("Ana", "Cy", "Cy", "Bo"))
    found = sf.kpis(past, only="quota_attainment", quota="10 per day").table
    assert set(zip(found["since"], found["by"], strict=True)) == {("2026-01-05", "2026-02-03")}
    assert dict(zip(found["part"], found["mean"], strict=True)) == pytest.approx(
        {"all sellers": 2000.5 / 900, "Ana": 1200 / 300, "Bo": 800.5 / 300, "Cy": 0.0}
    )
    some = {"Bo": "20 per day", "Ana": "730.5 per year"}
    found = sf.kpis(past, only="quota_attainment", quota=some).table
    assert dict(zip(found["part"], found["mean"], strict=True)) == pytest.approx(
        {"all sellers": 2000.5 / 660, "Bo": 800.5 / 600, "Ana": 1200 / 60}
    )
    assert "quota_attainment" in sf.kpis(past).missing


def test_a_quota_of_nobody_and_one_that_cannot_be_read_are_refused(
    root: Path, tmp_path: Path
) -> None:
    """The nearest owner is offered; without owners the column is named."""
    past = history(root, tmp_path, ("Ana", "Cy", "Cy", "Bo"))
    with pytest.raises(sf.UnknownNameError, match=r"^no owner is called 'Anna'\. Did you mean"):
        sf.kpis(past, quota={"Anna": "10 per day"})
    with pytest.raises(sf.FunnelError, match=r"^quota: '350 000' is not an amount of money per"):
        sf.kpis(past, quota="350 000")
    with pytest.raises(sf.FunnelError, match=r"^quota: is 0 per day; give more than 0\."):
        sf.kpis(past, quota="0 per day")
    crm = root / "tests" / "data" / "crm"
    nameless = sf.read_history(crm / "tiny.csv", crm / "tiny.yaml")
    with pytest.raises(sf.TableError, match=r"^nothing says who sold: a history needs"):
        sf.kpis(nameless, only="quota_attainment", quota="10 per day")
