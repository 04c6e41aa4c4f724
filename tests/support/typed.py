"""A person at a terminal who types, for commands that run within the test's own process."""

from __future__ import annotations

import io


class Typed(io.StringIO):
    """Standard input as a terminal on which these lines are typed, and then nothing more."""

    def __init__(self, *lines: str) -> None:
        super().__init__("".join(f"{line}\n" for line in lines))

    def isatty(self) -> bool:
        return True
