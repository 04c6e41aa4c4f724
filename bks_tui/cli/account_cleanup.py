"""The cleanup of one account: whom it takes, one user after the other, as a person decides."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from enum import Enum
from typing import TYPE_CHECKING, TypeAlias

from bks_tui.cli.plan_ahead import PlanAhead
from bks_tui.cli.terminal.messages import print_message
from bks_tui.cli.terminal.prompts import ask, show_plan
from bks_tui.core.errors import (
    AwsError,
    CallerChangedError,
    ChangedError,
    ExpiredError,
    NoCredentialsError,
    NotAllowedError,
    UsageError,
)
from bks_tui.core.harmless import safe_name
from bks_tui.core.response.denials import Denials
from bks_tui.core.response.plan_cleanup import standing_holds
from bks_tui.core.response.requests import CleanUpRequest
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.findings import Finding, ScanResult
from bks_tui.core.text import pluralize

if TYPE_CHECKING:
    from bks_tui.cli.responder import CommandResponder, ResponseResult
    from bks_tui.export.response.to_json import SkippedTarget


@dataclass(frozen=True)
class CleanUpChoice:
    """Which users a person wants deleted."""

    users: tuple[str, ...]
    minimum_age: timedelta
    include_held: tuple[str, ...]

    @property
    def request(self) -> CleanUpRequest:
        """What is asked for each user."""
        return CleanUpRequest("", self.minimum_age / timedelta(hours=1), self.include_held)


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
        reason = _why_skipped(finding, include_held)
        if reason is None:
            chosen.append(finding)
        elif users or finding.assessment.status is Status.ORPHANED:
            skipped.append((finding.user.name, reason, tuple(hold.reason for hold in finding.assessment.holds)))
    return chosen, skipped


def _why_skipped(finding: Finding, include_held: tuple[str, ...]) -> str | None:
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
class AccountCleanup:
    """One user after the other, as a person decides; `failed` once one could not even be tried.

    A denial that would concern every user ends it, unless a person wants to continue. The `targets` are what became of
    each user so far.
    """

    responder: CommandResponder
    choice: CleanUpChoice
    targets: list[ResponseResult] = field(default_factory=list)
    failed: bool = False
    planning: Callable[[CommandResponder], PlanAhead] = PlanAhead
    _total: int = 0
    _answer: _Answer | None = None
    _denials: Denials = field(default_factory=Denials)
    _ended_by: str = ""

    @property
    def is_ended(self) -> bool:
        """Whether a person ended it: by q, or by Ctrl-C."""
        return self._answer is _Answer.QUIT or self.responder.interrupted

    def take_all(self, result: ScanResult) -> None:
        """Take the users that a scan found. Raises UsageError for a user that it did not find."""
        chosen, skipped = _choose(result, self.choice.users, self.choice.include_held)
        self.targets += [self._skipped(*each) for each in skipped]
        orphans = pluralize(len(chosen), "orphaned phantom user")
        print_message(f"{orphans} to review, {len(skipped)} skipped (held or not orphaned)")
        self._total = len(chosen)
        requests = [replace(self.choice.request, user_name=finding.user.name) for finding in chosen]
        with self.planning(self.responder) as ahead:
            for number, request in enumerate(requests, 1):
                self.targets.append(self._take(number, request, next(iter(requests[number:]), None), ahead))

    @property
    def _asks(self) -> bool:
        """Whether a person decides about each user, who is to see its plan as fresh as can be."""
        return not (self.responder.acting.force or self.responder.acting.dry_run or self._answer is _Answer.ALL)

    def _skipped(self, name: str, reason: str, holds: tuple[str, ...] = ()) -> SkippedTarget:
        from bks_tui.export.response.to_json import SkippedTarget

        account = self.responder.account
        return SkippedTarget(name, reason, holds, account.account_id if account else None)

    def _take(
        self, number: int, request: CleanUpRequest, following: CleanUpRequest | None, ahead: PlanAhead
    ) -> ResponseResult:
        """What becomes of a user; the plan of the one that follows is made meanwhile, unless a person is asked."""
        name = request.user_name
        if self.is_ended:
            return self._skipped(name, "you stopped before this user")
        if self._ended_by:
            return self._skipped(name, f"not attempted: {self._ended_by}")
        try:
            plan = ahead.plan(request)
            if self._asks:
                show_plan(plan)
                self._answer = _ask(number, self._total, plan.subject.name)
                if self._answer in (_Answer.NO, _Answer.QUIT):
                    return self._skipped(name, "you skipped it", plan.holds)
            if self.responder.acting.dry_run:
                return plan
            ahead.begin(None if self._asks else following)
            print_message(f"{number}/{self._total} {plan.title}")
            operation = self.responder.execute(plan)
        except (CallerChangedError, ExpiredError, NoCredentialsError):
            raise
        except NotAllowedError as error:
            self.failed = True
            self._end_or_go_on(str(error), number)
            return self._skipped(name, f"{error}. {error.remedy}".strip())
        except (ChangedError, UsageError, AwsError) as error:
            self.failed = True
            return self._skipped(name, f"{error}. {error.remedy}".strip())
        denied = self._denials.general(operation)
        if denied:
            self._end_or_go_on(f"AWS denied {', '.join(denied)} for {name}", number)
        return operation

    def _end_or_go_on(self, why: str, number: int) -> None:
        """End the run, since the next users would fail alike; a person at a terminal can decide otherwise."""
        left = self._total - number
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
