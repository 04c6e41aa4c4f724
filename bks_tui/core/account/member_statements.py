"""The statements of a member role: each action on the narrowest resources that AWS and its use in bks permit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement of an identity policy. `{partition}` and `{account}` in its resources are those of the role."""

    name: str
    actions: tuple[str, ...]
    resources: tuple[str, ...]
    reason: str
    allows: bool = True


@dataclass(frozen=True, slots=True)
class _Scope:
    """The resources of some actions, and why they are no narrower. `{role}` is the name of the role."""

    name: str
    resources: tuple[str, ...]
    reason: str
    actions: tuple[str, ...] = ()


_ACCOUNT = "arn:{partition}:iam::{account}:"
_OWN_ROLE = f"{_ACCOUNT}role/{{role}}"

# Every other action is about a user.
_USERS = _Scope("Users", (f"{_ACCOUNT}user/*",), "Any user may have a leaked key.")
_SCOPES = (
    _Scope(
        "Account",
        ("*",),
        "Resource *: AWS supports no other for these actions.",
        (
            "access-analyzer:ListAnalyzers",
            "bedrock:GetModelInvocationLoggingConfiguration",
            "cloudtrail:DescribeTrails",
            "cloudtrail:LookupEvents",
            "ec2:DescribeRegions",
            "guardduty:GetFindings",
            "guardduty:ListDetectors",
            "guardduty:ListFindings",
            "iam:GetAccountAuthorizationDetails",
            "iam:GetServiceLastAccessedDetails",
            "iam:ListAccountAliases",
            "iam:ListUsers",
            "iam:ListVirtualMFADevices",
            "secretsmanager:ListSecrets",
            # AWS documents no resource for sessions.
            "signin:BatchRevokeSessions",
            "signin:ListSessions",
            "sts:GetCallerIdentity",
        ),
    ),
    _Scope(
        "Analyzers",
        ("arn:{partition}:access-analyzer:*:{account}:analyzer/*",),
        "An analyzer has any name, in any Region.",
        ("access-analyzer:ListFindings",),
    ),
    _USERS,
    _Scope(
        "SecurityHub",
        ("arn:{partition}:securityhub:*:{account}:hub/default",),
        "Findings are sent in the Region of the session.",
        ("securityhub:DescribeHub", "securityhub:GetFindings"),
    ),
    _Scope(
        "Findings",
        ("arn:{partition}:securityhub:*:{account}:product/{account}/default",),
        "Findings of the account's own product, in the Region of the session.",
        ("securityhub:BatchImportFindings",),
    ),
    _Scope(
        "Metrics",
        ("*",),
        "Resource *: only datasets are resources of this action, and the metrics of Bedrock are in none.",
        ("cloudwatch:GetMetricData",),
    ),
    _Scope(
        "Policies",
        (f"{_ACCOUNT}policy/*", "arn:{partition}:iam::aws:policy/*"),
        "A user may have any managed policy, of the account or of AWS.",
        ("iam:GetPolicy", "iam:GetPolicyVersion"),
    ),
    _Scope(
        "Roles",
        (f"{_ACCOUNT}role/*",),
        "A leaked session key may be of any role.",
        ("iam:DeleteRolePolicy", "iam:GetRole", "iam:GetRolePolicy", "iam:ListRolePolicies", "iam:PutRolePolicy"),
    ),
    _Scope(
        "Groups",
        (f"{_ACCOUNT}group/*",),
        "A user may be in any group.",
        (
            "iam:AddUserToGroup",
            "iam:GetGroupPolicy",
            "iam:ListAttachedGroupPolicies",
            "iam:ListGroupPolicies",
            "iam:RemoveUserFromGroup",
        ),
    ),
    _Scope(
        "MfaDevices",
        (f"{_ACCOUNT}mfa/*",),
        "The ARN of a virtual MFA device does not contain its user.",
        ("iam:DeleteVirtualMFADevice",),
    ),
    _Scope(
        "OwnRole",
        (_OWN_ROLE,),
        "Before a deletion, bks simulates what its own role is allowed to do.",
        ("iam:SimulatePrincipalPolicy",),
    ),
)
_SCOPE_OF = {action: scope for scope in _SCOPES for action in scope.actions}
_READS = ("Describe", "Generate", "Get", "List", "Lookup", "Simulate")
# With these on itself, a role could give itself any permission.
_EXTENDING = ("iam:DeleteRolePolicy", "iam:PutRolePolicy")


def statements(actions: Iterable[str], role: str) -> Iterator[Statement]:
    """The statements that allow a role exactly these actions, reads first, but not to change its own policies."""
    ordered = sorted(set(actions))
    for verb in ("Read", "Change"):
        for scope in _SCOPES:
            chosen = tuple(each for each in ordered if (_verb(each), _SCOPE_OF.get(each, _USERS)) == (verb, scope))
            if chosen:
                resources = tuple(each.replace("{role}", role) for each in scope.resources)
                yield Statement(f"{verb}{scope.name}", chosen, resources, scope.reason)
    extending = tuple(each for each in ordered if each in _EXTENDING)
    if extending:
        own = (_OWN_ROLE.replace("{role}", role),)
        yield Statement("DenyOwnRole", extending, own, "Whoever assumes the role cannot extend it.", allows=False)


def _verb(action: str) -> str:
    return "Read" if action.partition(":")[2].startswith(_READS) else "Change"
