"""Which accounts a person chose; nothing that matches no account is passed over."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.account.member import (
    AccountSelection,
    MemberAccount,
    MemberRole,
    parse_accounts,
    require_account_ids,
    require_external_id,
    require_role_name,
    select_accounts,
    session_name,
)
from bks_tui.core.errors import BksError, UsageError

A, B, C = (str(number) * 12 for number in (1, 2, 3))
ACCOUNTS = (
    MemberAccount(A, "management", "Root", ("r-ab12",)),
    MemberAccount(B, "shop", "Root/workloads/production", ("r-ab12", "ou-ab12-1", "ou-ab12-2")),
    MemberAccount(C, "team", "Root/workloads", ("r-ab12", "ou-ab12-1")),
)


@pytest.mark.parametrize(
    ("selection", "chosen"),
    [
        (AccountSelection(), [A, B, C]),
        (AccountSelection(excluded=(A,)), [B, C]),
        (AccountSelection(account_ids=(C,)), [C]),
        (AccountSelection(units=("ou-ab12-1",)), [B, C]),
        (AccountSelection(units=("ou-ab12-2",)), [B]),
        (AccountSelection(units=("Root/workloads/production",)), [B]),
        (AccountSelection(units=("workloads/production/",)), [B]),
        (AccountSelection(units=("workloads",)), [B, C]),
        (AccountSelection(units=("workloads",), excluded=(B,)), [C]),
        (AccountSelection(units=("ou-ab12-2",), account_ids=(A,)), [A, B]),
        (AccountSelection(units=("r-ab12",)), [A, B, C]),
    ],
)
def test_the_chosen_accounts(selection: AccountSelection, chosen: list[str]) -> None:
    assert [account.account_id for account in select_accounts(ACCOUNTS, selection)] == chosen


@pytest.mark.parametrize(
    "selection",
    [
        AccountSelection(account_ids=("9" * 12,)),
        AccountSelection(excluded=("9" * 12,)),
        AccountSelection(units=("work",)),
        AccountSelection(units=("ou-ab12-9",)),
        AccountSelection(excluded=(A, B, C)),
    ],
)
def test_a_choice_that_matches_no_account_is_an_error(selection: AccountSelection) -> None:
    with pytest.raises(UsageError):
        select_accounts(ACCOUNTS, selection)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (f"{A}\n{B}\n", [(A, None), (B, None)]),
        (f"# all of them\n\n {A} \n{A}\n", [(A, None)]),
        (f"account_id,role,name\n{A},audit,shop\n", [(A, "audit")]),
        (f"{A},arn:aws:iam::{A}:role/team/audit\n", [(A, "team/audit")]),
        (f"\ufeff{A}\r\n{B},\r\n", [(A, None), (B, None)]),
    ],
)
def test_the_accounts_of_a_file(text: str, found: list[tuple[str, str | None]]) -> None:
    assert [(account.account_id, account.role_name) for account in parse_accounts(text, "file")] == found


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("", "contains no account id"),
        (f"{A}\n12345\n", "line 2: 12345 is not an account id"),
        (f"{A},arn:aws:iam::{B}:role/audit\n", "line 1: the role belongs to account"),
        (f"{A},no such role\n", "line 1: .* is not the name of a role"),
    ],
)
def test_a_file_that_is_wrong_names_the_line(text: str, error: str) -> None:
    with pytest.raises(UsageError, match=error):
        parse_accounts(text, "file")


@given(st.text())
def test_any_file_is_read_or_refused(text: str) -> None:
    try:
        accounts = parse_accounts(text, "file")
    except BksError:
        return
    assert all(re.fullmatch(r"\d{12}", account.account_id) for account in accounts)


@given(st.text())
def test_a_session_name_is_always_one_that_sts_takes(person: str) -> None:
    assert re.fullmatch(r"[\w+=,.@-]{2,64}", session_name(person), re.ASCII)


@pytest.mark.parametrize(
    ("check", "wrong"),
    [
        (lambda text: require_account_ids((text,), "--account"), "\N{FULLWIDTH DIGIT ONE}" * 12),
        (lambda text: require_account_ids((text,), "--account"), "123"),
        (require_role_name, "arn:aws:iam::111122223333:role/audit"),
        (require_role_name, ""),
        (require_external_id, "a b"),
    ],
)
def test_what_aws_would_refuse_is_refused_before(check: object, wrong: str) -> None:
    assert callable(check)
    with pytest.raises(UsageError):
        check(wrong)


@pytest.mark.parametrize(
    ("role", "is_valid"),
    [
        (MemberRole("111122223333"), True),
        (MemberRole("111122223333", "path/Audit", "invented-id"), True),
        (MemberRole("\N{FULLWIDTH DIGIT ONE}" * 12), False),
        (MemberRole("111122223333:x"), False),
        (MemberRole("111122223333", "a b"), False),
        (MemberRole("111122223333", "Audit", "a\nb"), False),
    ],
)
def test_a_role_that_aws_would_refuse_is_not_valid(role: MemberRole, is_valid: bool) -> None:
    assert role.is_valid is is_valid


def test_an_external_id_is_not_repeated() -> None:
    with pytest.raises(UsageError) as raised:
        require_external_id("invented secret words")
    assert "invented" not in str(raised.value) + raised.value.remedy
