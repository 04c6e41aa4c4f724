"""SARIF: where a result is, and that nothing in a message or a path is interpreted."""

from __future__ import annotations

from typing import Any

import pytest

from bks_tui.export.findings.finding import Level
from bks_tui.export.findings.to_sarif import SarifResult, SarifRule, sarif_log

RULE = SarifRule("rule", "A rule", "It means something.", Level.HIGH)


def result(message: str = "text", path: tuple[str, ...] = ("a",)) -> dict[str, Any]:
    log: Any = sarif_log([SarifResult(RULE, Level.HIGH, message, path, "id")])
    found: dict[str, Any] = log["runs"][0]["results"][0]
    return found


@pytest.mark.parametrize(
    ("message", "written"),
    [
        ("[click](https://example.com)", r"\[click\](https://example.com)"),
        ("{0} and {name}", "{{0}} and {{name}}"),
        ("back\\slash", r"back\\slash"),
    ],
)
def test_a_message_has_no_links_and_no_placeholders(message: str, written: str) -> None:
    assert result(message)["message"]["text"] == written


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        (("aws", "111122223333", "iam", "user", "ana"), "aws/111122223333/iam/user/ana"),
        (("a b", "c#d?e"), "a%20b/c%23d%3Fe"),
        (("javascript:alert(1)",), "javascript%3Aalert%281%29"),
        (("..", "etc"), ".._/etc"),
        (("a/../b",), "a%2F..%2Fb"),
    ],
)
def test_a_path_is_relative_and_stays_in_the_repository(path: tuple[str, ...], uri: str) -> None:
    location = result(path=path)["locations"][0]["physicalLocation"]["artifactLocation"]
    assert location == {"uri": uri}


def test_a_rule_is_as_severe_as_its_worst_result() -> None:
    results = [SarifResult(RULE, level, "text", ("a",), level.name) for level in (Level.LOW, Level.MEDIUM)]
    log: Any = sarif_log(results)
    (rule,) = log["runs"][0]["tool"]["driver"]["rules"]
    assert (rule["defaultConfiguration"]["level"], rule["properties"]["security-severity"]) == ("warning", "5.0")
