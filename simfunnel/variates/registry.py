"""The families by name, and the reading of a statement such as ``{median: 14, p90: 40}``.

A statement without a family gets the first family of the list that is stated so: durations and
amounts are lognormal unless a family is named. A new family is a file in `families` and a line
here; the contract suite picks it up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from simfunnel.errors import FunnelError, UnknownNameError, did_you_mean
from simfunnel.variates.distribution import Distribution
from simfunnel.variates.families import (
    constant,
    empirical,
    exponential,
    gamma,
    loglogistic,
    lognormal,
    mixture,
    pert,
    triangular,
    uniform,
    weibull,
)
from simfunnel.variates.statements import Ways, build, share, ways_in_words
from simfunnel.words import listed, say

__all__ = ["FAMILIES", "Family", "from_statement"]


@dataclass(frozen=True)
class Family:
    """One family of distributions.

    Parameters
    ----------
    name : str
        As a scenario file names it.
    ways : mapping
        Groups of names by which it is stated; empty if numbers alone cannot state it.
    examples : callable
        Takes nothing, returns distributions on which the contract suite runs.
    """

    name: str
    ways: Ways[Distribution]
    examples: Callable[[], tuple[Distribution, ...]]


def _lognormals() -> tuple[Distribution, ...]:
    """Return a usual, a narrow and a heavy one."""
    return (
        lognormal.lognormal(median=14.0, p90=40.0),
        lognormal.lognormal(p10=14.0, p90=21.0),
        lognormal.lognormal(mean=10.0, spread=40.0),
        lognormal.lognormal(median=0.96, spread=0.12),
    )


def _constants() -> tuple[Distribution, ...]:
    """Return a usual one and nothing."""
    return (constant.constant(exactly=30.0), constant.constant(exactly=0.0))


def _uniforms() -> tuple[Distribution, ...]:
    """Return one from 0 and one from above."""
    return (
        uniform.uniform(min=0.0, max=5.0),
        uniform.uniform(p10=14.0, p90=21.0),
        uniform.uniform(mean=10.0, spread=2.0),
    )


def _triangulars() -> tuple[Distribution, ...]:
    """Return a usual one and the two with a right angle."""
    return (
        triangular.triangular(min=2.0, mode=5.0, max=20.0),
        triangular.triangular(min=2.0, mode=2.0, max=20.0),
        triangular.triangular(min=2.0, mode=20.0, max=20.0),
    )


def _perts() -> tuple[Distribution, ...]:
    """Return a usual one and the two with the mode at an end."""
    return (
        pert.pert(min=2.0, mode=5.0, max=20.0),
        pert.pert(min=0.0, mode=0.0, max=9.0),
        pert.pert(min=2.0, mode=20.0, max=20.0),
    )


def _exponentials() -> tuple[Distribution, ...]:
    """Return one by each statement."""
    return (exponential.exponential(mean=10.0), exponential.exponential(median=3.0))


def _gammas() -> tuple[Distribution, ...]:
    """Return a usual, a very skewed and a nearly constant one."""
    return (
        gamma.gamma(mean=10.0, spread=5.0),
        gamma.gamma(mean=10.0, spread=30.0),
        gamma.gamma(mean=10.0, spread=0.3),
        gamma.gamma(median=14.0, p90=40.0),
    )


def _weibulls() -> tuple[Distribution, ...]:
    """Return one with falling and two with rising hazard."""
    return (
        weibull.weibull(median=14.0, p90=100.0),
        weibull.weibull(p10=14.0, p90=21.0),
        weibull.weibull(mean=10.0, spread=5.0),
    )


def _loglogistics() -> tuple[Distribution, ...]:
    """Return one by each statement."""
    return (
        loglogistic.loglogistic(median=14.0, p90=40.0),
        loglogistic.loglogistic(p10=14.0, p90=21.0),
        loglogistic.loglogistic(mean=10.0, spread=5.0),
    )


def _empiricals() -> tuple[Distribution, ...]:
    """Return observed values with ties, a single one, and a curve with a spike and a gap."""
    return (
        empirical.empirical([3.0, 1.0, 8.0, 8.0, 8.0, 21.0, 2.0]),
        empirical.empirical([5.0]),
        empirical.empirical_curve([1.0, 4.0, 4.0, 9.0, 20.0], [0.9, 0.6, 0.3, 0.3, 0.0]),
    )


def _mixtures() -> tuple[Distribution, ...]:
    """Return two humps, a spike on a smooth curve, two spikes, and parts with a gap between."""
    usual = lognormal.lognormal(median=14.0, p90=40.0)
    return (
        mixture.mixture([(0.5, lognormal.lognormal(median=8.0, p90=15.0)), (0.5, usual)]),
        mixture.mixture([(0.3, constant.constant(exactly=30.0)), (0.7, usual)]),
        mixture.mixture(
            [(0.3, constant.constant(exactly=1.0)), (0.7, constant.constant(exactly=9))]
        ),
        mixture.mixture([(0.3, _uniforms()[0]), (0.7, _uniforms()[1])]),
    )


_ALL = (
    Family("lognormal", lognormal.WAYS, _lognormals),
    Family("constant", constant.WAYS, _constants),
    Family("uniform", uniform.WAYS, _uniforms),
    Family("pert", pert.WAYS, _perts),
    Family("triangular", triangular.WAYS, _triangulars),
    Family("exponential", exponential.WAYS, _exponentials),
    Family("gamma", gamma.WAYS, _gammas),
    Family("weibull", weibull.WAYS, _weibulls),
    Family("loglogistic", loglogistic.WAYS, _loglogistics),
    Family("empirical", MappingProxyType({}), _empiricals),
    Family("mixture", MappingProxyType({}), _mixtures),
)

#: All families by name, in the order in which a statement without a family is tried.
FAMILIES: Mapping[str, Family] = MappingProxyType({family.name: family for family in _ALL})


def from_statement(family: str | None, numbers: Mapping[str, float]) -> Distribution:
    """Build a distribution from what is said about it.

    Parameters
    ----------
    family : str or None
        A name of `FAMILIES`; None picks the family by the names of the numbers: lognormal for
        median and p90, p10 and p90, mean and spread, median and spread; constant for exactly;
        uniform for min and max; PERT for min, mode and max; exponential for mean alone.
    numbers : mapping
        Names to numbers. With ``exactly`` *and* ``share`` this share takes exactly so long, and
        the other numbers state the rest.

    Returns
    -------
    Distribution

    Raises
    ------
    UnknownNameError
        If the family is unknown.
    FunnelError
        If no family, or not this one, is stated by these numbers, or they are out of range.

    Examples
    --------
    >>> from_statement(None, {"min": 1.0, "mode": 2.0, "max": 9.0})
    Pert(low=1.0, mode=2.0, high=9.0)
    >>> spike = from_statement(None, {"exactly": 30, "share": 0.2, "median": 14, "p90": 40})
    >>> f"{spike.survival(29.99) - spike.survival(30.0):.2f}"
    '0.20'
    """
    if "exactly" in numbers and "share" in numbers:
        rest = {name: one for name, one in numbers.items() if name not in ("exactly", "share")}
        weight = share("share", numbers["share"])
        spike = constant.constant(exactly=numbers["exactly"])
        return mixture.mixture([(weight, spike), (1.0 - weight, from_statement(family, rest))])
    if family is not None:
        return build(family, _known(family).ways, numbers)
    for candidate in FAMILIES.values():
        for way in candidate.ways:
            if set(way) == set(numbers):
                return build(candidate.name, candidate.ways, numbers)
    ways = dict.fromkeys(way for candidate in FAMILIES.values() for way in candidate.ways)
    said = ways_in_words([tuple(numbers)]) if numbers else say("nothing")
    raise FunnelError(
        say(
            "No distribution is stated by {said}; possible are: {ways}.",
            said=said,
            ways=ways_in_words(ways),
        )
    )


def _known(name: str) -> Family:
    """Return a family that numbers can state."""
    stated = {key: family for key, family in FAMILIES.items() if family.ways}
    if name not in stated:
        raise UnknownNameError(
            say(
                "There is no family '{name}' to be stated by numbers.{hint} Possible are: "
                "{stated}.",
                name=name,
                hint=did_you_mean(name, stated),
                stated=listed(stated),
            )
        )
    return stated[name]
