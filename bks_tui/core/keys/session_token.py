"""The account id that a session token contains unencrypted.

Undocumented by AWS. The layout is the one that Tal Be'ery published in 2024 ("Revealing the Inner
Structure of AWS Session Tokens"): one byte of type, then a protobuf message. Type 0x21 (tokens
that begin `IQoJb3JpZ2lu`) holds the account as text in field 3 of field 5. The other types encrypt
it, so it cannot be read.
"""

from __future__ import annotations

import base64
import binascii
import re

_TYPE_WITH_ACCOUNT = 0x21
_USER, _ACCOUNT = 5, 3
_VARINT, _BYTES = 0, 2
_ACCOUNT_ID = re.compile(rb"[0-9]{12}")


def account_in(session_token: str) -> str | None:
    """The account id inside a session token; None if the token does not show it."""
    try:
        raw = base64.b64decode(session_token + "=" * (-len(session_token) % 4))
        if not raw or raw[0] != _TYPE_WITH_ACCOUNT:
            return None
        account = _field(_field(raw[1:], _USER), _ACCOUNT)
    except (binascii.Error, IndexError, ValueError):
        return None
    return account.decode("ascii") if _ACCOUNT_ID.fullmatch(account) else None


def _field(message: bytes, wanted: int) -> bytes:
    """The first bytes field of that number; empty if there is none. Raises IndexError, ValueError."""
    position = 0
    while position < len(message):
        tag, position = _varint(message, position)
        value, position = _varint(message, position)
        if tag & 7 == _VARINT:
            continue
        if tag & 7 != _BYTES:
            raise ValueError
        if tag >> 3 == wanted:
            return message[position : position + value]
        position += value
    return b""


def _varint(message: bytes, position: int) -> tuple[int, int]:
    """A protobuf varint, and the position after it."""
    value = 0
    for shift in range(0, 70, 7):
        byte = message[position + shift // 7]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position + shift // 7 + 1
    raise ValueError
