"""What is known about an incident → the content of its report. Pure.

It says what was read, what could not be read, and what to do next. It draws no conclusions beyond the
evidence.
"""

from __future__ import annotations

from collections.abc import Iterator

from bks_tui.core.account.bks_command import bks_command
from bks_tui.core.document import Block, BulletList, Document, KeyValue, KeyValues, Paragraph, Section, Table
from bks_tui.core.report.cost_section import cost_section
from bks_tui.core.report.findings_section import findings_sections
from bks_tui.core.report.incident import Incident
from bks_tui.core.report.next_steps import instructions
from bks_tui.core.report.summary import summary_sentences
from bks_tui.core.report.timeline_section import timeline_sections
from bks_tui.core.report.user_section import user_sections
from bks_tui.core.response.changes import change_command
from bks_tui.core.response.description import outcome_sentence
from bks_tui.core.response.operation import Operation
from bks_tui.core.response.record_check import record_fault
from bks_tui.core.scan.findings import Finding
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.coverage import source_lines

_ELSEWHERE = (
    "This list comes from the journal of bks on this machine. Actions from other machines or with other tools are in "
    "the timeline, as far as CloudTrail records them."
)


def incident_report(incident: Incident) -> Document:
    """The content of the report, in the order in which it is read."""
    subject = incident.subject
    if isinstance(subject, Finding):
        about = user_sections(subject, incident.policy_documents, incident.rating)
    else:
        about = (Section("Who", (Paragraph(subject.reason),)),)
    return Document(
        f"Incident report: {incident.timeline.target.text}",
        (
            Section("Summary", tuple(_summary(incident))),
            *about,
            *timeline_sections(incident.timeline),
            *findings_sections(incident.timeline),
            cost_section(incident.cost),
            Section("Actions taken", tuple(_actions(incident))),
            Section("What could not be read", tuple(_unread(incident))),
            Section("Recommended next steps", tuple(step.section for step in incident.next_steps)),
        ),
    )


def _summary(incident: Incident) -> Iterator[Block]:
    timeline, subject = incident.timeline, incident.subject
    account = timeline.account
    if account.demo:
        yield Paragraph("Created from the simulated demo account: nothing in this report is real.")
    yield BulletList(summary_sentences(incident))
    rows = [
        KeyValue("Target", timeline.target.description),
        KeyValue("Account", account.account_id or "unknown"),
        *([KeyValue("Role", account.role_arn)] if account.role_arn else ()),
        *([KeyValue("Caller", account.caller_arn)] if account.caller_arn else ()),
        KeyValue("Created", incident.made_at),
    ]
    if isinstance(subject, Finding):
        rows.append(KeyValue("Status", f"{subject.assessment.status.value}: {'; '.join(subject.assessment.reasons)}"))
    rows += [
        KeyValue(
            "Events",
            f"{len(timeline.events)} in {pluralize(timeline.days, 'day')}, {len(timeline.signals)} with a signal",
        ),
        KeyValue(
            "Completeness",
            "complete" if incident.complete else f"INCOMPLETE: {pluralize(len(incident.not_read), 'gap')}, see below",
        ),
    ]
    yield KeyValues(tuple(rows))


def _actions(incident: Incident) -> Iterator[Block]:
    if not incident.actions_taken:
        yield Paragraph("bks has changed nothing in AWS for this target.")
    for operation in incident.actions_taken:
        yield from _operation(operation, is_trusted=incident.journal_is_verified and record_fault(operation) is None)
    yield Paragraph(_ELSEWHERE)


def _operation(operation: Operation, *, is_trusted: bool) -> Iterator[Block]:
    """One operation: when, by whom, its outcome, each of its calls, and the commands that undo it.

    A record that may have been edited provides no commands.
    """
    when = f"{operation.begun_at:%Y-%m-%d %H:%M:%S} UTC"
    steps = reversed(operation.effective_steps) if is_trusted else ()
    undo = [change for step_result in steps for change in step_result.step.undo]
    account = operation.plan.account
    by_hand = filter(None, (change_command(account, change) for change in undo))
    commands = (bks_command(account, "journal", "undo", operation.operation_id), *by_hand) if undo else ()
    texts = (
        outcome_sentence(operation),
        f"It was undone by operation {operation.undone_by}." if operation.undone_by else "",
        "To undo it, run the first command on the same machine, or else the other commands:" if undo else "",
    )
    is_undone = operation.undone_by is not None
    yield instructions(
        f"{when}, {operation.plan.account.caller_arn}: {operation.plan.title}",
        " ".join(filter(None, texts[:2] if is_undone else texts)),
        () if is_undone else commands,
    )
    yield Table(
        ("Call", "What it does", "Outcome"),
        tuple(
            (
                result.step.change.operation,
                result.step.title,
                ": ".join(filter(None, (result.outcome.label, result.error))),
            )
            for result in operation.steps
        ),
    )


def _unread(incident: Incident) -> Iterator[Block]:
    if incident.not_read:
        yield Paragraph("Could not be read (not the same as empty):")
        yield BulletList(incident.not_read)
    else:
        yield Paragraph("All requested data could be read.")
    if incident.timeline.remarks:
        yield Paragraph("Caveats:")
        yield BulletList(incident.timeline.remarks)
    sources = tuple(source_lines(incident.timeline.coverage))
    if sources:
        yield Paragraph("What was read:")
        yield BulletList(sources)
    yield Paragraph(f"Not covered by {incident.timeline.source_names}:")
    yield BulletList(incident.timeline.limits)
