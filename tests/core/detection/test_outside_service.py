"""What a credential is for: a phantom works for its own service, and no user in the console."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from bks_tui.core.cloudtrail.target import parse_target
from bks_tui.core.services import SERVICES, ApiKeyService
from tests.support.events import (
    ACCOUNT,
    PHANTOM,
    START,
    an_event,
    role_identity,
    user_identity,
)
from tests.support.signals import ADMIN, OWN, names_of

PERSON = role_identity("ana@example.com", "aws-reserved/sso.amazonaws.com/AWSReservedSSO_Developer_1")
ROOT = {"type": "Root", "arn": f"arn:aws:iam::{ACCOUNT}:root", "accountId": ACCOUNT}


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
