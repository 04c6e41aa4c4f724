"""The rules without a target and without an end, as the tools that watch an account have them.

The target becomes any phantom user, by its name, and any call with an API key (see `plain`). Rules on the context of
a call say nothing of ordinary calls, so they are limited to calls by or on these. What a timeline counts from its
beginning is counted in a window as long as the event history of CloudTrail.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bks_tui.core.detection import RULES, RULES_BY_SUBJECT, Rule
from bks_tui.core.detection.calls import CONCERNS_TARGET
from bks_tui.core.detection.conditions import (
    AllOf,
    BearerToken,
    Burst,
    ByPhantomOf,
    ByTarget,
    Condition,
    Distinct,
    Pattern,
    Repeated,
    all_of,
)
from bks_tui.core.detection.context_rules import CONTEXT_RULES
from bks_tui.core.detection.plain import plain
from bks_tui.core.detection.words import in_words

WINDOW_DAYS = 90
_WINDOW_SECONDS = WINDOW_DAYS * 86_400


TARGET = "The target is any phantom user, by its name, and any call with an API key."
_CONTEXT = "Only calls by or on a phantom user, by its name, and calls with an API key."
_ANYBODY = "Whoever makes the call."


def watched(rule: Rule) -> Rule:
    """The rule without a target, in comparisons of fields."""
    title = rule.signal.title.replace("the target", "a phantom user or an API key")
    condition = _watched(rule.condition, in_context=rule in CONTEXT_RULES)
    return Rule(replace(rule.signal, title=title), condition)


def _watched(condition: Condition | Pattern, *, in_context: bool) -> Condition | Pattern:
    if isinstance(condition, (Repeated, Burst, Distinct)):
        of = _watched_call(condition.of, in_context=in_context)
        if isinstance(condition, Burst):
            return replace(condition, of=of)
        seconds = condition.seconds or _WINDOW_SECONDS
        if isinstance(condition, Distinct):
            return replace(condition, of=of, seconds=seconds)
        return replace(condition, of=of, or_shown_by=plain(condition.or_shown_by), seconds=seconds)
    return _watched_call(condition, in_context=in_context)


def _watched_call(condition: Condition, *, in_context: bool) -> Condition:
    parts = condition.conditions if isinstance(condition, AllOf) else (condition,)
    is_limited = any(isinstance(part, (ByTarget, ByPhantomOf, BearerToken)) for part in parts)
    return plain(condition if is_limited or not in_context else all_of(CONCERNS_TARGET, condition))


def condition_in_words(rule: Rule) -> str:
    """The condition of a rule as it is exported, in sentences."""
    words = in_words(rule.condition)
    scope = TARGET if "the target" in words else _CONTEXT if rule in CONTEXT_RULES else _ANYBODY
    is_open = isinstance(rule.condition, (Distinct, Repeated)) and rule.condition.seconds is None
    window = f" Counted within {WINDOW_DAYS} days." if is_open else ""
    return f"{words}. {scope}{window}"


WATCHED_RULES: tuple[Rule, ...] = tuple(map(watched, RULES))

# Who makes the calls of the rules of each subject without being an attacker: what to expect of an alert.
NOISE: Mapping[str, str] = {
    "Access": "Administrators, and automation that creates, renews or removes users and keys.",
    "Search for access": "Owners who set up an application, and tools that take an inventory of models.",
    "Use of models": "Applications under load or with several models, and teams that enable and order models.",
    "Hiding, destruction and manipulation": "Platform teams and deployments that manage trails, logs, guardrails, "
    "models or agents.",
    "Refused attempts": "Deployments and people whose permissions are incomplete.",
    "Context of any call": "Owners with another network, tool or version, and responders who work on the user.",
}
_SUBJECTS = {rule.signal.name: subject for subject, rules in RULES_BY_SUBJECT.items() for rule in rules}


def noise_of(name: str) -> str:
    """What to expect of the rule of this name."""
    return NOISE[_SUBJECTS[name]]
