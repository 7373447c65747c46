"""What said against realised is drawn from: three shares of every stage, and their words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from simfunnel.charts.naming import stage_name
from simfunnel.charts.wording import day_long, day_short, futures_text
from simfunnel.errors import TableError
from simfunnel.units import format_share
from simfunnel.words import language, say

__all__ = ["RateRow", "RatesData", "rates_alt", "rates_subtitle", "rates_title"]

_WORTH_SAYING = 0.015


@dataclass(frozen=True)
class RateRow:
    """The share of a stage that goes on, as a fraction.

    Parameters
    ----------
    name : str
    said : float, optional
        What the file states; none for a stage that was measured.
    shows : float, optional
        What will be shown with every rate as stated, followed to the end; none if nobody enters.
    realised : tuple of float, optional
        P10, P25, P50, P75 and P90 over the futures, of stays that began early enough to have ended;
        none where there are no such.

    Examples
    --------
    >>> RateRow("pitch", 0.45, 0.44, (0.36, 0.4, 0.44, 0.48, 0.52)).agrees
    True
    """

    name: str
    said: float | None
    shows: float | None
    realised: tuple[float, float, float, float, float] | None

    @property
    def shown(self) -> str:
        """The name, fit to be shown."""
        return stage_name(self.name)

    @property
    def gap(self) -> float:
        """How far what will be shown is from what is said."""
        return 0.0 if self.said is None or self.shows is None else self.shows - self.said

    @property
    def agrees(self) -> bool:
        """Whether 8 in 10 futures lie around what will be shown, as far as both are known."""
        if self.realised is None or self.shows is None:
            return True
        return self.realised[0] <= self.shows <= self.realised[-1]


@dataclass(frozen=True)
class RatesData:
    """Said against realised, stage by stage.

    Parameters
    ----------
    rows : tuple of RateRow
        In the order of the funnel, at least one.
    since, until : datetime.date
    n_futures : int
    n_planned : int, optional
        Futures that were asked for, where a run was stopped before it had them all.
    locale : str
        Language of figures and dates, as Babel names it.

    Raises
    ------
    TableError
        If there is no row.

    Examples
    --------
    >>> row = RateRow("pitch", 0.45, 0.45, None)
    >>> rates_title(RatesData((row,), date(2026, 1, 1), date(2026, 12, 31), 10))
    'Every stage will show what is said of it'
    """

    rows: tuple[RateRow, ...]
    since: date
    until: date
    n_futures: int
    n_planned: int | None = field(default=None, kw_only=True)
    locale: str = field(default_factory=language, kw_only=True)

    def __post_init__(self) -> None:
        """Check that there is something to draw."""
        if not self.rows:
            raise TableError(say("said against realised needs at least one stage; give one."))

    def share(self, value: float) -> str:
        """Return a share as it is written."""
        return format_share(value, self.locale)


def rates_title(data: RatesData) -> str:
    r"""Return the finding: where what is said is not what will be shown, and what the runs do.

    Parameters
    ----------
    data : RatesData

    Examples
    --------
    >>> row = RateRow("gate", 0.4, 0.44, (0.47, 0.48, 0.5, 0.51, 0.52))
    >>> data = RatesData((row,), date(2026, 1, 1), date(2026, 12, 31), 10)
    >>> rates_title(data).replace("\N{NO-BREAK SPACE}", " ")
    'Gate will show 44 %, not the 40 % said; in the runs it is 50 %'
    """
    most = max(data.rows, key=lambda row: abs(row.gap))
    apart = [row for row in data.rows if not row.agrees]
    if abs(most.gap) < _WORTH_SAYING or most.said is None or most.shows is None:
        if all(row.said is None for row in data.rows):
            first = say("Every stage will show what was measured of it")
        else:
            first = say("Every stage will show what is said of it")
    else:
        first = say(
            "{stage} will show {shows}, not the {said} said",
            stage=stage_name(most.name, 28),
            shows=data.share(most.shows),
            said=data.share(most.said),
        )
    if not apart:
        known = any(row.realised is not None for row in data.rows)
        return say("{finding}; the runs agree", finding=first) if known and most.gap else first
    far = max(apart, key=_away)
    value = data.share(far.realised[2]) if far.realised else ""
    if far is most:
        return say("{finding}; in the runs it is {value}", finding=first, value=value)
    return say(
        "{finding}; in the runs {stage} shows {value}",
        finding=first,
        stage=stage_name(far.name, 28),
        value=value,
    )


def _away(row: RateRow) -> float:
    """Return how far the runs are from what will be shown."""
    return 0.0 if row.realised is None or row.shows is None else abs(row.realised[2] - row.shows)


def rates_subtitle(data: RatesData) -> str:
    r"""Return what is shown: measure, period, number of futures.

    Parameters
    ----------
    data : RatesData

    Examples
    --------
    >>> row = RateRow("pitch", 0.45, 0.45, None)
    >>> data = RatesData((row,), date(2026, 1, 1), date(2026, 12, 31), 10)
    >>> rates_subtitle(data).split(".")[0]
    'Share of each stage that goes on, in per cent'
    """
    return say(
        "Share of each stage that goes on, in per cent. Blue: {first} to {last}, {futures}",
        first=day_short(data.since, data.locale),
        last=day_short(data.until, data.locale),
        futures=futures_text(data.n_futures, data.n_planned, data.locale),
    )


def rates_alt(data: RatesData) -> str:
    r"""Return two sentences for those who cannot see the chart: the finding, then the numbers.

    Parameters
    ----------
    data : RatesData

    Examples
    --------
    >>> row = RateRow("pitch", 0.45, 0.44, (0.36, 0.4, 0.44, 0.48, 0.52))
    >>> data = RatesData((row,), date(2026, 1, 1), date(2026, 12, 31), 10)
    >>> rates_alt(data).split("y 31")[0].split(". ")[1].replace("\N{NO-BREAK SPACE}", " ")
    'Pitch said 45 %, will show 44 %, realised 44 % (8 in 10 futures: 36 % to 52 %) b'
    """
    rows = [_spoken(row, data) for row in data.rows]
    numbers = say("{rows} by {day}.", rows="; ".join(rows), day=day_long(data.until, data.locale))
    return f"{rates_title(data)}. {numbers}"


def _spoken(row: RateRow, data: RatesData) -> str:
    """Return the numbers of a stage."""
    parts = [row.shown]
    if row.said is not None:
        parts.append(say("said {share}", share=data.share(row.said)))
    if row.shows is not None:
        parts.append(say("will show {share}", share=data.share(row.shows)))
    if row.realised is not None:
        low, _, middle, _, high = (data.share(value) for value in row.realised)
        parts.append(
            say(
                "realised {middle} (8 in 10 futures: {low} to {high})",
                middle=middle,
                low=low,
                high=high,
            )
        )
    return ", ".join(parts).replace(",", "", 1)
