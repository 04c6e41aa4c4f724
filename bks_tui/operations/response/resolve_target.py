"""What a person means to revoke: from a name, an ARN, an id or a pasted key to a request, checked in the account.

A key can be forged, and the name in it is whatever its maker wrote: nothing is asked for unless the account
is the session's, the alias exists there, and the user that holds it is the one it names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

from bks_tui.aws.api import Api
from bks_tui.aws.iam import inventory
from bks_tui.aws.iam.users import credentials_of, owner_of_access_key
from bks_tui.aws.pool import call_in_worker
from bks_tui.core.account.account import require_own, require_own_arn
from bks_tui.core.account.bks_command import bks_command
from bks_tui.core.cloudtrail.target import Target, TargetKind, parse_target
from bks_tui.core.errors import DeniedError, NotFoundError, UsageError
from bks_tui.core.harmless import safe_name
from bks_tui.core.iam.user import ServiceSpecificCredential
from bks_tui.core.keys.access_key_id import AccessKeyClass, access_key_class, account_of
from bks_tui.core.keys.alias import CredentialAlias, parse_alias
from bks_tui.core.keys.decoded_key import DecodedKey
from bks_tui.core.keys.one_key import one_key
from bks_tui.core.response.requests import DenyRequest, Request, RevokeRequest
from bks_tui.operations.context import ResponseContext
from bks_tui.operations.timeline.find_principal import find_principal

_CREDENTIAL_ID = re.compile(r"ACCA[A-Z0-9]{16,17}")
_PRINCIPAL = re.compile(r"arn:[a-z-]+:(?:iam|sts)::\d{12}:(?P<kind>user|role|assumed-role)/(?P<path>\S+)")

Held: TypeAlias = tuple[str, ServiceSpecificCredential]


@dataclass(frozen=True, slots=True)
class RevokeOptions:
    """How far to go; as in the requests. `principal_arn` is who signed a short-term key, where a person knows."""

    only_key: str | None = None
    delete_keys: bool = True
    keep_access_keys: bool = False
    delete_password: bool = False
    allow_ordinary_user: bool = False
    principal_arn: str | None = None
    all_sessions: bool = False
    end_sessions: bool = False


def resolve_request(context: ResponseContext, text: str, options: RevokeOptions) -> Request:
    """What `text` asks for: a user's name or ARN, a credential id, an access key id, a role's ARN or an API key.

    Raises UsageError, which says why, for what bks must not touch; AwsError where AWS cannot be read.
    """
    return call_in_worker(
        lambda wait: _TargetResolver(context.in_worker(wait), options).request(text), context.cancelled
    )


def resolve_key_request(context: ResponseContext, key: DecodedKey, options: RevokeOptions) -> Request:
    """What is to be deactivated for a decoded key. Raises as `resolve_request`."""
    return call_in_worker(lambda wait: _TargetResolver(context.in_worker(wait), options).of_key(key), context.cancelled)


class _TargetResolver:
    """What a text means in the account of a session."""

    def __init__(self, context: ResponseContext, options: RevokeOptions) -> None:
        self._context = context
        self._options = options
        self._account = context.identify()
        require_own_arn(self._account, options.principal_arn or "")
        self._iam = context.api("iam")

    def request(self, text: str) -> Request:
        """The request."""
        text = text.strip()
        if _CREDENTIAL_ID.fullmatch(text):
            return self._revoke(*self._holder(lambda each: each.credential_id == text, f"the credential {text}"))
        target = parse_target(text, self._context.now())
        require_own_arn(self._account, text)
        require_own(self._account, target.description, target.account_id)
        key = one_key(text, self._context.now())
        return self.of_key(key) if key else self._of_target(target)

    def of_key(self, key: DecodedKey) -> Request:
        """The request for a decoded key."""
        require_own(self._account, "the key", key.account_id)
        return self._of_alias(key.alias, key) if key.alias else self._of_short_term(key)

    def _of_target(self, target: Target) -> Request:
        if target.kind is TargetKind.ACCESS_KEY:
            return self._of_access_key(target.text)
        if target.kind is TargetKind.SESSION and target.access_key_ids:
            return self._deny(self._options.principal_arn or self._principal(target.text, self._context.session.region))
        if target.kind is not TargetKind.USER:
            return self._deny(target.text)
        if target.alias:
            alias = _alias_of(target.alias)
            return self._of_alias(alias, None)
        return self._revoke(target.user_name or "", None)

    def _of_alias(self, alias: CredentialAlias, key: DecodedKey | None) -> Request:
        def is_it(held: ServiceSpecificCredential) -> bool:
            return held.alias == alias.text and (key is None or key.service in (None, held.service))

        name, credential = self._holder(is_it, f"a key of the alias {alias.text}", alias.possible_users)
        if name not in alias.possible_users:
            command = bks_command(self._account, "revoke-key", name, "--only-key", credential.credential_id)
            raise UsageError(
                f"the key names {alias.user}, but {name} holds its alias: the user was renamed, or the key is forged",
                f"If {name} is meant: {command}",
            )
        return self._revoke(name, credential)

    def _of_short_term(self, key: DecodedKey) -> Request:
        access_key_id = key.access_key_id or ""
        require_own(self._account, "the key", key.access_key_account_id or account_of(access_key_id))
        if access_key_class(access_key_id) is not AccessKeyClass.SESSION:
            return self._of_access_key(access_key_id)
        region = key.region or self._context.session.region
        return self._deny(self._options.principal_arn or self._principal(access_key_id, region))

    def _principal(self, access_key_id: str, region: str) -> str:
        require_own(self._account, f"the access key {access_key_id}", account_of(access_key_id))
        return find_principal(self._context, access_key_id, region)

    def _deny(self, principal_arn: str) -> Request:
        arn = _PRINCIPAL.fullmatch(principal_arn)
        if arn is None:
            raise UsageError(
                f"{safe_name(principal_arn)} is not the ARN of a user or role; nothing else can be denied keys",
                "For root and others use a service control policy.",
            )
        require_own_arn(self._account, principal_arn)
        kind, name = arn["kind"], arn["path"]
        if kind == "assumed-role":
            kind, name = "role", name.partition("/")[0]
        return DenyRequest(
            f"arn:{self._account.partition}:iam::{self._account.account_id}:{kind}/{name}",
            self._context.now() if self._options.all_sessions else None,
            self._options.allow_ordinary_user,
        )

    def _of_access_key(self, access_key_id: str) -> Request:
        require_own(self._account, f"the access key {access_key_id}", account_of(access_key_id))
        try:
            owner = owner_of_access_key(self._iam, access_key_id)
        except DeniedError as error:
            raise UsageError(
                f"the owner of access key {access_key_id} could not be read: {error}",
                "It may be deleted or belong to another account. Or give the name of its user.",
            ) from None
        return RevokeRequest(
            owner,
            only_access_key=access_key_id,
            delete_keys=False,
            allow_ordinary_user=self._options.allow_ordinary_user,
        )

    def _revoke(self, name: str, credential: ServiceSpecificCredential | None) -> Request:
        options = self._options
        chosen = credential.credential_id if credential else None
        if chosen and options.only_key and options.only_key != chosen:
            other = safe_name(options.only_key)
            raise UsageError(f"{chosen} and --only-key {other} contradict each other", "Give one of them.")
        return RevokeRequest(
            name,
            only_key=chosen or options.only_key,
            delete_keys=options.delete_keys,
            # Who names one key means that key.
            keep_access_keys=options.keep_access_keys or chosen is not None,
            delete_password=options.delete_password,
            allow_ordinary_user=options.allow_ordinary_user,
            end_sessions=options.end_sessions,
        )

    def _holder(
        self, is_it: Callable[[ServiceSpecificCredential], bool], what: str, otherwise: tuple[str, ...] = ()
    ) -> Held:
        """Who holds a credential today, and the credential. Where all users may not be asked for, `otherwise` are."""
        try:
            held = list(_held_by_all(self._iam))
        except DeniedError:
            if not otherwise:
                raise
            held = [each for name in otherwise for each in _held_by(self._iam, name)]
        found = [(name, credential) for name, credential in held if is_it(credential)]
        if len(found) == 1:
            return found[0]
        if found:
            raise UsageError(f"more than one user holds {what}", "Give a user's name with --only-key.")
        raise UsageError(
            f"no user of account {self._account.account_id} holds {what}",
            "It may be deleted, forged, or belong to another account.",
        )


def _alias_of(text: str) -> CredentialAlias:
    alias = parse_alias(text)
    if alias is None:
        raise UsageError(f"{text} is not the alias of an API key", "Give the name of its user.")
    return alias


def _held_by_all(iam: Api) -> Iterator[Held]:
    for name, credentials in inventory.service_credentials_by_user(iam).items():
        for credential in credentials:
            yield name, credential


def _held_by(iam: Api, name: str) -> Iterator[Held]:
    try:
        for credential in credentials_of(iam, name):
            yield name, credential
    except NotFoundError:
        return
