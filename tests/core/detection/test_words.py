"""Conditions in words are made from their data, and the list contains every rule."""

from __future__ import annotations

import pytest

from bks_tui.core.detection import RULES, RULES_BY_SUBJECT, Rule
from bks_tui.core.detection.calls import ALIAS_WAS_TAKEN, BY_TARGET, INVOKED, SUCCEEDED
from bks_tui.core.detection.conditions import (
    Burst,
    Call,
    Comparison,
    Condition,
    Distinct,
    Field,
    Not,
    Pattern,
    Repeated,
    all_of,
    any_of,
)
from bks_tui.core.detection.words import detection_list, in_words

CREATED = Call("iam", ("CreateUser", "CreateRole"))
IS_ACTIVE = Field("requestParameters.status", Comparison.EQUALS, ("Active",))


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        (CREATED, "iam: `CreateUser`, `CreateRole`"),
        (Call("signin"), "signin: any call"),
        (all_of(CREATED, all_of(SUCCEEDED, BY_TARGET)), f"{in_words(CREATED)} and succeeded and by the target"),
        (all_of(any_of(CREATED, Call("s3")), SUCCEEDED), f"({in_words(CREATED)} or s3: any call) and succeeded"),
        (Not(BY_TARGET), "not by the target"),
        (Not(IS_ACTIVE), "not (`requestParameters.status` is `Active`)"),
        (Field("userAgent", Comparison.BLANK), "`userAgent` is blank"),
        (INVOKED, "an invocation"),
        (Burst(INVOKED, 5, 10), "5 by one identity in 10 seconds; calls: an invocation"),
        (
            Distinct(INVOKED, "awsRegion", at_least=3, seconds=3600),
            "each new value of `awsRegion` by one identity from number 3 on in an hour; calls: an invocation",
        ),
        (
            Repeated(CREATED, 2, ALIAS_WAS_TAKEN),
            "each from number 2 on for one user, or if the alias of the new key has a `+N`; "
            "calls: iam: `CreateUser`, `CreateRole`",
        ),
    ],
)
def test_a_condition_is_put_into_words(condition: Condition | Pattern, words: str) -> None:
    assert in_words(condition) == words


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.signal.name)
def test_the_list_has_every_rule_with_its_severity_technique_meaning_and_condition(rule: Rule) -> None:
    signal = rule.signal
    assert (
        f"- **{signal.title}** (`{signal.name}`, {signal.severity.value}). {signal.why}\n"
        f"  - technique: {signal.technique}\n"
        f"  - condition: {in_words(rule.condition)}\n"
    ) in detection_list(RULES_BY_SUBJECT) + "\n"
