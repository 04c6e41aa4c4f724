"""A short-term API key: `PREFIX` and the base64 of `HOST/?QUERY&Version=1`, parsed.

AWS does not document the envelope; it is taken from its own generators (aws-bedrock-token-generator
and others).
"""

from __future__ import annotations

import re
from datetime import datetime

from bks_tui.core.keys.access_key_id import AccessKeyClass, access_key_class, account_of, is_documentation_placeholder
from bks_tui.core.keys.base64_text import Body
from bks_tui.core.keys.decoded_key import DecodedKey, KeyKind, MalformedKey, Reading, fingerprint
from bks_tui.core.keys.presigned_request import SignedRequest, parse_request
from bks_tui.core.keys.session_token import account_in
from bks_tui.core.services import ApiKeyService

# Session tokens have no documented limit; those seen make keys of some 3,000 characters.
LONGEST_BODY = 20_000

# A name such as bedrock-api-key-rotation continues for less than this.
_SIGN_OF_A_KEY = 40
_SIGN_OF_THE_HOST = 6

_PRINTABLE = re.compile(rb"[!-~]*")
_END = re.compile(r"&Version=[0-9]+")
_ACCESS_KEY_ID = re.compile(r"X-Amz-Credential=(?P<id>[A-Z0-9]{16,128})%2F")

# As botocore's partitions.json tells Regions apart.
_REGION = re.compile(
    r"(?P<group>us-gov|us-isob?|us-isof|eu-isoe|eusc|cn|us|eu|ap|sa|ca|me|af|il|mx)-(?:[a-z]+-)+[0-9]+"
)
_PARTITIONS = {
    "us-gov": "aws-us-gov",
    "us-iso": "aws-iso",
    "us-isob": "aws-iso-b",
    "us-isof": "aws-iso-f",
    "eu-isoe": "aws-iso-e",
    "eusc": "aws-eusc",
    "cn": "aws-cn",
}


def read_short_term(body: Body, prefix: str, service: ApiKeyService, now: datetime) -> Reading | None:
    """The key in a body, or why it is not valid; None if the body does not resemble a key."""
    text, cut = _request_text(body)
    used = min(-(-len(text) * 8 // 6), len(body.characters))
    opening = f"{service.short_term_host}/?"
    if text.startswith(opening):
        request = parse_request(text[len(opening) :], service.signing_name, cut=cut)
        if isinstance(request, SignedRequest):
            return Reading(_key(request, prefix, service, now, partial=cut), used)
        legible = _ACCESS_KEY_ID.search(text)
        readable = legible["id"] if legible else ""
        return Reading(MalformedKey(KeyKind.SHORT_TERM, prefix, service, request, readable, partial=cut), used)
    cut = len(text) >= _SIGN_OF_THE_HOST and opening.startswith(text)
    first_run = body.run_end(1)
    if not cut and first_run < _SIGN_OF_A_KEY:
        return None
    end = "Truncated before the end of the access key id"
    reason = f"{end if cut else f'It contains no request to {service.short_term_host}'}."
    return Reading(MalformedKey(KeyKind.SHORT_TERM, prefix, service, reason, partial=cut), max(used, first_run))


def read_request(query: str, service: ApiKeyService, now: datetime) -> DecodedKey | None:
    """The key whose request somebody has decoded to a URL; None if the request is not valid."""
    request = parse_request(query, service.signing_name, cut=False)
    prefix = service.short_term_prefix or ""
    return _key(request, prefix, service, now, partial=False) if isinstance(request, SignedRequest) else None


def _request_text(body: Body) -> tuple[str, bool]:
    """The request in a body, and whether it is truncated."""
    payload = body.decoded()
    printable = _PRINTABLE.match(payload)
    text = payload[: printable.end() if printable else 0].decode("ascii")
    end = _END.search(text)
    return (text[: end.end()], False) if end else (text, True)


def _key(request: SignedRequest, prefix: str, service: ApiKeyService, now: datetime, *, partial: bool) -> DecodedKey:
    by_id = account_of(request.access_key_id)
    by_token = account_in(request.session_token) if request.session_token else None
    agree = by_id == by_token if by_id and by_token else None
    expired = now >= request.expires_at if request.expires_at else None
    return DecodedKey(
        kind=KeyKind.SHORT_TERM,
        prefix=prefix,
        service=service,
        partial=partial,
        secret_length=len(request.signature) if request.signature else None,
        fingerprint=fingerprint(request.signature.encode()) if request.signature else None,
        account_id=None if agree is False else by_token or by_id,
        partition=partition_of(request.region),
        access_key_id=request.access_key_id,
        access_key_class=access_key_class(request.access_key_id),
        access_key_account_id=by_id,
        accounts_agree=agree,
        region=request.region,
        issued_at=request.issued_at,
        expires_at=request.expires_at,
        expired=expired,
        notes=(
            *_notes_on_time(request, now, expired=expired),
            *_notes_on_access_key(request.access_key_id),
            *_notes_on_account(by_id, by_token),
            *(("Truncated: the values shown are from the part that is present.",) if partial else ()),
        ),
    )


def partition_of(region: str) -> str | None:
    """The partition of a Region, by its name; None if the name has another form."""
    match = _REGION.fullmatch(region)
    return _PARTITIONS.get(match["group"], "aws") if match else None


def _notes_on_time(request: SignedRequest, now: datetime, *, expired: bool | None) -> list[str]:
    notes = []
    if request.issued_at and request.issued_at > now:
        notes.append("Its signing time is in the future: a clock is wrong, or the key is forged.")
    if expired:
        notes.append("The key has expired. Check its earlier activity in the timeline.")
    elif request.expires_at:
        notes.append(
            "This is the latest possible expiry. The key expires earlier if the session that signed it does; the "
            "key does not show when."
        )
    return notes


def _notes_on_access_key(access_key_id: str) -> list[str]:
    if is_documentation_placeholder(access_key_id):
        return [f"{access_key_id} is a placeholder from the AWS documentation: this is an example, not a key in use."]
    kind = access_key_class(access_key_id)
    if kind is AccessKeyClass.LONG_TERM:
        return [
            "Signed with a long-term access key, which can sign more keys at any time: deactivate that access key. "
            "A deny on aws:TokenIssueTime has no effect on this key."
        ]
    if kind is AccessKeyClass.SESSION:
        return [
            "To stop it, deny CallWithBearerToken for the identity that signed it; CloudTrail names the identity in "
            "events with this access key id. CloudTrail shows the use of such a key, but never its creation."
        ]
    return ["bks does not know this type of access key id."]


def _notes_on_account(by_id: str | None, by_token: str | None) -> list[str]:
    if by_id and by_token and by_id != by_token:
        return [
            f"The access key id belongs to account {by_id}, the session token to {by_token}: the key is forged or "
            "combined from two keys."
        ]
    if by_id and by_token:
        return ["The access key id and the session token name the same account."]
    if by_token:
        return ["The account id is from the session token; the access key id does not contain one."]
    if by_id:
        return ["The account id is computed from the access key id by an undocumented method: verify it."]
    return ["The account cannot be determined offline; use sts:GetAccessKeyInfo."]
