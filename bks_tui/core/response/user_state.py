"""All that a plan about a user stands on: the user with everything that hinders or outlives its deletion, as facts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from bks_tui.core.account.account import Account
from bks_tui.core.errors import UsageError
from bks_tui.core.evidence import Cause, Evidence, Known, Unread, known_items
from bks_tui.core.iam.labels import (
    ATTACHED,
    ENABLED,
    EXISTS,
    MEMBER,
    PASSWORD_LABEL,
    access_key_label,
    attached_policy_label,
    credential_label,
    inline_policy_label,
    password_state,
    user_label,
)
from bks_tui.core.iam.policy_document import document_state
from bks_tui.core.iam.sign_in import SignInSession
from bks_tui.core.iam.user import InlinePolicy, PublicKey, User, UserKind
from bks_tui.core.response.changes import ObservedState
from bks_tui.core.response.plan import Subject, SubjectKind
from bks_tui.core.response.sign_in_kinds import SESSION_LABEL

T = TypeVar("T")

_MOMENT = "%Y-%m-%dT%H:%M:%SZ"

Told: TypeAlias = Iterator[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class UserEvidence:
    """A user of an account, read for a plan: its MFA devices of all kinds, its SSH public keys and certificates too.

    The sign-in sessions that have not expired are read only if they are to be ended; else they are None.
    """

    account: Account
    user: User
    sign_in_sessions: Evidence[tuple[SignInSession, ...]] | None = None

    @property
    def ssh_public_keys(self) -> Evidence[tuple[PublicKey, ...]]:
        """The SSH public keys."""
        return self.user.ssh_public_keys or Unread(Cause.FAILED, "iam:ListSSHPublicKeys", "not asked")

    @property
    def signing_certificates(self) -> Evidence[tuple[PublicKey, ...]]:
        """The signing certificates."""
        return self.user.signing_certificates or Unread(Cause.FAILED, "iam:ListSigningCertificates", "not asked")


def may_be_in_use(user: User) -> str:
    """Why a user that is not a phantom user is not simply stopped: the end of a sentence about it."""
    kind = "an ordinary IAM user" if user.kind is UserKind.ORDINARY else "only probably a phantom user, by its name,"
    return f"is {kind} and may be in use by people or workloads"


def no_user(account: Account) -> ObservedState:
    """What AWS says where there is no such user."""
    return ObservedState({"account": account.account_id}, {})


def user_facts(evidence: UserEvidence) -> ObservedState:
    """What AWS says of the user, thing by thing."""
    user, facts = evidence.user, _Facts()
    facts.known |= {"account": evidence.account.account_id, user_label(user.name): EXISTS}
    facts.add(user.record, ("user id", "path"), lambda it: iter((("user id", it.user_id), ("path", it.path))))
    facts.add(user.tags, ("tag ",), lambda it: ((f"tag {key}", value) for key, value in it))
    facts.add(user.permissions_boundary, ("permissions boundary",), _boundary)
    facts.add(
        user.service_credentials,
        ("API key ", "credential "),
        lambda it: ((credential_label(each), each.status) for each in it),
    )
    facts.add(
        user.access_keys,
        ("access key ",),
        lambda it: ((access_key_label(each.access_key_id), each.status) for each in it),
    )
    facts.add(
        user.login_profile, (PASSWORD_LABEL,), lambda it: iter([(PASSWORD_LABEL, password_state(it))] if it else [])
    )
    facts.add(
        user.mfa_devices, ("MFA device ",), lambda it: ((f"MFA device {each}", ENABLED) for each in it.serial_numbers)
    )
    if isinstance(user.mfa_devices, Known) and user.mfa_devices.value.others:
        facts.unread["MFA device "] = str(user.mfa_devices.value.others)
    facts.add(user.groups, ("group ",), lambda it: ((f"group {each}", MEMBER) for each in it))
    facts.add(
        user.attached_policies,
        ("attached policy ",),
        lambda it: ((attached_policy_label(each.arn), ATTACHED) for each in it),
    )
    facts.add(user.inline_policies, ("inline policy ",), facts.documents)
    facts.add(evidence.ssh_public_keys, ("SSH public key ",), _listed("SSH public key"))
    facts.add(evidence.signing_certificates, ("signing certificate ",), _listed("signing certificate"))
    if evidence.sign_in_sessions is not None:
        facts.add(
            evidence.sign_in_sessions,
            (SESSION_LABEL,),
            lambda it: ((f"{SESSION_LABEL}{each.arn}", each.status) for each in it),
        )
    return ObservedState(facts.known, facts.unread)


def user_snapshot(evidence: UserEvidence) -> Mapping[str, str]:
    """What else is known of the user and its credentials, thing by thing: AWS forgets it when it deletes them."""
    user = evidence.user
    known = {
        credential_label(each): f"alias {each.alias or 'none'}; {each.service_name}; created {each.created:{_MOMENT}}; "
        + (f"expires {each.expires:{_MOMENT}}" if each.expires else "never expires")
        for each in known_items(user.service_credentials)
    }
    for key in known_items(user.access_keys):
        use = key.last_used.value if isinstance(key.last_used, Known) else None
        last = f"; last used {use.when:{_MOMENT}} in {use.region} for {use.service}" if use else ""
        known[access_key_label(key.access_key_id)] = f"created {key.created:{_MOMENT}}{last}"
    if isinstance(user.login_profile, Known) and user.login_profile.value:
        known[PASSWORD_LABEL] = f"created {user.login_profile.value.created:{_MOMENT}}"
    for session in known_items(evidence.sign_in_sessions or Known(())):
        known[f"{SESSION_LABEL}{session.arn}"] = (
            f"{session.client}; created {session.issued:{_MOMENT}}; expires {session.expires:{_MOMENT}}"
        )
    if isinstance(user.record, Known):
        known[user_label(user.name)] = f"{user.record.value.arn}; created {user.record.value.created:{_MOMENT}}"
    return known


class _Facts:
    def __init__(self) -> None:
        self.known: dict[str, str] = {}
        self.unread: dict[str, str] = {}

    def add(self, fact: Evidence[T], beginnings: tuple[str, ...], tell: Callable[[T], Told]) -> None:
        """Take in a fact, or that all whose names begin so is not known."""
        if isinstance(fact, Known):
            self.known.update(tell(fact.value))
        else:
            self.unread.update(dict.fromkeys(beginnings, str(fact)))

    def documents(self, policies: tuple[InlinePolicy, ...]) -> Told:
        """What the inline policies say, as far as that could be read."""
        for policy in policies:
            label = inline_policy_label(policy.name)
            if isinstance(policy.document, Unread):
                self.unread[label] = str(policy.document)
            else:
                yield label, document_state(policy.document.value)


def _boundary(arn: str | None) -> Told:
    return iter([("permissions boundary", arn)] if arn else [])


def _listed(what: str) -> Callable[[tuple[PublicKey, ...]], Told]:
    return lambda it: ((f"{what} {each.key_id}", each.status) for each in it)


def user_subject(evidence: UserEvidence) -> Subject:
    """The user. Raises UsageError where its id could not be read: by its name alone it may be another one by then."""
    record = evidence.user.record
    if not isinstance(record, Known):
        raise UsageError(
            f"the user {evidence.user.name} could not be read: {record}", "Use credentials that may call iam:GetUser."
        )
    return Subject(SubjectKind.USER, evidence.user.name, record.value.arn, record.value.user_id)


def refuse_own_session(account: Account, kind: str, name: str) -> None:
    """Raise UsageError where the session of bks itself is of this `user` or `assumed-role`."""
    what, *names = account.caller_arn.split(":", 5)[5].split("/")
    own = names[-1:] if what == "user" else names[:1]
    if what == kind and own == [name]:
        raise UsageError(
            f"{name} is the identity bks is running as; containing it would lock bks out",
            "Use other credentials, for example another --profile.",
        )
