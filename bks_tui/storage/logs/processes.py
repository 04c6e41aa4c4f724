"""Read many log files at once, in processes: inflating and searching is work for a processor each."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import redirect_stderr, suppress
from multiprocessing import resource_tracker
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess

from bks_tui.core.errors import CancelledError
from bks_tui.core.timeline.log_query import RecordQuery
from bks_tui.storage.logs.find import LogFile
from bks_tui.storage.logs.reader import EventsRead, FileRead, FileUpdate, read_log

# A process takes a fifth of a second to start; one reads so much in that time.
_WORTH_A_PROCESS = 8 << 20
_MOST_PROCESSES = 16
_SECONDS_BETWEEN_LOOKS = 0.05


def read_logs(
    files: Sequence[LogFile], query: RecordQuery, cancelled: threading.Event, processes: int | None = None
) -> Iterator[FileUpdate]:
    """The updates of all files, in no particular order. Raises CancelledError soon after it is cancelled."""
    number = min(processes or _processors(), len(files), sum(file.size for file in files) // _WORTH_A_PROCESS)
    if number > 1:
        yield from _Pool(query, number).read(files, cancelled)
        return
    for file in files:
        if cancelled.is_set():
            raise CancelledError("the search was stopped")
        yield from read_log(file, query, cancelled.is_set)


def _processors() -> int:
    available = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else range(os.cpu_count() or 1)
    return min(len(available), _MOST_PROCESSES)


class _Pool:
    """Processes that each read one file after another."""

    def __init__(self, query: RecordQuery, number: int) -> None:
        # A copy of this process would copy its threads' locks as they are.
        self._context = multiprocessing.get_context("spawn")
        _start_tracker()
        self._query, self._number = query, number
        self._busy: dict[Connection, tuple[BaseProcess, LogFile]] = {}

    def read(self, files: Sequence[LogFile], cancelled: threading.Event) -> Iterator[FileUpdate]:
        waiting = deque(files)
        try:
            for _ in range(self._number):
                self._start(waiting.popleft())
            while self._busy:
                if cancelled.is_set():
                    raise CancelledError("the search was stopped")
                for connection in wait(list(self._busy), _SECONDS_BETWEEN_LOOKS):
                    if isinstance(connection, Connection):
                        yield from self._receive(connection, waiting)
        finally:
            for process, _ in self._busy.values():
                process.terminate()
            for process, _ in self._busy.values():
                process.join()

    def _start(self, file: LogFile) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(target=_work, args=(theirs, self._query), daemon=True)
        process.start()
        theirs.close()
        self._busy[ours] = process, file
        with suppress(OSError):
            # If it has ended already, that is noticed when it does not answer.
            ours.send(file)

    def _receive(self, connection: Connection, waiting: deque[LogFile]) -> Iterator[FileUpdate]:
        process, file = self._busy[connection]
        try:
            update: FileUpdate = connection.recv()
        except (EOFError, OSError):
            process.join()
            del self._busy[connection]
            yield FileRead(file, 0, "the process that read it ended unexpectedly")
            if waiting:
                self._start(waiting.popleft())
            return
        yield update
        if isinstance(update, EventsRead):
            return
        if waiting:
            self._busy[connection] = process, waiting.popleft()
            with suppress(OSError):
                connection.send(self._busy[connection][1])
        else:
            del self._busy[connection]
            connection.close()
            process.join()


def _start_tracker() -> None:
    """Start the process that each spawned one needs, with the standard error of the terminal.

    That of the app has no descriptor, and without one it does not start.
    """
    if sys.platform != "win32":
        with redirect_stderr(sys.__stderr__):
            resource_tracker.ensure_running()


def _work(connection: Connection, query: RecordQuery) -> None:
    """Read each file that is sent, until nobody sends any more."""
    # The process that started this one decides what Ctrl-C ends.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What is imported stays, so looking for garbage in it takes time for nothing.
    gc.freeze()
    with suppress(EOFError, OSError):
        while True:
            for update in read_log(connection.recv(), query):
                connection.send(update)
