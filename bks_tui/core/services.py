"""The AWS services that issue API keys: one row each.

A new service is one new row here and nothing else. Prefixes, service names and policies are as
AWS documents them; a field is None or empty where AWS has published nothing.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ApiKeyService:
    """An AWS service whose API keys bks knows.

    `slug` is what people type (`--service bedrock`). `service_name` is IAM's name for the service
    of a long-term key; None for a service that has short-term keys only. `short_term_host` is also
    the host inside a short-term key, `signing_name` its SigV4 service. `denied_actions` are what a
    deny must name to stop the service's keys, with every way round it; `bearer_actions` are those by
    which a key is used, and nothing else. `tells_token_type`: policies can tell its long-term keys from
    short-term ones, by `…:BearerTokenType`. `probable_phantom_prefixes` begin the names of users that its console
    probably creates: AWS does not document them, so a name alone proves nothing.
    """

    slug: str
    title: str
    service_name: str | None
    long_term_prefix: str | None
    short_term_prefix: str | None
    short_term_host: str | None
    signing_name: str | None
    managed_policies: tuple[str, ...]
    phantom_prefixes: tuple[str, ...]
    denied_actions: tuple[str, ...]
    bearer_actions: tuple[str, ...]
    tells_token_type: bool = False
    probable_phantom_prefixes: tuple[str, ...] = ()


SERVICES: tuple[ApiKeyService, ...] = (
    ApiKeyService(
        slug="bedrock",
        title="Amazon Bedrock",
        service_name="bedrock.amazonaws.com",
        long_term_prefix="ABSK",
        short_term_prefix="bedrock-api-key-",
        short_term_host="bedrock.amazonaws.com",
        signing_name="bedrock",
        managed_policies=("AmazonBedrockLimitedAccess",),
        phantom_prefixes=("BedrockAPIKey-",),
        # bedrock-mantle is a second way to the models, which a deny of bedrock:* alone leaves open.
        denied_actions=("bedrock:*", "bedrock-mantle:*", "bedrock-websearch:*"),
        bearer_actions=("bedrock:CallWithBearerToken", "bedrock-mantle:CallWithBearerToken"),
        tells_token_type=True,
    ),
    ApiKeyService(
        slug="claude-platform",
        title="Claude Platform on AWS",
        service_name="aws-external-anthropic.amazonaws.com",
        long_term_prefix="AEAA",
        short_term_prefix="aws-external-anthropic-api-key-",
        short_term_host="aws-external-anthropic.amazonaws.com",
        signing_name="aws-external-anthropic",
        managed_policies=("AnthropicLimitedAccess", "AnthropicInferenceAccess"),
        phantom_prefixes=("AeaApiKey-",),
        # Its managed policy also allows tokens for Anthropic's own endpoints, which a deny of the service leaves open.
        # https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AnthropicLimitedAccess.html
        denied_actions=("aws-external-anthropic:*", "sts:GetWebIdentityToken"),
        bearer_actions=("aws-external-anthropic:CallWithBearerToken",),
        tells_token_type=True,
    ),
    ApiKeyService(
        slug="logs",
        title="CloudWatch Logs",
        service_name="logs.amazonaws.com",
        long_term_prefix="ACWL",
        short_term_prefix=None,
        short_term_host=None,
        signing_name=None,
        managed_policies=("CloudWatchLogsAPIKeyAccess",),
        phantom_prefixes=(),
        denied_actions=("logs:CallWithBearerToken",),
        bearer_actions=("logs:CallWithBearerToken",),
    ),
    ApiKeyService(
        slug="cloudwatch",
        title="CloudWatch metrics",
        service_name="cloudwatch.amazonaws.com",
        long_term_prefix="APIAACWM",
        short_term_prefix=None,
        short_term_host=None,
        signing_name=None,
        managed_policies=("CloudWatchAPIKeyAccess",),
        phantom_prefixes=(),
        denied_actions=("cloudwatch:CallWithBearerToken",),
        bearer_actions=("cloudwatch:CallWithBearerToken",),
        probable_phantom_prefixes=("CloudWatchAPIKey-",),
    ),
    ApiKeyService(
        slug="xray",
        title="AWS X-Ray",
        service_name="xray.amazonaws.com",
        long_term_prefix=None,
        short_term_prefix=None,
        short_term_host=None,
        signing_name=None,
        managed_policies=("AWSXRayAPIKeyAccess",),
        phantom_prefixes=(),
        denied_actions=("xray:CallWithBearerToken",),
        bearer_actions=("xray:CallWithBearerToken",),
    ),
    ApiKeyService(
        slug="sagemaker",
        title="Amazon SageMaker AI",
        service_name=None,
        long_term_prefix=None,
        short_term_prefix="sagemaker-api-key-",
        short_term_host="sagemaker.amazonaws.com",
        signing_name="sagemaker",
        managed_policies=(),
        phantom_prefixes=(),
        denied_actions=("sagemaker:CallWithBearerToken",),
        bearer_actions=("sagemaker:CallWithBearerToken",),
        tells_token_type=True,
    ),
)

LONG_TERM_SERVICES = tuple(service for service in SERVICES if service.service_name)

_BY_SERVICE_NAME = {service.service_name: service for service in LONG_TERM_SERVICES}


def service_by_name(service_name: str) -> ApiKeyService | None:
    """The API-key service that IAM calls `service_name`; None if it issues no API keys."""
    return _BY_SERVICE_NAME.get(service_name)


def phantom_service(user_name: str) -> ApiKeyService | None:
    """The service whose console names its phantom users like this; None for an ordinary name."""
    for service in SERVICES:
        if user_name.startswith(service.phantom_prefixes):
            return service
    return None


def probable_phantom_service(user_name: str) -> ApiKeyService | None:
    """The service whose console probably names its users like this; None for every other name."""
    for service in SERVICES:
        if service.probable_phantom_prefixes and user_name.startswith(service.probable_phantom_prefixes):
            return service
    return None
