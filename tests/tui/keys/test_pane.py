"""The key decoder in the app: what a paste becomes, wherever it is made, and that no secret stays."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest
from textual import events
from textual.selection import Selection
from textual.widgets import Input

from bks_tui.core.keys import decode as decoding
from bks_tui.core.keys.decode import decode
from bks_tui.core.keys.decoded_key import Decoded
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.tui.keys.pane import DecoderPane
from bks_tui.tui.keys.worker import Pasted
from bks_tui.tui.kit.jobs import JobUpdated
from bks_tui.tui.kit.text_pane import SectionsView
from bks_tui.tui.main_screen.panes import Panes
from bks_tui.tui.main_screen.screen import TriageScreen
from tests.support.app import CHOICE, NARROW, WIDE, Gate, Person, app_over, scanned, small_account
from tests.support.keys import SECRET, SESSION_TOKEN, base64_of, long_term_key, query, service_called, short_term_key

ANA, BEN = "BedrockAPIKey-aaaa", "BedrockAPIKey-bbbb"
ANAS_KEY = long_term_key(f"{ANA}-at-111122223333")
BENS_KEY = long_term_key(f"{BEN}-at-111122223333")
STRANGERS_KEY = long_term_key("eve-at-999988887777")
BEDROCK = service_called("bedrock")
SHORT_TERM = short_term_key(BEDROCK, query(BEDROCK))


async def test_a_paste_into_the_list_lands_in_the_decoder() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.paste(ANAS_KEY)
        assert "━ 4 Decoder" in person.text
        assert person.row_of("decoder").startswith(f"›{ANA}")


async def test_a_paste_lands_in_the_decoder_from_anywhere() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        for where in ("slash", "slash a", "2", "4", "5", "question_mark", "e", "p", "ctrl+p"):
            await person.press(*where.split())
            await person.paste(f"export KEY={ANAS_KEY}")
            assert "━ 4 Decoder" in person.text, where
            assert person.row_of("decoder").startswith(f"›{ANA}"), where
            await person.press("x")
            assert not person.app.query_one(DecoderPane).results.row_count
            await person.press("escape", "escape")
            assert "━ 1 Users" in person.text


async def test_a_paste_of_many_lines_gives_every_key_with_its_line() -> None:
    async with scanned(app_over(small_account()), WIDE) as person:
        for line_break in ("\n", "\r\n", "\r"):
            await person.paste(line_break.join(["the first:", ANAS_KEY, "and the second:", BENS_KEY]))
            await person.press("j")
            assert person.row_of("decoder").startswith(f"›{BEN}"), repr(line_break)
            assert "line 4, column 1" in person.text, repr(line_break)
            await person.press("x")
            assert not person.app.query_one(DecoderPane).results.row_count


async def test_what_is_typed_is_masked_and_enter_decodes_it() -> None:
    async with scanned(app_over(small_account())) as person:
        await person.press("4")
        await person.write("ABSKxxxx")
        assert "ABSK" not in person.text
        assert "•" * 8 in person.text
        await person.press("enter")
        assert "•" not in person.text
        assert "Documentation placeholder, not a real key." in person.text


async def test_escape_leaves_no_half_of_a_key_behind() -> None:
    async with scanned(app_over(small_account())) as person:
        await person.press("4")
        await person.write("ABSKxx")
        await person.press("escape")
        assert "•" not in person.text
        assert "━ 4 Decoder" in person.text


async def test_escape_stops_a_scan_though_half_a_key_is_in_the_decoder() -> None:
    gate = Gate("ListAccessKeys")
    async with scanned(app_over(small_account(ANA), gate=gate)) as person:
        await person.press("4")
        await person.write("ABSKxx")
        await person.press("shift+tab", "shift+tab", "shift+tab")
        with gate.closed():
            await person.pilot.press("r")
            await person.until(gate.held.is_set)
            await person.press("escape")
            assert "scan stopped" in person.text


async def test_malformed_keys_are_listed_with_the_reason() -> None:
    async with scanned(app_over(small_account())) as person:
        await person.paste(f"{ANAS_KEY} and ABSKxxxx")
        assert "malformed" in person.text
        await person.press("G")
        assert "Documentation placeholder, not a real key." in person.text


async def test_a_paste_without_a_key_says_so() -> None:
    async with scanned(app_over(small_account())) as person:
        await person.paste("nothing to see")
        assert "No AWS API key in the pasted text" in person.text
        assert "nothing to see" not in person.text


async def test_results_stay_until_they_are_dismissed() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.paste(ANAS_KEY)
        await person.press("escape", "r", "2", "5", "4")
        assert person.row_of("decoder").startswith(f"›{ANA}")
        await person.press("x")
        assert "User or access key" not in person.text
        assert "Paste a key, or any text that contains one" in person.text


async def test_a_later_paste_comes_before_the_results_that_are_there() -> None:
    async with scanned(app_over(small_account())) as person:
        await person.paste(f"{ANAS_KEY} {STRANGERS_KEY}")
        await person.press("j")
        await person.paste(BENS_KEY)
        assert person.row_of("decoder").startswith(f"›{BEN}")
        await person.press("j")
        assert person.row_of("decoder").startswith(f"›{ANA}")


async def test_a_key_that_is_pasted_again_is_there_once() -> None:
    async with scanned(app_over(small_account())) as person:
        await person.paste(ANAS_KEY)
        await person.paste(f"once more: {ANAS_KEY}")
        assert person.app.query_one(DecoderPane).results.row_count == 1


async def test_a_paste_without_a_key_leaves_the_results_that_are_there() -> None:
    async with scanned(app_over(small_account())) as person:
        await person.paste(ANAS_KEY)
        await person.paste("nothing to see")
        assert person.told.startswith("No AWS API key in the pasted text")
        assert person.row_of("decoder").startswith(f"›{ANA}")


# Copying


async def test_a_single_field_is_copied() -> None:
    async with scanned(app_over(small_account(ANA))) as person:
        await person.paste(ANAS_KEY)
        await person.press("y", "down", "enter")
        assert person.app.clipboard == f"{ANA}-at-111122223333"
        assert person.told == "Copied: alias"


# Secrets

SECRET_FORMS = [SECRET, SESSION_TOKEN, base64_of(SECRET)[4:-4], ANAS_KEY[20:], SHORT_TERM[40:]]


def state_of(person: Person) -> Iterator[str]:
    """Whatever the app's widgets, screens and workers hold, as text."""
    for screen in person.app.screen_stack:
        for node in (person.app, *screen.walk_children(with_self=True)):
            yield repr(vars(node))
            if isinstance(node, Input):
                yield node.value
    for worker in person.app.workers:
        yield repr(worker)
    yield person.app.clipboard


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_no_secret_is_on_the_screen_or_kept_after_decoding(size: tuple[int, int]) -> None:
    async with scanned(app_over(small_account(ANA)), size) as person:
        await person.press("slash")
        await person.paste(f"{ANAS_KEY}\n{SHORT_TERM}\nABSKxxxx")
        assert person.row_of("decoder").startswith(f"›{ANA}")
        person.messages.clear()
        # Twice as far as anybody reads: the card of each result.
        await person.press("j", "j")
        seen = [person.text, person.app.export_screenshot(), *state_of(person), *map(repr, person.messages)]
        assert not [secret for secret in SECRET_FORMS if any(secret in text for text in seen)]


