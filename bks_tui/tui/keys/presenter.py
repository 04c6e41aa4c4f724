"""A decoded key as the app shows it: a row, a card, and the fields to copy. It contains no secret."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bks_tui.core.cloudtrail.principals import Principal
from bks_tui.core.document import Cell, KeyValue, KeyValues, Paragraph, Section, Tone
from bks_tui.core.keys.decoded_key import Decoded, DecodedKey, MalformedKey
from bks_tui.core.scan.ownership import Ownership
from bks_tui.export import formatting as words
from bks_tui.tui.keymap import DEFAULT_KEYMAP, Keymap
from bks_tui.tui.keys.principal_card import principal_cells
from bks_tui.tui.keys.worker import Result
from bks_tui.tui.kit.copy_fields import CopyField


def result_cells(result: Result) -> tuple[Cell, ...]:
    """A row of the results: user or access key, account, service or what names it, kind."""
    if isinstance(result, Principal):
        return principal_cells(result)
    service = Cell(result.service.title if result.service else f"unknown ({result.prefix})", Tone.DIM)
    if isinstance(result, MalformedKey):
        return Cell("malformed", Tone.WARNING), Cell(""), service, Cell(result.kind.value, Tone.DIM)
    subject = result.user_name or result.access_key_id or "?"
    return (
        Cell(subject, Tone.STRONG),
        Cell(result.account_id or "?"),
        service,
        Cell(result.kind.value, Tone.DIM),
    )


def no_key_sections(
    decoded: Decoded | None, keymap: Keymap = DEFAULT_KEYMAP, demo_key: str | None = None
) -> tuple[Section, ...]:
    """The card where there is no result: nothing was decoded yet, or no key was found.

    `demo_key` is an invented key to try bks with; None outside the demo account.
    """
    if decoded is None:
        paste = Section(
            "Paste a key, or any text that contains one: a log, a diff",
            (
                Paragraph("An alert, a CloudTrail record, an ARN or a quoted name works too.", Tone.DIM),
                Paragraph("It is decoded offline; the secret is not shown or stored.", Tone.DIM),
                Paragraph(f"Results stay until you press {keymap.shown('dismiss_decoded')}.", Tone.DIM),
            ),
        )
        return (paste, _demo_key_section(demo_key)) if demo_key else (paste,)
    return (Section("No AWS API key in the pasted text", tone=Tone.WARNING),)


def _demo_key_section(demo_key: str) -> Section:
    return Section("To try an incident, copy and paste this invented key", (Paragraph(demo_key),))


def card_sections(
    result: DecodedKey | MalformedKey,
    ownership: Ownership | None,
    now: datetime,
    containment: str | None = None,
    keymap: Keymap = DEFAULT_KEYMAP,
    way: str = "",
) -> tuple[Section, ...]:
    """A result in full: its owner in this account, the command that contains it, the key, and notes.

    `way` is how to reach the account of a key that belongs to another one.
    """
    service = result.service.title if result.service else f"unknown service, prefix {result.prefix}"
    if isinstance(result, MalformedKey):
        readable = (KeyValue("readable", result.readable),) if result.readable else ()
        blocks = (Paragraph(result.reason), KeyValues((*readable, KeyValue("place", _place(result)))))
        return (Section(f"Malformed {result.kind.value} key, {service}", blocks, Tone.WARNING),)
    facts = KeyValues(tuple(_facts(result, now)))
    sections = [Section(f"{service}, {result.kind.value} key", (facts,), Tone.STRONG)]
    if ownership:
        tone = Tone.DANGER if ownership.elsewhere else Tone.PLAIN
        by_key = KeyValue("contain it", f"{keymap.shown('contain')} shows the plan and asks; or by hand:")
        contain = (KeyValues((by_key,)), Paragraph(containment)) if containment else ()
        by_way = KeyValue("open it", f"{keymap.shown('open_account')} goes to {way}")
        open_it = (KeyValues((by_way,)),) if ownership.elsewhere and way else ()
        sections.insert(0, Section(ownership.sentence, (*contain, *open_it), tone))
    if result.notes:
        sections.append(Section("Notes", tuple(map(Paragraph, result.notes))))
    return tuple(sections)


def _facts(key: DecodedKey, now: datetime) -> Iterator[KeyValue]:
    for field in key_fields(key):
        yield KeyValue(field.label, field.text)
    if key.expires_at and key.expired is not None:
        state = "expired" if key.expired else "may still work"
        tone = Tone.DIM if key.expired else Tone.DANGER
        yield KeyValue("state", f"{state}: {words.expiry(key.expires_at, now)}", tone)
    if key.partial:
        yield KeyValue("partial", "the key is incomplete", Tone.WARNING)
    yield KeyValue("place", _place(key))


def _place(result: DecodedKey | MalformedKey) -> str:
    times = f", {len(result.places)} times" if len(result.places) > 1 else ""
    return f"line {result.place.line}, column {result.place.column}{times}"


def key_fields(key: DecodedKey, containment: str | None = None) -> tuple[CopyField, ...]:
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
    return tuple(CopyField(label, text) for label, text in fields if text)
