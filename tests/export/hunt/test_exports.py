"""A hunt as JSON, CSV and text: whole, the same in each, and harmless whatever is in it."""

from __future__ import annotations

import csv
import json

import pytest

from bks_tui.core.hunt.hunt import Hunt
from bks_tui.core.timeline.source import LOG_FILES, Coverage, Gap
from bks_tui.export.hunt.to_csv import COLUMNS, hunt_csv
from bks_tui.export.hunt.to_json import hunt_document, identity_fields
from bks_tui.export.hunt.to_text import hunt_completeness, hunt_lines, hunt_summary
from tests.support.events import ACCOUNT, an_event, iam_event, role_identity, user_identity
from tests.support.hostile import HOSTILE, dangers
from tests.support.hunts import gathered
from tests.support.tables import for_each

KEY = {"callWithBearerToken": True, "bearerTokenType": "LONG_TERM"}


def a_hunt(*, gaps: tuple[Gap, ...] = (), unparsed: int = 0, remarks: tuple[str, ...] = (), text: str = "") -> Hunt:
    """A hunt with a user that was created and used, in which every text may hold `text`."""
    identity = user_identity(f"BedrockAPIKey-ab12{text}")
    events = (
        iam_event("CreateUser", f"BedrockAPIKey-ab12{text}", identity=role_identity(f"one{text}", f"Admin{text}")),
        an_event(
            identity=identity,
            minute=1,
            requestParameters={**KEY, "modelId": f"a.model{text}"},
            sourceIPAddress=f"198.51.100.7{text}",
            awsRegion=f"us-east-1{text}",
            userAgent=text or "curl/8",
        ),
    )
    coverage = Coverage(LOG_FILES, accounts=(ACCOUNT,), regions=("us-east-1",), files=1, bytes=10, gaps=gaps)
    return Hunt(None, None, None, gathered(*events).identities, (coverage,), unparsed, remarks)


def test_the_text_has_what_is_known_of_each_identity() -> None:
    text = "\n".join(hunt_lines(a_hunt(), None))
    for part in (
        f"MEDIUM: BedrockAPIKey-ab12, IAM user in {ACCOUNT}, phantom user of Amazon Bedrock",
        "  API key used  2026-11-20 08:01 UTC: bedrock LONG_TERM (1)",
        "          seen  2026-11-20 08:00 UTC to 2026-11-20 08:01 UTC: 1 call, 1 call of others on it",
        "     addresses  198.51.100.7 (1)",
        "       Regions  us-east-1 (1)",
        "        models  a.model (1)",
        "    changed by  one (session of Admin) (1)",
        "           LOW  Called with an API key (1), HTTP library instead of an AWS SDK (1)",
    ):
        assert part in text


def test_the_summary_counts_identities_by_severity() -> None:
    assert hunt_summary(a_hunt()) == "1 identity: 1 MEDIUM; 1 used an API key"
    assert hunt_summary(Hunt(None, None, None, (), ())) == "0 identities; 0 used an API key"


@pytest.mark.parametrize(
    ("hunt", "line"),
    [
        (a_hunt(), "complete: 1 file read"),
        (a_hunt(gaps=(Gap(None, "a.json", "it is truncated"),)), "  gap: all Regions, a.json: it is truncated"),
        (a_hunt(unparsed=2), "  not parsed: 2 records"),
        (a_hunt(remarks=("Something.",)), "  caveat: Something."),
    ],
)
def test_the_completeness_is_always_said(hunt: Hunt, line: str) -> None:
    assert line in list(hunt_completeness(hunt))


@pytest.mark.parametrize("hunt", [a_hunt(gaps=(Gap(None, "x", "y"),)), a_hunt(unparsed=1)])
def test_what_is_missing_makes_it_incomplete(hunt: Hunt) -> None:
    assert next(hunt_completeness(hunt)).startswith("INCOMPLETE")
    assert hunt_document(hunt)["complete"] is False


def test_the_columns_are_the_fields_of_the_json() -> None:
    fields = {name for identity in a_hunt().identities for name in identity_fields(identity)}
    assert set(COLUMNS) == fields


def test_a_row_has_lists_in_one_cell() -> None:
    (row,) = csv.DictReader(hunt_csv(a_hunt()).splitlines())
    assert row["addresses"] == "198.51.100.7 (1)"
    assert row["api_key_uses"] == "service=bedrock, token_type=LONG_TERM, count=1"
    assert row["signals"].split("; ")[0] == "user-created"
    assert row["used_api_key"] == "true"


@for_each("text", HOSTILE)
def test_nothing_hostile_reaches_a_terminal_or_a_spreadsheet(text: str) -> None:
    hunt = a_hunt(text=text, gaps=(Gap(text, text, text),), remarks=(text,))
    for width in (None, 80):
        lines = [*hunt_lines(hunt, width), hunt_summary(hunt), *hunt_completeness(hunt)]
        assert dangers("".join(lines)) == set()
        assert not any("\n" in line for line in lines)
    assert dangers(hunt_csv(hunt).replace("\r\n", "\n")) == set()
    assert dangers(json.dumps(hunt_document(hunt), ensure_ascii=True)) == set()
