"""What an evidence bundle says of itself: who collected it, when, how, and how its log files can be validated. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bks_tui.core.account.clock_offset import ClockOffset
from bks_tui.core.cloudtrail.trail import DeliveredLogs, Trail, validation_commands, validation_template
from bks_tui.core.evidence import Evidence, Known
from bks_tui.core.report.incident import Incident
from bks_tui.core.report.next_steps import again_command
from bks_tui.core.timeline.timeline import Timeline

REDACTION = (
    "Secrets were replaced by fingerprints before anything was stored: values under the name of a secret, API keys in "
    "any text, and the signatures of signed URLs. A record is otherwise complete: its fields are those that AWS "
    "returned, in the same order; white space and the escapes of characters are those of bks."
)
SEAL = (
    "The manifests show damage and careless changes. Whoever changes a file on purpose can write new manifests: keep "
    "the SHA-256 of tagmanifest-sha256.txt elsewhere, and compare it."
)


@dataclass(frozen=True, slots=True)
class Collection:
    """How the evidence of an incident was collected.

    `version` is that of bks. `clock` is None if AWS was not asked or did not say the time, and `trails` are those
    that the account sees, None if AWS was not asked.
    """

    incident: Incident
    version: str
    clock: ClockOffset | None = None
    trails: Evidence[tuple[Trail, ...]] | None = None

    @property
    def command(self) -> str | None:
        """The command that collects the same again; None if it cannot be pasted safely."""
        return again_command(self.incident.timeline, "evidence", "--output", "DIR")

    @property
    def validation(self) -> Validation:
        """How the log files of the incident can be validated."""
        timeline = self.incident.timeline
        return Validation(_logs(timeline), self.trails)


@dataclass(frozen=True)
class Validation:
    """How log files can be validated: with the trails that delivered them, if these are known."""

    logs: DeliveredLogs
    trails: Evidence[tuple[Trail, ...]] | None

    @cached_property
    def commands(self) -> tuple[str, ...]:
        """The commands of the AWS CLI; with TRAIL_ARN in the place of a trail that is not known."""
        if not isinstance(self.trails, Known):
            return tuple(validation_template(self.logs))
        return tuple(validation_commands((trail for trail in self.trails.value if trail.has_digests), self.logs))

    @property
    def notes(self) -> tuple[str, ...]:
        """What the commands do not show, a sentence each."""
        return tuple(self._notes())

    def _notes(self) -> Iterator[str]:
        if self.trails is None:
            yield "AWS was not asked: replace TRAIL_ARN by the ARN of the trail that delivered the log files."
        elif not isinstance(self.trails, Known):
            yield f"The trails are unknown: {self.trails.detail or self.trails}. Replace TRAIL_ARN by the ARN of one."
        elif not self.trails.value:
            yield "The account sees no trail: there are no log files, and event history cannot be validated."
        else:
            without = [trail.name for trail in self.trails.value if not trail.has_digests]
            yield from (f"The trail {name} has no digest files: it cannot be validated." for name in without)
        if self.commands:
            yield "Validation works with the files where CloudTrail delivered them, not with a copy of them."


def _logs(timeline: Timeline) -> DeliveredLogs:
    """The log files that contain the events; without one, those of the Region that has the events of IAM."""
    regions = timeline.regions_with_activity or (timeline.account.region,)
    return DeliveredLogs(timeline.account, regions, timeline.since, timeline.until)
