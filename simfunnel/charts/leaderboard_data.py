"""What a leaderboard is drawn from: what each seller wins, and how often each comes first.

Equal sellers come first equally often, and one of them must; so a chance is held against that of
a lot. This module draws nothing.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np
from numpy.typing import NDArray

from simfunnel.charts.amounts import Amounts
from simfunnel.charts.chances import Chance
from simfunnel.charts.spans import span_of
from simfunnel.charts.wording import clean_name, day_short, futures_text
from simfunnel.errors import TableError
from simfunnel.units import format_count, format_share
from simfunnel.words import language, say, say_n

__all__ = [
    "LeaderRow",
    "LeaderboardData",
    "leader_cells",
    "leader_texts",
    "leaderboard_alt",
    "leaderboard_of",
    "leaderboard_subtitle",
    "leaderboard_title",
    "quota_text",
]

Draws = Mapping[str, NDArray[np.float64]]

_MOST_ROWS = 12
_NAME, _END = 26, 9
_DOUBT = 0.025


def _shortened(name: str, most: int) -> str:
    """Return a name without its middle, where it is too long."""
    whole = clean_name(name, 200)
    if len(whole) <= most:
        return whole
    start = whole[: most - _END - 1].rstrip()
    return f"{start}\N{HORIZONTAL ELLIPSIS}{whole[-_END:].lstrip()}"


@dataclass(frozen=True)
class LeaderRow:
    """One seller, over all futures.

    Parameters
    ----------
    name : str
    mean, low, high : float
        What is won, in whole units of the currency: average, and between what 8 in 10 futures lie.
    first : Chance, optional
        In how many futures nobody wins more, a tie counted in parts; None for a past, for a
        single future, and where nobody ever wins.
    unit : float
        To a multiple of which amounts are known; 0 for exactly.
    quota : float, optional
        What is won over what is to be won, on average; None where nobody states it.

    Examples
    --------
    >>> LeaderRow("ae_1", 300_000.0, 140_000.0, 470_000.0, Chance(27, 100)).shown
    'ae_1'
    """

    name: str
    mean: float
    low: float
    high: float
    first: Chance | None = None
    unit: float = 0.0
    quota: float | None = None

    @property
    def shown(self) -> str:
        """The name, fit to be shown; its end is kept, which tells members of a team apart."""
        return _shortened(self.name, _NAME)


@dataclass(frozen=True)
class LeaderboardData:
    """Sellers, the one who wins most first.

    Parameters
    ----------
    rows : tuple of LeaderRow
        At least one; the chart shows the first twelve.
    since, until : datetime.date
    n_futures : int
        0 for a past.
    currency : str
    locale : str
        Language of figures and dates, as Babel names it.

    Raises
    ------
    TableError
        If nobody sells.
    """

    rows: tuple[LeaderRow, ...]
    since: date
    until: date
    n_futures: int
    currency: str = field(default="", kw_only=True)
    locale: str = field(default_factory=language, kw_only=True)

    def __post_init__(self) -> None:
        """Check that there is somebody."""
        if not self.rows:
            raise TableError(say("a leaderboard has at least one seller; give one."))

    @property
    def is_past(self) -> bool:
        """Whether it was recorded, not simulated."""
        return self.n_futures == 0

    @property
    def has_quotas(self) -> bool:
        """Whether anybody has a quota."""
        return any(row.quota is not None for row in self.rows)

    @property
    def has_ranges(self) -> bool:
        """Whether there are several futures, so that there are ranges and chances."""
        return self.n_futures > 1

    @property
    def shown(self) -> tuple[LeaderRow, ...]:
        """The rows that are drawn."""
        return self.rows[:_MOST_ROWS]

    def style(self, row: LeaderRow) -> Amounts:
        """Return how the amounts of a row are written: all in millions, or none."""
        whole = Amounts("won_amount", self.currency, self.locale)
        return replace(whole.for_table(max(each.high for each in self.rows)), unit=row.unit)


def leaderboard_of(
    amounts: Draws,
    first: Draws,
    *,
    since: date,
    until: date,
    currency: str = "",
    is_past: bool = False,
    quota: Draws | None = None,
) -> LeaderboardData:
    """Return what a leaderboard is drawn from, of what each future brings.

    Parameters
    ----------
    amounts : mapping of str to ndarray, shape (n_futures,)
        What each seller wins, in whole units of the currency.
    first : mapping of str to ndarray, shape (n_futures,)
        1 where the seller leads, parts of it where several do, else 0; NaN where nobody wins.
    since, until : datetime.date
    currency : str
    is_past : bool
        Whether the only future is what was recorded.
    quota : mapping of str to ndarray, shape (n_futures,), optional
        What is won over what is to be won, of the sellers who have a quota.

    Examples
    --------
    >>> data = leaderboard_of({"a": np.array([5.0, 9.0]), "b": np.array([6.0, 4.0])},
    ...                       {"a": np.array([0.0, 1.0]), "b": np.array([1.0, 0.0])},
    ...                       since=date(2026, 1, 1), until=date(2026, 6, 30))
    >>> [(row.name, row.mean, row.first.hits) for row in data.rows]
    [('a', 7.0, 1), ('b', 5.0, 1)]
    """
    rows = []
    for name, values in amounts.items():
        span = span_of(values)
        known = first[name][~np.isnan(first[name])]
        chance = None
        if len(known) and len(values) > 1:
            chance = Chance(round(float(known.sum())), len(known))
        own = (quota or {}).get(name, np.empty(0))
        own = own[~np.isnan(own)]
        share = float(own.mean()) if len(own) else None
        rows.append(LeaderRow(name, span.mean, span.low, span.high, chance, span.unit, share))
    rows.sort(key=lambda row: -round(row.mean, 2))  # equals keep the order of their names
    n_futures = 0 if is_past else len(next(iter(amounts.values()), ()))
    return LeaderboardData(tuple(rows), since, until, n_futures, currency=currency)


def leader_texts(data: LeaderboardData, row: LeaderRow) -> tuple[str, str, str]:
    r"""Return average, range and chance of a row, as the chart's columns say them.

    Parameters
    ----------
    data : LeaderboardData
    row : LeaderRow

    Examples
    --------
    >>> from simfunnel.charts.board_examples import example_leaderboard
    >>> data = example_leaderboard()
    >>> mean, span, odds = leader_texts(data, data.rows[0])
    >>> mean, odds.replace("\N{NO-BREAK SPACE}", "_")
    ('300,000', '25_%_±8')
    """
    style = data.style(row)
    if not data.has_ranges:
        return style.short(row.mean), "", ""
    exact = row.low == row.high == row.mean
    span = say("exactly") if exact else style.range(row.low, row.high)
    odds = "\N{EN DASH}"
    if row.first is not None:
        odds = f"{row.first.text}\N{NO-BREAK SPACE}{row.first.error_text}".strip()
    return style.short(row.mean), span, odds


def quota_text(data: LeaderboardData, row: LeaderRow) -> str:
    r"""Return which part of the quota a seller wins on average; a dash without one.

    Parameters
    ----------
    data : LeaderboardData
    row : LeaderRow

    Examples
    --------
    >>> from simfunnel.charts.board_examples import example_leaderboard
    >>> data = example_leaderboard()
    >>> quota_text(data, replace(data.rows[0], quota=0.853)).replace("\N{NO-BREAK SPACE}", " ")
    '85 %'
    """
    return "\N{EN DASH}" if row.quota is None else format_share(row.quota, data.locale)


def leader_cells(data: LeaderboardData, row: LeaderRow) -> tuple[str, ...]:
    """Return the figures of a row: average, range, part of the quota, chance, where there are any.

    Parameters
    ----------
    data : LeaderboardData
    row : LeaderRow

    Examples
    --------
    >>> from simfunnel.charts.board_examples import example_leaderboard
    >>> len(leader_cells(example_leaderboard(), example_leaderboard().rows[0]))
    3
    """
    mean, span, odds = leader_texts(data, row)
    quota = (quota_text(data, row),) if data.has_quotas else ()
    return (mean, span, *quota, odds) if data.has_ranges else (mean, *quota)


def leaderboard_title(data: LeaderboardData) -> str:
    r"""Return the finding: who comes first, and whether that is more than a lot would give.

    Parameters
    ----------
    data : LeaderboardData

    Examples
    --------
    >>> from simfunnel.charts.board_examples import example_leaderboard
    >>> leaderboard_title(example_leaderboard()).replace("\N{NO-BREAK SPACE}", " ")
    'Any of the 4 sellers may come first: nobody does so clearly more often than by lot, 25 %'
    >>> leaderboard_title(example_leaderboard(ahead=400_000.0)).replace("\N{NO-BREAK SPACE}", " ")
    'Anna comes first in more than 97 % of futures; by lot it would be 25 %'
    """
    if not any(row.mean for row in data.rows):
        return say("No seller wins anything")
    best = max(data.rows, key=lambda row: row.first.hits if row.first else row.mean)
    name, n = _shortened(best.name, _NAME), len(data.rows)
    if n == 1:
        return say("{name} is the only seller", name=name)
    if data.n_futures == 1:
        return say("One future does not tell who comes first")
    if best.first is None:
        total = sum(row.mean for row in data.rows)
        return say(
            "{name} leads with {share} of what was won",
            name=name, share=format_share(best.mean / total, data.locale),
        )  # fmt: skip
    lot = format_share(1.0 / n, data.locale)
    if _by_lot(best.first, n) > _DOUBT:
        return say(
            "Any of the {n} sellers may come first: nobody does so clearly more often than by lot, "
            "{lot}",
            n=format_count(n, data.locale), lot=lot,
        )  # fmt: skip
    return say(
        "{name} comes first in {share} of futures; by lot it would be {lot}",
        name=name, share=best.first.text, lot=lot,
    )  # fmt: skip


def _by_lot(chance: Chance, n_sellers: int) -> float:
    """Return how likely the best of equal sellers comes first at least so often."""
    n, odds = chance.n, 1.0 / n_sellers
    found = 0.0
    for k in range(chance.hits, n + 1):
        ways = math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
        found += math.exp(ways + k * math.log(odds) + (n - k) * math.log1p(-odds))
    return min(1.0, found * n_sellers)


def leaderboard_subtitle(data: LeaderboardData) -> str:
    r"""Return what is shown, in which unit, over which days, in how many futures.

    Parameters
    ----------
    data : LeaderboardData

    Examples
    --------
    >>> from simfunnel.charts.board_examples import example_leaderboard
    >>> leaderboard_subtitle(example_leaderboard()).split(",")[0].replace("\N{NO-BREAK SPACE}", " ")
    'Amounts won by each seller in EUR'
    """
    words = {
        "first": day_short(data.since, data.locale),
        "last": day_short(data.until, data.locale),
        "what": say("Amounts won by each seller in {currency}", currency=data.currency)
        if data.currency
        else say("Amounts won by each seller"),
    }
    if data.is_past:
        return say("{what}, {first} to {last}, as recorded", **words)
    if not data.has_ranges:
        futures = futures_text(data.n_futures, None, data.locale)
        return say("{what}, {first} to {last}, {futures}", futures=futures, **words)
    return say(
        "{what}, {first} to {last}, average of {futures}. A tie is shared.",
        futures=futures_text(data.n_futures, None, data.locale),
        **words,
    )


def leaderboard_alt(data: LeaderboardData) -> str:
    """Return the finding and the numbers, for those who cannot see the chart.

    Parameters
    ----------
    data : LeaderboardData
    """
    told = []
    for row in data.shown:
        mean, span, odds = leader_texts(data, row)
        words = {"name": row.shown, "mean": mean, "span": span, "odds": odds}
        line = say("{name} {mean}", **words)
        if data.has_ranges:
            line = say("{name} {mean} (8 in 10 futures: {span}), first in {odds}", **words)
        if row.quota is not None:
            line = say("{seller}, {share} of quota", seller=line, share=quota_text(data, row))
        told.append(line)
    return f"{leaderboard_title(data)}. {'; '.join([*told, *hidden_rows(data)])}."


def hidden_rows(data: LeaderboardData) -> tuple[str, ...]:
    """Return how many sellers are not shown; nothing where all are.

    Parameters
    ----------
    data : LeaderboardData
    """
    n = len(data.rows) - len(data.shown)
    if not n:
        return ()
    return (
        say_n(
            "{n} more seller is not shown", "{n} more sellers are not shown", n,
            n=format_count(n, data.locale),
        ),
    )  # fmt: skip
