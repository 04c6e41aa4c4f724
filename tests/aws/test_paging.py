"""A list is read to its end, or it is an error."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.aws.paging import marked_pages, token_pages
from bks_tui.core.errors import ServiceError


def list_of(items: Sequence[int], sizes: Sequence[int]) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """An operation that gives `items` in pages of `sizes`, the last size for all the rest."""

    def ask(parameters: dict[str, Any]) -> dict[str, Any]:
        number = int(parameters.get("Marker", "0"))
        start = sum(sizes[:number])
        end = start + sizes[number] if number < len(sizes) else len(items)
        more = end < len(items)
        return {"Items": items[start:end], "IsTruncated": more, **({"Marker": str(number + 1)} if more else {})}

    return ask


@given(items=st.lists(st.integers()), sizes=st.lists(st.integers(0, 5), max_size=8))
def test_every_item_of_every_page_is_read_in_order(items: list[int], sizes: list[int]) -> None:
    read = [item for page in marked_pages(list_of(items, sizes), "iam:ListUsers") for item in page["Items"]]
    assert read == items


def test_pages_are_asked_for_as_large_as_iam_gives_them() -> None:
    def ask(parameters: dict[str, Any]) -> dict[str, Any]:
        return {"IsTruncated": False, "asked": parameters}

    assert [page["asked"] for page in marked_pages(ask, "iam:ListUsers")] == [{"MaxItems": 1000}]


@pytest.mark.parametrize("answer", [{"IsTruncated": True}, {"IsTruncated": True, "Marker": ""}])
def test_a_list_that_breaks_off_is_an_error(answer: dict[str, Any]) -> None:
    with pytest.raises(ServiceError, match="iam:ListUsers is incomplete"):
        list(marked_pages(lambda _: answer, "iam:ListUsers"))


def test_a_list_that_repeats_a_marker_is_an_error() -> None:
    markers = iter(["a", "b", "a"])
    with pytest.raises(ServiceError, match="iam:ListUsers returned the same page token twice"):
        list(marked_pages(lambda _: {"IsTruncated": True, "Marker": next(markers)}, "iam:ListUsers"))


def test_a_marker_is_followed_though_nothing_is_said_to_be_truncated() -> None:
    answers = iter([{"Marker": "a"}, {}])
    assert len(list(marked_pages(lambda _: next(answers), "iam:ListUsers"))) == 2


def test_a_marker_of_a_list_that_is_whole_is_not_followed() -> None:
    assert len(list(marked_pages(lambda _: {"IsTruncated": False, "Marker": "a"}, "iam:ListUsers"))) == 1


@given(items=st.lists(st.integers()), sizes=st.lists(st.integers(0, 5), max_size=8))
def test_every_item_is_read_where_a_token_says_that_there_is_more(items: list[int], sizes: list[int]) -> None:
    ask = list_of(items, sizes)

    def ask_by_token(parameters: dict[str, Any]) -> dict[str, Any]:
        answer = ask({"Marker": parameters.get("NextToken", "0")})
        return {"Items": answer["Items"], **({"NextToken": answer["Marker"]} if answer["IsTruncated"] else {})}

    read = [item for page in token_pages(ask_by_token, "organizations:ListPolicies") for item in page["Items"]]
    assert read == items


def test_a_list_that_repeats_a_token_is_an_error() -> None:
    tokens = iter(["a", "b", "a"])
    with pytest.raises(ServiceError, match="organizations:ListPolicies returned the same page token twice"):
        list(token_pages(lambda _: {"NextToken": next(tokens)}, "organizations:ListPolicies"))
