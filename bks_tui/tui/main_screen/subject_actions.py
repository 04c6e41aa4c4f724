"""What each action asks for of a subject, or why it cannot: pure functions of subject and mode."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bks_tui.core.keys.decoded_key import DecodedKey
from bks_tui.core.response.requests import CleanUpRequest, RevokeRequest
from bks_tui.core.scan.findings import Finding
from bks_tui.core.text import sanitize
from bks_tui.tui.action import READ_ONLY_REASON, Situation
from bks_tui.tui.main_screen.subjects import PaneSubject, PaneSubjectKind, is_short_term
from bks_tui.tui.needs import Need
from bks_tui.tui.response.intents import (
    Ask,
    BatchAction,
    DenySigner,
    Disabled,
    Release,
    UserAsk,
    none_can,
    revoke_user,
    why_too_many,
)
from bks_tui.tui.scan.orphans import orphans

_NO_ORPHAN = "the last scan found no ORPHANED phantom user"
_NO_MARKED_ORPHAN = "none of the marked users is an ORPHANED phantom user; esc in the list unmarks them"

_SORTED_PANES = ("users", "timeline", "calls")


@dataclass(frozen=True, slots=True)
class Mode:
    """The conditions, apart from the subject, under which actions can run.

    `no_link` is why the console has no page about the subject, `no_listing` why nothing can be exported; else empty.
    """

    read_only: bool
    connected: bool
    has_gaps: bool
    has_orphans: bool
    minimum_age_hours: float = 24.0
    no_link: str = ""
    no_listing: str = ""
    has_marks: bool = False


def situation_of(subject: PaneSubject, mode: Mode) -> Situation:
    """What each action needs and lacks, with the reason in words."""
    about = subject.title if subject.marked else ""
    return Situation(read_only=mode.read_only, missing=dict(_missing(subject, mode)), about=about)


def _missing(subject: PaneSubject, mode: Mode) -> Iterator[tuple[Need, str]]:
    in_decoder, is_nothing = subject.pane == "decoder", subject.kind is PaneSubjectKind.NOTHING
    decoded = "no decoded key is selected; 4 goes there"
    there_is = (
        (Need.SESSION, mode.connected, "bks is not connected to AWS yet"),
        (Need.WARNINGS, mode.has_gaps, "there are no gaps"),
        (Need.ORPHANS, mode.has_orphans, _NO_MARKED_ORPHAN if mode.has_marks else _NO_ORPHAN),
        (Need.LIST, subject.pane == "users", "it works in the list of users only; 1 goes there"),
        (
            Need.COLUMNS,
            subject.pane in ("users", "timeline", "calls"),
            "it works in the users, the timeline and the calls",
        ),
        (Need.DECODED, in_decoder and not is_nothing, subject.no_user if in_decoder else decoded),
        (Need.USER, subject.finding is not None, subject.no_user),
        (Need.TIMELINE_TARGET, subject.target is not None, subject.no_target),
        (Need.REPORT_TARGET, subject.target is not None or bool(subject.marked), subject.no_target),
        (Need.SELECTION, bool(subject.name), subject.no_user),
        (Need.CONSOLE, not mode.no_link, mode.no_link),
        (Need.EXPORTABLE, not mode.no_listing, mode.no_listing),
        (Need.OTHER_ACCOUNT, subject.other_account_id is not None, "no decoded key of another account is selected"),
    )
    yield from ((need, reason) for need, is_there, reason in there_is if not is_there)
    for need, ask in (_OF_MARKED if subject.marked else _ASKS).items():
        asked = ask(subject, mode)
        if isinstance(asked, Disabled):
            yield need, asked.reason


def to_contain(subject: PaneSubject) -> Ask | Disabled:
    """Contain a user, exactly the decoded or selected key, or the signer of a decoded one."""
    if subject.key and is_short_term(subject):
        return _signer_of(subject.key, subject)
    return _revocation(subject, delete_keys=False)


def to_revoke(subject: PaneSubject) -> Ask | Disabled:
    """Contain, then delete the API keys; a short-term key cannot be deleted."""
    if subject.held and subject.held.is_access_key:
        return Disabled("bks deactivates an access key and does not delete it; contain it")
    if is_short_term(subject):
        return Disabled("a short-term key cannot be deleted; contain its signer")
    return _revocation(subject, delete_keys=True)


def to_release(subject: PaneSubject) -> Ask | Disabled:
    """Undo what contained the same; of a key that is no longer listed or that bks deleted, what else was done."""
    if subject.owner and subject.owner.deletion:
        return Release(subject.owner.deletion.credential_id)
    contained = to_contain(subject)
    if isinstance(contained, DenySigner):
        return Release(contained.key)
    if isinstance(contained, RevokeRequest):
        return Release(contained.only_key or contained.only_access_key or contained.user_name)
    return Release(subject.user_name) if subject.user_name and not is_short_term(subject) else Disabled(subject.no_user)


def to_delete(subject: PaneSubject, minimum_age_hours: float) -> Ask | Disabled:
    """Delete the orphaned phantom user that it is, or that holds the decoded key."""
    if subject.finding is None:
        return Disabled(subject.no_user)
    if subject.held:
        return Disabled("a key is selected, not its user; bks deletes whole users")
    name = subject.finding.user.name
    if not orphans([subject.finding]):
        return Disabled(f"{sanitize(name, 64)} is not an ORPHANED phantom user; bks deletes no others")
    return CleanUpRequest(name, minimum_age_hours)


_ASKS: Mapping[Need, Callable[[PaneSubject, Mode], Ask | Disabled]] = {
    Need.CONTAINABLE: lambda subject, _mode: to_contain(subject),
    Need.REVOCABLE: lambda subject, _mode: to_revoke(subject),
    Need.RELEASABLE: lambda subject, _mode: to_release(subject),
    Need.ORPHAN: lambda subject, mode: to_delete(subject, mode.minimum_age_hours),
}


def to_each(subject: PaneSubject, action: BatchAction, mode: Mode) -> tuple[UserAsk, ...] | Disabled:
    """What an action asks of each of the marked users: the same as of that user alone."""
    if mode.read_only:
        return Disabled(READ_ONLY_REASON)
    if too_many := why_too_many(len(subject.marked)):
        return too_many
    ask = _EACH[action]
    asks = tuple(UserAsk(each.user.name, ask(_alone(subject, each), mode)) for each in subject.marked)
    refused = [each.ask for each in asks if isinstance(each.ask, Disabled)]
    return none_can(refused) if len(refused) == len(asks) else asks


def _alone(subject: PaneSubject, finding: Finding) -> PaneSubject:
    """One of the marked users, as if it were the only subject."""
    return PaneSubject(subject.pane, PaneSubjectKind.USER, finding.user.name, finding=finding)


_EACH: Mapping[BatchAction, Callable[[PaneSubject, Mode], Ask | Disabled]] = {
    BatchAction.CONTAIN: _ASKS[Need.CONTAINABLE],
    BatchAction.REVOKE: _ASKS[Need.REVOCABLE],
    BatchAction.DELETE: _ASKS[Need.ORPHAN],
}
_OF_MARKED: Mapping[Need, Callable[[PaneSubject, Mode], object]] = {
    Need.CONTAINABLE: lambda subject, mode: to_each(subject, BatchAction.CONTAIN, mode),
    Need.REVOCABLE: lambda subject, mode: to_each(subject, BatchAction.REVOKE, mode),
    Need.RELEASABLE: lambda subject, _mode: Disabled(subject.no_user),
    Need.ORPHAN: lambda subject, mode: to_each(subject, BatchAction.DELETE, mode),
    Need.REPORT_TARGET: lambda subject, _mode: why_too_many(len(subject.marked)),
}


def _signer_of(key: DecodedKey, subject: PaneSubject) -> Ask | Disabled:
    elsewhere = subject.owner is None or subject.owner.elsewhere
    return DenySigner(key) if key.access_key_id and not elsewhere else Disabled(subject.no_user)


def _revocation(subject: PaneSubject, *, delete_keys: bool) -> RevokeRequest | Disabled:
    user_name = subject.user_name
    if user_name is None:
        return Disabled(subject.no_user)
    if subject.kind is not PaneSubjectKind.KEY:
        return revoke_user(user_name, delete_keys=delete_keys)
    if subject.held and subject.held.is_access_key:
        access_key_id = subject.held.key_id
        return RevokeRequest(user_name, only_access_key=access_key_id, delete_keys=False, allow_ordinary_user=True)
    # Without the credential the alias does not settle which key it is.
    if subject.owner is None or subject.owner.credential_id is None:
        return Disabled(subject.no_user)
    return RevokeRequest(
        user_name,
        only_key=subject.owner.credential_id,
        delete_keys=delete_keys,
        keep_access_keys=True,
        allow_ordinary_user=True,
    )
