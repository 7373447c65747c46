"""What a curve of wins by age is drawn from, and what it says in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from simfunnel.charts.amounts import figure_text
from simfunnel.charts.wording import clean_name, futures_text
from simfunnel.errors import TableError
from simfunnel.units import format_count, format_share
from simfunnel.words import language, listed, say, say_n

__all__ = [
    "WinCurve",
    "WinRateData",
    "curve_name",
    "win_rate_alt",
    "win_rate_subtitle",
    "win_rate_title",
]

_COLUMNS = ("age_days", "p10", "p25", "p50", "p75", "p90")
_PAST_COLUMNS = ("age_days", "share", "low", "high")
_FINE = 0.1


@dataclass(frozen=True, eq=False)
class WinCurve:
    """The share of leads that is won by each age.

    Parameters
    ----------
    kind : {"future", "past"}
    table : DataFrame
        age_days and fractions, ascending by age, at least one row. Of futures p10, p25, p50, p75,
        p90; of the past share, and low and high, between which it lies with 95 % confidence.
    leads : float
        How many leads came, on average.
    name : str
        Words beside its end; empty for the usual ones.

    Raises
    ------
    TableError
        If the table lacks a column or rows.

    Examples
    --------
    >>> table = pd.DataFrame({"age_days": [0, 9], "share": [0, 0.2], "low": [0, 0.1],
    ...                       "high": [0, 0.3]})
    >>> WinCurve("past", table, 40).half
    9
    """

    kind: Literal["future", "past"]
    table: pd.DataFrame
    leads: float
    name: str = ""

    def __post_init__(self) -> None:
        """Check the columns."""
        columns = _COLUMNS if self.kind == "future" else _PAST_COLUMNS
        missing = [column for column in columns if column not in self.table.columns]
        if missing:
            raise TableError(
                say(
                    "a curve of the {kind} lacks {missing}; it needs {columns}.",
                    kind=self.kind,
                    missing=listed(missing),
                    columns=listed(columns),
                )
            )
        if not len(self.table):
            raise TableError(
                say("a curve of the {kind} has no rows; give at least one age.", kind=self.kind)
            )

    @property
    def middle(self) -> str:
        """Column of the line."""
        return "p50" if self.kind == "future" else "share"

    @property
    def bands(self) -> tuple[tuple[str, str], ...]:
        """Pairs of columns between which the bands lie, the outer one first."""
        return (("p10", "p90"), ("p25", "p75")) if self.kind == "future" else (("low", "high"),)

    @property
    def last_age(self) -> int:
        """The oldest age, in days."""
        return int(self.table["age_days"].iloc[-1])

    def at(self, age: int, column: str | None = None) -> float:
        """Return a share at an age, or at the oldest age before it."""
        rows = self.table[self.table["age_days"] <= age]
        return float(rows[column or self.middle].iloc[-1]) if len(rows) else 0.0

    @property
    def share(self) -> float:
        """The share won by the oldest age."""
        return self.at(self.last_age)

    @property
    def half(self) -> int:
        """The age by which half of those wins have come."""
        reached = self.table[self.table[self.middle] >= self.share / 2.0]
        return int(reached["age_days"].iloc[0])

    @property
    def ends(self) -> tuple[float, float]:
        """Lower and upper end of the outer band at the oldest age."""
        low, high = self.bands[0]
        return self.at(self.last_age, low), self.at(self.last_age, high)


@dataclass(frozen=True, eq=False)
class WinRateData:
    """Curves of wins by age: of futures, of the past, or both, the one to be told first.

    Parameters
    ----------
    curves : tuple of WinCurve
        One or two.
    n_futures : int
        From which those of futures come; 0 without such.
    n_planned : int, optional
        Futures that were asked for, where a run was stopped before it had them all.
    locale : str
        Language of figures, as Babel names it.

    Raises
    ------
    TableError
        If there is no curve.

    Examples
    --------
    >>> from simfunnel.charts.more_examples import example_win_rate
    >>> len(example_win_rate().curves)
    2
    """

    curves: tuple[WinCurve, ...]
    n_futures: int = 0
    n_planned: int | None = field(default=None, kw_only=True)
    locale: str = field(default_factory=language, kw_only=True)

    def __post_init__(self) -> None:
        """Check that there is something to draw."""
        if not self.curves:
            raise TableError(say("a chart of wins by age has at least one curve; give one."))

    def share(self, value: float) -> str:
        """Return a share as it is written: small ones finer."""
        return format_share(value, self.locale, decimals=1 if 0.0 < value < _FINE else 0)


def _days(n: int, locale: str) -> str:
    """Return a number of days."""
    return say_n("{n} day", "{n} days", n, n=format_count(n, locale))


def win_rate_title(data: WinRateData) -> str:
    r"""Return the finding: how many of a hundred leads are won, and when half of the wins are in.

    Parameters
    ----------
    data : WinRateData

    Examples
    --------
    >>> from simfunnel.charts.more_examples import example_win_rate
    >>> win_rate_title(example_win_rate()).replace("\N{NO-BREAK SPACE}", " ")
    'Of 100 leads 10 are won within 360 days, half of these within 80 days; as many as in the past'
    """
    first = data.curves[0]
    age = _days(first.last_age, data.locale)
    if not first.share:
        return say("No lead is won within {age}", age=age)
    hundred = 100.0 * first.share
    n = figure_text(hundred, 0 if hundred >= 10.0 or hundred.is_integer() else 1, data.locale)
    finding = say_n(
        "Of 100 leads {n} is won within {age}, half of these within {half}",
        "Of 100 leads {n} are won within {age}, half of these within {half}",
        1 if n == "1" else 2,
        n=n,
        age=age,
        half=_days(first.half, data.locale),
    )
    if len(data.curves) == 1:
        return finding
    past = data.curves[1]
    age_both = min(first.last_age, past.last_age)
    low, high = (first.at(age_both, column) for column in first.bands[0])
    here, there = first.at(age_both), past.at(age_both)
    if low <= there <= high:
        return say("{finding}; as many as in the past", finding=finding)
    if there > here:
        return say("{finding}; fewer than in the past", finding=finding)
    return say("{finding}; more than in the past", finding=finding)


def win_rate_subtitle(data: WinRateData) -> str:
    """Return what is shown: measure, unit, number of leads and futures, colours.

    Parameters
    ----------
    data : WinRateData

    Examples
    --------
    >>> from simfunnel.charts.more_examples import example_win_rate
    >>> win_rate_subtitle(example_win_rate()).split(",")[0]
    'Share of leads won by age'
    """
    parts = [say("Share of leads won by age, per cent, open leads counted for as long as seen.")]
    for curve in data.curves:
        n = format_count(curve.leads, data.locale)
        if curve.kind == "past":
            parts.append(say("Grey: {n} leads of the past.", n=n))
        else:
            futures = futures_text(data.n_futures, data.n_planned, data.locale)
            parts.append(say("Blue: {futures}.", futures=futures))
    return " ".join(parts)


def win_rate_alt(data: WinRateData) -> str:
    r"""Return two sentences for those who cannot see the chart: the finding, then the numbers.

    Parameters
    ----------
    data : WinRateData

    Examples
    --------
    >>> from simfunnel.charts.more_examples import example_win_rate
    >>> win_rate_alt(example_win_rate()).split("; ")[-1].replace("\N{NO-BREAK SPACE}", " ")
    'past 9.5 % within 300 days (95 % confidence: 8.0 % to 11 %).'
    """
    parts = []
    for curve in data.curves:
        low, high = (data.share(value) for value in curve.ends)
        words = {
            "share": data.share(curve.share),
            "age": _days(curve.last_age, data.locale),
            "low": low,
            "high": high,
        }
        if curve.kind == "past":
            parts.append(
                say("past {share} within {age} (95 % confidence: {low} to {high})", **words)
            )
        else:
            parts.append(say("futures {share} within {age} (8 in 10: {low} to {high})", **words))
    numbers = "; ".join(parts)
    return f"{win_rate_title(data)}. {numbers[:1].upper()}{numbers[1:]}."


def curve_name(curve: WinCurve) -> str:
    """Return what a curve is called beside its end.

    Parameters
    ----------
    curve : WinCurve

    Examples
    --------
    >>> table = pd.DataFrame({"age_days": [0], "share": [0.0], "low": [0.0], "high": [0.0]})
    >>> curve_name(WinCurve("past", table, 40))
    'the past'
    """
    if curve.name:
        return clean_name(curve.name, 26)
    return say("the past") if curve.kind == "past" else say("simulated")
