"""API keys that nobody ever had, and everything that pasting does to them."""

from __future__ import annotations

import base64
import hashlib
import json
import string
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from urllib.parse import quote, urlencode

from hypothesis import strategies as st

from bks_tui.core.services import SERVICES, ApiKeyService

NOW = datetime(2026, 11, 24, 12, 0, tzinfo=timezone.utc)

# Says what it is, and no piece of it is in any other text of the tests.
SECRET = "InventedForTests/NotASecret+0123456789/abcdefghijklmnopqrst="  # 60 characters
SESSION_TOKEN = "FwoGInventedSessionToken/" + "xYz9+/" * 40

# The vectors of known accounts, found in public write-ups of the format.
SESSION_KEY_ID, SESSION_KEY_ACCOUNT = "ASIAQNZGKIQY56JQ7WML", "029608264753"
USER_KEY_ID, USER_KEY_ACCOUNT = "AKIARZPUZDIKAAAAAAAA", "123456789012"

LONG_TERM_SERVICES = tuple(service for service in SERVICES if service.long_term_prefix)
SHORT_TERM_SERVICES = tuple(service for service in SERVICES if service.short_term_prefix)


def base64_of(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def long_term_key(alias: str = "BedrockAPIKey-ab12-at-210987654321", secret: str = SECRET, prefix: str = "ABSK") -> str:
    """A long-term key as AWS would issue it."""
    return prefix + base64_of(f"{alias}:{secret}")


def service_called(slug: str) -> ApiKeyService:
    return next(service for service in SERVICES if service.slug == slug)


def query(
    service: ApiKeyService, access_key_id: str = SESSION_KEY_ID, session_token: str | None = SESSION_TOKEN, **other: str
) -> dict[str, str]:
    """The parameters of a presigned request; `other` replaces one (`X_Amz_Date=…`), and "" leaves it out."""
    date = other.get("X_Amz_Date", "20261124T080000Z")
    parameters = {
        "Action": "CallWithBearerToken",
        "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
        "X-Amz-Credential": f"{access_key_id}/{date[:8]}/us-west-2/{service.signing_name}/aws4_request",
        "X-Amz-Date": date,
        "X-Amz-Expires": "43200",
        "X-Amz-SignedHeaders": "host",
        **({"X-Amz-Security-Token": session_token} if session_token else {}),
        "X-Amz-Signature": hashlib.sha256(repr((access_key_id, other)).encode()).hexdigest(),
    }
    parameters.update({name.replace("_", "-"): value for name, value in other.items()})
    return {name: value for name, value in parameters.items() if value}


def short_term_key(service: ApiKeyService, parameters: Mapping[str, str]) -> str:
    """A short-term key around a presigned request."""
    request = f"{service.short_term_host}/?{urlencode(parameters)}&Version=1"
    return f"{service.short_term_prefix}{base64_of(request)}"


def session_token_of(account_id: str, token_type: int = 0x21) -> str:
    """A session token in the layout that shows its account, with noise where AWS has ciphertext."""
    user = b"\x08\x63\x10\x00" + _bytes_field(3, account_id.encode()) + _bytes_field(4, b"\x9a" * 12)
    message = _bytes_field(1, b"origin_ec") + b"\x10\xd0\x01" + _bytes_field(3, b"us-west-2")
    message += _bytes_field(4, b"\x30\x45" + b"\xc3" * 69) + _bytes_field(5, user)
    return base64.b64encode(bytes([token_type]) + message).decode()


def _bytes_field(number: int, value: bytes) -> bytes:
    return bytes([number << 3 | 2, len(value)]) + value


def pieces(secret: str, length: int = 12) -> set[str]:
    """Every piece of a secret that is long enough to give it away."""
    return {secret[start : start + length] for start in range(len(secret) - length + 1)}


# --- what pasting does -------------------------------------------------------------------------


def _broken(separator: str) -> Callable[[str, int], str]:
    return lambda key, width: separator.join(key[start : start + width] for start in range(0, len(key), width))


def _in_lines(first: str, line_break: str) -> Callable[[str, int], str]:
    return lambda key, width: f"some words before\n{first}{_broken(line_break)(key, width)}\nand words after"


def _quoted_printable(key: str, width: int) -> str:
    return _broken("=\n")(key.rstrip("="), width) + "=3D" * (len(key) - len(key.rstrip("="))) + "\n\nmore mail"


def _numbered(number: Callable[[int], str]) -> Callable[[str, int], str]:
    """Wrapped, with the number of each line before it, as a pager writes it."""

    def wrapped(key: str, width: int) -> str:
        lines = ["KEY=" + key[:width], *(key[start : start + width] for start in range(width, len(key), width))]
        return "\n".join(f"{number(line)}{text}" for line, text in enumerate(["some words", *lines, "more words"], 9))

    return wrapped


def _in_html(key: str, _width: int) -> str:
    for character, entity in (("+", "&plus;"), ("/", "&#x2F;"), ("=", "&#61;")):
        key = key.replace(character, entity)
    return f"<p>the key <code>{key}</code> was</p>"


WRAPPINGS: Mapping[str, Callable[[str, int], str]] = {
    "alone": lambda key, _: key,
    "in a sentence": lambda key, _: f"we found {key} in the log, please look",
    "in an env file": lambda key, _: f"A=1\nAWS_BEARER_TOKEN_BEDROCK={key}\nB=2\n",
    "in double quotes": lambda key, _: f'export KEY="{key}"; run',
    "in single quotes": lambda key, _: f"token = '{key}'",
    "in a header": lambda key, _: f"curl -H 'Authorization: Bearer {key}' https://example.com",
    "in JSON": lambda key, _: json.dumps({"user": "bob", "key": key, "next": "value"}),
    "in JSON within JSON": lambda key, _: json.dumps(json.dumps({"key": f"line\n{key}\nline"})),
    "in HTML-safe JSON": lambda key, _: '{"key":"' + key.replace("=", r"\u003d").replace("+", r"\u002b") + '"}',
    "shell-escaped": lambda key, _: f"echo {key.replace('=', chr(92) + '=')}",
    "URL-encoded": lambda key, _: f"https://example.com/?token={quote(key, safe='')}&next=1",
    "URL-encoded twice": lambda key, _: f"https://example.com/?token={quote(quote(key, safe=''), safe='')}%26next",
    "in the URL-safe alphabet": lambda key, _: key.translate(str.maketrans("+/", "-_")),
    "without padding": lambda key, _: key.rstrip("=") + " more words",
    "wrapped by a terminal": _in_lines("KEY=", "\n"),
    "wrapped with CRLF": _in_lines("KEY=", "\r\n"),
    "wrapped and indented": _in_lines("  key: ", "\n        "),
    "quoted in a mail": _in_lines("> key ", "\n> "),
    "quoted twice in a mail": _in_lines(">> key ", "\n>> "),
    "added in a diff": _in_lines("+KEY=", "\n+"),
    "removed in a diff": _in_lines("-KEY=", "\n-"),
    "a diff quoted in a mail": _in_lines("> +KEY=", "\n> +"),
    "in a table cell": _in_lines("│ ", " │\n│ "),
    "continued by the shell": _in_lines("KEY=", "\\\n"),
    "with escaped line breaks": _in_lines("KEY=", r"\n"),
    "with spaces inside": _in_lines("KEY=", " "),
    "with zero-width characters inside": _in_lines("KEY=", "\u200b"),
    "with colour codes inside": _in_lines("KEY=", "\x1b[m\x1b[K\x1b[01;31m"),
    "in a coloured diff": _in_lines("\x1b[32m+K=", "\x1b[m\n\x1b[32m+"),
    "in a diff of a merge": _in_lines("++KEY=", "\n++"),
    "in the other half of a merge's diff": _in_lines(" +KEY=", "\n +"),
    "found by grep in colour": lambda key, _: f"log: \x1b[01;31m\x1b[K{key}\x1b[m\x1b[K",
    "with the codes of tput inside": _in_lines("KEY=", "\x1b(B\x1b[m"),
    "with zero-width characters as JSON writes them": lambda key, width: json.dumps(
        {"k": _broken("\u200b")(key, width)}
    ),
    "with URL-encoded line breaks": _in_lines("a?key=", "%0D%0A"),
    "between URL-encoded quotes": lambda key, _: f"a?token=%22{key}%22",
    "after an escaped quote": lambda key, _: rf"log: \u0022{key}\u0022",
    "after a quoted-printable equals sign": lambda key, _: f"KEY=3D{key} ",
    "with variation selectors inside": _in_lines("KEY=", "\ufe0f"),
    "quoted-printable": _quoted_printable,
    "hyphenated": _in_lines("KEY=", "-\n"),
    "hyphenated by typesetting": _in_lines("KEY=", "\u2010\n"),
    "with soft hyphens inside": _in_lines("KEY=", "\u00ad"),
    "with soft hyphens of HTML inside": _in_lines("KEY=", "&shy;"),
    "with tags inside": _in_lines("KEY=", "<wbr>"),
    "in elements of HTML": _in_lines('<span class="s1">KEY=', '</span>\n<span class="s1">'),
    "in HTML": _in_html,
    "numbered by less": _numbered(lambda line: f"{line:7d} "),
    "numbered by cat": _numbered(lambda line: f"{line:6d}\t"),
    "numbered by grep": _numbered(lambda line: f"{line}:"),
    "numbered in a frame": _numbered(lambda line: f"{line:4d}   │ "),
}


def _base64_lines(text: str) -> str:
    encoded = base64_of(text)
    return "\n".join(encoded[start : start + 76] for start in range(0, len(encoded), 76))


def _each(form: str) -> Callable[[str], str]:
    return lambda key: "".join(form.format(ord(character)) for character in key)


# A key that is encoded as a whole, and what is around it.
ENCODINGS: Mapping[str, Callable[[str], str]] = {
    "a Secret of Kubernetes": lambda key: f"data:\n  name: YWxpY2U=\n  token: {base64_of(key)}\nkind: Secret\n",
    "Basic authentication": lambda key: f"Authorization: Basic {base64_of(f'user:{key}')}",
    "Basic authentication of a short name": lambda key: f"Authorization: Basic {base64_of(f'me:{key}')}",
    "a body in a HAR file": lambda key: json.dumps({"text": base64_of(json.dumps({"key": key, "next": "value"}))}),
    "an attachment of a mail": lambda key: _base64_lines(f"some words and\nKEY={key}\nNEXT=value\n"),
    "percent": _each("%{:02X}"),
    "percent twice": _each("%25{:02x}"),
    "hexadecimal digits": lambda key: f"key: {key.encode().hex()} and words",
    "capital hexadecimal digits": lambda key: key.encode().hex().upper(),
    "hexadecimal digits with spaces": lambda key: key.encode().hex(" "),
    "hexadecimal digits with colons": lambda key: key.encode().hex(":"),
    "bytes of a program": _each("0x{:02x}, "),
    "escapes": _each("\\x{:02x}"),
    "escapes of JSON": _each("\\u{:04x}"),
    "entities": _each("&#{};"),
    "hexadecimal entities": _each("&#x{:x};"),
}

# --- keys for property tests ------------------------------------------------------------------

_NAME_CHARACTERS = string.ascii_letters + string.digits + "_+=,.@-"
_BASE64_CHARACTERS = string.ascii_letters + string.digits + "+/"

user_names = st.one_of(
    st.text(_NAME_CHARACTERS, min_size=1, max_size=64),
    st.builds(
        "".join,
        st.lists(st.sampled_from(["a", "Bob", "-at-", "+1", "+", "=,.@-", "123456789012"]), min_size=1, max_size=5),
    ).filter(lambda name: len(name) <= 64),
)
account_ids = st.text(string.digits, min_size=12, max_size=12)
secrets = st.one_of(
    st.text(_BASE64_CHARACTERS, min_size=60, max_size=60),
    st.text(_BASE64_CHARACTERS, min_size=59, max_size=59).map(lambda text: text + "="),
)


@dataclass(frozen=True)
class InventedKey:
    """A long-term key and what it is made of."""

    text: str
    prefix: str
    service: ApiKeyService | None
    alias: str
    account_id: str
    secret: str


@st.composite
def invented_keys(draw: st.DrawFn, unknown_prefixes: bool = False) -> InventedKey:
    """Long-term keys of every service, or of one that nobody knows yet."""
    if unknown_prefixes:
        prefix, service = draw(st.sampled_from(["ZQTX", "AXYZ", "ZZTOPXYW", "A2B3C4D5"])), None
    else:
        service = draw(st.sampled_from(LONG_TERM_SERVICES))
        prefix = str(service.long_term_prefix)
    account_id, secret = draw(account_ids), draw(secrets)
    marker = draw(st.sampled_from(["", "+1", "+12"]))
    alias = f"{draw(user_names)}{marker}-at-{account_id}"
    return InventedKey(long_term_key(alias, secret, prefix), prefix, service, alias, account_id, secret)
