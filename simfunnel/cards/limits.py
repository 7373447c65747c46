"""The card of what limits a funnel, people or leads: what it is made from, its words and tables."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from simfunnel.cards.elements import card_of, line, made, page_of, table
from simfunnel.cards.outputs import save_page
from simfunnel.cards.tables import Grid
from simfunnel.cards.terminal import Line, Piece, cut
from simfunnel.cards.text_page import Page, made_lines, table_lines, text_of
from simfunnel.cards.words import BETWEEN_PARTS, made_line
from simfunnel.charts import clean_name, figure_text, signed
from simfunnel.tables import LIMITS, TEAM_LIMITS, check_table
from simfunnel.units import format_count, format_share
from simfunnel.words import language, say, say_n

__all__ = ["LimitsCard", "limits_html", "limits_text", "limits_words", "save_limits"]

_NONE = "\N{EN DASH}"


@dataclass(frozen=True, eq=False)
class LimitsCard:
    """Everything the card shows.

    Parameters
    ----------
    name : str
        Of the scenario.
    table : DataFrame
        Columns of `tables.LIMITS`.
    teams : DataFrame
        Columns of `tables.TEAM_LIMITS`; at least one row.
    verdicts : DataFrame
        label, verdict, team, clear; a row per period.
    made_by : tuple of (str, str)
    again : str

    Raises
    ------
    TableError
        If a table lacks a column.
    """

    name: str
    table: pd.DataFrame
    teams: pd.DataFrame
    verdicts: pd.DataFrame
    made_by: tuple[tuple[str, str], ...] = field(default=(), kw_only=True)
    again: str = field(default="", kw_only=True)
    locale: str = field(default_factory=language, kw_only=True)

    def __post_init__(self) -> None:
        """Check the columns of both tables."""
        check_table(self.table, LIMITS, "limits")
        check_table(self.teams, TEAM_LIMITS, "teams")


def limits_words(card: LimitsCard) -> tuple[str, ...]:
    """Return what limits the funnel, in sentences.

    Parameters
    ----------
    card : LimitsCard
    """
    n, every = int((card.verdicts["team"] != "").sum()), len(card.verdicts)
    if n == 0:
        first = say("Demand limits what is won in every period.")
    elif n == every:
        first = say("Capacity limits what is won in every period.")
    else:
        first = say_n(
            "Capacity limits what is won in {n} of {all} periods, demand in the others.",
            "Capacity limits what is won in {n} of {all} periods, demand in the others.",
            n, n=format_count(n, card.locale), all=format_count(every, card.locale),
        )  # fmt: skip
    row = card.teams.iloc[int(card.teams["seat"].argmax())]
    whole = say(
        "Over the whole horizon one more seat brings most in {team}, busy for {busy} of its hours: "
        "{seat}; 10 % more leads bring {leads}.",
        team=clean_name(row["team"]), busy=format_share(row["utilisation"], card.locale),
        seat=_deals(card, row["seat"]), leads=_deals(card, row["leads"]),
    )  # fmt: skip
    unclear = int((~card.verdicts["clear"]).sum())
    if not unclear:
        return first, whole
    return first, whole, say_n(
        "In {n} period more futures could turn the verdict: the two differ by less than their "
        "error.",
        "In {n} periods more futures could turn the verdict: the two differ by less than their "
        "error.",
        unclear, n=format_count(unclear, card.locale),
    )  # fmt: skip


def limits_grids(card: LimitsCard) -> tuple[tuple[str, Grid], ...]:
    """Return the tables: heading and rows.

    Parameters
    ----------
    card : LimitsCard
    """
    columns = ("", say("limited by"), say("team"), say("busy"), say("one more seat"), _ERROR,
               say("10 % more leads"), _ERROR)  # fmt: skip
    periods = Grid((), columns, tuple(_period_rows(card)), 3, frozenset({4, 6}), _how())
    heads = ("", say("busy"), say("asked"), say("days waited"), say("queue"), say("at the end"),
             say("gave up"), say("one more seat"), _ERROR)  # fmt: skip
    note = say(
        "Asked: what new leads need of the hours offered; above 100 % the queue grows. Days "
        "waited: until the work that was done began. Queue: leads, on average. Gave up: lost "
        "patience."
    )
    teams = Grid((), heads, tuple(_team_rows(card)), 1, frozenset({7}), note)
    return (
        (say("What limits each period: deals more or less"), periods),
        (say("Where leads wait, over the whole horizon"), teams),
    )


_ERROR = "\N{PLUS-MINUS SIGN}"


def _how() -> str:
    """Return by which rule a period is judged."""
    return say(
        "Capacity: a team is busy for at least 85 % of its hours, and one more seat there brings "
        "more deals than 10 % more leads. The team shown is the one where a seat brings most. "
        "±: 95 % Monte Carlo error."
    )


def _period_rows(card: LimitsCard) -> list[tuple[str, ...]]:
    """Return a row per period, with the team where a seat adds most."""
    rows: list[tuple[str, ...]] = []
    for verdict in card.verdicts.to_dict("records"):
        part = card.table[card.table["label"] == verdict["label"]]
        own = part[part["team"] == verdict["team"]]
        row = (own if len(own) else part.sort_values("seat", ascending=False)).iloc[0]
        word = say("people") if verdict["team"] else say("leads")
        rows.append(
            (
                str(verdict["label"]),
                word if verdict["clear"] else say("{word}, unclear", word=word),
                clean_name(row["team"], 24),
                format_share(row["utilisation"], card.locale),
                _signed(card, row["seat"]),
                _figure(card, row["seat_error"]),
                _signed(card, row["leads"]),
                _figure(card, row["leads_error"]),
            )
        )
    return rows


def _team_rows(card: LimitsCard) -> list[tuple[str, ...]]:
    """Return a row per team."""
    return [
        (
            clean_name(row["team"], 24),
            _share(card, row["utilisation"]),
            _share(card, row["work_asked"]),
            _figure(card, row["wait_days"]),
            _figure(card, row["queue"]),
            _figure(card, row["queue_at_end"]),
            _figure(card, row["reneged"]),
            _signed(card, row["seat"]),
            _figure(card, row["seat_error"]),
        )
        for row in card.teams.to_dict("records")
    ]


def _figure(card: LimitsCard, value: Any) -> str:
    """Return a number with one decimal, or that there is none."""
    return figure_text(value, 1, card.locale) if math.isfinite(value) else _NONE


def _share(card: LimitsCard, value: Any) -> str:
    """Return a share, or that there is none."""
    return format_share(value, card.locale) if math.isfinite(value) else _NONE


def _signed(card: LimitsCard, value: Any) -> str:
    """Return a difference with its sign."""
    return signed(round(value, 1), figure_text(abs(value), 1, card.locale))


def _deals(card: LimitsCard, value: Any) -> str:
    """Return a difference of deals."""
    return say("{n} deals", n=_signed(card, value))


def limits_html(card: LimitsCard) -> str:
    """Return the card as a piece of HTML that stands by itself.

    Parameters
    ----------
    card : LimitsCard
    """
    first, *rest = limits_words(card)
    kind, name = (escape(part) for part in _overline(card))
    over = line("over", BETWEEN_PARTS.join((kind, f"<bdi>{name}</bdi>")))
    sentence = line("sentence", f"<b>{escape(first)}</b> {escape(' '.join(rest))}")
    tables = [table(heading, grid) for heading, grid in limits_grids(card)]
    return card_of(first, [over + sentence, *tables, made(made_line(card.made_by), card.again)])


def limits_text(
    card: LimitsCard, *, width: int = 100, utf8: bool = True, colour: bool = False
) -> str:
    """Return the card as text.

    Parameters
    ----------
    card : LimitsCard
    width : int
        Columns of the terminal; at least 60 and at most 100 are used.
    utf8 : bool
        Whether the terminal knows more than ASCII.
    colour : bool
        Whether to add colours, as escape sequences.
    """
    page = Page.of(width, utf8)
    over = BETWEEN_PARTS.join(_overline(card))
    first, *rest = limits_words(card)
    top: list[Line] = [(Piece(cut(over, page.columns), "faint"),)]
    sections = [[*top, *page.flow(first, "bold"), *page.flow(" ".join(rest))]]
    sections += [table_lines(heading, grid, page) for heading, grid in limits_grids(card)]
    sections.append(made_lines(made_line(card.made_by), card.again, page))
    return text_of(sections, page, colour=colour)


def save_limits(card: LimitsCard, path: str | Path) -> Path:
    """Write the card as a page that loads nothing and runs nothing.

    Parameters
    ----------
    card : LimitsCard
    path : str or Path
        Ends in .html.

    Raises
    ------
    TableError
        If the suffix is another one.
    """
    return save_page(path, lambda: page_of(limits_words(card)[0], limits_html(card)))


def _overline(card: LimitsCard) -> tuple[str, str]:
    """Return what the card is: its kind and its name."""
    return say("People or leads"), clean_name(card.name)
