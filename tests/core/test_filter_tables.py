"""What holds for the fields of every list."""

from __future__ import annotations

from typing import Any

import pytest

from bks_tui.core.filter.fields import FieldKind, FieldTable
from bks_tui.core.filter.match import text_test
from bks_tui.core.filter.terms import FilterTerm, pieces
from bks_tui.core.hunt.filter_fields import IDENTITY_FIELDS
from bks_tui.core.journal.filter_fields import OPERATION_FIELDS
from bks_tui.core.response.operation import Operation
from bks_tui.core.timeline.filter_fields import EVENT_FIELDS, FINDING_FIELDS
from tests.support.events import an_event
from tests.support.generated import FIELD_TABLES
from tests.support.hunts import one
from tests.support.plans import hostile_operation
from tests.support.scans import NOW
from tests.support.tables import for_each


@pytest.mark.parametrize("table", FIELD_TABLES, ids=lambda table: table.of)
def test_every_field_is_typed_as_it_is_named(table: FieldTable[Any]) -> None:
    names = [field.name for field in table.fields]
    assert len(set(names)) == len(names)
    for field in table.fields:
        (piece,) = pieces(f"{field.begin}x")
        assert piece.term.field == field.name
        assert bool(field.choices) is (field.kind is FieldKind.CHOICE)
        for choice in field.choices:
            assert [each.term for each in pieces(f"{field.begin}{choice}")] == [FilterTerm(choice, field.name)]


def test_findings_have_the_fields_of_the_events_among_which_they_stand() -> None:
    assert [field.name for field in FINDING_FIELDS.fields] == [field.name for field in EVENT_FIELDS.fields]


@for_each("text", {text: text for text in ("name:zq7m", "is:api-key", "events>0", "region:us-*", "-kind:role", "id:x")})
def test_a_field_of_an_identity(text: str) -> None:
    identity = one(an_event("InvokeModel", additionalEventData={"callWithBearerToken": True}, awsRegion="us-east-1"))
    assert text_test(text, IDENTITY_FIELDS, NOW)(identity) is (text != "id:x")


@for_each(
    "case",
    {
        "action": ("action:contain", True),
        "not another": ("action:undo", False),
        "outcome": ("-outcome:unfinished", True),
        "account": ("account:1111*", True),
        "demo": ("is:demo", False),
        "word": ("CONTAIN", True),
    },
)
def test_a_field_of_an_operation(case: tuple[str, bool]) -> None:
    text, expected = case
    operation: Operation = hostile_operation("ana")
    assert text_test(text, OPERATION_FIELDS, NOW)(operation) is expected
