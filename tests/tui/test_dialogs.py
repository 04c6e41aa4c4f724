"""What opens over the triage screen: the choices, the texts, the palette."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest

from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.errors import ExpiredError, NoCredentialsError
from bks_tui.core.settings import Theme
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.tui.action import Scope
from bks_tui.tui.actions import ACTIONS
from bks_tui.tui.app import BksApp
from bks_tui.tui.themes import THEMES
from tests.support.app import CHOICE, WIDE, Gate, app_over, app_with, opened, scanned, session_to, small_account

ANA = "BedrockAPIKey-aaaa"


@pytest.fixture(autouse=True)
def configuration(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An AWS configuration with two profiles."""
    file = tmp_path / "config"
    file.write_text("[profile staging]\nregion = eu-west-1\n[profile production]\nregion = eu-west-3\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(file))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "nothing"))
    return file


def app_of_profiles(chosen: list[SessionChoice], choice: SessionChoice = CHOICE) -> BksApp:
    """The app in an account of its own for each profile; each choice made is added to `chosen`."""

    def connect(choice: SessionChoice) -> AwsSession:
        chosen.append(choice)
        account = SimulatedAccount("444455556666" if choice.profile else "111122223333")
        # The simulated account knows no profiles.
        return session_to(account, SessionChoice(region=choice.region))

    return app_with(connect, choice=choice)


def app_without_credentials() -> BksApp:
    """The app on a machine without any."""

    def connect(_choice: SessionChoice) -> AwsSession:
        raise NoCredentialsError("no AWS credentials were found", "Sign in, or look around with --demo.")

    return app_with(connect)


# The account and the Region


async def test_without_credentials_the_app_opens_on_the_choice_with_the_remedy() -> None:
    async with scanned(app_without_credentials()) as person:
        for said in ("no AWS credentials were found", "Sign in, or look around with --demo.", "Which account?"):
            assert said in person.text
        for offered in ("staging", "production", "Demo account", "Decode keys"):
            assert offered in person.text


async def test_an_expired_session_opens_the_choice_too() -> None:
    def connect(_choice: SessionChoice) -> AwsSession:
        raise ExpiredError("the SSO session of profile staging has expired", "Run 'aws sso login'.")

    async with scanned(app_with(connect)) as person:
        assert "the SSO session of profile staging has expired" in person.text
        assert "Run 'aws sso login'." in person.text
        assert "Which account?" in person.text


async def test_from_the_choice_one_can_decode_offline() -> None:
    async with scanned(app_without_credentials()) as person:
        await person.press(*"dec", "enter")
        assert "━ 4 Decoder" in person.text


async def test_the_choice_opens_the_demo_account() -> None:
    chosen: list[SessionChoice] = []
    async with scanned(app_of_profiles(chosen)) as person:
        await person.press("p", "down", "down", "enter")
    assert chosen[-1] == SessionChoice(demo=True)


@pytest.mark.parametrize("key", ["4", "question_mark"], ids=["typing a key", "reading the help"])
async def test_the_choice_does_not_open_over_what_a_person_is_doing(key: str) -> None:
    doing = threading.Event()

    def connect(_choice: SessionChoice) -> AwsSession:
        doing.wait(30)
        raise NoCredentialsError("no AWS credentials were found", "Sign in.")

    async with opened(app_with(connect)) as person:
        await person.pilot.press(key)
        doing.set()
        await person.settle()
        assert "Which account?" not in person.text
        await person.press("escape")
        assert "no AWS credentials were found" in person.text


async def test_closing_the_choice_leaves_the_sentence_in_the_list() -> None:
    async with scanned(app_without_credentials()) as person:
        await person.press("escape")
        assert "Which account?" not in person.text
        assert "no AWS credentials were found" in person.text
        assert "Sign in, or look around with --demo." in person.text


async def test_the_choice_of_an_account_is_filtered_while_typing() -> None:
    async with scanned(app_of_profiles([])) as person:
        await person.press("p", *"prod")
        assert "production" in person.text
        assert "Demo account" not in person.text


async def test_a_filter_without_a_match_says_so_and_enter_chooses_nothing() -> None:
    chosen: list[SessionChoice] = []
    async with scanned(app_of_profiles(chosen)) as person:
        await person.press("p", *"xyz", "enter")
        assert "Nothing matches." in person.text
        assert chosen == [CHOICE]


async def test_p_changes_the_profile_without_leaving() -> None:
    chosen: list[SessionChoice] = []
    async with scanned(app_of_profiles(chosen)) as person:
        await person.press("p", "down", "enter")
        assert chosen == [CHOICE, SessionChoice(profile="production")]
        assert "account 444455556666" in person.text


async def test_the_region_for_where_a_profile_names_none_stays_with_every_profile() -> None:
    chosen: list[SessionChoice] = []
    app = app_of_profiles(chosen, choice=replace(CHOICE, default_region="sa-east-1"))
    async with scanned(app) as person:
        await person.press("p", "down", "enter")
        assert chosen[-1] == SessionChoice(profile="production", default_region="sa-east-1")


async def test_another_profile_begins_with_nothing_of_the_one_before() -> None:
    gate = Gate("ListServiceSpecificCredentials")
    async with scanned(
        app_with(lambda choice: session_to(small_account(ANA), SessionChoice(region=choice.region), gate))
    ) as person:
        assert ANA in person.text
        with gate.closed():
            await person.pilot.press("p")
            await person.until(lambda: "Which account?" in person.text)
            await person.pilot.press("enter")
            await person.until(gate.held.is_set)
            await person.until(lambda: "0 of 0" in person.text)
            assert ANA not in person.text


async def test_a_configuration_that_cannot_be_read_still_leaves_the_demo(configuration: Path) -> None:
    configuration.write_text("[profile")
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("p")
        assert "Demo account" in person.text
        assert "staging" not in person.text


async def test_e_changes_the_region_without_leaving() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("e", "down", "enter")
        assert "eu-central-2" in person.lines[0]


async def test_while_the_partition_is_not_known_e_offers_the_regions_of_all_beginning_at_the_one_in_use() -> None:
    account = small_account(ANA)
    account.faults.expire_token()
    async with scanned(app_over(account, choice=SessionChoice(region="us-gov-west-1"))) as person:
        await person.press("escape", "e")
        assert person.row.strip(" │").startswith("›us-gov-west-1")


# Texts


async def test_the_gaps_are_shown_one_by_one() -> None:
    account = small_account(ANA)
    account.faults.deny("iam:ListAccessKeys", ANA)
    async with scanned(app_over(account)) as person:
        await person.press("w")
        assert "iam:ListAccessKeys was denied for 1 user" in person.text


async def test_a_text_closes_without_quitting() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        for key in ("escape", "q", "question_mark"):
            await person.press("question_mark")
            assert "esc closes" in person.text
            await person.press(key)
            assert "esc closes" not in person.text, key
            assert person.app.is_running, key


async def test_the_help_shows_every_action_by_where_it_works() -> None:
    async with scanned(app_over(small_account(ANA)), (200, 220)) as person:
        await person.press("question_mark")
        for action in ACTIONS:
            first, _, _ = action.help.partition(";")
            assert any(action.shown_keys in line and first[:60] in line for line in person.lines), action
        # Those of a list are among those of the users, which have the focus.
        for heading in ("In the users", *(scope.value for scope in Scope if scope is not Scope.TABLE)):
            assert heading in person.text


async def test_the_help_shows_why_an_action_is_disabled() -> None:
    async with scanned(app_over(small_account(ANA)), WIDE) as person:
        await person.press("question_mark")
        assert "Show what could not be read (disabled: there are no gaps)" in person.text


async def test_the_key_of_a_disabled_action_shows_why() -> None:
    async with scanned(app_over(small_account())) as person:
        for key, reason in (
            ("w", "Gaps: there are no gaps"),
            ("u", "User: no user is selected"),
            ("x", "Dismiss: no decoded key is selected; 4 goes there"),
            ("t", "Timeline: no user is selected"),
            ("y", "Copy: no user is selected"),
        ):
            await person.clear_messages()
            await person.press(key)
            assert person.told == reason


async def test_ctrl_c_does_not_quit_and_says_what_does() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("ctrl+c")
        assert person.told == "q quits"


# The palette


async def test_the_palette_offers_every_action() -> None:
    app = app_over(small_account(ANA))
    async with scanned(app):
        offered = {entry.title for entry in app.palette_entries()}
    # These are not open, and have their keys in sight when they are.
    assert offered == {
        f"{action.label} ({action.shown_keys})"
        for action in ACTIONS
        if action.scope
        not in (Scope.EVENT, Scope.CLEAN_UP, Scope.PREVENTION, Scope.ACCOUNTS, Scope.LOGS, Scope.JOURNAL)
    } | {"Theme: dark", "Theme: light", "Theme: ansi"}


async def test_the_palette_changes_the_theme() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        for theme in Theme:
            await person.press("ctrl+p")
            await person.write(f"Theme: {theme.value}")
            await person.press("enter")
            assert person.app.theme == THEMES[theme].name


async def test_the_palette_runs_an_action() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("ctrl+p")
        await person.write("Calls")
        await person.press("enter")
        assert "━ 5 Calls" in person.text


async def test_the_palette_runs_an_action_of_the_list() -> None:
    async with scanned(app_over(small_account(ANA, "BedrockAPIKey-bbbb"))) as person:
        await person.press("ctrl+p")
        await person.write("Bottom")
        await person.press("enter")
        assert "BedrockAPIKey-bbbb" in person.row


async def test_the_palette_types_nothing_into_the_decoder() -> None:
    account = small_account(ANA)
    async with scanned(app_over(account)) as person:
        await person.press("4")
        before = len(account.calls)
        await person.press("ctrl+p")
        await person.write("Rescan")
        await person.press("enter")
        assert len(account.calls) > before
        assert "paste anywhere in bks" in person.text


async def test_the_palette_shows_why_an_action_is_disabled() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.press("ctrl+p")
        await person.write("Gaps")
        await person.press("enter")
        assert person.told == "Gaps: there are no gaps"
