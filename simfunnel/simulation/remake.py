"""Single futures made again, stay by stay: draws are keyed, so any of them can be had alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from simfunnel.errors import SimfunnelError
from simfunnel.simulation.blocks import run_block
from simfunnel.simulation.runner import Runs, default_engine
from simfunnel.words import say

__all__ = ["remake"]


def remake(runs: Runs, replications: Sequence[int]) -> Runs:
    """Return a run with the stays of some of its futures, made again where they were not kept.

    Parameters
    ----------
    runs : Runs
    replications : sequence of int
        Numbers of finished ones.

    Returns
    -------
    Runs
        The same, with these stays and no others.

    Raises
    ------
    SimfunnelError
        If one of them was not simulated.

    Examples
    --------
    >>> from simfunnel.funnel.examples import tiny
    >>> from simfunnel.funnel.lower import compile_funnel
    >>> from simfunnel.simulation.runner import simulate
    >>> runs = simulate(compile_funnel(tiny()), 3, seed=1, engine="simpy")
    >>> sorted(runs.stays), sorted(remake(runs, [2]).stays)
    ([], [2])
    """
    done = set(runs.finished.tolist())
    for r in replications:
        if r not in done:
            raise SimfunnelError(
                say(
                    "there is no replication {r}; there are {n}, from {first} to {last}.",
                    r=r, n=len(done), first=min(done), last=max(done),
                )
            )  # fmt: skip
    stays, terms, referred = {}, {}, {}
    for r in replications:
        if r in runs.stays:
            stays[r], terms[r] = runs.stays[r], runs.terms[r]
            referred[r] = runs.referred[r]
            continue
        block = run_block(
            runs.compiled, runs.columns, range(r, r + 1), runs.seed, default_engine(), {r}
        )
        stays[r], terms[r], referred[r] = block.kept[r]
    return replace(runs, stays=stays, terms=terms, referred=referred)
