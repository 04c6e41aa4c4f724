"""A long-term API key: `PREFIX` and the base64 of `ALIAS:SECRET`, parsed.

AWS documents neither the envelope nor the length of the secret; both are taken from observed keys.
"""

from __future__ import annotations

import re

from bks_tui.core.keys.alias import CredentialAlias, parse_alias
from bks_tui.core.keys.base64_text import Body
from bks_tui.core.keys.decoded_key import DecodedKey, KeyKind, MalformedKey, Reading, fingerprint
from bks_tui.core.services import SERVICES, ApiKeyService, phantom_service

# AWS issues secrets of 60 characters, which are base64 text themselves.
SECRET_LENGTH = 60
_SECRET = re.compile(rb"[A-Za-z0-9+/=_-]*")

# The longest known key is well below this; anything longer is not a key.
LONGEST_BODY = 280

# Less than this does not indicate a key: so much text, or so many characters that decode to none.
_SIGN_OF_TEXT = 9
_SIGN_OF_A_KEY = 60

_NAME = re.compile(rb"[\w+=,.@-]*", re.ASCII)
_NAME_AND_SECRET = re.compile(rb"[\w+=,.@:/-]*", re.ASCII)
_LONGEST_NAME = 64
_ACCOUNT_ID = re.compile(r"[0-9]{12}")

# The part of a damaged alias that cannot contain the secret, which follows the account id and has no `-at-`: the
# whole alias, or up to the remaining digits, or up to `-at-`.
_SURELY_ALIAS = tuple(re.compile(rf".{{1,72}}?-at-[0-9]{{{digits}}}") for digits in ("12", "1,12", "0"))
# Before any `-at-` only a name that the console gives is known from a secret, and only if nothing follows it.
_CONSOLE_NAME = re.compile(
    rf"(?:{'|'.join(prefix for service in SERVICES for prefix in service.phantom_prefixes)})[a-z0-9]{{0,4}}(?:-a?t?)?"
)

# Accounts used in the AWS documentation.
_DOCUMENTATION_ACCOUNTS = frozenset({"123456789012", "111122223333", "444455556666"})


def read_long_term(body: Body, prefix: str, service: ApiKeyService | None) -> Reading | None:
    """The key in a body, or why it is not valid; None if the body does not resemble a key."""
    payload = body.decoded()
    name, colon, rest = payload.partition(b":")
    alias = parse_alias(name.decode("latin-1"))
    if alias is None:
        return _malformed(body, payload, prefix, service)
    head = len(name) + len(colon)
    length = _secret_length(body, head, _leading(_SECRET, rest))
    used = min(_characters(head + length), len(body.characters))
    partial = length < SECRET_LENGTH and not (length and body.padding == used)
    key = DecodedKey(
        kind=KeyKind.LONG_TERM,
        prefix=prefix,
        service=service,
        partial=partial,
        secret_length=length,
        fingerprint=fingerprint(rest[:length]),
        account_id=alias.account_id,
        alias=alias,
        notes=tuple(_notes(alias, service, length, partial=partial)),
    )
    return Reading(key, used)


def read_decoded(alias_text: str, secret: str) -> DecodedKey | None:
    """The key that somebody has decoded to its alias and its secret; None if the alias is none."""
    alias = parse_alias(alias_text)
    if alias is None:
        return None
    return DecodedKey(
        kind=KeyKind.LONG_TERM,
        prefix="",
        service=None,
        partial=False,
        secret_length=len(secret),
        fingerprint=fingerprint(secret.encode()),
        account_id=alias.account_id,
        alias=alias,
        notes=(
            "This is a decoded key: without its prefix it does not show its service.",
            *_notes(alias, phantom_service(alias.user) or SERVICES[0], len(secret), partial=False),
        ),
    )


def _malformed(body: Body, payload: bytes, prefix: str, service: ApiKeyService | None) -> Reading | None:
    """Why a body is not a valid key; None if it does not even resemble one."""
    length = _leading(_NAME, payload)
    first_run = body.run_end(1)
    if length < _SIGN_OF_TEXT and not _SIGN_OF_A_KEY <= first_run <= LONGEST_BODY:
        return None
    # A word or a line that follows a cut may be of the same characters: it is no part of the alias, nor is a `:`
    # that its first bits make.
    before = _before_other_text(body, 0, length)
    colon = payload[length:].startswith(b":") and before != length
    length, cut = (before, True) if before and not colon else (length, length == len(payload))
    name = payload[:length].decode("ascii")
    named = cut or colon
    used = max(first_run, _characters(_leading(_NAME_AND_SECRET, payload)))
    finding = MalformedKey(
        kind=KeyKind.LONG_TERM,
        prefix=prefix,
        service=service,
        reason=_reason(name, cut=cut, named=named),
        readable=_readable(name) if named or "-at-" in name else "",
        partial=cut,
        placeholder=_is_console_prefix(name),
    )
    return Reading(finding, min(used, len(body.characters)))


