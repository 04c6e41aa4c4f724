"""The AWS calls of each command: the least permissions that it needs, as IAM names them.

`sts:GetCallerIdentity` needs no permission, but a policy that denies everything else may deny it too.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import safe_name

_IDENTITY = ("sts:GetCallerIdentity", "iam:ListAccountAliases")

# To read one user. A scan uses the same calls where account-wide lists are denied.
_USER = (
    "iam:GetAccessKeyLastUsed",
    "iam:GetLoginProfile",
    "iam:GetUser",
    "iam:GetUserPolicy",
    "iam:ListAccessKeys",
    "iam:ListAttachedUserPolicies",
    "iam:ListGroupsForUser",
    "iam:ListMFADevices",
    "iam:ListServiceSpecificCredentials",
    "iam:ListSSHPublicKeys",
    "iam:ListSigningCertificates",
    "iam:ListUserPolicies",
)
# Of those, what is read only if the assessment depends on it.
_IF_IT_MATTERS = ("iam:ListSSHPublicKeys", "iam:ListSigningCertificates")
# To read what the policies of a user, its groups and its boundary say.
_POLICIES = (
    "iam:GetGroupPolicy",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:ListAttachedGroupPolicies",
    "iam:ListGroupPolicies",
)
_SCAN = (
    *_IDENTITY,
    *_USER,
    "iam:GetAccountAuthorizationDetails",
    "iam:ListUsers",
    "iam:ListVirtualMFADevices",
)
# In the account of the caller; in each other account, its role needs what the command needs.
_REACH = (
    "organizations:DescribeOrganizationalUnit",
    "organizations:ListAccounts",
    "organizations:ListRoots",
    "sts:AssumeRole",
)
_TIMELINE = (
    *_IDENTITY,
    "cloudtrail:LookupEvents",
    "ec2:DescribeRegions",
    "iam:ListAccessKeys",
    "iam:ListServiceSpecificCredentials",
)
# What the calls of a target cost: model-invocation logs, and the metrics of their models.
_COST = ("bedrock:GetModelInvocationLoggingConfiguration", "cloudwatch:GetMetricData", "s3:GetObject", "s3:ListBucket")
# The user behind a target, and what its calls cost.
_BEHIND = (*_USER, *_COST, *_POLICIES)
_REPORT = (*_TIMELINE, *_BEHIND)
_WHOLE_USER = (*_IDENTITY, *_USER)
_ROLE = ("cloudtrail:LookupEvents", "iam:GetRole", "iam:GetRolePolicy", "iam:ListRolePolicies")

_CONTAIN = (
    "iam:PutRolePolicy",
    "iam:PutUserPolicy",
    "iam:UpdateAccessKey",
    "iam:UpdateServiceSpecificCredential",
)
# Only with --end-sign-in-sessions.
_END_SESSIONS = ("signin:BatchRevokeSessions", "signin:ListSessions")
_RELEASE = (*_CONTAIN, "iam:DeleteRolePolicy", "iam:DeleteUserPolicy")
_PUT_BACK = ("iam:AddUserToGroup", "iam:AttachUserPolicy", "iam:PutUserPolicy")
# Optional: with these, a missing permission is found before anything is deleted.
_PRECHECK = ("iam:GetRole", "iam:SimulatePrincipalPolicy")
_DELETE = (
    "iam:DeactivateMFADevice",
    "iam:DeleteAccessKey",
    "iam:DeleteServiceSpecificCredential",
    "iam:DeleteSSHPublicKey",
    "iam:DeleteSigningCertificate",
    "iam:DeleteUser",
    "iam:DeleteUserPolicy",
    "iam:DeleteVirtualMFADevice",
    "iam:DetachUserPolicy",
    "iam:RemoveUserFromGroup",
)
_ORGANIZATION = (
    *_IDENTITY,
    "organizations:DescribeOrganization",
    "organizations:DescribePolicy",
    "organizations:ListAccountsForParent",
    "organizations:ListOrganizationalUnitsForParent",
    "organizations:ListPolicies",
    "organizations:ListRoots",
    "organizations:ListTargetsForPolicy",
)
# Athena reads the table and the log files, and writes the results, with the permissions of its caller.
THROUGH_ATHENA = ("glue:GetDatabase", "glue:GetTable", "glue:GetTables", "s3:GetObject", "s3:PutObject")
_ATHENA_TABLE = (*_IDENTITY, "athena:GetTableMetadata", "athena:GetWorkGroup", *THROUGH_ATHENA)
_ATHENA = (
    *_ATHENA_TABLE,
    "athena:GetQueryExecution",
    "athena:GetQueryResults",
    "athena:StartQueryExecution",
    "athena:StopQueryExecution",
    "s3:GetBucketLocation",
    "s3:ListBucket",
)
_REPORT_ATHENA = (*_ATHENA, *_BEHIND)
_ATHENA_SETUP = (*_ATHENA_TABLE, "athena:GetDatabase", "athena:ListNamedQueries", "athena:ListTableMetadata")
_ATHENA_REMOVE = ("athena:DeleteWorkGroup", "glue:DeleteDatabase", "glue:DeleteTable")
_SECURITY_HUB = ("securityhub:BatchImportFindings", "securityhub:DescribeHub", "securityhub:GetFindings")
_ATTACH = ("organizations:AttachPolicy", "organizations:CreatePolicy", "organizations:UpdatePolicy")

# A scan is useless without these.
LEAST_OF_A_SCAN = (
    "iam:ListUsers",
    "iam:ListServiceSpecificCredentials",
    "iam:ListAccessKeys",
    "iam:ListAttachedUserPolicies",
    "iam:ListUserPolicies",
)

# Each is optional: a source that is denied is a gap.
_FINDINGS = (
    "access-analyzer:ListAnalyzers",
    "access-analyzer:ListFindings",
    "ec2:DescribeRegions",
    "guardduty:GetFindings",
    "guardduty:ListDetectors",
    "guardduty:ListFindings",
    "iam:GenerateServiceLastAccessedDetails",
    "iam:GetAccessKeyLastUsed",
    "iam:GetLoginProfile",
    "iam:GetServiceLastAccessedDetails",
    "iam:GetUser",
    "iam:ListServiceSpecificCredentials",
    "secretsmanager:ListSecrets",
    "signin:ListSessions",
)

PERMISSIONS: Mapping[str, tuple[str, ...]] = {
    "scan": _SCAN,
    "scan --security-hub": (*_SCAN, *_SECURITY_HUB),
    "scan --org": (*_IDENTITY, *_REACH),
    "timeline": _TIMELINE,
    "hunt": (*_IDENTITY, "cloudtrail:LookupEvents", "ec2:DescribeRegions", "iam:ListUsers"),
    "report": _REPORT,
    "cost": (*_TIMELINE, *_COST),
    "timeline --findings": (*_TIMELINE, *_FINDINGS),
    "report --findings": (*_REPORT, *_FINDINGS),
    "evidence --findings": (*_REPORT, *_FINDINGS, "cloudtrail:DescribeTrails"),
    "policy rate": (*_IDENTITY, *(each for each in _USER if each not in _IF_IT_MATTERS), *_POLICIES),
    "revoke-key --contain": (*_WHOLE_USER, *_ROLE, *_CONTAIN, *_END_SESSIONS),
    # Optional: with DescribeTrails, the commands that validate log files name the trails.
    "evidence": (*_REPORT, "cloudtrail:DescribeTrails"),
    "revoke-key": (
        *_WHOLE_USER,
        *_ROLE,
        *_CONTAIN,
        "iam:DeleteLoginProfile",
        "iam:DeleteServiceSpecificCredential",
        *_END_SESSIONS,
    ),
    "release": (*_WHOLE_USER, *_ROLE, *_RELEASE),
    "cleanup": (*_SCAN, *_WHOLE_USER, *_DELETE, *_PUT_BACK, *_PRECHECK),
    "journal undo": (
        *_WHOLE_USER,
        *_ROLE,
        *_RELEASE,
        *_PUT_BACK,
        "iam:CreateUser",
        "iam:TagUser",
        *_ORGANIZATION,
        "organizations:AttachPolicy",
        "organizations:DeletePolicy",
        "organizations:DetachPolicy",
        "organizations:UpdatePolicy",
        *_ATHENA_SETUP,
        *_ATHENA_REMOVE,
    ),
    "scp status": _ORGANIZATION,
    "scp plan": (*_ORGANIZATION, "cloudtrail:LookupEvents", "ec2:DescribeRegions"),
    "scp apply": (*_ORGANIZATION, *_ATTACH),
    "scp remove": (*_ORGANIZATION, "organizations:DetachPolicy"),
    "timeline --athena": _ATHENA,
    "report --athena": _REPORT_ATHENA,
    "cost --athena": (*_ATHENA, *_COST),
    "evidence --athena": (*_REPORT_ATHENA, "cloudtrail:DescribeTrails"),
    "hunt --athena": (*_ATHENA, "organizations:ListAccounts"),
    "athena status": _ATHENA_TABLE,
    "athena setup": (
        *_ATHENA_SETUP,
        "athena:CreateWorkGroup",
        "cloudtrail:DescribeTrails",
        "ec2:DescribeRegions",
        "glue:CreateDatabase",
        "glue:CreateTable",
        "organizations:DescribeOrganization",
        "s3:GetBucketLocation",
    ),
    "athena remove": (*_ATHENA_SETUP, *_ATHENA_REMOVE),
    # Each is optional: what is denied is reported.
    "doctor": (
        "cloudtrail:LookupEvents",
        "ec2:DescribeRegions",
        "iam:GetAccountAuthorizationDetails",
        "iam:GetRole",
        "iam:ListServiceSpecificCredentials",
        "iam:ListUsers",
        "iam:ListVirtualMFADevices",
        "iam:SimulatePrincipalPolicy",
        "sts:GetCallerIdentity",
    ),
}


def permission_policy(commands: Iterable[str] = ()) -> str:
    """The IAM policy, as JSON text, for these commands, or for all. Raises UsageError for an unknown command."""
    chosen = list(commands) or list(PERMISSIONS)
    unknown = [command for command in chosen if command not in PERMISSIONS]
    if unknown:
        raise UsageError(
            f"no command that calls AWS is named {', '.join(map(safe_name, unknown))}",
            f"Available commands: {', '.join(PERMISSIONS)}.",
        )
    actions = sorted({action for command in chosen for action in PERMISSIONS[command]})
    statement = {"Effect": "Allow", "Action": actions, "Resource": "*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)


def permission_table() -> str:
    """What each command needs, as `docs/permissions.md` shows it: each row lists only what no row above does."""
    rows, seen = ["| command | permissions not listed above |", "|---|---|"], set[str]()
    for command, actions in PERMISSIONS.items():
        more = sorted(set(actions) - seen)
        rows.append(f"| `bks {command}` | {', '.join(f'`{action}`' for action in more) or 'none'} |")
        seen |= set(actions)
    return "\n".join(rows)
