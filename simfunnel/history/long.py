"""The long layout: one row per change, as stage histories are exported."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.errors import Problem, did_you_mean
from simfunnel.history.facts import Fact, note, shown_list
from simfunnel.history.mapping import Mapping
from simfunnel.history.parsing import parse_dates
from simfunnel.history.records import Records, as_moves, given_table, reasoned, said_of
from simfunnel.history.refusals import refuse_all
from simfunnel.history.sheets import Sheet
from simfunnel.units import format_count
from simfunnel.units.readings import shown
from simfunnel.words import say, say_n

__all__ = ["read_long"]

_MOST_STRAYS = 5


def read_long(sheet: Sheet, mapping: Mapping, facts: list[Fact]) -> Records:
    """Return the records of an export with one row per change.

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
        If dates or amounts cannot be read or a stage is unknown; all at once.
    """
    assert mapping.stage is not None  # checked with the mapping
    assert mapping.at is not None
    problems: list[Problem] = []
    found = list(facts)
    sheet = _readable_rows(sheet, mapping, found)
    dates = {
        c: parse_dates(sheet, c, mapping.formats_of(c), problems) for c in mapping.date_columns()
    }
    ids, at = sheet.columns[mapping.lead], dates[mapping.at]
    given = given_table(sheet, mapping, ids, at, problems).assign(at=at)
    targets, rank = _targets(sheet, mapping, problems)
    refuse_all(problems)
    undated = np.isnat(at)
    note(found, "undated_rows", int(undated.sum()))
    because = sheet.columns[mapping.because] if mapping.because else np.full(len(ids), "", object)
    order = np.arange(len(ids)) if mapping.same_day == "file" else rank
    moves = as_moves(ids, at, targets, order, because)[~undated]
    _count_gaps(sheet, mapping, moves, found)
    return Records(
        name=mapping.mapping,
        layout="long",
        stages=mapping.stage_names,
        currency=mapping.currency,
        moves=moves.reset_index(drop=True),
        given=given[~undated].reset_index(drop=True),
        created=_created(ids, at, dates.get(mapping.created or "")),
        amount_known=mapping.amount.known if mapping.amount else "when won",
        records_from=mapping.records_from,
        exported_on=mapping.exported_on,
        said=said_of(mapping),
        facts=tuple(found),
    )


def _readable_rows(sheet: Sheet, mapping: Mapping, facts: list[Fact]) -> Sheet:
    """Leave out rows without a lead, exact copies and stages to be ignored, counting them."""
    assert mapping.stage is not None
    keep = sheet.columns[mapping.lead] != ""
    note(facts, "unnamed", int((~keep).sum()))
    copies = keep & pd.DataFrame(sheet.columns).duplicated().to_numpy()
    note(facts, "copied", int(copies.sum()))
    ignored = keep & np.isin(sheet.columns[mapping.stage].astype(str), list(mapping.ignore))
    note(facts, "ignored", int(ignored.sum()), names=shown_list(mapping.ignore))
    keep &= ~copies & ~ignored
    columns = {name: values[keep] for name, values in sheet.columns.items()}
    return replace(sheet, columns=columns, lines=sheet.lines[keep])


def _targets(
    sheet: Sheet, mapping: Mapping, problems: list[Problem]
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """Return the stage or outcome of each row and its place in the order."""
    assert mapping.stage is not None
    texts = sheet.columns[mapping.stage]
    known = {stage: stage for stage in mapping.stage_names}
    rank = {stage: i for i, stage in enumerate(mapping.stage_names)}
    for i, (name, outcome) in enumerate(mapping.outcomes.items(), len(rank)):
        known |= dict.fromkeys(outcome.means or (name,), name)
        rank[name] = i
    _refuse_unknown(sheet, mapping.stage, known, problems)
    names = [known.get(text, "") for text in texts]
    order = np.array([rank.get(name, 0) for name in names], dtype=np.int64)
    columns = {name: outcome.reason for name, outcome in mapping.outcomes.items()}
    full = [
        name if name not in columns else reasoned(name, _cell(sheet, columns[name], row))
        for row, name in enumerate(names)
    ]
    return np.array(full, dtype=object), order


def _refuse_unknown(
    sheet: Sheet, column: str, known: dict[str, str], problems: list[Problem]
) -> None:
    """Note stage names that the mapping does not know, the first five one by one."""
    texts = sheet.columns[column]
    strays = [text for text in dict.fromkeys(texts) if text not in known]
    for text in strays[:_MOST_STRAYS]:
        rows = np.flatnonzero(texts == text)
        listed = shown_list(say("line {lines}", lines=sheet.lines[row]) for row in rows)
        message = say_n(
            "{n} row names the stage {text}, which the mapping does not know ({listed}); add it to "
            "'stages', 'rename' or 'ignore'.",
            "{n} rows name the stage {text}, which the mapping does not know ({listed}); add it to "
            "'stages', 'rename' or 'ignore'.",
            len(rows),
            n=format_count(len(rows)),
            text=shown(text),
            listed=listed,
        )
        problems.append(Problem(sheet.name, column, message + did_you_mean(text, known)))
    if len(strays) > _MOST_STRAYS:
        more = len(strays) - _MOST_STRAYS
        sentence = say_n(
            "{n} more name is unknown in the same way.",
            "{n} more names are unknown in the same way.",
            more,
            n=format_count(more),
        )
        problems.append(Problem(sheet.name, column, sentence))


def _cell(sheet: Sheet, column: str | None, row: int) -> str:
    """Return the text of a cell; empty where no column is named."""
    return "" if column is None else str(sheet.columns[column][row])


def _count_gaps(sheet: Sheet, mapping: Mapping, moves: pd.DataFrame, facts: list[Fact]) -> None:
    """Count rows that start from another stage than the lead was in."""
    if mapping.came_from is None or not len(moves):
        return
    known = {text: name for name, o in mapping.outcomes.items() for text in (o.means or (name,))}
    stated = [known.get(text, text) for text in sheet.columns[mapping.came_from]]
    ordered = moves.assign(stated=np.array(stated, dtype=object)[moves.index])
    ordered = ordered.sort_values(["lead", "at", "rank"], kind="stable")
    before = ordered.groupby("lead", sort=False)["target"].shift().fillna("")
    kind = before.where(before.isin(mapping.stage_names), before.str.partition(".")[0])
    gaps = int(((kind != ordered["stated"]) & (ordered["stated"] != "") & (before != "")).sum())
    note(facts, "gaps", gaps)


def _created(
    ids: NDArray[np.object_],
    at: NDArray[np.datetime64],
    created: NDArray[np.datetime64] | None,
) -> pd.DataFrame:
    """Return when each lead was created: as stated, else at its first row."""
    when = at if created is None else created
    table = pd.DataFrame({"lead": ids, "created_at": when})
    first = table.groupby("lead", sort=False)["created_at"].min()
    return first.reset_index()
