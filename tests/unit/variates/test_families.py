"""Each family against SciPy, and each way of stating it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from scipy import stats

from simfunnel.errors import FunnelError
from simfunnel.variates import (
    Distribution,
    constant,
    empirical,
    empirical_curve,
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

BODY = [0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99]
FAR = [0.999, 0.9999, 1 - 1e-6]


def beta_between(low: float, mode: float, high: float) -> Any:
    """Return SciPy's PERT."""
    a = 1 + 4 * (mode - low) / (high - low)
    return stats.beta(a, 6 - a, loc=low, scale=high - low)


CLOSED = [
    (lognormal(median=14, p90=40), stats.lognorm(np.log(40 / 14) / stats.norm.ppf(0.9), scale=14)),
    (exponential(mean=10), stats.expon(scale=10)),
    (weibull(median=14, p90=100), None),
    (uniform(min=2, max=4), stats.uniform(2, 2)),
    (triangular(min=2, mode=5, max=20), stats.triang(1 / 6, 2, 18)),
]
TABLES = [
    (gamma(mean=10, spread=5), stats.gamma(4, scale=2.5)),
    (gamma(mean=10, spread=10), stats.gamma(1, scale=10)),
    (gamma(mean=10, spread=0.3), stats.gamma(1e4 / 9, scale=9e-3)),
    (pert(min=2, mode=5, max=20), beta_between(2, 5, 20)),
    (pert(min=0, mode=0, max=9), beta_between(0, 0, 9)),
    (pert(min=2, mode=20, max=20), beta_between(2, 20, 20)),
]


@pytest.mark.parametrize(("ours", "exact"), [pair for pair in CLOSED if pair[1]])
def test_closed_forms_agree_with_scipy(ours: Distribution, exact: Any) -> None:
    """Quantile, survival and mean, far into the tail."""
    for u in BODY + FAR:
        assert ours.quantile(u) == pytest.approx(exact.ppf(u), rel=1e-9)
    for x in (0.5, 3.0, 14.0, 100.0, 800.0):
        assert ours.survival(x) == pytest.approx(exact.sf(x), rel=1e-9, abs=1e-300)
    assert ours.mean() == pytest.approx(exact.mean(), rel=1e-12)


def test_weibull_agrees_with_scipy() -> None:
    """Quantile, survival and mean for the fitted shape."""
    ours = weibull(median=14, p90=100)
    exact = stats.weibull_min(ours.shape, scale=ours.scale)

    for u in BODY + FAR:
        assert ours.quantile(u) == pytest.approx(exact.ppf(u), rel=1e-9)
        assert ours.survival(exact.ppf(u)) == pytest.approx(1 - u, rel=1e-9)
    assert ours.mean() == pytest.approx(exact.mean(), rel=1e-12)


def test_loglogistic_agrees_with_scipy() -> None:
    """Quantile, survival and mean for the fitted shape."""
    ours = loglogistic(median=14, p90=40)
    exact = stats.fisk(ours.shape, scale=14)

    for u in BODY + FAR:
        assert ours.quantile(u) == pytest.approx(exact.ppf(u), rel=1e-9)
        assert ours.survival(exact.ppf(u)) == pytest.approx(1 - u, rel=1e-9)
    assert ours.mean() == pytest.approx(exact.mean(), rel=1e-12)


@pytest.mark.parametrize(("ours", "exact"), TABLES)
def test_tables_agree_with_scipy(ours: Distribution, exact: Any) -> None:
    """A table is right to 2e-4 from 1 % to 99.9999 %, its mean to 5e-5."""
    for u in BODY + FAR:
        assert ours.quantile(u) == pytest.approx(exact.ppf(u), rel=2e-4)
        assert ours.survival(exact.ppf(u)) == pytest.approx(exact.sf(exact.ppf(u)), rel=2e-3)
    assert ours.mean() == pytest.approx(exact.mean(), rel=5e-5)


@pytest.mark.parametrize("ratio", [0.011, 0.1, 0.7, 1.0, 2.0, 3.0, 4.4])
def test_gamma_of_any_spread(ratio: float) -> None:
    """Mean exact, p99.9 within 2e-4, body within a thousandth of the mean."""
    ours = gamma(mean=10, spread=10 * ratio)
    exact = stats.gamma(1 / ratio**2, scale=10 * ratio**2)

    assert ours.mean() == pytest.approx(10, rel=1e-15)
    assert ours.quantile(0.999) == pytest.approx(exact.ppf(0.999), rel=2e-4)
    for u in BODY:
        assert ours.quantile(u) == pytest.approx(exact.ppf(u), rel=2e-4, abs=1e-3)


STATED_BY_POINTS = [lognormal, weibull, loglogistic, gamma]


