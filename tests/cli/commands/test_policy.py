"""`bks policy rate`: a file, standard input, a managed policy or a user; and what goes wrong."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from bks_tui.demo.state.account import SimulatedAccount
from tests.cli.conftest import Bks
from tests.support.hostile import HOSTILE, dangers
from tests.support.policies import allow, document, on
from tests.support.simulated import PHANTOM, simulated_account

INVOKE = document(allow("bedrock:InvokeModel", Sid="Models"))


@pytest.fixture
def account(in_account: Callable[[SimulatedAccount], None]) -> SimulatedAccount:
    account = simulated_account()
    account.attach_policy(PHANTOM, "AmazonBedrockLimitedAccess")
    in_account(account)
    return account


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "policy.json"
    path.write_text(INVOKE, encoding="utf-8")
    return path


def test_a_file_is_rated_without_aws(bks: Bks, file: Path) -> None:
    done = bks("policy", "rate", str(file))
    assert done.code == 0
    assert done.stdout.splitlines()[0].strip() == "could  invoke: invoke models, or send logs, metrics and traces"
    assert "statement 1 Models: allows invoke" in done.stdout


def test_standard_input_is_rated(bks: Bks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(INVOKE.encode()), isatty=lambda: False))
    rated = json.loads(bks("policy", "rate", "-", "--json").stdout)
    assert (rated["subject"], rated["grade"]) == ({"kind": "file", "name": "standard input"}, "invoke")


@pytest.mark.parametrize(
    ("subject", "kind", "name"),
    [
        (PHANTOM, "user", PHANTOM),
        (f"arn:aws:iam::111122223333:user/team/{PHANTOM}", "user", PHANTOM),
        (
            "arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess",
            "policy",
            "arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess",
        ),
    ],
)
def test_users_and_managed_policies_are_read(
    bks: Bks, account: SimulatedAccount, subject: str, kind: str, name: str
) -> None:
    del account
    rated = json.loads(bks("policy", "rate", subject, "--json").stdout)
    assert (rated["subject"], rated["grade"]) == ({"kind": kind, "name": name}, "spend by the hour")


def test_a_policy_that_cannot_be_read_is_incomplete_and_unknown(bks: Bks, account: SimulatedAccount) -> None:
    account.faults.deny("iam:GetPolicyVersion")
    done = bks("policy", "rate", PHANTOM)
    assert (done.code, "unknown: at least none, at most administer" in done.stdout) == (3, True)


def test_a_condition_that_cannot_be_interpreted_is_unknown_and_no_gap(bks: Bks, file: Path) -> None:
    file.write_text(document(allow("iam:*", **on("IpAddress", aws__SourceIp="::/0"))), encoding="utf-8")
    done = bks("policy", "rate", str(file))
    assert (done.code, "unknown: at least none, at most administer" in done.stdout) == (0, True)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"Allow", "is not a policy document"),
        (b"{}", "is not a policy document"),
        (b"\xff\xfe\xfd", "it is not text in utf-8"),
        (b" " * ((1 << 20) + 1), "more than 1048576 bytes"),
    ],
)
def test_a_file_that_is_no_policy_is_refused(bks: Bks, file: Path, content: bytes, message: str) -> None:
    file.write_bytes(content)
    done = bks("policy", "rate", str(file))
    assert (done.stdout, message in done.stderr) == ("", True)


@pytest.mark.parametrize(
    ("subject", "message"),
    [
        ("missing.json", "no such file"),
        ("nobody", "the account has no user nobody"),
        ("arn:aws:s3:::bucket", "the ARN of neither a managed policy nor a user"),
        ("two words", "neither a file, the ARN of a managed policy, nor the name of a user"),
    ],
)
def test_what_is_nothing_to_rate_is_refused(bks: Bks, account: SimulatedAccount, subject: str, message: str) -> None:
    del account
    done = bks("policy", "rate", subject)
    assert (done.code in (1, 2), message in done.stderr) == (True, True)


def test_nothing_hostile_in_a_policy_reaches_the_terminal(bks: Bks, file: Path) -> None:
    for text in HOSTILE.values():
        condition = {"Condition": {text: {text: text}}}
        file.write_text(document(allow("*", Sid=text, **condition), allow(text, resource=text)), encoding="utf-8")
        assert dangers(bks("policy", "rate", str(file)).stdout) == set()
