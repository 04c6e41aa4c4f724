"""Keys that somebody has decoded: `NAME-at-ACCOUNT:SECRET`, and the request in a short-term key as a URL."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import unquote

from bks_tui.core.keys.base64_text import read_body
from bks_tui.core.keys.decoded_key import DecodedKey, Found
from bks_tui.core.keys.long_term import SECRET_LENGTH, read_decoded
from bks_tui.core.keys.short_term import LONGEST_BODY, read_request
from bks_tui.core.services import SERVICES, ApiKeyService

# Only a search for one character is fast: the others are looked ahead for.
ALIAS_END = re.compile(r"-(?=at-[0-9])at-[0-9]{12}(?::|%3[Aa])")
# A name may hold `=` and `,`, but before a name they end something else.
_NAME = re.compile(r"[\w+.@-]{1,64}\Z", re.ASCII)
_LONGEST_NAME = 64

REQUEST_SIGN = "CallWithBearerToken"
_HOSTS = {str(service.short_term_host): service for service in SERVICES if service.short_term_host}
_OPENING = re.compile(rf"({'|'.join(map(re.escape, _HOSTS))})(?:/|%2[Ff])?(?:\?|%3[Ff])")
# What stands in a URL, and what wrapping, HTML and JSON put there; at most one thing in a row, but for blanks.
_URL = re.compile(
    r"(?P<part>[A-Za-z0-9._~=%+/-]{1,512})|(?P<and>&(?:amp;)*|\\u0026)|(?P<gap>\\?[\r\n][\s>|]{0,64}|\\[rn])"
)
_COMPLETE = re.compile(r"X-Amz-Signature=[0-9a-f]{64}(?P<version>&Version=[0-9]+)?")
_BEFORE = 12_000


def find_plain(text: str, now: datetime) -> Iterator[Found]:
    """Every decoded key in `text`, whole ones only. `now` (aware) decides what has expired."""
    for match in ALIAS_END.finditer(text):
        found = _named_secret(text, match)
        if found:
            yield found
    done, start = 0, text.find(REQUEST_SIGN)
    while start >= 0:
        end = start + len(REQUEST_SIGN)
        request = _request(text, max(done, start - _BEFORE), end, now)
        if request:
            done = request.end
            yield request
        start = text.find(REQUEST_SIGN, max(done, end))


def _named_secret(text: str, end: re.Match[str]) -> Found | None:
    name = _NAME.search(text, max(0, end.start() - _LONGEST_NAME), end.start())
    if name is None:
        return None
    alias = text[name.start() : end.end()].removesuffix(":")[: end.start() - name.start() + len("-at-") + 12]
    body = read_body(text, end.end(), len(text), SECRET_LENGTH + 1)
    # Shorter secrets are passwords of other services, and longer text is none.
    for length in range(SECRET_LENGTH, SECRET_LENGTH - 3, -1):
        padding = SECRET_LENGTH - length
        if body.run_end(length) != length or len(body.characters) < length:
            continue
        after = body.text_end(length)
        if re.match(f"(?:=|%3[Dd]){{{padding}}}(?!=)", text[after : after + 8]):
            key = read_decoded(alias, body.characters[:length] + "=" * padding)
            return Found(key, name.start(), after) if key else None
    return None


def _request(text: str, earliest: int, sign_end: int, now: datetime) -> Found | None:
    openings = list(_OPENING.finditer(text, earliest, sign_end))
    if not openings:
        return None
    opening = openings[-1]
    query, ends = _url(text, opening.end())
    # Where the URL is a parameter of another it is encoded once more.
    encoded = "%3D" in query[:200] or "%3d" in query[:200]
    plain = unquote(query) if encoded else query
    whole = _COMPLETE.search(plain)
    if whole is None:
        return None
    service: ApiKeyService = _HOSTS[opening[1]]
    key = read_request(plain[: whole.end()], service, now)
    end = ends if encoded else _end_of(text, opening.end(), whole.end())
    return Found(key, opening.start(), end) if isinstance(key, DecodedKey) else None


def _url(text: str, start: int) -> tuple[str, int]:
    """The rest of a URL from a place, unwrapped, and where it ends."""
    parts, position = [], start
    while position - start < LONGEST_BODY and (match := _URL.match(text, position)):
        parts.append("" if match["gap"] else "&" if match["and"] else match["part"])
        position = match.end()
    return "".join(parts), position


def _end_of(text: str, start: int, count: int) -> int:
    """Where in the text the first `count` characters of an unwrapped URL end."""
    position = start
    while count > 0 and (match := _URL.match(text, position)):
        kept = 0 if match["gap"] else 1 if match["and"] else len(match["part"])
        position = match.end() if kept <= count else match.start() + count
        count -= kept
    return position
