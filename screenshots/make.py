"""Create the pictures of README.md and docs/ from the demo account, at a fixed time: `python screenshots/make.py`."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from textual import events

from bks_tui.aws.session import AwsSession, open_session
from bks_tui.core.account.account import SessionChoice
from bks_tui.demo.story.account import demo_account
from bks_tui.demo.story.sample_key import sample_key
from bks_tui.demo.wire.intercept import plug
from bks_tui.tui.app import BksApp

HERE = Path(__file__).parent
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=timezone.utc)
SIZE = (120, 40)


def _connect(choice: SessionChoice) -> AwsSession:
    return open_session(choice, plug(demo_account(NOW)))


async def picture(name: str, keys: Sequence[str] = (), paste: str = "") -> None:
    """Write `name`.svg: the app after the scan, after a paste and some keys."""
    app = BksApp(SessionChoice(demo=True), read_only=False, connect=_connect, clock=lambda: NOW)
    async with app.run_test(size=SIZE) as pilot:
        # The scan starts once the first screen is painted.
        await pilot.pause(0.5)
        await app.workers.wait_for_complete()
        await pilot.pause(0.5)
        if paste:
            app.post_message(events.Paste(paste))
            await pilot.pause()
            await app.workers.wait_for_complete()
        for key in keys:
            await pilot.press(key)
            await app.workers.wait_for_complete()
            await pilot.pause(0.2)
        (HERE / f"{name}.svg").write_text(app.export_screenshot(title="bks"), encoding="utf-8")


async def main() -> None:
    """Create all pictures."""
    await picture("triage")
    await picture("timeline", ["j", "j", "j", "j", "t", "j", "j", "j"])
    await picture("decoder", paste=f"export AWS_BEARER_TOKEN_BEDROCK={sample_key()}")
    await picture("cleanup", ["X"])
    await picture("prevention", ["b", "j", "j", "j", "j"])
    await picture("contain", ["C"], paste=f"export AWS_BEARER_TOKEN_BEDROCK={sample_key()}")


if __name__ == "__main__":
    asyncio.run(main())
