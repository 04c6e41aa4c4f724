"""The matrix of pastes: each pane and dialog, and a key, a name or several lines pasted there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from textual.widgets import Input

from bks_tui.core.errors import NoCredentialsError
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.actors import IamUser
from bks_tui.tui.app import BksApp
from bks_tui.tui.keys.pane import DecoderPane
from bks_tui.tui.kit.pasting import typed_line
from bks_tui.tui.kit.virtual_table import VirtualTable
from tests.support.app import NOW, Person, app_over, app_with, scanned, small_account
from tests.support.combinations import combinations
from tests.support.keys import SECRET, long_term_key
from tests.support.responding import writes

ANA, ORPHAN = "BedrockAPIKey-aaaa", "BedrockAPIKey-zzzz"
KEY = long_term_key(f"{ANA}-at-111122223333")
NAME = "BedrockAPIKey-q7zf"
LINES = f"{NAME}\nand more\nthat was copied"

PASTED = {"a key": f"export KEY={KEY}", "a name": NAME, "several lines": LINES}

# How to come to each place, by the kind of place.
PANES = {
    "the list": (),
    "the detail": ("2",),
    "the timeline": ("t",),
    "the results of the decoder": ("a key", "4"),
    "the calls": ("5",),
}
INPUTS = {
    "the filter of the list": ("slash",),
    "the filter of the events": ("t", "slash"),
    "the filter of the accounts": ("a", "slash"),
    "the filter of all users": ("a", "2", "slash"),
    "the filter of the journal": ("J", "slash"),
    "the filter of the identities": ("p", *"log", "enter", "enter", "slash"),
    "the path of a log folder": ("p", *"log", "enter"),
    "the path of a report": ("m", "enter"),
    "the palette": ("ctrl+p",),
}
DIALOGS = {
    "the help": ("question_mark",),
    "the gaps": ("w",),
    "an event": ("t", "enter"),
    "the choice of an account": ("p",),
    "the choice of a Region": ("e",),
    "the choice of a field": ("y",),
    "the choice of events": ("t", "f"),
    "the choice of a report": ("m",),
    "the prevention": ("b",),
    "the accounts": ("a",),
    "the users of all accounts": ("a", "2"),
    "the journal": ("J",),
    "a log folder": ("p", *"log", "enter", "enter"),
}
KEPT = {
    "a plan": ("C",),
    "a refusal": ("L",),
    "a call of a plan": ("C", "tab", "tab", "enter"),
    "a result": ("C", "j", "enter"),
    "the clean-up": ("X",),
    "the summary": ("X", "n"),
}


def the_account() -> SimulatedAccount:
    """One active phantom and one orphan, an event, and a gap."""
    account = small_account(ANA)
    account.add_user(ORPHAN)
    account.record_event("Converse", region="eu-west-1", when=NOW, actor=IamUser(ANA))
    account.faults.deny("iam:ListMFADevices", ORPHAN)
    return account


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Ask CloudTrail without its pace, and propose an empty log folder."""
    monkeypatch.setattr("bks_tui.aws.rate_limiter.RateLimiter.acquire", lambda _self: None)
    monkeypatch.chdir(tmp_path)


async def go(person: Person, way: tuple[str, ...]) -> None:
    """Go to a place; on some ways a key is pasted."""
    for key in way:
        await (person.paste(PASTED[key]) if key in PASTED else person.press(key))


def is_focused_in_a_masked_input(person: Person) -> bool:
    focused = person.app.focused
    return isinstance(focused, Input) and focused.password


async def keys_are_commands(person: Person, place: str = "") -> None:
    """See that what is pressed next is a command: nothing becomes a dot."""
    assert not is_focused_in_a_masked_input(person), place
    await person.press("k")
    assert "•" not in person.text, place


async def go_back(person: Person) -> None:
    """Go back to the list as it was, with an empty decoder."""
    if "User or access key" in person.text:
        await person.press("x")
    await person.press(*["escape"] * 5)
    assert "━ 1 Users" in person.text
    assert not person.app.query_one(DecoderPane).results.row_count


# Each place is tried with one text in each run, and the places with the same text in one app.
thirds = pytest.mark.parametrize(("pasted", "first"), list(combinations(PASTED, range(3), every=3)))


@thirds
async def test_without_an_input_a_paste_goes_to_the_decoder_and_keys_stay_commands(pasted: str, first: int) -> None:
    async with scanned(app_over(the_account())) as person:
        for place, way in list((PANES | DIALOGS).items())[first::3]:
            await go(person, way)
            await person.paste(PASTED[pasted])
            assert "━ 4 Decoder" in person.text, place
            assert SECRET[:12] not in person.text, place
            if pasted == "a key":
                assert person.row_of("decoder").startswith(f"›{ANA}"), place
            await keys_are_commands(person, place)
            await go_back(person)


@pytest.mark.parametrize("pasted", ["a name", "several lines"])
async def test_a_paste_goes_to_the_focused_input(pasted: str) -> None:
    async with scanned(app_over(the_account())) as person:
        for place, way in INPUTS.items():
            await go(person, way)
            await person.paste(PASTED[pasted])
            assert isinstance(person.app.focused, Input), place
            assert person.app.focused.value == NAME, place
            await go_back(person)


