"""Whether each number said to be in doubt exists, can be in doubt, and has a range that it may."""

from __future__ import annotations

import math
from collections.abc import Iterator

from simfunnel.errors import FunnelError, UnknownNameError, did_you_mean
from simfunnel.funnel.edits import rebuilt
from simfunnel.funnel.entry_checks import entry_faults
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.paths import Place, find, leaves, split_places, why_fixed
from simfunnel.funnel.stage_checks import stage_faults
from simfunnel.units import Growth, Plain, Quantity, Share
from simfunnel.words import say

__all__ = ["doubt_faults", "doubt_notes"]

Fault = tuple[str, str]
_NAMES = ("P10", "P50", "P90")
_CHOSEN = ("calendar", "currency", "reviews", "starts", "targets", "today", "until")
_FAR = 4.2649 / 1.2816  # how far one draw in 100 000 lies out, in steps from P50 to P90
_WHO_IS_THERE = ("seats", "names", "starts", "hires", "selling_hours", "leave", "ramp")
_BY_DAY = ("batches", "campaigns", "growth", "months", "weekdays")


def doubt_faults(funnel: Funnel) -> Iterator[Fault]:
    """Yield path and message of everything wrong with the doubt of a funnel."""
    for path, triple in funnel.doubt.ranges.items():
        yield from range_faults(funnel, f"doubt.{path}", path, triple)
    draws = funnel.doubt.draws
    for column in () if draws is None else draws.columns:
        if (refusal := _no_column(funnel, column)) is not None:
            yield "doubt.draws", say("column '{column}' {refusal}", column=column, refusal=refusal)
        elif column in funnel.doubt.ranges:
            yield f"doubt.{column}", say("has a column of draws too; keep one of them.")


def _no_column(funnel: Funnel, column: str) -> str | None:
    """Return why a table of draws cannot hold a number; None for what calibration measures."""
    kind, _, rest = column.partition(".")
    if kind == "sources" and rest.endswith(".leads"):
        source = funnel.sources.get(rest.removesuffix(".leads"))
        if source is not None and source.leads is not None:
            return None
        return say("names no source that states its leads.")
    for name, stage in funnel.stages.items():
        if kind == "stages" and stage.hazards is not None and rest.startswith(f"{name}.hazards."):
            exit_name, _, number = rest.removeprefix(f"{name}.hazards.").rpartition(".")
            bins = len(stage.hazards.ages)
            if exit_name in stage.hazards.daily and number.isdigit() and int(number) < bins:
                return None
    return say(
        "names no measured number; columns are stages.NAME.hazards.EXIT.BIN and sources.NAME.leads."
    )


def range_faults(
    funnel: Funnel, where: str, path: str, triple: tuple[str, str, str]
) -> Iterator[Fault]:
    """Yield what is wrong with P10, P50 and P90 of one number, reported at `where`."""
    place = _place(funnel, path)
    if isinstance(place, str):
        yield where, place
        return
    if place.path != path:
        yield where, say("write the path as '{path}'.", path=place.path)
        return
    values: list[Quantity] = []
    for name, text in zip(_NAMES, triple, strict=True):
        try:
            values.append(_read(place, text))
        except ValueError as error:
            yield where, f"{name}: {error}"
    if len(values) == 3:
        yield from _order_faults(where, values)
        yield from _edge_faults(funnel, where, place, values)


def _place(funnel: Funnel, path: str) -> Place | str:
    """Return the number in doubt, or why there is none."""
    try:
        place = find(funnel, path)
    except UnknownNameError as error:
        return str(error)
    if (refusal := _no_doubt(place)) is not None:
        return refusal
    if place.number is not None:
        return place
    if place.kind is not None:
        return say("is not stated; state it first.")
    return say("is not one number.{hint}", hint=did_you_mean(path, leaves(funnel)))


def _no_doubt(place: Place) -> str | None:
    """Return why a number takes no doubt, or None."""
    if why := why_fixed(place):
        return why
    steps = place.steps
    if steps[0] in _CHOSEN or steps[::2] == ("teams", "quota"):
        return say("is known or chosen, not in doubt; leave it out.")
    if steps[0] == "sources" and steps[2] in _BY_DAY:
        return say(
            "stands in a table by day, which takes no doubt; put it on 'sources.{source}.leads' "
            "instead.",
            source=steps[1],
        )
    if steps[0] == "teams" and steps[2] in _WHO_IS_THERE:
        return say("says who is there and when, which takes no doubt; compare what-ifs instead.")
    if "dwell_clock" in steps:
        return say("is part of a clock, which takes no doubt; put it on the dwell instead.")
    if any(isinstance(step, int) for step in steps):
        return say("is part of a list, which takes no doubt.")
    return None


