"""The subject of a pane: the one user, key, actor or call that its actions refer to.

One function derives it from the focused pane and what the panes show, so that the title, the footer,
a dialog and the action itself always mean the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from bks_tui.core.account.account import Account, ApiCall
from bks_tui.core.cloudtrail.event import ActorKind, Event
from bks_tui.core.cloudtrail.principals import Principal
from bks_tui.core.cloudtrail.target import Target, TargetKind, parse_target, target_of_key, target_of_user
from bks_tui.core.errors import UsageError
from bks_tui.core.keys.decoded_key import DecodedKey, KeyKind, MalformedKey
from bks_tui.core.scan.findings import Finding
from bks_tui.core.scan.held_key import HeldKey, held_key_of, held_keys
from bks_tui.core.scan.ownership import Ownership, holder_of
from bks_tui.core.text import sanitize
from bks_tui.tui.kit.marks import marked_users
from bks_tui.tui.scan.detail_items import DetailItem


class PaneSubjectKind(Enum):
    """What a subject is; the value says it in words."""

    NOTHING = "nothing"
    USER = "user"
    KEY = "API key or access key"
    ACTOR = "actor of an event"
    CALL = "AWS call"
    MARKED = "marked users"


@dataclass(frozen=True, slots=True)
class PaneSubject:
    """What the actions of a pane refer to.

    `name` is for a person's eyes, as IAM wrote it. `finding` is the listed user that it is, or that holds the
    key; None with the reason in `no_user`. `target` is what a timeline or report asks with; None with the
    reason in `no_target`. `key` is one that was decoded, `held` one that IAM lists. `marked` are the users of a list
    with marks, to each of which an action refers.
    """

    pane: str
    kind: PaneSubjectKind = PaneSubjectKind.NOTHING
    name: str = ""
    finding: Finding | None = None
    key: DecodedKey | None = None
    held: HeldKey | None = None
    owner: Ownership | None = None
    target: Target | None = None
    no_user: str = ""
    no_target: str = ""
    marked: tuple[Finding, ...] = ()

    @property
    def user_name(self) -> str | None:
        """The listed user that it resolves to."""
        return self.finding.user.name if self.finding else None

    @property
    def other_account_id(self) -> str | None:
        """The account of a key that belongs to another account than the one that is shown."""
        return self.key.account_id if self.key and self.owner and self.owner.elsewhere else None

    @property
    def title(self) -> str:
        """How the title of the pane calls it."""
        if self.marked:
            return marked_users(len(self.marked))
        if self.held:
            return self.held.described
        return f"key of {self.name}" if self.kind is PaneSubjectKind.KEY and self.name else self.name


@dataclass(frozen=True, slots=True)
class Sight:
    """What the panes show; a subject is derived from it. `owner_of` gives the holder of a decoded key.

    `marked` are the marked users of the list, `item` is what is selected in the detail of the `selected` user.
    `target` is the timeline's, and `target_key` the decoded key that it was asked for by, if it was one.
    """

    account: Account | None
    users: Mapping[str, Finding]
    owner_of: Callable[[DecodedKey], Ownership]
    now: datetime
    selected: Finding | None = None
    item: DetailItem | None = None
    decoded: DecodedKey | MalformedKey | Principal | None = None
    target: Target | None = None
    target_key: DecodedKey | None = None
    event: Event | None = None
    call: ApiCall | None = None
    marked: tuple[Finding, ...] = ()


_NO_ACCOUNT = "bks is not connected to AWS yet"


def subject_of(pane: str, sight: Sight) -> PaneSubject:
    """The subject of a pane, or of an `event` that is shown in full."""
    return _SUBJECTS[pane](pane, sight)


def _of_users(pane: str, sight: Sight) -> PaneSubject:
    """The marked users; without marks, the one under the cursor."""
    if not sight.marked:
        return _of_list(pane, sight)
    number = len(sight.marked)
    are = "is" if number == 1 else "are"
    why = f"it works for one user, and {number} {are} marked: 2 goes to the one under the cursor, esc unmarks"
    return PaneSubject(
        pane, PaneSubjectKind.MARKED, f"{number} marked", no_user=why, no_target=why, marked=sight.marked
    )


def _of_list(pane: str, sight: Sight) -> PaneSubject:
    if sight.selected is None:
        return _nothing(pane, "no user is selected")
    return _user(pane, sight.selected.user.name, sight)


def _of_detail(pane: str, sight: Sight) -> PaneSubject:
    """The selected key; else, also where a policy is selected, the user."""
    item = sight.item
    if sight.selected and item and item.is_key:
        held = next((each for each in held_keys(sight.selected) if each.key_id == item.id), None)
        return _held(pane, held, sight) if held else _nothing(pane, f"{item.id} is not listed any more")
    return _of_list(pane, sight)


def _held(pane: str, held: HeldKey, sight: Sight, target: Target | None = None) -> PaneSubject:
    """One key of a user in the list: it, and nothing else of the user, is contained."""
    user_name = held.holder.user.name
    credential_id = None if held.is_access_key else held.key_id
    if target is None and sight.account:
        target = held.target(sight.account.account_id)
    return PaneSubject(
        pane,
        PaneSubjectKind.KEY,
        held.key_id,
        finding=held.holder,
        held=held,
        owner=Ownership(f"Held by {user_name}.", user_name, credential_id, held.is_stopped),
        target=target,
        no_target=f"CloudTrail cannot be searched for {held.key_id}: it has no alias" if sight.account else _NO_ACCOUNT,
    )


def _of_decoder(pane: str, sight: Sight) -> PaneSubject:
    key = sight.decoded
    if key is None:
        return _nothing(pane, "nothing has been decoded: paste a key")
    if isinstance(key, MalformedKey):
        why = "the key is malformed and does not name its user"
        return PaneSubject(pane, PaneSubjectKind.KEY, no_user=why, no_target=why)
    return _principal(pane, key.target, sight) if isinstance(key, Principal) else _key(pane, key, sight)


def _principal(pane: str, target: Target, sight: Sight) -> PaneSubject:
    """Whom a pasted text names; the account that it names is compared with that of the session."""
    account_id, named = target.named_account_id, sanitize(target.text, 64)
    if sight.account and not _is_here(account_id, sight):
        why = f"{named} belongs to account {account_id}, not to {sight.account.account_id}"
        return PaneSubject(pane, PaneSubjectKind.ACTOR, target.text, no_user=why, no_target=why)
    holder = holder_of(target, sight.users.values())
    return PaneSubject(
        pane,
        PaneSubjectKind.USER if holder else PaneSubjectKind.ACTOR,
        holder.user.name if holder else target.user_name or target.text,
        finding=holder,
        target=target if sight.account else None,
        no_user=f"{named} is not in the list of users",
        no_target=_NO_ACCOUNT,
    )


def _of_timeline(pane: str, sight: Sight) -> PaneSubject:
    target = sight.target
    if target is None:
        return _nothing(pane, "no timeline has been read yet: go to a user or a key first")
    if sight.target_key:
        return _key(pane, sight.target_key, sight)
    is_here = _is_here(target.account_id, sight)
    held = held_key_of(target, sight.users.values()) if is_here else None
    if held:
        return _held(pane, held, sight, target)
    if target.kind is TargetKind.USER and target.user_name and is_here:
        return _user(pane, target.user_name, sight, target)
    why = f"{sanitize(target.text, 64)} is not an IAM user in the list"
    return PaneSubject(pane, PaneSubjectKind.ACTOR, target.text, target=target, no_user=why)


def _of_event(pane: str, sight: Sight) -> PaneSubject:
    if sight.event is None:
        return _nothing(pane, "no event is selected")
    actor = sight.event.actor
    if actor.kind is ActorKind.USER and actor.name and _is_here(actor.account_id, sight):
        return _user(pane, actor.name, sight)
    described = actor.described
    elsewhere = "" if _is_here(actor.account_id, sight) else " of another account"
    return PaneSubject(
        pane,
        PaneSubjectKind.ACTOR,
        described,
        target=None if elsewhere else _target_of_arn(actor.arn, sight.now),
        no_user=f"{sanitize(described, 64)} is {_a(actor.kind.value)}{elsewhere}, not an IAM user in the list",
        no_target=f"CloudTrail cannot be searched for {sanitize(described, 64)}",
    )


def _of_calls(pane: str, sight: Sight) -> PaneSubject:
    if sight.call is None:
        return _nothing(pane, "no call is selected")
    why = "an AWS call of bks is selected, not a user or key"
    return PaneSubject(pane, PaneSubjectKind.CALL, sight.call.operation, no_user=why, no_target=why)


_SUBJECTS: Mapping[str, Callable[[str, Sight], PaneSubject]] = {
    "users": _of_users,
    "detail": _of_detail,
    "timeline": _of_timeline,
    "decoder": _of_decoder,
    "calls": _of_calls,
    "event": _of_event,
}


def _nothing(pane: str, why: str) -> PaneSubject:
    return PaneSubject(pane, no_user=why, no_target=why)


def _user(pane: str, name: str, sight: Sight, target: Target | None = None) -> PaneSubject:
    if target is None and sight.account:
        target = target_of_user(name, sight.account.account_id)
    return PaneSubject(
        pane,
        PaneSubjectKind.USER,
        name,
        finding=sight.users.get(name),
        target=target,
        no_user=f"{sanitize(name, 64)} is not in the list of users",
        no_target=_NO_ACCOUNT,
    )


def _key(pane: str, key: DecodedKey, sight: Sight) -> PaneSubject:
    owner = sight.owner_of(key)
    named = key.alias or key.access_key_id
    # A key of another account has no events here.
    target = target_of_key(key) if sight.account and named and not owner.elsewhere else None
    sentence = owner.sentence.rstrip(".")
    return PaneSubject(
        pane,
        PaneSubjectKind.KEY,
        owner.user_name or key.user_name or key.access_key_id or "",
        finding=sight.users.get(owner.user_name) if owner.user_name else None,
        key=key,
        owner=owner,
        target=target,
        no_user=sentence,
        no_target=sentence,
    )


def _is_here(account_id: str | None, sight: Sight) -> bool:
    """Whether an identity belongs to the account that bks reads, as far as is known."""
    return account_id is None or sight.account is None or account_id == sight.account.account_id


def _target_of_arn(arn: str | None, now: datetime) -> Target | None:
    try:
        return parse_target(arn, now) if arn else None
    except UsageError:
        return None


def _a(noun: str) -> str:
    return f"{'an' if noun[0] in 'AEIOUaeiou' else 'a'} {noun}"


def is_short_term(subject: PaneSubject) -> bool:
    """Whether it is a key that a session or access key signed."""
    return subject.key is not None and subject.key.kind is KeyKind.SHORT_TERM
