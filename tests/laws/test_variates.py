"""The shared scalar source gives the same bits compiled and uncompiled."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parents[2]


def elementary() -> Iterator[float]:
    """Yield thousands of values of the elementary functions."""
    from simfunnel.variates import exp, expit, log, logit, normal_cdf, normal_quantile

    rng = np.random.default_rng(3)
    uniforms = rng.random(1500).tolist() + [10.0**e for e in range(-300, 0, 5)]
    for u in uniforms:
        yield from (log(u), normal_quantile(u), logit(u), log(u * 1e-10), log(1e5 * u))
    for x in rng.uniform(-745.2, 709.8, 1500).tolist():
        yield from (exp(x), exp(x / 700.0), normal_cdf(x / 20.0), expit(x / 20.0))
    yield from (log(5e-324), log(3e-310), exp(-745.1), exp(709.7827), normal_cdf(-38.0))


def draws() -> Iterator[float]:
    """Yield the uniforms of many keys."""
    from simfunnel.variates import replication_key, uniforms

    for replication in range(20):
        k0, k1 = replication_key(2**64 - 1 - replication, replication)
        yield from (float(k0), float(k1))
        for lead in range(40):
            yield from uniforms(k0, k1, 0xFFFF_FFFF - lead, lead, 0x8000_0000 + lead, lead)


def distributions() -> Iterator[float]:
    """Yield slots, tables and draws of every example of every family."""
    from simfunnel.variates import FAMILIES

    at = np.random.default_rng(4).random(30).tolist()
    for family in FAMILIES.values():
        for example in family.examples():
            yield from example.slot(3).tolist()
            yield from example.table()[::7].tolist()
            yield example.mean()
            for u in at:
                value = example.quantile(u)
                yield from (value, example.survival(0.7 * value), example.remaining(value, u))


def measured_stays() -> Iterator[float]:
    """Yield exits and times of a measured stage with uneven hazards, clocks and levels."""
    from simfunnel.variates import measured_exit, measured_slot

    rng = np.random.default_rng(5)
    tables = np.concatenate([rng.random(6) / 9, [0.0, 3.0, 11.0], rng.random(28), rng.random(4)])
    slot = measured_slot(
        hazards_at=9,
        bins_at=15,
        n_bins=3,
        n_exits=2,
        n_advance=1,
        clocks_at=18,
        levels_at=46,
        first_day=0,
        n_days=14,
    )
    numbers = np.concatenate([slot, tables])
    for u, v, odds, ratio in rng.random((400, 4)).tolist():
        entered = int(u * 1e6)
        drawn = measured_exit(numbers, 0, entered - 10**6, entered, u, v, odds, ratio, 10**8)
        yield from (float(one) for one in drawn)


KINDS = {
    "elementary": elementary,
    "draws": draws,
    "distributions": distributions,
    "measured stays": measured_stays,
}


def as_hex(kind: str) -> list[str]:
    """Return all digits of one kind of values."""
    return [float(value).hex() for value in KINDS[kind]()]


@pytest.fixture(scope="module")
def uncompiled() -> dict[str, list[str]]:
    """Return the same values from a process that compiles nothing."""
    code = (
        "import runpy, sys\n"
        "from simfunnel.variates.bits import COMPILED\n"
        "assert not COMPILED\n"
        f"names = runpy.run_path({str(Path(__file__))!r})\n"
        "for kind in names['KINDS']:\n"
        "    sys.stdout.write(','.join([kind, *names['as_hex'](kind)]) + '\\n')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env={**os.environ, "NUMBA_DISABLE_JIT": "1", "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    lines = (line.split(",") for line in done.stdout.splitlines())
    return {kind: values for kind, *values in lines}


@pytest.mark.parametrize("kind", list(KINDS))
def test_compiled_and_plain_give_the_same_bits(kind: str, uncompiled: dict[str, list[str]]) -> None:
    """Not one of thousands of values differs in its last digit."""
    pytest.importorskip("numba")

    assert as_hex(kind) == uncompiled[kind]
