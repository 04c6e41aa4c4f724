"""Whose key it is: the alias decides, then the name, and the difference is stated."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bks_tui.core.keys.decode import decode
from bks_tui.core.keys.decoded_key import DecodedKey
from bks_tui.core.scan.findings import Finding
from bks_tui.core.scan.ownership import Ownership, containment_command, find_owner
from tests.support.keys import (
    SESSION_KEY_ACCOUNT,
    USER_KEY_ACCOUNT,
    USER_KEY_ID,
    long_term_key,
    query,
    service_called,
    short_term_key,
)
from tests.support.users import ACCOUNT_ID, NOW, access_key, an_account, api_key, denied, finding, user

BEDROCK = service_called("bedrock")


def decoded(text: str) -> DecodedKey:
    return decode(text, NOW).keys[0]


def long_term(alias: str) -> DecodedKey:
    return decoded(long_term_key(alias))


def holder(name: str, *, alias_of: str | None = None, status: str = "Active") -> Finding:
    """A user with one API key, whose alias names `alias_of`."""
    return finding(user(name, service_credentials=(api_key("ACCAX", made_for=alias_of or name, status=status),)))


ANA = "BedrockAPIKey-aaaa"
ANAS_KEY = long_term(f"{ANA}-at-{ACCOUNT_ID}")


@pytest.mark.parametrize(
    ("key", "account_id", "findings", "expected"),
    [
        pytest.param(
            ANAS_KEY, None, [holder(ANA)], Ownership("No AWS identity: the owner of the key today is unknown."),
            id="no identity",
        ),
        pytest.param(
            replace(ANAS_KEY, account_id=None), ACCOUNT_ID, [holder(ANA)],
            Ownership("The key contains no account id."),
            id="a key that does not tell",
        ),
        pytest.param(
            long_term(f"{ANA}-at-999988887777"), ACCOUNT_ID, [holder(ANA)],
            Ownership(f"This key belongs to account 999988887777, not to {ACCOUNT_ID}.", elsewhere=True),
            id="another account, though the name is known here",
        ),
        pytest.param(
            ANAS_KEY, ACCOUNT_ID, [holder("BedrockAPIKey-zzzz"), holder(ANA)],
            Ownership(f"Held by {ANA} as ACCAX (Active).", ANA, "ACCAX"),
            id="held under its own name",
        ),
        pytest.param(
            ANAS_KEY, ACCOUNT_ID, [holder(ANA, status="Inactive")],
            Ownership(f"Held by {ANA} as ACCAX (Inactive).", ANA, "ACCAX", is_stopped=True),
            id="held, but inactive",
        ),
        pytest.param(
            ANAS_KEY, ACCOUNT_ID, [holder("innocent", alias_of=ANA)],
            Ownership(
                f"Held by innocent as ACCAX (Active), renamed: the key was created for {ANA}.", "innocent", "ACCAX"
            ),
            id="held by a user that was renamed",
        ),
        pytest.param(
            ANAS_KEY, ACCOUNT_ID, [holder(ANA, alias_of=f"{ANA}+1"), holder("innocent", alias_of=ANA)],
            Ownership(
                f"Held by innocent as ACCAX (Active), renamed: the key was created for {ANA}.", "innocent", "ACCAX"
            ),
            id="the alias decides against another user of the same name",
        ),
        pytest.param(
            long_term(f"{ANA}+1-at-{ACCOUNT_ID}"), ACCOUNT_ID, [holder(ANA, alias_of=f"{ANA}+1")],
            Ownership(f"Held by {ANA} as ACCAX (Active).", ANA, "ACCAX"),
            id="a marker is no other name",
        ),
        pytest.param(
            long_term(f"alice+1-at-{ACCOUNT_ID}"), ACCOUNT_ID, [holder("alice+1")],
            Ownership("Held by alice+1 as ACCAX (Active).", "alice+1", "ACCAX"),
            id="a user whose own name looks like a marker",
        ),
        pytest.param(
            ANAS_KEY, ACCOUNT_ID, [finding(user(ANA, service_credentials=()))],
            Ownership(
                f"The user {ANA} exists but has no key with this alias: "
                "the key was deleted, or this is another user with the same name.",
                ANA,
            ),
            id="a user of the name without the key",
        ),
        pytest.param(
            ANAS_KEY, ACCOUNT_ID, [holder("BedrockAPIKey-zzzz")],
            Ownership("No listed user has this key: it was deleted, or could not be read."),
            id="nobody",
        ),
    ],
)  # fmt: skip
def test_the_owner_of_a_long_term_key(
    key: DecodedKey, account_id: str | None, findings: list[Finding], expected: Ownership
) -> None:
    assert find_owner(key, account_id, findings) == expected


def test_an_alias_of_another_service_is_another_key() -> None:
    logs = api_key(made_for=ANA, service_name="logs.amazonaws.com")
    owner = find_owner(ANAS_KEY, ACCOUNT_ID, [finding(user("collector", service_credentials=(logs,)))])
    assert owner.user_name is None


def test_a_user_whose_keys_could_not_be_read_may_still_be_the_one_of_the_name() -> None:
    unread = user(ANA, service_credentials=denied("iam:ListServiceSpecificCredentials"))
    assert find_owner(ANAS_KEY, ACCOUNT_ID, [finding(unread)]).user_name == ANA


SIGNED_BY_A_USER = decoded(short_term_key(BEDROCK, query(BEDROCK, access_key_id=USER_KEY_ID, session_token=None)))
SIGNED_BY_A_SESSION = decoded(short_term_key(BEDROCK, query(BEDROCK)))


def test_a_short_term_key_is_known_by_the_access_key_that_signed_it() -> None:
    signer = finding(user("ci", access_keys=(access_key("AKIAOTHER"), access_key(USER_KEY_ID))))
    owner = find_owner(SIGNED_BY_A_USER, USER_KEY_ACCOUNT, [finding(), signer])
    assert owner == Ownership(f"Signed with access key {USER_KEY_ID} of ci.", "ci")


@pytest.mark.parametrize(
    ("key", "account_id"), [(SIGNED_BY_A_USER, USER_KEY_ACCOUNT), (SIGNED_BY_A_SESSION, SESSION_KEY_ACCOUNT)]
)
def test_a_short_term_key_of_nobody_in_the_list_is_not_guessed(key: DecodedKey, account_id: str) -> None:
    owner = find_owner(key, account_id, [finding(user("ci", access_keys=(access_key("AKIAOTHER"),)))])
    assert owner == Ownership("Signed by a session or user outside this list; CloudTrail shows which one.")


def test_the_age_of_a_key_does_not_change_its_owner() -> None:
    old = api_key("ACCAOLD", made_for=ANA, created=NOW - timedelta(days=900), expires=NOW - timedelta(days=1))
    assert find_owner(ANAS_KEY, ACCOUNT_ID, [finding(user(ANA, service_credentials=(old,)))]).credential_id == "ACCAOLD"


def test_exactly_the_key_that_the_alias_settles_can_be_contained() -> None:
    owner = find_owner(ANAS_KEY, ACCOUNT_ID, [holder(ANA)])
    assert containment_command(owner, an_account()) == (
        f"aws iam update-service-specific-credential --user-name {ANA} "
        f"--service-specific-credential-id {owner.credential_id} --status Inactive"
    )


@pytest.mark.parametrize(
    "owner",
    [
        pytest.param(Ownership("Of another account.", elsewhere=True), id="another account"),
        pytest.param(Ownership("The name only.", user_name=ANA), id="known by its name only"),
        pytest.param(Ownership("Stopped.", ANA, "ACCAX", is_stopped=True), id="stopped already"),
        pytest.param(
            Ownership("Hostile.", user_name="a\x1bb", credential_id="ACCA1"), id="a name that cannot be pasted"
        ),
    ],
)
def test_what_is_not_settled_has_no_command(owner: Ownership) -> None:
    assert containment_command(owner, an_account()) is None
