"""The operations that the simulated account answers: one row each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bks_tui.demo import cloudtrail, ec2, iam_credentials, iam_policies, iam_users, sts
from bks_tui.demo.account import SimulatedAccount

Handler = Callable[[SimulatedAccount, Mapping[str, Any]], dict[str, Any]]
RegionalHandler = Callable[[SimulatedAccount, Mapping[str, Any], str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Operation:
    """How an operation is answered.

    A list names the member that is paged, and the members that order it; none for a list of
    strings.
    """

    handler: Handler
    paged: str | None = None
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionalOperation:
    """How an operation is answered that each Region answers for itself, where it is enabled.

    Its handler checks and pages by itself: these services do neither as IAM does.
    """

    handler: RegionalHandler


OPERATIONS: dict[str, Operation | RegionalOperation] = {
    "cloudtrail:LookupEvents": RegionalOperation(cloudtrail.lookup_events),
    "ec2:DescribeRegions": RegionalOperation(ec2.describe_regions),
    "sts:GetCallerIdentity": Operation(sts.get_caller_identity),
    "iam:GetAccessKeyLastUsed": Operation(iam_credentials.get_access_key_last_used),
    "iam:GetAccountAuthorizationDetails": Operation(
        iam_users.get_account_authorization_details, "UserDetailList", ("UserName",)
    ),
    "iam:GetLoginProfile": Operation(iam_credentials.get_login_profile),
    "iam:GetPolicy": Operation(iam_policies.get_policy),
    "iam:GetPolicyVersion": Operation(iam_policies.get_policy_version),
    "iam:GetUser": Operation(iam_users.get_user),
    "iam:GetUserPolicy": Operation(iam_policies.get_user_policy),
    "iam:ListAccessKeys": Operation(iam_credentials.list_access_keys, "AccessKeyMetadata", ("AccessKeyId",)),
    "iam:ListAccountAliases": Operation(iam_users.list_account_aliases, "AccountAliases"),
    "iam:ListAttachedUserPolicies": Operation(
        iam_policies.list_attached_user_policies, "AttachedPolicies", ("PolicyName", "PolicyArn")
    ),
    "iam:ListGroupsForUser": Operation(iam_users.list_groups_for_user, "Groups", ("GroupName",)),
    "iam:ListMFADevices": Operation(iam_credentials.list_mfa_devices, "MFADevices", ("SerialNumber",)),
    "iam:ListServiceSpecificCredentials": Operation(
        iam_credentials.list_service_specific_credentials,
        "ServiceSpecificCredentials",
        ("UserName", "ServiceSpecificCredentialId"),
    ),
    "iam:ListUserPolicies": Operation(iam_policies.list_user_policies, "PolicyNames"),
    "iam:ListUserTags": Operation(iam_users.list_user_tags, "Tags", ("Key",)),
    "iam:ListUsers": Operation(iam_users.list_users, "Users", ("UserName",)),
    "iam:ListVirtualMFADevices": Operation(
        iam_credentials.list_virtual_mfa_devices, "VirtualMFADevices", ("SerialNumber",)
    ),
    "iam:UpdateServiceSpecificCredential": Operation(iam_credentials.update_service_specific_credential),
}