def _secret_length(body: Body, head: int, valid: int) -> int:
    """How many of the `valid` characters after the `head` are the secret, and not what follows the key."""
    if valid >= SECRET_LENGTH:
        end = body.run_end(_characters(head + SECRET_LENGTH))
        longer = _bytes(end) - head
        return longer if longer <= valid and end <= LONGEST_BODY else SECRET_LENGTH
    if head + valid == len(body.decoded()):
        return valid
    return (_before_other_text(body, head, head + valid) or head + valid) - head


def _before_other_text(body: Body, earliest: int, latest: int) -> int | None:
    """How many bytes are certainly part of a truncated key: those before the first word or line after it."""
    ends = (_bytes(index) for index in body.breaks)
    return next((end for end in ends if earliest <= end <= latest), None)


def _leading(pattern: re.Pattern[bytes], payload: bytes) -> int:
    """How many bytes at the start match."""
    match = pattern.match(payload)
    return match.end() if match else 0


def _characters(count: int) -> int:
    """How many base64 characters so many bytes take, without padding."""
    return -(-count * 8 // 6)


def _bytes(characters: int) -> int:
    """How many whole bytes so many base64 characters hold."""
    return characters * 6 // 8


def _readable(name: str) -> str:
    """The part of a damaged alias that cannot contain the secret, which may be anywhere if a piece is lost."""
    surely = next(filter(None, (pattern.match(name) for pattern in _SURELY_ALIAS)), None)
    if surely:
        return surely[0]
    return name if _CONSOLE_NAME.fullmatch(name) else ""


def _is_console_prefix(name: str) -> bool:
    """Whether a name is what all console-made user names begin with, and nothing more."""
    console = phantom_service(name)
    return console is not None and name in console.phantom_prefixes


def _reason(name: str, *, cut: bool, named: bool) -> str:
    user, at, account = name.rpartition("-at-")
    if _is_console_prefix(name):
        return "Documentation placeholder: it ends after the prefix of all console-created user names."
    if cut and not _ACCOUNT_ID.search(account):
        return "Truncated before the end of the account id."
    if not at:
        return "The decoded text does not start with USER-at-ACCOUNT."
    if len(user) > _LONGEST_NAME:
        return f"The user name is longer than the {_LONGEST_NAME} characters that IAM allows."
    if named:
        return "The account id is not 12 digits."
    return "The decoded text contains a character that is not valid in a user name or an account id."


def _notes(alias: CredentialAlias, service: ApiKeyService | None, secret_length: int, *, partial: bool) -> list[str]:
    notes = [
        "The user name is from the time when the key was created. The user may have been renamed since, and "
        "another user may have this name today. To find the owner, search for the alias: ServiceCredentialAlias "
        "in iam:ListServiceSpecificCredentials with AllUsers.",
        "The key does not contain its status, its expiry, or whether it was reset: a reset changes only the "
        "secret. If it leaked, deactivate it first; deleting it destroys evidence.",
        "The key does not contain the partition or the path of the user: the ARN has * for the partition and no path.",
    ]
    if phantom_service(alias.user):
        notes.append("The name has the form that the console uses: a phantom user, created for this key.")
    if alias.marker is not None:
        notes.append(
            f"+{alias.marker} means only that the plain alias was in use when the key was created, not that another "
            f"key exists or is active. It may also be part of the user name: {alias.user}+{alias.marker}."
        )
    if alias.account_id in _DOCUMENTATION_ACCOUNTS:
        notes.append(f"{alias.account_id} is an account from the AWS documentation: this may be an example.")
    if service is None:
        notes.append("bks does not know the prefix; everything else has the form of an AWS API key.")
    if partial:
        notes.append(f"Truncated: {secret_length} characters of the secret are present; AWS issues {SECRET_LENGTH}.")
    elif secret_length != SECRET_LENGTH:
        notes.append(f"The secret has {secret_length} characters; AWS is known to issue {SECRET_LENGTH}.")
    return notes
