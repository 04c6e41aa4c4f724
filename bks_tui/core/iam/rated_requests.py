"""What the holder of a policy could do, in five grades: a table of representative requests for each of them.

A policy has a grade if it allows one of the requests of that grade. The requests are those of the attacks on API keys,
and the known ways from a permission to more permissions.
https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import Enum

# Services call others for a caller by forwarding its access: then these keys are in the request.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-calledvia
CALLED_VIA = ("aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast")

_ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


class Grade(Enum):
    """What a holder could do, the least first. Each value is what outputs call it."""

    NOTHING = "none"
    INVOKE = "invoke"
    ENABLE_MODELS = "enable models"
    SPEND_BY_THE_HOUR = "spend by the hour"
    REACH_IAM = "reach IAM"
    ADMINISTER = "administer"

    @property
    def place(self) -> int:
        """0 is the least."""
        return _PLACES[self]

    @property
    def meaning(self) -> str:
        """What the grade means, as the end of a sentence."""
        return _MEANINGS[self]


_PLACES = {grade: place for place, grade in enumerate(Grade)}
_MEANINGS = {
    Grade.NOTHING: "none of what bks rates",
    Grade.INVOKE: "invoke models, or send logs, metrics and traces",
    Grade.ENABLE_MODELS: "get access to models that the account does not use yet",
    Grade.SPEND_BY_THE_HOUR: "start what costs money by the hour",
    Grade.REACH_IAM: "create credentials, users or roles, use another role, or remove what limits it",
    Grade.ADMINISTER: "give itself any permission",
}


@dataclass(frozen=True, slots=True, eq=False)
class RatedRequest:
    """A representative request. `resources` are the patterns of ARNs that the action is about.

    `context` are the condition keys that it contains in any case, `chosen` those whose values the caller chooses
    freely, with some values.
    """

    grade: Grade
    action: str
    resources: tuple[str, ...] = ("*",)
    context: Mapping[str, str] = field(default_factory=dict)
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def is_direct(self) -> bool:
        """Whether the holder makes it itself, and not a service for it."""
        return not any(key in self.context for key in CALLED_VIA)


# The models of AWS have no account. An inference profile needs the permission for its model as well.
_MODELS = (
    "arn:*:bedrock:*::foundation-model/*",
    *(f"arn:*:bedrock:*:*:{kind}/*" for kind in ("imported-model", "provisioned-model", "custom-model-deployment")),
)
_ROLES, _USERS, _GROUPS, _POLICIES = (f"arn:*:iam::*:{kind}/*" for kind in ("role", "user", "group", "policy"))
_KEY = {
    "iam:ServiceSpecificCredentialServiceName": ("bedrock.amazonaws.com", "codecommit.amazonaws.com"),
    "iam:ServiceSpecificCredentialAgeDays": ("30",),
}


def _requests(
    grade: Grade,
    resources: tuple[str, ...],
    *actions: str,
    context: Mapping[str, str] | None = None,
    chosen: Mapping[str, tuple[str, ...]] | None = None,
) -> Iterator[RatedRequest]:
    for action in actions:
        yield RatedRequest(grade, action, resources, context or {}, chosen or {})


def _via(service: str) -> dict[str, str]:
    return {**dict.fromkeys(CALLED_VIA, f"{service}.amazonaws.com"), "aws:ViaAWSService": "true"}


def _invoke() -> Iterator[RatedRequest]:
    grade = Grade.INVOKE
    yield from _requests(grade, _MODELS, "bedrock:InvokeModel", "bedrock:InvokeModelWithResponseStream")
    yield from _requests(grade, ("arn:*:bedrock:*:*:agent-alias/*",), "bedrock:InvokeAgent")
    yield from _requests(grade, ("arn:*:bedrock-mantle:*:*:project/*",), "bedrock-mantle:CreateInference")
    yield from _requests(
        grade,
        ("arn:*:aws-external-anthropic:*:*:workspace/*",),
        "aws-external-anthropic:CreateInference",
        "aws-external-anthropic:CreateBatchInference",
    )
    yield from _requests(grade, ("arn:*:sagemaker:*:*:endpoint/*",), "sagemaker:InvokeEndpoint")
    yield from _requests(grade, ("arn:*:logs:*:*:log-group:*",), "logs:PutLogEvents")
    yield from _requests(grade, ("*",), "cloudwatch:PutMetricData", "xray:PutTraceSegments")


def _enable_models() -> Iterator[RatedRequest]:
    grade = Grade.ENABLE_MODELS
    yield from _requests(
        grade,
        ("*",),
        "bedrock:CreateFoundationModelAgreement",
        "bedrock:PutUseCaseForModelAccess",
        "bedrock:PutFoundationModelEntitlement",
        "aws-marketplace:AcceptAgreementRequest",
        "aws-marketplace:Subscribe",
    )
    # Bedrock subscribes to a model for its caller, at the first invocation.
    # https://docs.aws.amazon.com/bedrock/latest/userguide/model-access.html
    for service in ("bedrock", "bedrock-mantle"):
        yield from _requests(grade, ("*",), "aws-marketplace:Subscribe", context=_via(service))


def _spend() -> Iterator[RatedRequest]:
    grade = Grade.SPEND_BY_THE_HOUR
    yield from _requests(grade, _MODELS, "bedrock:CreateProvisionedModelThroughput")
    yield from _requests(grade, ("*",), "bedrock:CreateMarketplaceModelEndpoint")
    yield from _requests(
        grade,
        ("arn:*:bedrock:*:*:custom-model/*", *_MODELS),
        "bedrock:CreateModelCustomizationJob",
        "bedrock:CreateCustomModelDeployment",
    )
    for kind, action in (("endpoint", "CreateEndpoint"), ("training-job", "CreateTrainingJob")):
        yield from _requests(grade, (f"arn:*:sagemaker:*:*:{kind}/*",), f"sagemaker:{action}")
    yield from _requests(grade, ("arn:*:ec2:*:*:instance/*",), "ec2:RunInstances")
    yield from _requests(grade, ("arn:*:ec2:*:*:spot-instances-request/*",), "ec2:RequestSpotInstances")


def _reach_iam() -> Iterator[RatedRequest]:
    grade = Grade.REACH_IAM
    yield from _requests(
        grade,
        (_USERS,),
        "iam:CreateAccessKey",
        "iam:CreateLoginProfile",
        "iam:UpdateLoginProfile",
        "iam:ResetServiceSpecificCredential",
        # Without these, other permissions of the user may be limited.
        "iam:DeleteUserPermissionsBoundary",
        "iam:DeleteUserPolicy",
        "iam:DetachUserPolicy",
    )
    # What already runs has a role of its own.
    yield from _requests(grade, ("arn:*:lambda:*:*:function:*",), "lambda:UpdateFunctionCode")
    yield from _requests(grade, ("arn:*:ec2:*:*:instance/*",), "ssm:SendCommand", "ssm:StartSession")
    yield from _requests(grade, (_USERS,), "iam:CreateServiceSpecificCredential", chosen=_KEY)
    boundary = {"iam:PermissionsBoundary": ("arn:aws:iam::aws:policy/PowerUserAccess",)}
    yield from _requests(grade, (_USERS,), "iam:CreateUser", chosen=boundary)
    yield from _requests(grade, (_ROLES,), "iam:CreateRole", chosen=boundary)
    yield from _requests(grade, (_ROLES,), "iam:UpdateAssumeRolePolicy", "sts:AssumeRole")
    yield from _requests(
        grade, (_ROLES,), "iam:PassRole", chosen={"iam:PassedToService": ("ec2.amazonaws.com", "lambda.amazonaws.com")}
    )
    # Policies whose content is not known here; that of administrators is a grade of its own.
    attached = {"iam:PolicyARN": ("arn:aws:iam::aws:policy/PowerUserAccess", "arn:aws:iam::aws:policy/ReadOnlyAccess")}
    yield from _requests(grade, (_USERS,), "iam:AttachUserPolicy", chosen=attached)
    yield from _requests(grade, (_ROLES,), "iam:AttachRolePolicy", chosen=attached)


def _administer() -> Iterator[RatedRequest]:
    grade = Grade.ADMINISTER
    attached = {"iam:PolicyARN": _ADMINISTRATOR}
    for kind, resources in (("User", _USERS), ("Group", _GROUPS), ("Role", _ROLES)):
        yield from _requests(grade, (resources,), f"iam:Attach{kind}Policy", context=attached)
        yield from _requests(grade, (resources,), f"iam:Put{kind}Policy")
    yield from _requests(grade, (_GROUPS,), "iam:AddUserToGroup")
    yield from _requests(grade, (_POLICIES,), "iam:CreatePolicyVersion", "iam:SetDefaultPolicyVersion")


REQUESTS: tuple[RatedRequest, ...] = (*_invoke(), *_enable_models(), *_spend(), *_reach_iam(), *_administer())
