"""A user of a stored run as a filter compares it: the same values as `user_facts`, from the JSON of `bks scan`.

A run file may have been edited: whatever is not as bks writes it counts as not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from bks_tui.core.filter.fields import UNREAD, Values, slug
from bks_tui.core.iam.user import UserKind
from bks_tui.core.scan.assessment import Status
from bks_tui.core.scan.run import AccountRecord
from bks_tui.core.scan.user_facts import UserFacts, access_state, holds, marks, password, shared, words
from bks_tui.core.services import phantom_service, probable_phantom_service

# A field of the JSON for each fact on which holds depend.
_OF_HOLDS = {
    "record": "created",
    "groups": "groups",
    "attached_policies": "attached_policies",
    "inline_policies": "inline_policies",
    "login_profile": "console_password",
    "access_keys": "access_keys",
    "service_credentials": "api_keys",
    "ssh_public_keys": "ssh_public_keys",
    "signing_certificates": "signing_certificates",
    "mfa_devices": "mfa_devices",
}
_STATUSES = frozenset(status.value for status in Status)
_KINDS = frozenset(kind.value for kind in UserKind)
_KEY_STATES = {"Inactive": "inactive", "Expired": "expired"}


def stored_facts(user: Mapping[str, Any], record: AccountRecord) -> UserFacts:
    """The facts of a user of an account, at the time of its scan."""
    name, kind, status = str(user.get("username")), str(user.get("kind")), str(user.get("status"))
    status = status if status in _STATUSES else Status.UNKNOWN.value
    api_keys, access_keys = _objects(user, "credential_details"), _objects(user, "access_key_details")
    ids = _ids(api_keys, "credential_id"), _ids(access_keys, "access_key_id")
    is_contained, own = user.get("contained") is True, (record.account_name, record.account_id, record.ou_path)
    found = words(name, kind, status, is_contained, [each for each in (*ids[0], *ids[1]) if each is not None])
    return UserFacts(
        name=(name,),
        id=(*_text(user, "user_id"), *_known(ids[0]), *_known(ids[1]), *_once_unread(*ids)),
        arn=_text(user, "arn"),
        status=shared((slug(status),)),
        kind=shared((slug(kind),)) if kind in _KINDS else UNREAD,
        marks=marks(
            kind,
            is_contained=is_contained,
            is_held=bool(user.get("holds")),
            is_unread=_is_unread(user),
            may_be_contained=_list(user, "inline_policies") is None,
        ),
        key=shared(_key_states(api_keys, record.scan_time)),
        access=shared(_access_states(access_keys)),
        password=_password(user.get("console_password")),
        hold=holds(_hold_kinds(user), tuple(_unread_of_holds(user))),
        policy=shared(_texts(user, "attached_policies", "inline_policies")),
        group=shared(_texts(user, "groups")),
        tag=shared(_tags(user)),
        service=shared(_services(user, api_keys)),
        created=_moment(user.get("created")),
        key_created=UNREAD if api_keys is None else tuple(_moments(api_keys, "created")),
        used=UNREAD if access_keys is None else tuple(_uses(access_keys)),
        text="\n".join((*own, found)).casefold(),
        account=shared((record.account_id, record.account_name)),
        unit=shared((record.ou_path,)),
    )


def _list(user: Mapping[str, Any], name: str) -> list[Any] | None:
    """A list of the JSON; None if it could not be read, or is no list."""
    found = user.get(name)
    return list(found) if isinstance(found, list | tuple) else None


def _objects(user: Mapping[str, Any], name: str) -> list[Mapping[str, Any]] | None:
    found = _list(user, name)
    return found if found is not None and all(isinstance(each, Mapping) for each in found) else None


def _ids(objects: list[Mapping[str, Any]] | None, name: str) -> Values:
    return UNREAD if objects is None else tuple(str(each.get(name)) for each in objects)


def _known(values: Values) -> Values:
    return tuple(value for value in values if value is not None)


def _once_unread(*values: Values) -> Values:
    """What stands for all that could not be read."""
    return UNREAD if UNREAD in values else ()


def _text(user: Mapping[str, Any], name: str) -> Values:
    found = user.get(name)
    return (found,) if isinstance(found, str) else UNREAD


def _texts(user: Mapping[str, Any], *names: str) -> Values:
    lists = [_list(user, name) for name in names]
    return (*(str(each) for found in lists for each in found or ()), *(UNREAD if None in lists else ()))


def _tags(user: Mapping[str, Any]) -> Values:
    tags = user.get("tags")
    return tuple(f"{key}={value}" for key, value in tags.items()) if isinstance(tags, Mapping) else UNREAD


def _moment(text: object) -> Values:
    try:
        moment = datetime.fromisoformat(text.replace("Z", "+00:00")) if isinstance(text, str) else None
    except ValueError:
        return UNREAD
    # A point in time without an offset is none that bks wrote.
    return (moment,) if moment and moment.tzinfo else UNREAD


def _moments(objects: list[Mapping[str, Any]], name: str) -> Iterator[Any]:
    for each in objects:
        yield from _moment(each.get(name))


def _uses(access_keys: list[Mapping[str, Any]]) -> Iterator[Any]:
    for key in access_keys:
        # Null is a key that was never used, unless the reason is given why it could not be read.
        if key.get("last_used") is not None or key.get("unread") or "last_used" not in key:
            yield from _moment(key.get("last_used"))


def _key_states(api_keys: list[Mapping[str, Any]] | None, now: datetime | None) -> Values:
    if api_keys is None:
        return UNREAD
    return tuple(dict.fromkeys(value for key in api_keys for value in _states_of_key(key, now))) or ("none",)


def _states_of_key(key: Mapping[str, Any], now: datetime | None) -> Iterator[str | None]:
    state, (expires,) = _KEY_STATES.get(str(key.get("status"))), _moment(key.get("expires"))
    if key.get("status") == "Active":
        is_expired = isinstance(expires, datetime) and now is not None and expires <= now
        state = "expired" if is_expired else "active"
    yield state
    if state is not None and key.get("never_expires") is True:
        yield "never-expires"


def _access_states(access_keys: list[Mapping[str, Any]] | None) -> Values:
    if access_keys is None:
        return UNREAD
    return tuple(dict.fromkeys(access_state(str(key.get("status"))) for key in access_keys)) or ("none",)


def _password(is_set: object) -> Values:
    return password(is_set=is_set) if isinstance(is_set, bool) else UNREAD


def _hold_kinds(user: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(hold.get("kind")) for hold in _objects(user, "holds") or ())


def _unread_of_holds(user: Mapping[str, Any]) -> Iterator[str]:
    for fact, name in _OF_HOLDS.items():
        if user.get(name) is None or (fact == "mfa_devices" and user.get("mfa_devices_all_kinds") is not True):
            yield fact


def _is_unread(user: Mapping[str, Any]) -> bool:
    details = (*(_objects(user, "access_key_details") or ()), *(_objects(user, "inline_policy_details") or ()))
    return bool(user.get("unread")) or any(each.get("unread") for each in details)


def _services(user: Mapping[str, Any], api_keys: list[Mapping[str, Any]] | None) -> Values:
    name = str(user.get("original_name") or user.get("username"))
    console = phantom_service(name) or probable_phantom_service(name)
    slugs = {str(key.get("service")) for key in api_keys or ()} | ({console.slug} if console else set())
    return (*sorted(slugs), *(UNREAD if api_keys is None else ()))
