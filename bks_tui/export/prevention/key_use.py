"""Who used API keys and would be blocked by a policy, as a section of a document and as fields of JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from bks_tui.core.document import Block, KeyValue, KeyValues, Paragraph, Section, Tone
from bks_tui.core.hunt.hunt import Identity
from bks_tui.core.hunt.policy_use import KeyUser, PolicyUse, Verdict, denies_use
from bks_tui.core.prevention.policies import ServiceControlPolicy
from bks_tui.core.text import pluralize
from bks_tui.export import formatting as words
from bks_tui.export.document.to_text import terminal_lines
from bks_tui.export.formatting import timestamp_if_known

KEY_USE = "Who used API keys, and would be blocked"

_LABELS = {
    Verdict.BLOCKED: "blocked",
    Verdict.BLOCKED_IF_LONG_TERM: "blocked?",
    Verdict.NOT_REACHED: "not blocked",
    Verdict.NOT_DENIED: "not blocked",
}
_REASONS = {
    Verdict.BLOCKED: "",
    Verdict.BLOCKED_IF_LONG_TERM: ": only if its key is a long-term one, which CloudTrail does not say",
    Verdict.NOT_REACHED: ": the policy would not apply to its account",
    Verdict.NOT_DENIED: ": the policy does not deny this use",
}


def key_use_lines(policy: ServiceControlPolicy, use: PolicyUse | None, width: int | None) -> Iterator[str]:
    """The section as text; none if nothing was to be read."""
    if use or not denies_use(policy):
        yield ""
        yield from terminal_lines((key_use_section(use),), width)


def key_use_section(use: PolicyUse | None, most: int | None = None) -> Section:
    """Who used API keys, as far as it was read; of too many, `most` are named.

    `use` is None for a policy that denies no use of keys.
    """
    if use is None:
        return Section(KEY_USE, (Paragraph("The policy denies no use of API keys that exist."),))
    return Section(KEY_USE, tuple(_blocks(use, most)))


def _blocks(use: PolicyUse, most: int | None) -> Iterator[Block]:
    read = " and ".join(each.source for each in use.hunt.coverage)
    assumed = "" if use.accounts is not None else ", if the policy applied there"
    yield Paragraph(f"In {read}{_period(use)}{assumed}:")
    users = use.users
    rows = [KeyValue(_LABELS[user.verdict], _sentence(user)) for user in users[:most]]
    if most is not None and len(users) > most:
        rows.append(KeyValue("", f"and {len(users) - most} more"))
    if not any(user.verdict in (Verdict.BLOCKED, Verdict.BLOCKED_IF_LONG_TERM) for user in users):
        missing = "unknown: nobody in what was read, but not everything was read"
        rows.append(KeyValue("blocked", missing if use.unread else "nobody in what was read"))
    rows += [KeyValue("NOT READ", sentence, Tone.WARNING) for sentence in use.unread]
    rows += [KeyValue("not covered", sentence, Tone.DIM) for sentence in use.hunt.limits]
    yield KeyValues(tuple(rows))


def _period(use: PolicyUse) -> str:
    since, until = use.hunt.since, use.hunt.until
    if since and until:
        return f" from {words.moment(since)} to {words.moment(until)}"
    return f" from {words.moment(since)} on" if since else f" until {words.moment(until)}" if until else ""


def _sentence(user: KeyUser) -> str:
    identity = user.identity
    uses = ", ".join(f"{each.service} ({pluralize(each.count, 'call')})" for each in identity.api_key_uses)
    last = f", last {words.moment(identity.last_use)}" if identity.last_use else ""
    account = f" in {identity.account_id}" if identity.account_id else ""
    return f"{identity.name}, {identity.kind.value}{account}, {uses}{last}{_REASONS[user.verdict]}"


def key_use_fields(policy: ServiceControlPolicy, use: PolicyUse | None) -> dict[str, object]:
    """The same as fields of `bks scp plan --json`; `use` is None where nothing was to be read."""
    return {
        "denies_use": denies_use(policy),
        "since": timestamp_if_known(use.hunt.since) if use else None,
        "until": timestamp_if_known(use.hunt.until) if use else None,
        "complete": not use.unread if use else True,
        "not_read": list(use.unread) if use else [],
        "always_unseen": list(use.hunt.limits) if use else [],
        "identities": [_fields(user.identity, user.verdict) for user in use.users] if use else [],
    }


def _fields(identity: Identity, verdict: Verdict) -> dict[str, object]:
    return {
        "arn": identity.arn,
        "name": identity.name,
        "kind": identity.kind.value,
        "account_id": identity.account_id,
        "verdict": verdict.value,
        "api_key_uses": [asdict(each) for each in identity.api_key_uses],
        "first_use": timestamp_if_known(identity.first_use),
        "last_use": timestamp_if_known(identity.last_use),
    }
