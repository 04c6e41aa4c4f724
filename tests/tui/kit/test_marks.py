"""Rows of a list that are marked: by key, whatever is sorted, filtered or read again."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import dedent

import pytest
from textual.app import App, ComposeResult

from bks_tui.core.document import Cell
from bks_tui.tui.kit.columns import Column
from bks_tui.tui.kit.markable_table import MarkableTable
from bks_tui.tui.kit.marks import Marks, unmarked_sentence
from tests.support.tables import for_each

SHOWN = ["a", "b", "c", "d"]


def marks(*keys: str) -> Marks:
    return Marks(frozenset(keys))


CASES: dict[str, tuple[Marks, str]] = {
    "a row is marked": (marks().toggled("a"), "a"),
    "a marked row is unmarked": (marks("a", "b").toggled("a"), "b"),
    "a range begins with its row": (marks("a").range_begun("c"), "ac"),
    "a range grows": (marks().range_begun("b").extended(SHOWN, "d"), "bcd"),
    "a range grows upwards": (marks().range_begun("c").extended(SHOWN, "a"), "abc"),
    "a range shrinks again": (marks().range_begun("b").extended(SHOWN, "d").extended(SHOWN, "c"), "bc"),
    "a range that shrinks keeps what was marked": (
        marks("d").range_begun("b").extended(SHOWN, "d").extended(SHOWN, "b"),
        "bd",
    ),
    "an ended range does not follow": (marks().range_begun("b").range_ended().extended(SHOWN, "d"), "b"),
    "a range whose first row is hidden does not follow": (marks().range_begun("z").extended(SHOWN, "d"), "z"),
    "all that is shown is marked": (marks("z").all_toggled(SHOWN), "abcdz"),
    "all is marked where some are": (marks("b").all_toggled(SHOWN), "abcd"),
    "all that is shown is unmarked": (marks("z", *SHOWN).all_toggled(SHOWN), "z"),
    "of an empty list nothing is marked": (marks("z").all_toggled([]), "z"),
    "what is gone is unmarked": (marks("a", "z").kept(SHOWN), "a"),
}


@for_each("case", CASES)
def test_each_key_changes_the_marks(case: tuple[Marks, str]) -> None:
    changed, expected = case
    assert "".join(sorted(changed.keys)) == expected


@for_each(
    "case",
    {
        "nothing": (marks(), ""),
        "all shown": (marks("a", "b"), "2 marked"),
        "one hidden": (marks("a", "b", "z"), "3 marked, 1 hidden by the filter"),
    },
)
def test_the_status_counts_the_marks_and_those_that_the_filter_hides(case: tuple[Marks, str]) -> None:
    given, expected = case
    assert given.describe(SHOWN) == expected


@pytest.mark.parametrize(
    ("names", "sentence"),
    [
        (["ana"], "ana is no longer in the list and was unmarked"),
        (["ben", "ana"], "2 users are no longer in the list and were unmarked: ana, ben"),
        (["d", "c", "b", "a"], "4 users are no longer in the list and were unmarked: a, b, c …"),
    ],
)
def test_what_is_unmarked_is_said(names: list[str], sentence: str) -> None:
    assert unmarked_sentence(names) == sentence


class MarksApp(App[None]):
    """One list of four rows."""

    def compose(self) -> ComposeResult:
        yield MarkableTable((Column("Name", 4),))

    @property
    def table(self) -> MarkableTable:
        return self.query_one(MarkableTable)

    def fill(self, keys: list[str]) -> None:
        self.table.show(keys, lambda row: (Cell(keys[row]),))

    def begin(self) -> None:
        """Unmark all, and go to the top."""
        self.fill(SHOWN)
        self.table.unmark()
        self.table.cursor = 0


def to(keys: str) -> Callable[[MarksApp], object]:
    return lambda app: app.fill(list(keys))


STEPS: dict[str, tuple[list[str | Callable[[MarksApp], object]], str]] = {
    "space marks and moves down": (["space", "space"], "ab"),
    "space on the last row toggles it": (["G", "space", "space"], ""),
    "a range follows the cursor until v": (["v", "j", "j", "v", "j"], "abc"),
    "a range follows a jump": (["v", "G"], "abcd"),
    "space ends a range": (["v", "j", "space", "j"], "a"),
    "a list that is sorted ends a range": (["v", "j", to("dcba"), "j"], "ab"),
    "a list that is shown again does not": (["v", "j", to("abcd"), "j"], "abc"),
    "marks survive another order": (["space", to("dcba")], "a"),
    "marks survive a filter": (["space", to("bc"), "asterisk", to("abcd")], "abc"),
    "a cursor that is put elsewhere marks nothing on the way": (["v", lambda app: app.table.select("d")], "a"),
    "star again unmarks all": (["asterisk", "asterisk"], ""),
    "an empty list has nothing to mark": ([to(""), "space", "v", "asterisk", to("abcd")], ""),
}


async def test_the_keys_mark_what_they_say() -> None:
    app, wrong = MarksApp(), {}
    async with app.run_test(size=(20, 8)) as pilot:
        app.table.focus()
        for name, (steps, expected) in STEPS.items():
            app.begin()
            for step in steps:
                if isinstance(step, str):
                    await pilot.press(step)
                else:
                    step(app)
            marked = "".join(sorted(app.table.marks.keys))
            if marked != expected:
                wrong[name] = marked
    assert wrong == {}


async def test_a_mark_is_a_sign_before_the_row_and_takes_no_room_without_marks() -> None:
    app = MarksApp()
    async with app.run_test(size=(8, 5)) as pilot:
        app.fill(SHOWN)
        app.table.focus()
        before = [app.table.render_line(y).text.rstrip() for y in range(5)]
        await pilot.press("space", "j", "space")
        after = [app.table.render_line(y).text.rstrip() for y in range(5)]
    assert "\n".join(before) == dedent("""\
         Name
        ›a
         b
         c
         d""")
    assert "\n".join(after) == dedent("""\
          Name
         •a
          b
         •c
        › d""")
