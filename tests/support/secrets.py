"""Secrets of every kind, invented: made by chance from a seed, so that none stands here."""

from __future__ import annotations

import base64
import random
import string
from collections.abc import Iterator

from tests.support.keys import SHORT_TERM_SERVICES, long_term_key, query, short_term_key

_CHANCE = random.Random("invented secrets")
_BASE64 = string.ascii_letters + string.digits + "+/"
_URL_SAFE = string.ascii_letters + string.digits + "-_"
_WORDS = string.ascii_letters + string.digits
_HEX = "0123456789abcdef"


def _of(alphabet: str, length: int) -> str:
    return "".join(_CHANCE.choices(alphabet, k=length))


def _secret_access_key(*marks: str) -> str:
    """40 characters with these among them, and no other mark."""
    letters = list(_of(_WORDS, 40))
    for place, mark in zip(_CHANCE.sample(range(1, 39), len(marks)), marks, strict=True):
        letters[place] = mark
    return "".join(letters)


def _secrets() -> Iterator[tuple[str, str]]:
    for name, marks in {
        "without marks": "",
        "with a slash": "/",
        "with two slashes": "//",
        "with five slashes": "/////",
        "with a plus": "+",
        "with both": "+/",
        "with many": "+/+/+/",
    }.items():
        yield f"secret access key {name}", _secret_access_key(*marks)
    yield "secret access key that begins with a slash", "/" + _of(_WORDS, 39)
    yield "secret access key that begins with a plus", "+" + _of(_WORDS, 39)
    for size in (20, 24, 32, 48, 64):
        yield f"{size} letters and digits", _of(_WORDS, size)
        yield f"{size} of base64", _of(_BASE64, size)
        yield f"{size} of URL-safe base64", _of(_URL_SAFE, size)
    for size in (40, 64, 128):
        yield f"{size} hexadecimal digits", _of(_HEX, size)
        yield f"{size} capital hexadecimal digits", _of(_HEX, size).upper()
    yield from _keys()
    yield from _tokens()
    yield from _pasted()


def _keys() -> Iterator[tuple[str, str]]:
    key = long_term_key(secret=_of(_BASE64, 60))
    yield "API key", key
    yield "API key of another service", long_term_key(secret=_of(_BASE64, 60), prefix="AEAA")
    for length in (16, 30, 60, 90):
        yield f"the first {length} characters of an API key", key[:length]
    yield "the end of an API key", key[-60:]
    yield "URL-encoded API key", key.replace("=", "%3D")
    yield "quoted API key", f'"{key}"'
    for service in SHORT_TERM_SERVICES:
        yield f"short-term API key of {service.slug}", short_term_key(service, query(service))
    yield (
        "the start of a short-term API key",
        short_term_key(SHORT_TERM_SERVICES[0], query(SHORT_TERM_SERVICES[0]))[:60],
    )
    yield "key in an option", f"--{key}"


def _tokens() -> Iterator[tuple[str, str]]:
    for prefix in ("FwoGZXIvYXdzE", "IQoJb3JpZ2lu", "FQoDYXdzE"):
        yield f"session token {prefix}", prefix + _of(_BASE64, 300) + "=="
    for prefix in (
        "ghp_",
        "gho_",
        "github_pat_",
        "glpat-",
        "xoxb-",
        "sk-",
        "sk-ant-api03-",
        "sk_live_",
        "npm_",
        "pypi-",
    ):
        yield f"token {prefix}", prefix + _of(_WORDS, 36)
    header = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').decode().rstrip("=")
    yield "JSON web token", f"{header}.{_of(_URL_SAFE, 80)}.{_of(_URL_SAFE, 43)}"
    yield "signed address", f"https://example.org/x?X-Amz-Signature={_of(_HEX, 64)}"
    yield "address with a password", f"https://ana:{_of(_WORDS, 24)}@example.org/"
    yield "ARN with a secret in the place of the name", f"arn:aws:iam::123456789012:user/{_of(_BASE64, 40)}"
    yield "password", _of(_WORDS, 12) + "!%&" + _of(_WORDS, 12)


def _pasted() -> Iterator[tuple[str, str]]:
    secret = _secret_access_key("/", "+")
    yield "profile", f"[default]\naws_access_key_id = AKIAINVENTED00000000\naws_secret_access_key = {secret}\n"
    yield "profile in one line", f"[default] aws_access_key_id=AKIAINVENTED00000000 aws_secret_access_key={secret}"
    yield "row of a CSV file", f"AKIAINVENTED00000000,{secret}"
    yield "CSV file", f"Access key ID,Secret access key\nAKIAINVENTED00000000,{secret}\n"
    yield "pair with a colon", f"AKIAINVENTED00000000:{secret}"
    yield "variable", f"AWS_SECRET_ACCESS_KEY={secret}"
    yield "exported variable", f'export AWS_SECRET_ACCESS_KEY="{secret}"'
    yield "JSON", f'{{"SecretAccessKey": "{secret}"}}'
    yield (
        "private key",
        f"-----BEGIN PRIVATE KEY-----\n{_of(_BASE64, 64)}\n{_of(_BASE64, 64)}\n-----END PRIVATE KEY-----",
    )
    yield "short password in an option", "--password=hunter2-winter"


SECRETS = dict(_secrets())
