"""The documents of a policy that a user has, with what that policy alone allows."""

from __future__ import annotations

from collections.abc import Iterator

from bks_tui.core.document import KeyValues, Paragraph, Section, Tone
from bks_tui.core.evidence import Evidence, Known, Unread, known_items
from bks_tui.core.iam.rated_candidates import Holder
from bks_tui.core.iam.rating import RatedPolicy, rate
from bks_tui.core.iam.rating_section import NOT_CONSIDERED, rating_line
from bks_tui.core.iam.user import User
from bks_tui.core.iam.user_policies import PolicyDocuments, policies_of
from bks_tui.tui.kit.json_lines import json_lines
from bks_tui.tui.scan.detail_items import DetailItem, DetailItemKind

_READING = (Paragraph("Reading …", Tone.DIM),)


def is_read(item: DetailItem, documents: PolicyDocuments | None) -> bool:
    """Whether the documents were read, or could not be: otherwise they are to be read now."""
    if item.kind is DetailItemKind.INLINE:
        return True
    if documents is None:
        return False
    return item.id in (documents.groups if item.kind is DetailItemKind.GROUP else documents.managed)


def policy_sections(item: DetailItem, user: User, documents: PolicyDocuments | None) -> tuple[Section, ...]:
    """The policy, or all policies of a group; without `documents`, those that are asked for are being read."""
    if documents is None:
        return (Section(item.id, _READING),)
    return tuple(section for policy in _policies(item, user, documents) for section in _sections(policy, user)) or (
        Section(item.id, (Paragraph("The group has no policies."),)),
    )


def _policies(item: DetailItem, user: User, documents: PolicyDocuments) -> Iterator[RatedPolicy]:
    match item.kind:
        case DetailItemKind.INLINE:
            inline = (policy for policy in known_items(user.inline_policies) if policy.name == item.id)
            yield from (RatedPolicy(policy.name, policy.document, item.kind.value) for policy in inline)
        case DetailItemKind.GROUP:
            source = f"group {item.id}"
            yield from (policy for policy in policies_of(user, documents) if policy.source == source)
        case _:
            is_boundary = item.kind is DetailItemKind.BOUNDARY
            yield RatedPolicy(item.id, documents.managed[item.id], item.kind.value, is_boundary)


def _sections(policy: RatedPolicy, user: User) -> Iterator[Section]:
    yield Section(policy.name, (Paragraph(policy.source, Tone.DIM), *_meaning(policy, user)), Tone.STRONG)
    yield Section("Document", _document(policy.document))


def _meaning(policy: RatedPolicy, user: User) -> Iterator[KeyValues | Paragraph]:
    if policy.is_boundary:
        yield Paragraph("A boundary allows nothing by itself: it limits what the policies of the user allow.")
    else:
        arn = user.record.value.arn if isinstance(user.record, Known) else None
        yield KeyValues((rating_line(rate((policy,), Holder(arn), by_statement=False)),))
        yield Paragraph(f"By this policy alone. {NOT_CONSIDERED}", Tone.DIM)


def _document(document: Evidence[str]) -> tuple[Paragraph, ...]:
    if isinstance(document, Unread):
        why = Paragraph(f"It could not be read: {document}", Tone.WARNING)
        return (why, Paragraph(document.detail, Tone.DIM)) if document.detail else (why,)
    return tuple(map(Paragraph, json_lines(document.value)))
