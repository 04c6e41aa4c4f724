"""Policies with conditions, with the grade that they must have."""

from __future__ import annotations

from bks_tui.core.iam.rated_requests import Grade
from tests.support.policies import allow, deny, on, written

NOTHING, INVOKE, ENABLE = Grade.NOTHING, Grade.INVOKE, Grade.ENABLE_MODELS
SPEND, REACH, ADMINISTER = Grade.SPEND_BY_THE_HOUR, Grade.REACH_IAM, Grade.ADMINISTER
MODELS = "arn:aws:bedrock:*::foundation-model/*"
TEAM = "arn:aws:iam::111122223333:user/team/*"
ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


CONDITIONS = (
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
        written(allow("bedrock:InvokeModel"), deny("*", **on("StringNotEquals", aws__RequestedRegion="eu-central-1"))),
        INVOKE,
        None,
    ),
    (
        "the usual Region denied",
        written(allow("bedrock:InvokeModel"), deny("*", **on("StringEquals", aws__RequestedRegion="us-east-1"))),
        INVOKE,
        None,
    ),
    ("over TLS", written(allow("*"), deny("*", **on("Bool", aws__SecureTransport="false"))), ADMINISTER, None),
    ("from an address", written(allow("*", **on("IpAddress", aws__SourceIp="192.0.2.0/24"))), NOTHING, ADMINISTER),
    (
        "denied outside of an address",
        written(allow("*"), deny("*", **on("NotIpAddress", aws__SourceIp="192.0.2.0/24"))),
        NOTHING,
        ADMINISTER,
    ),
    (
        "with MFA",
        written(allow("bedrock:InvokeModel"), allow("iam:*", **on("Bool", aws__MultiFactorAuthPresent="true"))),
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
    ("conditions that are none", written({**allow("bedrock:InvokeModel"), "Condition": ["x"]}), NOTHING, INVOKE),
    (
        "any policy but that of administrators",
        written(allow("iam:AttachUserPolicy", **on("ArnNotEquals", iam__PolicyARN=ADMINISTRATOR))),
        REACH,
        None,
    ),
    (
        "the policy of administrators",
        written(allow("iam:AttachUserPolicy", **on("ArnEquals", iam__PolicyARN=ADMINISTRATOR))),
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
