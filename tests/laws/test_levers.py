"""A lever on every number of every shipped file moves something, or says why it cannot."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from simfunnel.errors import SimfunnelError
from simfunnel.funnel.changes import Change, WhatIf
from simfunnel.funnel.lower import Compiled, compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.funnel.paths import find, leaves, split_of
from simfunnel.funnel.resolve import Resolved, resolve
from simfunnel.scenarios import load
from simfunnel.simulation.runner import simulate
from simfunnel.units import Count, Quantity

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path.name for path in (ROOT / "scenarios").glob("*.yaml"))
ANSWERS = ("targets.", "today.booked_so_far.", "simfunnel", "doubt.")
REPLICATIONS = 12


def _yield(compiled: Compiled) -> list[np.ndarray]:
    """Return everything that a few replications yield."""
    return list(simulate(compiled, REPLICATIONS, seed=7, engine="compiled", workers=1).results)


def _differ(a: list[np.ndarray], b: list[np.ndarray]) -> bool:
    """Return whether two runs yield anything different."""
    return any(not np.array_equal(x, y) for x, y in zip(a, b, strict=True))


def _other(path: str, value: object) -> str:
    """Return another value, well inside what is allowed, as a file would write it."""
    if isinstance(value, date):
        return (value + timedelta(days=21)).isoformat()
    assert isinstance(value, Quantity)
    if isinstance(value, Count):
        return str(value.with_number(value.number + 20))
    factor = 1.3 if path.endswith((".p90", ".max", ".expands.amount")) else 0.6
    if path.endswith(".renews.second"):
        factor = 1.05  # between the first renewal and all
    if path.endswith("stale.after"):
        factor = 0.25  # hardly anybody stays for more than half of a shipped limit
    return str(value.with_number(value.number * factor if value.number else 0.1))


def _run(funnel: Funnel, resolved: Resolved, path: str) -> list[np.ndarray]:
    """Return what a funnel yields with one number changed."""
    text = _other(path, find(funnel, path).value)
    what_if = WhatIf(path, (Change.of(path, text.removeprefix("times ")),))
    return _yield(compile_funnel(funnel, [what_if], resolved=resolved, doubt_rows=REPLICATIONS))


def _has_no_stream(funnel: Funnel, path: str) -> bool:
    """Return whether a number is of leads or people of whom none come.

    It shapes the stream of a source that brings dated batches only, is another number of a source
    that brings nobody, or says how those learn who come to a team to which nobody comes.
    """
    head, _, rest = path.partition(".")
    if head == "teams":
        team = funnel.teams[rest.partition(".")[0]]
        return ".ramp" in rest and not (team.hires or team.starts or team.turnover)
    if head != "sources":
        return False
    source, _, number = rest.partition(".")
    stream = number.startswith(("growth", "unevenness", "months", "weekdays", "campaigns"))
    leads = funnel.sources[source].leads
    nobody = leads is not None and leads.number == 0 and number != "leads"
    return nobody or (stream and leads is None)


@pytest.mark.parametrize("name", FILES)
def test_every_number_is_a_lever(name: str) -> None:
    """Each leaf of a shipped file changes what is simulated, or is refused with a reason."""
    funnel = load(ROOT / "scenarios" / name)
    resolved = resolve(funnel)
    before = _yield(compile_funnel(funnel, resolved=resolved, doubt_rows=REPLICATIONS))
    idle: list[str] = []
    refused: dict[str, str] = {}
    for path in leaves(funnel):
        if path.startswith(ANSWERS) or path.endswith(".quota"):
            continue
        try:
            after = _run(funnel, resolved, path)
        except SimfunnelError as error:
            refused[path] = str(error)
        else:
            if not _differ(before, after) and not _has_no_stream(funnel, path):
                idle.append(path)
    lonely = {path for path in leaves(funnel) if len(split_of(funnel, path)) == 1}

    assert idle == []
    assert all(refused.values())
    assert set(refused) <= lonely | {"today.date", "starts", "until"}
