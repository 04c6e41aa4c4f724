"""Policies with the grade that they must have: AWS managed, hand-written, inverted, conditional, bounded and denied."""

from __future__ import annotations

import json
from dataclasses import dataclass

from bks_tui.core.iam.rated_requests import Grade
from bks_tui.core.iam.rating import RatedPolicy
from bks_tui.core.response.deny_policies import bearer_denial, denial, denial_of_sessions_before
from bks_tui.core.services import SERVICES
from tests.support.policies import allow, aws, boundary, deny, on, text, unread, written

NOTHING, INVOKE, ENABLE = Grade.NOTHING, Grade.INVOKE, Grade.ENABLE_MODELS
SPEND, REACH, ADMINISTER = Grade.SPEND_BY_THE_HOUR, Grade.REACH_IAM, Grade.ADMINISTER
MODELS = "arn:aws:bedrock:*::foundation-model/*"
TEAM = "arn:aws:iam::111122223333:user/team/*"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


@dataclass(frozen=True, slots=True)
class Case:
    """Policies, and their grade: the highest that is certain, and where that is unknown, the highest possible."""

    what: str
    policies: tuple[RatedPolicy, ...]
    certain: Grade
    possible: Grade


def _case(what: str, policies: RatedPolicy | tuple[RatedPolicy, ...], certain: Grade, possible: Grade | None) -> Case:
    return Case(what, policies if isinstance(policies, tuple) else (policies,), certain, possible or certain)


_LIMITED = aws("AmazonBedrockLimitedAccess")
_ALL = allow("*")
_INVOKE = allow("bedrock:InvokeModel")
_B = [f"arn:aws:iam::*:{kind}/b*" for kind in ("user", "group", "role", "policy")]
_ATTACH = "iam:AttachUserPolicy"

_AWS_MANAGED = (
    ("the policy of Bedrock keys", _LIMITED, SPEND, None),
    ("the policy of keys of the second endpoint", aws("AmazonBedrockMantleInferenceAccess"), ENABLE, None),
    ("the policy of keys of the Claude Platform", aws("AnthropicLimitedAccess"), INVOKE, None),
    ("the policy of keys of CloudWatch Logs", aws("CloudWatchLogsAPIKeyAccess"), INVOKE, None),
    ("the policy of keys of CloudWatch metrics", aws("CloudWatchAPIKeyAccess"), INVOKE, None),
    ("the policy of keys of X-Ray", aws("AWSXRayAPIKeyAccess"), INVOKE, None),
    ("all of Bedrock, with PassRole", aws("AmazonBedrockFullAccess"), REACH, None),
    ("reading only", aws("ReadOnlyAccess"), NOTHING, None),
    ("reading S3", aws("AmazonS3ReadOnlyAccess"), NOTHING, None),
    ("its own password only", aws("IAMUserChangePassword"), NOTHING, None),
    ("all but IAM", aws("PowerUserAccess"), REACH, None),
    ("all of IAM", aws("IAMFullAccess"), ADMINISTER, None),
    ("administrators", aws("AdministratorAccess"), ADMINISTER, None),
    ("a quarantine alone", aws("AWSCompromisedKeyQuarantineV3"), NOTHING, None),
)

_WRITTEN = (
    ("no statement", written(), NOTHING, None),
    ("one model", written(allow("bedrock:InvokeModel", resource=f"{MODELS[:-1]}amazon.nova-lite-v1:0")), INVOKE, None),
    ("one Region", written(allow("bedrock:Invoke*", resource=MODELS.replace(":*::", ":eu-*::"))), INVOKE, None),
    ("an action in another case", written(allow("BEDROCK:invokemodel")), INVOKE, None),
    (
        "an inference profile without its model",
        written(allow("bedrock:InvokeModel", resource="arn:aws:bedrock:*:*:inference-profile/*")),
        NOTHING,
        None,
    ),
    ("a bearer token without a call", written(allow("bedrock:CallWithBearerToken")), NOTHING, None),
    ("an agreement", written(allow("bedrock:CreateFoundationModelAgreement")), ENABLE, None),
    ("any subscription", written(allow("aws-marketplace:*")), ENABLE, None),
    ("virtual machines", written(allow("ec2:RunInstances")), SPEND, None),
    (
        "virtual machines, without the instances",
        written(allow("ec2:RunInstances", resource="arn:aws:ec2:*:*:subnet/*")),
        NOTHING,
        None,
    ),
    ("endpoints of SageMaker", written(allow("sagemaker:*", resource="arn:aws:sagemaker:*:*:endpoint/*")), SPEND, None),
    (
        "access keys of its own",
        written(allow("iam:CreateAccessKey", resource="arn:aws:iam::*:user/${aws:username}")),
        REACH,
        None,
    ),
    ("another role", written(allow("sts:AssumeRole", resource="arn:aws:iam::999988887777:role/deploy")), REACH, None),
    ("policies of one user", written(allow("iam:PutUserPolicy", resource=TEAM)), ADMINISTER, None),
    (
        "versions of one policy",
        written(allow("iam:CreatePolicyVersion", resource="arn:aws:iam::*:policy/team/*")),
        ADMINISTER,
        None,
    ),
    (
        "users whose names begin with anything but b",
        written(allow("iam:*"), deny("iam:*", resource=_B)),
        ADMINISTER,
        None,
    ),
    ("reading in IAM", written(allow("iam:Get*", "iam:List*")), NOTHING, None),
    ("a single statement", text(json.dumps({"Statement": _ALL})), ADMINISTER, None),
)

