"""Plans, operations and skipped targets as text, for a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bks_tui.core.document import Block, KeyValue, KeyValues
from bks_tui.core.response.description import operation_rows, outcome_row, plan_section
from bks_tui.core.response.operation import Operation
from bks_tui.core.response.plan import Plan
from bks_tui.core.text import sanitize
from bks_tui.export import formatting as words
from bks_tui.export.document.to_text import terminal_lines
from bks_tui.export.response.to_json import SkippedTarget


def target_lines(
    target: Operation | Plan | SkippedTarget, command: Callable[..., str], width: int | None
) -> Iterator[str]:
    """One target of a command: the result, the plan, or why it was skipped. A `command` on the journal undoes it."""
    return terminal_lines(_blocks(target, command), width)


def _blocks(target: Operation | Plan | SkippedTarget, command: Callable[..., str]) -> Iterator[Block]:
    match target:
        case Plan():
            yield KeyValues((KeyValue("would", target.title),))
            yield from plan_section(target).blocks
        case Operation():
            title = KeyValue("", target.plan.title)
            yield KeyValues((title, outcome_row(target), *operation_rows(target, command)))
        case SkippedTarget(name, reason, holds):
            held = (KeyValue("held", hold) for hold in holds)
            yield KeyValues((KeyValue("skipped", f"{name}: {reason}"), *held))


def record_lines(operation: Operation, command: Callable[..., str], width: int | None) -> Iterator[str]:
    """One operation as the journal has it: its plan, the state before, and the result of each step."""
    plan = operation.plan
    before = (KeyValue("before", f"{about}: {state}") for about, state in plan.facts.known.items())
    known = (KeyValue("known", f"{about}: {fact}") for about, fact in plan.snapshot.items())
    result = (*before, *known, outcome_row(operation), *operation_rows(operation, command))
    yield operation_line(operation)
    yield from terminal_lines((*plan_section(plan).blocks, KeyValues(result)), width)


def operation_line(operation: Operation) -> str:
    """An operation in one line: its id, when, what, and how it ended."""
    ended = operation.outcome.label if operation.outcome else "unfinished"
    undone = f", undone by {operation.undone_by[:8]}" if operation.undone_by else ""
    continued = f", resumed by {operation.continued_by[:8]}" if operation.continued_by else ""
    account = operation.plan.account
    # Without a role it is the account of whoever reads the journal.
    where = f" in account {account.account_id}" if account.role else ""
    begun = words.format_seconds_utc(operation.begun_at)
    sentence = f"{operation.operation_id[:8]}  {begun}  {operation.plan.title}{where}: {ended}"
    return sanitize(f"{sentence}{continued}{undone}", words.LONGEST)
