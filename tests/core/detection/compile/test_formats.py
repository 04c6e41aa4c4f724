"""Every rule in every format selects the same events as the rule itself, or says what it cannot express."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import pytest

from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.detection import Rule
from bks_tui.core.detection.compile.athena import to_athena
from bks_tui.core.detection.compile.event_pattern import LONGEST, to_event_pattern
from bks_tui.core.detection.compile.formats import FORMATS, FORMATS_BY_SLUG, Format, inexact, translations
from bks_tui.core.detection.compile.logs_insights import LONGEST as LONGEST_QUERY
from bks_tui.core.detection.compile.logs_insights import to_logs_insights
from bks_tui.core.detection.compile.sigma import to_sigma
from bks_tui.core.detection.compile.translation import Exactness
from bks_tui.core.detection.conditions import Burst, Condition, Distinct, Repeated
from bks_tui.core.detection.watch import WATCHED_RULES
from tests.support.athena_table import AthenaTable
from tests.support.detections import new_key
from tests.support.event_patterns import event_of, matches, rules_of, values_of
from tests.support.events import an_event
from tests.support.logs_insights import filters_of
from tests.support.sigma import selected_by_sigma
from tests.support.watched import flat, selected, selected_of, watched_records

RULES = {rule.signal.name: rule for rule in WATCHED_RULES}
LOGS = "logs.amazonaws.com"
Records: TypeAlias = Iterable[Mapping[str, Any]]


def differing(form: str, select: Callable[[Rule], set[str] | frozenset[str]]) -> dict[str, object]:
    """The rules that are said to be exact, and are not: with the events that only one of both selects."""
    compiled = translations(FORMATS_BY_SLUG[form])
    exact = [rule for rule in WATCHED_RULES if compiled[rule.signal.name].exactness is Exactness.EXACT]
    differences = {rule.signal.name: select(rule) ^ selected(rule) for rule in exact}
    return {name: events for name, events in differences.items() if events}


def calls_of(rule: Rule) -> Condition:
    return rule.condition.of if isinstance(rule.condition, (Burst, Distinct, Repeated)) else rule.condition


def by_patterns(rule: Rule, records: Records) -> set[str]:
    patterns = json.loads(to_event_pattern(rule).text or '{"EventPatterns": []}')["EventPatterns"]
    events = ((record["eventID"], values_of(event_of(record))) for record in records)
    return {event_id for event_id, values in events if any(matches(pattern, values) for pattern in patterns)}


def by_query(rule: Rule, table: AthenaTable) -> set[str]:
    return {row[1] for row in table.rows(to_athena(rule, "logs", "true").text or "")}


def test_the_rules_of_sigma_select_the_same_events() -> None:
    records = [flat(record) for record in watched_records()]
    assert differing("sigma", lambda rule: selected_by_sigma(to_sigma(rule).text or "", records)) == {}


def test_the_patterns_of_eventbridge_select_the_same_events() -> None:
    events = [(record["eventID"], values_of(event_of(record))) for record in watched_records()]

    def select(rule: Rule) -> set[str]:
        patterns = json.loads(to_event_pattern(rule).text or "")["EventPatterns"]
        return {event_id for event_id, values in events if any(matches(pattern, values) for pattern in patterns)}

    assert differing("eventbridge", select) == {}


def test_the_queries_of_athena_select_the_same_events(tmp_path: Path) -> None:
    table = AthenaTable(watched_records(), tmp_path)
    assert differing("athena", lambda rule: by_query(rule, table)) == {}


def test_the_filters_of_logs_insights_select_the_same_calls() -> None:
    records = [(record["eventID"], flat(record)) for record in watched_records()]
    for rule in WATCHED_RULES:
        # A query lists the identities for which a pattern is complete; its filters select the calls.
        expected = selected(Rule(rule.signal, calls_of(rule)))
        passes = filters_of(to_logs_insights(rule).text or "")
        assert {event_id for event_id, values in records if passes(values)} == expected, rule.signal.name


# --- what a format expresses partly ---------------------------------------------------------------

PROFILE = "arn:aws:bedrock:us-west-2:210987654321:inference-profile/us.example-model"
REGIONS = ("us-east-1", "us-east-2", "us-west-2", "eu-west-1")


def one_model_by_its_arns(**fields: Any) -> list[Event]:
    arns = [PROFILE.replace("us-west-2", region) for region in REGIONS]
    return [an_event(minute=n, requestParameters={"modelId": arn}, **fields) for n, arn in enumerate(arns)]


def prompt_log_deleted(**fields: Any) -> Event:
    return an_event("DeleteLogGroup", LOGS, requestParameters={"logGroupName": "/aws/Bedrock"}, **fields)


# A format and a rule, and events of which they do not select the same.
DIFFERENCES: dict[tuple[str, str], list[Event]] = {
    ("sigma", "many-models"): one_model_by_its_arns(),
    ("sigma", "models-refused"): one_model_by_its_arns(errorCode="ResourceNotFoundException"),
    ("sigma", "new-client"): [an_event(minute=n, userAgent=f"client/{n}") for n in range(2)],
    ("eventbridge", "prompt-log-deleted"): [prompt_log_deleted()],
    ("eventbridge", "hiding-attempted"): [prompt_log_deleted(errorCode="AccessDenied")],
    ("eventbridge", "key-without-expiry"): [new_key(credentialAgeDays="36600")],
    ("eventbridge", "scanner"): [an_event(userAgent="pacuare-app")],
}


@pytest.mark.parametrize(("form", "name"), DIFFERENCES)
def test_a_rule_that_is_partly_expressed_differs(form: str, name: str) -> None:
    rule, records = RULES[name], [json.loads(event.record) for event in DIFFERENCES[form, name]]
    if form == "sigma":
        found = selected_by_sigma(to_sigma(rule).text or "", map(flat, records))
    else:
        found = by_patterns(rule, records)
    assert found != selected_of(rule, DIFFERENCES[form, name])


def test_every_rule_that_is_partly_expressed_is_shown_to_differ() -> None:
    partial = {
        (form, name)
        for form in ("sigma", "eventbridge", "athena")
        for name, translation in translations(FORMATS_BY_SLUG[form]).items()
        if translation.exactness is Exactness.PARTIAL
    }
    assert partial == DIFFERENCES.keys()


@pytest.mark.parametrize("form", ["sigma", "athena"])
def test_at_most_three_rules_are_inexact_in_sigma_and_sql(form: str) -> None:
    assert len(inexact(FORMATS_BY_SLUG[form])) <= 3


def test_eventbridge_expresses_every_rule_that_needs_one_event_only() -> None:
    missing = {name for name, each in translations(FORMATS_BY_SLUG["eventbridge"]).items() if each.text is None}
    patterns = {rule.signal.name for rule in WATCHED_RULES if isinstance(rule.condition, (Burst, Distinct, Repeated))}
    assert missing == patterns


@pytest.mark.parametrize("form", FORMATS, ids=lambda form: form.slug)
def test_a_file_says_what_it_does_not_express_and_what_it_needs(form: Format) -> None:
    for name, translation in translations(form).items():
        text = " ".join((translation.text or "").split()).replace("-- ", "").replace("# ", "")
        for sentence in (*translation.differences, *translation.needs) if translation.text else ():
            assert sentence.replace("'", "''") in text or sentence in text, (name, sentence)


# --- limits of AWS -------------------------------------------------------------------------------


def test_a_pattern_names_its_source_and_is_within_the_limit() -> None:
    for rule in WATCHED_RULES:
        for pattern in json.loads(to_event_pattern(rule).text or "{}").get("EventPatterns", ()):
            assert rules_of(pattern)
            assert all(
                str(each.get("prefix", each) if isinstance(each, dict) else each).startswith("aws.")
                for each in pattern["source"]
            )
            assert len(json.dumps(pattern, separators=(",", ":"))) <= LONGEST, rule.signal.name


def test_a_query_of_logs_insights_is_within_the_limit() -> None:
    assert all(len(to_logs_insights(rule).text or "") <= LONGEST_QUERY for rule in WATCHED_RULES)
