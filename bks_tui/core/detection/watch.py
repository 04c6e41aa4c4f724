"""The rules without a target and without an end, as the tools that watch an account have them.

The target becomes any phantom user, by its name, and any call with an API key (see `plain`). Rules on the context of
a call say nothing of ordinary calls, so they are limited to calls by or on these. What a timeline counts from its
beginning is counted in a window as long as the event history of CloudTrail.
"""

from __future__ import annotations

from dataclasses import replace

from bks_tui.core.detection import RULES, Rule
from bks_tui.core.detection.calls import CONCERNS_TARGET
from bks_tui.core.detection.conditions import Burst, Condition, Distinct, Pattern, Repeated, all_of
from bks_tui.core.detection.context_rules import CONTEXT_RULES
from bks_tui.core.detection.plain import plain

WINDOW_DAYS = 90
_WINDOW_SECONDS = WINDOW_DAYS * 86_400


def watched(rule: Rule) -> Rule:
    """The rule without a target, in comparisons of fields."""
    return replace(rule, condition=_watched(rule.condition, in_context=rule in CONTEXT_RULES))


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
    return plain(all_of(CONCERNS_TARGET, condition) if in_context else condition)


WATCHED_RULES: tuple[Rule, ...] = tuple(map(watched, RULES))
