"""Whether an incident is over, as the summary of a report says it."""

from __future__ import annotations

from collections.abc import Sequence

from bks_tui.core.report.incident import Incident, NoUser
from bks_tui.core.report.summary import summary_sentences
from tests.support.events import ACCOUNT, PHANTOM, START, an_event, iam_event
from tests.support.leaks import ACCESS_KEY, FIRST, access_key_created, incident, invoked, key_created, phantom
from tests.support.tables import for_each
from tests.support.users import access_key, api_key, denied, user, user_record

WHEN = "at 2026-11-21 08:00 UTC"
INACTIVE = api_key(FIRST, made_for=PHANTOM, status="Inactive")
DEACTIVATED = iam_event("UpdateServiceSpecificCredential", minute=90, requestParameters={"status": "Inactive"})
QUARANTINED = iam_event(
    "AttachUserPolicy",
    minute=80,
    requestParameters={"policyArn": "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"},
)
SESSION = an_event(
    "GetSessionToken", "sts.amazonaws.com", minute=5, responseElements={"credentials": {"accessKeyId": "ASIA1"}}
)
DELETED = NoUser(f"The account has no user {PHANTOM} today: it was deleted or renamed.")
NOT_ASKED = NoUser("AWS was not asked: whether the user and its keys still exist is unknown.")
AS_ROLE = an_event(
    minute=3,
    identity={
        "type": "AssumedRole",
        "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/Deployer/deploy-17",
        "accessKeyId": "ASIAINVENTEDFORTEST7",
        "sessionContext": {"sessionIssuer": {"arn": f"arn:aws:iam::{ACCOUNT}:role/Deployer"}},
    },
)

# What an incident says among other things.
CASES: dict[str, tuple[Incident, Sequence[str]]] = {
    "no key": (
        incident(phantom(service_credentials=())),
        [
            "It has no API key today, and no event that was read shows that one was created.",
            f"It is contained: {WHEN} no API key, access key or console password of it is active.",
        ],
    ),
    "unread keys": (
        incident(phantom(service_credentials=denied("iam:ListServiceSpecificCredentials"))),
        [
            "Its API keys could not be read, and no event shows that one was created.",
            "Whether it is contained is not known: the state of its API keys could not be read.",
        ],
    ),
    "contained": (
        incident(phantom(service_credentials=(INACTIVE,)), invoked(0), QUARANTINED, DEACTIVATED),
        [
            f"It is contained: {WHEN} no API key, access key or console password of it is active; access was last "
            "removed at 2026-11-20 09:30 UTC (UpdateServiceSpecificCredential by deploy-17 (session of Deployer) "
            "from 198.51.100.7); AWS attached its quarantine policy at 2026-11-20 09:20 UTC, which does not block "
            "all use; its last call that was found was at 2026-11-20 08:00 UTC."
        ],
    ),
    "contained, with a session": (
        incident(phantom(service_credentials=(INACTIVE,)), SESSION),
        [
            f"Also created or added: session ASIA1 at 2026-11-20 08:05 UTC by {PHANTOM} from 198.51.100.7.",
            f"It is contained: {WHEN} no API key, access key or console password of it is active; 1 session that it "
            "created can still be active; its last call that was found was at 2026-11-20 08:05 UTC.",
        ],
    ),
    "partly read": (
        incident(phantom(access_keys=denied("iam:ListAccessKeys"))),
        [
            f"It is not contained: {WHEN} API key {FIRST} is active; the state of its access keys could not be read.",
        ],
    ),
    "an ordinary user works with its access keys": (
        incident(
            user(
                "alice", record=user_record("alice", created=START), service_credentials=(), access_keys=(access_key(),)
            ),
            target="alice",
        ),
        [
            "alice is an IAM user of account 111122223333, created at 2026-11-20 08:00 UTC; no CloudTrail event "
            "that was read shows by whom.",
            f"It is contained: {WHEN} no API key of it is active; also active: access key {ACCESS_KEY}.",
        ],
    ),
    "an access key": (
        incident(
            phantom(access_keys=(access_key(ACCESS_KEY, status="Inactive", created=START),)),
            access_key_created(0),
            target=ACCESS_KEY,
        ),
        [
            f"The access key {ACCESS_KEY} belongs to {PHANTOM}, a phantom user (created by the console for an API "
            "key) of account 111122223333, created at 2026-11-20 07:00 UTC; no CloudTrail event that was read "
            "shows by whom.",
            f"Access key {ACCESS_KEY} was created at 2026-11-20 08:00 UTC by deploy-17 (session of Deployer) from "
            "198.51.100.7.",
            f"It is contained: {WHEN} the access key is not active; also active: API key {FIRST}.",
        ],
    ),
    "a session": (
        incident(
            NoUser("This target is not an IAM user; the events show who acted."),
            AS_ROLE,
            target=AS_ROLE.actor.arn or "",
        ),
        [
            "This report is about the role session Deployer/deploy-17 in account 111122223333; by the events it is "
            "deploy-17 (session of Deployer), and CloudTrail does not record when a short-term key is created.",
            "Whether it is contained is not known: this target is not an IAM user; the events show who acted; its "
            "last call that was found was at 2026-11-20 08:03 UTC.",
        ],
    ),
    "a deleted user": (
        incident(DELETED, iam_event("CreateUser", minute=-60), key_created(FIRST), iam_event("DeleteUser", minute=90)),
        [
            f"This report is about the user {PHANTOM} in account 111122223333, created at 2026-11-20 07:00 UTC by "
            "deploy-17 (session of Deployer) from 198.51.100.7.",
            f"API key {FIRST} was created at 2026-11-20 07:00 UTC by deploy-17 (session of Deployer) from "
            "198.51.100.7.",
            "It is contained: the user was deleted at 2026-11-20 09:30 UTC by deploy-17 (session of Deployer) from "
            "198.51.100.7.",
        ],
    ),
    "a user that is not there, for whatever reason": (
        incident(DELETED),
        [
            f"Whether it is contained is not known: the account has no user {PHANTOM} today: it was deleted or "
            "renamed.",
            "Whether it has an API key is not known, and no event that was read shows that one was created.",
        ],
    ),
    "a user that was created again": (
        incident(NOT_ASKED, iam_event("DeleteUser", minute=1), iam_event("CreateUser", minute=2)),
        [
            "Whether it is contained is not known: AWS was not asked: whether the user and its keys still exist is "
            "unknown; access was last removed at 2026-11-20 08:01 UTC (DeleteUser by deploy-17 (session of "
            "Deployer) from 198.51.100.7)."
        ],
    ),
}


@for_each("case", CASES)
def test_the_summary_says_whether_it_is_over(case: tuple[Incident, Sequence[str]]) -> None:
    about, expected = case
    said = summary_sentences(about)
    assert 5 <= len(said) <= 8
    assert [sentence for sentence in expected if sentence not in said] == [], said
