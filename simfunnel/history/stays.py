"""Dated moves become stays and leads, as they were visible at the end of a day."""

from __future__ import annotations

from datetime import date
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.funnel.quantities import outcome_kind
from simfunnel.history.columns import LEADS, MOMENT, STAYS
from simfunnel.history.facts import Fact, note
from simfunnel.history.records import Records, names_of

__all__ = ["build"]

EVERYWHERE = "all"
"""The source of every lead where the export names none."""


def build(records: Records, cut: date | None) -> tuple[pd.DataFrame, pd.DataFrame, list[Fact]]:
    """Return stays, leads and facts as they were at the end of a day.

    Parameters
    ----------
    records : Records
        What the export states.
    cut : date, optional
        The last day that is visible; everything later is blank. All of it where left out.

    Returns
    -------
    stays : DataFrame
        Columns of `columns.STAYS`, by lead and time.
    leads : DataFrame
        Columns of `columns.LEADS`, one row per lead, in order of their ids.
    facts : list of Fact
        What was counted on the way.
    """
    end = np.datetime64("9999-01-01", "s") if cut is None else np.datetime64(cut, "s") + 86_400
    facts: list[Fact] = []
    moves = _in_order(records, end)
    moves = _one_end(records, moves, facts)
    leads = _leads(records, moves, end)
    stays = _stays(moves, leads)
    _count_paths(records, stays, leads, facts)
    later = int((records.moves["at"].to_numpy() >= end).sum())
    note(facts, "after_as_of", later, day=cut)
    return stays, leads, facts


def _in_order(records: Records, end: np.datetime64) -> pd.DataFrame:
    """Return the visible moves by lead and time."""
    moves = records.moves[records.moves["at"].to_numpy() < end]
    if records.layout == "long":
        return moves.sort_values(["lead", "at", "rank"], kind="stable", ignore_index=True)
    by_day = moves.assign(day=moves["at"].to_numpy().astype("datetime64[D]").astype("int64"))
    ordered = by_day.sort_values(["lead", "day", "rank"], kind="stable", ignore_index=True)
    seconds = pd.Series(ordered["at"].to_numpy().astype(MOMENT).astype(np.int64))
    rising = seconds.groupby(ordered["lead"].to_numpy(), sort=False).cummax()
    return ordered.drop(columns="day").assign(at=rising.to_numpy().astype(MOMENT))


def _one_end(records: Records, moves: pd.DataFrame, facts: list[Fact]) -> pd.DataFrame:
    """Leave out moves that say nothing or come after the end, counting them."""
    repeated = _same_lead(moves) & _equals_previous(moves)
    note(facts, "repeated", int(repeated.sum()))
    moves = moves[~repeated].reset_index(drop=True)
    over = _after_the_end(records, moves)
    ends = _is_outcome(moves)
    note(facts, "closed_first", int((ends & ~_same_lead(moves)).sum()))
    late = over & ~ends
    note(facts, "after_the_end", int(late.sum()))
    second = ends & (over | (_same_lead(moves) & np.append(False, ends[:-1])))
    note(facts, "second_outcome", int(second.sum()))
    kept: pd.DataFrame = moves[~(late | second)].reset_index(drop=True)
    return kept


