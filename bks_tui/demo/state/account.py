"""One simulated AWS account: its IAM, what CloudTrail recorded, and the caller.

The methods that fill it do what the console or another person would have done before bks reads it.
They take no lock: use them before the first call, in a callback of `Faults`, or with `lock` held.
Every field can contain any text, hostile text too: whatever shows it must clean it.
"""

from __future__ import annotations

import threading
from datetime import datetime, timezone
from typing import Any

from bks_tui.core.services import service_by_name
from bks_tui.demo.state.actors import IamUser, RoleSession, SimulatedActor
from bks_tui.demo.state.athena import SimulatedAthena
from bks_tui.demo.state.event_store import EventStore, StoredEvent, stored_event
from bks_tui.demo.state.faults import Faults
from bks_tui.demo.state.further_services import FurtherServices
from bks_tui.demo.state.log_bucket import StoredTrail
from bks_tui.demo.state.members import Members
from bks_tui.demo.state.model_use import ModelUse
from bks_tui.demo.state.objects import (
    StoredAccessKey,
    StoredCredential,
    StoredGroup,
    StoredMfaDevice,
    StoredPassword,
    StoredPublicKey,
    StoredRole,
    StoredUser,
    event_id,
    unique_id,
)
from bks_tui.demo.state.organization import SimulatedOrganization
from bks_tui.demo.state.paging import Markers
from bks_tui.demo.state.records import cloudtrail_record, region_of_record
from bks_tui.demo.state.regions import DEFAULT_REGIONS
from bks_tui.demo.state.requests import ReceivedCall

CALLER = "assumed-role/SecurityAudit/ana"


