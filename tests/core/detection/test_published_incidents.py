"""Published incidents, told as the calls in them: each step gives the signal that a responder needs."""

from __future__ import annotations

from typing import Any

import pytest

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import parse_target
from tests.support.events import PHANTOM, START, an_event, iam_event, user_identity
from tests.support.signals import ADMIN, names_of

LAMBDA, STS, IAM, QUOTAS = (f"{name}.amazonaws.com" for name in ("lambda", "sts", "iam", "servicequotas"))
AGREEMENTS, OFFERS = "agreement-marketplace.amazonaws.com", "discovery-marketplace.amazonaws.com"
DENIED = "AccessDeniedException"

# A call, and the signals that it must give, among others.
Step = tuple[Event, set[str]]


def within_eight_minutes() -> list[Step]:
    """An access key found in a bucket: by way of a function to administrator, then models (2026-02)."""
    identity = user_identity("backup", accessKeyId="AKIAQNZGKIQYINVENTED")

    def call(minute: float, name: str, source: str = "bedrock.amazonaws.com", **fields: Any) -> Event:
        return an_event(name, source, minute=minute, identity=identity, **fields)

    def new_access_key(minute: float, user: str) -> Event:
        return iam_event("CreateAccessKey", user, minute=minute, identity=identity)

    models = [
        call(7 + n / 10, "InvokeModel", requestParameters={"modelId": f"model-{n}"}, eventID=f"model-{n}")
        for n in range(9)
    ]
    return [
        (call(0, "GetCallerIdentity", STS), {"identity-probe"}),
        (call(1, "UpdateFunctionCode20150331v2", LAMBDA), {"function-changed"}),
        (new_access_key(2, "admin"), {"credential-added"}),
        (call(3, "AssumeRole", STS), {"session-made"}),
        (call(3.5, "AssumeRole", STS, errorCode="AccessDenied"), {"session-attempted", "denied"}),
        (call(4, "ListFoundationModels"), {"model-probe"}),
        (call(4.1, "ListAgents"), {"service-probe"}),
        (call(4.2, "ListKnowledgeBases", errorCode=DENIED), {"service-probe", "denied"}),
        (call(4.3, "GetModelInvocationLoggingConfiguration"), {"logging-probe"}),
        (call(4.4, "SearchAgreements", OFFERS), {"service-probe"}),
        (call(4.5, "ListServiceQuotas", QUOTAS), {"service-probe"}),
        (call(5, "AcceptAgreementRequest", AGREEMENTS), {"model-enabled"}),
        *((event, {"many-models"} if number >= 3 else set()) for number, event in enumerate(models)),
        (call(9, "CreateFunctionUrlConfig", LAMBDA), {"function-changed"}),
    ]


def used_within_67_seconds() -> list[Step]:
    """A key published by accident: tried at once from many addresses."""

    def call(second: float, address: int, name: str, source: str = "bedrock.amazonaws.com", **fields: Any) -> Event:
        fields = {"additionalEventData": {"callWithBearerToken": True}, "userAgent": "python-requests/2.32", **fields}
        return an_event(name, source, minute=second / 60, sourceIPAddress=f"192.0.2.{address}", **fields)

    return [
        (iam_event("CreateServiceSpecificCredential", minute=0, identity=ADMIN), {"api-key-created"}),
        (call(67, 1, "ListFoundationModels"), {"model-probe", "http-library", "bearer-token"}),
        (call(70, 1, "ListFoundationModels", awsRegion="us-east-1"), {"model-probe"}),
        (call(75, 2, "ListFoundationModels", awsRegion="eu-west-1"), {"regions-probed", "new-address"}),
        (call(80, 3, "InvokeModel", errorCode="ValidationException"), {"access-tested", "many-addresses"}),
    ]


def resold() -> list[Step]:
    """A stolen API key of a phantom user: probed, enabled, used, hidden and extended (LLMjacking)."""
    bearer: dict[str, Any] = {"additionalEventData": {"callWithBearerToken": True}}
    refused = {"errorCode": DENIED, "errorMessage": "You don't have access to the model with the specified model ID."}
    return [
        (an_event("GetFoundationModelAvailability", minute=0, **bearer), {"model-probe"}),
        (an_event("InvokeModel", minute=1, requestParameters={"modelId": "a"}, **refused), {"denied"}),
        (an_event("InvokeModel", minute=2, requestParameters={"modelId": "b"}, **refused), {"models-refused"}),
        (an_event("PutUseCaseForModelAccess", minute=3, readOnly=False, **bearer), {"change-with-api-key"}),
        (an_event("PutUseCaseForModelAccess", minute=4, **bearer), {"model-enabled"}),
        (an_event("CreateFoundationModelAgreement", minute=5, errorCode=DENIED), {"enablement-refused"}),
        (an_event("Converse", minute=6, awsRegion="us-east-1"), set()),
        (an_event("Converse", minute=7, awsRegion="eu-west-1"), {"many-regions"}),
        (an_event("DeleteModelInvocationLoggingConfiguration", minute=8, errorCode=DENIED), {"hiding-attempted"}),
        (an_event("DeleteModelInvocationLoggingConfiguration", minute=9), {"prompt-logging-changed"}),
        (
            an_event("RequestServiceQuotaIncrease", QUOTAS, minute=10, requestParameters={"serviceCode": "bedrock"}),
            {"quota-requested", "outside-service"},
        ),
        (
            iam_event("CreateUser", "helper", minute=11, identity=user_identity(), errorCode="AccessDenied"),
            {"access-attempted"},
        ),
        (iam_event("CreateServiceSpecificCredential", minute=12, identity=user_identity()), {"api-key-by-target"}),
    ]


@pytest.mark.parametrize(
    ("target", "steps"),
    [("backup", within_eight_minutes()), (PHANTOM, used_within_67_seconds()), (PHANTOM, resold())],
    ids=["eight minutes", "67 seconds", "resold"],
)
def test_each_step_of_an_incident_gives_its_signals(target: str, steps: list[Step]) -> None:
    found = names_of([event for event, _ in steps], parse_target(target, START))
    missed = [
        (event.name, wanted - names) for (event, wanted), names in zip(steps, found, strict=True) if wanted - names
    ]
    assert missed == []
