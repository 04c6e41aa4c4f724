"""The usual journeys through the demo, with the keys that each needs at most.

One session for all of them, in any order: each begins and ends at the list of users, and each changes other users.
A paste counts as one key, and a typed name or phrase as none.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.command import command, environment
from tests.support.keys import long_term_key
from tests.support.terminal import Terminal, on_terminal

# One process, so that the demo starts once.
pytestmark = [pytest.mark.no_cover, pytest.mark.xdist_group("journeys")]

ENTER, ESC = "\r", "\x1b"
LEAKED = "BedrockAPIKey-q7zf"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def session(home: Path) -> Iterator[Terminal]:
    with on_terminal(command("--demo"), environment(home), (80, 24), home) as terminal:
        terminal.shows("22 ORPHANED phantoms")
        yield terminal
        terminal.shows("━ 1 Users")
        terminal.write("q")
        assert terminal.ended() == 0


@pytest.fixture
def demo(session: Terminal) -> Terminal:
    """The demo with the list of users, and no key counted yet."""
    session.pressed = 0
    session.shows("━ 1 Users")
    return session


def test_from_a_pasted_key_to_its_verified_containment_in_six_keys(demo: Terminal) -> None:
    demo.paste(long_term_key(f"{LEAKED}-at-111122223333"))
    demo.pressed += 1
    demo.shows(f"Held by {LEAKED}", "(Active).")
    demo.press("C")
    demo.shows("Contain API key", "nothing is written yet")
    demo.press("j", ENTER)
    demo.shows("Done and verified in AWS.")
    assert demo.pressed <= 6
    demo.write(ESC)
    demo.shows("(Inactive).")
    demo.write("x1")


def test_a_report_on_a_user_is_saved_in_three_keys(demo: Terminal, home: Path) -> None:
    demo.press("m")
    demo.shows("›HTML")
    demo.press(ENTER)
    demo.shows("enter saves")
    demo.press(ENTER)
    demo.shows("Report saved:")
    assert demo.pressed <= 3
    assert list(home.glob("bks-report-*.html"))


def test_a_policy_is_attached_and_detached_in_ten_keys(demo: Terminal) -> None:
    demo.press("b")
    demo.shows("0 of 6 accounts")
    demo.press("A")
    demo.shows("Attach where?", "›root Root")
    demo.press(ENTER)
    demo.shows("Attach 1-block-all-keys to root Root", "nothing is written yet")
    demo.press("j", ENTER)
    demo.shows("Done and verified in AWS.")
    demo.press(ESC)
    demo.shows("6 of 6 accounts")
    demo.press("T")
    demo.shows("Detach where?", "›root Root")
    demo.press(ENTER)
    demo.shows("Detach 1-block-all-keys from root Root", "nothing is written yet")
    demo.press("j", ENTER)
    demo.shows("Done and verified in AWS.")
    assert demo.pressed <= 10
    demo.write(ESC)
    demo.until(lambda lines: not any("6 of 6 accounts" in line for line in lines))
    demo.write(ESC)
