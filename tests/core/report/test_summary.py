"""The summary of a report: who, when, from where, what, how much; and what is not known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from bks_tui.core.iam.user import LoginProfile
from bks_tui.core.report.incident import Incident
from bks_tui.core.report.summary import summary_sentences
from bks_tui.core.timeline.source import LOG_FILES, Coverage
from tests.support.events import PHANTOM, START, an_event, an_unparsed_event, iam_event, user_identity
from tests.support.hostile import HOSTILE, dangers
from tests.support.leaks import (
    ACCESS_KEY,
    FIRST,
    HOUR,
    SECOND,
    access_key_created,
    incident,
    invoked,
    key_created,
    phantom,
)
from tests.support.tables import for_each
from tests.support.timelines import DENIED_REGION, a_timeline, an_incident, hostile_incident
from tests.support.users import access_key, api_key, denied, user_record

ELSEWHERE = "203.0.113.9"
PASSWORD = LoginProfile(START, reset_required=False)

COMPLETE = incident(
    phantom(access_keys=(access_key(ACCESS_KEY),)),
    iam_event("CreateUser", minute=-60),
    key_created(FIRST),
    invoked(0),
    an_event("ListFoundationModels", minute=10, sourceIPAddress=ELSEWHERE),
    invoked(20, sourceIPAddress=ELSEWHERE, awsRegion="eu-west-1"),
    invoked(21, "b.model", sourceIPAddress=ELSEWHERE, additionalEventData={"inputTokens": 1200, "outputTokens": 30}),
    invoked(22, sourceIPAddress=ELSEWHERE, errorCode="ThrottlingException"),
    an_event("PutUseCaseForModelAccess", minute=23, sourceIPAddress=ELSEWHERE, errorCode="AccessDeniedException"),
    access_key_created(30, identity=user_identity(), sourceIPAddress=ELSEWHERE),
    iam_event("UpdateAccessKey", minute=60, requestParameters={"status": "Inactive"}, errorCode="AccessDenied"),
)
UNKNOWN = (
    "Not known: what happened before 2026-11-19 08:00 UTC and after 2026-11-21 08:00 UTC; data events, such as "
    "inference through bedrock-mantle or the Claude Platform"
)
NO_CALL = (
    "No call by it was found between 2026-11-19 08:00 UTC and 2026-11-21 08:00 UTC; this does not prove that it "
    "was not used."
)
NOTHING_ELSE = "No event shows that anything else was created with it, or that other access was added to it."
WHEN = "at 2026-11-21 08:00 UTC"


def test_a_complete_incident_is_told_in_eight_sentences() -> None:
    assert summary_sentences(COMPLETE) == (
        f"{PHANTOM} is a phantom user (created by the console for an API key) of account 111122223333, created at "
        "2026-11-20 07:00 UTC by deploy-17 (session of Deployer) from 198.51.100.7.",
        f"API key {FIRST} was created at 2026-11-20 07:00 UTC by deploy-17 (session of Deployer) from 198.51.100.7.",
        "The first call from a new address was ListFoundationModels at 2026-11-20 08:10 UTC from 203.0.113.9 in "
        "us-west-2; before, since 2026-11-20 08:00 UTC, its calls came from 198.51.100.7.",
        "It made 3 successful invocations of 2 models (a.model: 2, b.model: 1) in 2 Regions (us-west-2: 2, "
        "eu-west-1: 1) from 2026-11-20 08:00 UTC to 2026-11-20 08:21 UTC; 2 of these came from new addresses "
        "(203.0.113.9: 2); 1 more failed; 1,200 input and 30 output tokens in 1 event are recorded, "
        "whose cost is not known.",
        "It was also used to search for models and access (1 call since 2026-11-20 08:10 UTC), request access to "
        "models (1 call since 2026-11-20 08:23 UTC, without success) and call services that its API keys are not "
        "for (1 call since 2026-11-20 08:30 UTC).",
        f"Also created or added: access key {ACCESS_KEY} at 2026-11-20 08:30 UTC by {PHANTOM} from 203.0.113.9.",
        f"It is not contained: {WHEN} API key {FIRST} and access key {ACCESS_KEY} are active; 1 attempt to remove "
        "access failed; its last call that was found was at 2026-11-20 08:30 UTC.",
        f"{UNKNOWN}.",
    )


def test_where_nothing_was_done_it_says_what_is_not_known() -> None:
    assert summary_sentences(incident(phantom(record=user_record(PHANTOM, created=START - 72 * HOUR)))) == (
        f"{PHANTOM} is a phantom user (created by the console for an API key) of account 111122223333, created at "
        "2026-11-17 08:00 UTC; no CloudTrail event shows by whom: events before 2026-11-19 08:00 UTC were not "
        "searched.",
        f"API key {FIRST} was created at 2026-11-20 07:00 UTC (no event shows by whom).",
        NO_CALL,
        NOTHING_ELSE,
        f"It is not contained: {WHEN} API key {FIRST} is active.",
        f"{UNKNOWN}.",
    )


# What an incident says among other things.
CASES: dict[str, tuple[Incident, Sequence[str]]] = {
    "the user could not be read": (
        incident(phantom(record=denied("iam:GetUser"))),
        [
            f"{PHANTOM} is a phantom user (created by the console for an API key) of account 111122223333; when and "
            "by whom it was created is not known: no event that was read shows it."
        ],
    ),
    "the event of the creation is missing": (
        incident(phantom()),
        [
            f"{PHANTOM} is a phantom user (created by the console for an API key) of account 111122223333, created "
            "at 2026-11-20 07:00 UTC; no CloudTrail event that was read shows by whom."
        ],
    ),
    "one address": (
        incident(phantom(), invoked(0), invoked(5)),
        [
            "All its calls that were found came from one address, 198.51.100.7, from 2026-11-20 08:00 UTC to "
            "2026-11-20 08:05 UTC; the events do not show whether this is the owner's.",
            "It made 2 successful invocations of 1 model (a.model: 2) in 1 Region (us-west-2: 2) from 2026-11-20 "
            "08:00 UTC to 2026-11-20 08:05 UTC; no event records tokens, so the cost is not known.",
        ],
    ),
    "no address": (
        incident(phantom(), invoked(0, sourceIPAddress=None)),
        ["Its first call that was found was InvokeModel at 2026-11-20 08:00 UTC; no event has an address."],
    ),
    "calls by AWS itself": (
        incident(phantom(), invoked(0), invoked(1, sourceIPAddress="bedrock.amazonaws.com")),
        [
            "All its calls that were found came from one address, 198.51.100.7, from 2026-11-20 08:00 UTC to "
            "2026-11-20 08:01 UTC; the events do not show whether this is the owner's."
        ],
    ),
    "no invocation": (
        incident(phantom(), an_event("ListFoundationModels"), invoked(1, errorCode="AccessDenied")),
        [
            "No invocation of a model by it succeeded; it made 2 calls (ListFoundationModels: 1, InvokeModel: 1).",
            "It was also used to search for models and access (2 calls since 2026-11-20 08:00 UTC, 1 without success).",
        ],
    ),
    "several keys": (
        incident(
            phantom(
                service_credentials=(
                    api_key(SECOND, made_for="other", created=START - HOUR / 2),
                    api_key(FIRST, made_for=PHANTOM, created=START),
                )
            ),
            key_created(SECOND, minute=-30),
            key_created("ACCAEXAMPLE000000003", minute=9),
            target=f"{PHANTOM}-at-111122223333",
        ),
        [
            f"API key {FIRST}, the given one, was created at 2026-11-20 08:00 UTC (no event shows by whom); API key "
            f"{SECOND} was created at 2026-11-20 07:30 UTC by deploy-17 (session of Deployer) from 198.51.100.7; "
            "API key ACCAEXAMPLE000000003 (not there today) was created at 2026-11-20 08:09 UTC by deploy-17 "
            "(session of Deployer) from 198.51.100.7.",
            NOTHING_ELSE,
        ],
    ),
    "access added by somebody else": (
        incident(phantom(), access_key_created(5), iam_event("CreateLoginProfile", minute=6)),
        [
            f"Also created or added: access key {ACCESS_KEY} and console password of {PHANTOM} from 2026-11-20 "
            "08:05 UTC to 2026-11-20 08:06 UTC by deploy-17 (session of Deployer) from 198.51.100.7; this report "
            "does not show what else that actor did."
        ],
    ),
    "access that IAM shows and no event": (
        incident(phantom(access_keys=(access_key(ACCESS_KEY, created=START),), login_profile=PASSWORD)),
        [
            f"It also has access key {ACCESS_KEY}, created at 2026-11-20 08:00 UTC and a console password, created "
            "at 2026-11-20 08:00 UTC, and no event shows by whom.",
            f"It is not contained: {WHEN} API key {FIRST}, access key {ACCESS_KEY} and a console password are active.",
        ],
    ),
}


@for_each("case", CASES)
def test_the_summary_says(case: tuple[Incident, Sequence[str]]) -> None:
    about, expected = case
    said = summary_sentences(about)
    assert [sentence for sentence in expected if sentence not in said] == [], said


@pytest.mark.parametrize(
    ("timeline", "said"),
    [
        (a_timeline(gaps=(DENIED_REGION,)), f"{UNKNOWN}; 1 gap that this report lists."),
        (a_timeline(an_unparsed_event(), capped=True), f"{UNKNOWN}; 2 gaps that this report lists."),
        (
            replace(a_timeline(), coverage=(Coverage(LOG_FILES),)),
            "Not known: what happened before 2026-11-19 08:00 UTC and after 2026-11-21 08:00 UTC; data events that "
            "the log files do not contain.",
        ),
    ],
)
def test_what_is_not_known_comes_last(timeline: Any, said: str) -> None:
    assert summary_sentences(an_incident(timeline=timeline))[-1] == said


@for_each("about", {**{name: case for name, (case, _) in CASES.items()}, "complete": COMPLETE})
def test_every_incident_is_told_in_five_to_eight_sentences(about: Incident) -> None:
    said = summary_sentences(about)
    assert 5 <= len(said) <= 8
    assert [sentence for sentence in said if not sentence.endswith(".") or ".." in sentence] == []


@for_each("hostile", HOSTILE)
def test_hostile_names_are_harmless_and_short_in_it(hostile: str) -> None:
    said = summary_sentences(hostile_incident(hostile))
    assert dangers("\n".join(said)) <= {"\n"}
    assert max(map(len, said)) < 2_000
