"""What a paste holds: the keys in it, and the principals that it names without a key. Runs in a thread."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bks_tui.core.cloudtrail.principals import Principal, principals_in
from bks_tui.core.keys.decoded_key import Decoded, DecodedKey, MalformedKey
from bks_tui.core.keys.one_key import is_incomplete

# A row of the decoder.
Result: TypeAlias = DecodedKey | MalformedKey | Principal


@dataclass(frozen=True, slots=True)
class Pasted:
    """The keys of a paste, and those that it names without a key. It contains no secret."""

    decoded: Decoded
    principals: tuple[Principal, ...] = ()

    @property
    def results(self) -> tuple[Result, ...]:
        """Complete keys, then principals, then what is truncated or malformed."""
        keys: tuple[DecodedKey | MalformedKey, ...] = (*self.decoded.keys, *self.decoded.malformed)
        complete = tuple(key for key in keys if not is_incomplete(key))
        return (*complete, *self.principals, *(key for key in keys if is_incomplete(key)))


def read_paste(text: str, now: datetime) -> Pasted:
    """What `text` holds. `now` (aware) decides what has expired."""
    # Its patterns take long to compile: before the first paint nobody needs them.
    from bks_tui.core.keys.decode import decode

    decoded = decode(text, now)
    named = principals_in(text, decoded, now)
    return Pasted(decoded, tuple(principal for principal in named if principal.key is None))
