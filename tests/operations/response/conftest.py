"""Who responds in most tests of a response; a test of something else defines its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.responding import ResponseHarness, leaked_account, orphaned_account, responder


@pytest.fixture
def ana(tmp_path: Path) -> ResponseHarness:
    """A person before an account with a leaked key."""
    return responder(tmp_path, leaked_account())


@pytest.fixture
def ben(tmp_path: Path) -> ResponseHarness:
    """A person before an orphan that has all that one can have."""
    return responder(tmp_path, orphaned_account(full=True))
