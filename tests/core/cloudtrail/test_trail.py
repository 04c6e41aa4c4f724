"""The commands that validate the log files of a trail: one for each Region, for the trail where its files are."""

from __future__ import annotations

import shlex
from dataclasses import replace
from datetime import datetime, timezone

from bks_tui.core.cloudtrail.trail import DeliveredLogs, Trail, validation_commands, validation_template
from tests.support.users import an_account

ARN = "arn:aws:cloudtrail:us-east-1:111122223333:trail/main"
TRAIL = Trail("main", ARN, "logs", "", "us-east-1", True, False, None, has_digests=True)
LOGS = DeliveredLogs(
    an_account(),
    ("eu-west-1", "us-east-1"),
    datetime(2026, 3, 1, tzinfo=timezone.utc),
    datetime(2026, 3, 2, 12, tzinfo=timezone.utc),
)


def options(command: str) -> dict[str, str]:
    """The options of a command of the AWS CLI."""
    words = shlex.split(command)
    assert words[:3] == ["aws", "cloudtrail", "validate-logs"]
    return dict(zip(words[3::2], words[4::2], strict=True))


def test_each_region_has_its_command() -> None:
    assert [options(each)["--region"] for each in validation_commands([TRAIL], LOGS)] == ["eu-west-1", "us-east-1"]


def test_a_trail_of_one_region_has_one_command() -> None:
    (command,) = validation_commands([replace(TRAIL, multi_region=False)], LOGS)
    assert options(command)["--region"] == "us-east-1"


def test_the_period_includes_the_digests_that_arrive_after_it() -> None:
    command = options(next(validation_commands([TRAIL], LOGS)))
    assert (command["--start-time"], command["--end-time"]) == ("2026-03-01T00:00:00Z", "2026-03-02T14:00:00Z")


def test_the_trail_of_an_organization_needs_the_account() -> None:
    of_organization = options(next(validation_commands([replace(TRAIL, of_organization=True)], LOGS)))
    assert of_organization["--account-id"] == LOGS.account.account_id
    assert "--account-id" not in options(next(validation_commands([TRAIL], LOGS)))


def test_another_partition_is_in_the_region_of_the_files() -> None:
    logs = replace(LOGS, account=replace(LOGS.account, partition="aws-cn", region="cn-north-1"), regions=("x-1",))
    assert options(next(validation_commands([TRAIL], logs)))["--region"] == "x-1"


def test_an_unknown_trail_has_a_place_in_the_command() -> None:
    assert {options(each)["--trail-arn"] for each in validation_template(LOGS)} == {"TRAIL_ARN"}


def test_a_name_that_cannot_be_pasted_gives_no_command() -> None:
    assert list(validation_commands([replace(TRAIL, arn="a\x1b[2J")], LOGS)) == []
