"""What a scan could not read, one sentence for each gap, so that no result looks complete when it is not.

The warnings are derived from the findings themselves, so that none of them can be forgotten.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from bks_tui.core.account.account import Account
from bks_tui.core.evidence import Cause, Known, Unread, known_items
from bks_tui.core.iam.user import User
from bks_tui.core.text import pluralize

_WHAT_HAPPENED = {
    Cause.DENIED: "was denied",
    Cause.THROTTLED: "was throttled for too long",
    Cause.EXPIRED: "failed because the credentials had expired",
    Cause.UNREACHABLE: "got no response",
    Cause.FAILED: "failed",
    Cause.CANCELLED: "was cancelled",
}


def gaps_of_account(account: Account) -> Iterator[str]:
    """What is not known about the account."""
    if isinstance(account.alias, Unread):
        yield f"{_failure(account.alias)}: the alias of the account is unknown"


def gaps_of_users(users: Iterable[User]) -> Iterator[str]:
    """What is not known about the users in the result: a sentence for each call and kind of failure."""
    affected: defaultdict[str, set[str]] = defaultdict(set)
    unknown: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for user in users:
        for fact, what in _unread_facts(user):
            affected[_failure(fact)].add(user.name)
            unknown[_failure(fact)][what] = None
    for failure, names in affected.items():
        yield f"{failure} for {pluralize(len(names), 'user')}: their {_listing(tuple(unknown[failure]))} are unknown"


def no_user_list(fact: Unread, *, keys_known: bool) -> str:
    """Users could not be listed, or not completely."""
    who = "phantom users without an API key" if keys_known else "users that were not listed"
    return f"{_failure(fact)}: {who} may be missing"


def unread_others(unread: Iterable[Unread]) -> Iterator[str]:
    """Ordinary users that are not in the result because it is unknown whether they have an API key."""
    counts: defaultdict[str, int] = defaultdict(int)
    for fact in unread:
        counts[_failure(fact)] += 1
    for failure, number in counts.items():
        yield (
            f"the API keys of {pluralize(number, 'other user')} could not be read ({failure}): "
            "users with an API key may be missing"
        )


def _unread_facts(user: User) -> Iterator[tuple[Unread, str]]:
    facts = [
        (user.service_credentials, "API keys"),
        (user.access_keys, "access keys"),
        (user.login_profile, "console passwords"),
        (user.mfa_devices, "MFA devices"),
        (user.record, "ids and creation dates"),
        (user.tags, "tags"),
        (user.permissions_boundary, "permissions boundaries"),
        (user.groups, "groups"),
        (user.attached_policies, "attached policies"),
        (user.inline_policies, "inline policies"),
        (user.ssh_public_keys, "SSH public keys"),
        (user.signing_certificates, "signing certificates"),
        (_other_devices(user), "MFA devices other than virtual ones"),
        *((key.last_used, "last uses of access keys") for key in known_items(user.access_keys)),
        *((policy.document, "inline policy documents") for policy in known_items(user.inline_policies)),
    ]
    return ((fact, what) for fact, what in facts if isinstance(fact, Unread))


def _other_devices(user: User) -> Unread | None:
    return user.mfa_devices.value.others if isinstance(user.mfa_devices, Known) else None


def _failure(fact: Unread) -> str:
    return f"{fact.operation} {_WHAT_HAPPENED[fact.cause]}"


def _listing(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
