"""One key shows all times in UTC, in the zone of the machine, or as ages."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta, timezone

import pytest

from bks_tui.core.document import BulletList, Cell, KeyValue, KeyValues, Paragraph, Section
from bks_tui.tui.kit.times import MomentCell, Times, TimeStyle
from tests.support.app import NOW, Person, app_over, scanned
from tests.tui.timeline.test_pane import used_account

WHEN = datetime(2026, 3, 2, 9, 30, 7, tzinfo=timezone.utc)


@pytest.fixture(autouse=True)
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine one hour ahead of UTC, two in summer."""
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def shown(style: TimeStyle) -> Times:
    return Times(lambda: NOW, style)


@pytest.mark.parametrize(
    ("style", "expected"),
    [
        (TimeStyle.UTC, "used on 2026-03-02 09:30 UTC in eu-west-1"),
        (TimeStyle.LOCAL, "used on 2026-03-02 10:30 CET in eu-west-1"),
        (TimeStyle.RELATIVE, "used on 2h ago in eu-west-1"),
    ],
)
def test_a_time_in_a_sentence_is_shown_in_the_style(style: TimeStyle, expected: str) -> None:
    assert shown(style).text("used on 2026-03-02 09:30 UTC in eu-west-1") == expected


@pytest.mark.parametrize(
    ("text", "style", "expected"),
    [
        ("2026-03-02 09:30:07 UTC", TimeStyle.LOCAL, "2026-03-02 10:30:07 CET"),
        ("2026-07-02 09:30 UTC", TimeStyle.LOCAL, "2026-07-02 11:30 CEST"),
        ("2026-03-02 09:30 UTC (2h ago)", TimeStyle.LOCAL, "2026-03-02 10:30 CET (2h ago)"),
        ("2026-03-02 09:30 UTC (2h ago)", TimeStyle.RELATIVE, "2h ago"),
        ("2026-03-05 12:00 UTC", TimeStyle.RELATIVE, "in 3d"),
        ("9999-99-99 99:99 UTC", TimeStyle.LOCAL, "9999-99-99 99:99 UTC"),
        ("--sessions-before 2026-03-02T09:30:07Z", TimeStyle.LOCAL, "--sessions-before 2026-03-02T09:30:07Z"),
    ],
)
def test_only_labelled_times_are_rewritten(text: str, style: TimeStyle, expected: str) -> None:
    assert shown(style).text(text) == expected


def test_every_kind_of_block_is_rewritten() -> None:
    told = "2026-03-02 09:30 UTC"
    rows = KeyValues((KeyValue("at", told), KeyValue("on", WHEN)))
    section = Section(told, (Paragraph(told), BulletList((told,)), rows))
    (local,) = shown(TimeStyle.LOCAL).sections([section])
    assert "UTC" not in repr(local)
    assert repr(local).count("2026-03-02 10:30 CET") == 4
    assert "2026-03-02 10:30:07 CET" in repr(local)


def test_a_cell_has_its_format_and_its_heading_the_label() -> None:
    cell = MomentCell("03-02 09:30", when=WHEN, form="%m-%d %H:%M")
    assert [shown(style).cell(cell) for style in TimeStyle] == ["03-02 09:30", "03-02 10:30", "2h"]
    assert [shown(style).heading("Last (UTC)") for style in TimeStyle] == ["Last (UTC)", "Last (local)", "Last (ago)"]
    assert shown(TimeStyle.LOCAL).cell(Cell("03-02 09:30")) == "03-02 09:30"


async def shows(person: Person, parts: Iterable[str]) -> None:
    """Wait until the app has drawn again, which it does once it has the message."""
    await person.until(lambda: all(part in person.text for part in parts))


async def test_c_switches_the_timeline_and_the_detail() -> None:
    account = used_account()
    async with scanned(app_over(account), (120, 60)) as person:
        await person.press("t")
        created = (NOW - timedelta(days=10)).strftime("%Y-%m-%d")
        assert f"created     {created} 12:00 UTC" in person.text
        for told in (
            ("Last (local)", "03-02 12:20:00", f"created     {created} 13:00 CET"),
            ("Last (ago)", "created     10d ago"),
            ("Last (UTC)", "03-02 11:20:00", f"created     {created} 12:00 UTC"),
        ):
            await person.press("c")
            await shows(person, told)


async def test_the_calls_say_that_they_are_in_utc() -> None:
    async with scanned(app_over(used_account())) as person:
        await person.press("5")
        assert "Time (UTC)" in person.text
