"""One hash of everything a run yields, to compare runs of different processes."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from pathlib import Path

from simfunnel.funnel.examples import staffed
from simfunnel.funnel.lower import compile_funnel
from simfunnel.scenarios import load
from simfunnel.simulation.runner import simulate

__all__ = ["run_digest"]

ROOT = Path(__file__).resolve().parents[2]


def run_digest(scenario: str, days: int) -> str:
    """Return a hash of the flat array, the stays and the tallies of the first days of a scenario.

    Parameters
    ----------
    scenario : str
        Name of a shipped file, or "staffed" for the example in which people work.
    days : int
        How many days are simulated.
    """
    shipped = ROOT / "scenarios" / f"{scenario}.yaml"
    funnel = staffed() if scenario == "staffed" else load(shipped)
    short = funnel.model_copy(update={"until": funnel.start + timedelta(days=days - 1)})
    compiled = compile_funnel(short, doubt_rows=2, seed=5)
    runs = simulate(compiled, 2, seed=5, engine="compiled", workers=1, stays_of=range(2))
    digest = hashlib.sha256(compiled.plan.numbers.tobytes())
    for part in (*runs.results, *runs.stays.values()):
        digest.update(part.tobytes())
    return digest.hexdigest()
