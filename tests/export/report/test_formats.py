"""An incident report in every format: all of it there, and hostile text harmless."""

from __future__ import annotations

from collections.abc import Callable
from html import unescape
from typing import TypeAlias

import pytest

from bks_tui.core.report.incident import Incident, NoUser
from bks_tui.core.report.incident_report import incident_report
from bks_tui.core.report.summary import summary_sentences
from bks_tui.core.text import sanitize
from bks_tui.export.report.formats import report_html, report_markdown, report_text
from tests.support.events import PHANTOM
from tests.support.hostile import HOSTILE, dangers
from tests.support.tables import for_each
from tests.support.timelines import DENIED_REGION, a_timeline, an_incident, hostile_incident
from tests.support.users import user

Written: TypeAlias = Callable[[Incident], str]

READABLE: dict[str, Written] = {"text": report_text, "markdown": report_markdown, "html": report_html}
HOSTILE_TEXT = for_each("hostile", HOSTILE)
EVERY = pytest.mark.parametrize("written", READABLE.values(), ids=list(READABLE))


@EVERY
def test_every_section_is_in_the_report(written: Written) -> None:
    incident = an_incident()
    content = written(incident)
    places = [content.index(section.title) for section in incident_report(incident).sections]
    assert places == sorted(places)


@EVERY
def test_the_report_begins_with_the_incident_in_sentences(written: Written) -> None:
    # Markdown marks names.
    words = " ".join(unescape(written(an_incident())).replace("`", "").split())
    places = [words.find(sentence) for sentence in summary_sentences(an_incident())]
    assert -1 not in places
    assert places == sorted(places)
    assert places[-1] < words.index("Completeness")


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
