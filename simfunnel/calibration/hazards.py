"""Daily hazards by age from a Lexis table, with their doubt.

The estimate of each bin is shrunk towards the stage's own overall rate by a fifth of an exit, so a
bin without exits gets almost no hazard: leads older than any that ever moved on stay where they
are, without a rule that says so.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from simfunnel.calibration.lexis import Lexis

__all__ = ["Rates", "age_bins", "daily_hazards", "rates_of"]

EXITS_PER_BIN = 12
TIMER = 4.0  # a day with this many times the usual exits is an automatic expiry
USUAL_DAYS = 14  # the days before it that say what is usual
PRIOR = 0.2  # exits
HIGHEST = 0.995  # probability of leaving within one day


@dataclass(frozen=True, eq=False)
class Rates:
    """The measured law of one stage.

    Parameters
    ----------
    exits : tuple of str
        The ways out.
    ages : tuple of int
        First age of each bin; the last bin, in which nobody ever left, has no end.
    exposure : ndarray of int64, shape (n_bins,)
        Stay-days at risk.
    left : ndarray of int64, shape (n_exits, n_bins)
        Exits.
    chance : ndarray of float64, shape (n_exits, n_bins)
        Probability per day of each exit.
    hazard : ndarray of float64, shape (n_exits, n_bins)
        The same as a rate per day.
    """

    exits: tuple[str, ...]
    ages: tuple[int, ...]
    exposure: NDArray[np.int64]
    left: NDArray[np.int64]
    chance: NDArray[np.float64]
    hazard: NDArray[np.float64]

    def draws(self, generator: np.random.Generator, n_rows: int) -> NDArray[np.float64]:
        """Return hazards that the data would support as well.

        Parameters
        ----------
        generator : numpy.random.Generator
            Where the luck comes from.
        n_rows : int
            How many draws.

        Returns
        -------
        ndarray of float64, shape (n_rows, n_exits, n_bins)
            Each probability times Gamma(d + .2) / (d + .2), d the exits of its bin.
        """
        shape = self.left + PRIOR
        factor = generator.standard_gamma(shape, size=(n_rows, *shape.shape)) / shape
        return daily_hazards(self.chance * factor)


def age_bins(left: NDArray[np.int64]) -> tuple[int, ...]:
    """Return the first age of each bin.

    Days are merged until they hold 12 exits. A day with at least 12 exits and four times the
    usual number (the mean of the 14 days before) stands alone: an automatic expiry keeps its
    spike. The last bin begins after the last exit ever seen.

    Parameters
    ----------
    left : ndarray of int64, shape (n_ages,)
        Exits of any kind at each age.

    Returns
    -------
    tuple of int
        Ages that start at 0 and rise.

    Examples
    --------
    >>> age_bins(np.array([5, 5, 5, 0, 40, 1, 0]))
    (0, 3, 4, 5, 6)
    >>> age_bins(np.array([0, 0]))
    (0,)
    """
    if not left.any():
        return (0,)
    starts = [0]
    gathered = 0
    for age in range(int(np.flatnonzero(left)[-1]) + 1):
        before = left[max(0, age - USUAL_DAYS) : age]
        usual = float(before.mean()) if len(before) else 0.0
        if left[age] >= max(EXITS_PER_BIN, TIMER * usual):
            starts += [age] * (starts[-1] != age) + [age + 1]
            gathered = 0
            continue
        gathered += int(left[age])
        if gathered >= EXITS_PER_BIN:
            starts.append(age + 1)
            gathered = 0
    end = int(np.flatnonzero(left)[-1]) + 1
    return tuple(starts if starts[-1] == end else [*starts, end])


def daily_hazards(chance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Turn probabilities per day into rates per day that give just these probabilities.

    Parameters
    ----------
    chance : ndarray of float64, shape (..., n_exits, n_bins)
        Probability per day of each exit.

    Returns
    -------
    ndarray of float64, same shape
        q * (-ln(1 - Q)) / Q with Q the sum over the exits, at most .995.

    Examples
    --------
    >>> daily_hazards(np.array([[0.3], [0.2]])).round(4)
    array([[0.4159],
           [0.2773]])
    """
    total = chance.sum(axis=-2, keepdims=True)
    capped = np.minimum(total, HIGHEST)
    safe = np.where(total > 0, total, 1.0)
    return chance * np.where(total > 0, -np.log1p(-capped) / safe, 0.0)


def rates_of(table: Lexis) -> Rates:
    """Estimate the hazards of a stage.

    Parameters
    ----------
    table : Lexis
        Exposure and exits by age.

    Returns
    -------
    Rates
        Per bin (d + .2) / (n + .2 / qbar), with qbar all exits over the exposure up to the last
        exit ever seen. The days of leads that will never leave do not count in it: with them a
        record whose losses are undated shrinks towards nearly nothing (a tenth of an estate
        agency's leads then win 40 % too rarely, here 5 %).

    Examples
    --------
    >>> table = Lexis(("won",), np.array([10, 8]), np.array([[2, 0]]))
    >>> rates = rates_of(table)
    >>> rates.ages, rates.chance.round(4)
    ((0, 1), array([[0.2   , 0.0222]]))
    """
    ages = age_bins(table.left.sum(axis=0))
    starts = np.array(ages)
    inside = starts[starts < len(table.exposure)]
    exposure = np.zeros(len(starts), dtype=np.int64)
    exposure[: len(inside)] = np.add.reduceat(table.exposure, inside)
    left = np.zeros((len(table.exits), len(starts)), dtype=np.int64)
    if len(table.exits):
        left[:, : len(inside)] = np.add.reduceat(table.left, inside, axis=1)
    reached = max(1, int(table.exposure[: ages[-1]].sum()))
    overall = table.left.sum(axis=1, keepdims=True) / reached
    chance = (left + PRIOR) / (exposure + PRIOR / np.where(overall > 0, overall, 1.0))
    return Rates(table.exits, ages, exposure, left, chance, daily_hazards(chance))
