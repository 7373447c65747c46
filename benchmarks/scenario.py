"""The shipped scenario on its way to the engines: read, resolved, compiled, and patched."""

from __future__ import annotations

from collections.abc import Iterator

from ruamel.yaml import YAML

import simfunnel as sf
from benchmarks.figures import Figure, below, timed
from benchmarks.own_process import SCENARIO
from simfunnel.funnel.lower import compile_funnel
from simfunnel.funnel.resolve import resolve

__all__ = ["loading", "patches"]

COPIES = 1_000


def patches(quick: bool) -> Iterator[Figure]:
    """Yield the CPU time of the flat arrays of 1,000 replications with numbers in doubt."""
    compiled = compile_funnel(sf.load(SCENARIO), doubt_rows=COPIES)
    plan, doubt = compiled.plan, compiled.patches
    rounds = 3 if quick else 20
    patched = timed(lambda _: [doubt.numbers(plan, r).size for r in range(COPIES)], rounds)
    copied = timed(lambda _: [plan.numbers.copy().size for _ in range(COPIES)], rounds)
    beside = f"plain copies of {plan.numbers.size:,} numbers: {1e3 * copied.best:.1f} ms; "
    beside += f"{doubt.positions.size} numbers are patched"
    yield Figure("1,000 patched copies", 1e3 * patched.best, "ms", beside, below(50.0))


def loading(quick: bool) -> Iterator[Figure]:
    """Yield the CPU time of reading, resolving and compiling the scenario."""
    rounds = 2 if quick else 5
    funnel = sf.load(SCENARIO)
    resolved = resolve(funnel)
    compile_funnel(funnel, resolved=resolved)
    text = SCENARIO.read_text(encoding="utf-8")
    plain = timed(lambda _: YAML(typ="safe", pure=True).load(text), rounds)
    read = timed(lambda _: sf.load(SCENARIO), rounds)
    solved = timed(lambda _: resolve(funnel), rounds)
    lowered = timed(lambda _: compile_funnel(funnel, resolved=resolved), rounds)
    total = read.best + solved.best + lowered.best
    beside = f"read {read.best:.2f} s, of which YAML's text alone {plain.best:.2f} s; "
    beside += f"resolve {solved.best:.2f} s; compile with 1,000 draws of doubt {lowered.best:.2f} s"
    yield Figure("shipped scenario, file to engine", total, "s", beside)
