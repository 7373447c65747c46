"""One suite for every family of distributions, from the registry."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from simfunnel.variates import FAMILIES, SLOT, Distribution, normal_cdf
from simfunnel.variates import dispatch as engine

EXAMPLES = [
    pytest.param(example, id=f"{name}-{index}")
    for name, family in FAMILIES.items()
    for index, example in enumerate(family.examples())
]
every_distribution = pytest.mark.parametrize("distribution", EXAMPLES)

TINY = 2.0**-53
UNIFORMS = [TINY, 1e-9, *np.linspace(0.001, 0.999, 201).tolist(), 1 - 1e-6, 1 - 1e-9, 1 - TINY]
AGES = [1e-3, 0.1, 0.5, 0.9, 0.999, 1 - 1e-6]


def just_below(x: float) -> float:
    """Return a number smaller by a few units in the last place."""
    return x * (1 - 1e-12) - 1e-300


def just_above(x: float) -> float:
    """Return a number larger by a few units in the last place."""
    return x * (1 + 1e-12) + 1e-300


@every_distribution
def test_has_all_that_the_protocol_asks_for(distribution: Distribution) -> None:
    """Each example is a Distribution, frozen, equal to itself re-made, and hashable."""
    again = dataclasses.replace(distribution)  # type: ignore[type-var]

    assert isinstance(distribution, Distribution)
    assert again == distribution
    assert hash(again) == hash(distribution)
    with pytest.raises(dataclasses.FrozenInstanceError):
        distribution.anything = 1  # type: ignore[attr-defined]


@every_distribution
def test_quantiles_rise(distribution: Distribution) -> None:
    """A larger uniform never gives a smaller value; all values are finite and not negative."""
    values = [distribution.quantile(u) for u in UNIFORMS]

    assert values == sorted(values)
    assert all(0.0 <= value < math.inf for value in values)


@every_distribution
def test_survival_undoes_the_quantile(distribution: Distribution) -> None:
    """Just above quantile u at most 1 - u survive, just below at least 1 - u."""
    for u in UNIFORMS:
        value = distribution.quantile(u)
        assert distribution.survival(just_above(value)) <= (1 - u) * (1 + 1e-9) + 1e-15
        assert distribution.survival(just_below(value)) >= (1 - u) * (1 - 1e-9) - 1e-15


@every_distribution
def test_survival_falls_from_one_to_zero(distribution: Distribution) -> None:
    """Everything survives below 0, nearly nothing far out, and the curve never rises."""
    top = distribution.quantile(1 - 1e-9)
    shares = [distribution.survival(x) for x in np.linspace(-1.0, 1.5 * top + 1.0, 500).tolist()]

    assert shares[0] == 1.0
    assert distribution.survival(1e9 * (top + 1.0)) <= 1e-9
    assert shares == sorted(shares, reverse=True)


@every_distribution
def test_mean_is_the_integral_of_the_quantile(distribution: Distribution) -> None:
    """The mean equals the quantile integrated over all uniforms, within 1e-3 of its size."""
    z = np.arange(-8.2, 8.2, 0.004)
    density = np.exp(-z * z / 2)
    values = np.array([distribution.quantile(normal_cdf(point)) for point in z.tolist()])

    integral = (values * density).sum() / density.sum()

    assert distribution.mean() == pytest.approx(integral, rel=1e-3, abs=1e-12)


@every_distribution
def test_what_remains_follows_the_conditional_law(distribution: Distribution) -> None:
    """After age + remaining(age, u), a share 1 - u of those that reached the age survives."""
    for age in (distribution.quantile(share) for share in AGES):
        reached = distribution.survival(age)
        if reached == 0.0:
            continue
        for u in (TINY, 0.05, 0.5, 0.95, 0.999999):
            end = age + distribution.remaining(age, u)
            wanted = (1 - u) * reached
            assert distribution.survival(just_above(end)) <= wanted * (1 + 1e-6) + 1e-15
            assert distribution.survival(just_below(end)) >= wanted * (1 - 1e-6) - 1e-15


@every_distribution
def test_what_remains_rises_with_u_and_is_never_negative(distribution: Distribution) -> None:
    """More luck, more time; never less than none."""
    for age in (distribution.quantile(share) for share in AGES):
        rest = [distribution.remaining(age, u) for u in UNIFORMS]
        assert rest[0] >= 0.0
        assert rest == sorted(rest)


@every_distribution
def test_nothing_remains_where_nobody_stays(distribution: Distribution) -> None:
    """At an age that no draw reaches, what remains is 0."""
    age = 1e200

    assert distribution.survival(age) <= 1e-200
    if distribution.survival(age) == 0.0:
        assert distribution.remaining(age, 0.5) == 0.0


@every_distribution
def test_at_age_zero_everything_remains(distribution: Distribution) -> None:
    """A stay that begins has its whole time before it, to the bit."""
    for u in (0.1, 0.5, 0.9):
        assert distribution.remaining(0.0, u) == distribution.quantile(u)
        assert distribution.remaining(-1.0, u) == distribution.quantile(u)


@every_distribution
def test_scaling_multiplies_every_value(distribution: Distribution) -> None:
    """Twelve times the distribution has twelve times its quantiles and its mean."""
    scaled = distribution.scaled(12.0)

    assert type(scaled) is type(distribution)
    assert scaled.mean() == pytest.approx(12 * distribution.mean(), rel=1e-12)
    for u in UNIFORMS:
        assert scaled.quantile(u) == pytest.approx(12 * distribution.quantile(u), rel=1e-9)


@every_distribution
@pytest.mark.parametrize("factor", [0.0, -1.0, math.inf, math.nan])
def test_scaling_by_nonsense_is_refused(distribution: Distribution, factor: float) -> None:
    """A factor must be a finite number above 0."""
    with pytest.raises(ValueError, match=r"^The factor is .+; give a number above 0\.$"):
        distribution.scaled(factor)


@every_distribution
def test_engines_read_the_same_from_the_flat_form(distribution: Distribution) -> None:
    """Slot and table anywhere in a large array give the very bits of the Python methods."""
    start, at = 100, 40
    table = distribution.table()
    numbers = np.full(start + len(table) + 7, np.nan)
    numbers[at : at + SLOT] = distribution.slot(start)
    numbers[start : start + len(table)] = table

    assert distribution.slot(start).shape == (SLOT,)
    assert engine.mean(numbers, at) == distribution.mean()
    for u in UNIFORMS:
        value = distribution.quantile(u)
        assert engine.quantile(numbers, at, u) == value
        assert engine.survival(numbers, at, value) == distribution.survival(value)
        assert engine.remaining(numbers, at, 5.0, u) == distribution.remaining(5.0, u)


@every_distribution
def test_corners_are_where_the_curve_has_steps(distribution: Distribution) -> None:
    """Every step of the survival curve, found by looking closely, is one of the corners."""
    values = {distribution.quantile(u) for u in np.linspace(0.01, 0.99, 99).tolist()}
    steps = [
        value
        for value in values
        if distribution.survival(just_below(value)) - distribution.survival(just_above(value))
        > 1e-3
    ]

    for step in steps:
        assert min(abs(step - corner) for corner in distribution.corners()) <= 1e-9 * step