@pytest.mark.parametrize("family", STATED_BY_POINTS)
def test_median_and_p90_are_met(family: Any) -> None:
    """What was said is what the distribution has."""
    ours = family(median=14, p90=40)

    assert ours.quantile(0.5) == pytest.approx(14, rel=5e-5)
    assert ours.quantile(0.9) == pytest.approx(40, rel=5e-5)


@pytest.mark.parametrize("family", [*STATED_BY_POINTS, uniform])
def test_p10_and_p90_are_met(family: Any) -> None:
    """What was said is what the distribution has."""
    ours = family(p10=14, p90=21)

    assert ours.quantile(0.1) == pytest.approx(14, rel=5e-5)
    assert ours.quantile(0.9) == pytest.approx(21, rel=5e-5)


@pytest.mark.parametrize("family", [*STATED_BY_POINTS, uniform])
def test_mean_and_spread_are_met(family: Any) -> None:
    """Mean and standard deviation, the latter by integrating the quantile."""
    ours = family(mean=10, spread=4)
    u = (np.arange(20_000) + 0.5) / 20_000
    values = np.array([ours.quantile(one) for one in u.tolist()])

    assert ours.mean() == pytest.approx(10, rel=1e-9)
    assert values.std() == pytest.approx(4, rel=0.02)


def test_lognormal_by_median_and_spread() -> None:
    """The spread is the standard deviation, as for a drift around -4 %."""
    ours = lognormal(median=0.96, spread=0.12)

    assert ours.quantile(0.5) == 0.96
    assert stats.lognorm(ours.sigma, scale=0.96).std() == pytest.approx(0.12, rel=1e-12)


def test_exponential_by_its_median() -> None:
    """Half of all take less than the median."""
    assert exponential(median=3).quantile(0.5) == pytest.approx(3, rel=1e-15)


def test_remaining_far_beyond_the_usual() -> None:
    """In survival form the conditional law keeps its precision at 1e-40."""
    ours = lognormal(median=14, p90=40)
    age = 14 * np.exp(13 * ours.sigma)

    end = age + ours.remaining(age, 0.5)

    assert ours.survival(age) == pytest.approx(stats.norm.sf(13), rel=1e-10)
    assert ours.survival(end) == pytest.approx(0.5 * ours.survival(age), rel=1e-9)


def test_empirical_keeps_mean_and_ties() -> None:
    """The mean is the average; a value seen three times of four is a spike."""
    ours = empirical([5.0, 5.0, 5.0, 9.0])

    assert ours.mean() == 6.0
    assert [ours.quantile(u) for u in (0.0, 0.3, 0.6)] == [5.0, 5.0, 5.0]
    assert ours.quantile(1.0) == 9.0
    assert empirical([7.0]).quantile(0.3) == 7.0


def test_empirical_curve_has_gaps_and_spikes() -> None:
    """Between two knots of one probability nothing falls."""
    ours = empirical_curve([1.0, 4.0, 4.0, 9.0, 20.0], [0.9, 0.6, 0.3, 0.3, 0.0])

    assert ours.survival(0.99) == 1.0
    assert ours.survival(1.0) == 0.9
    assert ours.survival(3.999999999) == pytest.approx(0.6)
    assert ours.survival(4.0) == 0.3
    assert ours.survival(8.9) == 0.3
    assert ours.quantile(0.05) == 1.0
    assert ours.quantile(0.5) == 4.0


def test_mixture_keeps_constants_exact() -> None:
    """Two constants stay two constants: nothing lies between."""
    ours = mixture([(0.3, constant(exactly=1)), (0.7, constant(exactly=9))])
    values = {ours.quantile(u) for u in np.linspace(0, 1, 999).tolist()}

    assert values == {1.0, 9.0}
    assert ours.survival(5.0) == pytest.approx(0.7, rel=1e-15)
    assert ours.mean() == pytest.approx(6.6, rel=1e-15)


def test_mixture_is_the_weighted_sum_of_survivals() -> None:
    """Two humps and a spike: the curve is the sum of its parts', the mean too."""
    parts = [
        (0.5, lognormal(median=8, p90=15)),
        (0.3, gamma(mean=84, spread=20)),
        (0.2, constant(exactly=30)),
    ]
    ours = mixture(parts)

    for x in (1.0, 8.0, 29.9, 30.0, 30.1, 60.0, 84.0, 130.0):
        exact = sum(share * part.survival(x) for share, part in parts)
        assert ours.survival(x) == pytest.approx(exact, rel=3e-4)
    assert ours.mean() == pytest.approx(sum(s * p.mean() for s, p in parts), rel=1e-4)


