"""Whether the leads that come, and those that are open, fit the stages, segments and amounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date

from simfunnel.errors import did_you_mean
from simfunnel.funnel.model import Funnel, Source
from simfunnel.funnel.spread_checks import spread_faults
from simfunnel.funnel.stage_checks import split_fault
from simfunnel.funnel.today import OpenLead
from simfunnel.words import listed, say, say_n

__all__ = ["entry_faults", "entry_notes"]

Fault = tuple[str, str]


def entry_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield path and message of everything wrong with sources, segments and open leads."""
    opened = () if funnel.today is None else funnel.today.open_leads
    if not funnel.sources and not opened:
        yield "sources", say("names no source, and no lead is open; say where leads come from.")
    for name, source in funnel.sources.items():
        path = f"sources.{name}"
        if source.enters not in funnel.steps:
            hint = did_you_mean(source.enters, funnel.steps)
            yield (
                f"{path}.enters",
                say(
                    "unknown stage '{stage}'.{hint}",
                    stage=source.enters,
                    hint=hint or _names(funnel),
                ),
            )
        yield from _segment_faults(funnel, path, source)
        if source.market is not None and not source.market.accounts.number > 0:
            yield f"{path}.market.accounts", say("is 0; give one at least, or no market.")
        if source.good is not None and funnel.quality is None:
            yield (
                f"{path}.good",
                say(
                    "means nothing without the block 'quality'; add 'quality: {good: 40 %}' or "
                    "leave it out."
                ),
            )
        twice = [b.on for i, b in enumerate(source.batches) if b.on in _dates(source, i)]
        for day in twice[:1]:
            yield f"{path}.batches", say("names two batches on {day}; make them one.", day=day)
    yield from _amount_faults(funnel)
    yield from _open_faults(funnel, opened)


def _dates(source: Source, count: int) -> set[date]:
    """Return the dates of a source's first batches."""
    return {batch.on for batch in source.batches[:count]}


def _names(funnel: Funnel) -> str:
    """Return a closing sentence with the funnel's first stages."""
    names = listed(f"'{name}'" for name in list(funnel.steps)[:5])
    return say(" Known: {names}.", names=names) if names else ""


def _segment_faults(funnel: Funnel, path: str, source: Source) -> Iterator[Fault]:
    """Yield what is wrong with the segments of a source's leads."""
    for name in source.segments:
        if name not in funnel.segments:
            hint = did_you_mean(name, funnel.segments)
            yield (
                f"{path}.segments.{name}",
                say("unknown segment '{name}'.{hint}", name=name, hint=hint),
            )
    if funnel.segments and not source.segments:
        shares = ", ".join(f"{name}: ... %" for name in funnel.segments)
        yield (
            path,
            say(
                "does not say which segments its leads belong to; write 'segments: {{{shares}}}'.",
                shares=shares,
            ),
        )
    if source.segments:
        yield from split_fault(f"{path}.segments", source.segments)


def _amount_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield what is wrong with the amounts that leads are worth."""
    amounts = {name: segment.amount for name, segment in funnel.segments.items()}
    for name, amount in amounts.items():
        if amount is not None:
            yield from spread_faults(f"segments.{name}.amount", amount)
        elif funnel.amount is None and any(other is not None for other in amounts.values()):
            yield (
                f"segments.{name}",
                say(
                    "states no 'amount', while others do; give it one, or state one 'amount' for "
                    "the whole funnel."
                ),
            )
    if funnel.amount is not None:
        yield from spread_faults("amount", funnel.amount)
    for name, target in funnel.targets.items():
        if target.won_amount is not None and not funnel.priced:
            yield (
                f"targets.{name}.won_amount",
                say(
                    "counts money, but no amount is stated; add 'amount: {median: ..., p90: ...}', "
                    "or count deals with 'won'."
                ),
            )


def _open_faults(funnel: Funnel, opened: tuple[OpenLead, ...]) -> Iterator[Fault]:
    """Yield the names that open leads carry and the funnel lacks, each with its count."""
    known: Mapping[str, Mapping[str, object]] = {
        "stage": funnel.steps,
        "segment": funnel.segments,
        "source": funnel.sources,
    }
    missing: dict[tuple[str, str], list[str]] = defaultdict(list)
    for lead in opened:
        for kind, names in known.items():
            name = getattr(lead, kind)
            if name is not None and name not in names:
                missing[kind, name].append(lead.lead)
    for (kind, name), leads in missing.items():
        shown = ", ".join(leads[:5]) + (", …" if len(leads) > 5 else "")
        hint = did_you_mean(name, known[kind])
        yield (
            "today.open_leads",
            say_n(
                "{n} open lead carries the {kind} '{name}', which the funnel lacks "
                "({shown}).{hint}",
                "{n} open leads carry the {kind} '{name}', which the funnel lacks ({shown}).{hint}",
                len(leads),
                kind=kind,
                name=name,
                shown=shown,
                hint=hint or say(" Add it to the funnel or mend the leads."),
            ),
        )


def entry_notes(funnel: Funnel) -> Iterator[Fault]:
    """Yield path and remark on what is legal and without effect within the horizon."""
    for name, source in funnel.sources.items():
        for i, batch in enumerate(source.batches):
            if not funnel.start <= batch.on <= funnel.last_day:
                yield (
                    f"sources.{name}.batches.{i}",
                    say(
                        "comes on {on}, outside {start} to {last_day}: it brings nothing.",
                        on=batch.on,
                        start=funnel.start,
                        last_day=funnel.last_day,
                    ),
                )
        for i, campaign in enumerate(source.campaigns):
            if campaign.until < funnel.start or campaign.since > funnel.last_day:
                yield (
                    f"sources.{name}.campaigns.{i}",
                    say(
                        "runs {since} to {until}, outside {start} to {last_day}: it has no effect.",
                        since=campaign.since,
                        until=campaign.until,
                        start=funnel.start,
                        last_day=funnel.last_day,
                    ),
                )
