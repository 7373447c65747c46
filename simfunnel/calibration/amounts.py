"""What won leads were worth, as an empirical distribution."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from simfunnel.calibration.sentences import wins_without
from simfunnel.funnel.model import Segment
from simfunnel.funnel.spreads import AmountSpread
from simfunnel.history import Fact, History
from simfunnel.units import Money

__all__ = ["amount_spread", "estimate_amounts"]

MOST_VALUES = 400
ENOUGH_WINS = 30


def estimate_amounts(
    history: History,
) -> tuple[AmountSpread | None, dict[str, Segment], list[Fact]]:
    """Measure amounts over all wins, and by segment where there are 30 wins of it.

    Parameters
    ----------
    history : History
        What was known at the cutoff.

    Returns
    -------
    overall : AmountSpread or None
        None where no win has an amount.
    segments : dict of str to Segment
        Every segment of the export, with its own amounts or else those of all.
    facts : list of Fact
        Wins without an amount, or with a negative one.
    """
    won = history.leads[history.leads["won_on"].notna()]
    blank = int(won["amount"].isna().sum())
    facts = wins_without(blank if blank < len(won) else 0, int((won["amount"] < 0).sum()))
    known = won[won["amount"].notna() & (won["amount"] >= 0).fillna(False)]
    overall = _spread(known)
    segments = {}
    for name in sorted(history.leads["segment"].dropna().unique()):
        own = known[known["segment"] == name]
        spread = _spread(own) if len(own) >= ENOUGH_WINS else overall
        segments[str(name)] = Segment(amount=spread)
    return overall, segments, facts


def _spread(won: pd.DataFrame) -> AmountSpread | None:
    """Return the distribution of the amounts of wins."""
    return amount_spread(won["amount"].to_numpy(dtype=np.int64)) if len(won) else None


def amount_spread(cents: NDArray[np.int64]) -> AmountSpread:
    """Return amounts as the distribution that gives each of them the same chance.

    Parameters
    ----------
    cents : ndarray of int64, shape (n_amounts,)
        Hundredths, 0 or more.

    Returns
    -------
    AmountSpread
        All values in order, or 400 evenly spaced quantiles of more.

    Examples
    --------
    >>> [str(value) for value in amount_spread(np.array([250, 100])).values]
    ['1', '2.5']
    """
    values = np.sort(cents)
    if len(values) > MOST_VALUES:
        places = (np.arange(MOST_VALUES) + 0.5) / MOST_VALUES
        values = np.floor(np.quantile(values, places) + 0.5).astype(np.int64)
    return AmountSpread(values=tuple(Money(float(f"{int(value)}e-2")) for value in values))