def test_mixture_in_a_mixture() -> None:
    """A spike keeps its place two levels down."""
    inner = mixture([(0.5, constant(exactly=30)), (0.5, uniform(min=0, max=10))])
    ours = mixture([(0.4, inner), (0.6, lognormal(median=14, p90=40))])

    step = ours.survival(29.9999999) - ours.survival(30.0)
    assert step == pytest.approx(0.2, abs=1e-6)


REFUSED = [
    (lambda: lognormal(median=5, p90=3), "The p90 (3) must be larger than the median (5)."),
    (lambda: lognormal(median=0, p90=3), "The median is 0; give a number above 0."),
    (lambda: lognormal(p10=1, p90=float("inf")), "The p90 is inf; give a number above 0."),
    (
        lambda: lognormal(median=5),
        "A distribution of the lognormal family is not stated by median; possible are: "
        "median and p90; p10 and p90; mean and spread; median and spread.",
    ),
    (
        lambda: gamma(),
        "A distribution of the gamma family is not stated by nothing; possible are: "
        "mean and spread; median and p90; p10 and p90.",
    ),
    (lambda: constant(exactly=-1), "The exact value is -1; give 0 or a number above 0."),
    (lambda: exponential(mean=-2), "The mean is -2; give a number above 0."),
    (lambda: uniform(min=4, max=2), "The max (2) must be larger than the min (4)."),
    (
        lambda: uniform(p10=1, p90=20),
        "The min, p10 - (p90 - p10) / 8, is -1.375; give 0 or a number above 0.",
    ),
    (
        lambda: uniform(mean=1, spread=2),
        "The min, mean - 1.732 * spread, is -2.46410161514; give 0 or a number above 0.",
    ),
    (
        lambda: pert(min=1, mode=12, max=9),
        "The mode (12) must lie between the min (1) and the max (9).",
    ),
    (lambda: triangular(min=-1, mode=1, max=9), "The min is -1; give 0 or a number above 0."),
    (lambda: weibull(p10=3, p90=3), "The p90 (3) must be larger than the p10 (3)."),
    (
        lambda: weibull(mean=1, spread=1000),
        "The spread (1000) is 1000 times the mean (1); a Weibull takes from 0.0013 to 429 times; "
        "state it as exactly or as a lognormal.",
    ),
    (
        lambda: gamma(mean=10, spread=0.01),
        "The spread (0.01) is 0.001 times the mean (10); a gamma takes from 0.01 to 4.4 times; "
        "state it as exactly or as a lognormal.",
    ),
    (
        lambda: gamma(median=1, p90=1.001),
        "The p90 (1.001) is 1.001 times the median (1), beyond what a gamma takes; state it as "
        "exactly or as a lognormal.",
    ),
    (
        lambda: loglogistic(median=1, p90=10),
        "The p90 (10) must be less than 9 times the median (1), else the mean of a log-logistic "
        "is infinite; a lognormal takes it.",
    ),
    (
        lambda: loglogistic(mean=1, spread=500),
        "The spread (500) is 500 times the mean (1); a log-logistic takes from 0.0002 to 450 "
        "times; state it as exactly or as a lognormal.",
    ),
    (lambda: empirical([]), "There are no observed values; give at least one."),
    (lambda: empirical([1, -3]), "The observed value is -3; give 0 or a number above 0."),
    (
        lambda: empirical_curve([1, 2], [1.0]),
        "There are 2 values and 1 survival shares; give as many of one as of the other, at "
        "least one.",
    ),
    (
        lambda: empirical_curve([2, 1], [1.0, 0.0]),
        "The values of a survival curve must not fall; sort them.",
    ),
    (
        lambda: empirical_curve([1, 2], [0.5, 0.6]),
        "The shares of a survival curve must fall from at most 1 to 0.",
    ),
    (
        lambda: empirical_curve([1, 2], [1.0, 0.2]),
        "The survival curve ends at 0.2, not at 0; state the share that never ends apart, and "
        "divide the curve by the rest.",
    ),
    (
        lambda: mixture([(1.0, constant(exactly=1))]),
        "A mixture of 1 parts is none; give at least two.",
    ),
    (
        lambda: mixture([(0.5, constant(exactly=1)), (0.6, constant(exactly=2))]),
        "The shares of the parts sum to 1.1; they must sum to 1.",
    ),
    (
        lambda: mixture([(0.0, constant(exactly=1)), (1.0, constant(exactly=2))]),
        "The share of a part is 0; give more than 0 % and less than 100 %.",
    ),
]


@pytest.mark.parametrize(("state", "message"), REFUSED)
def test_what_cannot_be_is_refused(state: Any, message: str) -> None:
    """Each message names the value and says what to do."""
    with pytest.raises(FunnelError) as caught:
        state()

    assert str(caught.value) == message
