"""Addresses and user agents as STIX patterns.

https://docs.oasis-open.org/cti/stix/v2.1/os/stix-v2.1-os.html, section 9. A value is within single quotes, in which
only a quote and a backslash have a meaning.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass
from ipaddress import IPv4Address, ip_address

from bks_tui.core.cloudtrail.redaction import redact_text

# Ids of observables are made of their values, by everybody in the same way: section 2.9.
_OBSERVABLES = uuid.UUID("00abedb4-aa42-466c-9c23-fed23f3af2a5")
_LONGEST_AGENT = 500
_AGENT = "network-traffic:extensions.'http-request-ext'.request_header.'User-Agent'"


@dataclass(frozen=True, slots=True)
class Address:
    """An IP address as an observable."""

    kind: str
    value: str

    @property
    def stix_id(self) -> str:
        """The id that everybody gives it."""
        return f"{self.kind}--{uuid.uuid5(_OBSERVABLES, json.dumps({'value': self.value}, separators=(',', ':')))}"


def address_of(source: str) -> Address | None:
    """The address of a call; None for the name of an AWS service, and for anything else that is none."""
    try:
        address = ip_address(source)
    except ValueError:
        return None
    kind = "ipv4-addr" if isinstance(address, IPv4Address) else "ipv6-addr"
    # An IPv6 address may name an interface of the machine that wrote it.
    return Address(kind, str(address).partition("%")[0])


def address_pattern(address: Address) -> str:
    """What matches an address."""
    return f"[{address.kind}:value = '{address.value}']"


def agent_pattern(agent: str) -> str:
    """What matches a user agent.

    A character that cannot be shown becomes the wildcard `_`, a long text a beginning: the pattern is harmless, and
    still matches.
    """
    text = redact_text(agent)
    shown = "".join(sign if sign.isprintable() else "_" for sign in text[:_LONGEST_AGENT])
    rest = "%" if len(text) > _LONGEST_AGENT or text != agent else ""
    escaped = shown.replace("\\", "\\\\").replace("'", "\\'")
    return f"[{_AGENT} {'=' if shown == agent else 'LIKE'} '{escaped}{rest}']"
