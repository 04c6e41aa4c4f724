"""How fast the decoder is: on a log with keys in it, beside merely reading that, and on texts made to be slow."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable, Iterator
from functools import partial

from bks_tui.core.keys.decode import decode
from tests.benchmarks.table import Table, seconds
from tests.support.keys import NOW, long_term_key, query, service_called, short_term_key

_MEGABYTE = 1_000_000
_WORDS = (
    "the request error INFO api key at Action bedrock user 2026-11-23T10:00:00Z GET /v1/messages 200 status=ok "
    "latency=123ms AccessDenied arn:aws:iam::210987654321:role/Admin bedrock.amazonaws.com AKIA - | > retry"
)


def _log(size: int, keys: int) -> str:
    """A log of about `size` characters with that many different keys in it, half of each kind."""
    choose, words = random.Random(1).choice, _WORDS.split()
    bedrock = service_called("bedrock")
    lines = []
    for number in range(keys):
        filler = [" ".join(choose(words) for _ in range(14)) for _ in range(size // keys // 100)]
        name = f"user{number}-at-210987654321"
        key = long_term_key(name) if number % 2 else short_term_key(bedrock, query(bedrock, X_Id=str(number)))
        lines += [*filler, f"{number} AWS_BEARER_TOKEN_BEDROCK={key} started"]
    return "\n".join(lines)


_SLOW: dict[str, Callable[[int], str]] = {
    "random base64": lambda size: base64.b64encode(random.Random(1).randbytes(size * 3 // 4)).decode(),
    "ABSKABSK…": lambda size: "ABSK" * (size // 4),
    "api-key-api-key-…": lambda size: "api-key-" * (size // 8),
    "- - - …": lambda size: "- " * (size // 2),
    "a and line breaks with -": lambda size: ("a" + "\n-" * 32) * (size // 65),
    "backslashes": lambda size: "ABSK" + "\\" * size,
    "partial keys": lambda size: "".join(long_term_key(f"u{n}-at-210987654321")[:44] + "\n" for n in range(size // 45)),
    "accounts without a key": lambda size: (base64.b64encode(b"-at-210987654321:").decode() + " ") * (size // 25),
    "encoded prefixes": lambda size: "QUJTS FCU0s BQlNL " * (size // 18),
    "encoded api-key-": lambda size: (base64.b64encode(b"bedrock-api-key-").decode() + "A") * (size // 25),
    "ABSK in hexadecimal digits": lambda size: "4142534b" * (size // 8),
    "CallWithBearerToken": lambda size: "bedrock.amazonaws.com/?Action=CallWithBearerToken&" * (size // 50),
    "decoded forms": lambda size: "u-at-210987654321:" * (size // 18),
    "tags and entities": lambda size: "A" + "<wbr>&shy;" * (size // 10),
    "unclosed tags": lambda size: "A<b" * (size // 3),
    "numbered lines": lambda size: "".join(f"{number} A\n" for number in range(size // 8)),
    "one line of keys": lambda size: " ".join(long_term_key(f"u{n}-at-210987654321") for n in range(size // 120)),
}


def tables() -> Iterator[Table]:
    """A log, and texts made to be slow at two sizes: twice the size should take twice the time."""
    text = _log(10 * _MEGABYTE, 1000)
    content, size = text.encode(), len(text) / _MEGABYTE
    reading = min(seconds(lambda: content.decode().splitlines()) for _ in range(3))
    decoding = min(seconds(lambda: decode(text, NOW)) for _ in range(3))
    rows: list[tuple[object, ...]] = [
        (f"a log of {size:.0f} MB, read as lines", size / reading, ""),
        (f"the same, decoded: {len(decode(text, NOW).keys):,} keys", size / decoding, ""),
    ]
    for name, make in _SLOW.items():
        texts = make(_MEGABYTE), make(2 * _MEGABYTE)
        once, twice = (len(each) / _MEGABYTE / seconds(partial(decode, each, NOW)) for each in texts)
        rows.append((f"`{name}`", once, twice))
    note = "The other texts are made to be slow. The speed should be the same at twice the size."
    yield Table("The decoder", ("text", "MB/s", "MB/s at 2 MB"), rows, note)
