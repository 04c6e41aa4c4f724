"""What each source of findings is asked about a subject."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeAlias

from bks_tui.aws.access_analyzer import access_analyzer_findings
from bks_tui.aws.api import Api
from bks_tui.aws.guardduty import guardduty_findings
from bks_tui.aws.iam.last_accessed import service_uses
from bks_tui.aws.secrets_manager import secret_findings
from bks_tui.aws.sign_in import LIST_SESSIONS, sign_in_sessions
from bks_tui.core.account.account import Account
from bks_tui.core.errors import ServiceError
from bks_tui.core.evidence import Known, Unread
from bks_tui.core.timeline.findings import FindingSource, SourceFinding
from bks_tui.core.timeline.iam_findings import session_finding, use_findings, use_notes
from bks_tui.operations.findings.subject import FindingSubject

_NO_USER = "the target is no user"
_OTHER_COPIES = (
    "found by the names of the user and the ids of its CloudWatch keys in the name, description or tags of a secret: "
    "a copy that mentions none of them is not found"
)


@dataclass(frozen=True, slots=True)
class Part:
    """What a source returned, for one Region if it has Regions. Not `is_enabled`: the account does not use it there."""

    findings: tuple[SourceFinding, ...] = ()
    notes: tuple[str, ...] = ()
    is_enabled: bool = True


# Asks a service in a Region.
Ask: TypeAlias = Callable[[Api, str], Part]


@dataclass(frozen=True, slots=True)
class Question:
    """What a source is asked: `service` by `ask`, in every enabled Region or in that of the session alone.

    Without `ask` it is not asked, for the reason `why`. `unread` is what else would have to be known to ask for all.
    """

    source: FindingSource
    service: str
    ask: Ask | None = None
    everywhere: bool = True
    why: str = ""
    unread: Unread | None = None


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What the questions depend on apart from the subject."""

    account: Account
    now: datetime
    seconds_between_looks: float


def questions(subject: FindingSubject, about: Circumstances) -> tuple[Question, ...]:
    """What each source is asked about a subject."""
    return (
        _guardduty(subject),
        _access_analyzer(subject),
        _last_accessed(subject, about),
        _sign_in(subject, about),
        _secrets_manager(subject),
    )


def _guardduty(subject: FindingSubject) -> Question:
    def ask(api: Api, region: str) -> Part:
        return _part(guardduty_findings(api, region, subject.names, subject.access_key_ids))

    if not (subject.names or subject.access_key_ids):
        return Question(FindingSource.GUARDDUTY, "guardduty", why="the target is no user, role or access key")
    return Question(FindingSource.GUARDDUTY, "guardduty", ask, unread=subject.unread)


def _access_analyzer(subject: FindingSubject) -> Question:
    arns = (*(user.arn for user in subject.users if user.arn), *subject.role_arns)

    def ask(api: Api, region: str) -> Part:
        return _part(access_analyzer_findings(api, region, arns))

    why = "" if arns else "the target is not a user or role that exists today"
    return Question(
        FindingSource.ACCESS_ANALYZER, "accessanalyzer", ask if arns else None, why=why, unread=subject.unread_record
    )


def _last_accessed(subject: FindingSubject, about: Circumstances) -> Question:
    arns = {user.name: user.arn for user in subject.users if user.arn}

    def ask(api: Api, _: str) -> Part:
        uses = {name: service_uses(api, arn, about.seconds_between_looks) for name, arn in arns.items()}
        return Part(
            tuple(finding for name, found in uses.items() for finding in use_findings(found, arns[name])),
            tuple(note for name, found in uses.items() for note in use_notes(found, name)),
        )

    why = "" if arns else "the target is not a user that exists today"
    return Question(
        FindingSource.LAST_ACCESSED,
        "iam",
        ask if arns else None,
        everywhere=False,
        why=why,
        unread=subject.unread_record,
    )


def _sign_in(subject: FindingSubject, about: Circumstances) -> Question:
    def ask(api: Api, region: str) -> Part:
        found = (each for name in subject.names for each in _session_findings(api, region, name, subject, about))
        return Part(tuple(found), (f"asked in {region}: AWS does not document whether that covers every Region",))

    question = partial(Question, FindingSource.SIGN_IN, "signin", everywhere=False)
    if not subject.is_user:
        return question(why=_NO_USER)
    return question(ask if subject.names else None, unread=subject.unread)


def _session_findings(
    api: Api, region: str, name: str, subject: FindingSubject, about: Circumstances
) -> Iterator[SourceFinding]:
    # Where the path is unknown, as of a user that is gone, the sessions of the account are searched for its name.
    user = next((user for user in subject.users if user.name == name), None)
    account = about.account
    sessions = sign_in_sessions(api, account.partition, account.account_id, name, user.path if user else "")
    if sessions is None:
        message = f"{LIST_SESSIONS} takes users of the partition aws only, not of {account.partition}"
        raise ServiceError(message, operation=LIST_SESSIONS)
    for session in sessions:
        if session.is_active(about.now):
            yield session_finding(session, user.has_password if user else Known(False), region)


def _secrets_manager(subject: FindingSubject) -> Question:
    def ask(api: Api, region: str) -> Part:
        return Part(secret_findings(api, region, subject.secret_words), (_OTHER_COPIES,))

    question = partial(Question, FindingSource.SECRETS_MANAGER, "secretsmanager")
    if not subject.is_user:
        return question(why=_NO_USER)
    if not subject.may_have_metrics_key:
        return question(why="the user has no key of CloudWatch metrics")
    return question(ask if subject.secret_words else None, unread=subject.unread)


def _part(findings: tuple[SourceFinding, ...] | None) -> Part:
    return Part(is_enabled=False) if findings is None else Part(findings)
