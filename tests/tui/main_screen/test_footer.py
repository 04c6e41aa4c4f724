"""The line of keys: what fits, what is named, and what is redrawn."""

from __future__ import annotations

import pytest

from bks_tui.tui.main_screen.footer import FooterKey, changed_cells, fit_keys, key_at, width_of

KEYS = (
    FooterKey("filter", "slash", "/", "Filter"),
    FooterKey("rescan", "r", "r", "Rescan"),
    FooterKey("copy", "y", "y", "Copy", about_subject=True),
    FooterKey("contain", "C", "C", "Contain", about_subject=True, dangerous=True),
    FooterKey("back", "escape", "esc", "Back"),
    FooterKey("quit", "q", "q", "Quit"),
)


def line(keys: tuple[FooterKey, ...]) -> str:
    return " ".join(key.text for key in keys)


@pytest.mark.parametrize(
    ("width", "shown"),
    [
        (80, "/ Filter r Rescan y Copy q7zf C Contain q7zf esc Back q Quit"),
        (56, "/ Filter r Rescan y Copy C Contain q7zf esc Back q Quit"),
        (50, "/ Filter y Copy C Contain q7zf esc Back q Quit"),
        (40, "/ Filter y Copy C Contain q7zf q Quit"),
        (30, "/ Filter C Contain q7zf q Quit"),
    ],
)
def test_what_writes_names_its_subject_however_narrow_it_is(width: int, shown: str) -> None:
    assert line(fit_keys(KEYS, "q7zf", width)) == shown


def test_a_disabled_key_names_no_subject() -> None:
    (key,) = fit_keys((FooterKey("contain", "C", "C", "Contain", enabled=False, about_subject=True),), "q7zf", 80)
    assert key.label == "Contain"


def test_without_a_subject_the_keys_are_as_in_the_table() -> None:
    assert fit_keys(KEYS, "", 80) == KEYS


def test_only_changed_cells_are_redrawn() -> None:
    before, now = fit_keys(KEYS, "q7zf", 56), fit_keys(KEYS, "q7yf", 56)
    start, end = changed_cells(before, now) or (0, 0)
    assert (line(before)[start:end], line(now)[start:end]) == ("z", "y")


def test_the_same_keys_are_not_drawn_at_all() -> None:
    assert changed_cells(KEYS, KEYS) == (0, 0)


def test_a_key_that_is_disabled_now_redraws_the_line() -> None:
    disabled = (*KEYS[:-1], FooterKey("quit", "q", "q", "Quit", enabled=False))
    assert changed_cells(KEYS, disabled) is None


@pytest.mark.parametrize(("x", "action"), [(0, "filter"), (7, "filter"), (8, None), (9, "rescan"), (99, None)])
def test_a_click_presses_the_key_under_it(x: int, action: str | None) -> None:
    key = key_at(KEYS, x)
    assert (key.action if key else None) == action


def test_the_width_is_that_of_the_line() -> None:
    assert width_of(KEYS) == len(line(KEYS))
