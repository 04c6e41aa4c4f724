"""Links to the AWS console: the right host, and no text of AWS that leads elsewhere."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest

from bks_tui.core.account.console import ConsoleLink, ConsolePlace, NoConsole
from tests.support.hostile import HOSTILE
from tests.support.tables import for_each

ACCOUNT = "111122223333"
AWS = ConsolePlace("aws", ACCOUNT)
LEADING_ELSEWHERE = ("a/../../x", "?a=b#c", "@evil.example/", "%2e%2e", "a b", "\ud800", "//evil.example")
SHORT = {name: text for name, text in HOSTILE.items() if len(text) < 600}
HOSTILE_NAMES = {**SHORT, **{name: name for name in LEADING_ELSEWHERE}}
CREDENTIALS, PERMISSIONS = "?section=security_credentials", "?section=permissions"


def url(found: ConsoleLink | NoConsole | None) -> str:
    assert isinstance(found, ConsoleLink), found
    return found.url


@pytest.mark.parametrize(
    ("partition", "host"),
    [
        ("aws", "us-east-1.console.aws.amazon.com"),
        ("aws-cn", "cn-north-1.console.amazonaws.cn"),
        ("aws-us-gov", "us-gov-west-1.console.amazonaws-us-gov.com"),
        ("aws-eusc", "eusc-de-east-1.console.amazonaws-eusc.eu"),
    ],
)
def test_iam_is_shown_in_one_region_of_each_partition(partition: str, host: str) -> None:
    assert urlsplit(url(ConsolePlace(partition, ACCOUNT).user("ana"))).hostname == host


@pytest.mark.parametrize("partition", ["aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-new", ""])
def test_a_partition_without_a_known_console_says_so(partition: str) -> None:
    place = ConsolePlace(partition, ACCOUNT)
    for found in (place.user("ana"), place.event("e-1", "us-iso-east-1")):
        assert found == NoConsole(f"bks knows no public console of the partition {partition}")


@pytest.mark.parametrize(
    ("found", "path"),
    [
        (AWS.user("ana"), f"iam/home#/users/details/ana{CREDENTIALS}"),
        (AWS.role("Deployer"), f"iam/home#/roles/details/Deployer{PERMISSIONS}"),
        (AWS.member("444455556666"), "organizations/v2/home/accounts/444455556666"),
        (AWS.control_policy("p-1"), "organizations/v2/home/policies/service-control-policy/p-1"),
        (
            AWS.arn("arn:aws:iam::111122223333:user/team/ana"),
            f"iam/home#/users/details/ana{CREDENTIALS}",
        ),
        (
            AWS.arn("arn:aws:sts::111122223333:assumed-role/Deployer/x"),
            f"iam/home#/roles/details/Deployer{PERMISSIONS}",
        ),
        (
            AWS.arn("arn:aws:iam::aws:policy/ReadOnlyAccess"),
            "iam/home#/policies/details/arn%3Aaws%3Aiam%3A%3Aaws%3Apolicy%2FReadOnlyAccess?section=permissions",
        ),
    ],
)
def test_what_has_no_region_is_shown_where_its_service_is(found: ConsoleLink | NoConsole, path: str) -> None:
    assert url(found) == f"https://us-east-1.console.aws.amazon.com/{path}"


def test_an_event_is_shown_in_its_own_region() -> None:
    host = "https://eu-west-1.console.aws.amazon.com"
    assert url(AWS.event("e-1", "eu-west-1")) == f"{host}/cloudtrailv2/home?region=eu-west-1#/events/e-1"
    assert url(AWS.access_key("AKIA1", "eu-west-1")).endswith("#/events?AccessKeyId=AKIA1")


def test_an_arn_of_another_account_is_shown_in_that_account() -> None:
    found = AWS.arn("arn:aws-cn:iam::444455556666:role/Deployer")
    assert isinstance(found, ConsoleLink)
    assert (found.account_id, urlsplit(found.url).hostname) == ("444455556666", "cn-north-1.console.amazonaws.cn")


@pytest.mark.parametrize("text", ["ana", "arn:aws:s3:::bucket", "arn:aws:iam::111122223333:root", ""])
def test_what_is_no_arn_of_iam_has_no_link(text: str) -> None:
    assert AWS.arn(text) is None


@pytest.mark.parametrize("region", ["", "evil.example/", "us-east-1.evil", "US-EAST-1", "a" * 50, "eu west", "\u202e"])
def test_a_region_that_is_none_becomes_no_host(region: str) -> None:
    for found in (AWS.event("e-1", region), AWS.access_key("AKIA1", region)):
        assert found == NoConsole("its Region is not known")


@for_each("name", HOSTILE_NAMES)
def test_a_hostile_name_stays_one_part_of_the_link(name: str) -> None:
    found = (AWS.user(name), AWS.role(name), AWS.policy(name), AWS.event(name, "eu-west-1"), AWS.member(name))
    plain = (AWS.user("x"), AWS.role("x"), AWS.policy("x"), AWS.event("x", "eu-west-1"), AWS.member("x"))
    for hostile, harmless in zip(found, plain, strict=True):
        assert url(hostile).isascii()
        assert url(hostile).isprintable()
        assert urlsplit(url(hostile)).hostname == urlsplit(url(harmless)).hostname
        assert [url(hostile).count(each) for each in "/?#&@"] == [url(harmless).count(each) for each in "/?#&@"]


def test_a_name_of_any_length_makes_no_link_of_any_length() -> None:
    assert AWS.user("a" * 10_000) == NoConsole("its name is too long for a link")
