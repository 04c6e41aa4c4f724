"""The kind of call by which bks sends findings to Security Hub.

The findings are those of a stored scan. The journal names the scan and which of its findings were sent, with a hash of
their ids and times, and does not repeat them: some thousand findings would push older operations out of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import blake2b

from bks_tui.core.response.change_kinds import ChangeKind, Parameters
from bks_tui.core.response.changes import FROM_RUN, State

FINDINGS = "findings "
IMPORT = "securityhub:BatchImportFindings"
_SENT = re.compile(
    rf"{FROM_RUN}(?P<run>[0-9A-Za-z-]+), (?P<first>\d+) to (?P<last>\d+), version (?P<version>[0-9a-f]{{16}})", re.ASCII
)


@dataclass(frozen=True, slots=True)
class FindingBatch:
    """The findings of one call: `first` and `last` count from 1 in the run. `times` are those of their updates, by id.

    `levels` are how many there are of each severity, the most severe first.
    """

    run_id: str
    first: int
    last: int
    times: Mapping[str, str]
    levels: Mapping[str, int]

    @property
    def label(self) -> str:
        """How the facts call them."""
        return f"{FINDINGS}{self.first} to {self.last}"

    @property
    def reference(self) -> str:
        """What stands for them in a change."""
        return f"{FROM_RUN}{self.run_id}, {self.first} to {self.last}, version {_version(self.times)}"

    def state(self, found: Mapping[str, str]) -> State:
        """What the facts say, by the times of the findings that Security Hub has; None: it has none of them."""
        own = {finding: found[finding] for finding in self.times if finding in found}
        return _state(len(own), len(self.times), _version(own)) if own else None

    def is_outdated(self, found: Mapping[str, str]) -> bool:
        """Whether Security Hub has a later state of one of them, and would ignore this one."""
        return any(found.get(finding, "") > time for finding, time in self.times.items())


def run_of(parameters: Parameters) -> str:
    """The run that a change refers to; empty if it refers to none."""
    sent = _SENT.fullmatch(str(parameters.get("Findings")))
    return sent["run"] if sent else ""


def _version(times: Mapping[str, str]) -> str:
    return blake2b("\n".join(f"{name} {times[name]}" for name in sorted(times)).encode(), digest_size=8).hexdigest()


def _state(number: int, of: int, version: str) -> str:
    return f"{number} of {of} sent, version {version}"


def _sent(parameters: Parameters) -> State:
    sent = _SENT.fullmatch(str(parameters["Findings"]))
    if not sent:
        return "not readable"
    number = int(sent["last"]) - int(sent["first"]) + 1
    return _state(number, number, sent["version"])


FINDINGS_KINDS: Mapping[str, ChangeKind] = {
    IMPORT: ChangeKind(IMPORT, "", ("Findings",), (FINDINGS,), _sent, "Send findings to Security Hub")
}
