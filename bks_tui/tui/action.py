"""What an action of the app is: its keys, what it does and needs, and why it cannot run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from bks_tui.tui.needs import OF_THE_SUBJECT, Need


class Scope(Enum):
    """Where an action's keys work; the value is its heading in the help."""

    APP = "Everywhere"
    TIMELINE = "In the timeline"
    TABLE = "In a list"
    MARKS = "In a list of users"
    TEXT = "In a text"
    DETAIL = "In the detail"
    EVENT = "In an event"
    CLEAN_UP = "In the clean-up"
    PREVENTION = "In the prevention"
    ACCOUNTS = "In the accounts"
    LOGS = "In a log folder"
    JOURNAL = "In the journal"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do. `keys` are Textual's names, the first one is shown.

    `dangerous` marks what writes to AWS: read-only mode disables it, or with `shows_plan` only what comes after the
    plan that it shows. `names_shown` marks what acts on the one user, policy or operation that a screen of its own
    shows: the footer names it. `takes_over` marks what a key does in a list or a text instead of what it does on the
    screen.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    help: str
    scope: Scope = Scope.APP
    footer: bool = False
    dangerous: bool = False
    shows_plan: bool = False
    needs: frozenset[Need] = frozenset()
    names_shown: bool = False
    also_in: frozenset[Scope] = frozenset()
    takes_over: bool = False

    @property
    def name(self) -> str:
        """What the config file calls it."""
        return self.id.removeprefix("app.").removeprefix("pane('").removesuffix("')")

    @property
    def binding_id(self) -> str:
        """By which Textual knows its keys."""
        return f"{self.scope.name.lower()}.{self.id}"

    @property
    def is_conditional(self) -> bool:
        """Whether there are situations in which it cannot run."""
        return self.dangerous or bool(self.needs)

    @property
    def is_about_the_subject(self) -> bool:
        """Whether it acts on the subject of the focused pane."""
        return bool(self.needs & OF_THE_SUBJECT)

    @property
    def names_its_subject(self) -> bool:
        """Whether the footer names what it acts on."""
        return self.names_shown or self.is_about_the_subject

    @property
    def shown_keys(self) -> str:
        """The keys as a person reads them."""
        return " ".join(KEY_NAMES.get(key, key.replace("+", "-")) for key in self.keys)


@dataclass(frozen=True, slots=True)
class Situation:
    """What decides whether an action can run: the mode, and what the focused pane lacks, with the reason in words.

    `about` is what the actions on the subject refer to, where that is not one thing: the marked users.
    """

    read_only: bool
    missing: Mapping[Need, str]
    about: str = ""

    def label(self, action: Action) -> str:
        """What an action is called here."""
        return f"{action.label} {self.about}" if self.about and action.is_about_the_subject else action.label


KEY_NAMES = {
    "slash": "/",
    "asterisk": "*",
    "question_mark": "?",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "escape": "esc",
    "pageup": "page-up",
    "pagedown": "page-down",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "full_stop": ".",
}

READ_ONLY_REASON = "read-only mode: bks writes nothing"


def why_disabled(action: Action, situation: Situation) -> str | None:
    """Why `action` cannot run now, in words; None if it can."""
    if action.dangerous and not action.shows_plan and situation.read_only:
        return READ_ONLY_REASON
    return next((situation.missing[need] for need in Need if need in action.needs and need in situation.missing), None)
