"""The config file is read whole, or refused with one sentence."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bks_tui.core.errors import FileError, UsageError
from bks_tui.core.settings import Config, Theme, parse_age
from bks_tui.storage.config_file import config_path, read_config

WHOLE = """
profile = "incident"
region = "eu-central-1"
role_name = "security/bks-read-only"
external_id = "invented-id"
min_age = "7d"
read_only = true
theme = "light"

[keys]
contain = "K"
filter = ["/", "ctrl-f"]
"""


AN_EXTERNAL_ID = "an external id in quotes: 2 to 1,224 letters, digits and the characters _+=,.@:/-"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the config file of a person in an empty home would be."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    path = config_path()
    assert tmp_path in path.parents
    path.parent.mkdir(parents=True)
    return path


@pytest.mark.usefixtures("file")
def test_without_a_file_everything_is_as_it_comes() -> None:
    assert read_config() == Config()


def test_every_setting_is_read(file: Path) -> None:
    file.write_text(WHOLE)
    assert read_config() == Config(
        profile="incident",
        region="eu-central-1",
        role_name="security/bks-read-only",
        external_id="invented-id",
        minimum_age=timedelta(days=7),
        read_only=True,
        theme=Theme.LIGHT,
        keys={"contain": ("K",), "filter": ("/", "ctrl-f")},
    )


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (
            "read_onli = true",
            "unknown setting 'read_onli'; the settings are "
            "profile, region, role_name, external_id, min_age, max_scan, read_only, theme, keys",
        ),
        ('read_only = "yes"', "read_only takes true or false"),
        ("read_only = 1", "read_only takes true or false"),
        ("profile = 7", "profile takes a name in quotes"),
        ('region = " "', "region takes a name in quotes"),
        ('role_name = "arn:aws:iam::111122223333:role/a"', "role_name takes the name of a role in quotes, not its ARN"),
        ('external_id = "not one"', f"external_id takes {AN_EXTERNAL_ID}"),
        ("external_id = 123456", "external_id takes a name in quotes"),
        ("min_age = 24", 'min_age takes hours or days in quotes: "24h", "7d"'),
        ('min_age = "soon"', 'min_age takes hours or days in quotes: "24h", "7d"'),
        ('theme = "pink"', "theme takes one of dark, light, ansi, in quotes"),
        ("theme = []", "theme takes one of dark, light, ansi, in quotes"),
        ('keys = "C"', "keys takes a table of actions and their keys"),
        ("[keys]\ncontain = []", "keys takes a key in quotes or a list of them, for 'contain' too"),
        ('[keys]\ncontain = ["K", 7]', "keys takes a key in quotes or a list of them, for 'contain' too"),
        ('[keys.contain]\nkey = "K"', "keys takes a key in quotes or a list of them, for 'contain' too"),
    ],
)
def test_what_is_misspelt_or_of_the_wrong_kind_is_refused(file: Path, text: str, why: str) -> None:
    file.write_text(text)
    with pytest.raises(UsageError) as refused:
        read_config()
    assert str(refused.value) == f"the config file {file} is not valid: {why}"
    assert refused.value.remedy == "See 'bks help config' for the available settings."


def test_what_is_no_toml_is_reported_with_its_place(file: Path) -> None:
    file.write_text("theme = \n")
    with pytest.raises(UsageError, match=r"config\.toml is not valid TOML: .*line 1, column 9"):
        read_config()


def test_what_is_no_text_is_refused(file: Path) -> None:
    file.write_bytes(b'profile = "\xff"')
    with pytest.raises(UsageError, match="is not UTF-8"):
        read_config()


def test_what_cannot_be_read_is_reported(file: Path) -> None:
    file.mkdir()
    with pytest.raises(FileError, match="cannot be read: is a directory"):
        read_config()


@pytest.mark.parametrize(
    ("text", "hours"),
    [("24", 24), ("24h", 24), (" 36h ", 36), ("1.5d", 36), ("0", 0), ("7d", 168)],
)
def test_an_age_is_in_hours_or_days(text: str, hours: float) -> None:
    assert parse_age(text) == timedelta(hours=hours)


@pytest.mark.parametrize("text", ["", "d", "-1d", "1w", "1e9", "٣d", "999999d", "1d 2h"])
def test_what_is_no_age_is_none(text: str) -> None:
    assert parse_age(text) is None
