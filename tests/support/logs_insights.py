"""An evaluator of the filters of a query of CloudWatch Logs Insights.

Only what bks writes: `and`, `or`, `not`, `ispresent`, `like`, `in`, `=`, `!=`, `>=`. A comparison with a field that is
missing does not hold, and neither does its opposite.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Test: TypeAlias = Callable[[Mapping[str, Any]], bool]

_TOKEN = re.compile(r'\s*(/(?:[^/\\]|\\.)*/|"(?:[^"\\]|\\.)*"|\[[^\]]*\]|!=|>=|=|\(|\)|[A-Za-z_][\w.]*|\d+)')


def filters_of(query: str) -> Test:
    """Whether a record, by its paths, passes every filter before the query groups records."""
    stages = [line.removeprefix("| ") for line in query.splitlines() if not line.startswith("#")]
    end = next((number for number, stage in enumerate(stages) if stage.startswith("stats ")), len(stages))
    tests = [_Parser(stage.removeprefix("filter ")).whole() for stage in stages[:end] if stage.startswith("filter ")]
    return lambda values: all(test(values) for test in tests)


class _Parser:
    """A parser of one filter by recursive descent."""

    def __init__(self, text: str) -> None:
        self._tokens: list[str] = []
        position = 0
        while position < len(text):
            match = _TOKEN.match(text, position)
            assert match, f"no token: {text[position:]}"
            self._tokens.append(match[1])
            position = match.end()

    def whole(self) -> Test:
        """The whole filter."""
        test = self._either()
        assert not self._tokens, f"unexpected: {self._tokens}"
        return test

    def _take(self, *wanted: str) -> bool:
        """Whether these tokens come next; if so, they are taken."""
        found = self._tokens[: len(wanted)] == list(wanted)
        if found:
            del self._tokens[: len(wanted)]
        return found

    def _either(self) -> Test:
        tests = [self._both()]
        while self._take("or"):
            tests.append(self._both())
        return lambda values: any(test(values) for test in tests)

    def _both(self) -> Test:
        tests = [self._one()]
        while self._take("and"):
            tests.append(self._one())
        return lambda values: all(test(values) for test in tests)

    def _one(self) -> Test:
        if self._take("not"):
            test = self._one()
            return lambda values: not test(values)
        if self._take("("):
            test = self._either()
            assert self._take(")")
            return test
        if self._take("ispresent", "("):
            path = self._tokens.pop(0)
            assert self._take(")")
            return lambda values: values.get(path) is not None
        return self._comparison()

    def _comparison(self) -> Test:
        path = self._tokens.pop(0)
        is_opposite = self._take("not")
        operator, wanted = self._tokens.pop(0), self._tokens.pop(0)
        holds = _operation(operator, wanted)

        def test(values: Mapping[str, Any]) -> bool:
            value = values.get(path)
            return value is not None and holds(value) is not is_opposite

        return test


def _operation(operator: str, wanted: str) -> Callable[[Any], bool]:
    match operator:
        case "like":
            pattern = re.compile(wanted[1:-1].replace(r"\/", "/"))
            return lambda value: pattern.search(_text(value)) is not None
        case "=":
            return lambda value: bool(value == json.loads(wanted))
        case "!=":
            return lambda value: bool(value != json.loads(wanted))
        case "in":
            values = json.loads(wanted)
            return lambda value: value in values
        case ">=":
            return lambda value: str(value).isdecimal() and int(value) >= int(wanted)
    raise AssertionError(f"no operator {operator}")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)
