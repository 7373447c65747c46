"""Every clock that a funnel's durations run on, numbered: by its unit and its closing effect."""

from __future__ import annotations

from datetime import date

from simfunnel.clocks import (
    Clocks,
    DayClock,
    business_clock,
    calendar_clock,
    closing_effect,
    compose,
    stack,
    week_clock,
)
from simfunnel.funnel.blocks import ClockIds
from simfunnel.funnel.epochs import Epochs
from simfunnel.funnel.model import WEEKDAYS, Calendar, DwellClock, Funnel, Stage

__all__ = ["clock_tables"]

DAY = 86_400


def clock_tables(
    funnel: Funnel, epochs: Epochs, first_day: int, days: int
) -> tuple[list[ClockIds], Clocks]:
    """Build every clock that a number runs on, and number them, epoch by epoch.

    Parameters
    ----------
    funnel : Funnel
        Its start is day 0.
    epochs : Epochs
    first_day, days : int
        The days of the tables, from the oldest open lead's entry to the end of the horizon.

    Returns
    -------
    ids : list of ClockIds
        One per epoch.
    clocks : Clocks
        All distinct clocks; the calendar is number 0.
    """
    stacked: list[DayClock] = [calendar_clock(first_day, days)]
    numbered: dict[tuple[str, DwellClock | None], int] = {("calendar", None): 0}
    plain: dict[str, DayClock] = {"calendar": stacked[0]}
    working: dict[object, int] = {}
    tables: list[ClockIds] = []
    for each in epochs.funnels:
        ids: dict[tuple[str, str | None], int] = {}
        effects: dict[str | None, DwellClock | None] = {None: None}
        effects.update({name: stage.dwell_clock for name, stage in each.steps.items()})
        for kind in _kinds(each):
            if kind not in plain:
                plain[kind] = _business(funnel.start, each.calendar, first_day, days)
            for stage, effect in effects.items():
                if (kind, effect) not in numbered:
                    numbered[kind, effect] = len(stacked)
                    stacked.append(_with_effect(plain[kind], effect, funnel.start))
                ids[kind, stage] = numbered[kind, effect]
        for name, team in each.teams.items():
            hours = (team.selling_hours.by_weekday(), team.selling_hours.share.number)
            if hours not in working:
                working[hours] = len(stacked)
                stacked.append(_team(name, funnel, each, first_day, days))
            ids["team", name] = working[hours]
        tables.append(ClockIds(ids))
    return tables, stack(stacked)


def _team(name: str, whole: Funnel, each: Funnel, first_day: int, days: int) -> DayClock:
    """Return the clock of a team: its selling hours, but for public holidays."""
    hours = each.teams[name].selling_hours
    week = week_clock(
        whole.start, first_day, days, week=hours.by_weekday(), share=hours.share.number,
        name=f"selling hours of {name}",
    )  # fmt: skip
    free = each.calendar.model_copy(update={"weekend": ()})
    return compose(week, _business(whole.start, free, first_day, days), name=week.name)


def _business(start: date, calendar: Calendar, first_day: int, days: int) -> DayClock:
    """Return the clock of the funnel's working days."""
    return business_clock(
        start,
        first_day,
        days,
        weekend=[WEEKDAYS.index(day) for day in calendar.weekend],
        country=calendar.country,
        subdivision=calendar.subdivision,
        extra_holidays=calendar.holidays,
    )


def _with_effect(clock: DayClock, effect: DwellClock | None, start: date) -> DayClock:
    """Speed a clock up near the end of a period."""
    if effect is None:
        return clock
    return closing_effect(
        clock,
        start,
        period=effect.near.partition(" ")[0],
        within_days=int(effect.within.seconds / DAY),
        speed=effect.speed.number,
    )


def _kinds(funnel: Funnel) -> list[str]:
    """Return the kinds of clock that a funnel's durations run on."""
    kinds = {"calendar"}
    for stage in funnel.steps.values():
        kinds |= _stage_kinds(stage)
    for source in funnel.sources.values():
        if source.market is not None and source.market.cooling is not None:
            kinds.add(source.market.cooling.clock)
    if funnel.after_sale is not None and funnel.after_sale.onboarding is not None:
        kinds.add(funnel.after_sale.onboarding.dwell.clock)
    for team in funnel.teams.values():
        delays = (team.replaced_after, team.hand_over)
        kinds |= {delay.clock for delay in delays if delay is not None}
    return sorted(kinds, key=lambda kind: (kind != "calendar", kind))


def _stage_kinds(stage: Stage) -> set[str]:
    """Return the kinds of clock in one stage."""
    spreads = [e.dwell for _, e, _ in stage.exits()] + [stage.dwell]
    spreads += [beside.takes for beside in stage.meanwhile.values()]
    kinds = {spread.clock for spread in spreads if spread is not None}
    if stage.nurture is not None:
        kinds.add(stage.nurture.touch_every.clock)
    if stage.patience is not None:
        kinds.add(stage.patience.after.clock)
    if stage.slow_start is not None:
        kinds.add(stage.slow_start.odds_halve_every.clock)
    return kinds | ({stage.stale.after.clock} if stage.stale is not None else set())
