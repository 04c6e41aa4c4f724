"""The alias of a long-term API key, `USER[+N]-at-ACCOUNT`: in IAM's metadata and inside the key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

# The user is matched lazily and the rest anchored at the end: IAM user names may themselves hold
# "+" and "-at-", so only the last marker and the last "-at-" belong to the alias.
_ALIAS = re.compile(r"(?P<user>[\w+=,.@-]{1,64}?)(?:\+(?P<marker>\d+))?-at-(?P<account>\d{12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class CredentialAlias:
    """Who a key was made for, as written when it was made.

    `marker` is the N of `+N`: the plain alias was taken at that moment. A user whose own name ends
    in `+N` writes the same text, so `user` may lack it; `text` is always what AWS wrote.
    """

    text: str
    user: str
    marker: int | None
    account_id: str

    @property
    def possible_users(self) -> tuple[str, ...]:
        """All that the user may have been called when the key was made."""
        return tuple(dict.fromkeys((self.user, self.text.rpartition("-at-")[0])))


def parse_alias(text: str) -> CredentialAlias | None:
    """Take an alias apart; None if it is not of the form."""
    match = _ALIAS.fullmatch(text)
    if match is None:
        return None
    marker = match["marker"]
    return CredentialAlias(text, match["user"], int(marker) if marker else None, match["account"])


def former_names(aliases: Iterable[str], name: str) -> tuple[str, ...]:
    """What the user `name` was called before, or may have been, by the aliases of the keys that it holds."""
    known = {name}
    parsed = [alias for alias in map(parse_alias, aliases) if alias]
    # What has no marker is certain, and tells where a marker is one.
    for alias in sorted(parsed, key=lambda alias: len(alias.possible_users)):
        if known.isdisjoint(alias.possible_users):
            known.update(alias.possible_users)
    return tuple(sorted(known - {name}))
