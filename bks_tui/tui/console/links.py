"""Where the AWS console shows what a pane is about: pure functions of subject and account."""

from __future__ import annotations

from dataclasses import dataclass

from bks_tui.core.account.account import Account
from bks_tui.core.account.console import ConsoleLink, ConsolePlace, NoConsole
from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.keys.decoded_key import DecodedKey
from bks_tui.core.text import sanitize
from bks_tui.tui.main_screen.subjects import PaneSubject, PaneSubjectKind

_PARTITIONS = (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("eusc-", "aws-eusc"), ("us-iso", "aws-iso"))


@dataclass(frozen=True, slots=True)
class ShownLink:
    """A link as it is shown: with sentences on the account, and whether there is anything behind it to open."""

    link: ConsoleLink
    notes: tuple[str, ...]
    is_real: bool = True


def link_of(subject: PaneSubject, account: Account | None, event: Event | None) -> ConsoleLink | NoConsole:
    """Where the console shows the subject; `event` is one that is shown in full."""
    if event:
        return event_link(event, account)
    if subject.kind is PaneSubjectKind.CALL:
        return NoConsole("the console has no page about a call")
    if account is None:
        return NoConsole(subject.no_user or "bks is not connected to AWS yet")
    here = ConsolePlace(account.partition, account.account_id)
    if subject.key:
        return _key_link(subject, subject.key, account)
    if subject.kind is PaneSubjectKind.USER:
        return here.user(subject.name)
    return target_link(subject.target, here, account.region) if subject.target else NoConsole(subject.no_user)


def _key_link(subject: PaneSubject, key: DecodedKey, account: Account) -> ConsoleLink | NoConsole:
    """The user of a key, in the account of the key; of a key without one, the events of what signed it."""
    place = ConsolePlace(key.partition or account.partition, key.account_id or account.account_id)
    if subject.finding:
        return ConsolePlace(account.partition, account.account_id).user(subject.finding.user.name)
    if key.user_name:
        return place.user(key.user_name)
    if key.access_key_id:
        return place.access_key(key.access_key_id, key.region or account.region)
    return NoConsole(subject.no_user)


def target_link(target: Target, place: ConsolePlace, region: str) -> ConsoleLink | NoConsole:
    """A target of a timeline: what its ARN names, a user, or the events of an access key."""
    named = place.arn(target.text)
    if named:
        return named
    if target.access_key_ids and not target.user_name:
        return place.access_key(target.access_key_ids[0], region)
    if target.user_name and not target.text.startswith("arn:"):
        return place.user(target.user_name)
    return NoConsole(f"the console has no page about {sanitize(target.text, 64)}")


def event_link(event: Event, account: Account | None) -> ConsoleLink | NoConsole:
    """An event, in the account whose trail has it."""
    known = account.account_id if account else None
    partition = account.partition if account else partition_of(event.actor.arn, event.region)
    return ConsolePlace(partition, event.account_id or known).event(event.event_id, event.region)


def partition_of(arn: str | None, region: str) -> str:
    """The partition by what log files show: an ARN, or a Region."""
    if arn and arn.startswith("arn:"):
        return arn.split(":")[1]
    return next((partition for prefix, partition in _PARTITIONS if region.startswith(prefix)), "aws")


def shown_link(link: ConsoleLink, account: Account | None) -> ShownLink:
    """A link with what a person has to know about its account before opening it."""
    notes = [f"It shows {sanitize(link.shows, 200)} in {_named(link.account_id)}."]
    notes.append("The console opens in the account that your browser is signed in to.")
    if account and account.role and link.account_id == account.account_id:
        role = sanitize(account.role.role_name, 64)
        notes.append(f"bks works there through the role {role}: sign in to that account, or switch to the role, first.")
    elif account and link.account_id not in (None, account.account_id):
        notes.append(f"bks is signed in to {_named(account.account_id)}, which is another one.")
    is_demo = account is not None and account.demo
    if is_demo:
        notes.append("The demo account is simulated: there is nothing to open.")
    return ShownLink(link, tuple(notes), is_real=not is_demo)


def _named(account_id: str | None) -> str:
    return f"account {account_id}" if account_id else "an account that is not known"
