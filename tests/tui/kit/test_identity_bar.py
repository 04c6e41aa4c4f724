"""The identity on a narrow screen: the account and the Region are named in full."""

from __future__ import annotations

import pytest

from bks_tui.core.document import Cell, Tone
from bks_tui.tui.kit.content import content_of
from bks_tui.tui.kit.identity_bar import IdentityBar, fit_identity, show_identity
from tests.support.app import app_over, scanned, small_account

FULL = "DEMO  account 111122223333 (example-sandbox)  us-east-1 (default)"
LINE = (
    Cell("DEMO", Tone.WARNING),
    Cell("account 111122223333 (example-sandbox)", Tone.STRONG),
    Cell("us-east-1 (default)"),
)


@pytest.mark.parametrize(("width", "shown"), [(80, FULL), (38, "DEMO  account 111122223333  us-east-1")])
def test_alias_and_remark_give_way_before_the_account_and_the_region(width: int, shown: str) -> None:
    assert content_of(fit_identity(LINE, width)).plain == shown


def test_a_folder_whose_name_ends_in_brackets_keeps_them() -> None:
    line = Cell("READ-ONLY"), Cell("/home/ana/logs (of the incident)")
    assert content_of(fit_identity(line, 30)).plain.endswith("incident)")


async def test_the_data_ages_on_a_screen_above_too_unless_it_is_of_another_account() -> None:
    async with scanned(app_over(small_account("ana"))) as person:
        triage = person.app.screen
        await person.press("b")
        above = person.app.screen.query_one(IdentityBar)
        older, other = ((Cell("data 5min old"),),), ((Cell("account 999988887777"),),)
        show_identity(triage, older)
        assert above.lines == older
        above.lines = other
        show_identity(triage, ((Cell("data 6min old"),),))
        assert above.lines == other
