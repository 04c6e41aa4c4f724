"""An ordinary month of an account: tens of thousands of records in which nothing bad happens, the same in every run.

Applications use API keys as they are meant to be used, below the documented thresholds; others
deploy, administer, take inventory and browse the console, as attackers also would.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bks_tui.core.cloudtrail.event import Event, parse_event
from tests.support.events import PHANTOM, START, an_event, role_identity, user_identity

RECORDS = 60_000
SECONDS_BETWEEN = 43

SECOND_PHANTOM, BOT = "BedrockAPIKey-k3vd", "etl-bot"
DEVELOPER = role_identity("ana@example.com", "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Developer_1a2b")
# Who used an API key, or is a phantom user by name.
SUSPECTS = (PHANTOM, SECOND_PHANTOM, BOT, DEVELOPER["arn"])

_BEARER = {"callWithBearerToken": True}
_BOTO = "Boto3/1.44.5 md/Botocore#1.44.5 os/linux lang/python#3.12.1"
_BROWSER = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7)"
_S3, _STS, _IAM, _KMS, _LAMBDA, _EC2, _LOGS, _MANTLE, _SIGNIN, _QUOTAS = (
    f"{name}.amazonaws.com"
    for name in ("s3", "sts", "iam", "kms", "lambda", "ec2", "logs", "bedrock-mantle", "signin", "servicequotas")
)


def _model(name: str) -> dict[str, str]:
    return {"modelId": name}


def _applications() -> Iterator[tuple[int, Event]]:
    """Applications and people with API keys."""
    chat: dict[str, Any] = {
        "requestParameters": _model("us.anthropic.claude-sonnet-4-5"),
        "sourceIPAddress": "203.0.113.80",
    }
    for region in ("us-east-1", "us-east-2", "us-west-2"):
        yield 200, an_event("Converse", additionalEventData={**_BEARER, "inferenceRegion": region}, **chat)
    for error in ("ThrottlingException", "ModelTimeoutException", "ServiceUnavailableException"):
        yield 3, an_event("Converse", additionalEventData=_BEARER, errorCode=error, **chat)
    inference: dict[str, Any] = {
        "identity": user_identity(SECOND_PHANTOM),
        "requestParameters": {"model": "openai.gpt-oss-120b", "callWithBearerToken": True},
        "userAgent": "Python/3.12 aiohttp/3.9.5",
        "sourceIPAddress": "203.0.113.81",
        "readOnly": False,
    }
    yield 150, an_event("CreateInference", _MANTLE, **inference)
    yield 20, an_event("CountTokens", _MANTLE, **inference)
    bot: dict[str, Any] = {
        "identity": user_identity(BOT, accessKeyId="AKIAQNZGKIQYINVENTED"),
        "userAgent": _BOTO,
        "sourceIPAddress": "203.0.113.82",
    }
    for name, source in (
        ("GetBucketLocation", _S3),
        ("ListObjects", _S3),
        ("Decrypt", _KMS),
        ("GetCallerIdentity", _STS),
    ):
        yield 30, an_event(name, source, **bot)
    yield 60, an_event("InvokeModel", requestParameters=_model("amazon.titan-embed-text-v2:0"), **bot)
    developer: dict[str, Any] = {"identity": DEVELOPER, "userAgent": _BROWSER, "sourceIPAddress": "203.0.113.83"}
    for name in ("ListFoundationModels", "ListGuardrails", "GetFoundationModelAvailability", "ListInferenceProfiles"):
        yield 5, an_event(name, sessionCredentialFromConsole="true", **developer)
    yield (
        20,
        an_event(
            "Converse", additionalEventData=_BEARER, requestParameters=_model("amazon.nova-lite-v1:0"), **developer
        ),
    )


def _others() -> Iterator[tuple[int, Event]]:
    """Deployments, administration, inventory and services: other identities, and other users and roles."""
    deploy = role_identity("deploy-17", "Deployer")
    for name, source in (
        *(("AssumeRole", _STS), ("GetCallerIdentity", _STS), ("UpdateFunctionCode20150331v2", _LAMBDA)),
        *(("CreateRole", _IAM), ("AttachRolePolicy", _IAM), ("PutRolePolicy", _IAM), ("CreatePolicy", _IAM)),
        *(("CreateLogGroup", _LOGS), ("DeleteLogGroup", _LOGS), ("StartIngestionJob", "bedrock.amazonaws.com")),
    ):
        parameters = {"roleName": "app", "logGroupName": "/aws/lambda/app"}
        yield 8, an_event(name, source, identity=deploy, requestParameters=parameters)
    admin = role_identity("ben@example.com", "Admin")
    for name in (
        "CreateUser",
        "CreateAccessKey",
        "DeleteAccessKey",
        "CreateLoginProfile",
        "AddUserToGroup",
        "DeleteUser",
    ):
        yield 1, an_event(name, _IAM, identity=admin, requestParameters={"userName": "newcomer"})
    git = {"userName": BOT, "serviceName": "codecommit.amazonaws.com"}
    yield 1, an_event("CreateServiceSpecificCredential", _IAM, identity=admin, requestParameters=git)
    yield 1, an_event("CreateAccessKey", _IAM, identity=admin, errorCode="AccessDenied")
    inventory = role_identity("inventory", "Inventory")
    for region in ("us-east-1", "us-west-2", "eu-west-1", "eu-central-1", "ap-south-1"):
        for name in (
            "ListFoundationModels",
            "ListAgents",
            "GetModelInvocationLoggingConfiguration",
            "ListKnowledgeBases",
        ):
            yield 1, an_event(name, identity=inventory, awsRegion=region)
        yield 2, an_event("ListServiceQuotas", _QUOTAS, identity=inventory, awsRegion=region)
        yield 3, an_event("DescribeInstances", _EC2, identity=inventory, awsRegion=region)
    worker = role_identity("worker", "Worker")
    yield 100, an_event("InvokeModel", identity=worker, requestParameters=_model("anthropic.claude-haiku-4-5"))
    yield 100, an_event("Decrypt", _KMS, identity=worker, sourceIPAddress="s3.amazonaws.com")
    for number in range(4):
        address = {"sourceIPAddress": f"192.0.2.{number}", "userAgent": _BROWSER}
        success = {"responseElements": {"ConsoleLogin": "Success"}, **address}
        yield 2, an_event("ConsoleLogin", _SIGNIN, identity=user_identity("mia"), **success)
        yield 5, an_event("ListBuckets", _S3, identity=user_identity("mia"), **address)
        yield 2, an_event("PutBucketPolicy", _S3, identity=user_identity("mia"), errorCode="AccessDenied", **address)


def ordinary_events() -> tuple[Event, ...]:
    """The events of that month, and one that looks like a test of access: a prompt that is too long."""
    weighted = [*_applications(), *_others()]
    events = [event for _, event in weighted]
    return _in_turn(
        [*random.Random(16).choices(events, [weight for weight, _ in weighted], k=RECORDS - 1), _too_long()]
    )


def a_few_ordinary_events() -> tuple[Event, ...]:
    """Some events of each kind."""
    return _in_turn([*(event for _, event in (*_applications(), *_others()) for _ in range(3)), _too_long()])


def _too_long() -> Event:
    _, event = next(_applications())
    errors = {"errorCode": "ValidationException", "errorMessage": "Input is too long for requested model."}
    return parse_event(json.dumps(json.loads(event.record) | errors))


def _in_turn(events: list[Event]) -> tuple[Event, ...]:
    return tuple(
        replace(event, event_id=f"ordinary-{number:05}", time=START + timedelta(seconds=number * SECONDS_BETWEEN))
        for number, event in enumerate(events)
    )
