"""Reads of all IAM users at once: a few calls for the whole account.

Every function reads a whole list or raises AwsError. `aws.iam.users` has a slower alternative to each
for callers who may not read the list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from bks_tui.aws.api import Answer, Api
from bks_tui.aws.iam import parsing as answers
from bks_tui.aws.iam.parsing import ListedUser
from bks_tui.core.iam.user import ServiceSpecificCredential


def service_credentials_by_user(iam: Api) -> Mapping[str, tuple[ServiceSpecificCredential, ...]]:
    """The service-specific credentials of every user that holds any, of all services."""
    held: defaultdict[str, list[ServiceSpecificCredential]] = defaultdict(list)
    for name, credential in iam.all(
        "ListServiceSpecificCredentials", "ServiceSpecificCredentials", _owned_credential, AllUsers=True
    ):
        held[name].append(credential)
    return {name: tuple(credentials) for name, credentials in held.items()}


def _owned_credential(item: Answer) -> tuple[str, ServiceSpecificCredential]:
    return item["UserName"], answers.service_credential(item)


def holders_of(iam: Api, alias: str) -> tuple[str, ...]:
    """The users that hold an alias: one for each service at most."""
    held = service_credentials_by_user(iam)
    return tuple(name for name, credentials in held.items() if any(one.alias == alias for one in credentials))


def detailed_users(iam: Api) -> Iterator[tuple[ListedUser, ...]]:
    """All users with their policies, groups, boundary and tags, page by page."""
    return iam.pages("GetAccountAuthorizationDetails", "UserDetailList", answers.detailed_user, Filter=["User"])


def users(iam: Api) -> Iterator[tuple[ListedUser, ...]]:
    """All users with their records only, page by page."""
    return iam.pages("ListUsers", "Users", answers.listed_user)


def virtual_mfa_devices_by_user(iam: Api) -> Mapping[str, tuple[str, ...]]:
    """The serial numbers of the virtual MFA devices of every user that has any."""
    held: defaultdict[str, list[str]] = defaultdict(list)
    for name, serial_number in iam.all(
        "ListVirtualMFADevices", "VirtualMFADevices", answers.mfa_assignment, AssignmentStatus="Assigned"
    ):
        if name is not None:
            held[name].append(serial_number)
    return {name: tuple(serial_numbers) for name, serial_numbers in held.items()}