def _read(place: Place, text: str) -> Quantity:
    """Return a value of a range, read as the number's own kind and in its unit."""
    assert place.number is not None
    value = type(place.number).parse(text)
    if getattr(value, "unit", None) != getattr(place.number, "unit", None):
        raise ValueError(
            say(
                "'{text}' is not in the unit of the number, '{number}'; use that.",
                text=text,
                number=place.number,
            )
        )
    return value


def _order_faults(where: str, values: list[Quantity]) -> Iterator[Fault]:
    """Yield the refusal of a range that does not rise, or touches the end of its scale."""
    sizes = [_size(value) for value in values]
    said = ", ".join(str(value) for value in values)
    if not sizes[0] <= sizes[1] <= sizes[2]:
        yield where, say("is [{said}]; write P10, P50, P90 in rising order.", said=said)
        return
    low, high = values[0].number, values[2].number
    if isinstance(values[0], Share):
        if not (low > 0 and high < 1) and low != high:
            yield (
                where,
                say("is [{said}]; a share in doubt lies above 0 % and below 100 %.", said=said),
            )
    elif not isinstance(values[0], Plain | Growth) and not low > 0 and low != high:
        yield where, say("is [{said}]; a number in doubt lies above 0.", said=said)


def _edge_faults(
    funnel: Funnel, where: str, place: Place, values: list[Quantity]
) -> Iterator[Fault]:
    """Yield the refusal of an end of a range that the funnel itself would refuse."""
    for name, value in ((_NAMES[0], values[0]), (_NAMES[2], values[2])):
        try:
            rebuilt(funnel, {place.steps: value})
        except FunnelError as error:
            yield where, f"{name}: {error}"
    yield from _crossing(funnel, where, place, values)
    siblings = split_places(funnel, place)
    whole = place.number is not None and math.isclose(place.number.number, 1.0, abs_tol=1e-12)
    if siblings and whole:
        yield (
            where,
            say("is the whole of its split (100 %), so no other share can take the difference."),
        )


def _crossing(funnel: Funnel, where: str, place: Place, values: list[Quantity]) -> Iterator[Fault]:
    """Yield the refusal of a range whose far ends the funnel could not have."""
    low, middle, high = (value.number for value in values)
    if isinstance(values[0], Share) or not low > 0:
        return
    before = {*stage_faults(funnel), *entry_faults(funnel)}
    for end in (middle * (low / middle) ** _FAR, middle * (high / middle) ** _FAR):
        try:
            far = rebuilt(funnel, {place.steps: values[1].with_number(float(f"{end:.3g}"))})
            found = {*stage_faults(far), *entry_faults(far)} - before
            refusals = [message for _, message in found]
        except ValueError as error:
            refusals = [str(error)]
        if refusals:
            why = refusals[0].rstrip(".")
            fault = say(
                "reaches so far, once in 100 000 replications, that the funnel refuses it "
                "({why}); narrow the range.",
                why=why,
            )
            if place.steps[0] == "stages" and place.steps[2] == "dwell":
                fault = say(
                    "reaches so far, once in 100 000 replications, that the funnel refuses it "
                    "({why}); narrow the range, or put it on 'stages.{stage}.dwell_ratio'.",
                    why=why,
                    stage=place.steps[1],
                )
            yield where, fault
            return


def _size(quantity: Quantity) -> float:
    """Return a quantity as one number, whatever its unit of time."""
    for name in ("seconds", "per_day"):
        if hasattr(quantity, name):
            return float(getattr(quantity, name))
    return quantity.number


def doubt_notes(funnel: Funnel) -> Iterator[Fault]:
    """Yield path and remark where a range is not centred on the number that the funnel states."""
    for path, triple in funnel.doubt.ranges.items():
        place = _place(funnel, path)
        if isinstance(place, str) or place.number is None:
            continue
        try:
            middle = _read(place, triple[1])
        except ValueError:
            continue
        if _size(middle) != _size(place.number):
            yield (
                f"doubt.{path}",
                say(
                    "has its middle at {middle}, while {number} is stated: runs draw from the "
                    "range.",
                    middle=middle,
                    number=place.number,
                ),
            )
