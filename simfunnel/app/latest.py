"""One job at a time, beside the one who asks for it; only the newest counts.

A slider that is moved again makes the run before it worthless: that run ends at its next sign of
progress, and what it would have said is never shown.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from typing import Generic, TypeVar

__all__ = ["Latest", "OvertakenError"]

T = TypeVar("T")
Progress = Callable[[int, int], None]


class OvertakenError(Exception):
    """A job that a newer one has overtaken, or that was stopped."""


class Latest(Generic[T]):
    """Runs jobs one after the other in a thread of its own, and hands over the newest result.

    Results and progress are handed over in the thread and event loop of the caller where it has
    one, as notebooks do, so that widgets are touched from one place only.

    Examples
    --------
    >>> latest, seen = Latest(), []
    >>> latest.start(lambda progress: 6 * 7, lambda job: seen.append(job.result()))
    >>> latest.wait()
    >>> seen
    [42]
    """

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(1, "simfunnel-explorer")
        self._number = 0
        self._jobs: list[Future[T]] = []

    def start(
        self,
        job: Callable[[Progress], T],
        done: Callable[[Future[T]], None],
        report: Progress = lambda finished, asked: None,
    ) -> None:
        """Start a job, and overtake what runs or waits.

        Parameters
        ----------
        job : callable
            Called with a function to report progress to, which ends the job if it is overtaken.
        done : callable
            Called with the finished job, unless it was overtaken.
        report : callable
            Called with (finished, asked).
        """
        self.stop()
        mine, hand_over = self._number, _handed_over()

        def progress(finished: int, asked: int) -> None:
            if mine != self._number:
                raise OvertakenError
            hand_over(lambda: report(finished, asked) if mine == self._number else None)

        def finish(finished: Future[T]) -> None:
            if not finished.cancelled():
                hand_over(lambda: done(finished) if mine == self._number else None)

        future = self._pool.submit(copy_context().run, job, progress)
        self._jobs = [*(each for each in self._jobs if not each.done()), future]
        future.add_done_callback(finish)

    def stop(self) -> None:
        """Let nothing that was started count any more."""
        self._number += 1
        for job in self._jobs:
            job.cancel()

    def wait(self) -> None:
        """Wait until nothing runs any more; for those who have no event loop."""
        self._pool.shutdown(wait=True)
        self._pool = ThreadPoolExecutor(1, "simfunnel-explorer")


def _handed_over() -> Callable[[Callable[[], None]], object]:
    """Return how to have something done where the caller is: in its event loop, if it has one."""
    try:
        return asyncio.get_running_loop().call_soon_threadsafe
    except RuntimeError:
        return lambda call: call()
