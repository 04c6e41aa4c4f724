"""The presigned request inside a short-term API key: its data, and whether AWS could accept it.

SigV4 in a query string, as https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
describes it and AWS's token generators write it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from urllib.parse import parse_qsl

_SCOPE = re.compile(
    r"(?P<access_key_id>[A-Z0-9]{16,128})/(?P<date>[0-9]{8})/(?P<region>[a-z0-9-]{1,32})"
    r"/(?P<service>[a-z0-9-]+)/aws4_request"
)
_FORMS: dict[str, tuple[str, str]] = {
    "Action": (r"CallWithBearerToken", "The request in it is not CallWithBearerToken."),
    "X-Amz-Algorithm": (r"AWS4-HMAC-SHA256", "The request in it is not signed with AWS4-HMAC-SHA256."),
    "X-Amz-Credential": (_SCOPE.pattern, "Its credential is not of the form KEY/DATE/REGION/SERVICE/aws4_request."),
    "X-Amz-Date": (r"2[0-9]{7}T[0-9]{6}Z", "Its signing time is not a valid time."),
    "X-Amz-Expires": (r"[0-9]{1,5}", "Its validity is not a number of seconds."),
    "X-Amz-Signature": (r"[0-9a-f]{64}", "Its signature is not 64 hexadecimal digits."),
}

# Twelve hours, the longest that AWS accepts.
_LONGEST_VALIDITY = timedelta(seconds=43_200)


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """The data of the request. None: truncated before it; for the session token also: signed without one."""

    access_key_id: str
    region: str
    issued_at: datetime | None
    expires_at: datetime | None
    session_token: str | None = field(repr=False)
    signature: str | None = field(repr=False)


def parse_request(query: str, signing_name: str | None, *, cut: bool) -> SignedRequest | str:
    """The request, or one sentence on why it is not valid."""
    # The last parameter of a truncated query may be truncated itself.
    pairs = parse_qsl(query.rpartition("&")[0] if cut else query, keep_blank_values=True)
    parameters = dict(pairs)
    if len(parameters) != len(pairs):
        return "Its request contains a parameter twice."
    for name, (form, problem) in _FORMS.items():
        if name in parameters and not re.fullmatch(form, parameters[name]):
            return problem
        if name not in parameters and not cut:
            return f"Its request lacks {name}."
    return _believed(parameters, signing_name)


def _believed(parameters: Mapping[str, str], signing_name: str | None) -> SignedRequest | str:
    """The request from parameters of the right form, if they agree with each other."""
    scope = _SCOPE.fullmatch(parameters.get("X-Amz-Credential", ""))
    if scope is None:
        return "Truncated before the end of the access key id."
    if scope["service"] != signing_name:
        return "It is signed for a different service than its prefix says."
    date, seconds = parameters.get("X-Amz-Date"), parameters.get("X-Amz-Expires")
    issued_at = _moment(date) if date else None
    if date and (issued_at is None or not date.startswith(scope["date"])):
        return "Its signing time is not a valid time, or differs from the date in its credential."
    validity = timedelta(seconds=int(seconds)) if seconds else None
    if validity is not None and not timedelta(0) < validity <= _LONGEST_VALIDITY:
        return "Its validity is not 1 to 43,200 seconds, the range that AWS accepts."
    return SignedRequest(
        access_key_id=scope["access_key_id"],
        region=scope["region"],
        issued_at=issued_at,
        expires_at=issued_at + validity if issued_at and validity else None,
        session_token=parameters.get("X-Amz-Security-Token"),
        signature=parameters.get("X-Amz-Signature"),
    )


def _moment(date: str) -> datetime | None:
    try:
        return datetime.strptime(date, "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)
    except ValueError:
        return None
