"""Search within a text: what is found where, and what is marked."""

from __future__ import annotations

import pytest

from bks_tui.core.document import KeyValue, KeyValues, Paragraph, Section
from bks_tui.tui.kit.content import DrawnLine, section_lines
from bks_tui.tui.kit.text_search import SearchedText, TextSearch
from tests.support.hostile import HOSTILE_TEXTS

ARN = "arn:aws:iam::111122223333:user/team/BedrockAPIKey-aaaa"
SECTIONS = (
    Section("User", (KeyValues((KeyValue("ARN", ARN), KeyValue("path", "/team/"))),)),
    Section("Notes", (Paragraph("The key of the team was used, and the key was used again."),)),
)


def drawn(width: int) -> list[DrawnLine]:
    return section_lines(SECTIONS, width)


def marked(search: TextSearch, width: int) -> list[str]:
    """What is marked, line by line, as it is drawn; the current match in brackets."""
    return [
        f"[{line.content.plain[mark.start : mark.end]}]"
        if mark.is_current
        else line.content.plain[mark.start : mark.end]
        for number, line in enumerate(drawn(width))
        for mark in search.marks(number)
    ]


def search_for(needle: str, width: int = 80, from_line: int = 0) -> TextSearch:
    return TextSearch.begun(needle, SearchedText(drawn(width)), from_line)


@pytest.mark.parametrize("width", [2, 11, 17, 28, 40, 80])
def test_a_value_is_found_however_it_is_wrapped(width: int) -> None:
    search = search_for(ARN.upper(), width)
    assert search.described == "1 of 1"
    assert "".join(part.strip("[]") for part in marked(search, width)) == ARN


@pytest.mark.parametrize("width", [20, 24, 80])
def test_words_are_found_across_the_end_of_a_line(width: int) -> None:
    assert search_for("the key was used again", width).described == "1 of 1"


def test_the_current_match_is_marked_otherwise_and_steps_go_round() -> None:
    search = search_for("the key")
    assert marked(search, 80) == ["[The key]", "the key"]
    assert marked(search.step(1), 80) == ["The key", "[the key]"]
    assert search.step(2) == search
    assert [search.described, search.step(-1).described] == ["1 of 2", "2 of 2"]


def test_a_search_begins_at_what_is_seen() -> None:
    assert search_for("team", from_line=4).line == 5
    assert search_for("ARN", from_line=4).line == 1


def test_what_is_not_there_is_said() -> None:
    search = search_for("nobody")
    assert (search.described, search.line, search.step(1)) == ("no match", None, search)
    assert search_for("").described == ""


def test_the_same_search_goes_on_in_a_text_that_became_shorter() -> None:
    search = search_for("the key").step(1).again(SearchedText(drawn(80)[:2]))
    assert search.described == "no match"


@pytest.mark.parametrize("needle", [".*", "(", "[a-z]", "\\"])
def test_no_text_is_taken_for_a_pattern(needle: str) -> None:
    assert search_for(needle).described == "no match"


def test_hostile_text_is_searched_as_it_is_shown() -> None:
    for text in HOSTILE_TEXTS:
        lines = section_lines((Section("Tag", (Paragraph(text),)),), 30)
        shown = lines[1].content.plain.strip()
        if shown:
            assert TextSearch.begun(shown, SearchedText(lines), 0).line == 1
