"""The app over a simulated account, and a person before it who types and reads the screen."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta, timezone
from typing import Any, TypeVar

import botocore.session
from rich.segment import Segment
from textual import events
from textual._context import visible_screen_stack
from textual.message import Message
from textual.pilot import Pilot
from textual.strip import Strip

from bks_tui.aws.pauses import SIMULATED
from bks_tui.aws.session import AwsSession, open_session
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.scan.findings import Finding
from bks_tui.core.settings import Config
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.story.account import demo_account
from bks_tui.demo.wire.intercept import plug
from bks_tui.operations.connect import member_sessions
from bks_tui.tui.app import BksApp
from bks_tui.tui.kit.jobs import JobUpdated
from bks_tui.tui.memory import ViewMemory

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=timezone.utc)
CHOICE = SessionChoice(region="eu-central-1")
NARROW, WIDE = (80, 24), (120, 40)

_PATIENCE_SECONDS = 30

Posted = TypeVar("Posted", bound=Message)
Learned = TypeVar("Learned")


class Gate:
    """A place where one sort of call can be held: those of an operation, and of a user if one is given."""

    def __init__(self, operation: str, user: str | None = None, service: str = "iam") -> None:
        self.held = threading.Event()
        self._operation = f"{service}.{operation}"
        self._user = user
        self._open = threading.Event()
        self._open.set()

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Hold the calls from now on until the `with` is left; `held` tells when one has come."""
        self._open.clear()
        try:
            yield
        finally:
            self.open()

    def open(self) -> None:
        """Let the calls go on."""
        self._open.set()

    def attach(self, session: botocore.session.Session) -> None:
        """Stand before every call of `session`, in the thread that makes it."""
        session.register(f"before-call.{self._operation}", self._pass)

    def _pass(self, **event: Any) -> None:
        if not self._open.is_set() and (self._user is None or event["params"]["body"].get("UserName") == self._user):
            self.held.set()
            self._open.wait(_PATIENCE_SECONDS)


def session_to(account: SimulatedAccount, choice: SessionChoice = CHOICE, gate: Gate | None = None) -> AwsSession:
    """A session of `choice` whose clients talk to `account`, or one behind a role, through `gate`."""

    def prepare(session: botocore.session.Session) -> None:
        plug(account)(session)
        if gate:
            gate.attach(session)

    source = open_session(replace(choice, role=None), prepare)
    source.pauses = SIMULATED
    return member_sessions(source).open(choice.role) if choice.role else source


def app_over(
    account: SimulatedAccount,
    *,
    gate: Gate | None = None,
    read_only: bool = False,
    choice: SessionChoice = CHOICE,
    config: Config | None = None,
    memory: ViewMemory | None = None,
) -> BksApp:
    """The app, with `account` in place of AWS, at NOW."""
    return app_with(
        lambda chosen: session_to(account, chosen, gate),
        read_only=read_only,
        choice=choice,
        config=config,
        memory=memory,
    )


def app_with(
    connect: Callable[[SessionChoice], AwsSession],
    *,
    read_only: bool = False,
    choice: SessionChoice = CHOICE,
    config: Config | None = None,
    memory: ViewMemory | None = None,
) -> BksApp:
    """The app with a way to connect, at NOW."""
    return BksApp(choice, read_only=read_only, config=config, connect=connect, clock=lambda: NOW, memory=memory)


def told_story() -> SimulatedAccount:
    """The demo account at NOW."""
    return demo_account(NOW)


def small_account(*names: str) -> SimulatedAccount:
    """An account of users with one active Bedrock API key each, made ten days ago."""
    account = SimulatedAccount(now=NOW - timedelta(days=10), alias="example")
    for name in names:
        account.add_user(name)
        account.add_api_key(name)
    return account


