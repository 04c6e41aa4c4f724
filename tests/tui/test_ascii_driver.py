"""A terminal that cannot show line drawing gets ASCII of the same width."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from bks_tui.core.scan.assessment import Status
from bks_tui.export.formatting import bars
from bks_tui.export.scan.statuses import status
from bks_tui.tui.ascii_driver import AsciiDriver, in_encoding, terminal_driver, terminal_encoding


@pytest.mark.parametrize(
    ("text", "encoding", "expected"),
    [
        ("━ 1 Users ━", "ascii", "= 1 Users ="),
        ("─ 2 Detail ─", "ascii", "- 2 Detail -"),
        ("╭─╮", "iso-8859-1", "+-+"),
        ("7 of 55 · by name", "iso-8859-1", "7 of 55 · by name"),
        ("7 of 55 · by name", "ascii", "7 of 55 , by name"),
        ("André", "iso-8859-1", "André"),
        ("André", "ascii", "Andr?"),
        ("日本", "ascii", "????"),
        ("\x1b[1m›\x1b[0m", "ascii", "\x1b[1m>\x1b[0m"),
        ("━", "utf-8", "━"),
    ],
)
def test_what_the_encoding_lacks_becomes_ascii(text: str, encoding: str, expected: str) -> None:
    assert in_encoding(text, encoding) == expected


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Mn", "Me"])))
def test_no_cell_moves(text: str) -> None:
    shown = in_encoding(text, "ascii")
    assert shown.isascii()
    assert cell_len(shown) == sum(map(cell_len, text))


def test_each_status_still_has_a_symbol_of_its_own() -> None:
    symbols = {in_encoding(status(each), "ascii")[0] for each in Status}
    assert len(symbols) == len(Status)
    assert "?" in symbols


def test_the_bars_stay_in_order() -> None:
    assert in_encoding(bars([0, 1, 4, 8], 8), "ascii") == " .=#"


@pytest.mark.parametrize(
    ("codeset", "written", "expected"),
    [
        ("UTF-8", "utf-8", "UTF-8"),
        ("ANSI_X3.4-1968", "utf-8", "ascii"),
        ("ISO-8859-1", "iso-8859-1", "ISO-8859-1"),
        ("ISO-8859-1", "utf-8", "ascii"),
        ("unheard-of", "utf-8", "ascii"),
    ],
)
def test_the_encoding_is_that_of_the_locale_if_python_writes_it(
    monkeypatch: pytest.MonkeyPatch, codeset: str, written: str, expected: str
) -> None:
    monkeypatch.setattr("bks_tui.tui.ascii_driver.locale.nl_langinfo", lambda _item: codeset)
    monkeypatch.setattr("bks_tui.tui.ascii_driver.sys.__stderr__", SimpleNamespace(encoding=written))
    assert terminal_encoding() == expected


@pytest.mark.parametrize(("encoding", "expected"), [("UTF-8", None), ("ascii", AsciiDriver)])
def test_only_another_encoding_than_utf_8_has_a_driver_of_its_own(
    monkeypatch: pytest.MonkeyPatch, encoding: str, expected: object
) -> None:
    monkeypatch.setattr("bks_tui.tui.ascii_driver.terminal_encoding", lambda: encoding)
    assert terminal_driver() is expected
