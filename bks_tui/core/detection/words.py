"""Conditions in words, made from their data, and the list of all rules for `docs/detections.md`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import singledispatch

from bks_tui.core.cloudtrail.event import ActorKind
from bks_tui.core.detection import conditions as of
from bks_tui.core.detection.calls import ALIAS_WAS_TAKEN, CONCERNS_TARGET, INVOKED, ONLY_DENIES
from bks_tui.core.detection.conditions import Condition, Pattern
from bks_tui.core.detection.signal import Rule
from bks_tui.core.services import SERVICES

_TITLES = {service.slug: service.title for service in SERVICES}
_FIELDS = {
    of.MODEL: "the model",
    of.CLIENT: "the program or operating system",
}
_KINDS = {ActorKind.USER: "an IAM user", ActorKind.ROOT: "the root user"}
# Conditions that many rules share.
_NAMED: Mapping[Condition, str] = {
    INVOKED: "an invocation",
    CONCERNS_TARGET: "by or on the target",
    ALIAS_WAS_TAKEN: "the alias of the new key has a `+N`",
    ONLY_DENIES: "the policy document only denies",
}
LEAVES: Mapping[type, str] = {
    of.ByTarget: "by the target",
    of.OnTarget: "on the target",
    of.ByService: "by an AWS service",
    of.BearerToken: "with an API key",
    of.LongTermAccessKey: "signed with a long-term access key (AKIA)",
    of.FromConsole: "from a session of the console",
    of.Writes: "changes something",
}
_UNITS = {3600: "an hour"}


def detection_list(rules_by_subject: Mapping[str, Iterable[Rule]]) -> str:
    """All rules as Markdown, by subject."""
    parts = (f"## {subject}\n\n" + "\n".join(map(_entry, rules)) for subject, rules in rules_by_subject.items())
    return "\n\n".join((f"- *An invocation*: {_any_of(INVOKED)}.", *parts))


def _entry(rule: Rule) -> str:
    signal = rule.signal
    return "\n".join(
        (
            f"- **{signal.title}** (`{signal.name}`, {signal.severity.value}). {signal.why}",
            f"  - technique: {signal.technique}",
            f"  - condition: {in_words(rule.condition)}",
        )
    )


@singledispatch
def in_words(condition: Condition | Pattern) -> str:
    """A condition in words, without a full stop."""
    return LEAVES[type(condition)]


@in_words.register
def _(condition: of.Call) -> str:
    return f"{condition.service}: {_codes(condition.names) if condition.names else 'any call'}"


@in_words.register
def _(condition: of.Ended) -> str:
    return condition.outcome.value


@in_words.register
def _(condition: of.By) -> str:
    return f"by {_KINDS[condition.kind]}"


@in_words.register
def _(condition: of.ByPhantomOf) -> str:
    return f"by the target, a phantom user of {_TITLES[condition.slug]}"


@in_words.register
def _(condition: of.Field) -> str:
    # What has no value to compare with is said by the comparison alone.
    values = " or ".join(f"`{value}`" for value in condition.values)
    return " ".join(filter(None, (_field(condition.path), condition.comparison.value, values)))


@in_words.register
def _(condition: of.AwsManagedPolicy) -> str:
    return f"the policy is AWS's own {_codes(condition.names)}"


@in_words.register
def _(condition: of.Not) -> str:
    words = _in_brackets(condition.condition)
    is_clause = isinstance(condition.condition, of.Field) or condition.condition == ONLY_DENIES
    return f"not ({words})" if is_clause else f"not {words}"


@in_words.register
def _(condition: of.AllOf) -> str:
    return _NAMED.get(condition) or " and ".join(_in_brackets(part) for part in _flat(condition))


@in_words.register
def _(condition: of.AnyOf) -> str:
    return _NAMED.get(condition) or _any_of(condition)


@in_words.register
def _(pattern: of.Repeated) -> str:
    which = f"each from number {pattern.times} on for one user, or if {in_words(pattern.or_shown_by)}"
    return f"{which}; calls: {in_words(pattern.of)}"


@in_words.register
def _(pattern: of.Burst) -> str:
    return f"{pattern.calls} by one identity in {_period(pattern.seconds)}; calls: {in_words(pattern.of)}"


@in_words.register
def _(pattern: of.Distinct) -> str:
    period = f" in {_period(pattern.seconds)}" if pattern.seconds else ""
    which = f"each new value of {_field(pattern.path)} by one identity from number {pattern.at_least} on{period}"
    return f"{which}; calls: {in_words(pattern.of)}"


def _any_of(condition: of.AnyOf) -> str:
    return " or ".join(_in_brackets(part) for part in condition.conditions)


def _in_brackets(condition: Condition) -> str:
    is_plain = condition in _NAMED or not isinstance(condition, (of.AllOf, of.AnyOf))
    return in_words(condition) if is_plain else f"({in_words(condition)})"


def _flat(condition: of.AllOf) -> Iterator[Condition]:
    """The parts of a condition, and of those that are such conditions themselves."""
    for part in condition.conditions:
        if isinstance(part, of.AllOf) and part not in _NAMED:
            yield from _flat(part)
        else:
            yield part


def _field(path: str) -> str:
    return _FIELDS.get(path) or f"`{path}`"


def _codes(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _period(seconds: int) -> str:
    return _UNITS.get(seconds) or f"{seconds} seconds"
