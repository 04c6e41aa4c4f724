"""Errors are safe to show, and become evidence."""

from __future__ import annotations

import pytest

from bks_tui.core.errors import (
    AwsError,
    BksError,
    DeniedError,
    ExpiredError,
    NoCredentialsError,
    NotFoundError,
    ServiceError,
    ThrottledError,
    UnreachableError,
)
from bks_tui.core.evidence import Cause, Unread
from tests.support.hostile import HOSTILE, dangers
from tests.support.tables import for_each


@for_each("hostile", HOSTILE)
def test_hostile_text_in_an_error_is_shown_harmless(hostile: str) -> None:
    error = BksError(f"cannot read {hostile}", f"remove {hostile}")
    assert dangers(str(error)) | dangers(error.remedy) == set()


def test_an_error_without_a_remedy_has_an_empty_one() -> None:
    assert BksError("it failed").remedy == ""


@pytest.mark.parametrize(
    ("kind", "cause"),
    [
        (NoCredentialsError, Cause.DENIED),
        (ExpiredError, Cause.EXPIRED),
        (DeniedError, Cause.DENIED),
        (ThrottledError, Cause.THROTTLED),
        (UnreachableError, Cause.UNREACHABLE),
        (NotFoundError, Cause.FAILED),
        (ServiceError, Cause.FAILED),
    ],
)
def test_a_failed_call_becomes_the_evidence_of_an_unread_fact(kind: type[AwsError], cause: Cause) -> None:
    error = kind("no such luck", "try again", "iam:GetUser")
    assert error.as_unread() == Unread(cause, "iam:GetUser", "no such luck")