class SimulatedAccount:
    """The mutable state of one account. `calls` is every request received, answered or not.

    `now` is the account's own clock: what is created without a date is created then. `caller` is
    the resource part of the caller's ARN: `assumed-role/ROLE/SESSION` or `user/NAME`.
    """

    def __init__(
        self,
        account_id: str = "111122223333",
        partition: str = "aws",
        now: datetime = datetime(2026, 1, 1, tzinfo=timezone.utc),
        alias: str | None = None,
        caller: str = CALLER,
    ) -> None:
        self.account_id = account_id
        self.partition = partition
        self.now = now
        self.alias = alias
        self.caller = caller
        self.users: dict[str, StoredUser] = {}
        self.groups: dict[str, StoredGroup] = {}
        self.roles: dict[str, StoredRole] = {}
        self.customer_policies: set[str] = set()
        # By ARN; other policies of the customer read S3.
        self.policy_documents: dict[str, str] = {}
        self.mfa_devices: list[StoredMfaDevice] = []
        self.organization: SimulatedOrganization | None = None
        self.members = Members()
        self.enabled_regions = DEFAULT_REGIONS[partition]
        self.trail = EventStore()
        self.trails: list[StoredTrail] = []
        self.model_use = ModelUse()
        self._athena: dict[str, SimulatedAthena] = {}
        self.further = FurtherServices()
        self.faults = Faults()
        self.calls: list[ReceivedCall] = []
        self.markers = Markers()
        self.lock = threading.Lock()
        # The other account whose credentials the caller's provider now returns, if any.
        self.switched_to: SimulatedAccount | None = None
        self._serial = self._events = 0

    def arn(self, resource: str, service: str = "iam") -> str:
        """The ARN of something in this account."""
        return f"arn:{self.partition}:{service}::{self.account_id}:{resource}"

    def user_arn(self, user: StoredUser) -> str:
        """The ARN of a user, path included."""
        return self.arn(f"user{user.path}{user.name}")

    @property
    def caller_arn(self) -> str:
        """The ARN of the caller."""
        return self.arn(self.caller, "iam" if self.caller.startswith("user/") else "sts")

    @property
    def _caller(self) -> SimulatedActor:
        kind, *names = self.caller.split("/")
        return IamUser(names[-1]) if kind == "user" else RoleSession(names[0], names[-1])

    def athena(self, region: str) -> SimulatedAthena:
        """Athena in a Region."""
        return self._athena.setdefault(region, SimulatedAthena())

    def unique_id(self, prefix: str) -> str:
        """The next id that starts with `prefix`."""
        self._serial += 1
        return unique_id(prefix, self.account_id, self._serial)

    def add_user(
        self,
        name: str,
        *,
        created: datetime | None = None,
        path: str = "/",
        tags: dict[str, str] | None = None,
        permissions_boundary: str | None = None,
    ) -> StoredUser:
        """A user without credentials. `permissions_boundary` is a policy ARN."""
        user_id = self.unique_id("AIDA")
        user = StoredUser(name, user_id, path, created or self.now, dict(tags or {}), permissions_boundary)
        self.users[name] = user
        return user

    def rename_user(self, name: str, new_name: str) -> None:
        """Rename a user. Its aliases keep the old name, as in AWS."""
        user = self.users.pop(name)
        user.name = new_name
        self.users[new_name] = user

    def delete_user(self, name: str) -> None:
        """Remove a user with its keys, policies and devices."""
        user = self.users.pop(name)
        self.mfa_devices = [device for device in self.mfa_devices if device.user is not user]

    def add_service_credential(
        self,
        user: str,
        service_name: str,
        *,
        status: str = "Active",
        created: datetime | None = None,
        expires: datetime | None = None,
    ) -> StoredCredential:
        """A service-specific credential of any service, created together with its user by default."""
        holder = self.users[user]
        name = self._free_name(user, service_name)
        is_api_key = service_by_name(service_name) is not None
        credential = StoredCredential(
            credential_id=self.unique_id("ACCA"),
            service_name=service_name,
            alias=name if is_api_key else None,
            service_user_name=None if is_api_key else name,
            status=status,
            created=created or holder.created,
            expires=expires,
        )
        holder.credentials.append(credential)
        return credential

    def add_api_key(
        self,
        user: str,
        service_name: str = "bedrock.amazonaws.com",
        *,
        status: str = "Active",
        created: datetime | None = None,
        expires: datetime | None = None,
    ) -> StoredCredential:
        """A long-term API key. `expires` None is never."""
        return self.add_service_credential(user, service_name, status=status, created=created, expires=expires)

    def _free_name(self, user: str, service_name: str) -> str:
        """`USER-at-ACCOUNT`, or with `+1`, `+2` … where another key has that alias."""
        taken = {
            credential.alias or credential.service_user_name
            for holder in self.users.values()
            for credential in holder.credentials
            if credential.service_name == service_name
        }
        name, number = f"{user}-at-{self.account_id}", 0
        while name in taken:
            number += 1
            name = f"{user}+{number}-at-{self.account_id}"
        return name

    def add_access_key(
        self,
        user: str,
        *,
        status: str = "Active",
        created: datetime | None = None,
        last_used: tuple[datetime, str, str] | None = None,
    ) -> StoredAccessKey:
        """An access key; `last_used` is when, Region, service."""
        holder = self.users[user]
        key = StoredAccessKey(self.unique_id("AKIA"), status, created or holder.created, last_used)
        holder.access_keys.append(key)
        return key

    def set_password(
        self,
        user: str,
        *,
        created: datetime | None = None,
        reset_required: bool = False,
        last_used: datetime | None = None,
    ) -> None:
        """A console password."""
        holder = self.users[user]
        holder.password = StoredPassword(created or holder.created, reset_required)
        holder.password_last_used = last_used

    def add_mfa_device(
        self, user: str | None, *, virtual: bool = True, enabled: datetime | None = None
    ) -> StoredMfaDevice:
        """An MFA device; a virtual one may belong to no user."""
        holder = self.users[user] if user else None
        device_id = self.unique_id("MFA")
        serial_number = self.arn(f"mfa/{user or device_id}") if virtual else device_id
        device = StoredMfaDevice(serial_number, virtual, holder, enabled or self.now)
        self.mfa_devices.append(device)
        return device

    def add_to_group(self, user: str, group: str) -> None:
        """Add a user to a group, which is created if it does not exist."""
        self.groups.setdefault(group, StoredGroup(group, self.unique_id("AGPA"), "/", self.now))
        self.users[user].groups.append(group)

    def attach_policy(self, user: str, name: str, *, aws_managed: bool = True) -> None:
        """Attach a managed policy, AWS's own or a customer's."""
        owner = "aws" if aws_managed else self.account_id
        arn = f"arn:{self.partition}:iam::{owner}:policy/{name}"
        self.users[user].policies[arn] = name
        if not aws_managed:
            self.customer_policies.add(arn)

    def add_group_policies(self, group: str, *attached: str, **inline: str) -> None:
        """Attach managed policies of AWS to a group, and embed others; each of these is JSON text."""
        holder = self.groups[group]
        holder.policies |= {f"arn:{self.partition}:iam::aws:policy/{name}": name for name in attached}
        holder.inline_policies |= inline

    def add_ssh_public_key(self, user: str, *, status: str = "Active") -> StoredPublicKey:
        """An SSH public key, as CodeCommit uses it."""
        key = StoredPublicKey(self.unique_id("APKA"), status, self.now)
        self.users[user].ssh_public_keys.append(key)
        return key

    def add_signing_certificate(self, user: str, *, status: str = "Active") -> StoredPublicKey:
        """An X.509 signing certificate."""
        certificate = StoredPublicKey(self.unique_id("CERT").ljust(24, "0"), status, self.now)
        self.users[user].signing_certificates.append(certificate)
        return certificate

    def add_role(self, name: str, path: str = "/", external_id: str | None = None) -> StoredRole:
        """A role without policies, which trusts the accounts whose member this one is."""
        role = StoredRole(name, self.unique_id("AROA"), path, self.now, external_id=external_id)
        self.roles[name] = role
        return role

    def put_inline_policy(self, user: str, name: str, document: str) -> None:
        """Embed a policy; `document` is JSON text."""
        self.users[user].inline_policies[name] = document

    def record_event(
        self,
        name: str,
        source: str = "bedrock.amazonaws.com",
        region: str | None = None,
        *,
        when: datetime | None = None,
        actor: SimulatedActor | None = None,
        resources: tuple[tuple[str, str], ...] = (),
        **fields: Any,
    ) -> StoredEvent:
        """Record a call in CloudTrail: by default now, by the caller, in the partition's first Region.

        Calls to IAM are always recorded in the partition's global Region. `resources` are
        type and name; `fields` are the record's own (`errorCode=…`, `requestParameters=…`).
        """
        self._events += 1
        actor, when = actor or self._caller, (when or self.now).astimezone(timezone.utc).replace(microsecond=0)
        record = cloudtrail_record(
            name,
            source,
            region=region_of_record(source, region, self.partition),
            when=when,
            identity=actor.identity(self),
            event_id=event_id(self.account_id, self._events),
            account_id=self.account_id,
            fields=fields,
        )
        event = stored_event(record, when, actor.user_name, resources)
        self.trail.add(event)
        return event
