"""What AWS says of the whole subject after an operation, compared with what it should say."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bks_tui.core.account.account import Account
from bks_tui.core.iam.labels import PASSWORD_LABEL, inline_policy_label
from bks_tui.core.iam.sign_in import REVOKED
from bks_tui.core.iam.user import STOPPED
from bks_tui.core.response.athena_kinds import DATABASE, TABLE, WORKGROUP
from bks_tui.core.response.changes import ObservedState, differences
from bks_tui.core.response.deny_policies import REVOCATION_POLICY
from bks_tui.core.response.plan import Plan, SubjectKind
from bks_tui.core.response.sign_in_kinds import SESSION_LABEL
from bks_tui.core.scan.holds import CONTAINMENT_POLICY

# What a person or a program can sign in or call with.
_CREDENTIALS = (
    "API key ",
    "credential ",
    "access key ",
    "SSH public key ",
    "signing certificate ",
    PASSWORD_LABEL,
    SESSION_LABEL,
)
_DENIALS = tuple(map(inline_policy_label, (CONTAINMENT_POLICY, REVOCATION_POLICY)))
_PERMISSIONS = ("group ", "attached policy ", "inline policy ", "permissions boundary")
_OF_A_TABLE = (DATABASE, TABLE, WORKGROUP)
_AT_A_TARGET = ("at the target", "service control policies", "target", "organization")


@dataclass(frozen=True, slots=True)
class Unexpected:
    """What differs from the expected state, each a text.

    `working` are credentials that work, `released` are denials that are gone, `permissions` what else the
    subject may do now, `unread` what could not be read any more.
    """

    working: tuple[str, ...] = ()
    released: tuple[str, ...] = ()
    permissions: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def is_harmful(self) -> bool:
        """Whether the operation is not done because of it."""
        return bool(self.working or self.released or self.permissions)


def unexpected(plan: Plan, expected: ObservedState, found: ObservedState, known: Mapping[str, str]) -> Unexpected:
    """Compare what AWS says with what it should say; `known` is what else is known of each thing, its creation too."""
    if plan.subject.kind is SubjectKind.TARGET:
        return Unexpected(permissions=_changes(expected, found, _AT_A_TARGET))
    if plan.subject.kind is SubjectKind.TABLE:
        return Unexpected(permissions=_changes(expected, found, _OF_A_TABLE))
    if plan.subject.kind is SubjectKind.PRODUCT:
        return Unexpected()
    released = tuple(f"{label} ({_became(found, label)})" for label in _DENIALS if _is_released(expected, found, label))
    return Unexpected(
        working=tuple(_working(expected, found, known)),
        released=released,
        permissions=_changes(expected, found, _PERMISSIONS, but=_DENIALS),
        unread=tuple(f"{what.strip()}: {why}" for what, why in found.unread.items() if what not in expected.unread),
    )


def _working(expected: ObservedState, found: ObservedState, known: Mapping[str, str]) -> Iterator[str]:
    for about, state in found.known.items():
        is_credential = about.startswith(_CREDENTIALS) and state not in (*STOPPED, REVOKED)
        if is_credential and expected.known.get(about) != state and expected.why_unread(about) is None:
            yield f"{about} ({known.get(about, state)})"


def _is_released(expected: ObservedState, found: ObservedState, label: str) -> bool:
    if label not in expected.known or found.why_unread(label):
        return False
    return found.known.get(label) != expected.known[label]


def _became(found: ObservedState, label: str) -> str:
    return "changed" if label in found.known else "deleted"


def _changes(
    expected: ObservedState, found: ObservedState, beginnings: tuple[str, ...], but: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """The differences in what begins so, as far as both were read."""
    unread = {**expected.unread, **found.unread}
    parts = (
        ObservedState({about: facts.known[about] for about in facts.known if about.startswith(beginnings)}, unread)
        for facts in (_without(expected, but), _without(found, but))
    )
    return differences(*parts)


def _without(facts: ObservedState, labels: tuple[str, ...]) -> ObservedState:
    return ObservedState({about: state for about, state in facts.known.items() if about not in labels}, facts.unread)


def sentences(found: Unexpected, plan: Plan) -> tuple[str, ...]:
    """What is unexpected, for a person, and the next command."""
    parts = (
        ("Still working: {}.", found.working),
        ("No longer denied: {}.", found.released),
        ("Changed in the meantime: {}.", found.permissions),
    )
    sentences = tuple(words.format("; ".join(items)) for words, items in parts if items)
    command = next_command(plan, found)
    return (*sentences, f"Next: {command}") if command else sentences


def next_command(plan: Plan, found: Unexpected) -> str:
    """What contains the subject again; empty where no command does."""
    if not (found.working or found.released) or plan.subject.kind not in (SubjectKind.USER, SubjectKind.ROLE):
        return ""
    about = plan.subject.arn if plan.subject.kind is SubjectKind.ROLE else plan.subject.name
    words = ["bks", *_session_options(plan.account), "revoke-key", about]
    if getattr(plan.request, "allow_ordinary_user", False):
        words.append("--allow-ordinary-user")
    if any(each.startswith(PASSWORD_LABEL) for each in found.working):
        words.append("--delete-login-profile")
    if any(each.startswith(SESSION_LABEL) for each in found.working):
        words.append("--end-sign-in-sessions")
    return shlex.join(words)


def _session_options(account: Account) -> tuple[str, ...]:
    if account.demo:
        return ("--demo",)
    return ("--profile", account.profile) if account.profile else ()
