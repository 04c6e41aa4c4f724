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
    """The user a key was created for, as recorded at creation.

    `marker` is the N of `+N`: the plain alias was in use at that moment. A user name can itself end
    in `+N`, so `user` may lack that part; `text` is always the original.
    """

    text: str
    user: str
    marker: int | None
    account_id: str

    @property
    def possible_users(self) -> tuple[str, ...]:
        """All names that the user may have had when the key was created."""
        return tuple(dict.fromkeys((self.user, self.text.rpartition("-at-")[0])))


def parse_alias(text: str) -> CredentialAlias | None:
    """Parse an alias; None if it does not have the form of one."""
    match = _ALIAS.fullmatch(text)
    if match is None:
        return None
    marker = match["marker"]
    return CredentialAlias(text, match["user"], int(marker) if marker else None, match["account"])


def former_names(aliases: Iterable[str], name: str) -> tuple[str, ...]:
    """The names that the user `name` had before, or may have had, according to the aliases of its keys."""
    known = {name}
    parsed = [alias for alias in map(parse_alias, aliases) if alias]
    # A name without a marker is certain, and shows whether `+N` in another alias is a marker.
    for alias in sorted(parsed, key=lambda alias: len(alias.possible_users)):
        if known.isdisjoint(alias.possible_users):
            known.update(alias.possible_users)
    return tuple(sorted(known - {name}))
