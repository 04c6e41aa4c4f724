"""What holds for the whole suite."""

from __future__ import annotations

import os

from hypothesis import settings

# No test is about time: a busy machine must not fail one.
settings.register_profile("bks", deadline=None)
settings.load_profile("bks")


def pytest_xdist_auto_num_workers() -> int:
    """One more than there are processors: the tests in terminals mostly wait."""
    return (os.cpu_count() or 1) + 1
