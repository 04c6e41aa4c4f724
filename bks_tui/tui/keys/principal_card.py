"""A principal that a pasted text names, as the decoder shows it: a row and a card."""

from __future__ import annotations

from bks_tui.core.cloudtrail.principals import Principal
from bks_tui.core.document import Cell, KeyValue, KeyValues, Paragraph, Section, Tone

_UNPROVEN = (
    "Anyone can write such a text, and the name may be somebody else's today. Before bks changes anything, it reads "
    "the user in AWS and shows the plan."
)


def principal_cells(principal: Principal) -> tuple[Cell, ...]:
    """A row of the results: the name, its account, what names it, its kind."""
    target = principal.target
    name = target.user_name or target.text.rpartition(":")[2]
    return (
        Cell(name, Tone.STRONG),
        Cell(target.named_account_id or "?"),
        Cell(principal.source, Tone.DIM),
        Cell(target.kind.value, Tone.DIM),
    )


def principal_sections(principal: Principal, account_id: str | None, holder: str | None) -> tuple[Section, ...]:
    """A principal in full: the user in the account `account_id` that it is or that holds it, and what is said of it."""
    target, named = principal.target, principal.target.named_account_id
    facts = (
        ("target", target.text),
        ("account", named),
        ("Region", principal.region),
        ("named by", principal.source),
    )
    said = KeyValues(tuple(KeyValue(label, text) for label, text in facts if text))
    sections = [
        Section(target.description, (said,), Tone.STRONG),
        Section("Notes", (Paragraph(_UNPROVEN),)),
    ]
    if account_id and named and named != account_id:
        sentence = f"It belongs to account {named}, not to {account_id}."
        return (Section(sentence, tone=Tone.DANGER), *sections)
    if account_id:
        sentence = f"Listed user: {holder}." if holder else "No listed user is it or holds it."
        return (Section(sentence), *sections)
    return tuple(sections)
