"""What the policies of the users of a scan say: each managed policy and each group is read once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from bks_tui.aws.api import Api, read_or_unread
from bks_tui.aws.iam.policies import group_policies, managed_policy_document
from bks_tui.core.evidence import Evidence, Known, known_items
from bks_tui.core.iam.user import AttachedPolicy, User
from bks_tui.core.iam.user_policies import GroupPolicies, PolicyDocuments


@dataclass(frozen=True, slots=True)
class PolicyRead:
    """The document of a managed policy."""

    arn: str
    document: Evidence[str]


@dataclass(frozen=True, slots=True)
class GroupRead:
    """The policies of a group."""

    name: str
    policies: GroupPolicies


PolicyMessage: TypeAlias = PolicyRead | GroupRead
_Read: TypeAlias = Callable[[Callable[[], Api]], Iterable[PolicyMessage]]


class PolicyReader:
    """Starts the reads of policies as users become known, and keeps what they yield. Used by one thread only."""

    def __init__(self, start: Callable[[_Read], None]) -> None:
        self._start = start
        self._managed: dict[str, Evidence[str]] = {}
        self._groups: dict[str, GroupPolicies] = {}
        self._started: set[str] = set()

    @property
    def documents(self) -> PolicyDocuments:
        """What was read."""
        return PolicyDocuments(self._managed, self._groups)

    def add_user(self, user: User) -> None:
        """Read what the policies of a user say, if no other user has them too."""
        for group in known_items(user.groups):
            self._once(f"group {group}", partial(_read_group, name=group))
        self._add_attached(user.attached_policies)
        if isinstance(user.permissions_boundary, Known) and user.permissions_boundary.value:
            self._add(user.permissions_boundary.value)

    def add_read(self, message: PolicyMessage) -> None:
        """Keep what a thread has read."""
        if isinstance(message, PolicyRead):
            self._managed[message.arn] = message.document
        else:
            self._groups[message.name] = message.policies
            self._add_attached(message.policies.attached)

    def _add_attached(self, fact: Evidence[tuple[AttachedPolicy, ...]]) -> None:
        for policy in known_items(fact):
            self._add(policy.arn)

    def _add(self, arn: str) -> None:
        self._once(arn, partial(_read_policy, arn=arn))

    def _once(self, what: str, read: _Read) -> None:
        if what not in self._started:
            self._started.add(what)
            self._start(read)


def _read_policy(iam: Callable[[], Api], arn: str) -> Iterator[PolicyMessage]:
    yield PolicyRead(arn, read_or_unread(lambda: managed_policy_document(iam(), arn)))


def _read_group(iam: Callable[[], Api], name: str) -> Iterator[PolicyMessage]:
    yield GroupRead(name, group_policies(iam(), name))
