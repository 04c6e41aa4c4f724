"""A decoded key as the app shows it: a row, a card, and the fields to copy. It contains no secret."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bks_tui.core.keys.decoded_key import Decoded, DecodedKey, MalformedKey
from bks_tui.core.scan.ownership import Ownership
from bks_tui.export import formatting as words
from bks_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from bks_tui.tui.kit.cells import Cell, CellSection, Line, Tone, cell
from bks_tui.tui.kit.copy_fields import Field


def decoded_cells(result: DecodedKey | MalformedKey) -> tuple[Cell, ...]:
    """A row of the results: user or access key, account, service, kind."""
    service = cell(result.service.title if result.service else f"unknown ({result.prefix})", Tone.DIM)
    if isinstance(result, MalformedKey):
        return cell("malformed", Tone.UNKNOWN), cell(""), service, cell(result.kind.value, Tone.DIM)
    subject = result.user_name or result.access_key_id or "?"
    return (
        cell(subject, Tone.STRONG),
        cell(result.account_id or "?"),
        service,
        cell(result.kind.value, Tone.DIM),
    )


def no_key_sections(
    decoded: Decoded | None, keymap: Keymap = DEFAULT_KEYMAP, demo_key: str | None = None
) -> tuple[CellSection, ...]:
    """The card where there is no result: nothing was decoded yet, or no key was found.

    `demo_key` is an invented key to try bks with; None outside the demo account.
    """
    if decoded is None:
        paste = CellSection(
            cell("Paste a key, or any text that contains one: a log, a diff", Tone.PLAIN),
            (
                Line("", cell("It is decoded offline; the secret is not shown or stored.", Tone.DIM)),
                Line("", cell(f"Results stay until you press {keymap.shown('dismiss_decoded')}.", Tone.DIM)),
            ),
        )
        return (paste, _demo_key_section(demo_key)) if demo_key else (paste,)
    return (CellSection(cell("No AWS API key in the pasted text", Tone.UNKNOWN), ()),)


def _demo_key_section(demo_key: str) -> CellSection:
    return CellSection(
        cell("To try an incident, copy and paste this invented key", Tone.PLAIN),
        (Line("", cell(demo_key)),),
    )


def card_sections(
    result: DecodedKey | MalformedKey,
    ownership: Ownership | None,
    now: datetime,
    containment: str | None = None,
    keymap: Keymap = DEFAULT_KEYMAP,
) -> tuple[CellSection, ...]:
    """A result in full: its owner in this account, the command that contains it, the key, and notes."""
    service = result.service.title if result.service else f"unknown service, prefix {result.prefix}"
    if isinstance(result, MalformedKey):
        readable = (Line("readable", cell(result.readable)),) if result.readable else ()
        lines = (Line("", cell(result.reason)), *readable, Line("place", cell(_place(result))))
        return (CellSection(cell(f"Malformed {result.kind.value} key, {service}", Tone.UNKNOWN), lines),)
    sections = [CellSection(cell(f"{service}, {result.kind.value} key", Tone.STRONG), tuple(_fact_lines(result, now)))]
    if ownership:
        tone = Tone.AT_RISK if ownership.elsewhere else Tone.PLAIN
        by_key = Line("contain it", cell(f"{keymap.shown('contain')} shows the plan and asks; or by hand:"))
        contain = (by_key, Line("", cell(containment))) if containment else ()
        sections.insert(0, CellSection(cell(ownership.sentence, tone), contain))
    if result.notes:
        sections.append(CellSection(cell("Notes"), tuple(Line("", cell(note)) for note in result.notes)))
    return tuple(sections)


def _fact_lines(key: DecodedKey, now: datetime) -> Iterator[Line]:
    for field in key_fields(key):
        yield Line(field.label, cell(field.text))
    if key.expires_at and key.expired is not None:
        state = "expired" if key.expired else "may still work"
        yield Line(
            "state", cell(f"{state}: {words.expiry(key.expires_at, now)}", Tone.DIM if key.expired else Tone.AT_RISK)
        )
    if key.partial:
        yield Line("partial", cell("the key is incomplete", Tone.UNKNOWN))
    yield Line("place", cell(_place(key)))


def _place(result: DecodedKey | MalformedKey) -> str:
    times = f", {len(result.places)} times" if len(result.places) > 1 else ""
    return f"line {result.place.line}, column {result.place.column}{times}"


def key_fields(key: DecodedKey, containment: str | None = None) -> tuple[Field, ...]:
    """The fields of a decoded key that can be copied, in the order of the card."""
    fields = (
        ("user name", key.user_name),
        ("alias", key.alias.text if key.alias else None),
        ("account", key.account_id),
        ("ARN", key.iam_user_arn),
        ("access key", key.access_key_id),
        ("class", key.access_key_class.value if key.access_key_class else None),
        ("Region", key.region),
        ("issued", words.moment(key.issued_at) if key.issued_at else None),
        ("expires by", words.moment(key.expires_at) if key.expires_at else None),
        ("fingerprint", key.fingerprint),
        ("contain it", containment),
    )
    return tuple(Field(label, text) for label, text in fields if text)
