"""A plan as it fits on a screen: the summary, a line for each call, a call in full."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bks_tui.core.response.plan import Plan
from bks_tui.core.response.plan_summary import call_cells, call_section, summary_section
from tests.support.documents import lines_of, rows_of
from tests.support.plans import a_cleanup, a_revocation, orphan
from tests.support.users import api_key, user

TWO_KEYS = user(service_credentials=(api_key("ACCA1"), api_key("ACCA2")))
CONTAIN, REVOKE = (a_revocation(TWO_KEYS, delete_keys=deletes) for deletes in (False, True))
DELETE = a_cleanup(orphan(groups=("g",)), include_held=("group",))


@pytest.mark.parametrize(
    ("plan", "line"),
    [
        (CONTAIN, "stops All callers using this key, including legitimate ones, usually within seconds. (2 calls)"),
        (CONTAIN, "reversible yes, every call"),
        (CONTAIN, "affected everyone who uses these credentials; the timeline shows who did"),
        (CONTAIN, "remaining active sessions and anything they started; see the report"),
        (REVOKE, "This is not fully reversible."),
        (REVOKE, "reversible no: Delete API key ACCA1; Delete API key ACCA2"),
        (DELETE, "Member of the group g."),
        (DELETE, "reversible partly: the user can be recreated, with another id and without its keys"),
        (replace(CONTAIN, ends=("session build-17",)), "ends session build-17"),
        (replace(CONTAIN, gaps=("its access keys",)), "gap its access keys"),
        (replace(CONTAIN, cautions=("it may be denied",)), "caution it may be denied"),
    ],
)
def test_a_summary_says_what_stops_what_is_irreversible_and_who_is_affected(plan: Plan, line: str) -> None:
    assert line in lines_of(summary_section(plan))


def test_the_meaning_of_a_plan_comes_before_where_it_is_carried_out() -> None:
    labels = [row.label for row in rows_of(summary_section(REVOKE).blocks)]
    assert labels.index("reversible") < labels.index("account")


def test_of_many_irreversible_calls_the_first_are_named_and_the_others_counted() -> None:
    plan = replace(REVOKE, steps=(REVOKE.steps[-1],) * 9)
    assert lines_of(summary_section(plan))[1].count("Delete API key") == 3
    assert "; 6 more" in lines_of(summary_section(plan))[1]


def test_each_call_has_one_line_that_says_whether_it_is_reversible() -> None:
    lines = [[cell.text for cell in call_cells(REVOKE, number)] for number in range(len(REVOKE.steps))]
    assert lines[0] == ["1", "Deactivate API key ACCA1", "yes", "iam:UpdateServiceSpecificCredential"]
    assert lines[-1] == ["5", "Delete API key ACCA2", "no", "iam:DeleteServiceSpecificCredential"]


def test_a_call_in_full_has_its_command_its_reason_and_its_policy_document() -> None:
    text = "\n".join(lines_of(call_section(CONTAIN, 2)))
    for part in ("call aws iam put-user-policy", "reason It also stops keys", "reversible yes", 'document {"Version"'):
        assert part in text
