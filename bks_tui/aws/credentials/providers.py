"""The credential providers of botocore, used in its order; an error names the provider that failed."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import botocore.session
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.utils import JSONFileCache

from bks_tui.aws.credentials.caller import GuardedCredentials, OneCaller
from bks_tui.aws.credentials.process import CredentialProcess
from bks_tui.aws.credentials.provider_errors import needs_mfa, unusable_credentials
from bks_tui.aws.credentials.values import Flaw, flaw_of_expiration, flaw_of_values
from bks_tui.aws.errors import translated
from bks_tui.aws.explanations import Stage
from bks_tui.core.errors import AwsError, NoCredentialsError, ProviderError

# The names of the providers in botocore.
_ENVIRONMENT = "env"
_PROCESS = CredentialProcess.METHOD
_VARIABLES = ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN")
_SAME_FAILURE_SECONDS = 5.0
_EXPIRATION = "AWS_CREDENTIAL_EXPIRATION"


class Providers:
    """The source of credentials for a botocore session, in place of its resolver."""

    def __init__(self, providers: list[Any], profile: str | None, caller: OneCaller) -> None:
        self._providers = providers
        self._profile = profile
        self._caller = caller
        self._failure: tuple[float, AwsError] | None = None

    def load_credentials(self) -> Credentials | None:
        """The credentials of the first provider that has some; None if none has. Raises AwsError.

        A recent failure is not retried: each waiting thread would have to wait for it again.
        """
        if self._failure and time.monotonic() - self._failure[0] < _SAME_FAILURE_SECONDS:
            raise self._failure[1]
        try:
            return self._first()
        except AwsError as error:
            self._failure = time.monotonic(), error
            raise

    def _first(self) -> Credentials | None:
        for provider in self._providers:
            method: str = provider.METHOD
            found = self._explained(method, provider.load)
            if found is not None:
                read = partial(self._read, found, method)
                return GuardedCredentials(read, method, self._caller)
        return None

    def _read(self, credentials: Credentials, method: str) -> ReadOnlyCredentials:
        """The current credentials, refreshed if needed. Raises AwsError."""

        def read() -> ReadOnlyCredentials:
            frozen: ReadOnlyCredentials = credentials.get_frozen_credentials()
            names = ("the access key id", "the secret access key", "the session token")
            flaw = flaw_of_values(dict(zip(names, (frozen.access_key, frozen.secret_key, frozen.token), strict=True)))
            if flaw:
                raise unusable_credentials(method, self._profile, flaw)
            return frozen

        frozen: ReadOnlyCredentials = self._explained(method, read)
        return frozen

    def _explained(self, method: str, ask: Callable[[], Any]) -> Any:
        try:
            return self._asked(method, ask)
        except NoCredentialsError as error:
            # During a run it must not be mistaken for a Region that refuses the credentials.
            raise ProviderError(str(error), error.remedy, error.operation) from None

    def _asked(self, method: str, ask: Callable[[], Any]) -> Any:
        if method == _ENVIRONMENT:
            flaw = _flaw_of_environment(os.environ)
            if flaw:
                raise unusable_credentials(method, self._profile, flaw)
        with translated(profile=self._profile, stage=Stage.CREDENTIALS, provider=method):
            return ask()


def _flaw_of_environment(variables: Mapping[str, str]) -> Flaw | None:
    """The flaw of credentials in the environment; without an access key id there are none."""
    given = {name: variables[name] for name in _VARIABLES if variables.get(name)}
    if _VARIABLES[0] not in given:
        return None
    expiration = variables.get(_EXPIRATION)
    return flaw_of_values(given) or (flaw_of_expiration(_EXPIRATION, expiration) if expiration else None)


def prepare_providers(session: botocore.session.Session, profile: str | None, caller: OneCaller) -> None:
    """Make `session` find its credentials as the AWS CLI does, and never ask for an MFA code.

    botocore would ask on the terminal, break the screen of the app and wait forever. Sessions of assumed
    roles are shared with the AWS CLI, so that a code entered there is valid here.
    """

    def refuse(_prompt: str) -> NoReturn:
        raise needs_mfa(profile)

    def process(profile_name: str) -> CredentialProcess:
        return CredentialProcess(profile_name, lambda: session.full_config)

    resolver: Any = session.get_component("credential_provider")
    assume_role = resolver.get_provider("assume-role")
    assume_role.cache = JSONFileCache(str(Path("~/.aws/cli/cache").expanduser()))
    # These have no public names; the AWS CLI itself replaces only the cache.
    assume_role._prompter = refuse
    assume_role._profile_provider_builder._create_process_provider = process
    providers = [
        process(profile or "default") if provider.METHOD == _PROCESS else provider for provider in resolver.providers
    ]
    session.register_component("credential_provider", Providers(providers, profile, caller))
