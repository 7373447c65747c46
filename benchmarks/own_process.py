"""Jobs in a process of their own: what a command takes, and how much memory a run needs.

`python -m benchmarks.own_process JOB ...` does one of the jobs below and prints one line of JSON.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.figures import NotMeasuredError

__all__ = ["SCENARIO", "Spent", "alone", "command"]

ROOT = Path(__file__).resolve().parents[1]
SCENARIO = ROOT / "scenarios" / "seven_stage_b2b.yaml"


@dataclass(frozen=True)
class Spent:
    """What a command took.

    Parameters
    ----------
    cpu, wall : float
        Seconds; CPU of all its threads and processes, in the program and in the system.
    output : str
        What it printed.
    """

    cpu: float
    wall: float
    output: str


def command(arguments: Sequence[str], home: str | Path) -> Spent:
    """Run Python with these arguments in the project's folder and say what it took.

    Parameters
    ----------
    arguments : sequence of str
    home : path
        A folder in which Python and Numba keep what they compile; an empty one is a first run.

    Raises
    ------
    NotMeasuredError
        If the command fails, with the last line that it wrote to stderr.
    """
    import resource

    environment = {**os.environ, "NUMBA_CACHE_DIR": str(Path(home, "kernels"))}
    environment["PYTHONPYCACHEPREFIX"] = str(Path(home, "bytecode"))
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        said = done.stderr.strip().splitlines() or ["nothing"]
        raise NotMeasuredError(f"python {' '.join(arguments)} failed and said: {said[-1]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Spent(cpu, wall, done.stdout)


def alone(job: str, argument: str, home: str | Path) -> float:
    """Do one of the jobs of this module in a process of its own and return its number."""
    spent = command(["-m", "benchmarks.own_process", job, argument], home)
    return float(json.loads(spent.output)[job])


def _peak() -> float:
    """Return the most memory that this process has held so far, in bytes.

    Linux hands the parent's peak down to a child in `getrusage`, so where /proc tells the process's
    own, that is taken.
    """
    status = Path("/proc/self/status")
    if status.exists():
        lines = status.read_text(encoding="ascii").splitlines()
        (peak,) = (line.split()[1] for line in lines if line.startswith("VmHWM"))
        return 1024.0 * int(peak)
    import resource

    unit = 1 if sys.platform == "darwin" else 1024
    return float(unit * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)


def simulated(replications: str) -> float:
    """Simulate years of 1,000 leads, take quantiles of everything, and return the peak in bytes."""
    import numpy as np

    from benchmarks import workload
    from simfunnel.funnel.lower import compile_funnel
    from simfunnel.funnel.model import Funnel
    from simfunnel.simulation.runner import simulate

    compiled = compile_funnel(Funnel.model_validate(workload.funnel(leads=1_000)))
    runs = simulate(compiled, int(replications), seed=1, engine="compiled")
    np.quantile(runs.results.tallies, [0.1, 0.5, 0.9], axis=0)
    np.quantile(runs.results.wins.cumsum(axis=1), [0.1, 0.5, 0.9], axis=0)
    return _peak()


def forecast(replications: str) -> float:
    """Forecast the shipped scenario and return the peak in bytes."""
    import simfunnel as sf

    sf.forecast(SCENARIO, replications=int(replications))
    return _peak()


JOBS: dict[str, Callable[[str], float]] = {"forecast": forecast, "simulated": simulated}

if __name__ == "__main__":
    name, argument = sys.argv[1:]
    print(json.dumps({name: JOBS[name](argument)}))
