"""What the cursor of the detail can be on: the keys of a user, and its policies."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class DetailItemKind(Enum):
    """What an item is; the value says it in words."""

    API_KEY = "API key"
    ACCESS_KEY = "access key"
    ATTACHED = "attached policy"
    INLINE = "inline policy"
    BOUNDARY = "permissions boundary"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class DetailItem:
    """A key by its id, a managed policy or boundary by its ARN, an inline policy or group by its name."""

    kind: DetailItemKind
    id: str

    @property
    def is_key(self) -> bool:
        """Whether it is a key, to which every action refers then."""
        return self.kind in (DetailItemKind.API_KEY, DetailItemKind.ACCESS_KEY)
