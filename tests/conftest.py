"""What holds for the whole suite."""

from __future__ import annotations

from hypothesis import settings

# No test is about time: a busy machine must not fail one.
settings.register_profile("bks", deadline=None)
settings.load_profile("bks")
