"""The threads of a scan: they call AWS and report. They decide nothing and share nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bks_tui.aws.api import Api, read_or_unread
from bks_tui.aws.iam import inventory
from bks_tui.aws.iam.parsing import ListedUser
from bks_tui.aws.iam.users import read_user, service_credentials, with_every_credential
from bks_tui.core.account.account import Account
from bks_tui.core.errors import AwsError, NotFoundError
from bks_tui.core.evidence import Evidence, Known, Unread
from bks_tui.core.iam.user import ServiceSpecificCredential, User
from bks_tui.core.scan.assessment import depends_on_every_credential
from bks_tui.operations.scan.policies import PolicyMessage
from bks_tui.operations.scan.service_filter import ServiceFilter

Credentials: TypeAlias = tuple[ServiceSpecificCredential, ...]
CredentialsByUser: TypeAlias = Evidence[Mapping[str, Credentials]]
DevicesByUser: TypeAlias = Evidence[Mapping[str, tuple[str, ...]]]

# Called in the threads, because finding credentials can take some time.
GetApi: TypeAlias = Callable[[], Api]


@dataclass(frozen=True, slots=True)
class CredentialsListed:
    """Service-specific credentials by user."""

    by_user: CredentialsByUser


@dataclass(frozen=True, slots=True)
class VirtualMfaListed:
    """Virtual MFA devices by user."""

    by_user: DevicesByUser


@dataclass(frozen=True, slots=True)
class UsersListed:
    """A page of users."""

    users: tuple[ListedUser, ...]


@dataclass(frozen=True, slots=True)
class DetailsUnread:
    """The detailed list of users failed; the plain list follows and can repeat users."""

    fact: Unread


@dataclass(frozen=True, slots=True)
class UsersEnded:
    """No more users; `error` is set if the list is incomplete."""

    error: AwsError | None


@dataclass(frozen=True, slots=True)
class UserDone:
    """A user was read; None if it is deleted or has no API key, Unread if that is unknown."""

    user: User | Unread | None


ScanMessage: TypeAlias = (
    Account | CredentialsListed | VirtualMfaListed | UsersListed | DetailsUnread | UsersEnded | UserDone | PolicyMessage
)


def list_credentials(iam: GetApi) -> Iterator[ScanMessage]:
    """All service-specific credentials of the account."""
    yield CredentialsListed(read_or_unread(lambda: inventory.service_credentials_by_user(iam())))


def list_virtual_mfa(iam: GetApi) -> Iterator[ScanMessage]:
    """All virtual MFA devices of the account."""
    yield VirtualMfaListed(read_or_unread(lambda: inventory.virtual_mfa_devices_by_user(iam())))


def list_users(iam: GetApi) -> Iterator[ScanMessage]:
    """All users, with details if possible."""
    try:
        yield from map(UsersListed, inventory.detailed_users(iam()))
    except AwsError as error:
        yield DetailsUnread(error.as_unread())
        yield from _list_users_plainly(iam)
    else:
        yield UsersEnded(None)


def _list_users_plainly(iam: GetApi) -> Iterator[ScanMessage]:
    try:
        yield from map(UsersListed, inventory.users(iam()))
    except AwsError as error:
        yield UsersEnded(error)
    else:
        yield UsersEnded(None)


def read_one(
    iam: GetApi,
    listed: ListedUser,
    credentials: Credentials | None,
    virtual_mfa: DevicesByUser,
    selection: ServiceFilter,
    now: datetime,
) -> Iterator[ScanMessage]:
    """A user that matters, or may matter because its `credentials` are not known from a list.

    Data that needs more calls is read only if the assessment at `now` depends on it.
    """
    try:
        held = service_credentials(iam(), listed.name) if credentials is None else Known(credentials)
        if selection.is_phantom(listed.name) or (isinstance(held, Known) and selection.is_held(held.value)):
            user = read_user(iam(), listed, held, virtual_mfa)
            yield UserDone(with_every_credential(iam(), user) if depends_on_every_credential(user, now) else user)
        else:
            yield UserDone(held if isinstance(held, Unread) else None)
    except NotFoundError:
        yield UserDone(None)
