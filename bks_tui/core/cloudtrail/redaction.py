"""Remove secrets from a CloudTrail record before it is stored: only their fingerprints stay.

CloudTrail hides most secrets itself, but not all: the session token in the answer of AssumeRole is
recorded, and so is anything that someone put into a name, a header or a user agent. Two signs are
used: the name of a value (`sessionToken`), and the form of a value (an API key, a signed URL).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from functools import cache
from typing import Any, NamedTuple

from bks_tui.core.cloudtrail.field_names import IDENTITY_FIELDS, RECORD_FIELDS
from bks_tui.core.keys.decoded_key import Decoded, DecodedKey, MalformedKey, fingerprint


class _KeySearch(NamedTuple):
    may_hold_key: Callable[[str], bool]
    decode: Callable[[str, datetime], Decoded]


@cache
def _keys() -> _KeySearch:
    # The patterns of the decoder take a fifth of a second, which whoever reads no record need not wait for.
    from bks_tui.core.keys.decode import decode, may_hold_key

    return _KeySearch(may_hold_key, decode)


# As the end of a name, in any spelling: sessionToken, session_token, X-Amz-Security-Token.
_SECRET_ENDS = (
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
_SECRET_NAMES = "|".join(end.replace("-", "[-_]?") for end in _SECRET_ENDS)
# Looked up first, since few names end so and a search takes long.
_SHORTEST_END = 3
_ENDS = frozenset(end[-_SHORTEST_END:] for end in _SECRET_ENDS)
_SECRET_NAME = re.compile(rf"(?:{_SECRET_NAMES})\Z", re.IGNORECASE)
_NAMED_SECRET = re.compile(
    rf"(?P<name>(?:{_SECRET_NAMES})\\*[\"']?\s{{0,20}}[:=]\s{{0,20}})"
    r"(?:(?P<quote>\\*[\"'])(?P<quoted>.*?)(?=(?<!\\)(?P=quote)|\Z)|(?P<bare>[^\s\"'\\,;&{}\[\]]+))",
    re.IGNORECASE | re.DOTALL,
)
_SIGNED_URL = re.compile(
    r"(?P<name>X-Amz-(?:Signature|Security-Token)=)(?!\[secret[],])(?P<bare>[^&\s\"'\\]+)", re.IGNORECASE
)

# JSON within a string: a search for one character is fast, the quote before it is looked back for.
_JSON_IN_STRING = (re.compile(r'\{(?<="\{)'), re.compile(r'\[(?<="\[)'))

# Most names are these, and a search of each takes long.
_ORDINARY_NAMES = frozenset((*RECORD_FIELDS, *IDENTITY_FIELDS))

# Neither part of a key nor of what may be within one.
_SEPARATOR = "_"

# JSON never contains itself.
_json_text = json.JSONEncoder(allow_nan=False, check_circular=False).encode

# Values that are not secrets: the mask of CloudTrail, flags (`callWithBearerToken`), and the masks of this module.
_HARMLESS = re.compile(
    r"(?:HIDDEN_DUE_TO_SECURITY_REASONS|\*+|true|false|\[(?:secret|API key)(?:, fingerprint [0-9a-f]{16})?\])?",
    re.IGNORECASE,
)

# The time only decides whether a key has expired, which does not matter here.
_ANY_TIME = datetime(2026, 1, 1, tzinfo=timezone.utc)


def parse_json(text: str) -> Any:
    """The value of a JSON text, in which named secrets are replaced already. Raises ValueError and RecursionError."""
    return _decode(text)


def redact(value: Any) -> tuple[Any, str]:
    """A value of `parse_json` with every other secret replaced, and its text.

    Raises RecursionError for extreme nesting, and ValueError for what is no JSON.
    """
    text = _json_text(value)
    if any(begin.search(text) for begin in _JSON_IN_STRING):
        value = _without_secrets_in_strings(value)
        text = _json_text(value)
    # Almost no record contains a key, and one search of the whole costs less than one per string. An escape hides what
    # pasting put between the characters of a key.
    whole = _SEPARATOR.join(_strings(value)) if "\\" in text else text
    if _keys().may_hold_key(whole) or ("=" in whole and _SIGNED_URL.search(whole)):
        value = _without_secret_forms(value)
        text = _json_text(value)
    return value, text


def _strings(value: Any) -> Iterator[str]:
    """Every name and every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        yield from value if isinstance(value, dict) else ()
        for item in value.values() if isinstance(value, dict) else value:
            yield from _strings(item)


def redact_text(text: str) -> str:
    """Text that is not JSON, with every recognized secret replaced."""
    return _without_forms(_NAMED_SECRET.sub(_replacement, text))


def redact_forms(text: str) -> str:
    """Any text with what has the form of a secret replaced; the names in it are not looked at."""
    return _without_forms(text) if _keys().may_hold_key(text) or _SIGNED_URL.search(text) else text


def redact_json(text: str) -> str:
    """JSON with every secret replaced, or exactly as it is if it has none. Raises ValueError, RecursionError."""
    value, redacted = redact(parse_json(text))
    return text if value == json.loads(text) else redacted


def _without_named_secrets(fields: dict[str, Any]) -> dict[str, Any]:
    for name in fields:
        if name not in _ORDINARY_NAMES and _names_a_secret(name):
            fields[name] = _all_secret(fields[name])
    return fields


_decode = json.JSONDecoder(object_hook=_without_named_secrets).decode


def _without_secrets_in_strings(value: Any) -> Any:
    """The value, with the JSON in its strings redacted, such as a policy or a body."""
    if isinstance(value, dict):
        return {name: _without_secrets_in_strings(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_without_secrets_in_strings(item) for item in value]
    return _inside_string(value) if isinstance(value, str) and value[:1] in ("{", "[") else value


def _names_a_secret(name: str) -> bool:
    # Letters that are none of ASCII may count as such.
    may_end_so = name[-_SHORTEST_END:].lower() in _ENDS or not name.isascii()
    return may_end_so and _SECRET_NAME.search(name) is not None


def _inside_string(text: str) -> str:
    """JSON within a string: rewritten only if it contains a secret."""
    try:
        redacted = _without_secrets_in_strings(parse_json(text))
    except ValueError:
        return _NAMED_SECRET.sub(_replacement, text)
    return text if redacted == json.loads(text) else json.dumps(redacted)


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
    decoded = _keys().decode(text, _ANY_TIME)
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
