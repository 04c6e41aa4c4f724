"""A person is warned where AWS is called without encryption."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bks_tui.cli.terminal.messages import tell_account
from tests.support.users import an_account


def test_an_endpoint_without_encryption_is_warned_of(capsys: pytest.CaptureFixture[str]) -> None:
    tell_account(replace(an_account(), plain_http="aws.example.com"))
    assert "bks: warning: calls to aws.example.com use http:// without encryption" in capsys.readouterr().err


def test_nobody_is_warned_of_an_encrypted_one(capsys: pytest.CaptureFixture[str]) -> None:
    tell_account(an_account())
    assert "warning" not in capsys.readouterr().err
