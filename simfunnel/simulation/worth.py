"""What every lead is worth, won or not: amounts are keyed by the lead alone (model 9.2)."""

from __future__ import annotations

from dataclasses import replace

from simfunnel.simulation.amounts import valued
from simfunnel.simulation.runner import Runs

__all__ = ["with_worth"]


def with_worth(runs: Runs) -> Runs:
    """Return a run in whose stays every lead has its amount.

    An engine looks an amount up when a lead is won; here that is done for all of them. Where the
    funnel states no amounts nothing changes.

    Parameters
    ----------
    runs : Runs
        With the stays that matter.

    Examples
    --------
    >>> from simfunnel.funnel.examples import busy
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.runner import simulate
    >>> runs = simulate(compile_funnel(busy()), 1, seed=1, engine="simpy", stays_of=[0])
    >>> bool((runs.stays[0][:, 9] < 0).any()), bool((with_worth(runs).stays[0][:, 9] < 0).any())
    (True, False)
    """
    return replace(
        runs,
        stays={
            r: valued(runs.version(r), runs.seed, r, rows, runs.referred[r])
            for r, rows in runs.stays.items()
        },
    )