@dataclass
class Person:
    """Types, waits until the app has done its work, and reads the screen."""

    app: BksApp
    pilot: Pilot[None]
    messages: list[Message] = field(default_factory=list)

    async def settle(self) -> None:
        """Wait for all workers, and for what they posted to be handled."""
        await self.pilot.pause()
        await self.app.workers.wait_for_complete()
        await self.pilot.pause()
        await self.pilot.pause()

    async def begun(self) -> None:
        """Wait until the screen is painted and shows the first scan, or a question before it."""
        await self.until(lambda: any(line.strip() for line in self.lines[-2:-1]) or len(self.app.screen_stack) > 1)

    async def until(self, seen: Callable[[], bool]) -> None:
        """Wait until something is so, where a worker is held and there is no end to wait for."""
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not seen():
            assert time.monotonic() < deadline, self.text
            await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys, and wait for all that they start."""
        await self.pilot.press(*keys)
        await self.settle()

    async def write(self, text: str) -> None:
        """Type a text, as fast as a terminal hands it over."""
        for character in text:
            self.app.post_message(events.Key("space" if character == " " else character, character))
        await self.settle()

    async def paste(self, text: str) -> None:
        """Paste as a terminal does, and wait for what it starts."""
        self.app.post_message(events.Paste(text))
        await self.settle()

    async def clear_messages(self) -> None:
        """Remove the notifications, and the empty place that Textual keeps for each: the next is seen at the bottom."""
        self.app.clear_notifications()
        await self.app.screen.query("ToastHolder").remove()
        await self.settle()

    async def resize(self, size: tuple[int, int]) -> None:
        """Change the columns and rows of the window."""
        await self.pilot.resize_terminal(*size)
        await self.settle()

    def of(self, kind: type[Posted]) -> list[Posted]:
        """The messages of one kind, in the order in which they came, each once."""
        once = {id(message): message for message in self.messages if isinstance(message, kind)}
        return list(once.values())

    def learned(self, kind: type[Learned]) -> list[Learned]:
        """What jobs have yielded of one kind, in order."""
        return [message.update for message in self.of(JobUpdated) if isinstance(message.update, kind)]

    @property
    def listed(self) -> list[str]:
        """The names of the users that the scan has reported so far."""
        return [finding.user.name for finding in self.learned(Finding)]

    @property
    def segments(self) -> list[Segment]:
        """All that is drawn, with its styles."""
        return [segment for strip in self._strips for segment in strip]

    @property
    def _strips(self) -> list[Strip]:
        # Textual has no public way to read the screen. What is beneath a dialog is drawn with it.
        visible_screen_stack.set(self.app._background_screens)
        return self.app.screen._compositor.render_strips()

    @property
    def lines(self) -> list[str]:
        """The screen as lines of text."""
        return [strip.text.rstrip() for strip in self._strips]

    @property
    def text(self) -> str:
        """The screen as one text."""
        return "\n".join(self.lines)

    @property
    def told(self) -> str:
        """The notifications on screen; each line of one stands behind a bar."""
        return " ".join(line.split("▌", 1)[1].strip() for line in self.lines if "▌" in line)

    @property
    def row(self) -> str:
        """The line under the cursor, the uppermost if there are several."""
        return next(line for line in self.lines if "›" in line)

    def row_of(self, pane: str) -> str:
        """The line under the cursor of a pane: of the users, the results of the decoder …"""
        area = self.app.query_one(f"#{pane}").region
        lines = [line[area.x : area.right].strip() for line in self.lines[area.y : area.bottom]]
        return next(line for line in lines if line.startswith("›"))


@asynccontextmanager
async def opened(app: BksApp, size: tuple[int, int] = NARROW) -> AsyncIterator[Person]:
    """A person before an app that has just painted, and started its first scan."""
    messages: list[Message] = []
    async with app.run_test(size=size, notifications=True, message_hook=messages.append) as pilot:
        person = Person(app, pilot, messages)
        await person.begun()
        yield person


@asynccontextmanager
async def scanned(app: BksApp, size: tuple[int, int] = NARROW) -> AsyncIterator[Person]:
    """A person before an app whose first scan has ended."""
    async with opened(app, size) as person:
        await person.settle()
        yield person
