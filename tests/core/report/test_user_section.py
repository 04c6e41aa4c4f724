"""The part of a report that is about the user: what is known of it, what is not, and what it means."""

from __future__ import annotations

import pytest

from bks_tui.core.evidence import Known, Unread
from bks_tui.core.iam.rating import rate
from bks_tui.core.iam.rating_section import NOT_CONSIDERED
from bks_tui.core.iam.user import AttachedPolicy, InlinePolicy, LastUse, LoginProfile, MfaDevices, User
from tests.support.incidents import facts_of, rows_of, sentences_of
from tests.support.policies import aws, unread
from tests.support.timelines import DOCUMENT, an_incident
from tests.support.users import BEDROCK_POLICY, access_key, api_key, days_ago, denied, user

PASSWORD = LoginProfile(days_ago(1), reset_required=False)
TEAM_POLICY = AttachedPolicy("team", "arn:aws:iam::111122223333:policy/team")


@pytest.mark.parametrize(
    ("subject", "label", "value"),
    [
        (user(), "User name", "BedrockAPIKey-x7f2"),
        (user(), "Kind", "phantom user"),
        (user(), "Created", days_ago(10)),
        (user(), "Console password", "none"),
        (user(login_profile=PASSWORD), "Console password", "set on 2026-03-01 12:00 UTC"),
        (user(login_profile=denied("iam:A")), "Console password", "could not be read (iam:A denied)"),
        (user(), "MFA devices", "none"),
        (
            user(mfa_devices=MfaDevices((), all_kinds=False)),
            "MFA devices",
            "no virtual device; other kinds not requested",
        ),
        (user(mfa_devices=MfaDevices(("a", "b"), all_kinds=False)), "MFA devices", "a, b"),
        (user(groups=("a", "b")), "Groups", "a, b"),
        (user(groups=denied("iam:ListGroupsForUser")), "Groups", "could not be read (iam:ListGroupsForUser denied)"),
        (user(tags=(("team", "red"),)), "Tags", "team=red"),
        (user("robot", service_credentials=(api_key(),)), "API key created for", "BedrockAPIKey-x7f2"),
    ],
)
def test_the_identity_is_shown_with_what_is_unknown_of_it(subject: User, label: str, value: object) -> None:
    assert facts_of(an_incident(subject), "Who")[label] == value


def test_every_key_is_shown_with_its_service_status_and_dates() -> None:
    subject = user(
        service_credentials=(
            api_key(expires=None),
            api_key("ACCAEXAMPLE000000002", expires=days_ago(-36_590)),
            api_key("ACCAGIT", service_name="codecommit.amazonaws.com"),
        ),
        access_keys=(access_key(last_used=LastUse(days_ago(1), "us-west-2", "bedrock")),),
    )
    created = days_ago(10)
    alias = "BedrockAPIKey-x7f2-at-111122223333"
    assert rows_of(an_incident(subject), "Keys") == [
        ("ACCAEXAMPLE000000001", "Amazon Bedrock", "Active", created, "never", alias),
        ("ACCAEXAMPLE000000002", "Amazon Bedrock", "Active", created, "never (date 2126-05-07)", alias),
        ("ACCAGIT", "codecommit.amazonaws.com", "Active", created, days_ago(-20), alias),
        ("AKIAEXAMPLE000000001", "Active", days_ago(5), "2026-03-01 12:00 UTC in us-west-2 for bedrock"),
    ]


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        (user(), "Access keys: none."),
        (user(access_keys=denied("iam:ListAccessKeys")), "Access keys: could not be read (iam:ListAccessKeys denied)."),
    ],
)
def test_no_keys_and_unknown_keys_are_distinguished(subject: User, sentence: str) -> None:
    assert sentence in sentences_of(an_incident(subject), "Keys")


def test_every_policy_is_listed_with_its_statements() -> None:
    subject = user(
        attached_policies=(BEDROCK_POLICY, TEAM_POLICY),
        inline_policies=(InlinePolicy("own", Known('{"Statement": {"Effect": "Deny", "NotAction": "a:B"}}')),),
    )
    incident = an_incident(subject, documents={BEDROCK_POLICY.arn: Known(DOCUMENT), TEAM_POLICY.arn: Known(DOCUMENT)})
    assert rows_of(incident, "Policies and what they allow") == [
        ("Allow", "bedrock:Get*, bedrock:List*", "*", "none"),
        ("Allow", "bedrock:Get*, bedrock:List*", "*", "none"),
        ("Deny", "all but a:B", "?", "none"),
    ]


@pytest.mark.parametrize(
    ("subject", "documents", "sentence"),
    [
        (
            user(attached_policies=(TEAM_POLICY,)),
            {TEAM_POLICY.arn: denied("iam:GetPolicyVersion")},
            "team, managed by the customer (arn:aws:iam::111122223333:policy/team): "
            "could not be read (iam:GetPolicyVersion denied).",
        ),
        (
            user(attached_policies=(TEAM_POLICY,)),
            {TEAM_POLICY.arn: Known("<xml>")},
            "team, managed by the customer (arn:aws:iam::111122223333:policy/team): "
            "the policy document could not be parsed.",
        ),
        (
            user(attached_policies=denied("iam:ListAttachedUserPolicies")),
            {},
            "Attached policies: could not be read (iam:ListAttachedUserPolicies denied).",
        ),
        (user(inline_policies=()), {BEDROCK_POLICY.arn: Known(DOCUMENT)}, "Inline policies: none."),
        (
            user(groups=("admins",)),
            {BEDROCK_POLICY.arn: Known(DOCUMENT)},
            "The statements of the policies of its groups are not listed here.",
        ),
        (
            user(permissions_boundary=TEAM_POLICY.arn),
            {BEDROCK_POLICY.arn: Known(DOCUMENT)},
            "The statements of its permissions boundary are not listed here.",
        ),
    ],
)
def test_what_is_unknown_about_policies_is_shown(
    subject: User, documents: dict[str, Known[str] | Unread], sentence: str
) -> None:
    assert sentence in sentences_of(an_incident(subject, documents=documents), "Policies and what they allow")


def test_the_status_comes_with_reasons_holds_and_notes() -> None:
    sentences = sentences_of(
        an_incident(user(groups=("admins",), service_credentials=(api_key(expires=None),))), "Status and why"
    )
    assert {
        "API key ACCAEXAMPLE000000001 is active",
        "member of the group admins",
        "API key ACCAEXAMPLE000000001 never expires",
    } <= set(sentences)


def test_what_the_user_could_do_comes_before_its_policies() -> None:
    rating = rate([aws("AmazonBedrockLimitedAccess"), unread()])
    about = facts_of(an_incident(user(), rating=rating), "Policies and what they allow")
    assert about["could"] == "unknown: at least none, at most administer"
    assert NOT_CONSIDERED in sentences_of(an_incident(user(), rating=rating), "Policies and what they allow")
