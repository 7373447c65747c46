"""The card of theory beside simulation: what it is made from, its sentences and its tables."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from simfunnel.cards.tables import Grid
from simfunnel.charts import clean_name, day_long, figure_text, outcome_text
from simfunnel.tables import OCCUPANCY, THEORY, check_table
from simfunnel.units import format_count
from simfunnel.words import language, say, say_n

__all__ = ["TheoryCard", "theory_grids", "theory_notes", "theory_overline", "theory_words"]

_NONE = "\N{EN DASH}"
_BOUND, _USUAL = 4.9, 2.0
_SHARES = ("won", "outcome", "won_from")


@dataclass(frozen=True, eq=False)
class TheoryCard:
    """Everything the card shows.

    Parameters
    ----------
    name : str
        Of the scenario.
    table : DataFrame
        Columns of `tables.THEORY`.
    occupancy : DataFrame
        Columns of `tables.OCCUPANCY`.
    long_run : dict of str to float
        Open leads by stage once all is steady; may be empty.
    who, when, left_out : tuple of str
        Reasons, each a sentence.
    last_day : datetime.date
        Of the horizon.
    leads : int
        How many were followed.
    plain : bool
        Whether what has no closed form was taken out.
    queues : tuple of str
        A sentence on the queue of each team.
    made_by : tuple of (str, str)
    again : str

    Raises
    ------
    TableError
        If a table lacks a column.

    Examples
    --------
    >>> from simfunnel.tables import empty_table
    >>> card = TheoryCard("b2b", empty_table(THEORY), empty_table(OCCUPANCY), who=("Because.",))
    >>> theory_words(card)[0]
    'This funnel has no closed form, so theory and simulation cannot be compared.'
    """

    name: str
    table: pd.DataFrame
    occupancy: pd.DataFrame
    long_run: dict[str, float] = field(default_factory=dict, kw_only=True)
    who: tuple[str, ...] = field(default=(), kw_only=True)
    when: tuple[str, ...] = field(default=(), kw_only=True)
    left_out: tuple[str, ...] = field(default=(), kw_only=True)
    last_day: date = field(default=date(2026, 12, 31), kw_only=True)
    leads: int = field(default=0, kw_only=True)
    plain: bool = field(default=False, kw_only=True)
    queues: tuple[str, ...] = field(default=(), kw_only=True)
    made_by: tuple[tuple[str, str], ...] = field(default=(), kw_only=True)
    again: str = field(default="", kw_only=True)
    locale: str = field(default_factory=language, kw_only=True)

    def __post_init__(self) -> None:
        """Check the columns of both tables."""
        check_table(self.table, THEORY, "theory")
        check_table(self.occupancy, OCCUPANCY, "occupancy")


def theory_overline(card: TheoryCard) -> tuple[str, str]:
    """Return what the card is: its kind and its name."""
    return say("Theory beside simulation"), clean_name(card.name)


def theory_words(card: TheoryCard) -> tuple[str, ...]:
    """Return whether both agree, and how that is judged; or that nothing can be compared.

    Parameters
    ----------
    card : TheoryCard
    """
    if card.who:
        first = say("This funnel has no closed form, so theory and simulation cannot be compared.")
        if card.queues:
            first = say(
                "Lead by lead this funnel has no closed form; what theory knows of its queues is "
                "below."
            )
        if card.plain:
            return (first,)
        return (
            first,
            say("Asked with 'plain', both sides leave out what stands in the way."),
        )
    sizes = card.table["z"].abs().dropna()
    n, beyond = len(sizes), int((sizes > _USUAL).sum())
    largest = figure_text(float(sizes.max()) if n else 0.0, 1, card.locale)
    if n and float(sizes.max()) > _BOUND:
        verdict = say(
            "Theory and simulation do not agree: a figure lies {z} standard errors away, and "
            "chance alone passes {bound} once in a million.",
            z=largest, bound=figure_text(_BOUND, 1, card.locale),
        )  # fmt: skip
    else:
        verdict = say_n(
            "Theory and simulation agree: {n} figure, at most {z} standard errors apart.",
            "Theory and simulation agree: {n} figures, at most {z} standard errors apart.",
            n, n=format_count(n, card.locale), z=largest,
        )  # fmt: skip
    usual = say_n(
        "By chance alone one in twenty lies beyond 2; here it is {n} of {all}.",
        "By chance alone one in twenty lies beyond 2; here it is {n} of {all}.",
        beyond, all=format_count(n, card.locale),
    )  # fmt: skip
    return verdict, usual


def theory_notes(card: TheoryCard) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the lists under the tables: heading and sentences; empty ones are left out.

    Parameters
    ----------
    card : TheoryCard
    """
    found = []
    if card.who:
        found.append((say("Why there is no closed form"), (*card.who, *card.when)))
    elif card.when:
        found.append((say("Why days and open leads have no closed form"), card.when))
    if card.left_out and not card.who:
        found.append((say("What makes the comparison fair"), card.left_out))
    if card.queues:
        found.append((say("The queues of the teams"), card.queues))
    return tuple(found)


