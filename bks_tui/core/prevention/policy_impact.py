"""What a policy would have denied: each key, password and phantom user of a scan, tested against the policy."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bks_tui.core.evidence import Known, known_items
from bks_tui.core.iam.policy_evaluation import RequestContext, denies
from bks_tui.core.iam.user import ServiceSpecificCredential, User
from bks_tui.core.prevention.policies import ServiceControlPolicy
from bks_tui.core.scan.findings import Finding


def exposure(policy: ServiceControlPolicy, findings: Iterable[Finding]) -> tuple[str, ...]:
    """Everything in the findings that the policy would have denied to create, a sentence each."""
    document = policy.document
    return tuple(
        what for finding in findings for what, request in _creations(finding.user) if denies(document, request)
    )


def _creations(user: User) -> Iterator[tuple[str, RequestContext]]:
    """The requests that created a user and its credentials."""
    arn = user.record.value.arn if isinstance(user.record, Known) else f"arn:aws:iam::000000000000:user/{user.name}"
    yield f"user {user.name}", RequestContext("iam:CreateUser", arn)
    for key in user.api_keys:
        yield f"API key {key.credential_id} of {user.name}", _key_creation(key, arn)
    for access_key in known_items(user.access_keys):
        yield f"access key {access_key.access_key_id} of {user.name}", RequestContext("iam:CreateAccessKey", arn)
    if isinstance(user.login_profile, Known) and user.login_profile.value:
        yield f"password of {user.name}", RequestContext("iam:CreateLoginProfile", arn)


def _key_creation(key: ServiceSpecificCredential, arn: str) -> RequestContext:
    age = {} if key.expires is None else {"iam:ServiceSpecificCredentialAgeDays": str((key.expires - key.created).days)}
    context = {"iam:ServiceSpecificCredentialServiceName": key.service_name, **age}
    return RequestContext("iam:CreateServiceSpecificCredential", arn, context)
