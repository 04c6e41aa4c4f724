"""Conditions are data: they contain no function, and each kind can be evaluated and put into words."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from enum import Enum
from typing import get_args

import pytest

from bks_tui.core.detection import RULES, Rule
from bks_tui.core.detection.conditions import Condition, Pattern
from bks_tui.core.detection.evaluate import predicate
from bks_tui.core.detection.words import LEAVES, in_words

KINDS = [*get_args(Condition), *get_args(Pattern)]


def is_data(value: object) -> bool:
    """Whether a value can be written down: conditions, texts, numbers and words of a list."""
    if isinstance(value, tuple):
        return all(map(is_data, value))
    if is_dataclass(value):
        return type(value) in KINDS and all(is_data(getattr(value, field.name)) for field in fields(value))
    return value is None or isinstance(value, (str, int, Enum))


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.signal.name)
def test_a_rule_is_data_only(rule: Rule) -> None:
    assert is_data(rule.condition)
    assert hash(rule)


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_condition_can_be_evaluated(kind: type) -> None:
    assert kind in predicate.registry


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_of_condition_can_be_put_into_words(kind: type) -> None:
    assert kind in in_words.registry or kind in LEAVES


def test_what_is_no_condition_is_refused() -> None:
    with pytest.raises(TypeError, match="no evaluation of str"):
        predicate("called iam")  # type: ignore[arg-type] # wrong on purpose
