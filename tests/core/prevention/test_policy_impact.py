"""What a policy would have stopped, of what a scan found."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bks_tui.core.iam.user import LoginProfile
from bks_tui.core.prevention.policies import find_policy
from bks_tui.core.prevention.policy_impact import exposure
from tests.support.users import NOW, access_key, api_key, days_ago, denied, finding, user

PHANTOM = finding(
    user(
        service_credentials=(api_key("ACCASHORT"), replace(api_key("ACCAEVER"), expires=None)),
        access_keys=(access_key("AKIAX"),),
        login_profile=LoginProfile(days_ago(2), reset_required=False),
    )
)
ORDINARY = finding(user("alice", service_credentials=(api_key("ACCALOGS", service_name="logs.amazonaws.com"),)))


@pytest.mark.parametrize(
    ("policy", "stopped"),
    [
        ("1-block-all-keys", ["API key ACCASHORT", "API key ACCAEVER"]),
        ("2-enforce-90day-max", ["API key ACCAEVER"]),
        ("3-block-long-term-only", ["API key ACCASHORT", "API key ACCAEVER"]),
        ("4-block-phantom-access-keys", ["access key AKIAX", "password of BedrockAPIKey-x7f2"]),
        ("5-block-phantom-user-creation", ["user BedrockAPIKey-x7f2"]),
        ("logs-1-block-all-keys", ["API key ACCALOGS"]),
        ("claude-platform-1-block-all-keys", []),
    ],
)
def test_each_policy_would_have_stopped_what_it_is_against(policy: str, stopped: list[str]) -> None:
    reported = exposure(find_policy(policy), (PHANTOM, ORDINARY))
    assert [each.partition(" of BedrockAPIKey")[0] if "password" not in each else each for each in reported] == [
        each if "ACCALOGS" not in each else f"{each} of alice" for each in stopped
    ]


def test_a_user_whose_arn_could_not_be_read_counts_by_its_name() -> None:
    unread = finding(user(record=denied("iam:GetUser")))
    assert exposure(find_policy("5"), (unread,)) == ("user BedrockAPIKey-x7f2",)


def test_a_key_of_ninety_days_is_no_exposure_to_the_policy_of_ninety_days() -> None:
    key = api_key("ACCAX", created=NOW, expires=days_ago(-90))
    assert exposure(find_policy("2"), (finding(user(service_credentials=(key,))),)) == ()
