"""Plans and operations to test with: of invented users, made by the same functions as the real ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bks_tui.core.account.account import Account
from bks_tui.core.evidence import Evidence, Known, Unread
from bks_tui.core.iam.user import PublicKey, User
from bks_tui.core.journal import records as operation_records
from bks_tui.core.response.changes import Change, ObservedState, Step
from bks_tui.core.response.operation import Operation, Outcome, RollBackStep, StepOutcome, StepTaken
from bks_tui.core.response.plan import ExecutionMode, Plan, PlanKind, Subject, SubjectKind
from bks_tui.core.response.plan_cleanup import plan_cleanup
from bks_tui.core.response.plan_contain import plan_revocation
from bks_tui.core.response.requests import CleanUpRequest, RevokeRequest
from bks_tui.core.response.user_state import UserEvidence
from bks_tui.storage.journal import Journal
from tests.support.users import NOW, an_account, user


def evidence(
    subject: User | None = None,
    *,
    ssh_public_keys: Mapping[str, str] | Unread | None = None,
    signing_certificates: Mapping[str, str] | Unread | None = None,
    account: Account | None = None,
) -> UserEvidence:
    """All about a user, by default a phantom with one active API key."""
    whole = replace(
        subject or user(),
        ssh_public_keys=_listed(ssh_public_keys),
        signing_certificates=_listed(signing_certificates),
    )
    return UserEvidence(account or an_account(), whole)


def _listed(given: Mapping[str, str] | Unread | None) -> Evidence[tuple[PublicKey, ...]]:
    return given if isinstance(given, Unread) else Known(tuple(PublicKey(*each) for each in (given or {}).items()))


def orphan(**more: object) -> User:
    """A phantom without any credential, or with the given ones."""
    fields: dict[str, object] = {"service_credentials": (), **more}
    return user(**fields)  # type: ignore[arg-type]


def a_revocation(subject: User | None = None, **more: object) -> Plan:
    """The plan that revokes the keys of a user; `more` is of the request."""
    subject = subject or user()
    return plan_revocation(RevokeRequest(subject.name, **more), evidence(subject))  # type: ignore[arg-type]


def a_cleanup(subject: User | None = None, **more: object) -> Plan:
    """The plan that deletes an orphan; `more` is of the request."""
    subject = subject or orphan()
    return plan_cleanup(CleanUpRequest(subject.name, **more), evidence(subject), NOW)  # type: ignore[arg-type]


def calls(plan: Plan) -> list[tuple[str, str]]:
    """What a plan asks for, and about what."""
    return [(step.change.operation.partition(":")[2], step.change.about) for step in plan.steps]


def an_operation(
    outcome: Outcome | None = Outcome.DONE,
    *,
    plan: Plan | None = None,
    steps: StepOutcome = StepOutcome.VERIFIED,
    operation_id: str = "3f2a91c4",
    reason: str = "",
    error: str = "",
) -> Operation:
    """A plan that was carried out at NOW, by default the containment of a phantom; all its steps went alike."""
    plan = plan or a_revocation(delete_keys=False)
    taken = tuple(StepTaken(step, steps, NOW, "Active", error) for step in plan.steps)
    return Operation(operation_id, NOW, plan, taken, outcome=outcome, reason=reason)


def hostile_operation(text: str) -> Operation:
    """An operation in which every text that AWS gives holds `text`."""
    change = Change("iam:UpdateAccessKey", {"UserName": text, "PolicyDocument": text}, text, (text,), text)
    plan = Plan(
        title=text,
        kind=PlanKind.CONTAIN,
        order=ExecutionMode.INDEPENDENT,
        request=RevokeRequest(text, only_key=text),
        account=replace(an_account(alias=text), caller_arn=text),
        subject=Subject(SubjectKind.USER, text, text, text),
        facts=ObservedState({text: text}, {text: text}),
        steps=(Step(text, change, text, text, (change,)),),
        ends=(text,),
        leaves=(text,),
        gaps=(text,),
        holds=(text,),
        continues=text,
    )
    operation = an_operation(Outcome.UNVERIFIED, plan=plan, reason=text, error=text, operation_id=text)
    return replace(operation, rollback=(RollBackStep(change, StepOutcome.FAILED, text),), undone_by=text)


def write_down(journal: Journal, operation: Operation) -> None:
    """Write an operation to a journal, as it went."""
    journal.write(operation_records.operation_started(operation))
    for number, taken in enumerate(operation.steps):
        journal.write(operation_records.step_started(operation, number, taken, NOW))
        journal.write(operation_records.step_finished(operation, number, taken, NOW))
    if operation.outcome:
        journal.write(operation_records.operation_finished(operation, operation.outcome, operation.reason, NOW))
