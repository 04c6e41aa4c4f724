"""A document as Markdown: its text is never a link, a picture, HTML or another cell."""

from __future__ import annotations

from collections import Counter

import pytest
from markdown_it import MarkdownIt

from bks_tui.core.document import Document
from bks_tui.core.report.incident import NoUser
from bks_tui.export.document.to_markdown import document_markdown
from bks_tui.export.report.formats import report_markdown
from tests.support.documents import a_document
from tests.support.hostile import HOSTILE
from tests.support.tables import for_each
from tests.support.timelines import an_incident, hostile_incident

HOSTILE_TEXT = for_each("hostile", HOSTILE)


def tokens_of(content: str) -> list[str]:
    """The kinds of tokens that a reader of GitHub's Markdown sees."""
    parser = MarkdownIt("gfm-like", {"html": True})
    return [inner.type for token in parser.parse(content) for inner in (token, *(token.children or ()))]


@HOSTILE_TEXT
def test_hostile_text_makes_no_link_picture_or_html_in_markdown(hostile: str) -> None:
    kinds = set(tokens_of(report_markdown(hostile_incident(hostile))))
    assert kinds <= set(tokens_of(report_markdown(hostile_incident("harmless")))) | {"code_inline"}


@HOSTILE_TEXT
def test_hostile_text_adds_no_cell_row_heading_or_item(hostile: str) -> None:
    shape = [kind for kind in tokens_of(report_markdown(hostile_incident(hostile))) if kind.endswith("_open")]
    harmless = [kind for kind in tokens_of(report_markdown(hostile_incident("harmless"))) if kind.endswith("_open")]
    assert Counter(shape) - Counter({"paragraph_open": 3}) <= Counter(harmless)


@HOSTILE_TEXT
def test_hostile_text_in_any_block_adds_nothing_but_code(hostile: str) -> None:
    kinds, harmless = (Counter(tokens_of(document_markdown(a_document(text)))) for text in (f"a{hostile}b", "harmless"))
    del kinds["code_inline"], kinds["text"], harmless["text"]
    assert kinds == harmless


@pytest.mark.parametrize(
    "text",
    [
        "https://example.com",
        "www.example.com",
        "someone@example.com",
        "<someone@example.com>",
        "![picture](https://example.com/x.png)",
        "[reference]: https://example.com",
        "``` fence",
        "~~~",
        "1. one",
        "1) one",
        "- one",
        "# heading",
        "a\\|b|c",
        "&lt;b&gt;",
        "```` ` ``",
        "a`<b>x</b>",
        "``<b>``",
    ],
)
def test_what_markdown_would_read_is_only_text(text: str) -> None:
    content = report_markdown(an_incident(NoUser(text), warnings=(text,)))
    kinds = Counter(tokens_of(content))
    calm = Counter(tokens_of(report_markdown(an_incident(NoUser("calm"), warnings=("calm",)))))
    assert kinds.keys() - calm.keys() <= {"code_inline"}
    assert kinds["heading_open"] == calm["heading_open"]
    assert kinds["list_item_open"] == calm["list_item_open"]


@pytest.mark.parametrize(("text", "written"), [("ATT&CK", "ATT&CK"), ("A&LT;", "`A&LT`;"), ("a&b", "`a&b`")])
def test_an_ampersand_between_capitals_is_a_word_unless_it_is_an_entity(text: str, written: str) -> None:
    assert document_markdown(Document(text, ())) == f"# {written}\n"
