"""Who would be blocked, as a section and as JSON: nobody is only said of what was read."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from bks_tui.core.hunt.policy_use import PolicyUse
from bks_tui.core.prevention.policies import find_policy
from bks_tui.core.timeline.source import Gap
from bks_tui.export.prevention.key_use import key_use_fields, key_use_lines
from tests.export.hunt.test_exports import a_hunt
from tests.support.events import ACCOUNT, START
from tests.support.hostile import HOSTILE, dangers
from tests.support.tables import for_each

POLICY = find_policy("1")
USER = "BedrockAPIKey-ab12, IAM user in 210987654321, bedrock (1 call), last 2026-11-20 08:01 UTC"


def text_of(use: PolicyUse | None, policy: str = "1") -> str:
    return "\n".join(key_use_lines(find_policy(policy), use, None))


def test_whoever_would_be_blocked_is_named_with_the_last_use() -> None:
    text = text_of(PolicyUse(POLICY, a_hunt(), frozenset({ACCOUNT})))
    assert f"blocked  {USER}\n" in f"{text}\n"
    assert "NOT READ" not in text


def test_it_is_said_why_somebody_would_not_be_blocked() -> None:
    text = text_of(PolicyUse(POLICY, a_hunt(), frozenset({"111122223333"})))
    assert f"not blocked  {USER}: the policy would not apply to its account" in text
    assert "blocked  unknown: nobody in what was read, but not everything was read" in text


def test_nobody_is_said_of_what_was_read() -> None:
    empty = replace(a_hunt(), identities=())
    assert "blocked  nobody in what was read" in text_of(PolicyUse(POLICY, empty, frozenset({ACCOUNT})))


def test_the_period_is_said_as_far_as_it_is_known() -> None:
    hunt = a_hunt()
    for since, until, words in (
        (None, None, "In log files:"),
        (START, None, "In log files from 2026-11-20 08:00 UTC on:"),
        (None, START, "In log files until 2026-11-20 08:00 UTC:"),
        (START, START, "In log files from 2026-11-20 08:00 UTC to 2026-11-20 08:00 UTC:"),
    ):
        assert words in text_of(PolicyUse(POLICY, replace(hunt, since=since, until=until), frozenset({ACCOUNT})))


def test_without_an_organization_it_is_an_assumption() -> None:
    assert "In log files, if the policy applied there:" in text_of(PolicyUse(POLICY, a_hunt()))


def test_a_policy_that_denies_no_use_says_so() -> None:
    assert "The policy denies no use of API keys that exist." in text_of(None, "5")
    assert key_use_fields(find_policy("5"), None)["denies_use"] is False


def test_nothing_is_said_where_nothing_was_to_be_read() -> None:
    assert text_of(None) == ""


def test_the_json_has_the_same() -> None:
    fields: dict[str, Any] = key_use_fields(POLICY, PolicyUse(POLICY, a_hunt(), frozenset({ACCOUNT, "111122223333"})))
    (identity,) = fields["identities"]
    assert (identity["name"], identity["verdict"], fields["complete"]) == ("BedrockAPIKey-ab12", "blocked", False)


@for_each("text", HOSTILE)
def test_nothing_hostile_reaches_a_terminal(text: str) -> None:
    use = PolicyUse(POLICY, a_hunt(text=text, gaps=(Gap(text, text, text),)))
    for width in (None, 80):
        assert dangers("".join(key_use_lines(POLICY, use, width))) == set()
    assert dangers(json.dumps(key_use_fields(POLICY, use))) == set()
