"""Whether what is stated of a dwell or an amount fixes one distribution."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from simfunnel.funnel.spreads import AmountSpread, DwellPart, DwellSpread
from simfunnel.units import Quantity

__all__ = ["spread_faults"]

Fault = tuple[str, str]
_RISING = ("min", "p10", "mode", "median", "p90", "max")
_TWO = frozenset(
    {
        frozenset({"median", "p90"}),
        frozenset({"p10", "p90"}),
        frozenset({"mean", "spread"}),
    }
)
_WAYS: Mapping[str | None, frozenset[frozenset[str]]] = {
    None: _TWO
    | {frozenset({"exactly"}), frozenset({"min", "max"}), frozenset({"min", "mode", "max"})},
    "uniform": frozenset({frozenset({"min", "max"})}),
    "triangular": frozenset({frozenset({"min", "mode", "max"})}),
    "pert": frozenset({frozenset({"min", "mode", "max"})}),
    "exponential": frozenset({frozenset({"mean"}), frozenset({"median"})}),
    "lognormal": _TWO,
    "gamma": _TWO,
    "weibull": _TWO,
    "log-logistic": _TWO,
}
_HELP: Mapping[str | None, str] = {
    None: "state {median, p90}, {p10, p90}, {mean, spread}, {min, mode, max}, {min, max}, "
    "or one value",
    "uniform": "state {min, max}",
    "triangular": "state {min, mode, max}",
    "pert": "state {min, mode, max}",
    "exponential": "state {mean} or {median}",
}
_TWO_HELP = "state {median, p90}, {p10, p90} or {mean, spread}"


def spread_faults(path: str, spread: DwellSpread | AmountSpread) -> Iterator[Fault]:
    """Yield path and message of what is wrong with a spread, or with each part of a mixture."""
    mixture: tuple[DwellPart, ...] = getattr(spread, "mixture", ())
    for i, part in enumerate(mixture):
        yield from _statement(f"{path}.mixture.{i}", part)
    if not mixture:
        yield from _statement(path, spread)
        if getattr(spread, "share", None) is not None:
            yield f"{path}.share", "a share belongs to a part of a mixture; leave it out."


def _statement(path: str, spread: DwellPart | AmountSpread) -> Iterator[Fault]:
    """Yield what is wrong with one statement."""
    stated: dict[str, Quantity] = spread.stated()
    if spread.values:
        if stated or spread.family is not None:
            yield path, "states 'values' and more beside them; keep the values alone."
        return
    if frozenset(stated) not in _WAYS[spread.family]:
        given = ", ".join(stated)
        family = f" for family {spread.family}" if spread.family else ""
        yield path, f"states {{{given}}}{family}; {_HELP.get(spread.family, _TWO_HELP)}."
        return
    yield from _order(path, stated)
    for key in ("median", "p10", "mean", "spread"):
        if key in stated and not stated[key].number > 0:
            yield f"{path}.{key}", f"is {stated[key]}; give more than 0."


def _order(path: str, stated: Mapping[str, Quantity]) -> Iterator[Fault]:
    """Yield the refusal of quantities that do not rise."""
    keys = [key for key in _RISING if key in stated]
    for low, high in pairwise(keys):
        less, more = _size(stated[low]), _size(stated[high])
        touching = "mode" in (low, high) and _size(stated["min"]) < _size(stated["max"])
        if not (less < more or (touching and less == more)):
            yield (
                f"{path}.{high}",
                f"{high} is {stated[high]}, but {low} is {stated[low]}; "
                f"{high} must be the larger one.",
            )


def _size(quantity: Quantity) -> float:
    """Return a quantity as one number, whatever its unit of time."""
    return float(getattr(quantity, "seconds", quantity.number))
