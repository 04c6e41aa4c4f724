"""Decoded keys as the JSON document that `bks decode-key --json` prints: schema `bks.decode/1`.

What a key does not contain is null. `secret_sha256_16` is the fingerprint as
`core.keys.decoded_key.DecodedKey` defines it.
"""

from __future__ import annotations

from dataclasses import asdict

from bks_tui.core.keys.decoded_key import Decoded, DecodedKey, MalformedKey
from bks_tui.export.formatting import timestamp_if_known

SCHEMA = "bks.decode/1"


def decode_document(decoded: Decoded) -> dict[str, object]:
    """The whole result."""
    return {
        "schema": SCHEMA,
        "keys": [_key(key) for key in decoded.keys],
        "malformed": [_malformed(key) for key in decoded.malformed],
    }


def _key(key: DecodedKey) -> dict[str, object]:
    return {
        **_common(key),
        "username": key.user_name,
        "account_id": key.account_id,
        "iam_user_arn": key.iam_user_arn,
        "alias": key.alias.text if key.alias else None,
        "alias_marker": key.marker,
        "partition": key.partition,
        "access_key_id": key.access_key_id,
        "access_key_class": key.access_key_class.value if key.access_key_class else None,
        "access_key_account_id": key.access_key_account_id,
        "accounts_agree": key.accounts_agree,
        "region": key.region,
        "issued_at": timestamp_if_known(key.issued_at),
        "expires_at": timestamp_if_known(key.expires_at),
        "expired": key.expired,
        "secret_length": key.secret_length,
        "secret_sha256_16": key.fingerprint,
        "notes": list(key.notes),
    }


def _malformed(key: MalformedKey) -> dict[str, object]:
    return {**_common(key), "reason": key.reason, "readable": key.readable or None}


def _common(key: DecodedKey | MalformedKey) -> dict[str, object]:
    return {
        "type": key.kind.value,
        "service": key.service.slug if key.service else None,
        "prefix": key.prefix,
        "partial": key.partial,
        "places": [asdict(place) for place in key.places],
    }
