"""Only an explicit no lifts the read-only mode; whatever else a variable says forbids writing, or says nothing."""

from __future__ import annotations

import pytest

from bks_tui.cli.session_options import Invocation, configured
from bks_tui.core.account.account import SessionChoice
from bks_tui.core.settings import Config

NO = ("0", "false", "no", "off", "FALSE", "No", "oFf", " 0 ", "no\n")
NOTHING = ("", " ", "\t", " \n ")
YES = ("1", "true", "yes", "on", "2", "n", "f", "00", "-", "nope", "\u200b", "0 0", "false,", "'0'", "no way")


def is_read_only(variable: str | None, *, config: bool, option: bool = False) -> bool:
    environment = {} if variable is None else {"BKS_READ_ONLY": variable}
    return configured(Invocation(SessionChoice(), option), Config(read_only=config), environment).read_only


@pytest.mark.parametrize("variable", NO)
def test_an_explicit_no_lifts_the_setting(variable: str) -> None:
    assert not is_read_only(variable, config=True)


@pytest.mark.parametrize("variable", [*NOTHING, None])
@pytest.mark.parametrize("config", [True, False])
def test_what_is_unset_or_blank_leaves_the_setting(variable: str | None, *, config: bool) -> None:
    assert is_read_only(variable, config=config) is config


@pytest.mark.parametrize("variable", YES)
@pytest.mark.parametrize("config", [True, False])
def test_anything_else_forbids_writing(variable: str, *, config: bool) -> None:
    assert is_read_only(variable, config=config)


@pytest.mark.parametrize("variable", [*NO, *NOTHING, *YES, None])
def test_no_variable_lifts_the_option(variable: str | None) -> None:
    assert is_read_only(variable, config=False, option=True)


@pytest.mark.parametrize("name", ["AWS_PROFILE", "AWS_DEFAULT_PROFILE", "AWS_ACCESS_KEY_ID"])
@pytest.mark.parametrize(("value", "profile"), [("", "incident"), (" ", "incident"), ("dev", None)])
def test_a_blank_variable_chooses_no_credentials(name: str, value: str, profile: str | None) -> None:
    given = Invocation(SessionChoice(), read_only=False)
    assert configured(given, Config(profile="incident"), {name: value}).choice.profile == profile
