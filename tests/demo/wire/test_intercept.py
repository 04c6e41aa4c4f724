"""In demo mode nothing leaves the machine, and nothing of the person's is read."""

from __future__ import annotations

import socket
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import boto3
import botocore.session
import pytest
from botocore.exceptions import BotoCoreError, ClientError

from bks_tui.demo.wire.intercept import plug
from tests.support.simulated import iam, session, simulated_account


@pytest.fixture
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        pytest.fail("something was to leave the machine")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket.socket, "sendto", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


@pytest.mark.parametrize(
    "ask",
    [
        lambda boto: boto.client("iam").list_users(),
        lambda boto: boto.client("iam", region_name="us-gov-west-1").list_users(),
        lambda boto: boto.client("iam", endpoint_url="https://192.0.2.1").list_users(),
        lambda boto: boto.client("iam", aws_access_key_id="AKIA", aws_secret_access_key="none").list_users(),
        lambda boto: boto.resource("iam").User("BedrockAPIKey-ab12").load(),
        lambda boto: boto.client("sts").get_caller_identity(),
        lambda boto: boto.client("cloudtrail").lookup_events(),
        lambda boto: boto.client("ec2").describe_regions(),
    ],
)
@pytest.mark.usefixtures("_no_network")
def test_what_is_simulated_is_answered_without_a_network(ask: Callable[[boto3.Session], object]) -> None:
    ask(session(simulated_account()))


@pytest.mark.parametrize(
    "ask",
    [
        lambda boto: boto.client("iam").delete_user(UserName="ana"),
        lambda boto: boto.client("sts").assume_role(RoleArn="arn:aws:iam::111122223333:role/r", RoleSessionName="ana"),
        lambda boto: boto.client("sso").get_role_credentials(roleName="r", accountId="1", accessToken="none"),
        lambda boto: boto.client("cloudtrail").list_trails(),
        lambda boto: boto.client("organizations").list_accounts(),
        lambda boto: boto.client("s3").list_buckets(),
        lambda boto: boto.client("s3").put_object(Bucket="b", Key="k", Body=b"\xff\xfe"),
        lambda boto: boto.client("ec2").describe_instances(),
        lambda boto: boto.client("bedrock").list_foundation_models(),
        lambda boto: boto.client("cloudwatch").list_metrics(),
    ],
)
@pytest.mark.usefixtures("_no_network")
def test_what_is_not_simulated_is_refused_and_not_sent(ask: Callable[[boto3.Session], object]) -> None:
    with pytest.raises((ClientError, BotoCoreError)):
        ask(session(simulated_account()))


@pytest.mark.parametrize(
    "environment",
    [
        {"AWS_PROFILE": "missing"},
        {"AWS_ACCESS_KEY_ID": "AKIAREALREALREALREAL", "AWS_SECRET_ACCESS_KEY": "real"},
        {"AWS_ENDPOINT_URL": "https://192.0.2.1"},
        {"AWS_DEFAULTS_MODE": "auto"},
        {"AWS_CSM_ENABLED": "true"},
        {"AWS_CONTAINER_CREDENTIALS_FULL_URI": "http://192.0.2.1/credentials"},
        {"AWS_WEB_IDENTITY_TOKEN_FILE": "/nonexistent", "AWS_ROLE_ARN": "arn:aws:iam::111122223333:role/r"},
    ],
)
@pytest.mark.usefixtures("_no_network")
def test_no_environment_changes_whom_the_demo_asks_and_as_whom(
    environment: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    boto = session(simulated_account())
    boto.client("iam").list_users()
    credentials = boto.get_credentials()
    assert credentials is not None
    assert credentials.access_key == "ASIADEMODEMODEMODEMO"


def test_the_persons_files_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for variable in ("AWS_CONFIG_FILE", "AWS_SHARED_CREDENTIALS_FILE"):
        file = tmp_path / variable
        file.write_text("[default]\nregion = eu-south-2\naws_access_key_id = AKIAREALREALREALREAL\n")
        monkeypatch.setenv(variable, str(file))
    beneath = botocore.session.Session()
    plug(simulated_account())(beneath)
    assert (beneath.full_config, beneath.available_profiles) == ({"profiles": {}}, [])


def test_a_named_profile_is_neither_needed_nor_used() -> None:
    beneath = botocore.session.Session(profile="missing")
    plug(simulated_account())(beneath)
    boto = boto3.Session(botocore_session=beneath, region_name="us-east-1")
    assert boto.client("iam").list_users()["Users"]


def test_two_accounts_do_not_mix() -> None:
    first, second = simulated_account(), simulated_account()
    iam(first).list_users()
    assert (len(first.calls), len(second.calls)) == (1, 0)


def test_the_persons_service_models_are_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    model = tmp_path / "iam" / "2010-05-08" / "service-2.json"
    model.parent.mkdir(parents=True)
    model.write_text("no model")
    monkeypatch.setenv("AWS_DATA_PATH", str(tmp_path))
    assert len(iam(simulated_account()).list_users()["Users"]) == 1
