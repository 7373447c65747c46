"""Whole processes: how soon the command answers, the first forecast ever, and peak memory."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure, below
from benchmarks.own_process import SCENARIO, alone, command

__all__ = ["first_forecast", "help_text", "memory"]

HELP = ("-m", "simfunnel", "--help")
FORECAST = ("-m", "simfunnel", "forecast", str(SCENARIO))
MEGABYTE = 1e6


def help_text(quick: bool) -> Iterator[Figure]:
    """Yield the CPU time of `simfunnel --help`."""
    rounds = range(2 if quick else 5)
    with tempfile.TemporaryDirectory() as home:
        command(HELP, home)
        bare = min(command(["-c", "pass"], home).cpu for _ in rounds)
        typed = min(command(["-c", "import typer"], home).cpu for _ in rounds)
        shown = min(command(HELP, home).cpu for _ in rounds)
    beside = f"python -c pass: {bare:.2f} s; import typer: {typed:.2f} s"
    yield Figure("simfunnel --help", shown, "s", beside, below(0.4))


def first_forecast(quick: bool) -> Iterator[Figure]:
    """Yield the CPU time of a forecast by the command: the first ever, and later ones."""
    with tempfile.TemporaryDirectory() as home:
        first = command(FORECAST, home)
        shutil.rmtree(Path(home, "kernels"))
        cold = command(FORECAST, home)
        warm = [command(FORECAST, home) for _ in range(1 if quick else 3)]
    best = min(warm, key=lambda one: one.cpu)
    beside = (
        f"wall {cold.wall:.1f} s; compiled before: CPU {best.cpu:.1f} s, wall {best.wall:.1f} s"
    )
    yield Figure("first forecast, kernels not compiled", cold.cpu, "s", beside, below(10.0))
    beside = f"wall {first.wall:.1f} s"
    yield Figure("the same, nor Python's own modules", first.cpu, "s", beside, below(10.0))


def memory(quick: bool) -> Iterator[Figure]:
    """Yield the peak memory of many replications above that of one."""
    many = "100" if quick else "1000"
    whats = {
        "simulated": f"memory of {many} x 1,000 leads",
        "forecast": f"memory of {many} x shipped scenario, by forecast(funnel)",
    }
    with tempfile.TemporaryDirectory() as home:
        for job, what in whats.items():
            alone(job, "1", home)  # compiling takes memory too
            bare = alone(job, "1", home)
            full = alone(job, many, home)
            beside = f"peak {full / MEGABYTE:.0f} MB; with 1 replication {bare / MEGABYTE:.0f} MB"
            yield Figure(what, (full - bare) / MEGABYTE, "MB", beside, below(100.0))
