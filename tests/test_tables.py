"""A table in one test names each case that fails, as a test for each case would."""

from __future__ import annotations

import inspect

import pytest

from tests.support.tables import for_each

NUMBERS = {"one": 1, "two": 2, "three": 3, "four": 4}


def is_odd(number: int) -> None:
    assert number % 2


def test_every_case_is_run_and_every_failing_one_is_named() -> None:
    seen: list[int] = []

    @for_each("number", NUMBERS)
    def test(number: int) -> None:
        seen.append(number)
        is_odd(number)

    with pytest.raises(
        AssertionError, match=r"^2 of 4 cases fail\n\[two\] AssertionError: .*\n\[four\] AssertionError: "
    ):
        test()
    assert seen == [1, 2, 3, 4]


def test_an_error_in_a_case_hides_no_other_case() -> None:
    @for_each("number", {"text": "1", **NUMBERS})
    def test(number: int) -> None:
        is_odd(number)

    with pytest.raises(AssertionError, match=r"(?s)\[text\] TypeError.*\[two\].*\[four\]"):
        test()


def test_a_missing_warning_is_a_failure_of_its_case() -> None:
    @for_each("number", NUMBERS)
    def test(number: int) -> None:
        with pytest.raises(ZeroDivisionError):
            1 / (number - 1)

    with pytest.raises(AssertionError, match=r"(?s)3 of 4 cases fail.*\[two\] Failed: DID NOT RAISE"):
        test()


def test_what_holds_for_every_case_passes_with_the_fixtures_of_the_test() -> None:
    @for_each("number", {"one": 1, "three": 3})
    def test(number: int, of: str) -> None:
        is_odd(number)
        assert of == "a fixture"

    assert list(inspect.signature(test).parameters) == ["of"]
    test(of="a fixture")


def test_a_test_that_does_not_take_the_case_is_refused() -> None:
    with pytest.raises(AssertionError, match="takes no 'number'"):
        for_each("number", NUMBERS)(lambda: None)
