"""One thing that is written to AWS, compared with what AWS says of it: pure data.

What AWS says of a user, a role or a policy is a table, `Facts`: a word or a text for each thing by its
name. A change requires something of it, and makes something else of it: so the same few lines tell
what is shown to a person, what has changed meanwhile, whether a call took effect, and what undoes it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bks_tui.core.account.account import Account
from bks_tui.core.account.aws_cli import aws_command
from bks_tui.core.text import sanitize

# What AWS says of a thing: a status, a document …; None: there is none.
State: TypeAlias = str | None

# Texts, and the tags of a user.
Parameter: TypeAlias = str | list[dict[str, str]]

# A text that AWS returns only on the way, as the id of what a step makes: what stands in the facts under this name.
FROM_FACTS = "what AWS says of: "
# What is too large for a plan: the findings of a stored run.
FROM_RUN = "findings of the run "

_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class ObservedState:
    """What AWS says at one moment: `known` by the name of each thing; `unread` is why those that begin so are not."""

    known: Mapping[str, str]
    unread: Mapping[str, str]

    def why_unread(self, about: str) -> str | None:
        """Why nothing is known of this; None where it was read."""
        return next((why for beginning, why in self.unread.items() if about.startswith(beginning)), None)

    def after(self, changes: Iterable[Change]) -> ObservedState:
        """The same once these changes hold."""
        known = dict(self.known)
        for change in changes:
            if change.result is None:
                known.pop(change.about, None)
            else:
                known[change.about] = change.result
        return ObservedState(known, self.unread)


@dataclass(frozen=True, slots=True)
class Change:
    """One call that writes: `operation` by IAM's own name for it (`iam:UpdateAccessKey`).

    `about` names what it is about, as in the Facts. AWS must say one of `requires` of that just before,
    and says `result` once it holds.
    """

    operation: str
    parameters: Mapping[str, Parameter]
    about: str
    requires: tuple[State, ...]
    result: State

    @property
    def is_verifiable(self) -> bool:
        """Whether reading can tell if it was made: where AWS says the same before and after, only its answer does."""
        return self.result not in self.requires


@dataclass(frozen=True, slots=True)
class Step:
    """A change in a plan: what it does, why, what it breaks, and what undoes it, in order.

    Where nothing can, `undo` is empty and the step is final.
    """

    title: str
    change: Change
    why: str
    breaks: str
    undo: tuple[Change, ...] = ()

    @property
    def is_final(self) -> bool:
        """Whether nothing undoes it."""
        return not self.undo


def differences(before: ObservedState, now: ObservedState) -> tuple[str, ...]:
    """What AWS says otherwise than before, a sentence each."""
    sentences = [
        f"{about} {_then(before.known.get(about))} and {_now(now.known.get(about))}"
        for about in sorted(before.known.keys() | now.known.keys())
        if before.known.get(about) != now.known.get(about)
        and before.why_unread(about) is None
        and now.why_unread(about) is None
    ]
    for beginning in sorted(before.unread.keys() ^ now.unread.keys()):
        why = now.unread.get(beginning)
        reading = f"could not be read now ({why})" if why else "could be read only now"
        sentences.append(f"{beginning.strip()}: {reading}")
    return tuple(sentences)


def _then(state: State) -> str:
    return "did not exist" if state is None else f"was {sanitize(state, _LONGEST_SHOWN)}"


def _now(state: State) -> str:
    return "does not exist now" if state is None else f"is {sanitize(state, _LONGEST_SHOWN)} now"


# Between two words of a name as AWS writes it, in which an acronym counts as one: Deactivate|MFA|Device.
_BETWEEN_WORDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def change_command(account: Account, change: Change) -> str | None:
    """The command for a POSIX shell; None where a value could not be pasted as it is, or is not known yet."""
    if any(isinstance(value, str) and value.startswith((FROM_FACTS, FROM_RUN)) for value in change.parameters.values()):
        return None
    service, _, action = change.operation.partition(":")
    options = {
        _words(name, "_"): value if isinstance(value, str) else json.dumps(value)
        for name, value in change.parameters.items()
    }
    return aws_command(account, service, _words(action, "-"), **options)


def _words(name: str, between: str) -> str:
    return _BETWEEN_WORDS.sub(between, name).lower()
