"""What an outlook's card is made from: nothing but tables, numbers and words, checked once.

Amounts are whole units of the currency. This module knows no funnel and no simulation; the room
that forecasts fills it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import pandas as pd

from simfunnel.cards.customers import CustomersSeen
from simfunnel.charts import Amounts, Assumption, FanData, Origin, OriginsData
from simfunnel.errors import TableError
from simfunnel.words import listed, say

__all__ = ["DEAL_COLUMNS", "PERIOD_COLUMNS", "Needed", "OutlookCard", "Reach", "Remark"]

PERIOD_COLUMNS = (
    "label",
    "part",
    "won_p10",
    "won_p50",
    "won_p90",
    "amount_p10",
    "amount_p50",
    "amount_p90",
)
DEAL_COLUMNS = ("lead", "stage", "amount", "p_win", "expected_close")


@dataclass(frozen=True)
class Remark:
    """One line about how far to trust the outlook, or what it leaves out.

    Parameters
    ----------
    text : str
        One or two sentences.
    kind : {"plain", "warning"}
        A warning is shown in the colour of attention.
    tag : str
        A word or two set in a frame before it, "capacity-limited"; may be empty.

    Examples
    --------
    >>> Remark("3 of 40 open leads are older than any that ever moved on.").kind
    'plain'
    """

    text: str
    kind: Literal["plain", "warning"] = "plain"
    tag: str = ""


@dataclass(frozen=True)
class Reach:
    """The day by which the target is reached with a given chance.

    Parameters
    ----------
    sure : float
        The chance as a fraction: 0.5, 0.8, 0.9.
    on : datetime.date, optional
        The day; None if the chance stays below `sure` until the target's day.

    Examples
    --------
    >>> Reach(0.5, date(2026, 12, 19)).on.month
    12
    """

    sure: float
    on: date | None


@dataclass(frozen=True)
class Needed:
    """How much more must come in for the target to be as good as sure.

    Parameters
    ----------
    sure : float
        The chance wished for, as a fraction.
    more : float
        What is missing then: amount in whole currency units, or deals.
    deals : float, optional
        The same in average deals, where `more` is money.

    Examples
    --------
    >>> Needed(0.8, 90_000.0, 6.0).deals
    6.0
    """

    sure: float
    more: float
    deals: float | None = None


def _no_rows(columns: tuple[str, ...]) -> pd.DataFrame:
    """Return an empty table with these columns."""
    return pd.DataFrame({column: [] for column in columns})


def _no_periods() -> pd.DataFrame:
    """Return the table of an outlook that is not split into periods."""
    return _no_rows(PERIOD_COLUMNS)


def _no_deals() -> pd.DataFrame:
    """Return the table of an outlook without open deals."""
    return _no_rows(DEAL_COLUMNS)


@dataclass(frozen=True, eq=False)
class OutlookCard:
    """Everything a card shows, in the same order in a notebook, a terminal and a report.

    Parameters
    ----------
    name : str
        Of the scenario or export.
    fan : FanData
        The picture; the sentence is computed from it as well.
    origins : tuple of Origin
        Booked, open, to come and, last, the total, in the measure of `fan`. May be empty.
    assumptions : tuple of Assumption
        Those that matter most, the first first; the three first are shown. May be empty.
    why_no_assumptions : str
        What stands in their place.
    needed : Needed, optional
        What would make the target as good as sure.
    reach : tuple of Reach
        Days by which the target is reached with 50, 80 and 90 %.
    remarks : tuple of Remark
        How far to trust it, beside "not backtested", which the card says by itself.
    periods : DataFrame
        Columns label, part (whether only part of the period lies in the window), won_p10, won_p50,
        won_p90, amount_p10, amount_p50, amount_p90. Columns of amounts may be empty (NaN).
    open_deals : DataFrame
        Columns lead, stage, amount (NaN if not known), p_win (a fraction), expected_close (a date
        or None). The ten with the greatest expected value are shown.
    n_open : int, optional
        Number of all open deals, if the table holds only some.
    customers : CustomersSeen, optional
        What recurs and who is a customer; None where no deal becomes one.
    made_by : tuple of (str, str)
        Scenario hash, seed, futures, engine, versions, seconds: label and value.
    again : str
        The line that makes it again.
    kind : str
        The word before the name, "Outlook".

    Raises
    ------
    TableError
        If a table lacks a column.

    Examples
    --------
    >>> from simfunnel.charts import example_fan
    >>> OutlookCard("small_agency", example_fan()).is_incomplete
    False
    """

    name: str
    fan: FanData
    origins: tuple[Origin, ...] = field(default=(), kw_only=True)
    assumptions: tuple[Assumption, ...] = field(default=(), kw_only=True)
    why_no_assumptions: str = field(
        default_factory=lambda: say("Not examined in this outlook."), kw_only=True
    )
    needed: Needed | None = field(default=None, kw_only=True)
    reach: tuple[Reach, ...] = field(default=(), kw_only=True)
    remarks: tuple[Remark, ...] = field(default=(), kw_only=True)
    periods: pd.DataFrame = field(default_factory=_no_periods, kw_only=True)
    open_deals: pd.DataFrame = field(default_factory=_no_deals, kw_only=True)
    n_open: int | None = field(default=None, kw_only=True)
    customers: CustomersSeen | None = field(default=None, kw_only=True)
    made_by: tuple[tuple[str, str], ...] = field(default=(), kw_only=True)
    again: str = field(default="", kw_only=True)
    kind: str = field(default_factory=lambda: say("Outlook"), kw_only=True)

    def __post_init__(self) -> None:
        """Check the columns of both tables."""
        tables = (
            ("periods", self.periods, PERIOD_COLUMNS),
            ("open_deals", self.open_deals, DEAL_COLUMNS),
        )
        for name, table, columns in tables:
            missing = [column for column in columns if column not in table.columns]
            if missing:
                raise TableError(
                    say(
                        "the table '{name}' of an outlook lacks {missing}; it needs {columns}.",
                        name=name,
                        missing=listed(missing),
                        columns=listed(columns),
                    )
                )

    @property
    def amounts(self) -> Amounts:
        """How amounts are written."""
        return self.fan.amounts

    @property
    def origins_data(self) -> OriginsData | None:
        """The parts of the result as a chart takes them; None where there are none."""
        if not self.origins:
            return None
        fan = self.fan
        return OriginsData(self.origins, fan.amounts, fan.since, fan.until, fan.target)

    @property
    def is_incomplete(self) -> bool:
        """Whether the run was stopped before it had all its futures."""
        return self.fan.n_planned is not None and self.fan.n_planned > self.fan.n_futures