def _same_lead(moves: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which rows belong to the lead of the row before."""
    leads = moves["lead"].to_numpy(dtype=object)
    return np.append(np.zeros(min(1, len(leads)), bool), leads[1:] == leads[:-1]).astype(bool)


def _equals_previous(moves: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which rows have the target of the row before."""
    target = moves["target"].to_numpy(dtype=object)
    return np.append(np.zeros(min(1, len(target)), bool), target[1:] == target[:-1]).astype(bool)


def _is_outcome(moves: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which moves end a lead."""
    kinds = {name: outcome_kind(name) is not None for name in moves["target"].unique()}
    return np.array([kinds[name] for name in moves["target"]], dtype=bool)


def _after_the_end(records: Records, moves: pd.DataFrame) -> NDArray[np.bool_]:
    """Tell which moves come after the lead's last word: won, or in a wide layout any outcome."""
    final = _is_outcome(moves)
    if records.layout == "long":
        final = moves["target"].to_numpy(dtype=object) == "won"
    ends = pd.Series(final.astype(np.int64))
    so_far = ends.groupby(moves["lead"].to_numpy(), sort=False).cumsum() - ends
    return so_far.to_numpy() > 0


def _stays(moves: pd.DataFrame, leads: pd.DataFrame) -> pd.DataFrame:
    """Turn each move into a stage into a stay that lasts until the next move."""
    goes_on = np.append(_same_lead(moves)[1:], np.zeros(min(1, len(moves)), bool))
    at = moves["at"].to_numpy().astype(MOMENT)
    later = np.where(goes_on, np.roll(at, -1), np.datetime64("NaT", "s"))
    target = moves["target"].to_numpy(dtype=object)
    because = moves["because"].to_numpy(dtype=object)
    table = pd.DataFrame(
        {
            "lead": moves["lead"],
            "stage": moves["target"],
            "entered_at": at,
            "worked_at": np.datetime64("NaT", "s"),
            "left_at": later.astype(MOMENT),
            "exit": pd.Series(np.roll(target, -1)).where(goes_on),
            "because": pd.Series(np.roll(because, -1)).where(
                goes_on & (np.roll(because, -1) != "")
            ),
        }
    )[~_is_outcome(moves)]
    table["occasion"] = table.groupby(["lead", "stage"], sort=False).cumcount()
    told = leads.set_index("lead")
    for key in ("source", "segment", "owner", "amount"):
        table[key] = told[key].reindex(table["lead"]).to_numpy()
    return table[list(STAYS)].astype(STAYS).reset_index(drop=True)


def _leads(records: Records, moves: pd.DataFrame, end: np.datetime64) -> pd.DataFrame:
    """Return one row per lead that is visible, with what was known of it."""
    created = records.created.set_index("lead")["created_at"].astype(MOMENT)
    created = created.where(created.to_numpy() < end)
    seen = pd.Index(created.index[created.notna()]).union(pd.Index(moves["lead"].unique()))
    table = pd.DataFrame(index=pd.Index(sorted(seen), name="lead"))
    table["created_on"] = created.reindex(table.index)
    last = moves.drop_duplicates("lead", keep="last").set_index("lead")
    last = last[_is_outcome(last)]
    table["outcome"] = last["target"].reindex(table.index)
    table["closed_on"] = last["at"].reindex(table.index)
    won = table["outcome"] == "won"
    table["won_on"] = table["closed_on"].where(won)
    _tell(records, table, won, end)
    return table.reset_index()[list(LEADS)].astype(LEADS)


def _tell(records: Records, table: pd.DataFrame, won: pd.Series, end: np.datetime64) -> None:
    """Add source, segment, owner, amount and cost as far as they were known."""
    given = records.given
    known = given["at"].isna().to_numpy() | (given["at"].to_numpy() < end)
    given = given[known | given["lead"].isin(table.index).to_numpy() & (records.layout == "wide")]
    given = given.sort_values("at", kind="stable", na_position="first")
    for key, blank in (("source", EVERYWHERE), ("segment", None)):
        texts = _said(given, key, "first").reindex(table.index).fillna("")
        table[key] = names_of(texts) if key in records.said else blank
    exported = records.exported_on or date(9000, 1, 1)
    always = records.layout == "long" or bool(np.datetime64(exported, "s") < end)
    visible = table["outcome"].notna() | always
    table["owner"] = _said(given, "owner", "last").reindex(table.index).where(visible)
    amount = _said(given, "amount", "last").reindex(table.index)
    table["amount"] = amount if records.amount_known == "from the start" else amount.where(won)
    table["cost"] = _said(given, "cost", "first").reindex(table.index)


def _said(given: pd.DataFrame, key: str, keep: Literal["first", "last"]) -> pd.Series:
    """Return the first or last thing said of each lead under a key, blanks left out."""
    said = given[given[key].notna() & (given[key] != "")]
    one = said.drop_duplicates("lead", keep=keep)
    found: pd.Series = one.set_index("lead")[key]
    return found


def _count_paths(
    records: Records, stays: pd.DataFrame, leads: pd.DataFrame, facts: list[Fact]
) -> None:
    """Count skips, returns, entries midway and leads that are in no stage."""
    place = {stage: i for i, stage in enumerate(records.stages)}
    here = stays["stage"].map(place).astype("float64")
    to = stays["exit"].map(place).astype("float64")
    first = ~stays["lead"].duplicated()
    again = ~first & (stays["entered_at"] != stays.groupby("lead")["left_at"].shift())
    staged = leads["lead"].isin(stays["lead"])
    note(facts, "skips", int((to > here + 1).sum()))
    note(facts, "returns", int((to < here).sum()))
    note(facts, "midway", int((first & (here > 0)).sum()))
    note(facts, "reopened", int(again.sum()))
    note(facts, "undated", int((~staged & leads["outcome"].isna()).sum()))
    first_stage = stays[first].set_index("lead")["entered_at"]
    before = first_stage.reindex(leads["lead"]).to_numpy().astype("datetime64[D]")
    made = leads["created_on"].to_numpy().astype("datetime64[D]")
    note(facts, "before_created", int((before < made).sum()))
