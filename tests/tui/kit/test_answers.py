"""The answers to a question: what changes nothing is under the cursor, whatever was there before."""

from __future__ import annotations

from textual.app import App, ComposeResult

from bks_tui.core.document import Cell
from bks_tui.tui.kit.answers import Answers
from bks_tui.tui.kit.option import Option


class AnswersApp(App[None]):
    """Answers, and nothing else."""

    def compose(self) -> ComposeResult:
        yield Answers()


def options(*ids: str) -> list[Option]:
    return [Option(each, Cell(each)) for each in ids]


async def test_whenever_others_are_offered_the_first_is_under_the_cursor() -> None:
    app = AnswersApp()
    async with app.run_test() as pilot:
        answers = app.query_one(Answers)
        answers.offer(options("cancel", "carry out"))
        answers.focus()
        await pilot.press("j")
        assert answers.selected == "carry out"
        answers.offer(options("close", "undo"))
        assert answers.selected == "close"


async def test_where_nothing_can_be_answered_there_is_no_list() -> None:
    app = AnswersApp()
    async with app.run_test():
        answers = app.query_one(Answers)
        answers.offer(options("cancel"))
        assert answers.display
        answers.offer([])
        assert not answers.display
