"""A person before the panes: the title, the footer, the dialog and what is proposed name the same subject."""

from __future__ import annotations

from itertools import product

import pytest

from tests.support.app import NARROW, WIDE, app_over, scanned, small_account
from tests.support.keys import long_term_key
from tests.support.responding import writes
from tests.support.three_users import (
    ANA,
    ANAS_KEY,
    BEN,
    BENS_KEY,
    CARL,
    one_key,
    proposed,
    three_users,
    title_of,
    whole,
)

SIZES = pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "120x40"])


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask CloudTrail without its pace."""
    monkeypatch.setattr("bks_tui.aws.rate_limiter.RateLimiter.acquire", lambda _self: None)


# The key that was pasted, its timeline, and the way back


async def test_the_key_whose_timeline_is_read_is_the_one_contained() -> None:
    account = three_users()
    async with scanned(app_over(account)) as person:
        await person.paste(BENS_KEY)
        await person.press("t")
        await person.press("C")
        assert proposed(person) == one_key(account, BEN)
    assert not writes(account)


async def test_escape_goes_back_by_the_way_one_came_and_contain_never_means_another_user() -> None:
    account = three_users()
    async with scanned(app_over(account)) as person:
        await person.paste(BENS_KEY)
        await person.press("t")
        for pane, request in (("4 Decoder", one_key(account, BEN)), ("1 Users", whole(BEN))):
            await person.press("escape")
            assert f"━ {pane}" in person.text
            await person.press("C")
            assert proposed(person) == request
            await person.press("escape")
        assert BEN in person.row_of("users")


@SIZES
async def test_a_pasted_key_puts_the_cursor_on_its_owner_in_sight(size: tuple[int, int]) -> None:
    names = [f"BedrockAPIKey-a{number:03}" for number in range(40)]
    async with scanned(app_over(small_account(*names)), size) as person:
        await person.paste(long_term_key(f"{names[33]}-at-111122223333"))
        assert names[33] in person.row_of("users")


async def test_each_key_of_a_paste_puts_the_cursor_on_its_own_owner() -> None:
    async with scanned(app_over(three_users())) as person:
        await person.paste(f"{CARL} {BENS_KEY}\n{ANAS_KEY}")
        assert BEN in person.row_of("users")
        await person.press("j")
        assert ANA in person.row_of("users")


async def test_a_key_pasted_again_puts_the_cursor_back_on_its_owner() -> None:
    async with scanned(app_over(three_users())) as person:
        await person.paste(BENS_KEY)
        await person.press("escape", "j")
        await person.paste(BENS_KEY)
        assert BEN in person.row_of("users")


async def test_an_owner_that_the_filter_hides_is_shown() -> None:
    async with scanned(app_over(three_users())) as person:
        await person.press("slash", "a", "a", "enter")
        await person.paste(BENS_KEY)
        assert "3 of 3" in person.text
        assert BEN in person.row_of("users")


async def test_a_key_without_an_owner_leaves_the_cursor_where_it_is() -> None:
    async with scanned(app_over(three_users())) as person:
        await person.press("j")
        await person.paste(long_term_key("eve-at-111122223333"))
        assert BEN in person.row_of("users")


async def test_two_escapes_in_one_go_are_two_steps_back() -> None:
    async with scanned(app_over(three_users())) as person:
        await person.paste(BENS_KEY)
        await person.press("5")
        await person.press("escape", "escape")
        assert "━ 1 Users" in person.text


# The subject of the focused pane, not of another one


async def test_the_user_of_a_timeline_is_its_own_whatever_was_decoded() -> None:
    async with scanned(app_over(three_users())) as person:
        await person.paste(BENS_KEY)
        await person.press("escape", "j")
        await person.press("t")
        await person.press("1", "g", "3")
        await person.press("u")
        assert "━ 2 Detail" in person.text
        assert CARL in person.row_of("users")


async def test_a_call_of_bks_has_no_subject_to_act_on() -> None:
    account = three_users()
    async with scanned(app_over(account), WIDE) as person:
        await person.press("5")
        before = len(account.calls)
        for key in "CRLDtmu":
            await person.clear_messages()
            await person.press(key)
            assert "an AWS call of bks is selected, not a user or key" in person.told, key
            assert "━ 5 Calls" in person.text, key
            assert len(account.calls) == before, key


async def test_a_call_is_copied_as_a_call() -> None:
    async with scanned(app_over(three_users()), WIDE) as person:
        await person.press("5", "G")
        # The first calls run at the same time, so any of them may be the first in the list.
        _time, operation, *_ = person.row_of("calls").removeprefix("›").split()
        # A long name is shortened in the row.
        operation = operation.rstrip("…")
        await person.press("y")
        assert f"Copy from {operation}" in person.text
        await person.press("enter")
        assert person.app.clipboard.startswith(operation)


async def test_the_list_is_not_changed_from_another_pane() -> None:
    async with scanned(app_over(three_users())) as person:
        await person.paste(BENS_KEY)
        for pane, key in product("245", "fs"):
            await person.clear_messages()
            await person.press(pane)
            await person.press(key)
            assert "3 of 3 · by urgency" in person.text, (pane, key)
            assert "it works in the list of users only" in person.told, (pane, key)


async def test_decoded_keys_are_not_dismissed_from_another_pane() -> None:
    async with scanned(app_over(three_users())) as person:
        await person.paste(BENS_KEY)
        await person.press("escape", "x")
        assert "no decoded key is selected; 4 goes there" in person.told
        await person.press("4")
        assert person.row_of("decoder").startswith(f"›{BEN}")


async def test_dismissing_what_was_decoded_leaves_the_keys_as_commands() -> None:
    async with scanned(app_over(three_users())) as person:
        await person.paste(BENS_KEY)
        await person.press("x")
        await person.press("k", "5")
        assert "•" not in person.text
        assert "━ 5 Calls" in person.text


# It is named


@SIZES
async def test_the_titles_and_the_keys_name_the_subject(size: tuple[int, int]) -> None:
    async with scanned(app_over(three_users()), size) as person:
        await person.press("j")
        assert title_of(person, "1 Users").lstrip().startswith(f"{BEN} · 3 of 3")
        assert title_of(person, "2 Detail").lstrip().startswith(BEN)
        assert "C Contain bbbb" in person.lines[-1]
        await person.paste(ANAS_KEY)
        assert title_of(person, "4 Decoder").lstrip().startswith(f"key of {ANA}")
        assert "C Contain aaaa" in person.lines[-1]
        await person.press("5")
        assert title_of(person, "5 Calls").lstrip().startswith("iam:")
        assert "Contain aaaa" not in person.lines[-1]


async def test_on_a_wide_screen_every_key_names_its_subject() -> None:
    async with scanned(app_over(three_users()), WIDE) as person:
        assert "y Copy aaaa 4 Decoder t Timeline aaaa C Contain aaaa" in person.lines[-1]


async def test_the_first_line_of_a_dialog_names_the_subject() -> None:
    account = small_account(ANA)
    account.add_user(CARL)
    async with scanned(app_over(account)) as person:
        for keys, name in (("C", ANA), ("R", ANA), ("L", ANA), ("GD", CARL)):
            await person.press(*keys)
            assert name in person.lines[3], keys
            await person.press("escape")
            assert "━ 1 Users" in person.text


async def test_the_first_line_names_the_subject_of_a_plan_that_is_undone() -> None:
    async with scanned(app_over(small_account(ANA)), WIDE) as person:
        await person.press("C")
        await person.press("j", "enter")
        assert ANA in person.lines[3]
        await person.press("j", "enter")
        assert ANA in person.lines[3]


async def test_on_the_next_row_only_changed_cells_of_the_footer_are_redrawn() -> None:
    async with scanned(app_over(small_account(ANA, "BedrockAPIKey-aaab"))) as person:
        before = person.lines[-1]
        await person.press("j")
        different = [cell for cell, pair in enumerate(zip(before, person.lines[-1], strict=True)) if len(set(pair)) > 1]
        assert len(different) == 1
