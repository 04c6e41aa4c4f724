"""What the rules find, and what resembles it and must not be found."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.events import Event
from bks_tui.core.services import SERVICES, ApiKeyService
from bks_tui.core.signals import RULES, Rule, Severity, find_signals
from bks_tui.core.signals.sightings import BURST_CALLS, BURST_SECONDS, INVOCATIONS
from bks_tui.core.target import Target, parse_target
from tests.support.events import (
    ACCOUNT,
    PHANTOM,
    START,
    an_event,
    an_unparsed_event,
    iam_event,
    role_identity,
    user_identity,
)

TARGET = parse_target(PHANTOM, START)
BEDROCK, STS, IAM, SIGNIN = (f"{name}.amazonaws.com" for name in ("bedrock", "sts", "iam", "signin"))
OWN = user_identity()
ADMIN = role_identity("an-admin", "Admin")
PERSON = role_identity("ana@example.com", "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Developer_1")
ROOT = {"type": "Root", "arn": f"arn:aws:iam::{ACCOUNT}:root", "accountId": ACCOUNT}
QUARANTINE = {"policyArn": "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"}
LIMITED_ACCESS = {"policyArn": "arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess"}
ADMINISTRATOR = {"policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}


def names_of(events: list[Event], target: Target = TARGET) -> list[set[str]]:
    """The names of the signals of each event, in the order given."""
    found = find_signals(events, target)
    return [{signal.name for signal in found.get(event.event_id, ())} for event in events]


def policy(*effects: str, listed: bool = True) -> dict[str, str]:
    statements = [{"Effect": effect, "Action": "*", "Resource": "*"} for effect in effects]
    return {"policyDocument": json.dumps({"Statement": statements if listed else statements[0]})}


# The signal, and an event that gives it.
FIRES: list[tuple[str, Event]] = [
    ("user-created", iam_event("CreateUser")),
    ("user-created-by-target", iam_event("CreateUser", "another", identity=OWN)),
    ("api-key-created", iam_event("CreateServiceSpecificCredential")),
    ("api-key-by-target", iam_event("CreateServiceSpecificCredential", identity=OWN)),
    ("policy-of-api-key", iam_event("AttachUserPolicy", requestParameters=LIMITED_ACCESS)),
    ("quarantined", iam_event("AttachUserPolicy", requestParameters=QUARANTINE)),
    ("identity-probe", an_event("GetCallerIdentity", STS)),
    ("model-probe", an_event("ListFoundationModels")),
    ("model-probe", an_event("GetFoundationModelAvailability")),
    ("model-probe", an_event("ListModels", "bedrock-mantle.amazonaws.com")),
    ("logging-probe", an_event("GetModelInvocationLoggingConfiguration")),
    ("access-tested", an_event("InvokeModel", errorCode="ValidationException")),
    ("access-tested", an_event("ConverseStream", errorCode="ValidationException")),
    ("access-tested", an_event("Converse", errorCode="ValidationException", identity=ADMIN)),
    ("scanner", an_event(userAgent="")),
    ("scanner", an_event(userAgent="  ")),
    ("scanner", an_event(userAgent="TruffleHog")),
    ("scanner", an_event(userAgent="Boto3/1.34 md/Botocore#1.34 os/linux#6.6-kali-amd64")),
    ("model-enabled", an_event("PutUseCaseForModelAccess")),
    ("model-enabled", an_event("CreateFoundationModelAgreement", identity=ADMIN)),
    ("model-enabled", an_event("PutFoundationModelEntitlement")),
    ("model-enabled", an_event("AcceptAgreementRequest", "aws-marketplace.amazonaws.com")),
    ("model-enabled", an_event("AcceptAgreementRequest", "agreement-marketplace.amazonaws.com")),
    ("costly-job", an_event("CreateProvisionedModelThroughput")),
    ("costly-job", an_event("CreateFineTuningJob", "bedrock-mantle.amazonaws.com")),
    ("prompt-logging-changed", an_event("DeleteModelInvocationLoggingConfiguration")),
    ("prompt-logging-changed", an_event("PutModelInvocationLoggingConfiguration", identity=ADMIN)),
    ("trail-changed", an_event("StopLogging", "cloudtrail.amazonaws.com")),
    ("guardrail-changed", an_event("DeleteGuardrail")),
    ("guardrail-changed", an_event("UpdateGuardrail")),
    ("model-deleted", an_event("DeleteCustomModel")),
    ("model-deleted", an_event("DeleteImportedModel")),
    ("credential-revived", iam_event("ResetServiceSpecificCredential")),
    ("credential-revived", iam_event("UpdateServiceSpecificCredential", requestParameters={"status": "Active"})),
    ("credential-revived", iam_event("UpdateAccessKey", requestParameters={"status": "Active"})),
    ("credential-added", iam_event("CreateAccessKey")),
    ("credential-added", iam_event("CreateAccessKey", identity=OWN)),
    ("password-set", iam_event("CreateLoginProfile")),
    ("password-set", iam_event("UpdateLoginProfile")),
    ("permissions-added", iam_event("AttachUserPolicy", requestParameters=ADMINISTRATOR)),
    ("permissions-added", iam_event("AttachUserPolicy", requestParameters=LIMITED_ACCESS, identity=OWN)),
    ("permissions-added", iam_event("PutUserPolicy", requestParameters=policy("Deny", "Allow"))),
    ("permissions-added", iam_event("PutUserPolicy", requestParameters=policy("Allow", listed=False))),
    ("permissions-added", iam_event("PutUserPolicy", requestParameters={"policyDocument": "unreadable"})),
    ("permissions-added", iam_event("PutUserPolicy", requestParameters={"policyDocument": '["Statement"]'})),
    ("permissions-added", iam_event("PutUserPolicy")),
    ("permissions-added", iam_event("AddUserToGroup")),
    ("restriction-lifted", iam_event("DeleteUserPermissionsBoundary")),
    ("restriction-lifted", iam_event("DeactivateMFADevice")),
    ("restriction-lifted", iam_event("DetachUserPolicy", requestParameters=QUARANTINE)),
    ("renamed", iam_event("UpdateUser", requestParameters={"newUserName": "svc-backup"})),
    ("session-made", an_event("GetSessionToken", STS)),
    ("session-made", an_event("AssumeRole", STS)),
    ("outside-service", an_event("ListBuckets", "s3.amazonaws.com")),
    ("outside-service", an_event("ListBuckets", "s3.amazonaws.com", errorCode="AccessDenied")),
    ("outside-service", iam_event("ListUsers", identity=OWN)),
    ("access-removed", iam_event("DeleteAccessKey")),
    ("access-removed", iam_event("DeleteUser")),
    ("access-removed", iam_event("UpdateServiceSpecificCredential", requestParameters={"status": "Inactive"})),
    ("access-removed", iam_event("UpdateAccessKey", requestParameters={"status": "Inactive"})),
    ("denied", an_event(errorCode="AccessDenied")),
    ("denied", an_event(errorCode="AccessDeniedException")),
    ("denied", an_event(errorCode="Client.UnauthorizedOperation")),
    ("denied", an_event("ConsoleLogin", SIGNIN, responseElements={"ConsoleLogin": "Failure"})),
    ("root", iam_event("CreateAccessKey", identity=ROOT)),
    ("console-login", an_event("ConsoleLogin", SIGNIN, responseElements={"ConsoleLogin": "Success"})),
    ("console-use", an_event(sessionCredentialFromConsole="true")),
    ("bearer-token", an_event(additionalEventData={"callWithBearerToken": True})),
    ("bearer-token", an_event(requestParameters={"callWithBearerToken": "true", "bearerTokenType": "NEW"})),
]

# The signal, and an event that misses it by little.
NEAR_MISSES: list[tuple[str, Event]] = [
    ("user-created", iam_event("CreateUser", identity=OWN)),
    ("user-created", iam_event("CreateUser", errorCode="EntityAlreadyExistsException")),
    ("user-created", an_event("CreateUser", "transfer.amazonaws.com", identity=ADMIN)),
    ("user-created-by-target", iam_event("CreateUser")),
    ("api-key-created", iam_event("CreateServiceSpecificCredential", errorCode="LimitExceededException")),
    ("api-key-by-target", iam_event("CreateServiceSpecificCredential")),
    ("policy-of-api-key", iam_event("AttachUserPolicy", requestParameters=ADMINISTRATOR)),
    (
        "policy-of-api-key",
        iam_event(
            "AttachUserPolicy",
            requestParameters={"policyArn": f"arn:aws:iam::{ACCOUNT}:policy/AmazonBedrockLimitedAccess"},
        ),
    ),
    ("quarantined", iam_event("AttachUserPolicy", requestParameters=QUARANTINE, errorCode="AccessDenied")),
    (
        "quarantined",
        iam_event(
            "AttachUserPolicy",
            requestParameters={"policyArn": f"arn:aws:iam::{ACCOUNT}:policy/AWSCompromisedKeyQuarantineV3"},
        ),
    ),
    ("identity-probe", an_event("GetCallerIdentity", STS, identity=ADMIN)),
    ("model-probe", an_event("ListFoundationModels", identity=ADMIN)),
    ("model-probe", an_event("ListGuardrails")),
    ("model-probe", an_event("ListModels", "sagemaker.amazonaws.com")),
    ("logging-probe", an_event("GetModelInvocationLoggingConfiguration", identity=ADMIN)),
    ("access-tested", an_event("InvokeModel", errorCode="AccessDeniedException")),
    ("access-tested", an_event("CreateGuardrail", errorCode="ValidationException")),
    ("scanner", an_event(userAgent=None)),
    ("scanner", an_event(userAgent="pacuare-app/1.0")),
    ("scanner", an_event(userAgent="", identity=ADMIN)),
    ("model-enabled", an_event("CreateFoundationModelAgreement", errorCode="AccessDeniedException")),
    ("model-enabled", an_event("DeleteFoundationModelAgreement")),
    ("costly-job", an_event("GetProvisionedModelThroughput")),
    ("prompt-logging-changed", an_event("GetModelInvocationLoggingConfiguration")),
    ("prompt-logging-changed", an_event("DeleteModelInvocationLoggingConfiguration", errorCode="AccessDenied")),
    ("trail-changed", an_event("StartLogging", "cloudtrail.amazonaws.com")),
    ("guardrail-changed", an_event("ListGuardrails")),
    ("guardrail-changed", an_event("CreateGuardrail")),
    ("model-deleted", an_event("DeleteGuardrail")),
    ("credential-revived", iam_event("UpdateAccessKey", requestParameters={"status": "Inactive"})),
    ("credential-revived", iam_event("UpdateAccessKey")),
    ("credential-added", iam_event("CreateAccessKey", errorCode="LimitExceededException")),
    ("credential-added", iam_event("ListAccessKeys")),
    ("password-set", iam_event("GetLoginProfile")),
    ("permissions-added", iam_event("AttachUserPolicy", requestParameters=LIMITED_ACCESS)),
    ("permissions-added", iam_event("AttachUserPolicy", requestParameters=QUARANTINE)),
    ("permissions-added", iam_event("PutUserPolicy", requestParameters=policy("Deny"))),
    ("permissions-added", iam_event("PutUserPolicy", requestParameters=policy("Deny", listed=False))),
    ("permissions-added", iam_event("PutUserPolicy", requestParameters=policy("Allow"), errorCode="AccessDenied")),
    ("permissions-added", iam_event("RemoveUserFromGroup")),
    ("restriction-lifted", iam_event("PutUserPermissionsBoundary")),
    ("restriction-lifted", iam_event("DetachUserPolicy", requestParameters=ADMINISTRATOR)),
    ("renamed", iam_event("UpdateUser", requestParameters={"newPath": "/elsewhere/"})),
    ("session-made", an_event("AssumeRole", STS, identity=ADMIN)),
    ("session-made", an_event("GetCallerIdentity", STS)),
    ("outside-service", an_event("InvokeModel")),
    ("outside-service", an_event("CreateInference", "bedrock-mantle.amazonaws.com")),
    ("outside-service", an_event("DescribeKey", "kms.amazonaws.com", sourceIPAddress="bedrock.amazonaws.com")),
    ("outside-service", an_event("DescribeKey", "kms.amazonaws.com", sourceIPAddress="AWS Internal")),
    ("outside-service", an_event("ListBuckets", "s3.amazonaws.com", identity=ADMIN)),
    ("outside-service", an_event("ListBuckets", eventSource=None)),
    ("access-removed", iam_event("UpdateAccessKey", requestParameters={"status": "Active"})),
    ("access-removed", iam_event("DeleteUser", errorCode="DeleteConflictException")),
    ("denied", an_event(errorCode="ResourceNotFoundException", errorMessage="Access denied. Legacy model.")),
    ("denied", an_event(errorCode="ThrottlingException")),
    ("root", iam_event("CreateAccessKey", user="root", identity=user_identity("root"))),
    ("root", an_event(identity=ROOT, sourceIPAddress="support.amazonaws.com")),
    ("console-login", an_event("ConsoleLogin", SIGNIN, responseElements={"ConsoleLogin": "Failure"})),
    ("console-use", an_event(sessionCredentialFromConsole="true", identity=ADMIN)),
    ("bearer-token", an_event(additionalEventData={"callWithBearerToken": False})),
    (
        "bearer-token",
        an_event(
            "InvokeGateway",
            "bedrock-agentcore.amazonaws.com",
            responseElements={"body": {"error": {"message": "Invalid Bearer token"}}},
        ),
    ),
]


# The signal, the service, and every call that gives it without further conditions.
CALLS: list[tuple[str, str, str]] = [
    ("model-probe", "bedrock", "ListFoundationModels GetFoundationModel GetFoundationModelAvailability"),
    ("model-probe", "bedrock", "ListFoundationModelAgreementOffers GetUseCaseForModelAccess ListInferenceProfiles"),
    ("model-probe", "bedrock", "ListProvisionedModelThroughputs ListCustomModels ListImportedModels"),
    ("model-probe", "bedrock-mantle", "ListModels GetModel"),
    ("model-enabled", "aws-marketplace", "AcceptAgreementRequest Subscribe"),
    ("costly-job", "bedrock", "CreateProvisionedModelThroughput CreateMarketplaceModelEndpoint"),
    ("costly-job", "bedrock", "CreateCustomModelDeployment CreateModelCustomizationJob CreateModelImportJob"),
    ("costly-job", "bedrock", "CreateModelInvocationJob"),
    ("trail-changed", "cloudtrail", "StopLogging DeleteTrail UpdateTrail PutEventSelectors"),
    ("trail-changed", "cloudtrail", "DeleteEventDataStore StopEventDataStoreIngestion"),
    ("guardrail-changed", "bedrock", "UpdateGuardrail DeleteGuardrail PutEnforcedGuardrailConfiguration"),
    ("guardrail-changed", "bedrock", "DeleteEnforcedGuardrailConfiguration"),
    ("model-deleted", "bedrock", "DeleteCustomModel DeleteImportedModel DeleteCustomModelDeployment"),
    ("model-deleted", "bedrock", "DeleteProvisionedModelThroughput DeleteMarketplaceModelEndpoint"),
    ("credential-added", "iam", "CreateAccessKey UploadSigningCertificate UploadSSHPublicKey"),
    ("password-set", "iam", "CreateLoginProfile UpdateLoginProfile ChangePassword"),
    ("permissions-added", "iam", "AttachUserPolicy AttachGroupPolicy AttachRolePolicy AddUserToGroup"),
    ("permissions-added", "iam", "PutUserPolicy PutGroupPolicy PutRolePolicy CreatePolicyVersion"),
    ("permissions-added", "iam", "SetDefaultPolicyVersion UpdateAssumeRolePolicy"),
    ("restriction-lifted", "iam", "DeleteUserPermissionsBoundary DeleteRolePermissionsBoundary DeactivateMFADevice"),
    ("session-made", "sts", "GetSessionToken GetFederationToken AssumeRole"),
    ("access-removed", "iam", "DeleteAccessKey DeleteLoginProfile DeleteServiceSpecificCredential DeleteUser"),
]


@pytest.mark.parametrize(
    ("name", "service", "call"), [(name, service, call) for name, service, calls in CALLS for call in calls.split()]
)
def test_a_rule_knows_every_call_that_does_the_same(name: str, service: str, call: str) -> None:
    done = an_event(call, f"{service}.amazonaws.com", minute=1)
    refused = an_event(call, f"{service}.amazonaws.com", minute=2, errorCode="AccessDenied")
    assert [name in names for names in names_of([done, refused])] == [True, False]


@pytest.mark.parametrize("call", sorted(INVOCATIONS))
def test_access_is_tested_by_any_call_that_invokes_a_model(call: str) -> None:
    assert "access-tested" in names_of([an_event(call, errorCode="ValidationException")])[0]


@pytest.mark.parametrize(("name", "event"), FIRES, ids=lambda value: value if isinstance(value, str) else value.name)
def test_a_rule_finds_what_it_is_for(name: str, event: Event) -> None:
    assert name in names_of([event])[0]


@pytest.mark.parametrize(
    ("name", "event"), NEAR_MISSES, ids=lambda value: value if isinstance(value, str) else value.name
)
def test_a_rule_does_not_find_what_only_resembles_it(name: str, event: Event) -> None:
    assert name not in names_of([event])[0]


def test_an_ordinary_invocation_gives_no_signal() -> None:
    assert names_of([an_event()]) == [set()]


# --- what depends on earlier events ------------------------------------------------------------


def test_another_api_key_for_the_same_user_is_told_from_its_first() -> None:
    first, second = (iam_event("CreateServiceSpecificCredential", minute=minute) for minute in (1, 2))
    assert ["second-api-key" in names for names in names_of([first, second])] == [False, True]


def test_the_first_api_key_of_another_user_is_no_second_one() -> None:
    events = [iam_event("CreateServiceSpecificCredential", user) for user in (PHANTOM, "BedrockAPIKey-aaaa")]
    assert not any("second-api-key" in names for names in names_of(events))


@pytest.mark.parametrize(
    ("user", "alias", "is_another"),
    [
        ("alice", "alice", False),
        ("alice", "alice+1", True),
        ("alice+1", "alice+1", False),
        ("alice+1", "alice+1+1", True),
        ("alice+bot", "alice+bot", False),
    ],
)
def test_an_alias_with_a_marker_tells_of_a_key_that_was_made_before(user: str, alias: str, *, is_another: bool) -> None:
    made = {"serviceSpecificCredential": {"serviceCredentialAlias": f"{alias}-at-{ACCOUNT}"}}
    event = iam_event("CreateServiceSpecificCredential", user, identity=ADMIN, responseElements=made)
    assert ("second-api-key" in names_of([event], parse_target(user, START))[0]) is is_another


def test_an_api_key_after_an_attempt_that_failed_is_no_second_one() -> None:
    failed = iam_event("CreateServiceSpecificCredential", errorCode="AccessDenied", minute=1)
    made = iam_event("CreateServiceSpecificCredential", minute=2)
    assert "second-api-key" not in names_of([failed, made])[1]


def invocations(count: int, seconds: float, **fields: Any) -> list[Event]:
    """So many, evenly over so many seconds from the first to the last."""
    step = seconds / (count - 1) / 60
    return [an_event(minute=number * step, eventID=f"{number:05}", **fields) for number in range(count)]


def bursts(events: list[Event]) -> list[int]:
    return [number for number, names in enumerate(names_of(events)) if "burst" in names]


def test_a_burst_is_marked_once_where_it_becomes_one() -> None:
    assert bursts(invocations(3 * BURST_CALLS, 120)) == [BURST_CALLS - 1]


@pytest.mark.parametrize(("seconds", "is_burst"), [(BURST_SECONDS, True), (BURST_SECONDS + 1, False)])
def test_as_many_calls_over_a_longer_time_are_no_burst(seconds: int, is_burst: bool) -> None:
    others = [an_event(eventID=str(number), minute=seconds / 60) for number in range(BURST_CALLS - 1)]
    events = [an_event(eventID="first"), *others]
    assert bool(bursts(events)) is is_burst


def test_fewer_calls_at_once_are_no_burst() -> None:
    assert bursts(invocations(BURST_CALLS - 1, 1)) == []


def test_a_burst_after_a_pause_is_another() -> None:
    later = [an_event(minute=60 + number / 60, eventID=f"later-{number:03}") for number in range(BURST_CALLS)]
    assert len(bursts([*invocations(BURST_CALLS, 30), *later])) == 2


def test_the_calls_of_two_users_do_not_add_up_to_a_burst() -> None:
    events = [
        an_event(minute=number / 60, identity=user_identity(f"user-{number % 2}")) for number in range(BURST_CALLS)
    ]
    assert bursts(events) == []


def test_sessions_of_one_name_and_different_roles_are_different_identities() -> None:
    events = [
        an_event(minute=minute, identity=role_identity("run", role), sourceIPAddress=f"192.0.2.{minute}")
        for minute, role in enumerate(("Deployer", "Builder"))
    ]
    assert not any("new-address" in names for names in names_of(events))


def test_calls_that_invoke_nothing_are_no_burst() -> None:
    events = [an_event("ListGuardrails", eventID=str(number)) for number in range(BURST_CALLS)]
    assert bursts(events) == []


def test_calls_without_a_time_are_no_burst() -> None:
    assert bursts([an_event(eventTime=None, eventID=str(number)) for number in range(BURST_CALLS)]) == []


def test_each_region_from_the_third_on_is_marked_once() -> None:
    regions = ["us-east-1", "us-west-2", "us-east-1", "eu-west-1", "eu-west-1", "ap-south-1"]
    events = [an_event(minute=number, awsRegion=region) for number, region in enumerate(regions)]
    marked = [event.region for event, names in zip(events, names_of(events), strict=True) if "many-regions" in names]
    assert marked == ["eu-west-1", "ap-south-1"]


def test_each_model_from_the_fourth_on_is_marked_once() -> None:
    models = ["a", "b", "a", "c", "d", "d", "e"]
    events = [an_event(minute=number, requestParameters={"modelId": model}) for number, model in enumerate(models)]
    marked = [event.model_id for event, names in zip(events, names_of(events), strict=True) if "many-models" in names]
    assert marked == ["d", "e"]


def test_a_model_called_by_its_id_and_by_its_arns_counts_once() -> None:
    arns = [f"arn:aws:bedrock:us-{side}::foundation-model/a" for side in ("east-1", "east-2", "west-1", "west-2")]
    events = [an_event(minute=number, requestParameters={"modelId": model}) for number, model in enumerate(arns)]
    assert not any("many-models" in names for names in names_of(events))


def test_looking_around_in_many_regions_is_no_consumption() -> None:
    events = [an_event("ListFoundationModels", minute=n, awsRegion=f"region-{n}") for n in range(5)]
    assert not any("many-regions" in names for names in names_of(events))


def new_addresses(*addresses: str, **fields: Any) -> list[bool]:
    events = [an_event(minute=n, sourceIPAddress=address, **fields) for n, address in enumerate(addresses)]
    return ["new-address" in names for names in names_of(events)]


def test_an_address_is_new_once_and_the_first_never() -> None:
    assert new_addresses("192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.1", "192.0.2.2") == [
        False,
        False,
        True,
        False,
        False,
    ]


def test_the_address_of_an_aws_service_is_neither_new_nor_the_first() -> None:
    assert new_addresses("cloudformation.amazonaws.com", "192.0.2.1", "AWS Internal") == [False, False, False]


def test_the_first_address_of_another_identity_is_not_new() -> None:
    events = [
        an_event(minute=1, sourceIPAddress="192.0.2.1"),
        an_event(minute=2, sourceIPAddress="192.0.2.2", identity=ADMIN),
    ]
    assert not any("new-address" in names for names in names_of(events))


@pytest.mark.parametrize(
    ("first", "second", "is_new"),
    [
        ("Boto3/1.44.5 os/linux#6.1", "Boto3/1.50.0 os/linux#6.8", False),
        ("aws-cli/2.1 os/macos md/command#s3.ls", "aws-cli/2.1 os/macos md/command#iam.list-users", False),
        ("Boto3/1.44.5 os/linux", "Boto3/1.44.5 os/windows", True),
        ("Boto3/1.44.5 os/linux", "python-httpx/0.28", True),
        ("Mozilla/5.0 (Macintosh; Intel)", "Mozilla/5.0 (Windows NT 10.0)", True),
        ("curl/8", None, False),
        ("curl/8", "", True),
    ],
)
def test_a_client_is_new_if_program_or_system_differ_and_versions_do_not_count(
    first: str, second: str | None, is_new: bool
) -> None:
    events = [an_event(minute=minute, userAgent=agent) for minute, agent in enumerate((first, second))]
    assert ["new-client" in names for names in names_of(events)] == [False, is_new]


# --- all rules ---------------------------------------------------------------------------------


BY_HISTORY = {"second-api-key", "burst", "many-regions", "many-models", "new-address", "new-client"}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.signal.name)
def test_every_rule_has_an_example_and_a_near_miss_here(rule: Rule) -> None:
    assert rule.signal.name in BY_HISTORY | {name for name, _ in FIRES} & {name for name, _ in NEAR_MISSES}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.signal.name)
def test_every_signal_says_in_words_what_it_means(rule: Rule) -> None:
    signal = rule.signal
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", signal.name)
    assert re.fullmatch(r"T\d{4}(\.\d{3})? [A-Z].+", signal.technique)
    assert signal.title[0].isupper()
    assert signal.why.endswith(".")


def test_no_two_signals_have_the_same_name_or_title() -> None:
    assert len({rule.signal.name for rule in RULES}) == len({rule.signal.title for rule in RULES}) == len(RULES)


def test_the_signals_of_an_event_come_with_the_most_urgent_first() -> None:
    event = an_event("GetSessionToken", STS, userAgent="", additionalEventData={"callWithBearerToken": True})
    severities = [signal.severity for signal in find_signals([event], TARGET)[event.event_id]]
    assert severities == [Severity.HIGH, Severity.HIGH, Severity.MEDIUM, Severity.LOW]


@pytest.mark.parametrize("service", [one for one in SERVICES if one.phantom_prefixes], ids=lambda one: one.slug)
def test_a_phantom_of_any_service_is_inside_its_own_and_outside_all_others(service: ApiKeyService) -> None:
    name = f"{service.phantom_prefixes[0]}abcd"
    sources = [one.service_name for one in SERVICES if one.service_name]
    events = [an_event("ListThings", source, identity=user_identity(name)) for source in sources]
    found = names_of(events, parse_target(name, START))
    outside = {source for source, names in zip(sources, found, strict=True) if "outside-service" in names}
    assert outside == set(sources) - {service.service_name}


@pytest.mark.parametrize("given", [PHANTOM, "backup-operator"])
def test_a_phantom_that_was_renamed_is_outside_its_service_whichever_name_is_given(given: str) -> None:
    names = (PHANTOM, "backup-operator")
    target = replace(parse_target(given, START), other_names=tuple(name for name in names if name != given))
    events = [an_event("ListBuckets", "s3.amazonaws.com", identity=user_identity(name)) for name in names]
    assert names_of(events, target) == [{"outside-service"}] * 2


ACCESS_KEY = "AKIAQNZGKIQYINVENTED"


@pytest.mark.parametrize(
    ("identity", "is_outside"),
    [
        (user_identity(accessKeyId=ACCESS_KEY), True),
        (user_identity("alice", accessKeyId=ACCESS_KEY), False),
        # A session is called as its maker likes.
        (role_identity(PHANTOM, accessKeyId=ACCESS_KEY), False),
        (user_identity(accessKeyId="AKIAQNZGKIQYANOTHER2"), False),
    ],
)
def test_the_access_key_of_a_phantom_is_outside_its_service(identity: dict[str, Any], *, is_outside: bool) -> None:
    event = an_event("ListBuckets", "s3.amazonaws.com", identity=identity)
    assert ("outside-service" in names_of([event], parse_target(ACCESS_KEY, START))[0]) is is_outside


@pytest.mark.parametrize(
    ("target", "identity", "is_found"),
    [
        (PHANTOM, OWN, True),
        (PERSON["arn"], PERSON, False),
        (PERSON["accessKeyId"], PERSON, False),
        (ADMIN["arn"], ADMIN, False),
        # By its own rule.
        (ROOT["arn"], ROOT, False),
    ],
)
def test_only_a_user_has_no_business_in_the_console(target: str, identity: dict[str, Any], *, is_found: bool) -> None:
    event = an_event(sessionCredentialFromConsole="true", identity=identity)
    assert ("console-use" in names_of([event], parse_target(target, START))[0]) is is_found


def test_an_ordinary_user_is_nowhere_outside() -> None:
    event = an_event("ListBuckets", "s3.amazonaws.com", identity=user_identity("alice"))
    assert names_of([event], parse_target("alice", START)) == [set()]


def test_a_record_that_could_not_be_parsed_has_no_signals() -> None:
    assert find_signals([an_unparsed_event()], TARGET) == {}


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Invented days of a phantom and of an administrator."""
    calls = [
        *((name, BEDROCK) for name in sorted(INVOCATIONS)),
        ("GetCallerIdentity", STS),
        ("CreateServiceSpecificCredential", IAM),
    ]
    chosen = draw(st.lists(st.tuples(st.sampled_from(calls), st.integers(0, 3), st.booleans()), max_size=40))
    return [
        an_event(
            *call,
            minute=minute,
            identity=OWN if own else ADMIN,
            eventID=f"id-{number}",
            awsRegion=f"region-{number % 5}",
            sourceIPAddress=f"192.0.2.{minute}",
        )
        for number, (call, minute, own) in enumerate(chosen)
    ]


@given(histories(), st.randoms(use_true_random=False))
def test_the_order_in_which_events_arrive_does_not_matter(events: list[Event], random: Random) -> None:
    shuffled = random.sample(events, len(events))
    assert find_signals(shuffled, TARGET) == find_signals(events, TARGET)


@given(histories(), histories())
def test_later_events_never_change_what_is_said_of_earlier_ones(earlier: list[Event], later: list[Event]) -> None:
    following = [an_event(late.name, late.source, eventID=f"late-{late.event_id}", minute=9) for late in later]
    found = find_signals([*earlier, *following], TARGET)
    assert {key: value for key, value in found.items() if not key.startswith("late-")} == find_signals(earlier, TARGET)
