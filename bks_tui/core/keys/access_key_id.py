"""What an access key id shows by itself: its class, and the account it was issued in.

AWS does not document the account inside the id. It was found by Aidan Steele and Tal Be'ery, and
applies to ids issued since about April 2019; `sts:GetAccessKeyInfo` is the official, online way.
"""

from __future__ import annotations

import base64
import binascii
from enum import Enum

_LENGTH = 20

_NEWER_FORMAT = 1 << 47
_ACCOUNT_BITS = 0x7FFFFFFFFF80
_ACCOUNT_SHIFT = 7


class AccessKeyClass(Enum):
    """What an access key id belongs to, by its first four characters."""

    LONG_TERM = "long-term access key of an IAM user"
    SESSION = "temporary session key"
    OTHER = "unknown class"


_CLASSES = {"AKIA": AccessKeyClass.LONG_TERM, "ASIA": AccessKeyClass.SESSION}


def access_key_class(access_key_id: str) -> AccessKeyClass:
    """What the id belongs to, by its prefix."""
    return _CLASSES.get(access_key_id[:4], AccessKeyClass.OTHER)


def is_documentation_placeholder(access_key_id: str) -> bool:
    """Whether this is an example from the AWS documentation; those end in EXAMPLE."""
    return access_key_id.endswith("EXAMPLE")


def account_of(access_key_id: str) -> str | None:
    """The account the id was issued in, 12 digits; None if the id does not contain it."""
    if len(access_key_id) != _LENGTH or access_key_class(access_key_id) is AccessKeyClass.OTHER:
        return None
    try:
        bits = int.from_bytes(base64.b32decode(access_key_id[4:])[:6], "big")
    except binascii.Error:
        return None
    if not bits & _NEWER_FORMAT:
        return None
    account = (bits & _ACCOUNT_BITS) >> _ACCOUNT_SHIFT
    return f"{account:012d}" if account < 10**12 else None
