"""A command of bks is printed so that it works as it is: for the same account, with the same journal."""

from __future__ import annotations

import shlex
from dataclasses import replace

import pytest

from bks_tui.core.account.account import Account, SessionChoice
from bks_tui.core.account.bks_command import bks_command
from bks_tui.core.account.member import MemberRole
from tests.support.users import an_account

PLAIN = replace(an_account(), profile=None)


@pytest.mark.parametrize(
    ("of", "journal", "options"),
    [
        (None, None, ""),
        (PLAIN, None, ""),
        (replace(PLAIN, profile="prod"), None, " --profile prod"),
        (replace(PLAIN, profile="it's prod"), None, " --profile 'it'\"'\"'s prod'"),
        (replace(PLAIN, demo=True, profile="prod"), None, " --demo"),
        (replace(PLAIN, partition="aws-cn", region="cn-north-1"), None, " --region cn-north-1"),
        (PLAIN, "/a b/kept", " --journal '/a b/kept'"),
        (replace(PLAIN, profile="prod"), "/kept", " --journal /kept --profile prod"),
        (SessionChoice(), None, ""),
        (SessionChoice(profile="prod", region="eu-west-1"), None, " --profile prod --region eu-west-1"),
        (SessionChoice(demo=True), None, " --demo"),
    ],
)
def test_it_has_the_options_that_it_needs(
    of: Account | SessionChoice | None, journal: str | None, options: str
) -> None:
    assert bks_command(of, "journal", "undo", "3f2a", journal=journal) == f"bks journal undo 3f2a{options}"


@pytest.mark.parametrize(
    ("role", "options"),
    [
        (MemberRole("222233334444"), "--account 222233334444 --role-name OrganizationAccountAccessRole"),
        (MemberRole("222233334444", "team/Audit"), "--account 222233334444 --role-name team/Audit"),
        (
            MemberRole("222233334444", "Audit", "invented-id"),
            "--account 222233334444 --role-name Audit --external-id EXTERNAL_ID",
        ),
    ],
)
def test_it_reaches_an_account_through_its_role_and_tells_no_external_id(role: MemberRole, options: str) -> None:
    for of in (replace(PLAIN, profile="prod", role=role), SessionChoice(profile="prod", role=role)):
        assert bks_command(of, "cleanup") == f"bks cleanup {options} --profile prod"


def test_the_journal_knows_the_role_itself() -> None:
    of = replace(PLAIN, role=MemberRole("222233334444"))
    assert bks_command(of, "journal", "undo", "3f2a") == "bks journal undo 3f2a"


def test_a_shell_reads_every_word_as_it_is() -> None:
    words = ("revoke-key", "a b; rm -rf /", "--only-key", "$(x)")
    assert shlex.split(bks_command(PLAIN, *words)) == ["bks", *words]
