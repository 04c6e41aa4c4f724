"""Remove secrets from a CloudTrail record before it is stored: only their fingerprints stay.

CloudTrail hides most secrets itself, but not all: the session token in the answer of AssumeRole is
recorded, and so is anything that someone put into a name, a header or a user agent. Two signs are
used: the name of a value (`sessionToken`), and the form of a value (an API key, a signed URL).
"""

from __future__ import annotations

import json
import re
from datetime import datetime, timezone
from functools import lru_cache
from typing import Any

from bks_tui.core.keys.decode import decode, may_hold_key
from bks_tui.core.keys.decoded_key import DecodedKey, MalformedKey, fingerprint

# As the end of a name, in any spelling: sessionToken, session_token, X-Amz-Security-Token.
_SECRET_NAMES = "|".join(
    name.replace("-", "[-_]?")
    for name in (
        "password",
        "passphrase",
        "secret",
        "secret-string",
        "secret-binary",
        "secret-key",
        "secret-access-key",
        "private-key",
        "api-key",
        "session-token",
        "security-token",
        "auth-token",
        "bearer-token",
        "access-token",
        "refresh-token",
        "id-token",
        "identity-token",
        "saml-assertion",
        "authorization",
        "x-amz-signature",
        "base32-string-seed",
        "qr-code-png",
    )
)
_SECRET_NAME = re.compile(rf"(?:{_SECRET_NAMES})\Z", re.IGNORECASE)
_NAMED_SECRET = re.compile(
    rf"(?P<name>(?:{_SECRET_NAMES})\\*[\"']?\s{{0,20}}[:=]\s{{0,20}})"
    r"(?:(?P<quote>\\*[\"'])(?P<quoted>.*?)(?=(?<!\\)(?P=quote)|\Z)|(?P<bare>[^\s\"'\\,;&{}\[\]]+))",
    re.IGNORECASE | re.DOTALL,
)
_SIGNED_URL = re.compile(
    r"(?P<name>X-Amz-(?:Signature|Security-Token)=)(?!\[secret[],])(?P<bare>[^&\s\"'\\]+)", re.IGNORECASE
)

_SIGNED = "x-amz-"

_FLAGS = ("true", "false", "null")

_json_text = json.JSONEncoder(allow_nan=False).encode

# Values that are not secrets: the mask of CloudTrail, flags (`callWithBearerToken`), and the masks of this module.
_HARMLESS = re.compile(
    r"(?:HIDDEN_DUE_TO_SECURITY_REASONS|\*+|true|false|\[(?:secret|API key)(?:, fingerprint [0-9a-f]{16})?\])?",
    re.IGNORECASE,
)

# The time only decides whether a key has expired, which does not matter here.
_ANY_TIME = datetime(2026, 1, 1, tzinfo=timezone.utc)


def redact(value: Any) -> tuple[Any, str]:
    """A JSON value with every secret replaced, and its text.

    Raises RecursionError for extreme nesting, and ValueError for what is no JSON.
    """
    text = _json_text(value)
    if _may_name_secrets(text):
        value = _without_named_secrets(value)
        text = _json_text(value)
    # Almost no record contains a key, and one search of the whole costs less than one per string.
    if may_hold_key(text) or (_SIGNED in text.lower() and _SIGNED_URL.search(text)):
        value = _without_secret_forms(value)
        text = _json_text(value)
    return value, text


def _may_name_secrets(text: str) -> bool:
    """Whether the JSON text of a value may have the name of a secret, in an object or in JSON within a string."""
    if "\\" in text or '"{' in text or '"[' in text:
        return True
    # Without escapes, what a quote and a colon end is a name.
    names = {piece.rpartition('"')[2] for piece in text.split('": ')[:-1]}
    # A flag is no secret.
    return any(not _is_flag(name, text) for name in names if _names_a_secret(name))


def _is_flag(name: str, text: str) -> bool:
    """Whether every value of this name is true, false or null."""
    return all(after.startswith(_FLAGS) for after in text.split(f'"{name}": ')[1:])


def redact_text(text: str) -> str:
    """Text that is not JSON, with every recognized secret replaced."""
    return _without_forms(_NAMED_SECRET.sub(_replacement, text))


def _without_named_secrets(value: Any) -> Any:
    if isinstance(value, dict):
        return {
            name: _all_secret(item) if _names_a_secret(name) else _without_named_secrets(item)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [_without_named_secrets(item) for item in value]
    return _inside_string(value) if isinstance(value, str) and value[:1] in ("{", "[") else value


@lru_cache(maxsize=4_096)
def _names_a_secret(name: str) -> bool:
    """Cached: records have few distinct names, and each is checked millions of times."""
    return _SECRET_NAME.search(name) is not None


def _inside_string(text: str) -> str:
    """JSON within a string, such as a policy or a body: rewritten only if it contains a secret."""
    try:
        value = json.loads(text)
    except ValueError:
        return _NAMED_SECRET.sub(_replacement, text)
    redacted = _without_named_secrets(value)
    return text if redacted == value else json.dumps(redacted)


def _all_secret(value: Any) -> Any:
    """The value under the name of a secret: every text and number in it is secret."""
    if isinstance(value, dict):
        return {name: _all_secret(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_all_secret(item) for item in value]
    return value if value is None or isinstance(value, bool) else _masked(str(value))


def _without_secret_forms(value: Any) -> Any:
    if isinstance(value, dict):
        return {_without_forms(name): _without_secret_forms(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_without_secret_forms(item) for item in value]
    return _without_forms(value) if isinstance(value, str) else value


def _without_forms(text: str) -> str:
    decoded = decode(text, _ANY_TIME)
    findings: tuple[DecodedKey | MalformedKey, ...] = (*decoded.keys, *decoded.malformed)
    places = [(place, _key_mask(finding)) for finding in findings for place in finding.places]
    for place, mask in sorted(places, key=lambda found: found[0].start, reverse=True):
        text = text[: place.start] + mask + text[place.end :]
    return _SIGNED_URL.sub(_replacement, text)


def _key_mask(key: DecodedKey | MalformedKey) -> str:
    known = key.fingerprint if isinstance(key, DecodedKey) else None
    return f"[API key, fingerprint {known}]" if known else "[API key]"


def _replacement(match: re.Match[str]) -> str:
    found = match.groupdict()
    quote = found.get("quote") or ""
    return f"{found['name']}{quote}{_masked(found.get('quoted') or found['bare'] or '')}"


def _masked(secret: str) -> str:
    if _HARMLESS.fullmatch(secret):
        return secret
    known = fingerprint(secret.encode("utf-8", "surrogatepass"))
    return f"[secret, fingerprint {known}]" if known else "[secret]"
