"""What a report says: who, what it allows, what happened, what is unknown, and what to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from bks_tui.core.evidence import Known, Unread
from bks_tui.core.identity import AttachedPolicy, InlinePolicy, LastUse, LoginProfile, MfaDevices, User
from bks_tui.core.incident import Incident, NoUser, incident_report
from bks_tui.core.operation import Operation, Outcome, StepOutcome
from bks_tui.core.report import Activity, Block, Facts, Grid, Items, Paragraph, Step
from bks_tui.core.signals import Severity
from bks_tui.core.timeline import ALWAYS_UNSEEN
from tests.support.events import PHANTOM, an_event, an_unparsed_event, iam_event
from tests.support.plans import an_operation
from tests.support.timelines import (
    DENIED_REGION,
    DOCUMENT,
    SIGNALS,
    a_timeline,
    an_incident,
    an_incidents_events,
)
from tests.support.users import (
    BEDROCK_POLICY,
    NOW,
    access_key,
    an_account,
    api_key,
    days_ago,
    denied,
    user,
)

TITLES = [
    "At a glance",
    "Who",
    "Keys",
    "Policies and what they allow",
    "Status and why",
    "What happened",
    "Signals",
    "Events with a signal",
    "Actions taken",
    "What could not be read",
    "Recommended next steps",
]
PASSWORD = LoginProfile(days_ago(1), reset_required=False)
TEAM_POLICY = AttachedPolicy("team", "arn:aws:iam::111122223333:policy/team")


def blocks_of(incident: Incident, title: str) -> tuple[Block, ...]:
    """The blocks of the section with that title."""
    return next(section.blocks for section in incident_report(incident).sections if section.title == title)


def facts_of(incident: Incident, title: str) -> dict[str, object]:
    """The named values of a section."""
    return {
        label: value for block in blocks_of(incident, title) if isinstance(block, Facts) for label, value in block.rows
    }


def rows_of(incident: Incident, title: str) -> list[tuple[object, ...]]:
    """The rows of all tables of a section."""
    return [row for block in blocks_of(incident, title) if isinstance(block, Grid) for row in block.rows]


def sentences_of(incident: Incident, title: str) -> list[str]:
    """What a section says in sentences."""
    sentences: list[str] = []
    for block in blocks_of(incident, title):
        if isinstance(block, Items):
            sentences += block.texts
        elif isinstance(block, Paragraph):
            sentences.append(block.text)
    return sentences


def test_the_sections_come_in_the_order_in_which_they_are_read() -> None:
    report = incident_report(an_incident())
    assert report.title == f"Incident report: {PHANTOM}"
    assert [section.title for section in report.sections] == TITLES


def test_at_a_glance_it_says_who_was_asked_and_what_came_out() -> None:
    assert facts_of(an_incident(user(PHANTOM, access_keys=(access_key(),))), "At a glance") == {
        "About": f"the user {PHANTOM}",
        "Account": "111122223333",
        "Asked as": "arn:aws:iam::111122223333:user/responder",
        "Made at": NOW,
        "Status": "AT RISK: access key AKIAEXAMPLE000000001 is active: it outlives the API key",
        "Events": "5 in 2 days, 5 of them with a signal",
        "Completeness": "complete",
    }


@pytest.mark.parametrize(
    ("days", "gaps", "events", "completeness"),
    [
        (1, ("one",), "0 in 1 day, 0 of them with a signal", "INCOMPLETE: 1 gap, see below"),
        (2, ("one", "two"), "0 in 2 days, 0 of them with a signal", "INCOMPLETE: 2 gaps, see below"),
    ],
)
def test_days_and_gaps_are_counted_in_the_singular_too(
    days: int, gaps: tuple[str, ...], events: str, completeness: str
) -> None:
    facts = facts_of(an_incident(timeline=replace(a_timeline(), days=days), warnings=gaps), "At a glance")
    assert (facts["Events"], facts["Completeness"]) == (events, completeness)


def test_a_report_of_the_demo_account_says_that_nothing_in_it_is_real() -> None:
    incident = an_incident(timeline=a_timeline(account=an_account(demo=True)))
    assert "nothing in here is real" in sentences_of(incident, "At a glance")[0]


@pytest.mark.parametrize(
    ("subject", "label", "value"),
    [
        (user(), "User name", "BedrockAPIKey-x7f2"),
        (user(), "Kind", "phantom user"),
        (user(), "Created", days_ago(10)),
        (user(), "Console password", "none"),
        (user(login_profile=PASSWORD), "Console password", "set on 2026-03-01 12:00 UTC"),
        (user(login_profile=denied("iam:A")), "Console password", "unknown, not read (iam:A denied)"),
        (user(), "MFA devices", "none"),
        (user(mfa_devices=MfaDevices((), all_kinds=False)), "MFA devices", "no virtual one; others not asked for"),
        (user(mfa_devices=MfaDevices(("a", "b"), all_kinds=False)), "MFA devices", "a, b"),
        (user(groups=("a", "b")), "Groups", "a, b"),
        (user(groups=denied("iam:ListGroupsForUser")), "Groups", "unknown, not read (iam:ListGroupsForUser denied)"),
        (user(tags=(("team", "red"),)), "Tags", "team=red"),
        (user("robot", service_credentials=(api_key(),)), "API key made for", "BedrockAPIKey-x7f2"),
    ],
)
def test_the_identity_is_told_with_what_is_unknown_of_it(subject: User, label: str, value: object) -> None:
    assert facts_of(an_incident(subject), "Who")[label] == value


def test_every_key_is_told_with_its_service_status_and_dates() -> None:
    subject = user(
        service_credentials=(api_key(expires=None), api_key("ACCAGIT", service_name="codecommit.amazonaws.com")),
        access_keys=(access_key(last_used=LastUse(days_ago(1), "us-west-2", "bedrock")),),
    )
    created = days_ago(10)
    alias = "BedrockAPIKey-x7f2-at-111122223333"
    assert rows_of(an_incident(subject), "Keys") == [
        ("ACCAEXAMPLE000000001", "Amazon Bedrock", "Active", created, "never", alias),
        ("ACCAGIT", "codecommit.amazonaws.com", "Active", created, days_ago(-20), alias),
        ("AKIAEXAMPLE000000001", "Active", days_ago(5), "2026-03-01 12:00 UTC in us-west-2 for bedrock"),
    ]


@pytest.mark.parametrize(
    ("subject", "sentence"),
    [
        (user(), "Access keys: none."),
        (user(access_keys=denied("iam:ListAccessKeys")), "Access keys: unknown, not read (iam:ListAccessKeys denied)."),
    ],
)
def test_no_keys_and_unknown_keys_are_told_apart(subject: User, sentence: str) -> None:
    assert sentence in sentences_of(an_incident(subject), "Keys")


def test_every_policy_is_told_with_what_it_allows() -> None:
    subject = user(
        attached_policies=(BEDROCK_POLICY, TEAM_POLICY),
        inline_policies=(InlinePolicy("own", Known('{"Statement": {"Effect": "Deny", "NotAction": "a:B"}}')),),
    )
    incident = an_incident(subject, documents={BEDROCK_POLICY.arn: Known(DOCUMENT), TEAM_POLICY.arn: Known(DOCUMENT)})
    assert rows_of(incident, "Policies and what they allow") == [
        ("Allow", "bedrock:Get*, bedrock:List*", "*", "always"),
        ("Allow", "bedrock:Get*, bedrock:List*", "*", "always"),
        ("Deny", "all but a:B", "?", "always"),
    ]


@pytest.mark.parametrize(
    ("subject", "documents", "sentence"),
    [
        (
            user(attached_policies=(TEAM_POLICY,)),
            {TEAM_POLICY.arn: denied("iam:GetPolicyVersion")},
            "team, managed by the customer (arn:aws:iam::111122223333:policy/team): "
            "unknown, not read (iam:GetPolicyVersion denied).",
        ),
        (
            user(attached_policies=(TEAM_POLICY,)),
            {TEAM_POLICY.arn: Known("<xml>")},
            "team, managed by the customer (arn:aws:iam::111122223333:policy/team): "
            "its document is none that bks understands.",
        ),
        (
            user(attached_policies=denied("iam:ListAttachedUserPolicies")),
            {},
            "Attached policies: unknown, not read (iam:ListAttachedUserPolicies denied).",
        ),
        (user(inline_policies=()), {BEDROCK_POLICY.arn: Known(DOCUMENT)}, "Inline policies: none."),
        (
            user(groups=("admins",)),
            {BEDROCK_POLICY.arn: Known(DOCUMENT)},
            "What its groups allow besides is not part of this report.",
        ),
        (
            user(permissions_boundary=TEAM_POLICY.arn),
            {BEDROCK_POLICY.arn: Known(DOCUMENT)},
            "What its permissions boundary leaves of that is not part of this report.",
        ),
    ],
)
def test_what_is_unknown_about_policies_is_told(
    subject: User, documents: dict[str, Known[str] | Unread], sentence: str
) -> None:
    assert sentence in sentences_of(an_incident(subject, documents=documents), "Policies and what they allow")


def test_the_status_comes_with_reasons_holds_and_notes() -> None:
    sentences = sentences_of(
        an_incident(user(groups=("admins",), service_credentials=(api_key(expires=None),))), "Status and why"
    )
    assert {
        "API key ACCAEXAMPLE000000001 is active",
        "member of the group admins",
        "API key ACCAEXAMPLE000000001 never expires",
    } <= set(sentences)


def test_what_happened_is_counted() -> None:
    facts = facts_of(an_incident(timeline=a_timeline(*an_incidents_events(), an_unparsed_event())), "What happened")
    assert facts["Events"] == 6
    assert facts["Refused or failed"] == 1
    assert facts["Actors"] == f"{PHANTOM} (4), deploy-17 (session of Deployer) (1), unknown (other) (1)"
    assert facts["Unreadable records"] == 1
    assert isinstance(facts["First use"], datetime)


def test_an_empty_timeline_is_not_called_unused() -> None:
    assert sentences_of(an_incident(timeline=a_timeline()), "What happened") == [
        "No event was found. That does not mean unused: see what this source cannot show."
    ]


def test_the_chart_counts_events_by_region_and_time_and_marks_the_worst_signal() -> None:
    incident = an_incident(timeline=a_timeline(*an_incidents_events()))
    (chart,) = (block for block in blocks_of(incident, "What happened") if isinstance(block, Activity))
    assert [(row.region, sum(row.counts)) for row in chart.rows] == [("us-east-1", 2), ("us-west-2", 3)]
    # Two days in 60 spans: 07:00 on the second day is in the 29th, 08:00 begins the 31st.
    assert [place for place, count in enumerate(chart.rows[0].counts) if count] == [28, 30]
    severity = chart.rows[0].signals[30]
    assert severity is not None
    assert severity.value == "HIGH"


def test_of_several_signals_in_one_span_the_worst_is_marked() -> None:
    events = [an_event(minute=n) for n in range(3)]
    signals = {event.event_id: (SIGNALS[severity],) for event, severity in zip(events, Severity, strict=True)}
    for order in (events, events[::-1]):
        timeline = replace(a_timeline(*events, signals=signals), events=tuple(order))
        (chart,) = (
            block for block in blocks_of(an_incident(timeline=timeline), "What happened") if isinstance(block, Activity)
        )
        assert chart.rows[0].signals[30] is Severity.HIGH


def test_events_outside_of_what_was_asked_stay_on_the_chart() -> None:
    timeline = a_timeline(an_event(minute=-100_000), an_event(minute=100_000))
    (chart,) = (
        block for block in blocks_of(an_incident(timeline=timeline), "What happened") if isinstance(block, Activity)
    )
    assert (chart.rows[0].counts[0], chart.rows[0].counts[-1]) == (1, 1)


def test_alike_events_are_one_row_with_how_often_and_where() -> None:
    uses = (
        an_event(minute=number, awsRegion=region, additionalEventData={"callWithBearerToken": True})
        for number, region in enumerate(("us-west-2", "us-east-1", "us-west-2"))
    )
    timeline = a_timeline(*uses)
    signal = next(iter(timeline.signals.values()))
    timeline = replace(timeline, signals={event.event_id: signal for event in timeline.events})
    (row,) = rows_of(an_incident(timeline=timeline), "Events with a signal")
    assert row[2:6] == (3, "InvokeModel", "us-east-1, us-west-2", f"{PHANTOM} from 198.51.100.7")


def test_who_did_what_is_told_with_the_role_behind_a_session() -> None:
    incident = an_incident(timeline=a_timeline(iam_event("CreateAccessKey")))
    (row,) = rows_of(incident, "Events with a signal")
    assert row[5] == "deploy-17 (session of Deployer) from 198.51.100.7"


def test_a_sign_in_that_failed_is_told_apart_from_one_that_did_not() -> None:
    answers = ({"ConsoleLogin": "Failure"}, {"ConsoleLogin": "Success"})
    sign_ins = (
        an_event("ConsoleLogin", "signin.amazonaws.com", minute=minute, responseElements=answer)
        for minute, answer in enumerate(answers)
    )
    rows = rows_of(an_incident(timeline=a_timeline(*sign_ins)), "Events with a signal")
    assert [row[3] for row in rows] == ["ConsoleLogin: Failure", "ConsoleLogin"]


def test_of_very_many_kinds_the_most_severe_are_shown_and_the_rest_counted() -> None:
    harmless = (an_event(sourceIPAddress=f"192.0.2.{n}", minute=n) for n in range(250))
    worst = an_event("CreateAccessKey", "iam.amazonaws.com", minute=1_000)
    incident = an_incident(timeline=a_timeline(*harmless, worst))
    rows = rows_of(incident, "Events with a signal")
    assert len(rows) == 200
    assert rows[-1][3] == "CreateAccessKey"
    assert "200 most severe kinds of" in sentences_of(incident, "Events with a signal")[0]


def test_without_signals_it_says_so() -> None:
    incident = an_incident(timeline=a_timeline(an_event(), signals={}))
    assert (sentences_of(incident, "Signals"), sentences_of(incident, "Events with a signal")) == (["None."], ["None."])


def test_without_an_action_it_says_that_bks_wrote_nothing() -> None:
    assert sentences_of(an_incident(), "Actions taken")[0] == "bks has written nothing to AWS here."


HOW = "To take it back, the first command where it was done, or else the others:"


def taken_blocks(operation: Operation) -> list[Block]:
    return [
        block
        for block in blocks_of(an_incident(taken=(operation,)), "Actions taken")
        if isinstance(block, (Step, Grid))
    ]


@pytest.mark.parametrize(
    ("operation", "told", "commands"),
    [
        (
            an_operation(),
            f"Done: AWS was read again and shows it. {HOW}",
            3,
        ),
        (
            an_operation(Outcome.FAILED, reason="Why.", steps=StepOutcome.FAILED),
            "Not all of it was done. Why.",
            0,
        ),
        (
            an_operation(None, steps=StepOutcome.BEGUN),
            f"Begun; how it ended is not known. {HOW}",
            3,
        ),
        (
            replace(an_operation(), undone_by="77"),
            "Done: AWS was read again and shows it. It was taken back by operation 77.",
            0,
        ),
    ],
)
def test_an_operation_is_told_with_its_outcome_and_what_takes_it_back(
    operation: Operation, told: str, commands: int
) -> None:
    step, _ = taken_blocks(operation)
    assert isinstance(step, Step)
    assert step.title == f"2026-03-02 12:00:00 UTC, {operation.plan.account.caller_arn}: Contain BedrockAPIKey-x7f2"
    assert (step.why, len(step.commands)) == (told, commands)
    assert step.commands[:1] == (("bks journal undo 3f2a91c4",) if commands else ())


def test_each_call_of_an_operation_is_told_with_its_outcome() -> None:
    _, calls = taken_blocks(an_operation(Outcome.FAILED, steps=StepOutcome.FAILED, error="AWS denied it"))
    assert isinstance(calls, Grid)
    assert calls.rows[0] == (
        "iam:UpdateServiceSpecificCredential",
        "Make API key ACCAEXAMPLE000000001 inactive",
        "failed: AWS denied it",
    )


def test_what_could_not_be_read_is_gathered_from_user_and_timeline() -> None:
    incident = an_incident(timeline=a_timeline(gaps=(DENIED_REGION,), capped=True), warnings=("no alias",))
    assert not incident.complete
    assert incident.not_read == (
        "no alias",
        "ap-south-1, cloudtrail:LookupEvents: not authorized",
        "More events were there than were let through.",
    )
    assert set(incident.not_read) <= set(sentences_of(incident, "What could not be read"))


@pytest.mark.parametrize(
    ("incident", "complete"),
    [
        (an_incident(), True),
        (an_incident(warnings=("no alias",)), False),
        (an_incident(timeline=a_timeline(gaps=(DENIED_REGION,))), False),
        (an_incident(timeline=a_timeline(capped=True)), False),
    ],
)
def test_it_is_complete_only_if_user_and_timeline_are(incident: Incident, *, complete: bool) -> None:
    assert incident.complete is complete


def test_what_the_source_can_never_show_is_always_told() -> None:
    assert an_incident().complete
    assert set(ALWAYS_UNSEEN) <= set(sentences_of(an_incident(), "What could not be read"))


def test_what_is_to_be_borne_in_mind_is_told_and_leaves_it_complete() -> None:
    incident = an_incident(timeline=replace(a_timeline(), remarks=("The user was renamed.",)))
    assert incident.complete
    assert "The user was renamed." in sentences_of(incident, "What could not be read")


def test_a_report_about_no_user_says_why() -> None:
    incident = an_incident(NoUser("There is no user gone."))
    assert sentences_of(incident, "Who") == ["There is no user gone."]
    assert "Keys" not in [section.title for section in incident_report(incident).sections]
