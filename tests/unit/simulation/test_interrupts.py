"""Ctrl-C ends a long run at once and hands back what is finished, on every kind of worker."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from simfunnel.funnel.lower import Compiled, compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.simulation.blocks import run_block
from simfunnel.simulation.runner import simulate
from simfunnel.simulation.tallies import Columns, Results

ROOT = Path(__file__).resolve().parents[3]
SOON = 2.0  # seconds in which a run must be back

DOCUMENT = {
    "simfunnel": 1,
    "funnel": "busy",
    "starts": "2026-09-01",
    "until": "2026-12-31",
    "sources": {"web": {"leads": "300 per month", "enters": "pitch"}},
    "stages": {
        "pitch": {"advance": "25 %", "next": "won", "otherwise": {"lost.price": "100 %"},
                  "dwell": {"median": "10 days", "p90": "30 days"}}
    },
}  # fmt: skip

# A session in which runs are interrupted one after another: it says "go" when a run is under way,
# then what came back. The last line proves that it is still usable.
SESSION = """
import json, multiprocessing, sys, time
import numpy as np
from simfunnel.funnel.lower import compile_funnel
from simfunnel.funnel.model import Funnel
from simfunnel.simulation.runner import simulate

def interrupted(compiled, engine, workers, file):
    said = []
    def progress(done, asked):
        if not said:
            said.append(print("go", flush=True))
    runs = simulate(compiled, 20_000, seed=7, engine=engine, workers=workers, progress=progress)
    np.savez(file, *runs.results, finished=runs.finished)
    print(runs.n, runs.asked, runs.incomplete, len(multiprocessing.active_children()), flush=True)

if __name__ == "__main__":
    compiled = compile_funnel(Funnel.model_validate(json.loads(sys.argv[1])))
    for number, case in enumerate(sys.argv[3:]):
        engine, workers = case.split("/")
        interrupted(compiled, engine, int(workers), f"{sys.argv[2]}/{number}.npz")
    print(simulate(compiled, 2, seed=7).n, flush=True)
"""


@pytest.fixture
def deadline() -> Iterator[list[subprocess.Popen[str]]]:
    """Kill a session that hangs, after a minute, and its workers, who hold its pipes open."""
    sessions: list[subprocess.Popen[str]] = []

    def end() -> None:
        for session in sessions:
            with suppress(ProcessLookupError):  # all of it has ended
                os.killpg(session.pid, signal.SIGKILL)

    timer = threading.Timer(60.0, end)
    timer.start()
    yield sessions
    timer.cancel()
    end()


def start(
    folder: Path, sessions: list[subprocess.Popen[str]], cases: list[str]
) -> subprocess.Popen[str]:
    """Start a session in its own process group, as a terminal does."""
    script = folder / "session.py"
    script.write_text(SESSION, encoding="utf-8")
    session = subprocess.Popen(
        [sys.executable, str(script), json.dumps(DOCUMENT), str(folder), *cases],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    sessions.append(session)
    return session


def said(session: subprocess.Popen[str]) -> list[str]:
    """Return the words of the next line of a session."""
    assert session.stdout is not None
    return session.stdout.readline().split()


@pytest.mark.parametrize(
    "cases", [["compiled/1", "compiled/2", "simpy/1"], ["simpy/2"]], ids=" ".join
)
def test_ctrl_c_returns_what_is_finished(
    tmp_path: Path, deadline: list[subprocess.Popen[str]], cases: list[str]
) -> None:
    """The run is back within 2 s, says n of N, and its rows are those of the undisturbed run."""
    compiled = compile_funnel(Funnel.model_validate(DOCUMENT))
    with start(tmp_path, deadline, cases) as session:
        for number in range(len(cases)):
            assert said(session) == ["go"]
            time.sleep(0.2)
            sent = time.monotonic()
            os.killpg(session.pid, signal.SIGINT)
            n, asked, incomplete, children = said(session)
            assert time.monotonic() - sent < SOON
            assert 0 < int(n) < int(asked)
            assert (incomplete, children) == ("True", "0")
            check_rows(compiled, tmp_path / f"{number}.npz", int(n))
        assert said(session) == ["2"]
        assert session.stderr is not None
        assert session.stderr.read() == ""
    assert session.returncode == 0


def check_rows(compiled: Compiled, file: Path, n: int) -> None:
    """Assert that the first, a middle and the last kept row are those of an undisturbed run."""
    with np.load(file) as kept:
        finished = kept["finished"].tolist()
        parts = [kept[f"arr_{k}"] for k in range(len(Results._fields))]
    assert len(finished) == n
    for i in {0, n // 2, n - 1}:
        alone = range(finished[i], finished[i] + 1)
        block = run_block(compiled, Columns.of(compiled.layout), alone, 7, "compiled", set())
        for part, whole in zip(parts, block.results, strict=True):
            np.testing.assert_array_equal(part[i], whole[0])


def test_an_interrupted_run_keeps_the_rows_that_finished() -> None:
    """Only finished replications are in the results, and their numbers say which they are."""
    compiled = compile_funnel(Funnel.model_validate(DOCUMENT))

    def interrupt(done: int, asked: int) -> None:
        raise KeyboardInterrupt

    runs = simulate(compiled, 5, seed=1, workers=1, progress=interrupt)
    assert (runs.n, runs.asked, runs.finished.tolist()) == (1, 5, [0])
    assert runs.incomplete
    assert runs.results.tallies.shape[0] == 1


def test_ctrl_c_before_anything_is_finished_is_passed_on() -> None:
    """A run with nothing to show ends as any other Python code does."""
    compiled = compile_funnel(Funnel.model_validate(DOCUMENT))

    def never(*arguments: object) -> None:
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("simfunnel.simulation.runner.run_block", never)
        with pytest.raises(KeyboardInterrupt):
            simulate(compiled, 5, seed=1, workers=1)