# Long pastes


async def test_a_megabyte_is_decoded_while_the_keys_still_work(monkeypatch: pytest.MonkeyPatch) -> None:
    begun, released = threading.Event(), threading.Event()

    def held_decode(text: str, now: datetime) -> Decoded:
        begun.set()
        released.wait(30)
        return decode(text, now)

    monkeypatch.setattr(decoding, "decode", held_decode)
    async with scanned(app_over(small_account(ANA, BEN))) as person:
        try:
            person.app.post_message(events.Paste(f"{'log line ' * 120_000}\n{ANAS_KEY}"))
            await person.until(begun.is_set)
            await person.pilot.press("escape", "j")
            assert BEN in person.row_of("users")
            assert not person.learned(Pasted)
        finally:
            released.set()
        await person.settle()
        assert len(person.learned(Pasted)) == 1
        # Whoever went elsewhere meanwhile is left there.
        assert "━ 1 Users" in person.text


async def test_the_result_of_a_paste_that_was_replaced_is_thrown_away() -> None:
    async with scanned(app_over(SimulatedAccount())) as person:
        await person.paste(ANAS_KEY)
        await person.paste(BENS_KEY)
        (first, _second) = (each for each in person.of(JobUpdated) if each.job.name == "decode")
        person.app.query_one(DecoderPane).post_message(JobUpdated(first.job, first.update))
        await person.settle()
        assert person.row_of("decoder").startswith(f"›{BEN}")


async def test_the_command_that_contains_exactly_this_key_is_there_to_copy() -> None:
    account = small_account("BedrockAPIKey-aaaa")
    async with scanned(app_over(account), WIDE) as person:
        await person.paste(long_term_key(f"BedrockAPIKey-aaaa-at-{account.account_id}"))
        await person.press("y")
        assert "aws iam update-service-specific-credential --user-name BedrockAPIKey-aaaa" in person.text


async def test_another_accounts_key_offers_no_command() -> None:
    async with scanned(app_over(small_account("BedrockAPIKey-aaaa")), WIDE) as person:
        await person.paste(long_term_key("BedrockAPIKey-aaaa-at-999988887777"))
        await person.press("y")
        assert "aws iam" not in person.text


DEMO = replace(CHOICE, demo=True)


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_empty_decoder_of_the_demo_shows_a_key_to_copy_and_paste(size: tuple[int, int]) -> None:
    async with scanned(app_over(small_account(), choice=DEMO), size) as person:
        await person.press("4")
        view = person.app.query_one("#card SectionsView", SectionsView)
        selected = view.get_selection(Selection(None, None))
        assert selected
        assert "this invented key" in selected[0]
        await person.paste(selected[0])
        assert person.row_of("decoder").startswith("›BedrockAPIKey-q7zf")
        assert "the key is incomplete" not in person.text


async def test_the_key_of_the_demo_is_shown_in_the_demo_only() -> None:
    async with scanned(app_over(small_account())) as person:
        await person.press("4")
        assert "ABSK" not in person.text
        triage = person.app.query_one(Panes).screen
        assert isinstance(triage, TriageScreen)
        # As the choice of an account does; no profile leads back from the demo account here.
        triage._triage.begin_scan(DEMO)
        await person.settle()
        assert "ABSK" in person.text
        triage._triage.begin_scan(CHOICE)
        await person.settle()
        assert "ABSK" not in person.text
