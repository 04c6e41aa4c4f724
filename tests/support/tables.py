"""Tables that one test goes through: where setting up a test costs more than what it checks of a case."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping

import pytest


def for_each(argument: str, cases: Mapping[str, object]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Run a test with every case as its `argument`, in one item, and name all cases that fail.

    The cases share the fixtures of the test: it must not depend on them being fresh.
    """

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @functools.wraps(test)
        def every(**fixtures: object) -> None:
            failures: dict[str, BaseException] = {}
            for name, case in cases.items():
                try:
                    test(**fixtures, **{argument: case})
                except (Exception, pytest.fail.Exception) as failure:
                    failures[name] = failure
            if failures:
                said = [f"[{name}] {type(failure).__name__}: {failure}" for name, failure in failures.items()]
                first = next(iter(failures.values()))
                raise AssertionError(f"{len(failures)} of {len(cases)} cases fail\n" + "\n".join(said)) from first

        signature = inspect.signature(test)
        parameters = [each for each in signature.parameters.values() if each.name != argument]
        assert len(parameters) < len(signature.parameters), f"the test takes no {argument!r}"
        every.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
        return every

    return decorate
