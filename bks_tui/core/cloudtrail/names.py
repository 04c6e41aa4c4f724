"""The names of principals in any text: ARNs, access key ids, aliases, and the names that consoles give."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bks_tui.core.keys.access_key_id import is_documentation_placeholder
from bks_tui.core.keys.short_term import partition_of
from bks_tui.core.services import SERVICES

_NAME = r"[\w+=,.@-]{1,64}"
_PATH = r"(?:[\w+=,.@-]{1,128}/){0,8}"
_PHANTOMS = "|".join(prefix for service in SERVICES for prefix in service.phantom_prefixes)
_NAMED = re.compile(
    rf"\barn:aws[a-z-]{{0,12}}:(?:iam::\d{{12}}:(?:(?:user|role)/{_PATH}{_NAME}|root\b)"
    rf"|sts::\d{{12}}:assumed-role/{_NAME}/{_NAME})"
    r"|(?<![A-Za-z0-9+/])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9+/])"
    rf"|\b(?:{_PHANTOMS})[a-z0-9]{{4}}(?:\+\d{{1,3}})?(?:-at-\d{{12}})?\b",
    re.ASCII,
)
# The end of a sentence: hardly any name ends so.
_AFTER = ".,"

# An id in which somebody crossed out the characters.
_CROSSES = "XXXXXX"

_QUOTES = {'"': '"', "'": "'", "`": "`", "\u201c": "\u201d", "\u2018": "\u2019", "\u00ab": "\u00bb"}


@dataclass(frozen=True, slots=True)
class Named:
    """A principal by a text that `parse_target` takes, and what was said about it. None: it was not said."""

    text: str
    account_id: str | None = None
    region: str | None = None


def names_in(text: str, account_id: str | None = None, region: str | None = None) -> Iterator[Named]:
    """Every principal that a text names; not the placeholders of documentation."""
    for match in _NAMED.finditer(text):
        name = match[0].rstrip(_AFTER)
        if not is_documentation_placeholder(name) and _CROSSES not in name:
            yield Named(name, account_id, region)


def quoted_name(text: str) -> str | None:
    """The text between the quotes, where a text is one line and nothing but that."""
    text = text.strip()
    inner = text[1:-1].strip()
    return inner if inner and _QUOTES.get(text[0]) == text[-1] and "\n" not in inner else None


def user_arn(name: str, account_id: str | None, region: str | None) -> str:
    """The ARN of a user, without its path; its name alone where the account is not known."""
    return f"arn:{partition_of(region or '') or 'aws'}:iam::{account_id}:user/{name}" if account_id else name


def root_arn(account_id: str, region: str | None) -> str:
    """The ARN of the root user of an account."""
    return f"arn:{partition_of(region or '') or 'aws'}:iam::{account_id}:root"