async def test_a_pasted_choice_filters_the_choices() -> None:
    async with scanned(app_over(the_account())) as person:
        for key, choice in (("e", "eu-west-1"), ("p", "Demo account"), ("y", "user name")):
            await person.press(key)
            await person.paste(choice)
            assert isinstance(person.app.focused, Input), key
            assert person.app.focused.value == choice
            assert person.app.screen.query_one(VirtualTable).row_count == 1, choice
            await go_back(person)


async def test_a_key_is_not_shown_in_an_input_but_decoded() -> None:
    async with scanned(app_over(the_account())) as person:
        for place, way in INPUTS.items():
            await go(person, way)
            await person.paste(PASTED["a key"])
            assert person.row_of("decoder").startswith(f"›{ANA}"), place
            await keys_are_commands(person, place)
            await go_back(person)


@thirds
async def test_a_paste_does_not_close_a_screen_with_a_decision_or_result(pasted: str, first: int) -> None:
    # In this order: what comes to a result changes the account, and nothing after it needs it as it was.
    async with scanned(app_over(the_account())) as person:
        for place, way in list(KEPT.items())[first::3]:
            await person.clear_messages()
            await go(person, way)
            before = type(person.app.screen)
            await person.paste(PASTED[pasted])
            assert "Paste is disabled in this dialog" in person.told, place
            assert type(person.app.screen) is before, place
            await keys_are_commands(person, place)
            await go_back(person)


async def test_where_a_key_is_typed_the_focus_goes_to_what_a_paste_names() -> None:
    async with scanned(app_over(the_account())) as person:
        for text in (*PASTED.values(), "what names nobody"):
            await person.press("4")
            await person.paste(text)
            assert "•" not in person.text
            assert is_focused_in_a_masked_input(person) is (text not in PASTED.values()), text
            await go_back(person)


@pytest.mark.parametrize("pasted", PASTED)
async def test_over_the_first_choice_of_an_account_keys_stay_commands(pasted: str) -> None:
    def connect(_choice: object) -> None:
        raise NoCredentialsError("no AWS credentials were found", "Sign in.")

    app: BksApp = app_with(connect)  # type: ignore[arg-type]
    async with scanned(app) as person:
        assert "Which account?" in person.text
        await person.paste(PASTED[pasted])
        assert "━ 4 Decoder" in person.text
        await keys_are_commands(person)


async def test_a_palette_opened_where_a_key_is_typed_leaves_no_dots() -> None:
    async with scanned(app_over(the_account())) as person:
        for pasted, text in PASTED.items():
            await person.press("4")
            await person.press("question_mark" if pasted == "a key" else "ctrl+p")
            await person.paste(text)
            assert "•" not in person.text.replace("•?", ""), pasted
            await go_back(person)


# Where the name of a user is asked for


async def test_the_name_that_is_asked_for_can_be_pasted() -> None:
    account = the_account()
    async with scanned(app_over(account)) as person:
        await person.press("R")
        await person.paste(f"{ANA}\n")
        await person.press("enter")
    assert account.users[ANA].credentials == []


async def test_another_name_that_is_pasted_is_explained_and_writes_nothing() -> None:
    account = the_account()
    async with scanned(app_over(account)) as person:
        for pasted in ("a name", "several lines"):
            await person.press("R")
            await person.paste(PASTED[pasted])
            await person.press("enter")
            assert f"The name does not match; nothing is written. The user is {ANA}" in person.text, pasted
            assert "Plan: " in person.text, pasted
            await go_back(person)
    assert not writes(account)


async def test_a_key_is_not_shown_where_the_name_is_asked_for() -> None:
    async with scanned(app_over(the_account())) as person:
        await person.press("R")
        await person.paste(PASTED["a key"])
        assert isinstance(person.app.focused, Input)
        assert person.app.focused.value == ""
        assert "Paste is disabled in this dialog" in person.told


# What an input may show


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("BedrockAPIKey-q7zf", "BedrockAPIKey-q7zf"),
        ("  ci-deploy \n", "ci-deploy"),
        ("\n\nana\nben", "ana"),
        ("AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"),
        ("arn:aws:iam::111122223333:user/team/ana", "arn:aws:iam::111122223333:user/team/ana"),
        ("MyServiceUserForProduction01", "MyServiceUserForProduction01"),
        ("a\x1b[31mb", r"a\x1b[31mb"),
    ],
)
def test_a_name_an_id_or_a_word_may_be_shown(text: str, line: str) -> None:
    assert typed_line(text, NOW) == line


@pytest.mark.parametrize(
    "text",
    [
        KEY,
        f"first line\n{KEY}",
        KEY[:60],
        KEY[40:],
        "ABSKxxxx",
        SECRET[:40],
        f"AKIAINVENTED00000000,{'wJalrXUtnFEMI/K7MDENG/bPxRfiCYINVENTEDKEY'[:40]}",
        "x" * 5_000,
        "",
        "\n\n",
    ],
)
def test_a_key_a_part_of_one_or_a_secret_is_not_shown(text: str) -> None:
    assert typed_line(text, NOW) is None


@pytest.mark.parametrize("shape", [lambda key: key, lambda key: key[: len(key) // 2], lambda key: key[len(key) // 2 :]])
def test_neither_half_of_a_key_is_shown(shape: Callable[[str], str]) -> None:
    assert typed_line(shape(KEY), NOW) is None
