"""What a journal tells: its operations, what is wrong with the file, and what of it was not read."""

from __future__ import annotations

from dataclasses import dataclass

from bks_tui.core.operation import Operation


@dataclass(frozen=True, slots=True)
class History:
    """The operations of a journal, the earliest first.

    `faults` is what is wrong with the file, a sentence each; `breaks` are those among them that a crash or a full
    disk does not explain. `gap` says what was not read, or is empty.
    """

    operations: tuple[Operation, ...] = ()
    faults: tuple[str, ...] = ()
    breaks: tuple[str, ...] = ()
    gap: str = ""
