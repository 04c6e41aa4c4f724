"""The keys that a person chose in the config file: checked, and true wherever a key is named."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from bks_tui.core.errors import UsageError
from bks_tui.core.settings import Config
from bks_tui.tui.actions import ACTIONS
from bks_tui.tui.app import BksApp
from bks_tui.tui.keymap import Keymap
from bks_tui.tui.response.screen import ResponseScreen
from tests.support.app import WIDE, Person, app_over, scanned, small_account


def keys_of(name: str, keymap: Keymap) -> tuple[str, ...]:
    """The keys of an action."""
    return next(action.keys for action in keymap.actions if action.name == name)


def test_every_action_has_a_name_of_its_own_in_its_scope() -> None:
    names = [(action.scope, action.name) for action in ACTIONS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("written", "key"),
    [("/", "slash"), ("?", "question_mark"), ("ctrl-f", "ctrl+f"), ("ctrl+f", "ctrl+f"), ("f5", "f5"), ("h", "h")],
)
def test_a_key_is_written_as_the_help_shows_it(written: str, key: str) -> None:
    keymap = Keymap({"sort": (written,), "filter": ("f2",), "help": ("f3",)})
    assert keys_of("sort", keymap) == (key,)


def test_what_was_not_chosen_stays_as_it_is() -> None:
    keymap = Keymap({"sort": ("h",)})
    assert [one.keys for one in keymap.actions if one.name != "sort"] == [
        one.keys for one in ACTIONS if one.name != "sort"
    ]


def test_keys_may_be_exchanged() -> None:
    keymap = Keymap({"sort": ("r",), "rescan": ("s",)})
    assert (keys_of("sort", keymap), keys_of("rescan", keymap)) == (("r",), ("s",))


def test_escape_goes_back_whatever_else_does() -> None:
    assert keys_of("back", Keymap({"back": ("h",)})) == ("h", "escape")


@pytest.mark.parametrize(
    ("chosen", "why"),
    [
        ({"contian": ("K",)}, "there is no action 'contian'"),
        ({"sort": ("ctrl-ü",)}, "'ctrl-ü', for 'sort', is not a key"),
        ({"sort": ("enterr",)}, "'enterr', for 'sort', is not a key"),
        ({"sort": ("ü",)}, "'ü', for 'sort', is not a key"),
        ({"sort": ("ctrl-s",)}, "'ctrl-s', for 'sort', is a key that terminals use themselves"),
        ({"contain": ("c",)}, "'contain' writes to AWS and takes a capital letter, not c"),
        ({"contain": ("K", "ctrl-k")}, "'contain' writes to AWS and takes a capital letter, not K ctrl-k"),
        ({"sort": ("r",)}, "'r' is the key of 'sort' and of 'rescan'"),
        ({"sort": ("enter",)}, "'enter' is the key of 'sort' and of 'open'"),
        ({"mark": ("k",)}, "'k' is the key of 'cursor_up' and of 'mark'"),
        ({"older_events": ("j",)}, "'j' is the key of 'older_events' and of 'cursor_down'"),
    ],
)
def test_keys_that_make_no_sense_are_refused(chosen: Mapping[str, tuple[str, ...]], why: str) -> None:
    with pytest.raises(UsageError) as refused:
        Keymap(chosen)
    assert str(refused.value) == f"the keys of the config file are not understood: {why}"


def app_with_keys(**keys: str) -> BksApp:
    """The app over a small account, with keys of a person's own."""
    chosen = {name: (key,) for name, key in keys.items()}
    return app_over(small_account("ana"), config=Config(keys=chosen))


async def test_the_chosen_key_does_it_and_the_old_one_no_more() -> None:
    async with scanned(app_with_keys(contain="K")) as person:
        await person.press("C")
        assert not isinstance(person.app.screen, ResponseScreen)
        await person.press("K")
        assert isinstance(person.app.screen, ResponseScreen)


async def test_a_chosen_key_says_why_its_action_is_disabled() -> None:
    app = app_over(small_account("ana"), read_only=True, config=Config(keys={"clean_up": ("K",)}))
    async with scanned(app) as person:
        await person.press("K")
        assert person.told == "Clean up: read-only mode: bks writes nothing"


async def shown_after(person: Person, *keys: str) -> str:
    """The screen after these keys."""
    await person.press(*keys)
    return person.text


async def test_every_place_that_names_a_key_names_the_chosen_one() -> None:
    account = small_account("ana")
    account.add_user("BedrockAPIKey-0a1b")
    chosen = {
        "contain": "K",
        "show_timeline": "h",
        "dismiss_decoded": "H",
        "quit": "Q",
        "delete_shown": "Z",
        "decide": "z",
    }
    app = app_over(account, config=Config(keys={name: (key,) for name, key in chosen.items()}))
    async with scanned(app, WIDE) as person:
        for pressed, seen in (
            ((), "K Contain"),
            (("question_mark",), "K           Contain the user"),
            (("3",), "h reads a user's events"),
            (("3", "d"), "Timeline: h reads the events of a user or key first"),
            (("4",), "Results stay until you press H."),
            (("ctrl+c",), "Q quits"),
            (("X",), "Z shows each in full, and asks for the name"),
        ):
            assert seen in " ".join((await shown_after(person, *pressed)).split("\n")), pressed
            await person.press("escape", "escape")
