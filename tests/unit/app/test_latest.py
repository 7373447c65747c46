"""One job at a time beside its caller: the newest counts, all others end or are never heard of."""

from __future__ import annotations

import asyncio
import threading
from concurrent.futures import Future

import pytest

from simfunnel.app.latest import Latest, OvertakenError, Progress


def test_the_newest_job_is_the_one_that_is_heard_of() -> None:
    """A running one is ended at its next sign of progress, a waiting one never starts."""
    latest: Latest[int] = Latest()
    heard: list[int] = []
    running, go_on, ended = threading.Event(), threading.Event(), threading.Event()
    started: list[int] = []

    def slow(progress: Progress) -> int:
        started.append(1)
        running.set()
        go_on.wait(10)
        try:
            progress(1, 2)
        except OvertakenError:
            ended.set()
            raise
        return 1

    def quick(number: int) -> int:
        started.append(number)
        return number

    latest.start(slow, lambda job: heard.append(job.result()))
    running.wait(10)
    latest.start(lambda _: quick(2), lambda job: heard.append(job.result()))
    latest.start(lambda _: quick(3), lambda job: heard.append(job.result()))
    go_on.set()
    latest.wait()

    assert ended.is_set()
    assert started == [1, 3]
    assert heard == [3]


def test_what_was_stopped_says_nothing() -> None:
    """Not even that it is done."""
    latest: Latest[int] = Latest()
    heard: list[int] = []
    go_on = threading.Event()

    latest.start(lambda _: int(go_on.wait(10)), lambda job: heard.append(job.result()))
    latest.stop()
    go_on.set()
    latest.wait()

    assert heard == []


def test_a_failure_is_handed_over_to_the_one_who_asked() -> None:
    """It is raised where the result is looked at."""
    latest: Latest[int] = Latest()
    failed: list[type] = []

    def note(job: Future[int]) -> None:
        with pytest.raises(ZeroDivisionError) as raised:
            job.result()
        failed.append(raised.type)

    latest.start(lambda _: 1 // 0, note)
    latest.wait()

    assert failed == [ZeroDivisionError]


def test_in_an_event_loop_results_and_progress_come_in_its_thread() -> None:
    """As a notebook's widgets need it."""
    threads: list[int] = []

    async def ask() -> None:
        done = asyncio.Event()

        def finish(_: object) -> None:
            threads.append(threading.get_ident())
            done.set()

        latest: Latest[None] = Latest()
        latest.start(
            lambda progress: progress(1, 1),
            finish,
            lambda finished, asked: threads.append(threading.get_ident()),
        )
        await asyncio.wait_for(done.wait(), 10)

    asyncio.run(ask())

    assert threads == [threading.get_ident()] * 2
