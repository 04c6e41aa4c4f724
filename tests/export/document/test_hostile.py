"""The model is verbatim: hostile text in any place of any block is cleaned by each renderer."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bks_tui.core.document import Document
from bks_tui.export.document.to_html import document_html
from bks_tui.export.document.to_markdown import document_markdown
from bks_tui.export.document.to_text import document_text, terminal_lines
from tests.support.documents import a_document
from tests.support.hostile import HOSTILE, dangers
from tests.support.tables import for_each

RENDERERS: dict[str, Callable[[Document], str]] = {
    "text": document_text,
    "terminal": lambda document: "\n".join(terminal_lines(document.sections, 60)),
    "unwrapped": lambda document: "\n".join(terminal_lines(document.sections, None)),
    "markdown": document_markdown,
    "html": document_html,
}


@pytest.mark.parametrize("render", RENDERERS.values(), ids=list(RENDERERS))
@for_each("hostile", HOSTILE)
def test_hostile_text_in_every_place_of_a_document_is_harmless(render: Callable[[Document], str], hostile: str) -> None:
    assert dangers(render(a_document(hostile))) == set()


@pytest.mark.parametrize("render", RENDERERS.values(), ids=list(RENDERERS))
def test_nothing_of_a_document_is_left_out(render: Callable[[Document], str]) -> None:
    # Title and two section titles; a block with its subsection has each text of it twice.
    assert render(a_document("@@")).count("@@") >= 2 + 2 * 14
