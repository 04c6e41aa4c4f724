"""Fresh evidence about whom a plan changes: read whole, each time anew."""

from __future__ import annotations

from bks_tui.aws.answers import ListedUser
from bks_tui.aws.api import Api
from bks_tui.aws.roles import read_role
from bks_tui.aws.users import read_user, service_credentials, signing_certificates, ssh_public_keys
from bks_tui.core.account import Account
from bks_tui.core.changes import Facts
from bks_tui.core.deny_plan import RoleEvidence, role_facts
from bks_tui.core.errors import NotFoundError
from bks_tui.core.evidence import Cause, Unread
from bks_tui.core.plans import Subject, SubjectKind
from bks_tui.core.user_facts import UserEvidence, no_user, user_facts

# One call tells of every kind of device that one user has.
_NO_DEVICE_LIST = Unread(Cause.FAILED, "iam:ListVirtualMFADevices", "not asked")


def user_evidence(iam: Api, account: Account, name: str) -> UserEvidence:
    """The user with everything on it. Raises NotFoundError if it is gone."""
    user = read_user(iam, ListedUser(name), service_credentials(iam, name), _NO_DEVICE_LIST)
    return UserEvidence(account, user, ssh_public_keys(iam, name), signing_certificates(iam, name))


def role_evidence(iam: Api, account: Account, name: str) -> RoleEvidence:
    """The role with its inline policies. Raises AwsError."""
    role = read_role(iam, name)
    return RoleEvidence(account, role.name, role.role_id, role.arn, role.path, role.inline_policies)


def facts_of(iam: Api, account: Account, subject: Subject) -> Facts:
    """What AWS says of the subject of a plan now; of a user that is gone, nothing. Raises AwsError."""
    if subject.kind is SubjectKind.ROLE:
        return role_facts(role_evidence(iam, account, subject.name))
    try:
        return user_facts(user_evidence(iam, account, subject.name))
    except NotFoundError:
        return no_user(account)
