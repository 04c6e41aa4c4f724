"""Points in time as a person wants to read them: in UTC, in the zone of this machine, or as an age."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timezone
from enum import Enum

from textual.app import App
from textual.widget import Widget

from bks_tui.core.document import Block, BulletList, Cell, KeyValue, KeyValues, Paragraph, Section
from bks_tui.export import formatting as words

# As the domain writes it in sentences and values, with the age that may follow.
_IN_TEXT = re.compile(r"\b(\d{4}-\d\d-\d\d \d\d:\d\d(?::\d\d)?) UTC\b( \([^()]{1,20} ago\))?")

# A time in a list of some weeks.
TO_THE_SECOND = "%m-%d %H:%M:%S"


class TimeStyle(Enum):
    """How times are shown; the value is the label in a heading."""

    UTC = "UTC"
    LOCAL = "local"
    RELATIVE = "ago"


@dataclass(frozen=True, slots=True)
class MomentCell(Cell):
    """A cell of a list that is a point in time: `text` is in UTC, in the format `form` of strftime."""

    when: datetime | None = None
    form: str = ""


@dataclass(frozen=True, slots=True)
class Times:
    """The chosen style, and the clock for ages."""

    clock: Callable[[], datetime]
    style: TimeStyle = TimeStyle.UTC

    def next(self) -> Times:
        """The next style, and after the last one UTC."""
        styles = list(TimeStyle)
        return replace(self, style=styles[(styles.index(self.style) + 1) % len(styles)])

    def heading(self, title: str) -> str:
        """The title of a column that says UTC, in this style."""
        return title.replace("(UTC)", f"({self.style.value})")

    def cell(self, cell: Cell) -> str:
        """The text of a cell."""
        if not isinstance(cell, MomentCell) or cell.when is None or self.style is TimeStyle.UTC:
            return cell.text
        if self.style is TimeStyle.RELATIVE:
            return words.elapsed(self.clock() - cell.when)
        return cell.when.astimezone().strftime(cell.form)

    def text(self, text: str) -> str:
        """A text, with each time in it that says UTC."""
        return text if self.style is TimeStyle.UTC else _IN_TEXT.sub(self._in_text, text)

    def _in_text(self, found: re.Match[str]) -> str:
        written, age = found[1], found[2] or ""
        form = "%Y-%m-%d %H:%M:%S" if written.count(":") > 1 else "%Y-%m-%d %H:%M"
        try:
            when = datetime.strptime(written, form).replace(tzinfo=timezone.utc)
            local = when.astimezone()
        except (ValueError, OverflowError):
            # A text of somebody else's that looks like one.
            return found[0]
        if self.style is TimeStyle.LOCAL:
            return f"{local.strftime(form)} {local.tzname()}{age}"
        now = self.clock()
        return f"{words.elapsed(now - when)} ago" if when <= now else f"in {words.elapsed(when - now)}"

    def sections(self, sections: Sequence[Section]) -> Sequence[Section]:
        """Sections, with each time in them."""
        if self.style is TimeStyle.UTC:
            return sections
        return [
            replace(one, title=self.text(one.title), blocks=tuple(map(self._block, one.blocks))) for one in sections
        ]

    def _block(self, block: Block) -> Block:
        match block:
            case Paragraph(text, tone):
                return Paragraph(self.text(text), tone)
            case BulletList(texts):
                return BulletList(tuple(map(self.text, texts)))
            case KeyValues(rows):
                return KeyValues(tuple(map(self._row, rows)))
        return block

    def _row(self, row: KeyValue) -> KeyValue:
        return replace(row, value=self.text(row.value if isinstance(row.value, str) else words.value(row.value)))


class TimesOwner(App[None]):
    """An app in which a person chooses how times are shown."""

    times: Times


class ShowsTimes(Widget):
    """A widget that draws times; the last of the bases, as `Titled`."""

    @property
    def times(self) -> Times:
        """The style of the app."""
        app = self.app
        return app.times if isinstance(app, TimesOwner) else Times(lambda: datetime.now(timezone.utc))

    def redraw_times(self) -> None:
        """Draw again in another style."""
        self.refresh(layout=True)
