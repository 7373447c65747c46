"""What a funnel chart is drawn from: stage by stage who is there, who comes, and from where."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from simfunnel.charts.naming import stage_name
from simfunnel.charts.spans import Span
from simfunnel.charts.wording import day_long, day_short, futures_text
from simfunnel.errors import TableError
from simfunnel.units import format_count, format_share
from simfunnel.words import language, say, say_n

__all__ = ["FunnelData", "FunnelStage", "funnel_alt", "funnel_subtitle", "funnel_title"]

_WORTH_SAYING = 0.1
_NAME_IN_TITLE = 24


@dataclass(frozen=True)
class FunnelStage:
    """One stage: averages of leads by where they come from.

    Parameters
    ----------
    name : str
    there : Span
        Leads that are in the stage or enter it.
    open : float
        Of them, those that are there on the first day.
    outside : float
        Those that enter the funnel here.
    before : float
        Those from another stage that are here for the first time on their way.
    back : float
        Those that come back, from a later stage or from a parking place.
    goes_on : float, optional
        Share that goes on, followed to their end; none where it is not known.
    days : float, optional
        How long an average stay lasts.
    parked : bool
        Whether leads only wait here, beside the way that leads to a win.
    sources : tuple of str
        What brings those from outside.

    Examples
    --------
    >>> FunnelStage("Proposal", Span(160.0, 140.0, 180.0), before=160.0).back
    0.0
    """

    name: str
    there: Span
    open: float = field(default=0.0, kw_only=True)
    outside: float = field(default=0.0, kw_only=True)
    before: float = field(default=0.0, kw_only=True)
    back: float = field(default=0.0, kw_only=True)
    goes_on: float | None = field(default=None, kw_only=True)
    days: float | None = field(default=None, kw_only=True)
    parked: bool = field(default=False, kw_only=True)
    sources: tuple[str, ...] = field(default=(), kw_only=True)

    @property
    def shown(self) -> str:
        """The name, fit to be shown."""
        return stage_name(self.name)


@dataclass(frozen=True)
class FunnelData:
    r"""A funnel over a span of days.

    Parameters
    ----------
    stages : tuple of FunnelStage
        In the order of the funnel, at least one.
    leads : Span
        All leads: open on the first day, and new ones.
    won : Span
        Those that are won in these days.
    since, until : datetime.date
        First and last day.
    n_futures : int
        0 for a past, whose spans are exact.
    n_planned : int, optional
        Futures that were asked for, where a run was stopped before it had them all.
    locale : str
        Language of figures and dates, as Babel names it.

    Raises
    ------
    TableError
        If there is no stage.

    Examples
    --------
    >>> stage = FunnelStage("Pitch", Span(60.0, 50.0, 70.0), outside=60.0)
    >>> data = FunnelData((stage,), Span(60.0, 50.0, 70.0), Span(15.0, 9.0, 20.0),
    ...                   date(2026, 1, 1), date(2026, 12, 31), 1000)
    >>> funnel_title(data).replace("\N{NO-BREAK SPACE}", " ")
    '15 of 60 leads are won by 31 Dec 2026'
    """

    stages: tuple[FunnelStage, ...]
    leads: Span
    won: Span
    since: date
    until: date
    n_futures: int
    n_planned: int | None = field(default=None, kw_only=True)
    locale: str = field(default_factory=language, kw_only=True)

    def __post_init__(self) -> None:
        """Check that there is something to draw."""
        if not self.stages:
            raise TableError(say("a funnel has at least one stage; give one."))

    @property
    def main(self) -> tuple[FunnelStage, ...]:
        """The stages on the way to a win."""
        return tuple(stage for stage in self.stages if not stage.parked)

    @property
    def parked(self) -> tuple[FunnelStage, ...]:
        """The parking places."""
        return tuple(stage for stage in self.stages if stage.parked)

    @property
    def is_past(self) -> bool:
        """Whether it was recorded, not simulated."""
        return self.n_futures == 0

    @property
    def has_open(self) -> bool:
        """Whether leads are there on the first day."""
        return any(stage.open for stage in self.stages)


def funnel_title(data: FunnelData) -> str:
    """Return the finding: how many leads are won, and where many come back.

    Parameters
    ----------
    data : FunnelData

    Examples
    --------
    >>> stage = FunnelStage("Call", Span(0.0, 0.0, 0.0))
    >>> nobody = FunnelData((stage,), Span(0, 0, 0), Span(0, 0, 0), date(2026, 1, 1),
    ...                     date(2026, 12, 31), 10)
    >>> funnel_title(nobody)
    'No lead is in the funnel, and none comes'
    """
    if not data.leads.mean:
        return say("No lead is in the funnel, and none comes")
    end = day_short(data.until, data.locale)
    leads, won = data.leads.text(), data.won.text()
    if not data.won.mean:
        title = say("None of {leads} leads is won by {day}", leads=leads, day=end)
    elif data.is_past:
        title = say_n(
            "{won} of {leads} leads was won by {day}",
            "{won} of {leads} leads were won by {day}",
            round(data.won.mean), won=won, leads=leads, day=end,
        )  # fmt: skip
    else:
        title = say_n(
            "{won} of {leads} leads is won by {day}",
            "{won} of {leads} leads are won by {day}",
            1 if won == "1" else 2,
            won=won,
            leads=leads,
            day=end,
        )
    most = max(data.stages, key=_back_share)
    if _back_share(most) < _WORTH_SAYING:
        return title
    tenths = max(1, round(10 * _back_share(most)))
    returns = say_n(
        "{n} in 10 entries to {stage} is a lead coming back",
        "{n} in 10 entries to {stage} are leads coming back",
        tenths,
        n=format_count(tenths, data.locale),
        stage=stage_name(most.name, _NAME_IN_TITLE),
    )
    return say("{finding}; {more}", finding=title, more=returns)


def _back_share(stage: FunnelStage) -> float:
    """Return which share of those that enter a stage comes back."""
    entered = stage.outside + stage.before + stage.back
    return stage.back / entered if entered else 0.0


def funnel_subtitle(data: FunnelData) -> str:
    r"""Return what is counted, over which days, in how many futures.

    Parameters
    ----------
    data : FunnelData

    Examples
    --------
    >>> stage = FunnelStage("Call", Span(0.0, 0.0, 0.0))
    >>> data = FunnelData((stage,), Span(0, 0, 0), Span(0, 0, 0), date(2026, 1, 1),
    ...                   date(2026, 12, 31), 10)
    >>> funnel_subtitle(data).split(",")[0].replace("\N{NO-BREAK SPACE}", " ")
    'Leads entering each stage from 1 January 2026 to 31 December 2026'
    """
    words = {
        "first": day_long(data.since, data.locale),
        "last": day_long(data.until, data.locale),
        "futures": futures_text(data.n_futures, data.n_planned, data.locale),
    }
    if data.is_past and data.has_open:
        return say(
            "Leads in each stage on {first} and entering it until {last}, as recorded", **words
        )
    if data.is_past:
        return say("Leads entering each stage from {first} to {last}, as recorded", **words)
    if data.has_open:
        return say(
            "Leads in each stage on {first} and entering it until {last}, average of {futures}",
            **words,
        )
    return say("Leads entering each stage from {first} to {last}, average of {futures}", **words)


def funnel_alt(data: FunnelData) -> str:
    r"""Return two sentences for those who cannot see the chart: the finding, then the numbers.

    Parameters
    ----------
    data : FunnelData

    Examples
    --------
    >>> stage = FunnelStage("Call", Span(20.0, 15.0, 25.0), goes_on=0.5)
    >>> data = FunnelData((stage,), Span(20, 15, 25), Span(5, 2, 8), date(2026, 1, 1),
    ...                   date(2026, 12, 31), 10)
    >>> funnel_alt(data).split("; ")[0].replace("\N{NO-BREAK SPACE}", " ")
    '5 of 20 leads are won by 31 Dec 2026. Call 20, of which 50 % go on'
    """
    parts = []
    for stage in data.stages:
        count = stage.there.text()
        if stage.goes_on is None:
            parts.append(f"{stage.shown} {count}")
        else:
            share = format_share(stage.goes_on, data.locale)
            parts.append(
                say(
                    "{stage} {count}, of which {share} go on",
                    stage=stage.shown,
                    count=count,
                    share=share,
                )
            )
    won, span = data.won.text(), data.won.range_text()
    if data.is_past:
        parts.append(say("won {won}", won=won))
        return f"{funnel_title(data)}. {'; '.join(parts)}."
    parts.append(say("won {won} (8 in 10 futures: {span})", won=won, span=span))
    return f"{funnel_title(data)}. {'; '.join(parts)}."
