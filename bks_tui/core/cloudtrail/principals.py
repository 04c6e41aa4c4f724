"""Whom a pasted text names: by API keys, by alerts, or by ARNs, access key ids and names in any text.

The one way from what a person pastes to principals to choose from, for the commands and the app.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from bks_tui.core.cloudtrail.alerts import alerts_in
from bks_tui.core.cloudtrail.json_in_text import json_values
from bks_tui.core.cloudtrail.names import Named, names_in, quoted_name
from bks_tui.core.cloudtrail.target import Target, TargetKind, parse_target, target_of_key
from bks_tui.core.errors import UsageError
from bks_tui.core.keys.access_key_id import account_of
from bks_tui.core.keys.decoded_key import Decoded, DecodedKey, MalformedKey
from bks_tui.core.keys.one_key import distinct_findings

# An ARN or a name, as IAM allows it.
_NAME = re.compile(r"[\w+=,.@:/-]{1,700}", re.ASCII)

# Nobody chooses from more; a page of records may name thousands.
_MOST = 200


@dataclass(frozen=True, slots=True)
class Principal:
    """Whom a text names, and what says so. `key` is the API key that names it, if one does.

    `region` is where an alert says that it was seen. Anyone can write an alert: it proves nothing.
    """

    target: Target
    source: str
    region: str | None = None
    key: DecodedKey | None = None


def principals_in(text: str, decoded: Decoded, now: datetime) -> tuple[Principal, ...]:
    """Every principal that a text names, each once; `decoded` are the keys in it. Raises nothing.

    `now` is aware. A bare word is no name here, since it may be anything.
    """
    found: dict[tuple[str | None, ...], Principal] = {}
    for principal in (*_of_keys(text, decoded), *_of_names(_without_keys(text, decoded), now)):
        if len(found) < _MOST:
            found.setdefault(_identity(principal.target), principal)
    return tuple(found.values())


def _of_keys(text: str, decoded: Decoded) -> Iterator[Principal]:
    for key in distinct_findings(text, decoded):
        if isinstance(key, DecodedKey) and (key.alias or key.access_key_id):
            yield Principal(target_of_key(key), "API key", key.region, key)


def _without_keys(text: str, decoded: Decoded) -> str:
    """The text without what is in the keys: chance makes an id in base64."""
    findings: tuple[DecodedKey | MalformedKey, ...] = (*decoded.keys, *decoded.malformed)
    places = sorted((place.start, place.end) for finding in findings for place in finding.places)
    pieces, position = [], 0
    for start, end in places:
        pieces.append(text[position:start])
        position = end
    return "[API key]".join([*pieces, text[position:]])


def _of_names(text: str, now: datetime) -> Iterator[Principal]:
    quoted = quoted_name(text)
    if quoted:
        yield from _principals([Named(quoted)], "quoted name", now)
        return
    alerts = [alert for value in json_values(text) for alert in alerts_in(value)]
    for kind, names in alerts:
        yield from _principals(names, kind.title, now)
    if not any(names for _, names in alerts):
        yield from _principals(names_in(text), "pasted text", now)


def _principals(names: Iterable[Named], source: str, now: datetime) -> Iterator[Principal]:
    for named in names:
        # An attacker may write anything where a name belongs; what may be a secret names nobody.
        if not _NAME.fullmatch(named.text):
            continue
        try:
            target = parse_target(named.text, now)
        except UsageError:
            continue
        if target.account_id is None and all(account_of(each) is None for each in target.access_key_ids):
            target = replace(target, account_id=named.account_id)
        yield Principal(target, source, named.region)


def _identity(target: Target) -> tuple[str | None, ...]:
    """What two texts for the same principal have in common: a user may be given by an alias and by an ARN."""
    return (target.account_id, target.user_name) if target.kind is TargetKind.USER else (target.text,)
