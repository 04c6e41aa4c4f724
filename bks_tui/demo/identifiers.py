"""Ids as AWS makes them, the same ones in every run."""

from __future__ import annotations

import uuid
from base64 import b32encode
from hashlib import blake2b


def unique_id(prefix: str, account_id: str, serial: int | str) -> str:
    """The id number, or of the name, `serial` of an account, 20 characters long: `AKIA`, `AIDA`, … and 16 more.

    The account id sits where AWS has put it since 2019 (bits 7 to 46 of the first 48, the top bit
    set), so that decoding an access key id of the demo finds the demo's account.
    """
    noise = blake2b(f"{prefix}{serial}".encode(), digest_size=5).digest()
    head = (1 << 47) | (int(account_id) << 7) | (noise[0] & 0x7F)
    return prefix + b32encode(head.to_bytes(6, "big") + noise[1:]).decode("ascii")


def event_id(account_id: str, serial: int) -> str:
    """The id of the event number `serial` of an account."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{account_id}/{serial}"))
