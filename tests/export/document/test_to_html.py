"""A document as HTML: a page that loads and runs nothing, whatever its text."""

from __future__ import annotations

from collections import Counter
from html.parser import HTMLParser
from typing import TypeAlias

from bks_tui.core.text import sanitize
from bks_tui.export.document.to_html import document_html
from bks_tui.export.report.formats import report_html
from tests.support.documents import a_document
from tests.support.hostile import HOSTILE
from tests.support.tables import for_each
from tests.support.timelines import an_incident, hostile_incident

HOSTILE_TEXT = for_each("hostile", HOSTILE)


Attributes: TypeAlias = tuple[tuple[str, str], ...]


class Page(HTMLParser):
    """What a browser would make of a page: its elements with their attributes, and its text."""

    def __init__(self, content: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: Counter[str] = Counter()
        self.attributes: set[tuple[str, str]] = set()
        self.values: set[str] = set()
        self.texts: list[str] = []
        self.others: list[str] = []
        self.feed(content)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements[tag] += 1
        self.attributes |= {(tag, name) for name, _ in attrs}
        self.values |= {value or "" for _, value in attrs}

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.others.append(data)

    def unknown_decl(self, data: str) -> None:
        self.others.append(data)

    def handle_pi(self, data: str) -> None:
        self.others.append(data)


HARMLESS = Page(report_html(hostile_incident("harmless")))


@HOSTILE_TEXT
def test_hostile_text_makes_no_element_and_no_attribute(hostile: str) -> None:
    page = Page(report_html(hostile_incident(hostile)))
    assert page.attributes <= HARMLESS.attributes
    assert set(page.elements) <= set(HARMLESS.elements)
    assert page.others == []


@HOSTILE_TEXT
def test_hostile_text_in_any_block_makes_no_element_and_no_attribute(hostile: str) -> None:
    page, harmless = (Page(document_html(a_document(text))) for text in (hostile, "harmless"))
    assert (page.elements, page.attributes, page.others) == (harmless.elements, harmless.attributes, [])


@HOSTILE_TEXT
def test_hostile_text_stands_in_no_attribute(hostile: str) -> None:
    page = Page(report_html(hostile_incident(f"{hostile}hostile")))
    assert [value for value in page.values if "hostile" in value] == []


@for_each("hostile", {name: text for name, text in HOSTILE.items() if len(text) < 500 and text.strip()})
def test_hostile_text_is_read_on_the_page_as_it_is_cleaned(hostile: str) -> None:
    page = Page(report_html(hostile_incident(hostile)))
    assert f"Incident report: {sanitize(hostile)}" in page.texts


def test_the_page_loads_and_runs_nothing() -> None:
    content = report_html(an_incident())
    page = Page(content)
    assert not {"script", "link", "img", "iframe", "object", "a", "form", "base"} & set(page.elements)
    assert not {name for _, name in page.attributes} & {"src", "href", "style", "srcset", "action"}
    assert "url(" not in content
    assert "@import" not in content
    assert "default-src 'none'" in content


def test_every_element_is_closed() -> None:
    void = {"meta"}
    open_elements: list[str] = []

    class Nesting(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            assert attrs is not None
            if tag not in void:
                open_elements.append(tag)

        def handle_endtag(self, tag: str) -> None:
            # `<path/>` begins and ends at once.
            assert open_elements.pop() == tag

    Nesting().feed(report_html(an_incident()))
    assert open_elements == []
