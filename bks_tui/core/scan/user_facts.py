"""A user as a filter compares it, from what a scan read. A stored user gives the same: `stored_facts`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bks_tui.core.evidence import Known, Unread, known_items
from bks_tui.core.filter.fields import UNREAD, Possible, Values, slug
from bks_tui.core.iam.user import AccessKey, ServiceSpecificCredential, User, UserKind
from bks_tui.core.scan.findings import Finding
from bks_tui.core.scan.holds import HoldKind
from bks_tui.core.scan.live_credentials import CredentialState, api_key_state

# The holds that something may give which could not be read.
_POSSIBLE_HOLDS = {
    "record": (HoldKind.YOUNG,),
    "groups": (HoldKind.GROUP,),
    "attached_policies": (HoldKind.POLICY, HoldKind.QUARANTINE),
    "inline_policies": (HoldKind.POLICY, HoldKind.CONTAINMENT),
    "login_profile": (HoldKind.CONSOLE,),
    "access_keys": (HoldKind.INACTIVE_CREDENTIAL,),
    "service_credentials": (HoldKind.INACTIVE_CREDENTIAL, HoldKind.OTHER_SERVICE),
    "ssh_public_keys": (HoldKind.SSH_PUBLIC_KEY, HoldKind.INACTIVE_CREDENTIAL),
    "signing_certificates": (HoldKind.SIGNING_CERTIFICATE, HoldKind.INACTIVE_CREDENTIAL),
    "mfa_devices": (HoldKind.MFA_DEVICE,),
}
_LISTS = (
    *("service_credentials", "access_keys", "groups", "attached_policies", "inline_policies"),
    *("ssh_public_keys", "signing_certificates"),
)
_PHANTOMS = (UserKind.PHANTOM.value, UserKind.RENAMED_PHANTOM.value)


@dataclass(frozen=True, slots=True)
class UserFacts:
    """The values of each field of a user. `account` are the id and the name, where there are several accounts."""

    name: Values
    id: Values
    arn: Values
    status: Values
    kind: Values
    marks: Values
    key: Values
    access: Values
    password: Values
    hold: Values
    policy: Values
    group: Values
    tag: Values
    service: Values
    created: Values
    key_created: Values
    used: Values
    text: str
    account: Values = ()
    unit: Values = ()


def facts_of(finding: Finding, now: datetime) -> UserFacts:
    """The facts of a user; `now` decides which keys are expired."""
    user, assessment = finding.user, finding.assessment
    api_keys, keys = user.api_keys, known_items(user.access_keys)
    ids = [*(key.credential_id for key in api_keys), *(key.access_key_id for key in keys)]
    unread, kind = frozenset(_unread(user)), user.kind.value
    return UserFacts(
        name=(user.name,),
        id=(*_record_value(user, "user_id"), *ids, *_rest(unread, "service_credentials", "access_keys")),
        arn=_record_value(user, "arn"),
        status=shared((slug(assessment.status.value),)),
        kind=shared((slug(kind),)),
        marks=marks(
            kind,
            is_contained=assessment.contained,
            is_held=bool(assessment.holds),
            is_unread=bool(unread) or _lacks_detail(user),
            may_be_contained="inline_policies" in unread,
        ),
        key=shared(_api_key_states(api_keys, now, is_unread="service_credentials" in unread)),
        access=shared(_states_of(user.access_keys, [access_state(key.status) for key in keys])),
        password=UNREAD if isinstance(user.login_profile, Unread) else password(is_set=bool(user.login_profile.value)),
        hold=holds(tuple(hold.kind.value for hold in assessment.holds), (*sorted(unread), *_not_requested(user))),
        policy=shared((*_policies(user), *_rest(unread, "attached_policies", "inline_policies"))),
        group=shared((*known_items(user.groups), *_rest(unread, "groups"))),
        tag=shared((*(f"{key}={value}" for key, value in known_items(user.tags)), *_rest(unread, "tags"))),
        service=shared((*_services(user, api_keys), *_rest(unread, "service_credentials"))),
        created=_record_value(user, "created"),
        key_created=(*(key.created for key in api_keys), *_rest(unread, "service_credentials")),
        used=(*_uses(keys), *_rest(unread, "access_keys")),
        text=words(user.name, kind, assessment.status.value, assessment.contained, ids),
    )


@lru_cache(maxsize=4096)
def shared(values: Values) -> Values:
    """The same values once in memory: most users have those of others."""
    return values


def marks(kind: str, *, is_contained: bool, is_held: bool, is_unread: bool, may_be_contained: bool) -> Values:
    """What `is:` finds."""
    contained: Values = ("contained",) if is_contained else (Possible("contained"),) if may_be_contained else ()
    given = (("phantom", kind in _PHANTOMS), ("held", is_held), ("unread", is_unread))
    return shared((*(mark for mark, is_given in given if is_given), *contained))


def password(*, is_set: bool) -> Values:
    """Whether a console password is set."""
    return ("set",) if is_set else ("none",)


@lru_cache(maxsize=4096)
def holds(kinds: tuple[str, ...], unread: tuple[str, ...]) -> Values:
    """The holds, and those that there may be because of the data that is `unread`."""
    possible = {hold.value for name in unread for hold in _POSSIBLE_HOLDS.get(name, ())}
    return (*dict.fromkeys(kinds), *map(Possible, sorted(possible)))


def api_key_values(key: ServiceSpecificCredential, now: datetime) -> Values:
    """The states of an API key: a status that bks does not know may be any."""
    state = api_key_state(key, now)
    if state is CredentialState.UNCLEAR:
        return UNREAD
    is_inactive = key.status == "Inactive"
    states = ("active",) if state is CredentialState.LIVE else ("inactive",) if is_inactive else ("expired",)
    return (*states, "never-expires") if key.never_expires else states


def access_state(status: str) -> str | None:
    """The state of an access key; None for a status that bks does not know."""
    return {"Active": "active", "Inactive": "inactive"}.get(status)


def words(name: str, kind: str, status: str, contained: bool, ids: Iterable[object]) -> str:
    """What words of a filter are searched in."""
    return "\n".join((name, kind, status, "contained" if contained else "", *map(str, ids))).casefold()


def _states_of(fact: object, states: list[str | None]) -> Values:
    if isinstance(fact, Unread):
        return UNREAD
    return tuple(dict.fromkeys(states)) or ("none",)


def _api_key_states(api_keys: tuple[ServiceSpecificCredential, ...], now: datetime, *, is_unread: bool) -> Values:
    if is_unread:
        return UNREAD
    return tuple(dict.fromkeys(value for key in api_keys for value in api_key_values(key, now))) or ("none",)


def _services(user: User, api_keys: tuple[ServiceSpecificCredential, ...]) -> list[str]:
    services = [key.service for key in api_keys] + [user.console_service]
    return sorted({service.slug for service in services if service})


def _record_value(user: User, name: str) -> Values:
    return (getattr(user.record.value, name),) if isinstance(user.record, Known) else UNREAD


def _policies(user: User) -> Iterator[str]:
    yield from (policy.name for policy in known_items(user.attached_policies))
    yield from (policy.name for policy in known_items(user.inline_policies))


def _uses(keys: Iterable[AccessKey]) -> Iterator[datetime | None]:
    """The uses of access keys; one that was never used has none."""
    for key in keys:
        if isinstance(key.last_used, Unread):
            yield None
        elif key.last_used.value:
            yield key.last_used.value.when


def _unread(user: User) -> Iterator[str]:
    """The names of the facts that could not be read."""
    names = ("record", "tags", "permissions_boundary", "login_profile", "mfa_devices", *_LISTS)
    return (name for name in names if isinstance(getattr(user, name), Unread))


def _not_requested(user: User) -> Iterator[str]:
    """The names of the facts that a scan reads only where a status depends on them."""
    yield from (name for name in ("ssh_public_keys", "signing_certificates") if getattr(user, name) is None)
    if isinstance(user.mfa_devices, Known) and not user.mfa_devices.value.all_kinds:
        yield "mfa_devices"


def _lacks_detail(user: User) -> bool:
    """Whether something within a fact could not be read."""
    details = (
        *(key.last_used for key in known_items(user.access_keys)),
        *(policy.document for policy in known_items(user.inline_policies)),
        user.mfa_devices.value.others if isinstance(user.mfa_devices, Known) else None,
    )
    return any(isinstance(detail, Unread) for detail in details)


def _rest(unread: frozenset[str], *names: str) -> Values:
    return UNREAD if not unread.isdisjoint(names) else ()
