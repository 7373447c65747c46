"""What an export states, lead by lead and date by date, before anything is cut or counted."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.errors import Problem
from simfunnel.history.columns import MOMENT, UNKNOWN
from simfunnel.history.currencies import in_one_currency
from simfunnel.history.facts import Fact
from simfunnel.history.mapping import Mapping
from simfunnel.history.parsing import NO_AMOUNT, parse_amounts
from simfunnel.history.sheets import Sheet

__all__ = ["Records", "as_moves", "given_table", "legal_name", "names_of", "reasoned", "said_of"]

_LONGEST_REASON = 60
_LONGEST_NAME = 80


@dataclass(frozen=True, eq=False)
class Records:
    """The dated moves of leads, and what else is said of them.

    Parameters
    ----------
    name : str
        The export's name.
    layout : str
        wide or long.
    stages : tuple of str
        In their order.
    currency : str
        Of all amounts.
    moves : DataFrame
        lead, at, target (stage or outcome), rank (order within a day), because.
    given : DataFrame
        lead, at (from when it is known), source, segment, owner, amount, cost. Missing amounts
        are NA, missing texts empty.
    created : DataFrame
        lead, created_at (NaT where unknown): one row per lead, in order of the file.
    amount_known : str
        ``when won`` or ``from the start``.
    records_from, exported_on : date, optional
        First day on which closes were recorded; the export's own day.
    said : frozenset of str
        Which of source, segment, owner, amount and cost the export has a column for.
    facts : tuple of Fact
        What was counted while reading.
    """

    name: str
    layout: Literal["wide", "long"]
    stages: tuple[str, ...]
    currency: str
    moves: pd.DataFrame
    given: pd.DataFrame
    created: pd.DataFrame
    amount_known: str = "when won"
    records_from: date | None = None
    exported_on: date | None = None
    said: frozenset[str] = frozenset()
    facts: tuple[Fact, ...] = ()


def legal_name(text: str, longest: int = _LONGEST_NAME) -> str:
    """Return a text of an export as a name that a funnel may have.

    Parameters
    ----------
    text : str
        As it stands in the export.
    longest : int
        Where to cut.

    Returns
    -------
    str
        Without slashes, dots, control characters and blanks around it.

    Examples
    --------
    >>> legal_name("Trade fair / DMEXCO.2026")
    'Trade fair - DMEXCO_2026'
    """
    normal = unicodedata.normalize("NFC", text)
    shown = "".join(" " if unicodedata.category(c) == "Cc" else c for c in normal)
    return shown.replace("/", "-").replace(".", "_").strip()[:longest].strip()


def reasoned(outcome: str, reason: str) -> str:
    """Return the full name of an outcome with its reason.

    Examples
    --------
    >>> reasoned("lost", "Financing / mortgage rejected"), reasoned("lost", ""), reasoned("won", "")
    ('lost.financing_mortgage_rejected', 'lost.no_reason', 'won')
    """
    if outcome == "won" or "." in outcome:
        return outcome
    letters = "".join(c if c.isalnum() else " " for c in unicodedata.normalize("NFC", reason))
    slug = "_".join(letters.lower().split())[:_LONGEST_REASON].strip("_")
    return f"{outcome}.{slug or ('other' if reason else 'no_reason')}"


def names_of(texts: Iterable[str]) -> NDArray[np.object_]:
    """Return legal names of sources or segments; blanks become "unknown".

    Examples
    --------
    >>> names_of(["web", ""])
    array(['web', 'unknown'], dtype=object)
    """
    listed = list(texts)
    legal = {text: legal_name(text) or UNKNOWN for text in set(listed)}
    return np.array([legal[text] for text in listed], dtype=object)


def as_moves(
    lead: NDArray[np.object_],
    at: NDArray[np.datetime64],
    target: NDArray[np.object_],
    rank: NDArray[np.int64],
    because: NDArray[np.object_] | None = None,
) -> pd.DataFrame:
    """Return a table of moves: which lead went where, when, and why.

    Parameters
    ----------
    lead, target, because : ndarray of object, each of shape (n_moves,)
        Ids, stages or outcomes, and reasons (none where left out).
    at : ndarray of datetime64, shape (n_moves,)
        When.
    rank : ndarray of int64, shape (n_moves,)
        Order within one moment.

    Examples
    --------
    >>> one = np.array(["a"], object), np.array(["2026-01-01"], "M8[s]"), np.array(["won"], object)
    >>> list(as_moves(*one, np.array([0])).columns)
    ['lead', 'at', 'target', 'rank', 'because']
    """
    reasons = np.full(len(lead), "", dtype=object) if because is None else because
    moment = at.astype(MOMENT)
    return pd.DataFrame(
        {"lead": lead, "at": moment, "target": target, "rank": rank, "because": reasons}
    )


def said_of(mapping: Mapping) -> frozenset[str]:
    """Return which of the things said of a lead the mapping has a column for.

    Examples
    --------
    >>> sorted(said_of(Mapping.model_validate({
    ...     "simfunnel": "1", "mapping": "tiny", "layout": "wide", "lead": "Id", "owner": "Rep",
    ...     "stages": {"lead": "Created"}, "outcomes": {"won": {"date": "Won"}}})))
    ['owner']
    """
    keys = ("source", "segment", "owner", "amount", "cost")
    return frozenset(key for key in keys if getattr(mapping, key) is not None)


def given_table(
    sheet: Sheet,
    mapping: Mapping,
    ids: NDArray[np.object_],
    when: NDArray[np.datetime64],
    problems: list[Problem],
) -> pd.DataFrame:
    """Return what each row says of its lead besides its dates.

    Parameters
    ----------
    sheet : Sheet
        The export's texts.
    mapping : Mapping
        Which columns hold what.
    ids : ndarray of object, shape (n_rows,)
        The lead of each row.
    when : ndarray of datetime64, shape (n_rows,)
        The last date in each row; NaT where there is none.
    problems : list of Problem
        Grows by what cannot be read.

    Returns
    -------
    DataFrame
        lead, source, segment, owner (blank where not said), amount and cost in hundredths.
    """
    table = pd.DataFrame({"lead": ids})
    for key in ("source", "segment", "owner"):
        column = getattr(mapping, key)
        table[key] = sheet.columns[column] if column else ""
    money = {"amount": mapping.amount.column if mapping.amount else None, "cost": mapping.cost}
    for key, column in money.items():
        if column is None:
            table[key] = pd.array([pd.NA] * len(table), dtype="Int64")
        else:
            cents = parse_amounts(sheet, column, mapping.numbers, problems)
            if key == "amount":
                cents = in_one_currency(cents, sheet, mapping, when, problems)
            table[key] = pd.arrays.IntegerArray(cents, cents == NO_AMOUNT)
    return table
