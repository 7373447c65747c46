"""Whether start, horizon, targets and working days fit together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from simfunnel.errors import did_you_mean
from simfunnel.funnel.model import WEEKDAYS, Funnel, Stage, Target
from simfunnel.funnel.spreads import DwellPart
from simfunnel.units import Duration
from simfunnel.words import say

__all__ = ["date_faults"]

Fault = tuple[str, str]
LONGEST_YEARS = 100


def date_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield path and message of everything wrong with the dates of a funnel."""
    if funnel.starts is not None and funnel.today is not None:
        yield (
            "starts",
            say(
                "is {starts}, but 'today' says where things stand on {date}; keep one of them.",
                starts=funnel.starts,
                date=funnel.today.date,
            ),
        )
    elif funnel.starts is None and funnel.today is None:
        yield (
            "starts",
            say(
                "is missing; say on which day the simulation starts with an empty funnel, 'starts: "
                "2026-09-01', or give the block 'today'."
            ),
        )
    else:
        yield from _horizon_faults(funnel)
        for name, target in funnel.targets.items():
            yield from _target_faults(funnel, f"targets.{name}", target)
    yield from _calendar_faults(funnel)


def _horizon_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield what is wrong with the last day."""
    if funnel.last_day < funnel.start:
        yield (
            "until",
            say(
                "is {until}, before the start on {start}; give a later day.",
                until=funnel.until,
                start=funnel.start,
            ),
        )
    elif funnel.days > LONGEST_YEARS * 366:
        yield (
            "until",
            say(
                "is {until}, {years} years after the start; give at most {longest_years} years.",
                until=funnel.until,
                years=format(funnel.days / 365.25, ".0f"),
                longest_years=LONGEST_YEARS,
            ),
        )


def _target_faults(funnel: Funnel, path: str, target: Target) -> Iterator[Fault]:
    """Yield what is wrong with the window of a target."""
    if target.by < funnel.start:
        yield (
            f"{path}.by",
            say(
                "is {by}, before the start on {start}; give a later day.",
                by=target.by,
                start=funnel.start,
            ),
        )
    elif (target.by - funnel.start).days > LONGEST_YEARS * 366:
        yield (
            f"{path}.by",
            say(
                "is {by}; give a day within {longest_years} years.",
                by=target.by,
                longest_years=LONGEST_YEARS,
            ),
        )
    since = target.since
    if since is None or since >= funnel.start:
        return
    booked = () if funnel.today is None else funnel.today.booked_so_far
    if any(block.since == since for block in booked):
        return
    eve = funnel.start - timedelta(days=1)
    place = say("under 'today'") if funnel.today is not None else say("under a block 'today'")
    yield (
        f"{path}.from",
        say(
            "counts from {since}, but nothing says what was won from then to {eve}; add "
            "'booked_so_far: {{since: {since}, won: ..., amount: ...}}' {place}.",
            since=since,
            eve=eve,
            place=place,
        ),
    )


def _calendar_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield what is wrong with the working days."""
    calendar = funnel.calendar
    if len(set(calendar.weekend)) == len(WEEKDAYS):
        where = next(_business_days(funnel), None)
        if where is not None:
            yield (
                "calendar.weekend",
                say(
                    "names all seven days, so no business day ever comes, but '{where}' counts in "
                    "them; leave out the working days.",
                    where=where,
                ),
            )
    if calendar.subdivision is not None and calendar.country is None:
        yield "calendar.subdivision", say("needs a country; add 'country: ES' for instance.")
    if calendar.country is not None:
        yield from _country_faults(calendar.country, calendar.subdivision)


def _country_faults(country: str, subdivision: str | None) -> Iterator[Fault]:
    """Yield the refusal of a country or region whose holidays are not known."""
    from holidays import country_holidays  # takes half a second: only where a country is named
    from holidays.registry import COUNTRIES

    codes = sorted({names[1] for names in COUNTRIES.values()})
    if country not in codes:
        hint = did_you_mean(country.upper(), codes)
        yield (
            "calendar.country",
            say(
                "is '{country}', whose public holidays are not known; write a two-letter code "
                "such as ES, PL or DE, or list the days under 'holidays'.{hint}",
                country=country,
                hint=hint,
            ),
        )
        return
    if subdivision is not None:
        known = sorted(country_holidays(country).subdivisions)
        if subdivision not in known:
            shown = ", ".join(known[:5]) + (", …" if len(known) > 5 else "")
            named = {"subdivision": subdivision, "country": country}
            fault = say("is '{subdivision}'; {country} has none, leave it out.", **named)
            if known:
                fault = say("is '{subdivision}'; write one of {shown}.", **named, shown=shown)
            yield "calendar.subdivision", fault


def _business_days(funnel: Funnel) -> Iterator[str]:
    """Yield the paths of durations that count in business days."""
    for name, stage in funnel.stages.items():
        for path, duration in _durations(stage):
            if duration.clock == "business":
                yield f"stages.{name}.{path}"


def _durations(stage: Stage) -> Iterator[tuple[str, Duration]]:
    """Yield path and length of every duration of a stage."""
    if stage.stale is not None:
        yield "stale.after", stage.stale.after
    spreads: list[tuple[str, DwellPart]] = []
    if stage.dwell is not None:
        spreads.append(("dwell", stage.dwell))
    for side, exits in (("next", stage.next), ("otherwise", stage.otherwise)):
        spreads += [(f"{side}.{n}.dwell", e.dwell) for n, e in exits.items() if e.dwell is not None]
    spreads += [(f"meanwhile.{n}.takes", m.takes) for n, m in stage.meanwhile.items()]
    for path, spread in spreads:
        parts = (spread, *getattr(spread, "mixture", ()))
        yield from ((path, duration) for part in parts for duration in part.durations())