_INVERTED = (
    (
        "NotAction: all but what reaches IAM",
        written({"Effect": "Allow", "NotAction": ["iam:*", "sts:*", "lambda:*", "ssm:*"], "Resource": "*"}),
        SPEND,
        None,
    ),
    (
        "NotAction: all but one call",
        written({"Effect": "Allow", "NotAction": "iam:CreateUser", "Resource": "*"}),
        ADMINISTER,
        None,
    ),
    (
        "NotAction of a deny: only one call stays",
        written(_ALL, {"Effect": "Deny", "NotAction": "bedrock:InvokeModel", "Resource": "*"}),
        INVOKE,
        None,
    ),
    (
        "NotResource: all models but Claude",
        written({"Effect": "Allow", "Action": "bedrock:InvokeModel", "NotResource": f"{MODELS[:-1]}anthropic.*"}),
        INVOKE,
        None,
    ),
    (
        "NotResource of a deny: only one role stays",
        written(
            allow("iam:*"), {"Effect": "Deny", "Action": "iam:*", "NotResource": "arn:aws:iam::111122223333:role/app"}
        ),
        ADMINISTER,
        None,
    ),
    (
        "NotResource of a deny: only buckets stay",
        written(_ALL, {"Effect": "Deny", "Action": "*", "NotResource": "arn:aws:s3:::*"}),
        NOTHING,
        None,
    ),
)

_CONDITIONS = (
    (
        "only through Bedrock",
        written(allow("aws-marketplace:Subscribe", **on("StringEquals", aws__CalledViaLast="bedrock.amazonaws.com"))),
        ENABLE,
        None,
    ),
    (
        "only through another service",
        written(allow("iam:*", **on("StringEquals", aws__CalledViaLast="cloudformation.amazonaws.com"))),
        NOTHING,
        None,
    ),
    (
        "in one Region, which the caller chooses",
        written(allow("bedrock:InvokeModel", **on("StringEquals", aws__RequestedRegion="eu-central-1"))),
        INVOKE,
        None,
    ),
    (
        "all Regions denied but one",
        written(_INVOKE, deny("*", **on("StringNotEquals", aws__RequestedRegion="eu-central-1"))),
        INVOKE,
        None,
    ),
    (
        "the usual Region denied",
        written(_INVOKE, deny("*", **on("StringEquals", aws__RequestedRegion="us-east-1"))),
        INVOKE,
        None,
    ),
    ("over TLS", written(_ALL, deny("*", **on("Bool", aws__SecureTransport="false"))), ADMINISTER, None),
    ("from an address", written(allow("*", **on("IpAddress", aws__SourceIp="192.0.2.0/24"))), NOTHING, ADMINISTER),
    (
        "denied outside of an address",
        written(_ALL, deny("*", **on("NotIpAddress", aws__SourceIp="192.0.2.0/24"))),
        NOTHING,
        ADMINISTER,
    ),
    (
        "with MFA",
        written(_INVOKE, allow("iam:*", **on("Bool", aws__MultiFactorAuthPresent="true"))),
        INVOKE,
        ADMINISTER,
    ),
    (
        "with a tag",
        written(allow("ec2:RunInstances", **on("StringEquals", aws__ResourceTag__team="x"))),
        NOTHING,
        SPEND,
    ),
    (
        "an operator that is none",
        written(allow("bedrock:InvokeModel", **on("StringSounds", aws__RequestedRegion="x"))),
        NOTHING,
        INVOKE,
    ),
    ("conditions that are none", written({**_INVOKE, "Condition": ["x"]}), NOTHING, INVOKE),
    (
        "any policy but that of administrators",
        written(allow(_ATTACH, **on("ArnNotEquals", iam__PolicyARN=ADMINISTRATOR))),
        REACH,
        None,
    ),
    (
        "the policy of administrators",
        written(allow(_ATTACH, **on("ArnEquals", iam__PolicyARN=ADMINISTRATOR))),
        ADMINISTER,
        None,
    ),
    (
        "policies of users with a boundary",
        written(allow("iam:PutUserPolicy", **on("StringEquals", iam__PermissionsBoundary="arn:aws:iam::1:policy/b"))),
        NOTHING,
        ADMINISTER,
    ),
    (
        "users with a boundary",
        written(allow("iam:CreateUser", **on("StringEquals", iam__PermissionsBoundary="arn:aws:iam::1:policy/b"))),
        REACH,
        None,
    ),
    (
        "keys for up to 90 days",
        written(
            allow(
                "iam:CreateServiceSpecificCredential",
                **on("NumericLessThanEquals", iam__ServiceSpecificCredentialAgeDays="90"),
            )
        ),
        REACH,
        None,
    ),
    (
        "roles for one service",
        written(allow("iam:PassRole", **on("StringEquals", iam__PassedToService="glue.amazonaws.com"))),
        REACH,
        None,
    ),
    (
        "a variable that is not known",
        written(allow("iam:PutUserPolicy", resource="arn:aws:iam::*:user/${aws:PrincipalTag/team}/*")),
        NOTHING,
        ADMINISTER,
    ),
    (
        "a variable in an old version",
        written(allow("iam:PutUserPolicy", resource="arn:aws:iam::*:user/${aws:username}"), version="2008-10-17"),
        NOTHING,
        ADMINISTER,
    ),
)

