"""The table of a scan: readable on 80 columns, whole, and harmless."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from bks_tui.core.iam.user import LoginProfile, User
from bks_tui.core.scan.findings import ScanResult
from bks_tui.export.scan.to_table import scan_details, scan_summary, scan_tables
from tests.support.hostile import HOSTILE, dangers, hostile_scan
from tests.support.tables import for_each
from tests.support.users import access_key, api_key, days_ago, denied, scan_result, user


def drawn(result: ScanResult, width: int = 80, *, colour: bool = False) -> str:
    """The tables as a terminal of `width` columns shows them."""
    console = Console(
        file=io.StringIO(), width=width, force_terminal=colour, color_system="standard" if colour else None
    )
    with console.capture() as capture:
        for table in scan_tables(result):
            console.print(table)
    return capture.get()


def row_of(subject: User) -> list[str]:
    """The words of a user's row."""
    return drawn(scan_result(subject)).splitlines()[3].split()


@pytest.mark.parametrize(
    ("subject", "row"),
    [
        (user(), "◉ ACTIVE BedrockAPIKey-x7f2 1/1 live none none 10d -"),
        (user(access_keys=(access_key(),)), "! AT RISK BedrockAPIKey-x7f2 1/1 live 1/1 live none 10d -"),
        (
            user(access_keys=(access_key(), access_key("AKIAEXAMPLE000000002", status="Inactive"))),
            "! AT RISK BedrockAPIKey-x7f2 1/1 live 1/2 live none 10d 1",
        ),
        (
            user(login_profile=LoginProfile(days_ago(1), reset_required=False)),
            "! AT RISK BedrockAPIKey-x7f2 1/1 live none set 10d 1",
        ),
        (user(service_credentials=()), "∅ ORPHANED BedrockAPIKey-x7f2 none none none 10d -"),
        (
            user(service_credentials=(api_key(expires=days_ago(1)),)),
            "∅ ORPHANED BedrockAPIKey-x7f2 0/1 live none none 10d 1",
        ),
        (
            user(access_keys=denied("iam:ListAccessKeys")),
            "? UNKNOWN BedrockAPIKey-x7f2 1/1 live ? (denied) none 10d -",
        ),
        (
            user("robot", service_credentials=(api_key(made_for="BedrockAPIKey-x7f2"),)),
            "◉ ACTIVE robot (renamed) 1/1 live none none 10d -",
        ),
    ],
)
def test_a_row_says_what_a_user_holds(subject: User, row: str) -> None:
    assert row_of(subject) == row.split()


def test_phantom_and_ordinary_users_have_a_table_each() -> None:
    text = drawn(scan_result(user("BedrockAPIKey-x7f2"), user("alice")))
    assert text.index("Phantom users") < text.index("BedrockAPIKey-x7f2")
    assert text.index("BedrockAPIKey-x7f2") < text.index("Other users with API keys") < text.index("alice")


def test_no_table_is_drawn_of_nobody() -> None:
    assert list(scan_tables(scan_result())) == []


def test_a_phantom_s_row_with_an_unread_fact_fits_on_80_columns() -> None:
    text = drawn(scan_result(user(access_keys=denied("iam:ListAccessKeys"))))
    assert len(text.splitlines()) == 4


def test_a_long_name_is_folded_and_never_cut() -> None:
    name = "BedrockAPIKey-" + "".join(chr(ord("a") + n % 26) for n in range(50))
    lines = drawn(scan_result(user(name))).splitlines()[3:]
    column = drawn(scan_result(user(name))).splitlines()[1].index("User")
    assert "".join(line[column:].split("  ")[0].strip() for line in lines) == name


def test_without_a_limit_a_long_name_stays_on_its_line() -> None:
    name = "BedrockAPIKey-" + "w" * 50
    assert name in drawn(scan_result(user(name)), width=1_000)


def test_colour_only_repeats_what_the_words_say() -> None:
    plain, coloured = drawn(scan_result(user())), drawn(scan_result(user()), colour=True)
    assert "\x1b[33m◉ ACTIVE" in coloured
    assert "◉ ACTIVE" in plain


@for_each("hostile", HOSTILE)
def test_hostile_text_is_drawn_harmless(hostile: str) -> None:
    result = hostile_scan(hostile)
    assert dangers(drawn(result) + "\n".join(scan_details(result))) == set()


def test_markup_in_a_name_is_only_text() -> None:
    assert "[bold red]loud[/]" in drawn(scan_result(user("[bold red]loud[/]")), width=200)


def test_an_emoji_code_in_a_name_is_only_text() -> None:
    assert ":warning:" in drawn(scan_result(user(":warning:")), width=200)


def test_the_summary_counts_phantoms_by_status_and_others() -> None:
    result = scan_result(user("BedrockAPIKey-aaaa"), user("BedrockAPIKey-bbbb", access_keys=(access_key(),)), user("a"))
    assert list(scan_summary(result)) == [
        "2 phantom users: 1 AT RISK, 0 UNKNOWN, 1 ACTIVE, 0 ORPHANED",
        "1 other user with API keys",
    ]


def test_the_details_give_every_reason_hold_and_note() -> None:
    subject = user(groups=("admins",), service_credentials=(api_key(expires=None),))
    assert list(scan_details(scan_result(subject))) == [
        "",
        "BedrockAPIKey-x7f2 (◉ ACTIVE, phantom)",
        "  why   API key ACCAEXAMPLE000000001 is active",
        "  hold  member of the group admins",
        "  note  API key ACCAEXAMPLE000000001 never expires",
    ]
