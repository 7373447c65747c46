"""Compiling every kernel once, before anybody waits for it or several processes do it at a time."""

from __future__ import annotations

__all__ = ["compile_kernels"]


def compile_kernels() -> None:
    """Compile and cache what both engines call, by running small funnels on each.

    A second call takes no time; without Numba there is nothing to do.

    Examples
    --------
    >>> compile_kernels()
    """
    from simfunnel.compiled import HAVE_NUMBA
    from simfunnel.funnel.examples import busy, renewing, staffed
    from simfunnel.funnel.lower import compile_funnel
    from simfunnel.simulation.runner import simulate
    from simfunnel.simulation.worth import with_worth

    if HAVE_NUMBA:
        for funnel in (busy(), staffed(), renewing()):
            compiled = compile_funnel(funnel, doubt_rows=1)
            for engine in ("compiled", "simpy"):
                with_worth(simulate(compiled, 1, seed=1, engine=engine, workers=1, stays_of=(0,)))
