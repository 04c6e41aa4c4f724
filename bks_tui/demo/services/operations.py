"""The operations that the simulated account answers: one row each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bks_tui.demo.services import (
    access_analyzer,
    athena,
    cloudtrail,
    ec2,
    glue,
    guardduty,
    iam_access_keys,
    iam_credentials,
    iam_last_accessed,
    iam_policies,
    iam_public_keys,
    iam_roles,
    iam_sign_in,
    iam_simulation,
    iam_users,
    model_use,
    organizations,
    s3,
    secrets_manager,
    security_hub,
    sign_in,
    sts,
)
from bks_tui.demo.state.account import SimulatedAccount

Handler: TypeAlias = Callable[[SimulatedAccount, Mapping[str, Any]], dict[str, Any]]
RegionalHandler: TypeAlias = Callable[[SimulatedAccount, Mapping[str, Any], str], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class SimulatedOperation:
    """How an operation is answered.

    A list names the member that is paged, and the members that order it; none for a list of
    strings.
    """

    handler: Handler
    paged: str | None = None
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegionalOperation:
    """How an operation is answered that each enabled Region answers for itself.

    Its handler validates and pages: these services do both differently from IAM.
    """

    handler: RegionalHandler


OPERATIONS: dict[str, SimulatedOperation | RegionalOperation] = {
    "organizations:AttachPolicy": RegionalOperation(organizations.attach_policy),
    "organizations:CreatePolicy": RegionalOperation(organizations.create_policy),
    "organizations:DeletePolicy": RegionalOperation(organizations.delete_policy),
    "organizations:DescribeOrganization": RegionalOperation(organizations.describe_organization),
    "organizations:DescribePolicy": RegionalOperation(organizations.describe_policy),
    "organizations:DetachPolicy": RegionalOperation(organizations.detach_policy),
    "organizations:DescribeOrganizationalUnit": RegionalOperation(organizations.describe_unit),
    "organizations:ListAccounts": RegionalOperation(organizations.list_all_accounts),
    "organizations:ListAccountsForParent": RegionalOperation(organizations.list_accounts),
    "organizations:ListOrganizationalUnitsForParent": RegionalOperation(organizations.list_units),
    "organizations:ListPolicies": RegionalOperation(organizations.list_policies),
    "organizations:ListRoots": RegionalOperation(organizations.list_roots),
    "organizations:ListTargetsForPolicy": RegionalOperation(organizations.list_targets),
    "organizations:UpdatePolicy": RegionalOperation(organizations.update_policy),
    "athena:CreateWorkGroup": RegionalOperation(athena.create_work_group),
    "athena:DeleteWorkGroup": RegionalOperation(athena.delete_work_group),
    "athena:GetDatabase": RegionalOperation(athena.get_database),
    "athena:GetQueryExecution": RegionalOperation(athena.get_query_execution),
    "athena:GetQueryResults": RegionalOperation(athena.get_query_results),
    "athena:GetTableMetadata": RegionalOperation(athena.get_table_metadata),
    "athena:GetWorkGroup": RegionalOperation(athena.get_work_group),
    "athena:ListNamedQueries": RegionalOperation(athena.list_named_queries),
    "athena:ListTableMetadata": RegionalOperation(athena.list_table_metadata),
    "athena:StartQueryExecution": RegionalOperation(athena.start_query_execution),
    "athena:StopQueryExecution": RegionalOperation(athena.stop_query_execution),
    "bedrock:GetModelInvocationLoggingConfiguration": RegionalOperation(model_use.get_logging),
    "cloudwatch:GetMetricData": RegionalOperation(model_use.get_metric_data),
    "cloudtrail:DescribeTrails": RegionalOperation(cloudtrail.describe_trails),
    "cloudtrail:LookupEvents": RegionalOperation(cloudtrail.lookup_events),
    "glue:CreateDatabase": RegionalOperation(glue.create_database),
    "glue:CreateTable": RegionalOperation(glue.create_table),
    "glue:DeleteDatabase": RegionalOperation(glue.delete_database),
    "glue:DeleteTable": RegionalOperation(glue.delete_table),
    "s3:GetBucketLocation": RegionalOperation(s3.get_bucket_location),
    "s3:GetObject": RegionalOperation(s3.get_object),
    "s3:ListObjectsV2": RegionalOperation(s3.list_objects),
    "ec2:DescribeRegions": RegionalOperation(ec2.describe_regions),
    "access-analyzer:ListAnalyzers": RegionalOperation(access_analyzer.list_analyzers),
    "access-analyzer:ListFindingsV2": RegionalOperation(access_analyzer.list_findings),
    "guardduty:GetFindings": RegionalOperation(guardduty.get_findings),
    "guardduty:ListDetectors": RegionalOperation(guardduty.list_detectors),
    "guardduty:ListFindings": RegionalOperation(guardduty.list_findings),
    "secretsmanager:ListSecrets": RegionalOperation(secrets_manager.list_secrets),
    "securityhub:BatchImportFindings": RegionalOperation(security_hub.batch_import_findings),
    "securityhub:DescribeHub": RegionalOperation(security_hub.describe_hub),
    "securityhub:GetFindings": RegionalOperation(security_hub.get_findings),
    "signin:BatchRevokeSessions": RegionalOperation(sign_in.batch_revoke_sessions),
    "signin:ListSessions": RegionalOperation(sign_in.list_sessions),
    "sts:AssumeRole": SimulatedOperation(sts.assume_role),
    "sts:GetCallerIdentity": SimulatedOperation(sts.get_caller_identity),
    "iam:GenerateServiceLastAccessedDetails": SimulatedOperation(
        iam_last_accessed.generate_service_last_accessed_details
    ),
    "iam:GetAccessKeyLastUsed": SimulatedOperation(iam_access_keys.get_access_key_last_used),
    "iam:GetAccountAuthorizationDetails": SimulatedOperation(
        iam_users.get_account_authorization_details, "UserDetailList", ("UserName",)
    ),
    "iam:GetLoginProfile": SimulatedOperation(iam_sign_in.get_login_profile),
    "iam:GetPolicy": SimulatedOperation(iam_policies.get_policy),
    "iam:GetPolicyVersion": SimulatedOperation(iam_policies.get_policy_version),
    "iam:GetServiceLastAccessedDetails": SimulatedOperation(iam_last_accessed.get_service_last_accessed_details),
    "iam:GetGroupPolicy": SimulatedOperation(iam_policies.get_group_policy),
    "iam:GetUser": SimulatedOperation(iam_users.get_user),
    "iam:GetUserPolicy": SimulatedOperation(iam_policies.get_user_policy),
    "iam:ListAccessKeys": SimulatedOperation(iam_access_keys.list_access_keys, "AccessKeyMetadata", ("AccessKeyId",)),
    "iam:ListAccountAliases": SimulatedOperation(iam_users.list_account_aliases, "AccountAliases"),
    "iam:ListAttachedGroupPolicies": SimulatedOperation(
        iam_policies.list_attached_group_policies, "AttachedPolicies", ("PolicyName", "PolicyArn")
    ),
    "iam:ListAttachedUserPolicies": SimulatedOperation(
        iam_policies.list_attached_user_policies, "AttachedPolicies", ("PolicyName", "PolicyArn")
    ),
    "iam:ListGroupPolicies": SimulatedOperation(iam_policies.list_group_policies, "PolicyNames"),
    "iam:ListGroupsForUser": SimulatedOperation(iam_users.list_groups_for_user, "Groups", ("GroupName",)),
    "iam:ListMFADevices": SimulatedOperation(iam_sign_in.list_mfa_devices, "MFADevices", ("SerialNumber",)),
    "iam:ListServiceSpecificCredentials": SimulatedOperation(
        iam_credentials.list_service_specific_credentials,
        "ServiceSpecificCredentials",
        ("UserName", "ServiceSpecificCredentialId"),
    ),
    "iam:ListUserPolicies": SimulatedOperation(iam_policies.list_user_policies, "PolicyNames"),
    "iam:ListUserTags": SimulatedOperation(iam_users.list_user_tags, "Tags", ("Key",)),
    "iam:ListUsers": SimulatedOperation(iam_users.list_users, "Users", ("UserName",)),
    "iam:ListVirtualMFADevices": SimulatedOperation(
        iam_sign_in.list_virtual_mfa_devices, "VirtualMFADevices", ("SerialNumber",)
    ),
    "iam:ListSSHPublicKeys": SimulatedOperation(
        iam_public_keys.list_ssh_public_keys, "SSHPublicKeys", ("SSHPublicKeyId",)
    ),
    "iam:ListSigningCertificates": SimulatedOperation(
        iam_public_keys.list_signing_certificates, "Certificates", ("CertificateId",)
    ),
    "iam:GetRole": SimulatedOperation(iam_roles.get_role),
    "iam:GetRolePolicy": SimulatedOperation(iam_roles.get_role_policy),
    "iam:ListRolePolicies": SimulatedOperation(iam_roles.list_role_policies, "PolicyNames"),
    "iam:SimulatePrincipalPolicy": SimulatedOperation(
        iam_simulation.simulate_principal_policy, "EvaluationResults", ("EvalActionName", "EvalResourceName")
    ),
    # Operations that write.
    "iam:AddUserToGroup": SimulatedOperation(iam_users.add_user_to_group),
    "iam:AttachUserPolicy": SimulatedOperation(iam_policies.attach_user_policy),
    "iam:CreateUser": SimulatedOperation(iam_users.create_user),
    "iam:DeactivateMFADevice": SimulatedOperation(iam_sign_in.deactivate_mfa_device),
    "iam:DeleteAccessKey": SimulatedOperation(iam_access_keys.delete_access_key),
    "iam:DeleteLoginProfile": SimulatedOperation(iam_sign_in.delete_login_profile),
    "iam:DeleteRolePolicy": SimulatedOperation(iam_roles.delete_role_policy),
    "iam:DeleteSSHPublicKey": SimulatedOperation(iam_public_keys.delete_ssh_public_key),
    "iam:DeleteServiceSpecificCredential": SimulatedOperation(iam_credentials.delete_service_specific_credential),
    "iam:DeleteSigningCertificate": SimulatedOperation(iam_public_keys.delete_signing_certificate),
    "iam:DeleteUser": SimulatedOperation(iam_users.delete_user),
    "iam:DeleteUserPolicy": SimulatedOperation(iam_policies.delete_user_policy),
    "iam:DeleteVirtualMFADevice": SimulatedOperation(iam_sign_in.delete_virtual_mfa_device),
    "iam:DetachUserPolicy": SimulatedOperation(iam_policies.detach_user_policy),
    "iam:PutRolePolicy": SimulatedOperation(iam_roles.put_role_policy),
    "iam:PutUserPolicy": SimulatedOperation(iam_policies.put_user_policy),
    "iam:RemoveUserFromGroup": SimulatedOperation(iam_users.remove_user_from_group),
    "iam:TagUser": SimulatedOperation(iam_users.tag_user),
    "iam:UpdateAccessKey": SimulatedOperation(iam_access_keys.update_access_key),
    "iam:UpdateServiceSpecificCredential": SimulatedOperation(iam_credentials.update_service_specific_credential),
}
