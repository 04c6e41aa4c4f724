"""Jobs: started, updated, failed, cancelled, and replaced by a later one of the same name."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager

from textual.app import App
from textual.screen import Screen

from bks_tui.core.errors import BksError, UsageError
from bks_tui.tui.kit.jobs import JobOwner, Work

_PATIENCE_SECONDS = 30


class Working(Screen[None], JobOwner):
    """A screen that keeps what its jobs report."""

    def __init__(self) -> None:
        super().__init__()
        self.updates = list[str]()
        self.failures = list[BksError]()

    def work(self, name: str, work: Work[str]) -> None:
        """Start a job."""
        self.start_job(name, work, self.updates.append, self.failures.append)

    async def finished(self) -> None:
        """Wait until all jobs are over, and what they posted is handled."""
        await self.app.workers.wait_for_complete()
        handled = asyncio.Event()
        self.call_later(handled.set)
        await handled.wait()


@asynccontextmanager
async def working() -> AsyncIterator[Working]:
    app, screen = App[None](), Working()
    async with app.run_test() as pilot:
        await app.push_screen(screen)
        await pilot.pause()
        yield screen


def yields(*updates: str) -> Work[str]:
    return lambda _cancelled: updates


def until_cancelled(begun: threading.Event, *updates: str) -> Work[str]:
    """Work that yields only once it is cancelled."""

    def work(cancelled: threading.Event) -> Iterator[str]:
        begun.set()
        cancelled.wait(_PATIENCE_SECONDS)
        yield from updates
        raise UsageError("cancelled")

    return work


def fails(error: Exception) -> Work[str]:
    def work(_cancelled: threading.Event) -> Iterator[str]:
        yield "before"
        raise error

    return work


async def test_what_a_job_yields_arrives_in_order() -> None:
    async with working() as screen:
        screen.work("scan", yields("one", "two", "three"))
        await screen.finished()
        assert screen.updates == ["one", "two", "three"]


async def test_a_job_that_fails_says_why_after_what_it_has_learned() -> None:
    async with working() as screen:
        screen.work("scan", fails(UsageError("denied")))
        await screen.finished()
        assert (screen.updates, [str(error) for error in screen.failures]) == (["before"], ["denied"])


async def test_a_fault_of_bks_in_a_job_is_reported_as_one() -> None:
    async with working() as screen:
        screen.work("scan", fails(ZeroDivisionError("ABSKinvented")))
        await screen.finished()
        (error,) = screen.failures
        assert "bks itself" in str(error)
        assert "ABSKinvented" not in f"{error} {error.remedy}"


async def test_of_a_replaced_job_nothing_is_handled() -> None:
    begun = threading.Event()
    async with working() as screen:
        screen.work("scan", until_cancelled(begun, "late"))
        screen.work("scan", yields("new"))
        await screen.finished()
        assert (screen.updates, screen.failures) == (["new"], [])


async def test_a_job_of_another_name_replaces_none() -> None:
    async with working() as screen:
        screen.work("scan", yields("scan"))
        screen.work("timeline", yields("timeline"))
        await screen.finished()
        assert sorted(screen.updates) == ["scan", "timeline"]


async def test_a_cancelled_job_still_says_how_it_ended() -> None:
    begun = threading.Event()
    async with working() as screen:
        screen.work("scan", until_cancelled(begun, "last"))
        screen.cancel_job("scan")
        await screen.finished()
        assert (screen.updates, [str(error) for error in screen.failures]) == (["last"], ["cancelled"])


async def test_of_a_dropped_job_nothing_is_handled() -> None:
    begun = threading.Event()
    async with working() as screen:
        screen.work("scan", until_cancelled(begun, "late"))
        screen.drop_job("scan")
        await screen.finished()
        assert (screen.updates, screen.failures) == ([], [])


async def test_a_screen_that_is_left_cancels_its_jobs() -> None:
    begun = threading.Event()
    async with working() as screen:
        screen.work("scan", until_cancelled(begun))
    assert all(job.cancelled.is_set() for job in screen._jobs.values())
