"""Whom a pasted text names: alerts of each kind, records, ARNs, ids and names."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bks_tui.core.cloudtrail.principals import Principal, principals_in
from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.keys.decode import decode
from tests.support.alerts import (
    ACCOUNT,
    ALICE,
    OTHER_ACCOUNT,
    as_lines,
    attack_sequence,
    capitalized,
    created_key,
    envelope,
    github_webhook,
    gitleaks_finding,
    guardduty_finding,
    health_event,
    sarif,
    trufflehog_result,
)
from tests.support.events import PHANTOM, cloudtrail_record, role_identity, user_identity
from tests.support.keys import NOW, SESSION_KEY_ID, USER_KEY_ID, long_term_key

KEY = long_term_key(f"BedrockAPIKey-ab12-at-{ACCOUNT}")
SESSION = f"arn:aws:sts::{ACCOUNT}:assumed-role/Deployer/deploy-17"
PHANTOM_ARN = f"arn:aws:iam::{ACCOUNT}:user/{PHANTOM}"


def principals(text: str) -> tuple[Principal, ...]:
    return principals_in(text, decode(text, NOW), NOW)


def names(text: str) -> list[str]:
    return [principal.target.text for principal in principals(text)]


ALERTS: dict[str, tuple[Any, str, list[str]]] = {
    "GuardDuty": (guardduty_finding(), "GuardDuty finding", [ALICE]),
    "GuardDuty in an envelope": (envelope(guardduty_finding(), "GuardDuty Finding", "g"), "GuardDuty finding", [ALICE]),
    "GuardDuty by its API": (capitalized({"findings": [guardduty_finding()]}), "GuardDuty finding", [ALICE]),
    "GuardDuty of a session": (
        guardduty_finding(userType="AssumedRole", userName="Deploy", accessKeyId=SESSION_KEY_ID),
        "GuardDuty finding",
        [SESSION_KEY_ID],
    ),
    "GuardDuty of root": (guardduty_finding(userType="Root"), "GuardDuty finding", [f"arn:aws:iam::{ACCOUNT}:root"]),
    "GuardDuty of a sequence": (attack_sequence(), "GuardDuty finding", [ALICE, SESSION_KEY_ID]),
    "Health": (envelope(health_event(), "AWS Health Event", "aws.health"), "AWS Health event", [USER_KEY_ID]),
    "Health by its API": (
        {"entities": [{"eventArn": "arn:aws:health:::event", "entityValue": USER_KEY_ID}]},
        "AWS Health event",
        [USER_KEY_ID],
    ),
    "GitHub": (github_webhook(), "GitHub alert", [USER_KEY_ID]),
    "TruffleHog": (trufflehog_result(), "TruffleHog result", [USER_KEY_ID]),
    "TruffleHog, verified": (trufflehog_result(arn=ALICE, account=ACCOUNT), "TruffleHog result", [ALICE]),
    "gitleaks": ([gitleaks_finding()], "gitleaks finding", [USER_KEY_ID]),
    "SARIF": (sarif(f"key = {USER_KEY_ID}"), "SARIF result", [USER_KEY_ID]),
    "a record": (cloudtrail_record(), "CloudTrail record", [PHANTOM_ARN]),
    "a record in an envelope": (
        envelope(cloudtrail_record(), "AWS API Call via CloudTrail", "aws.bedrock"),
        "CloudTrail record",
        [PHANTOM_ARN],
    ),
    "a record about another user": (created_key(), "CloudTrail record", [SESSION, ALICE]),
    "a record of a session": (cloudtrail_record(identity=role_identity()), "CloudTrail record", [SESSION]),
    "a record whose account was shortened": (
        cloudtrail_record(identity=user_identity("bob", arn="arn:aws:iam::2109:user/bob", accountId="2109")),
        "CloudTrail record",
        [f"arn:aws:iam::{ACCOUNT}:user/bob"],
    ),
    "lookup-events": (
        {"Events": [{"EventId": "1", "CloudTrailEvent": json.dumps(cloudtrail_record())}]},
        "CloudTrail record",
        [PHANTOM_ARN],
    ),
    "a message of SNS": (
        {"Type": "Notification", "Message": json.dumps(envelope(guardduty_finding(), "GuardDuty Finding", "g"))},
        "GuardDuty finding",
        [ALICE],
    ),
}


@pytest.mark.parametrize("name", ALERTS)
def test_an_alert_names_its_principals(name: str) -> None:
    alert, source, expected = ALERTS[name]
    found = principals(json.dumps(alert, indent=2))
    assert [(each.source, each.target.text) for each in found] == [(source, text) for text in expected]


def test_words_may_stand_before_an_alert() -> None:
    assert names(f"Please look at this:\n\n{json.dumps(guardduty_finding())}\n\nThanks") == [ALICE]


def test_brackets_in_the_words_around_an_alert_do_not_hide_it() -> None:
    assert names(f"[EXTERNAL] {{see}} [1]: {json.dumps(guardduty_finding())} [end]") == [ALICE]


def test_each_of_several_alerts_is_read() -> None:
    assert names(as_lines(guardduty_finding(), github_webhook(), guardduty_finding(userName="bob"))) == [
        ALICE,
        USER_KEY_ID,
        ALICE.replace("alice", "bob"),
    ]


def test_the_account_and_the_region_of_the_alert_are_known() -> None:
    (principal,) = principals(json.dumps(envelope(github_webhook("AKIAJZPUZDIKAAAAAAAB"), "x", "y")))
    assert (principal.target.account_id, principal.region) == (ACCOUNT, "eu-central-1")


def test_an_access_key_id_that_contains_its_account_is_believed_before_the_alert() -> None:
    (principal,) = principals(json.dumps(envelope(health_event(), "AWS Health Event", "aws.health")))
    assert principal.target.named_account_id == "123456789012"


def test_the_account_of_the_finding_is_meant_and_not_that_of_the_administrator() -> None:
    delivered = envelope(guardduty_finding(), "GuardDuty Finding", "aws.guardduty", account=OTHER_ACCOUNT)
    assert names(json.dumps(delivered)) == [ALICE]


@pytest.mark.parametrize(("region", "partition"), [("us-gov-west-1", "aws-us-gov"), ("cn-north-1", "aws-cn")])
def test_the_partition_of_a_named_user_follows_from_the_region(region: str, partition: str) -> None:
    finding = {**guardduty_finding(), "region": region}
    assert names(json.dumps(finding)) == [ALICE.replace("arn:aws:", f"arn:{partition}:")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (ALICE, [ALICE]),
        (f"The user is {ALICE}.", [ALICE]),
        (f"{SESSION} and {USER_KEY_ID}, {SESSION_KEY_ID}", [SESSION, USER_KEY_ID, SESSION_KEY_ID]),
        (USER_KEY_ID, [USER_KEY_ID]),
        ("the phantom BedrockAPIKey-q7zf was used", ["BedrockAPIKey-q7zf"]),
        (f"BedrockAPIKey-q7zf+1-at-{ACCOUNT}", [f"BedrockAPIKey-q7zf+1-at-{ACCOUNT}"]),
        ('"alice"', ["alice"]),
        ("  'alice'\n", ["alice"]),
        ("`alice@example.com`", ["alice@example.com"]),
        ("\u201calice\u201d", ["alice"]),
        ('{"user": {"arn": "' + ALICE + '"}}', [ALICE]),
    ],
)
def test_any_other_text_names_whom_it_mentions(text: str, expected: list[str]) -> None:
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "alice",
        "nothing to see",
        '"two words"',
        '""',
        '"',
        "AKIAIOSFODNN7EXAMPLE",
        "key = AKIAXXXXXXXXXXXXXXXX",
        "TODAYINASIAASACKOFRICEFELLOVER",
        "arn:aws:s3:::a-bucket",
        "{}",
        "[1, 2",
        json.dumps(guardduty_finding(userName="", accessKeyId="")),
        json.dumps(cloudtrail_record(identity={"type": "AWSService", "invokedBy": "ec2.amazonaws.com"})),
        json.dumps({**github_webhook("[REDACTED]")}),
        json.dumps(cloudtrail_record(identity=user_identity("[REDACTED]", arn="[REDACTED]"))),
        json.dumps(cloudtrail_record(identity=user_identity("<user>"))),
    ],
)
def test_what_names_nobody_gives_nobody(text: str) -> None:
    assert principals(text) == ()


def test_a_key_is_a_principal_and_comes_first() -> None:
    found = principals(f"{USER_KEY_ID}\n{KEY}")
    assert [(each.source, each.target.text) for each in found] == [
        ("API key", f"BedrockAPIKey-ab12-at-{ACCOUNT}"),
        ("pasted text", USER_KEY_ID),
    ]


def test_a_user_that_a_key_and_an_alert_name_is_one() -> None:
    finding = gitleaks_finding(KEY)
    alert = guardduty_finding(userName="BedrockAPIKey-ab12")
    (principal,) = principals(as_lines(finding, alert))
    assert principal.key


def test_a_shortened_copy_of_a_key_is_no_other_principal() -> None:
    assert len(principals(json.dumps({**gitleaks_finding(KEY), "Redacted": f"{KEY[:20]}****"}))) == 1


@pytest.mark.parametrize("name", ALERTS)
def test_the_text_of_a_principal_names_it_again(name: str) -> None:
    for principal in principals(json.dumps(ALERTS[name][0])):
        again = parse_target(principal.target.text, NOW)
        assert (again.kind, again.user_name) == (principal.target.kind, principal.target.user_name)
