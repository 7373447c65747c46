"""What the chart of a distribution says in words, and the density it draws."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from simfunnel.charts.fan_data import FanData
from simfunnel.charts.fan_words import dots_reaching, fan_title
from simfunnel.charts.wording import day_long, day_short, futures_text
from simfunnel.words import say

__all__ = ["density_at", "distribution_alt", "distribution_subtitle", "distribution_title"]


def distribution_title(data: FanData) -> str:
    r"""Return the finding.

    Parameters
    ----------
    data : FanData
        What is drawn.

    Examples
    --------
    >>> from simfunnel.charts.examples import example_fan
    >>> distribution_title(example_fan()).replace("\xa0", " ")
    'The result reaches 1.2 M in 12 of 20 futures'
    """
    reaching, amounts = dots_reaching(data), data.amounts
    if not data.spreads:
        return fan_title(data)
    if data.target is None or reaching is None or data.target.by != data.until:
        return say("As likely above as below {median}", median=amounts.named(data.median))
    goal = amounts.stated(data.target.value)
    goal = goal if amounts.is_money else amounts.named(data.target.value, goal)
    return say(
        "The result reaches {goal} in {reaching} of 20 futures", goal=goal, reaching=reaching
    )


def distribution_subtitle(data: FanData) -> str:
    r"""Return measure, unit, period, number of futures, and the chance.

    Parameters
    ----------
    data : FanData
        What is drawn.

    Examples
    --------
    >>> from simfunnel.charts.examples import example_fan
    >>> distribution_subtitle(example_fan())[-9:].replace("\xa0", " ")
    '61 % (±3)'
    """
    what = say(
        "Won from {since} to {until}, {unit}, as seen on {today}.",
        since=day_short(data.since, data.locale),
        until=day_short(data.until, data.locale),
        unit=data.amounts.axis_title(),
        today=day_long(data.today, data.locale),
    )
    futures = futures_text(data.n_futures, data.n_planned, data.locale)
    if data.chance is None or not data.spreads:
        return f"{what} {futures}"
    error = data.chance.error_text
    chance = f"{data.chance.text} ({error})" if error else data.chance.text
    said = say("{futures}; chance of the target {chance}", futures=futures, chance=chance)
    return f"{what} {said}"


def distribution_alt(data: FanData) -> str:
    r"""Return the finding and the numbers.

    Parameters
    ----------
    data : FanData
        What is drawn.

    Examples
    --------
    >>> from simfunnel.charts.examples import example_fan
    >>> distribution_alt(example_fan())[-26:].replace("\xa0", " ")
    'between 1.04 M and 1.54 M.'
    """
    if not data.spreads:
        return f"{distribution_title(data)}. {distribution_subtitle(data)}."
    short = data.amounts.short
    numbers = say(
        "Median {median}, 8 in 10 futures between {low} and {high}.",
        median=data.amounts.named(data.median),
        low=short(data.low),
        high=short(data.high),
    )
    return f"{distribution_title(data)}. {numbers}"


def density_at(
    draws: NDArray[np.float64], grid: NDArray[np.float64], least: float = 0.0
) -> NDArray[np.float64]:
    """Return a Gaussian kernel density, bandwidth by Silverman's rule of thumb.

    Parameters
    ----------
    draws : ndarray, shape (n_futures,)
        One value per future.
    grid : ndarray, shape (n_points,)
        Where the density is wanted, in the same unit.
    least : float
        The bandwidth is at least so much: whole numbers would else be drawn one by one.

    Returns
    -------
    ndarray, shape (n_points,)
        Heights, up to a common factor.

    Examples
    --------
    >>> heights = density_at(np.arange(100.0), np.array([-500.0, 50.0]))
    >>> bool(heights[0] < 1e-9 < heights[1])
    True
    """
    spread = float(np.std(draws))
    quarter = float(np.subtract(*np.quantile(draws, [0.75, 0.25]))) / 1.349
    scale = min(spread, quarter) if quarter > 0 else spread
    width = max(0.9 * scale * len(draws) ** -0.2, least)
    if not width > 0:
        return np.where(np.isclose(grid, draws[0]), 1.0, 0.0)
    counts, edges = np.histogram(draws, bins=512)
    middles = (edges[:-1] + edges[1:]) / 2.0
    kernel = np.exp(-0.5 * ((grid[:, None] - middles[None, :]) / width) ** 2)
    return np.asarray(kernel @ counts, dtype=np.float64)
