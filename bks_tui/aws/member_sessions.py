"""Sessions in other accounts: roles assumed with the credentials of one source session.

A session is verified to be of its account before it signs any other request (`credentials.caller`), and is renewed
before it ends. An account that refuses its role is distinguished from a source session that ended: the first is a fact
about one account, the second ends the whole run.
"""

from __future__ import annotations

import threading
from dataclasses import replace
from typing import Any

import botocore.session
from botocore.credentials import Credentials, RefreshableCredentials

from bks_tui.aws.api import Answer
from bks_tui.aws.credentials.caller import OneCaller
from bks_tui.aws.credentials.providers import Providers
from bks_tui.aws.session import ASSUMED_ROLE, AwsSession, open_session
from bks_tui.core.account.account import Account
from bks_tui.core.account.member import MemberRole, session_name
from bks_tui.core.errors import (
    AwsError,
    CallerChangedError,
    DeniedError,
    ExpiredError,
    NoCredentialsError,
    RoleRefusedError,
    ServerError,
    ServiceError,
    SourceSessionError,
)

# Longer sessions are impossible where the source is itself a role:
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles.html#iam-term-role-chaining
_SECONDS = 3_600


class MemberSessions:
    """Opens sessions in the accounts that `source` can reach; `person` names who does, in the name of each session."""

    def __init__(self, source: AwsSession, person: str) -> None:
        self.source = source
        self._session_name = session_name(person)
        self._lock = threading.Lock()
        self._account: Account | None = None

    def account(self) -> Account:
        """The account of the source session. Raises AwsError."""
        with self._lock:
            self._account = self._account or self.source.identify()
            return self._account

    def open(self, role: MemberRole) -> AwsSession:
        """A session in the account of `role`, without calling AWS yet. The account of the source needs no role."""
        provider = _RoleProvider(self, role)

        def load(profile: str | None, caller: OneCaller) -> Credentials | None:
            if self.account().account_id == role.account_id:
                return self.source.credentials()
            return Providers([provider], profile, caller).load_credentials()

        opened = open_session(replace(self.source.choice, role=role), self._plug, load)
        opened.pauses = self.source.pauses
        return opened

    def _plug(self, session: botocore.session.Session) -> None:
        session.register_component("data_loader", self.source.loader)
        if self.source.plug:
            self.source.plug(session)

    def assume(self, role: MemberRole) -> dict[str, Any]:
        """The credentials of a new session, as botocore refreshes them. Raises AwsError."""
        role_arn = role.arn(self.account().partition)
        options = {"ExternalId": role.external_id} if role.external_id else {}
        try:
            return self.source.api("sts").get(
                "AssumeRole",
                _metadata,
                RoleArn=role_arn,
                RoleSessionName=self._session_name,
                DurationSeconds=_SECONDS,
                **options,
            )
        except (ExpiredError, NoCredentialsError, CallerChangedError) as error:
            raise SourceSessionError(str(error), error.remedy, error.operation) from None
        except ServerError:
            raise
        except (DeniedError, ServiceError) as error:
            raise _refused(role_arn, error) from None


class _RoleProvider:
    """A provider of credentials, as botocore's are."""

    METHOD = ASSUMED_ROLE

    def __init__(self, sessions: MemberSessions, role: MemberRole) -> None:
        self._sessions = sessions
        self._role = role

    def load(self) -> Credentials:
        """The credentials in the account of the role. Raises AwsError."""
        # botocore renews them a quarter of an hour before they end.
        return RefreshableCredentials.create_from_metadata(self._assume(), self._assume, self.METHOD)

    def _assume(self) -> dict[str, Any]:
        return self._sessions.assume(self._role)


def _metadata(answer: Answer) -> dict[str, Any]:
    credentials = answer["Credentials"]
    return {
        "access_key": credentials["AccessKeyId"],
        "secret_key": credentials["SecretAccessKey"],
        "token": credentials["SessionToken"],
        "expiry_time": credentials["Expiration"].isoformat(),
    }


def _refused(role_arn: str, error: AwsError) -> RoleRefusedError:
    """STS does not say whether a role is missing or does not trust the caller, only that a policy denies explicitly."""
    why = "it does not exist, does not trust this caller, or needs an external id"
    if isinstance(error, DeniedError) and "explicit deny" in str(error):
        why = "a policy explicitly denies it" + (
            " (service control policy)" if "service control policy" in str(error) else ""
        )
    elif not isinstance(error, DeniedError):
        why = str(error)
    return RoleRefusedError(
        f"the role {role_arn} could not be assumed: {why}",
        "Name the role with --role-name or in the config file, and the external id where its trust policy demands one.",
        "sts:AssumeRole",
    )
