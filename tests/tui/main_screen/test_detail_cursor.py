"""The cursor in the detail: the key under it is what every action means, and a policy shows its documents."""

from __future__ import annotations

from bks_tui.core.response.requests import RevokeRequest
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.tui.scan.detail_pane import DetailPane
from tests.support.app import WIDE, Person, app_over, scanned, small_account
from tests.support.three_users import ANA, credential_id, one_key, proposed, title_of, whole

INVOKE = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"bedrock:InvokeModel","Resource":"*"}]}'
LOW = (40, 10)


def account_of_ana() -> SimulatedAccount:
    account = small_account(ANA)
    account.add_access_key(ANA)
    account.put_inline_policy(ANA, "team-policy", INVOKE)
    return account


def detail_of(person: Person) -> DetailPane:
    return person.app.query_one("#detail", DetailPane)


async def to(person: Person, item_id: str) -> None:
    """Move the cursor of the detail down until it is on an item."""
    detail = detail_of(person)
    for _ in range(60):
        if detail.selected and detail.selected.id == item_id:
            await person.settle()
            return
        await person.pilot.press("j")
    raise AssertionError(person.text)


async def test_every_action_means_the_key_under_the_cursor_until_escape() -> None:
    account = account_of_ana()
    key_id, access_key = credential_id(account, ANA), account.users[ANA].access_keys[0].access_key_id
    async with scanned(app_over(account), WIDE) as person:
        await person.press("2")
        for item_id, request in (
            (key_id, one_key(account, ANA)),
            (access_key, RevokeRequest(ANA, only_access_key=access_key, delete_keys=False, allow_ordinary_user=True)),
        ):
            await to(person, item_id)
            assert item_id in title_of(person, "2 Detail")
            assert f"Contain {item_id[:5]}…" in person.lines[-1]
            await person.press("C")
            assert proposed(person) == request
            assert item_id in person.text
            await person.press("escape")
            await person.press("y", "enter")
            assert person.app.clipboard == item_id
        await person.press("escape")
        await person.press("C")
        assert proposed(person) == whole(ANA)


async def test_a_policy_shows_its_document_and_the_actions_mean_the_user() -> None:
    async with scanned(app_over(account_of_ana()), WIDE) as person:
        await person.press("2")
        await to(person, "team-policy")
        await person.press("enter")
        assert '"Action": "bedrock:InvokeModel"' in person.text
        await person.press("escape")
        await person.press("C")
        assert proposed(person) == whole(ANA)


async def test_the_key_of_a_timeline_asked_for_in_the_detail_is_the_one_contained() -> None:
    account = account_of_ana()
    async with scanned(app_over(account), WIDE) as person:
        await person.press("2")
        await to(person, credential_id(account, ANA))
        await person.press("t")
        await person.press("C")
        assert proposed(person) == one_key(account, ANA)


async def test_the_whole_text_is_read_with_the_arrow_down() -> None:
    seen: set[int] = set()
    async with scanned(app_over(account_of_ana()), LOW) as person:
        await person.press("2")
        detail = detail_of(person)
        for _ in range(100):
            detail.action_scroll_down()
            top = detail.scroll_offset.y
            seen |= set(range(top, top + detail.lines_seen))
        assert detail.selected
        assert set(range(len(detail.view.lines))) <= seen | set(range(detail.lines_seen))
