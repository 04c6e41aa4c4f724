"""An incident report in every format: all of it there, hostile text harmless, nothing alive."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any, TypeAlias, cast

import pytest
from markdown_it import MarkdownIt

from bks_tui.core.detection import Severity
from bks_tui.core.evidence import Evidence, Known
from bks_tui.core.report.blocks import Activity, RegionActivity
from bks_tui.core.report.incident import Incident, NoUser, incident_report
from bks_tui.core.response.operation import Outcome
from bks_tui.core.text import sanitize
from bks_tui.export.report.chart import chart
from bks_tui.export.report.to_html import report_html
from bks_tui.export.report.to_json import report_document, report_json
from bks_tui.export.report.to_markdown import report_markdown
from bks_tui.export.report.to_text import activity_lines, report_text
from bks_tui.export.scan.to_json import user_fields
from bks_tui.export.timeline.to_json import timeline_document
from tests.support.events import PHANTOM, START
from tests.support.hostile import HOSTILE, dangers
from tests.support.plans import an_operation
from tests.support.tables import for_each
from tests.support.timelines import DENIED_REGION, a_timeline, an_incident, an_incidents_events, hostile_incident
from tests.support.users import BEDROCK_POLICY, NOW, denied, finding, user

Written: TypeAlias = Callable[[Incident], str]

READABLE: dict[str, Written] = {"text": report_text, "markdown": report_markdown, "html": report_html}
HOSTILE_TEXT = for_each("hostile", HOSTILE)
EVERY = pytest.mark.parametrize("written", READABLE.values(), ids=list(READABLE))
ACTIVITY = Activity(
    START,
    NOW,
    (
        RegionActivity("us-east-1", (0, 1, 0, 800), (None, None, None, Severity.HIGH)),
        RegionActivity("us-west-2", (0, 0, 400, 0), (None, None, Severity.LOW, None)),
    ),
)


@EVERY
def test_every_section_is_in_the_report(written: Written) -> None:
    incident = an_incident()
    content = written(incident)
    places = [content.index(section.title) for section in incident_report(incident).sections]
    assert places == sorted(places)


@EVERY
@pytest.mark.parametrize("subject", [user(PHANTOM), NoUser("There is no such user.")], ids=["user", "no user"])
def test_commands_are_whole_and_on_a_line_of_their_own(written: Written, subject: object) -> None:
    incident = an_incident(subject if isinstance(subject, NoUser) else user(PHANTOM))
    lines = {line.strip().removeprefix("<pre>").removesuffix("</pre>") for line in written(incident).splitlines()}
    escaped = {sanitize(line) for line in lines} | {
        line.replace("&#x27;", "'").replace("&quot;", '"') for line in lines
    }
    assert {command for step in incident.next_steps for command in step.commands} <= escaped


@EVERY
def test_a_gap_is_named(written: Written) -> None:
    content = written(an_incident(timeline=a_timeline(gaps=(DENIED_REGION,))))
    assert "INCOMPLETE" in content
    assert "ap-south-1" in content


@EVERY
@HOSTILE_TEXT
def test_hostile_text_is_written_harmless(written: Written, hostile: str) -> None:
    assert dangers(written(hostile_incident(hostile))) == set()


@HOSTILE_TEXT
def test_hostile_text_adds_no_line_that_looks_like_a_section(hostile: str) -> None:
    titles = [section.title for section in incident_report(hostile_incident(hostile)).sections]
    lines = report_text(hostile_incident(hostile)).splitlines()
    assert [before for before, line in pairwise(lines) if len(line) > 2 and set(line) == {"-"}] == titles


def test_the_text_is_read_on_80_columns_but_for_commands_and_long_names() -> None:
    lines = report_text(an_incident()).splitlines()
    assert [line for line in lines if len(line) > 80 and not line.startswith("      ")] == []


# The chart as text


def test_the_bars_have_the_height_of_the_counts_and_one_event_is_seen_among_hundreds() -> None:
    assert list(activity_lines(ACTIVITY))[:4] == ["us-east-1  ▁ █", "             !", "us-west-2   ▄ ", "            ."]


def test_a_chart_of_nothing_is_only_its_axis() -> None:
    assert len(list(activity_lines(Activity(START, NOW, ())))) == 2


# HTML

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


def test_the_chart_has_a_bar_for_each_span_with_events_and_a_mark_for_each_with_a_signal() -> None:
    page = Page(chart(ACTIVITY))
    assert page.elements["rect"] == 3
    # Two floors, two marks, and the three marks of the legend.
    assert page.elements["path"] == 2 + 2 + 3


# Markdown


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


# JSON


def test_the_json_has_the_facts_by_the_names_of_the_other_documents() -> None:
    incident = an_incident(user(PHANTOM), timeline=a_timeline(*an_incidents_events()))
    document = report_document(incident)
    assert document["schema"] == "bks.report/1"
    assert document["user"] == user_fields(finding(user(PHANTOM)), NOW)
    assert document["timeline"] == timeline_document(incident.timeline)
    assert (document["complete"], document["not_read"], document["no_user"]) == (True, [], None)
    steps = document["next_steps"]
    assert isinstance(steps, list)
    assert steps[0]["title"] == "Preserve evidence"


def test_the_json_says_why_there_is_no_user() -> None:
    document = report_document(an_incident(NoUser("There is no such user.")))
    assert (document["user"], document["no_user"]) == (None, "There is no such user.")


def test_a_policy_that_could_not_be_read_is_null_with_the_reason() -> None:
    documents: dict[str, Evidence[str]] = {BEDROCK_POLICY.arn: denied("iam:GetPolicyVersion"), "b": Known("{}")}
    assert report_document(an_incident(documents=documents))["managed_policies"] == [
        {"arn": BEDROCK_POLICY.arn, "document": None, "unread": "iam:GetPolicyVersion denied: not authorized"},
        {"arn": "b", "document": "{}"},
    ]


@HOSTILE_TEXT
def test_hostile_text_comes_back_from_the_json_as_it_was(hostile: str) -> None:
    incident = hostile_incident(hostile)
    written = report_json(incident)
    assert written.isascii()
    assert json.loads(written) == json.loads(json.dumps(report_document(incident)))
    assert json.loads(written)["target"] == hostile


def test_a_demo_report_is_marked_as_such() -> None:
    timeline = a_timeline()
    demo = replace(timeline, account=replace(timeline.account, demo=True))
    assert report_document(an_incident(timeline=demo))["demo"] is True


def test_json_shows_the_actions_taken() -> None:
    operation = an_operation(Outcome.FAILED, reason="Why.")
    (reported,) = cast("list[Any]", report_document(an_incident(taken=(operation,)))["actions_taken"])
    assert (reported["begun_at"], reported["outcome"], reported["reason"]) == ("2026-03-02T12:00:00Z", "failed", "Why.")
    assert reported["steps"][0]["undo"][0]["parameters"]["Status"] == "Active"
