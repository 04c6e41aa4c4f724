"""What a holder of policies could do is decided by evaluation: every policy of the table has its grade."""

from __future__ import annotations

import pytest

from bks_tui.core.iam.rated_candidates import MOST_TRIED, Holder
from bks_tui.core.iam.rated_requests import REQUESTS, Grade, RatedRequest
from bks_tui.core.iam.rating import GradeSpan, rate
from tests.support.policies import allow, aws, boundary, deny, on, unread, written
from tests.support.rated_policies import ADMINISTER, CASES, INVOKE, NOTHING, REACH, Case


@pytest.mark.parametrize("by_statement", [True, False])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.what)
def test_policies_have_their_grade(case: Case, *, by_statement: bool) -> None:
    assert rate(case.policies, by_statement=by_statement).span == GradeSpan(case.certain, case.possible)


def test_the_table_has_at_least_forty_policies_and_each_grade() -> None:
    assert len({case.what for case in CASES}) == len(CASES) >= 40
    assert {case.certain for case in CASES} == set(Grade)


@pytest.mark.parametrize("rated", REQUESTS, ids=lambda each: f"{each.grade.value} {each.action}")
def test_each_request_alone_gives_its_grade(rated: RatedRequest) -> None:
    span = rate([written(allow(rated.action, resource=[*rated.resources]))]).span
    assert span.certain.place >= rated.grade.place
    assert span.is_known


def test_an_unknown_grade_says_between_which_it_is() -> None:
    found = rate(
        [written(allow("bedrock:InvokeModel"), allow("iam:*", **on("Bool", aws__MultiFactorAuthPresent="true")))]
    )
    assert (found.label, found.sentence) == ("unknown", "unknown: at least invoke, at most administer")


def test_a_known_grade_says_what_it_means() -> None:
    found = rate([aws("AdministratorAccess")])
    assert (found.label, found.sentence) == ("administer", "administer: give itself any permission")


def test_each_statement_is_rated_by_itself_and_by_what_is_left_of_it() -> None:
    whole = rate(
        [
            written(allow("bedrock:InvokeModel", Sid="Models"), allow("iam:*"), allow("s3:*")),
            written(deny("iam:Put*", "iam:Attach*", "iam:AddUserToGroup", "iam:*Policy*")),
            boundary(allow("*")),
        ]
    )
    assert [(each.policy.name, each.number, each.sid, each.effect, each.grades) for each in whole.statements] == [
        ("written", 1, "Models", "Allow", (INVOKE,)),
        ("written", 2, "", "Allow", (REACH, ADMINISTER)),
        ("written", 3, "", "Allow", ()),
        ("written", 1, "", "Deny", (REACH, ADMINISTER)),
        ("boundary", 1, "", "Allow", tuple(grade for grade in Grade if grade is not NOTHING)),
    ]
    assert [each.effective.certain for each in whole.statements] == [INVOKE, REACH, NOTHING, NOTHING, NOTHING]


def test_a_statement_says_what_of_it_could_not_be_interpreted() -> None:
    conditional = allow("*", **on("IpAddress", aws__SourceIp="192.0.2.0/24"), Sid="Office")
    [statement] = rate([written(conditional)]).statements
    assert statement.unknown == ("unknown condition operator IpAddress",)
    assert (statement.grades, statement.effective) == ((), GradeSpan(NOTHING, ADMINISTER))


def test_what_was_not_read_is_named() -> None:
    assert rate([unread()]).unread == ("unread: could not be read: iam:GetPolicyVersion denied",)


@pytest.mark.parametrize(
    ("statement", "grade"),
    [
        (allow("iam:CreateAccessKey", resource="arn:aws:iam::111122223333:user/team/${aws:username}"), REACH),
        (allow("iam:CreateAccessKey", resource="arn:aws:iam::111122223333:user/team/alice"), REACH),
        (allow("iam:*", **on("StringEquals", aws__username="alice")), ADMINISTER),
        (allow("iam:*", **on("StringEquals", aws__username="bob")), NOTHING),
        (allow("iam:*", **on("ArnLike", aws__PrincipalArn="arn:aws:iam::*:user/team/*")), ADMINISTER),
        (allow("iam:*", **on("StringEquals", aws__PrincipalAccount="999988887777")), NOTHING),
    ],
)
def test_of_a_user_who_is_known_conditions_about_it_are_interpreted(statement: dict[str, object], grade: Grade) -> None:
    holder = Holder("arn:aws:iam::111122223333:user/team/alice")
    assert rate([written(statement)], holder).span == GradeSpan(grade, grade)


def test_more_resources_than_can_be_tried_are_unknown_not_harmless() -> None:
    roles = [f"arn:aws:iam::111122223333:role/{number}" for number in range(MOST_TRIED + 10)]
    far = written(allow("sts:AssumeRole", resource=roles), deny("sts:AssumeRole", resource=roles[:-1]))
    assert rate([far]).span == GradeSpan(NOTHING, REACH)
    assert any("too many resources" in each for each in rate([far]).unread)


def test_a_policy_of_many_wildcards_is_rated_at_once() -> None:
    hostile = [f"arn:aws:iam::*:role/{'*a' * 200}{number}" for number in range(40)]
    assert rate([written(allow("sts:AssumeRole", resource=hostile))]).span.certain is REACH
