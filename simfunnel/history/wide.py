"""The wide layout: one row per lead, one date column per stage."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.errors import Problem
from simfunnel.history.facts import Fact, note, shown_list
from simfunnel.history.mapping import Mapping, Outcome
from simfunnel.history.parsing import parse_dates
from simfunnel.history.records import Records, as_moves, given_table, reasoned, said_of
from simfunnel.history.refusals import refuse_all
from simfunnel.history.sheets import Sheet
from simfunnel.units import format_count
from simfunnel.words import say, say_n

__all__ = ["read_wide"]

_Dates = dict[str, NDArray[np.datetime64]]


def read_wide(sheet: Sheet, mapping: Mapping, facts: list[Fact]) -> Records:
    """Return the records of an export with one row per lead.

    Parameters
    ----------
    sheet : Sheet
        The export's texts.
    mapping : Mapping
        What they mean.
    facts : list of Fact
        What was counted so far.

    Returns
    -------
    Records
        Its moves and what else is known.

    Raises
    ------
    HistoryError
        If dates or amounts cannot be read, ids repeat or stages are out of order and the mapping
        does not say what to do; all at once.
    """
    problems: list[Problem] = []
    found = list(facts)
    sheet = _one_row_per_lead(sheet, mapping, problems, found)
    dates = {
        c: parse_dates(sheet, c, mapping.formats_of(c), problems) for c in mapping.date_columns()
    }
    ids = sheet.columns[mapping.lead]
    given = given_table(sheet, mapping, ids, _last_of(list(dates.values())), problems)
    _check_order(sheet, mapping, dates, problems, found)
    refuse_all(problems)
    blank = np.all([np.isnat(when) for when in dates.values()], axis=0)
    note(found, "undated_rows", int(blank.sum()))
    created = _created(mapping, dates, len(sheet))
    parts = [
        as_moves(ids[at], dates[column][at], _named(stage, at), np.full(at.sum(), rank))
        for rank, (stage, column) in enumerate(mapping.stage_columns.items())
        for at in [~np.isnat(dates[column])]
    ]
    parts += [
        _end(sheet, ids, end, dates, rank, found)
        for rank, end in enumerate(mapping.outcomes.items(), len(parts))
    ]
    return Records(
        name=mapping.mapping,
        layout="wide",
        stages=mapping.stage_names,
        currency=mapping.currency,
        moves=pd.concat(parts, ignore_index=True),
        given=given.assign(at=created),
        created=pd.DataFrame({"lead": ids, "created_at": created}),
        amount_known=mapping.amount.known if mapping.amount else "when won",
        records_from=mapping.records_from,
        exported_on=mapping.exported_on,
        said=said_of(mapping),
        facts=tuple(found),
    )


def _last_of(dates: list[NDArray[np.datetime64]]) -> NDArray[np.datetime64]:
    """Return the last date in each row; NaT where it has none."""
    last: NDArray[np.datetime64] = np.fmax.reduce(dates)
    return last


def _named(name: str, at: NDArray[np.bool_]) -> NDArray[np.object_]:
    """Return a name once for each row marked."""
    return np.full(int(at.sum()), name, dtype=object)


def _created(mapping: Mapping, dates: _Dates, n_rows: int) -> NDArray[np.datetime64]:
    """Return the day on which each lead was created, as the export says it."""
    if mapping.created is not None:
        return dates[mapping.created]
    return np.full(n_rows, "NaT", dtype="datetime64[s]")


def _one_row_per_lead(
    sheet: Sheet, mapping: Mapping, problems: list[Problem], facts: list[Fact]
) -> Sheet:
    """Leave out rows without an id and repeated ones, counting them."""
    ids = sheet.columns[mapping.lead]
    keep = ids != ""
    note(facts, "unnamed", int((~keep).sum()))
    frame = pd.DataFrame(sheet.columns)
    copies = keep & frame.duplicated().to_numpy()
    note(facts, "copied", int(copies.sum()))
    keep &= ~copies
    last: Literal["first", "last"] = "last" if mapping.duplicates == "last" else "first"
    kept = pd.Series(ids[keep])
    repeats = np.zeros(len(ids), dtype=bool)
    repeats[np.flatnonzero(keep)] = kept.duplicated(keep=last).to_numpy()
    rows = np.flatnonzero(repeats)
    if len(rows) and mapping.duplicates == "refuse":
        listed = shown_list(
            say("line {lines} {ids}", lines=sheet.lines[row], ids=repr(ids[row])) for row in rows
        )
        message = say_n(
            "{n} row repeats a lead id with other content ({listed}); keep one row each, or state "
            "'duplicates: first' or 'last' in the mapping.",
            "{n} rows repeat a lead id with other content ({listed}); keep one row each, or state "
            "'duplicates: first' or 'last' in the mapping.",
            len(rows),
            n=format_count(len(rows)),
            listed=listed,
        )
        problems.append(Problem(sheet.name, mapping.lead, message))
    else:
        note(facts, "duplicated", len(rows), which=last)
    keep &= ~repeats
    columns = {name: values[keep] for name, values in sheet.columns.items()}
    return replace(sheet, columns=columns, lines=sheet.lines[keep])


def _check_order(
    sheet: Sheet, mapping: Mapping, dates: _Dates, problems: list[Problem], facts: list[Fact]
) -> None:
    """Refuse, or count, leads that reach a later stage before an earlier one."""
    columns = list(mapping.stage_columns.values())
    days = np.stack([dates[column].astype("datetime64[D]").astype(np.int64) for column in columns])
    blank = np.stack([np.isnat(dates[column]) for column in columns])
    days = np.where(blank, np.iinfo(np.int64).min, days)
    highest = np.maximum.accumulate(days, axis=0)
    early = (days < highest) & ~blank
    rows = np.flatnonzero(early.any(axis=0))
    if mapping.out_of_order == "by date":
        note(facts, "out_of_order", len(rows))
        return
    late_stage = days.argmax(axis=0)
    names = mapping.stage_names
    listed = shown_list(
        say(
            "line {lines} {early} before {late}",
            lines=sheet.lines[row],
            early=repr(names[early[:, row].argmax()]),
            late=repr(names[late_stage[row]]),
        )
        for row in rows
    )
    if len(rows):
        message = say_n(
            "{few} of {n} lead out of order ({listed}); mend their dates, or state 'out_of_order: "
            "by date' in the mapping.",
            "{few} of {n} leads out of order ({listed}); mend their dates, or state 'out_of_order: "
            "by date' in the mapping.",
            len(sheet),
            few=format_count(len(rows)),
            n=format_count(len(sheet)),
            listed=listed,
        )
        problems.append(Problem(sheet.name, "", message))


def _end(
    sheet: Sheet,
    ids: NDArray[np.object_],
    end: tuple[str, Outcome],
    dates: _Dates,
    rank: int,
    facts: list[Fact],
) -> pd.DataFrame:
    """Return the moves to one outcome; a status without a date is counted and not read."""
    name, outcome = end
    nowhere = np.full(len(sheet), "NaT", dtype="datetime64[s]")
    when = nowhere if outcome.date is None else dates[outcome.date]
    said = np.ones(len(sheet), dtype=bool)
    if outcome.status is not None:
        said = np.isin(sheet.columns[outcome.status].astype(str), list(outcome.means))
        undated = int((said & np.isnat(when)).sum())
        note(facts, "status_without_date", undated, outcome=name)
    at = said & ~np.isnat(when)
    reasons = sheet.columns[outcome.reason][at] if outcome.reason else [""] * int(at.sum())
    targets = np.array([reasoned(name, reason) for reason in reasons], dtype=object)
    return as_moves(ids[at], when[at], targets, np.full(at.sum(), rank))
