"""The link to the AWS console: opened where a browser is, else copied, and always shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from textual.app import App

from bks_tui.core.document import Cell, Paragraph, Section, Tone
from bks_tui.core.text import sanitize
from bks_tui.tui.console import browser
from bks_tui.tui.console.links import ShownLink
from bks_tui.tui.kit.copy_fields import CopyField
from bks_tui.tui.kit.dialog import ChoiceScreen
from bks_tui.tui.kit.option import Option
from bks_tui.tui.messages import CopyRequested

_COPY, _OPEN = "copy", "open"


def show_link(app: App[Any], shown: ShownLink, environment: Mapping[str, str]) -> None:
    """Open the link in the browser of this desktop; over SSH, and without a display, copy it. Then show it."""
    url, field = shown.link.url, CopyField("link to the AWS console", shown.link.url)
    has_browser = shown.is_real and browser.can_open(environment)
    if has_browser and browser.open_url(url, environment):
        done = "Your browser was asked to open it."
    elif shown.is_real:
        app.post_message(CopyRequested(field))
        done = "It was copied: there is no browser here to open it."
    else:
        done = "It was not opened."
    options = [Option(_COPY, Cell("Copy the link"))]
    if has_browser:
        options.append(Option(_OPEN, Cell("Open it again")))
    sections = (
        Section("", (Paragraph(url, Tone.INFO),)),
        Section(done, tuple(map(Paragraph, shown.notes))),
    )

    def answered(answer: str | None) -> None:
        if answer == _COPY:
            app.post_message(CopyRequested(field))
        elif answer == _OPEN:
            browser.open_url(url, environment)

    app.push_screen(ChoiceScreen(f"AWS console: {sanitize(shown.link.shows, 60)}", options, sections), answered)
