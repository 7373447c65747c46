"""Whole processes: how soon the command answers, the first forecast ever, and peak memory."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from benchmarks.figures import Figure, below
from benchmarks.own_process import SCENARIO, alone, command

__all__ = ["first_forecast", "help_text", "memory"]

FORECAST = ("-m", "simfunnel", "forecast", str(SCENARIO))
MEGABYTE = 1e6


def help_text(quick: bool) -> Iterator[Figure]:
    """Yield the CPU time of `simfunnel --help`."""
    rounds = range(2 if quick else 5)
    bare = min(command(["-c", "pass"]).cpu for _ in rounds)
    typed = min(command(["-c", "import typer"]).cpu for _ in rounds)
    shown = [command(["-m", "simfunnel", "--help"]) for _ in rounds]
    beside = f"python -c pass: {bare:.2f} s; import typer: {typed:.2f} s"
    yield Figure("simfunnel --help", min(one.cpu for one in shown), "s", beside, below(0.4))


def first_forecast(quick: bool) -> Iterator[Figure]:
    """Yield the CPU time of a forecast by the command, with nothing compiled yet and afterwards."""
    with tempfile.TemporaryDirectory() as cache:
        cold = command(FORECAST, NUMBA_CACHE_DIR=cache)
        warm = [command(FORECAST, NUMBA_CACHE_DIR=cache) for _ in range(1 if quick else 3)]
    best = min(warm, key=lambda one: one.cpu)
    beside = (
        f"wall {cold.wall:.1f} s; compiled before: CPU {best.cpu:.1f} s, wall {best.wall:.1f} s"
    )
    yield Figure("first forecast, nothing compiled", cold.cpu, "s", beside, below(10.0))


def memory(quick: bool) -> Iterator[Figure]:
    """Yield the peak memory of many replications above that of one."""
    many = "100" if quick else "1000"
    whats = {
        "simulated": f"memory of {many} x 1,000 leads",
        "forecast": f"memory of a forecast, {many} x shipped scenario",
    }
    for job, what in whats.items():
        bare = alone(job, "1")
        full = alone(job, many)
        beside = f"peak {full / MEGABYTE:.0f} MB; with 1 replication {bare / MEGABYTE:.0f} MB"
        yield Figure(what, (full - bare) / MEGABYTE, "MB", beside, below(100.0))
