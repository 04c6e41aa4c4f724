"""The operations that the simulated account answers: one row each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bks_tui.demo.services import (
    cloudtrail,
    ec2,
    iam_access_keys,
    iam_credentials,
    iam_policies,
    iam_public_keys,
    iam_roles,
    iam_sign_in,
    iam_simulation,
    iam_users,
    organizations,
    sts,
)
from bks_tui.demo.state.account import SimulatedAccount

Handler: TypeAlias = Callable[[SimulatedAccount, Mapping[str, Any]], dict[str, Any]]
RegionalHandler: TypeAlias = Callable[[SimulatedAccount, Mapping[str, Any], str], dict[str, Any]]


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
    "organizations:AttachPolicy": RegionalOperation(organizations.attach_policy),
    "organizations:CreatePolicy": RegionalOperation(organizations.create_policy),
    "organizations:DeletePolicy": RegionalOperation(organizations.delete_policy),
    "organizations:DescribeOrganization": RegionalOperation(organizations.describe_organization),
    "organizations:DescribePolicy": RegionalOperation(organizations.describe_policy),
    "organizations:DetachPolicy": RegionalOperation(organizations.detach_policy),
    "organizations:ListAccountsForParent": RegionalOperation(organizations.list_accounts),
    "organizations:ListOrganizationalUnitsForParent": RegionalOperation(organizations.list_units),
    "organizations:ListPolicies": RegionalOperation(organizations.list_policies),
    "organizations:ListRoots": RegionalOperation(organizations.list_roots),
    "organizations:ListTargetsForPolicy": RegionalOperation(organizations.list_targets),
    "organizations:UpdatePolicy": RegionalOperation(organizations.update_policy),
    "cloudtrail:LookupEvents": RegionalOperation(cloudtrail.lookup_events),
    "ec2:DescribeRegions": RegionalOperation(ec2.describe_regions),
    "sts:GetCallerIdentity": Operation(sts.get_caller_identity),
    "iam:GetAccessKeyLastUsed": Operation(iam_access_keys.get_access_key_last_used),
    "iam:GetAccountAuthorizationDetails": Operation(
        iam_users.get_account_authorization_details, "UserDetailList", ("UserName",)
    ),
    "iam:GetLoginProfile": Operation(iam_sign_in.get_login_profile),
    "iam:GetPolicy": Operation(iam_policies.get_policy),
    "iam:GetPolicyVersion": Operation(iam_policies.get_policy_version),
    "iam:GetUser": Operation(iam_users.get_user),
    "iam:GetUserPolicy": Operation(iam_policies.get_user_policy),
    "iam:ListAccessKeys": Operation(iam_access_keys.list_access_keys, "AccessKeyMetadata", ("AccessKeyId",)),
    "iam:ListAccountAliases": Operation(iam_users.list_account_aliases, "AccountAliases"),
    "iam:ListAttachedUserPolicies": Operation(
        iam_policies.list_attached_user_policies, "AttachedPolicies", ("PolicyName", "PolicyArn")
    ),
    "iam:ListGroupsForUser": Operation(iam_users.list_groups_for_user, "Groups", ("GroupName",)),
    "iam:ListMFADevices": Operation(iam_sign_in.list_mfa_devices, "MFADevices", ("SerialNumber",)),
    "iam:ListServiceSpecificCredentials": Operation(
        iam_credentials.list_service_specific_credentials,
        "ServiceSpecificCredentials",
        ("UserName", "ServiceSpecificCredentialId"),
    ),
    "iam:ListUserPolicies": Operation(iam_policies.list_user_policies, "PolicyNames"),
    "iam:ListUserTags": Operation(iam_users.list_user_tags, "Tags", ("Key",)),
    "iam:ListUsers": Operation(iam_users.list_users, "Users", ("UserName",)),
    "iam:ListVirtualMFADevices": Operation(
        iam_sign_in.list_virtual_mfa_devices, "VirtualMFADevices", ("SerialNumber",)
    ),
    "iam:ListSSHPublicKeys": Operation(iam_public_keys.list_ssh_public_keys, "SSHPublicKeys", ("SSHPublicKeyId",)),
    "iam:ListSigningCertificates": Operation(
        iam_public_keys.list_signing_certificates, "Certificates", ("CertificateId",)
    ),
    "iam:GetRole": Operation(iam_roles.get_role),
    "iam:GetRolePolicy": Operation(iam_roles.get_role_policy),
    "iam:ListRolePolicies": Operation(iam_roles.list_role_policies, "PolicyNames"),
    "iam:SimulatePrincipalPolicy": Operation(
        iam_simulation.simulate_principal_policy, "EvaluationResults", ("EvalActionName", "EvalResourceName")
    ),
    # What writes.
    "iam:AddUserToGroup": Operation(iam_users.add_user_to_group),
    "iam:AttachUserPolicy": Operation(iam_policies.attach_user_policy),
    "iam:CreateUser": Operation(iam_users.create_user),
    "iam:DeactivateMFADevice": Operation(iam_sign_in.deactivate_mfa_device),
    "iam:DeleteAccessKey": Operation(iam_access_keys.delete_access_key),
    "iam:DeleteLoginProfile": Operation(iam_sign_in.delete_login_profile),
    "iam:DeleteRolePolicy": Operation(iam_roles.delete_role_policy),
    "iam:DeleteSSHPublicKey": Operation(iam_public_keys.delete_ssh_public_key),
    "iam:DeleteServiceSpecificCredential": Operation(iam_credentials.delete_service_specific_credential),
    "iam:DeleteSigningCertificate": Operation(iam_public_keys.delete_signing_certificate),
    "iam:DeleteUser": Operation(iam_users.delete_user),
    "iam:DeleteUserPolicy": Operation(iam_policies.delete_user_policy),
    "iam:DeleteVirtualMFADevice": Operation(iam_sign_in.delete_virtual_mfa_device),
    "iam:DetachUserPolicy": Operation(iam_policies.detach_user_policy),
    "iam:PutRolePolicy": Operation(iam_roles.put_role_policy),
    "iam:PutUserPolicy": Operation(iam_policies.put_user_policy),
    "iam:RemoveUserFromGroup": Operation(iam_users.remove_user_from_group),
    "iam:TagUser": Operation(iam_users.tag_user),
    "iam:UpdateAccessKey": Operation(iam_access_keys.update_access_key),
    "iam:UpdateServiceSpecificCredential": Operation(iam_credentials.update_service_specific_credential),
}
