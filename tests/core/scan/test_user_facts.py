"""A user as a filter compares it: from a scan, from a stored run, and where something could not be read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from bks_tui.core.filter.match import text_test
from bks_tui.core.iam.user import InlinePolicy, LastUse, MfaDevices, User
from bks_tui.core.scan.filter_fields import USER_FIELDS
from bks_tui.core.scan.organization import AccountOutcome
from bks_tui.core.scan.run import AccountRecord
from bks_tui.core.scan.stored_facts import stored_facts
from bks_tui.core.scan.user_facts import facts_of
from bks_tui.export.scan.to_json import user_fields
from tests.support.app import told_story
from tests.support.hostile import HOSTILE_TEXTS, hostile_scan
from tests.support.scans import result
from tests.support.tables import for_each
from tests.support.users import NOW, access_key, api_key, days_ago, denied, finding, user, user_record

RECORD = AccountRecord("111122223333", "shop", "Root/prod", AccountOutcome.DONE, scan_time=NOW)
NEVER_ASKED = MfaDevices((), all_kinds=False)


def answer(text: str, one: User) -> bool | None:
    return text_test(text, USER_FIELDS, NOW)(facts_of(finding(one), NOW))


@for_each(
    "case",
    {
        "an active key": ("key:active", user(), True),
        "an inactive key": ("key:inactive", user(service_credentials=(api_key(status="Inactive"),)), True),
        "an expired key": ("key:expired", user(service_credentials=(api_key(expires=days_ago(1)),)), True),
        "an expired key is not active": (
            "key:active",
            user(service_credentials=(api_key(expires=days_ago(1)),)),
            False,
        ),
        "a key for ever": ("key:never", user(service_credentials=(api_key(expires=None),)), True),
        "no key": ("key:none", user(service_credentials=()), True),
        "unread keys": ("-key:active", user(service_credentials=denied("iam:List")), None),
        "a status that bks does not know": ("-key:active", user(service_credentials=(api_key(status="Odd"),)), None),
        "an access key": ("access:active", user(access_keys=(access_key(),)), True),
        "unread access keys": ("access:none", user(access_keys=denied("iam:ListAccessKeys")), None),
        "an unread password": ("password:set", user(login_profile=denied("iam:GetLoginProfile")), None),
        "a device": ("hold:mfa", user(mfa_devices=MfaDevices(("arn:mfa",), all_kinds=False)), True),
        "no device": ("-hold:mfa", user(), True),
        "devices that were not asked for": ("-hold:mfa", user(mfa_devices=NEVER_ASKED), None),
        "another hold than the unread one": ("-hold:group", user(mfa_devices=NEVER_ASKED), True),
        "unread groups may be a hold": ("hold:group", user(groups=denied("iam:ListGroupsForUser")), None),
        "a policy": ("policy:amazonbedrock*", user(), True),
        "an inline policy": ("policy:own", user(inline_policies=(InlinePolicy("Own", denied("x")),)), True),
        "unread policies": ("-policy:own", user(inline_policies=denied("iam:List")), None),
        "a tag": ("tag:owner=ana", user(tags=(("Owner", "Ana"),)), True),
        "the age": ("age>90d", user(record=user_record(created=days_ago(91))), True),
        "an unread age": ("-age>90d", user(record=denied("iam:GetUser")), None),
        "the last use": ("used<3d", user(access_keys=(access_key(last_used=LastUse(days_ago(2), "", "")),)), True),
        "no use": ("used<3d", user(access_keys=(access_key(),)), False),
        "an unread use": ("-used<3d", user(access_keys=(access_key(last_used=denied("x")),)), None),
        "read": ("is:unread", user(mfa_devices=NEVER_ASKED), False),
        "unread": ("is:unread", user(tags=denied("iam:ListUserTags")), True),
        "a detail unread": ("is:unread", user(access_keys=(access_key(last_used=denied("x")),)), True),
        "status": ("status:unknown", user(access_keys=denied("iam:ListAccessKeys")), True),
    },
)
def test_a_field_of_a_user(case: tuple[str, User, bool | None]) -> None:
    text, one, expected = case
    assert answer(text, one) is expected


def test_a_stored_user_has_the_same_facts() -> None:
    scan = result(told_story())
    for one in (*scan.findings, *hostile_scan(HOSTILE_TEXTS[0]).findings):
        stored = json.loads(json.dumps(user_fields(one, scan.scanned_at)))
        of_scan, of_run = (
            facts_of(one, scan.scanned_at),
            stored_facts(stored, replace(RECORD, scan_time=scan.scanned_at)),
        )
        differing = [
            each.name
            for each in fields(of_scan)
            if each.name not in ("account", "unit", "text")
            and getattr(of_scan, each.name) != getattr(of_run, each.name)
        ]
        assert not differing, (one.user.name, differing)


VALUES: tuple[object, ...] = (None, 7, "x", [7], {"a": []}, [{}])
EDITED = (
    *("status", "kind", "holds", "groups", "tags", "created", "access_key_details", "credential_details"),
    *("console_password", "inline_policies", "unread", "inline_policy_details"),
)


@for_each(
    "edited",
    {f"{name}: {value!r}": {name: value} for name in EDITED for value in VALUES},
)
def test_an_edited_run_raises_nothing_and_proves_nothing(edited: Mapping[str, Any]) -> None:
    facts = stored_facts({"username": "ana", **edited}, RECORD)
    assert text_test("-key:active", USER_FIELDS, NOW)(facts) in (None, True)
    for text in ("key:active", "hold:mfa", "age>1d", "used>1d", "policy:x", "tag:x", "is:unread", "status:unknown"):
        text_test(text, USER_FIELDS, NOW)(facts)
