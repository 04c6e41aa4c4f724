"""What the app remembers from one session to the next: orders, filters, zoom, the last profile and account.

No user name and no text that a person typed is part of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class ListSettings:
    """How one list was shown: sorted by `order`, and with rows of `only` one status or outcome. Empty: as usual."""

    order: str = ""
    descending: bool = False
    only: str = ""


@dataclass(frozen=True, slots=True)
class RememberedView:
    """The settings of the lists by their names, and the session: `profile` is None for the default credentials.

    `account_id` is the account that these led to, and to which the filters belong; None if no account is known yet.
    """

    profile: str | None = None
    account_id: str | None = None
    zoomed: bool = False
    lists: Mapping[str, ListSettings] = field(default_factory=dict)
