"""A rating as blocks of a document: the grade, what could not be read, and each statement."""

from __future__ import annotations

from collections.abc import Iterator

from bks_tui.core.document import Block, BulletList, KeyValue, KeyValues, Paragraph, Tone
from bks_tui.core.iam.policy_evaluation import Answer
from bks_tui.core.iam.rated_requests import Grade
from bks_tui.core.iam.rating import GradeSpan, Rating, StatementRating

NOT_CONSIDERED = "Service control policies, resource policies and session policies are not considered."
COULD = "could"

_MOST_CALLS = 4

_TONES = {Grade.ADMINISTER: Tone.DANGER, Grade.REACH_IAM: Tone.DANGER, Grade.SPEND_BY_THE_HOUR: Tone.WARNING}


def rating_line(rating: Rating) -> KeyValue:
    """The grade in one line, for the detail of a user."""
    tone = _TONES.get(rating.span.certain, Tone.PLAIN) if rating.span.is_known else Tone.WARNING
    return KeyValue(COULD, rating.sentence, tone)


def rating_blocks(rating: Rating) -> Iterator[Block]:
    """The grade with the calls that show it, what could not be read, and what each statement contributes."""
    yield KeyValues((rating_line(rating),))
    calls = tuple(_calls(rating))
    if calls:
        yield Paragraph("Calls that are allowed:")
        yield BulletList(calls)
    if rating.unread:
        yield Paragraph("Unknown:")
        yield BulletList(rating.unread)
    if rating.statements:
        yield Paragraph("Statements:")
        yield BulletList(tuple(f"{statement_name(each)}: {contribution(each)}" for each in rating.statements))
    yield Paragraph(NOT_CONSIDERED, Tone.DIM)


def _calls(rating: Rating) -> Iterator[str]:
    """Each grade that is possible, with the calls that are allowed or may be."""
    for grade in Grade:
        for wanted, mark in ((Answer.YES, ""), (Answer.UNKNOWN, ", unknown")):
            rated = (each for each in rating.requests if (each.request.grade, each.answer) == (grade, wanted))
            calls = list(dict.fromkeys(each.request.action for each in rated))
            if calls:
                more = f" and {len(calls) - _MOST_CALLS} more" if len(calls) > _MOST_CALLS else ""
                yield f"{grade.value}{mark}: {', '.join(calls[:_MOST_CALLS])}{more}"


def statement_name(statement: StatementRating) -> str:
    """Which statement it is: its policy, how the holder has that, its number, and its Sid."""
    policy = statement.policy
    source = f" ({policy.source})" if policy.source else ""
    sid = f" {statement.sid}" if statement.sid else ""
    return f"{policy.name}{source}, statement {statement.number}{sid}"


def contribution(statement: StatementRating) -> str:
    """What a statement contributes, in words."""
    why = f" ({'; '.join(statement.unknown)} could not be interpreted)" if statement.unknown else ""
    about = _listed(statement.possible_grades)
    if statement.policy.is_boundary and statement.effect == "Allow":
        return f"the boundary leaves {about}{why}"
    if statement.effect == "Deny":
        return f"denies calls of {about}{why}" if statement.possible_grades else "denies nothing that is rated"
    if not statement.possible_grades:
        return "allows nothing that is rated"
    span, highest = statement.effective, statement.possible_grades[-1]
    if span.possible is Grade.NOTHING:
        return f"allows nothing: {highest.value} is denied, or outside of the boundary{why}"
    left = "" if span.possible is highest else f"; {highest.value} is denied, or outside of the boundary"
    return f"allows {_span(span)}{left}{why}"


def _span(span: GradeSpan) -> str:
    if span.is_known:
        return span.certain.value
    return f"unknown, at least {span.certain.value}, at most {span.possible.value}"


def _listed(grades: tuple[Grade, ...]) -> str:
    return ", ".join(grade.value for grade in grades) or Grade.NOTHING.value
