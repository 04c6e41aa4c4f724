"""Which path a person means, and which paste the input for paths shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from bks_tui.core.errors import UsageError
from bks_tui.tui.kit.pasting import typed_path
from bks_tui.tui.logs.folders import path_of
from tests.support.app import NOW
from tests.support.keys import long_term_key

# It looks like a part of a secret: letters of both cases, digits and no word.
LONG = "AWSLogs0123456789/xK3qZ9vT2mB7wR5nD8yH"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home with folders of logs, where bks was started."""
    for name in ("logs", "my logs", LONG):
        (tmp_path / name).mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("logs", "logs"),
        ("  logs \n", "logs"),
        ("~/logs", "logs"),
        ("my logs", "my logs"),
        ("'my logs'", "my logs"),
        (r"my\ logs", "my logs"),
        (".", ""),
    ],
)
def test_a_path_is_understood_as_typed_or_as_a_terminal_quotes_it(home: Path, text: str, name: str) -> None:
    assert path_of(text) == home / name


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "No path was given."),
        ("nothing", "'nothing' does not exist."),
        ("~nobody-of-this-name/logs", "does not exist."),
        ("a\x00b", "does not exist."),
        ("'logs", "does not exist."),
        ("x" * 5_000, "[withheld, 5000 characters] does not exist."),
    ],
)
def test_a_wrong_path_is_refused_in_a_sentence(text: str, why: str) -> None:
    with pytest.raises(UsageError) as refused:
        path_of(text)
    assert why in str(refused.value)
    assert refused.value.remedy


def test_a_pasted_path_is_shown_even_if_it_looks_like_a_secret(home: Path) -> None:
    path = str(home / LONG)
    assert typed_path(f"{path}\n", NOW) == path


@pytest.mark.parametrize("text", [LONG.replace("K3q", "aaa"), long_term_key("ana-at-111122223333"), "", "x" * 5_000])
def test_what_is_no_path_and_may_be_a_secret_is_not_shown(text: str) -> None:
    assert typed_path(text, NOW) is None
