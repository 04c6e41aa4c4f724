"""What is about to be written to AWS, and how it went, as the app shows it before and after."""

from __future__ import annotations

from bks_tui.core.account import Account
from bks_tui.core.actions_taken import ActionTaken, Outcome
from bks_tui.core.evidence import Known
from bks_tui.core.plans import Plan
from bks_tui.tui.cells import Line, Option, Section, Tone, cell

CARRY_OUT = "carry out"


def plan_sections(plan: Plan) -> tuple[Section, ...]:
    """The whole plan: where, what, what it stops, what it leaves, and how it is taken back."""
    key, service = plan.key, plan.key.service
    lines = (
        Line("account", cell(_account(plan.evidence.account), Tone.STRONG)),
        Line("as", cell(plan.evidence.account.caller_arn)),
        Line("key", cell(f"{service.title if service else key.service_name}, {key.alias}, {key.status}")),
        *(Line("stops", cell(sentence)) for sentence in plan.stops),
        *(Line("leaves", cell(sentence)) for sentence in plan.leaves),
        Line("take back", cell(plan.undo_command or "in the IAM console: activate the key again")),
    )
    return (Section(cell(plan.change.title, Tone.STRONG), lines),)


def _account(account: Account) -> str:
    alias = f" ({account.alias.value})" if isinstance(account.alias, Known) and account.alias.value else ""
    return f"{'DEMO ' if account.demo else ''}{account.account_id}{alias}"


def plan_options() -> list[Option]:
    """What can be answered: not to do it first, under the cursor."""
    return [
        Option("cancel", cell("Cancel"), cell("nothing is written", Tone.DIM)),
        Option(CARRY_OUT, cell("Make it inactive"), cell("read again, journalled, written, verified", Tone.DIM)),
    ]


_TONES = {Outcome.VERIFIED: Tone.ACTIVE, Outcome.UNSEEN: Tone.UNKNOWN, Outcome.FAILED: Tone.AT_RISK}


def action_sections(action: ActionTaken, journal: str) -> tuple[Section, ...]:
    """How it went, where it is written down, and how it is taken back."""
    lines = [Line("", cell(action.title)), *([Line("", cell(action.detail))] if action.detail else [])]
    if action.outcome is not Outcome.FAILED and action.undo_command:
        lines.append(Line("take back", cell(action.undo_command)))
    lines.append(Line("journal", cell(journal)))
    return (Section(cell(action.outcome.sentence, _TONES.get(action.outcome, Tone.UNKNOWN)), tuple(lines)),)