def theory_grids(card: TheoryCard) -> tuple[tuple[str, Grid], ...]:
    """Return the tables: heading and rows.

    Parameters
    ----------
    card : TheoryCard
    """
    day = day_long(card.last_day, card.locale)
    groups = (
        (say("Who is won, and how the others end"), ("won", "outcome")),
        (say("Won, of the stays in a stage"), ("won_from",)),
        (say("Stays per lead"), ("stays",)),
        (say("Days"), ("days", "days_to_end", "days_to_win")),
        (say("Open on {day}, from an empty start", day=day), ("open",)),
    )
    found = []
    for heading, kinds in groups:
        rows = card.table[card.table["what"].isin(kinds)]
        if len(rows):
            found.append((heading, _grid(card, rows, kinds[0] == "open")))
    return tuple(found)


def _grid(card: TheoryCard, rows: pd.DataFrame, is_open: bool) -> Grid:
    """Return one table."""
    columns = ["", say("exact"), say("simulated"), say("± error"), say("errors apart")]
    steady = is_open and bool(card.long_run)
    if steady:
        columns.append(say("in the long run"))
    cells = []
    for row in rows.to_dict("records"):
        line = [_label(row), *_figures(card, row)]
        if steady:
            line.append(figure_text(card.long_run[str(row["name"])], 1, card.locale))
        cells.append(tuple(line))
    return Grid((), tuple(columns), tuple(cells), 1, frozenset({1}))


def _label(row: dict[Any, Any]) -> str:
    """Return what a row is about."""
    name = clean_name(row["name"], 40)
    if row["what"] == "won":
        return say("won, from {source}", source=name) if name else say("won, of all leads")
    if row["what"] == "outcome":
        return outcome_text(str(row["name"]))
    if row["what"] == "days":
        return say("in {stage}", stage=name)
    if row["what"] == "days_to_end":
        return say("from birth to the end")
    return say("from birth to the win") if row["what"] == "days_to_win" else name


def _figures(card: TheoryCard, row: dict[Any, Any]) -> list[str]:
    """Return exact, simulated, error and distance, no finer than the error."""
    is_share = row["what"] in _SHARES
    factor, unit = (100.0, "\N{NO-BREAK SPACE}%") if is_share else (1.0, "")
    error = float(row["se"]) * factor
    digits = 2
    if error > 0.0:
        digits = min(max(1 - math.floor(math.log10(error)), 1), 4)
    exact, seen = (
        figure_text(float(row[k]) * factor, digits, card.locale) + unit
        for k in ("exact", "simulated")
    )
    far = _NONE if math.isnan(row["z"]) else figure_text(float(row["z"]), 1, card.locale)
    said = figure_text(error, digits, card.locale) if error > 0.0 else _NONE
    return [exact, seen, said, far]
