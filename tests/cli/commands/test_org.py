"""`bks org`: what it prints, and that it asks AWS nothing."""

from __future__ import annotations

import pytest

from bks_tui.core.account.member_role import Access, member_role
from bks_tui.export.organization.to_cloudformation import to_cloudformation
from bks_tui.export.organization.to_terraform import to_terraform
from bks_tui.operations import connect
from tests.cli.conftest import Bks


@pytest.fixture(autouse=True)
def no_aws(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing connects to AWS."""
    monkeypatch.delattr(connect, "connect")


READ_ONLY, RESPOND = member_role(Access.READ_ONLY), member_role(Access.RESPOND)


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), to_cloudformation(READ_ONLY)),
        (("--format", "terraform"), to_terraform(READ_ONLY)),
        (("--access", "respond"), to_cloudformation(RESPOND)),
        (("--format", "terraform", "--access", "respond"), to_terraform(RESPOND)),
        (("--role-name", "Security"), to_cloudformation(member_role(Access.READ_ONLY, "Security"))),
        (
            ("--trusted-account", "111122223333"),
            to_cloudformation(member_role(Access.READ_ONLY, trusted_account="111122223333")),
        ),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_the_role_is_printed_as_the_options_say(bks: Bks, options: tuple[str, ...], expected: str) -> None:
    outcome = bks("org", "role", *options)
    assert (outcome.code, outcome.stdout, outcome.stderr) == (0, expected, "")


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (("--role-name", "a b"), "a b is not the name of a role"),
        (("--trusted-account", "1234"), "1234 is not the id of an account"),
        (("--access", "admin"), "'admin' is not one of"),
    ],
)
def test_what_aws_would_not_accept_is_refused(bks: Bks, options: tuple[str, ...], why: str) -> None:
    outcome = bks("org", "role", *options)
    assert (outcome.code, outcome.stdout) == (2, "")
    assert why in outcome.stderr
