"""The kinds of call by which bks writes: tables for IAM and Organizations, and the only way to make a Change.

What a kind names, what the facts call it and what AWS says once it holds all follow from the parameters of
the call. So the same table makes changes and recognizes them: a change that was read from a file is one of
bks's own only if it is just what the table makes of its parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from bks_tui.core.iam.policy_document import document_state
from bks_tui.core.response.changes import Change, Parameter, State

Parameters: TypeAlias = Mapping[str, Parameter]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ChangeKind:
    """A kind of call.

    `owner` is the parameter that names the subject, or empty; `names` are the other parameters, `optional` those
    that may be absent. `about` are the names that the facts may have for it, and `title` is the call in words:
    templates of the parameters. `result` is what AWS says once it holds, `impact` what it allows or stops.
    """

    operation: str
    owner: str
    names: tuple[str, ...]
    about: tuple[str, ...]
    result: Callable[[Parameters], State]
    title: str
    impact: Callable[[Parameters], str] = lambda _parameters: ""
    optional: tuple[str, ...] = ()

    def change(self, parameters: Parameters, requires: tuple[State, ...], about: str | None = None) -> Change:
        """The change of this kind; `about` chooses among the names that the facts may have for it."""
        label = self.about[0].format(**parameters) if about is None else about
        return Change(self.operation, parameters, label, requires, self.result(parameters))

    def titled(self, change: Change) -> str:
        """The change in words."""
        return self.title.format(**change.parameters)

    def makes(self, change: Change) -> bool:
        """Whether a change is one of this kind, and consistent in itself."""
        given = change.parameters.keys()
        needed = {*self.names, self.owner} - {""}
        if not (needed <= given <= needed | {*self.optional}) or not _are_words(change.parameters):
            return False
        labelled = any(_fits(change.about, label, change.parameters) for label in self.about)
        return labelled and change.result == self.result(change.parameters)


def _fits(about: str, template: str, parameters: Parameters) -> bool:
    # A template that ends with a blank is only the beginning: the name behind it is no parameter of the call.
    return about.startswith(template) if template.endswith(" ") else about == template.format(**parameters)


def _are_words(parameters: Parameters) -> bool:
    return all(_is_text(value) if name != "Tags" else _are_tags(value) for name, value in parameters.items())


def _are_tags(value: object) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_tag, value))


def _is_tag(value: object) -> bool:
    return isinstance(value, dict) and value.keys() == {"Key", "Value"} and all(map(_is_text, value.values()))


def _is_text(value: object) -> bool:
    """Whether it is text that can be sent: no half of a surrogate pair."""
    return isinstance(value, str) and not any("\ud800" <= character <= "\udfff" for character in value)


def constant(state: T) -> Callable[[Parameters], T]:
    """A result, or an impact, whatever the parameters are."""
    return lambda _parameters: state


def parameter(name: str) -> Callable[[Parameters], State]:
    """The result of a kind that sets what one of its parameters says."""
    return lambda parameters: str(parameters[name])


def document(name: str) -> Callable[[Parameters], State]:
    """The result of a kind that writes a policy document."""
    return lambda parameters: document_state(str(parameters[name]))
