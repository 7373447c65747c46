"""Whether what is stated of a dwell or an amount fixes one distribution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from simfunnel.errors import FunnelError
from simfunnel.funnel.spreads import AmountSpread, DwellPart, DwellSpread
from simfunnel.units import Quantity
from simfunnel.words import mark, say

__all__ = ["spread_faults"]

Fault = tuple[str, str]
_RISING = ("min", "p10", "mode", "median", "p90", "max")
_TWO = frozenset(map(frozenset, (("median", "p90"), ("p10", "p90"), ("mean", "spread"))))
_ENDS = frozenset({frozenset({"min", "max"})})
_THREE = frozenset({frozenset({"min", "mode", "max"})})
_EXACTLY = frozenset({frozenset({"exactly"})})
_MEAN = frozenset({frozenset({"mean"})})
_MEDIAN = frozenset({frozenset({"median"})})
_LOGNORMAL = _TWO | {frozenset({"median", "spread"})}
_WAYS: Mapping[str | None, frozenset[frozenset[str]]] = {
    None: _LOGNORMAL | _ENDS | _THREE | _EXACTLY | _MEAN,
    "uniform": _ENDS | (_TWO - {frozenset({"median", "p90"})}),
    "triangular": _THREE,
    "pert": _THREE,
    "exponential": _MEAN | _MEDIAN,
    "lognormal": _LOGNORMAL,
    "gamma": _TWO,
    "weibull": _TWO,
    "loglogistic": _TWO,
}
_TWO_HELP = mark("state {median, p90}, {p10, p90} or {mean, spread}")
_HELP: Mapping[str | None, str] = {
    None: mark(
        "state {median, p90}, {p10, p90}, {mean, spread}, {min, mode, max}, {min, max}, {mean} of "
        "an exponential, or one value"
    ),
    "uniform": mark("state {min, max}"),
    "triangular": mark("state {min, mode, max}"),
    "pert": mark("state {min, mode, max}"),
    "exponential": mark("state {mean} or {median}"),
}
_SOLVED = ("uniform", "gamma", "weibull", "loglogistic")
_SECONDS_PER_DAY = 86_400.0


def spread_faults(path: str, spread: DwellSpread | AmountSpread) -> Iterator[Fault]:
    """Yield path and message of what is wrong with a spread, or with each part of a mixture."""
    mixture: tuple[DwellPart, ...] = getattr(spread, "mixture", ())
    for i, part in enumerate(mixture):
        yield from _statement(f"{path}.mixture.{i}", part)
    if not mixture:
        yield from _statement(path, spread)
        if getattr(spread, "share", None) is not None:
            yield f"{path}.share", say("a share belongs to a part of a mixture; leave it out.")


def _statement(path: str, spread: DwellPart | AmountSpread) -> Iterator[Fault]:
    """Yield what is wrong with one statement."""
    stated: dict[str, Quantity] = spread.stated()
    if spread.values:
        if stated or spread.family is not None:
            yield path, say("states 'values' and more beside them; keep the values alone.")
        return
    if frozenset(stated) not in _WAYS[spread.family]:
        given = ", ".join(stated)
        do = say(_HELP.get(spread.family, _TWO_HELP))
        fault = say("states {{{given}}}; {do}.", given=given, do=do)
        if spread.family:
            fault = say(
                "states {{{given}}} for family {family}; {do}.",
                given=given,
                family=spread.family,
                do=do,
            )
        yield path, fault
        return
    faults = list(_order(path, stated))
    for key in ("median", "p10", "mean", "spread"):
        if key in stated and not stated[key].number > 0:
            faults.append(
                (f"{path}.{key}", say("is {value}; give more than 0.", value=stated[key]))
            )
    if not faults and spread.family in _SOLVED:
        faults += _unsolved(path, str(spread.family), stated)
    yield from faults


def _unsolved(path: str, family: str, stated: Mapping[str, Quantity]) -> Iterator[Fault]:
    """Yield the refusal of numbers that a family cannot have, durations told in days."""
    if _is_usual(stated):
        return
    from simfunnel.variates import from_statement  # needs Numba: only for families to be solved

    scale = _SECONDS_PER_DAY if any(hasattr(q, "seconds") for q in stated.values()) else 1.0
    try:
        from_statement(family, {key: _size(q) / scale for key, q in stated.items()})
    except FunnelError as error:
        yield path, str(error)


def _is_usual(stated: Mapping[str, Quantity]) -> bool:
    """Return whether every family takes the numbers: neither nearly constant nor very skewed."""
    if "spread" in stated and "mean" in stated:
        return 0.05 <= _size(stated["spread"]) / _size(stated["mean"]) <= 0.55
    low = stated.get("median") or stated.get("p10")
    high = stated.get("p90")
    if low is None or high is None:
        return "min" in stated
    return 1.05 <= _size(high) / _size(low) <= 8.0


def _order(path: str, stated: Mapping[str, Quantity]) -> Iterator[Fault]:
    """Yield the refusal of quantities that do not rise."""
    keys = [key for key in _RISING if key in stated]
    for low, high in pairwise(keys):
        less, more = _size(stated[low]), _size(stated[high])
        touching = "mode" in (low, high) and _size(stated["min"]) < _size(stated["max"])
        if not (less < more or (touching and less == more)):
            yield (
                f"{path}.{high}",
                say(
                    "{high} is {more}, but {low} is {less}; {high} must be the larger one.",
                    high=high,
                    more=stated[high],
                    low=low,
                    less=stated[low],
                ),
            )


def _size(quantity: Quantity) -> float:
    """Return a quantity as one number, whatever its unit of time."""
    return float(getattr(quantity, "seconds", quantity.number))
