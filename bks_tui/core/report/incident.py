"""What is known about an incident: the data of its report. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bks_tui.core.cost.cost import Cost, cost_of
from bks_tui.core.evidence import Evidence
from bks_tui.core.iam.rating import Rating
from bks_tui.core.report.next_steps import Recommendation, steps_for_all
from bks_tui.core.report.next_steps_session import session_steps
from bks_tui.core.report.next_steps_user import user_steps
from bks_tui.core.response.operation import Operation
from bks_tui.core.scan.findings import Finding
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.source import Gap
from bks_tui.core.timeline.timeline import Timeline


@dataclass(frozen=True, slots=True)
class NoUser:
    """Why there is no user of the account behind the target, in one sentence."""

    reason: str


@dataclass(frozen=True, slots=True)
class Incident:
    """The data of a report.

    `subject` is the user behind the target, read when the report was created. `policy_documents` are
    the JSON texts of its managed policies by ARN. `actions_taken` are the operations of bks on it, the
    oldest first; a journal that fails verification provides no commands. Each of `warnings` is a gap in
    addition to those of the timeline: what could not be read about the account, the user and the actions.
    `cost_with_tokens` is None if nothing but the timeline was read for the cost.
    `rating` is what the user could do; None without a user.
    """

    timeline: Timeline
    made_at: datetime
    subject: Finding | NoUser
    policy_documents: Mapping[str, Evidence[str]]
    actions_taken: tuple[Operation, ...]
    warnings: tuple[str, ...]
    journal_is_verified: bool = True
    cost_with_tokens: Cost | None = None
    rating: Rating | None = None

    @property
    def cost(self) -> Cost:
        """What the use of models cost, by the events alone if nothing else was read for it."""
        return self.cost_with_tokens or cost_of(self.timeline)

    @property
    def complete(self) -> bool:
        """Whether everything could be read."""
        return self.timeline.complete and not self.warnings and not self._token_gaps

    @property
    def not_read(self) -> tuple[str, ...]:
        """What could not be read, a sentence each. It must not be treated as absent."""
        of_all = (*self.timeline.gaps, *self._token_gaps)
        gaps = (f"{gap.region or 'all Regions'}, {gap.source}: {gap.reason}" for gap in of_all)
        capped = ("There are more events than the limit of the search allows.",) if self.timeline.capped else ()
        unparsed = self.timeline.unparsed
        unread = (f"{pluralize(unparsed, 'record')} could not be parsed, kept among the events.",) if unparsed else ()
        return (*self.warnings, *gaps, *capped, *unread)

    @property
    def _token_gaps(self) -> tuple[Gap, ...]:
        return self.cost_with_tokens.token_gaps if self.cost_with_tokens else ()

    @property
    def next_steps(self) -> tuple[Recommendation, ...]:
        """What to do, in order."""
        timeline, subject = self.timeline, self.subject
        steps = user_steps(subject.user, timeline.account) if isinstance(subject, Finding) else session_steps(timeline)
        return steps_for_all(timeline, steps)
