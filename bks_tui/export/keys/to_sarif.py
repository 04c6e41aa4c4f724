"""The API keys in files as SARIF, for code scanning: file, line and fingerprint of each, and never a secret."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bks_tui.core.keys.decoded_key import Decoded, DecodedKey, MalformedKey
from bks_tui.export.findings.finding import Level, uid_of
from bks_tui.export.findings.to_sarif import SarifResult, SarifRule, sarif_log
from bks_tui.export.formatting import timestamp_if_known

_KEY = "An AWS API key is in a file. Whoever reads the file can use it. Revoke it: deleting the line is not enough."
_MALFORMED = "Text that looks like an AWS API key cannot be decoded. It may be part of a key."


@dataclass(frozen=True, slots=True)
class DecodedFile:
    """A file by the parts of its path below the current directory, and what was found in it."""

    path: tuple[str, ...]
    decoded: Decoded


def keys_sarif(files: Iterable[DecodedFile]) -> dict[str, object]:
    """A result for each place of each key; placeholders of documentation are none."""
    return sarif_log([result for file in files for result in _results(file)])


def _results(file: DecodedFile) -> Iterator[SarifResult]:
    for key in file.decoded.keys:
        level = Level.MEDIUM if key.expired else Level.HIGH
        rule = SarifRule(_rule(key), f"{_name(key)} in a file", _KEY, level)
        yield from (_result(file, number, key, rule) for number in range(len(key.places)))
    for malformed in file.decoded.malformed:
        if not malformed.placeholder:
            rule = SarifRule("aws-api-key-malformed", "Possible AWS API key in a file", _MALFORMED, Level.LOW)
            yield from (_result(file, number, malformed, rule) for number in range(len(malformed.places)))


def _rule(key: DecodedKey) -> str:
    return f"aws-api-key-{key.service.slug if key.service else 'unknown'}-{key.kind.value}"


def _name(key: DecodedKey | MalformedKey) -> str:
    service = f" of {key.service.slug}" if key.service else ""
    return f"{key.kind.value.capitalize()} AWS API key{service}"


def _result(file: DecodedFile, number: int, key: DecodedKey | MalformedKey, rule: SarifRule) -> SarifResult:
    """The result for one place of a key."""
    place = key.places[number]
    message = _message(key) if isinstance(key, DecodedKey) else f"{_name(key)}, not decoded: {key.reason}"
    # Lines inserted above a key do not make another of it. Without a fingerprint, only its place identifies it.
    secret = key.fingerprint if isinstance(key, DecodedKey) else None
    which = (secret, str(number)) if secret else ("", str(place.line), str(place.column))
    return SarifResult(
        rule=rule,
        level=rule.level,
        message=message,
        path=file.path,
        fingerprint=uid_of("key", rule.rule, *which, *file.path),
        line=place.line,
        column=place.column,
        properties=_properties(key) if isinstance(key, DecodedKey) else {"partial": key.partial},
    )


def _message(key: DecodedKey) -> str:
    whose = f" of the user {key.user_name}" if key.user_name else ""
    signer = f" signed by {key.access_key_id}" if key.access_key_id else ""
    account = f" in account {key.account_id}" if key.account_id else ""
    state = ", expired" if key.expired else ""
    return f"{_name(key)}{whose}{signer}{account}{state}. Revoke it: bks can do that."


def _properties(key: DecodedKey) -> dict[str, object]:
    return {
        "account_id": key.account_id,
        "username": key.user_name,
        "access_key_id": key.access_key_id,
        "region": key.region,
        "expires_at": timestamp_if_known(key.expires_at),
        "partial": key.partial,
        "secret_sha256_16": key.fingerprint,
    }
