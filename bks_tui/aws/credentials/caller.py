"""One session, one caller: refreshed credentials are used only if they belong to the same caller."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from botocore.credentials import Credentials, ReadOnlyCredentials

from bks_tui.aws.api import Answer
from bks_tui.core.errors import AwsError, CallerChangedError, UnusableSessionError, WrongAccountError


@dataclass(frozen=True, slots=True)
class Caller:
    """Who credentials belong to, as GetCallerIdentity answers."""

    account_id: str
    arn: str
    partition: str
    user_id: str

    @property
    def principal(self) -> tuple[str, str, str]:
        """What must stay the same. The role session name may change: a provider may start a new one at each refresh.

        https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
        """
        role_id, _, _session = self.user_id.partition(":")
        return self.partition, self.account_id, role_id if ":assumed-role/" in self.arn else self.user_id


def caller_of(answer: Answer) -> Caller:
    """Parse an answer to GetCallerIdentity."""
    return Caller(answer["Account"], answer["Arn"], answer["Arn"].split(":")[1], answer["UserId"])


Ask: TypeAlias = Callable[[ReadOnlyCredentials], Caller]


class OneCaller:
    """The caller of a session. `ask` identifies the caller of some credentials. Thread-safe.

    With an `account_id` it must be of that account, and is identified before anything else is asked.
    """

    def __init__(self, ask: Ask, account_id: str | None = None) -> None:
        self._ask = ask
        self._account_id = account_id
        self._lock = threading.Lock()
        self._caller: Caller | None = None
        self._in_use: ReadOnlyCredentials | None = None
        self._refused: tuple[ReadOnlyCredentials, AwsError] | None = None

    @property
    def verified(self) -> Caller | None:
        """The caller of the credentials in use, where each is identified before it signs anything."""
        return self._caller if self._account_id and self._in_use else None

    def require(self, caller: Caller) -> None:
        """Remember the first caller. Raises CallerChangedError for a different one, and WrongAccountError."""
        if self._account_id not in (None, caller.account_id):
            raise WrongAccountError(str(self._account_id), caller.arn)
        if self._caller is None:
            self._caller = caller
        elif caller.principal != self._caller.principal:
            raise CallerChangedError(self._caller.arn, caller.arn)

    def admit(self, credentials: ReadOnlyCredentials) -> None:
        """Check `credentials` before they sign a request: identify their caller if they are new.

        Raises AwsError if that is not possible, UnusableSessionError if they belong to a different caller.
        """
        if credentials == self._in_use:
            return
        with self._lock:
            if self._in_use is None and self._account_id is None:
                self._in_use = credentials
            if credentials == self._in_use:
                return
            if self._refused and self._refused[0] == credentials:
                raise self._refused[1]
            if self._caller is None and self._in_use is not None:
                self.require(self._ask(self._in_use))
            try:
                self.require(self._ask(credentials))
            except UnusableSessionError as error:
                self._refused = credentials, error
                raise
            self._in_use = credentials


class GuardedCredentials(Credentials):
    """The credentials of a session, checked for the same caller before each signature.

    botocore's clients ask `get_frozen_credentials` for each request, and sign with what that returns.
    """

    def __init__(self, read: Callable[[], ReadOnlyCredentials], method: str, caller: OneCaller) -> None:
        # The attributes of the parent class are not set: they would become stale.
        self._read = read
        self._caller = caller
        self.method = method

    def get_frozen_credentials(self) -> Any:
        """What to sign with now. Raises AwsError."""
        frozen = self._read()
        self._caller.admit(frozen)
        return frozen

    @property
    def account_id(self) -> str | None:
        """The account, if the provider returns it; botocore may use it in the name of an endpoint."""
        account_id: str | None = self.get_frozen_credentials().account_id
        return account_id
