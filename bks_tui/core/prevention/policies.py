"""The service control policies that prevent new API keys, generated from the table of services.

`scps/write_down.py` writes them to `scps/*.json`. What a policy can express follows from
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_iam-condition-keys.html:
- A request without an age has no `iam:ServiceSpecificCredentialAgeDays`: only `…IfExists` denies that key as well.
- A reset creates a new secret, but its request has no service name: it is denied for phantom users.
- No policy can distinguish activating from deactivating. All updates and deletions stay allowed, to contain a key.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import safe_name
from bks_tui.core.services import SERVICES, ApiKeyService

# https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
LARGEST = 10_240
MOST_ATTACHED = 10

LONGEST_DAYS = 90

# The type name in AWS Organizations.
POLICY_TYPE = "SERVICE_CONTROL_POLICY"

# These give access to a phantom user without its API key. Policies are not among them: bks contains by a policy.
OUTLIVING_ACTIONS = (
    "iam:CreateAccessKey",
    "iam:CreateLoginProfile",
    "iam:UpdateLoginProfile",
    "iam:UpdateUser",
    "iam:UploadSSHPublicKey",
    "iam:UploadSigningCertificate",
)

Statement: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Purpose:
    """The purpose of a policy. `number` and `name` form its file name; `stops` is what it denies, `leaves` what not."""

    number: int
    name: str
    stops: str
    leaves: str
    needs: Callable[[ApiKeyService], bool]
    statements: Callable[[ApiKeyService], Iterator[Statement]]


@dataclass(frozen=True, slots=True)
class ServiceControlPolicy:
    """One policy, for a service and a purpose."""

    name: str
    service: ApiKeyService
    purpose: Purpose

    @property
    def document(self) -> dict[str, Any]:
        """The policy as objects."""
        return {"Version": "2012-10-17", "Statement": list(self.purpose.statements(self.service))}

    @property
    def content(self) -> str:
        """The policy as a readable file, below the size limit of AWS."""
        return json.dumps(self.document, indent=2) + "\n"

    @property
    def minified(self) -> str:
        """The policy without white space, as bks attaches it: the API counts white space."""
        return json.dumps(self.document, separators=(",", ":"))

    @property
    def description(self) -> str:
        """What it denies, in one sentence of at most 512 characters."""
        return self.purpose.stops.format(service=self.service.title)


def _deny(
    sid: str, actions: list[str], resource: str = "*", condition: dict[str, dict[str, str]] | None = None
) -> Statement:
    statement: Statement = {"Sid": sid, "Effect": "Deny", "Action": actions, "Resource": resource}
    return {**statement, "Condition": condition} if condition else statement


def phantom_resource(service: ApiKeyService) -> str:
    """The phantom users of a service, in every partition, account and path."""
    return f"arn:*:iam::*:user/*{service.phantom_prefixes[0]}*"


def _creation(service: ApiKeyService, sid: str, **more: dict[str, str]) -> Iterator[Statement]:
    """Denies creating keys, and resetting the keys of phantom users."""
    if service.service_name:
        name = {"iam:ServiceSpecificCredentialServiceName": service.service_name}
        yield _deny(sid, ["iam:CreateServiceSpecificCredential"], condition={"StringEquals": name, **more})
    if service.phantom_prefixes:
        yield _deny("DenyNewSecretsOfPhantomUsers", ["iam:ResetServiceSpecificCredential"], phantom_resource(service))


def _all_keys(service: ApiKeyService) -> Iterator[Statement]:
    yield from _creation(service, "DenyMakingKeys")
    yield _deny("DenyUsingKeys", list(service.bearer_actions))


def _old_keys(service: ApiKeyService) -> Iterator[Statement]:
    age = {"iam:ServiceSpecificCredentialAgeDays": str(LONGEST_DAYS)}
    yield from _creation(service, "DenyMakingKeysThatLastTooLong", NumericGreaterThanIfExists=age)


def _long_term_keys(service: ApiKeyService) -> Iterator[Statement]:
    yield from _creation(service, "DenyMakingLongTermKeys")
    for action in service.bearer_actions:
        plane = action.partition(":")[0]
        # Not only LONG_TERM: AWS can add values, and only what is known to be short-term is allowed.
        yield _deny(
            f"DenyUsingLongTermKeysOf{_camel(plane)}",
            [action],
            condition={"StringNotEquals": {f"{plane}:BearerTokenType": "SHORT_TERM"}},
        )


def _outliving(service: ApiKeyService) -> Iterator[Statement]:
    phantoms = phantom_resource(service)
    yield _deny("DenyCredentialsThatOutliveTheKey", list(OUTLIVING_ACTIONS), phantoms)
    # The passwords of CodeCommit and Keyspaces, and API keys of other services: the user needs none of them.
    own = {"iam:ServiceSpecificCredentialServiceName": service.service_name or ""}
    yield _deny(
        "DenyCredentialsOfOtherServices",
        ["iam:CreateServiceSpecificCredential"],
        phantoms,
        {"StringNotEquals": own},
    )


def _phantoms(service: ApiKeyService) -> Iterator[Statement]:
    yield _deny("DenyMakingPhantomUsers", ["iam:CreateUser"], phantom_resource(service))


def _camel(words: str) -> str:
    return "".join(word.capitalize() for word in words.split("-"))


def _has_phantoms(service: ApiKeyService) -> bool:
    return bool(service.phantom_prefixes)


PURPOSES = (
    Purpose(
        1,
        "block-all-keys",
        "No API key of {service} can be created or used.",
        "Access with roles and their temporary credentials, which is recommended.",
        lambda _: True,
        _all_keys,
    ),
    Purpose(
        2,
        "enforce-90day-max",
        "A long-term API key of {service} can only be created with an expiry of at most 90 days.",
        "Existing keys, whatever their expiry; short-term keys.",
        lambda service: service.service_name is not None,
        _old_keys,
    ),
    Purpose(
        3,
        "block-long-term-only",
        "No long-term API key of {service} can be created or used; short-term keys work.",
        "Short-term keys, which expire with the session that signed them.",
        lambda service: service.tells_token_type,
        _long_term_keys,
    ),
    Purpose(
        4,
        "block-phantom-access-keys",
        "The phantom users of {service} can get no access key, password or other credential besides the API key.",
        "Credentials that they already have; policies and groups, which are also used to contain a user.",
        _has_phantoms,
        _outliving,
    ),
    Purpose(
        5,
        "block-phantom-user-creation",
        "The console cannot create phantom users for API keys of {service}.",
        "API keys for existing users; use 1, 2 or 3 for those.",
        _has_phantoms,
        _phantoms,
    ),
)


def _policies() -> Iterator[ServiceControlPolicy]:
    for service in SERVICES:
        # The policies of the first service have short names.
        before = "" if service is SERVICES[0] else f"{service.slug}-"
        for purpose in PURPOSES:
            if purpose.needs(service):
                yield ServiceControlPolicy(f"{before}{purpose.number}-{purpose.name}", service, purpose)


POLICIES: tuple[ServiceControlPolicy, ...] = tuple(_policies())


def find_policy(name: str) -> ServiceControlPolicy:
    """The policy with a name, or the beginning of one, with or without `.json`. Raises UsageError if there is none."""
    wanted = name.removesuffix(".json")
    found = [policy for policy in POLICIES if policy.name == wanted] or [
        policy for policy in POLICIES if wanted and policy.name.startswith(wanted)
    ]
    if len(found) != 1:
        sentence = f"{'no policy' if not found else 'more than one policy'} is called {safe_name(name)}"
        raise UsageError(sentence, f"Policies: {', '.join(policy.name for policy in found or POLICIES)}.")
    return found[0]