_BOUNDED = (
    ("administrators within Bedrock", (aws("AdministratorAccess"), boundary(allow("bedrock:*"))), SPEND, None),
    (
        "administrators within all but IAM",
        (aws("AdministratorAccess"), boundary(_ALL, deny("iam:*", "sts:*"))),
        REACH,
        None,
    ),
    ("a boundary allows nothing by itself", boundary(_ALL), NOTHING, None),
    (
        "a boundary with a condition",
        (aws("AdministratorAccess"), boundary(allow("*", **on("IpAddress", aws__SourceIp="::/0")))),
        NOTHING,
        ADMINISTER,
    ),
    ("a boundary that was not read", (_LIMITED, unread(is_boundary=True)), NOTHING, SPEND),
    ("a policy that was not read", (_LIMITED, unread()), NOTHING, ADMINISTER),
    ("a policy that was not read, within Bedrock", (unread(), boundary(allow("bedrock:*"))), NOTHING, SPEND),
)

_DENIED = (
    ("a key in quarantine", (_LIMITED, aws("AWSCompromisedKeyQuarantineV3")), SPEND, None),
    (
        "a key of the first endpoint alone in quarantine",
        (written(_INVOKE), aws("AWSCompromisedKeyQuarantineV3")),
        NOTHING,
        None,
    ),
    ("administrators in quarantine", (aws("AdministratorAccess"), aws("AWSCompromisedKeyQuarantineV2")), REACH, None),
    ("a key contained by bks", (_LIMITED, text(denial([SERVICES[0]]))), ENABLE, None),
    ("bearer tokens denied, which leaves other credentials", (_LIMITED, text(bearer_denial())), SPEND, None),
    ("all denied", (aws("AdministratorAccess"), written(deny("*"))), NOTHING, None),
    ("older sessions denied", (_LIMITED, text(denial_of_sessions_before("2026-03-02T12:00:00Z"))), NOTHING, SPEND),
    ("one model denied", (written(_INVOKE, deny("bedrock:*", resource=f"{MODELS[:-1]}anthropic.*"))), INVOKE, None),
    ("all models denied", (written(_INVOKE, deny("bedrock:*", resource=["arn:*:bedrock:*:*:*"]))), NOTHING, None),
)

_MALFORMED = (
    ("no JSON", text("Allow everything"), NOTHING, ADMINISTER),
    ("no policy", text("[]"), NOTHING, ADMINISTER),
    ("no statements", text('{"Version": "2012-10-17"}'), NOTHING, ADMINISTER),
    ("a statement that is none", text('{"Statement": ["Allow"]}'), NOTHING, ADMINISTER),
    (
        "a name twice",
        text('{"Statement": {"Effect": "Deny", "Effect": "Allow", "Action": "*", "Resource": "*"}}'),
        NOTHING,
        ADMINISTER,
    ),
    ("an effect that is none", written({**_INVOKE, "Effect": "allow"}), NOTHING, INVOKE),
    ("no action", written({"Effect": "Allow", "Resource": "*"}), NOTHING, ADMINISTER),
    ("no resource", written({"Effect": "Allow", "Action": "bedrock:InvokeModel"}), NOTHING, INVOKE),
    ("a resource that is no ARN", written(allow("bedrock:InvokeModel", resource="arn:aws:bedrock*")), NOTHING, INVOKE),
    ("the policy of a resource", written({**_INVOKE, "Principal": "*"}), NOTHING, ADMINISTER),
)

CASES = tuple(
    _case(*row)
    for table in (_AWS_MANAGED, _WRITTEN, _INVERTED, _CONDITIONS, _BOUNDED, _DENIED, _MALFORMED)
    for row in table
)
