"""List prices of models on Amazon Bedrock: US dollars for a million tokens, on demand, in the Regions of the US.

Collected in November 2026 from `pydantic/genai-prices` 0.2.3, which reads the price lists of AWS, and compared with
`BerriAI/litellm` and the price pages of the vendors; rows on which they differ are left out. Prices change: each row
has a date, `--prices` replaces rows, and a model that is not here has no price.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from bks_tui.core.cost.prices import LongPrompts, ModelPrice, Prices

DATE = "2026-11-30"


class _Family(NamedTuple):
    """What the models of a vendor have in common.

    `elsewhere` is the largest difference that was found between a Region outside the US and those in it.
    """

    source: str
    elsewhere: str


_AWS = "https://aws.amazon.com/bedrock/pricing/"
# https://platform.claude.com/docs/en/about-claude/pricing has the factors for caches, Regions and long prompts.
_CLAUDE = _Family(_AWS, "1.2")
_NOVA = _Family(_AWS, "1.35")
_OPEN = _Family(_AWS, "1.7")

# From Claude 4.5 on, and for Nova 2, endpoints that are not global cost more.
_REGIONAL = Decimal("1.1")
_NO_PREMIUM = Decimal(1)
# A cache of an hour costs twice the input to write, one of five minutes a quarter more than it.
_AN_HOUR = 2

_LONG_SONNET = LongPrompts(200_000, Decimal(2), Decimal("1.5"))
_LONG_HAIKU = LongPrompts(100_000, Decimal(5), Decimal(5))

# Input, output, read from a cache, written to it.
_CLAUDES = (
    ("claude-3-haiku", "0.25 1.25", _NO_PREMIUM, None),
    ("claude-3-sonnet", "3 15 0.3 3.75", _NO_PREMIUM, None),
    ("claude-3-opus", "15 75", _NO_PREMIUM, None),
    ("claude-3-5-haiku", "0.8 4 0.08 1", _NO_PREMIUM, None),
    ("claude-3-5-sonnet", "3 15 0.3 3.75", _NO_PREMIUM, _LONG_SONNET),
    ("claude-3-7-sonnet", "3 15 0.3 3.75", _NO_PREMIUM, None),
    ("claude-sonnet-4", "3 15 0.3 3.75", _NO_PREMIUM, _LONG_SONNET),
    ("claude-opus-4", "15 75 1.5 18.75", _NO_PREMIUM, None),
    ("claude-opus-4-1", "15 75 1.5 18.75", _NO_PREMIUM, None),
    ("claude-haiku-4-5", "1 5 0.1 1.25", _REGIONAL, None),
    ("claude-sonnet-4-5", "3 15 0.3 3.75", _REGIONAL, _LONG_SONNET),
    ("claude-sonnet-4-6", "3 15 0.3 3.75", _REGIONAL, None),
    ("claude-opus-4-5", "5 25 0.5 6.25", _REGIONAL, None),
    ("claude-opus-4-6", "5 25 0.5 6.25", _REGIONAL, None),
    ("claude-opus-4-7", "5 25 0.5 6.25", _REGIONAL, None),
    ("claude-opus-4-8", "5 25 0.5 6.25", _REGIONAL, None),
    ("claude-opus-5", "5 25 0.5 6.25", _REGIONAL, None),
    ("claude-opus-5-5", "4 20 0.2 5", _REGIONAL, None),
    ("claude-sonnet-5", "2 10 0.2 2.5", _REGIONAL, None),
    ("claude-sonnet-5-5", "2 10 0.1 2.5", _REGIONAL, None),
    ("claude-haiku-5-5", "0.1 0.5 0.01 0.125", _REGIONAL, _LONG_HAIKU),
    ("claude-fable-5", "10 50 1 12.5", _REGIONAL, None),
    ("claude-fable-5-1", "10 50 0.25 12.5", _REGIONAL, None),
    ("claude-fable-5-2", "8 40 0.2 10", _REGIONAL, None),
)
_OTHERS = (
    ("amazon.nova-micro", "0.035 0.14 0.00875", _NO_PREMIUM, _NOVA),
    ("amazon.nova-lite", "0.06 0.24 0.015", _NO_PREMIUM, _NOVA),
    ("amazon.nova-pro", "0.8 3.2 0.2", _NO_PREMIUM, _NOVA),
    ("amazon.nova-premier", "2.5 12.5 0.625", _NO_PREMIUM, _NOVA),
    ("amazon.nova-2-lite", "0.3 2.5 0.075", _REGIONAL, _NOVA),
    ("meta.llama3-8b-instruct", "0.3 0.6", _NO_PREMIUM, _OPEN),
    ("meta.llama3-70b-instruct", "2.65 3.5", _NO_PREMIUM, _OPEN),
    ("meta.llama3-1-8b-instruct", "0.22 0.22", _NO_PREMIUM, _OPEN),
    ("meta.llama3-1-70b-instruct", "0.72 0.72", _NO_PREMIUM, _OPEN),
    ("meta.llama3-2-1b-instruct", "0.1 0.1", _NO_PREMIUM, _OPEN),
    ("meta.llama3-2-3b-instruct", "0.15 0.15", _NO_PREMIUM, _OPEN),
    ("meta.llama3-2-11b-instruct", "0.16 0.16", _NO_PREMIUM, _OPEN),
    ("meta.llama3-2-90b-instruct", "0.72 0.72", _NO_PREMIUM, _OPEN),
    ("meta.llama3-3-70b-instruct", "0.72 0.72", _NO_PREMIUM, _OPEN),
    ("meta.llama4-maverick-17b-instruct", "0.24 0.97", _NO_PREMIUM, _OPEN),
    ("meta.llama4-scout-17b-instruct", "0.17 0.66", _NO_PREMIUM, _OPEN),
    ("mistral.mistral-large-2402", "4 12", _NO_PREMIUM, _OPEN),
    ("mistral.pixtral-large-2502", "2 6", _NO_PREMIUM, _OPEN),
    ("deepseek.r1", "1.35 5.4", _NO_PREMIUM, _OPEN),
    ("openai.gpt-oss-20b-1", "0.07 0.3", _NO_PREMIUM, _OPEN),
    ("openai.gpt-oss-120b-1", "0.15 0.6", _NO_PREMIUM, _OPEN),
)


def _rows() -> Iterator[tuple[str, ModelPrice]]:
    for name, amounts, premium, long_prompts in _CLAUDES:
        yield f"anthropic.{name}", _price(amounts, premium, _CLAUDE, long_prompts)
    for name, amounts, premium, family in _OTHERS:
        yield name, _price(amounts, premium, family)


def _price(amounts: str, premium: Decimal, family: _Family, long_prompts: LongPrompts | None = None) -> ModelPrice:
    given = tuple(map(Decimal, amounts.split()))
    read, write = (*given[2:], None, None)[:2]
    return ModelPrice(
        source=family.source,
        date=DATE,
        input=given[0],
        output=given[1],
        cache_read=read,
        cache_write=write,
        cache_write_highest=_AN_HOUR * given[0] if write is not None else None,
        in_region=premium,
        elsewhere=Decimal(family.elsewhere),
        long_prompts=long_prompts,
    )


LISTED = Prices(dict(_rows()))


def price_table() -> str:
    """The prices as `docs/cost.md` shows them."""
    rows = ["| model | input | output | read from cache | write to cache | source, date |", "|---|---|---|---|---|---|"]
    for name, price in LISTED.listed.items():
        amounts = (price.input, price.output, price.cache_read, price.cache_write)
        cells = " | ".join("unknown" if amount is None else str(amount) for amount in amounts)
        rows.append(f"| `{name}` | {cells} | <{price.source}>, {price.date} |")
    return "\n".join(rows)
