"""`bks cleanup`: delete orphaned phantom users completely, one at a time."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

import click

from bks_tui.cli.session_options import Invocation, session_options
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode, print_message
from bks_tui.cli.terminal.prompts import ask, show_plan
from bks_tui.cli.write_options import WriteOptions, write_options
from bks_tui.core.errors import (
    AwsError,
    CallerChangedError,
    CancelledError,
    ChangedError,
    ExpiredError,
    NoCredentialsError,
    NotAllowedError,
    UsageError,
)
from bks_tui.core.harmless import safe_name
from bks_tui.core.response.denials import Denials
from bks_tui.core.response.plan_cleanup import NEVER_INCLUDED, standing_holds
from bks_tui.core.response.requests import CleanUpRequest
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.findings import Finding, ScanOptions, ScanProgress, ScanResult
from bks_tui.core.scan.holds import HoldKind
from bks_tui.core.settings import parse_age
from bks_tui.core.text import pluralize

if TYPE_CHECKING:
    from bks_tui.cli.responder import CommandResponder, ResponseResult

_HOLDS = [kind.value for kind in HoldKind if kind not in NEVER_INCLUDED]


def _age(context: click.Context, option: click.Parameter, text: str | None) -> timedelta | None:
    age = parse_age(text) if text is not None else None
    if age is None and text is not None:
        raise click.BadParameter("give hours or days: 24, 24h, 7d", context, option)
    return age


@click.command()
@session_options
@click.option("--user", "users", multiple=True, metavar="NAME", help="Only this user; repeat for more.")
@click.option(
    "--min-age",
    "minimum_age",
    callback=_age,
    metavar="AGE",
    help="Skip younger users.  [default: min_age of the config file, or 24h]",
)
@click.option(
    "--include-held",
    "include_held",
    multiple=True,
    type=click.Choice(_HOLDS),
    metavar="REASON",
    help=f"Override this deletion hold; repeat for more: {', '.join(_HOLDS)}.",
)
@write_options
def cleanup(
    invocation: Invocation,
    *,
    acting: WriteOptions,
    users: tuple[str, ...],
    minimum_age: timedelta | None,
    include_held: tuple[str, ...],
) -> ExitCode:
    """Delete orphaned phantom users with everything on them, one at a time.

    Only phantom users whose API keys, access keys and password could all be read, and none of which is
    active. Shows each user first: y = delete, n = skip, a = delete all remaining, q = quit. Each deletion
    is all-or-nothing. The state before is recorded in the journal, and 'bks journal undo' recreates the
    user, without its keys. A denial that would affect every user ends the run after the first, or asks.

    \b
    Exit codes:
      0    done and verified in AWS, or nothing to do
      1    a user was not deleted: a step failed, or the state changed
      2    wrong usage, or refused
      3    incomplete: something could not be verified or read
      130  interrupted; the journal shows what was done
    """
    from bks_tui.cli.responder import CommandResponder
    from bks_tui.export.response.to_json import SkippedTarget

    responder = CommandResponder(invocation, acting)
    account = responder.identify()
    targets: list[ResponseResult] = list(responder.offer_to_resume())
    age = invocation.config.minimum_age if minimum_age is None else minimum_age
    result = _scan(responder, age)
    chosen, skipped = _choose(result, users, include_held)
    targets += [SkippedTarget(name, reason, holds) for name, reason, holds in skipped]
    print_message(
        f"{pluralize(len(chosen), 'orphaned phantom user')} to review, {len(skipped)} skipped (held or not orphaned)"
    )
    walk = _Walk(responder, CleanUpRequest("", age / timedelta(hours=1), include_held), len(chosen))
    for number, finding in enumerate(chosen, 1):
        targets.append(walk.take(number, finding.user.name))
    code = responder.print_results(account, targets)
    if walk.failed and code is not ExitCode.INTERRUPTED:
        return ExitCode.FAILED
    return ExitCode.INCOMPLETE if code is ExitCode.DONE and not result.complete else code


def _scan(responder: CommandResponder, minimum_age: timedelta) -> ScanResult:
    from bks_tui.cli.terminal.progress import progress_line
    from bks_tui.operations.scan.scan import scan

    options = ScanOptions(minimum_age=minimum_age)
    with cancelled_by_interrupt() as cancelled, progress_line(wanted=True) as show:
        for update in scan(responder.session, options, cancelled):
            if isinstance(update, ScanProgress):
                show(update.phase, update.done, update.total)
            elif isinstance(update, ScanResult):
                for warning in update.warnings:
                    print_message(f"could not be read: {warning}")
                return update
    raise CancelledError("the scan ended without a result")


Skipped: TypeAlias = tuple[str, str, tuple[str, ...]]


def _choose(
    result: ScanResult, users: tuple[str, ...], include_held: tuple[str, ...]
) -> tuple[list[Finding], list[Skipped]]:
    """The users to decide about, and those that are skipped with the reason: all orphans, and whoever was named."""
    named = {finding.user.name: finding for finding in result.findings}
    unknown = [name for name in users if name not in named]
    if unknown:
        raise UsageError(f"no phantom user or holder of an API key is named {', '.join(map(safe_name, unknown))}")
    chosen, skipped = list[Finding](), list[Skipped]()
    for finding in [named[name] for name in users] if users else result.phantoms:
        reason = _why_spared(finding, include_held)
        if reason is None:
            chosen.append(finding)
        elif users or finding.assessment.status is Status.ORPHANED:
            skipped.append((finding.user.name, reason, tuple(hold.reason for hold in finding.assessment.holds)))
    return chosen, skipped


def _why_spared(finding: Finding, include_held: tuple[str, ...]) -> str | None:
    assessment = finding.assessment
    if not finding.user.is_phantom:
        return "it is not a phantom user"
    if assessment.status is not Status.ORPHANED:
        return f"it is {assessment.status.value}: {'; '.join(assessment.reasons)}"
    standing = standing_holds(finding, include_held)
    return f"held: {', '.join(dict.fromkeys(hold.kind.value for hold in standing))}" if standing else None


class _Answer(Enum):
    YES = "y"
    NO = "n"
    ALL = "a"
    QUIT = "q"


@dataclass
class _Walk:
    """One user after the other, as a person decides; `failed` once one could not even be tried.

    A denial that would concern every user ends it, unless a person wants to continue.
    """

    responder: CommandResponder
    request: CleanUpRequest
    total: int
    failed: bool = False
    _answer: _Answer | None = None
    _denials: Denials = field(default_factory=Denials)
    _ended_by: str = ""

    def take(self, number: int, name: str) -> ResponseResult:
        """What becomes of a user."""
        from bks_tui.export.response.to_json import SkippedTarget

        if self._answer is _Answer.QUIT or self.responder.interrupted:
            return SkippedTarget(name, "you stopped before this user")
        if self._ended_by:
            return SkippedTarget(name, f"not attempted: {self._ended_by}")
        try:
            plan = self.responder.plan(replace(self.request, user_name=name))
            if self.responder.acting.dry_run:
                return plan
            if not self.responder.acting.force and self._answer is not _Answer.ALL:
                show_plan(plan)
                self._answer = _ask(number, self.total, plan.subject.name)
                if self._answer in (_Answer.NO, _Answer.QUIT):
                    return SkippedTarget(name, "you skipped it", plan.holds)
            print_message(f"{number}/{self.total} {plan.title}")
            operation = self.responder.execute(plan)
        except (CallerChangedError, ExpiredError, NoCredentialsError):
            raise
        except NotAllowedError as error:
            self.failed = True
            self._end_or_go_on(str(error), number)
            return SkippedTarget(name, f"{error}. {error.remedy}".strip())
        except (ChangedError, UsageError, AwsError) as error:
            self.failed = True
            return SkippedTarget(name, f"{error}. {error.remedy}".strip())
        denied = self._denials.general(operation)
        if denied:
            self._end_or_go_on(f"AWS denied {', '.join(denied)} for {name}", number)
        return operation

    def _end_or_go_on(self, why: str, number: int) -> None:
        """End the run, since the next users would fail alike; a person at a terminal can decide otherwise."""
        left = self.total - number
        if not left or self.responder.interrupted:
            return
        print_message(f"{why}: the other users would probably fail too, and lose credentials")
        if not self.responder.acting.force and self._goes_on(left):
            return
        self._ended_by = why
        print_message(f"Ended: {pluralize(left, 'user')} not attempted")

    def _goes_on(self, left: int) -> bool:
        return not self.responder.acting.dry_run and ask(f"Continue with {pluralize(left, 'user')}? y/N").lower() in (
            "y",
            "yes",
        )


def _ask(number: int, total: int, name: str) -> _Answer:
    """What a person decides; what is none of the answers skips the user."""
    answer = ask(f"{number}/{total} Delete {name}? y delete, n skip, a delete all remaining, q quit [n]").lower()[:1]
    return next((each for each in _Answer if each.value == answer), _Answer.NO)
