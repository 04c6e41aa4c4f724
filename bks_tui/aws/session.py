"""The way to AWS: credentials and Region as the AWS CLI resolves them, and clients for many threads.

boto3 differs from the AWS CLI in two orders: it ignores AWS_REGION, and it prefers
AWS_DEFAULT_PROFILE over AWS_PROFILE. What the AWS CLI does is written down in its own botocore
(aws/aws-cli, awscli/botocore/configprovider.py), and people expect that.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

import boto3
import botocore.session
from botocore.client import BaseClient
from botocore.config import Config
from botocore.exceptions import ProfileNotFound
from botocore.utils import JSONFileCache

from bks_tui import __version__
from bks_tui.aws import pool
from bks_tui.aws.api import Answer, Api, evidence
from bks_tui.aws.call_log import CallLog
from bks_tui.aws.errors import Stage, missing_profile, needs_mfa, translated
from bks_tui.aws.pacing import Pace
from bks_tui.aws.retries import Patience, Wait
from bks_tui.core.account import Account, SessionChoice

_DEFAULT_REGION = "us-east-1"

# A row: its name in the configuration file, environment variables in order, default, conversion.
_AS_THE_CLI: dict[str, Any] = {
    "profile": (None, ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"], None, None),
    "region": ("region", ["AWS_REGION", "AWS_DEFAULT_REGION"], None, None),
}

_PATIENT = Config(
    connect_timeout=5,
    read_timeout=15,
    # Not "adaptive": it holds every operation back for what one was refused, and a scan took three
    # times as long as IAM's rate asks for. Beyond these few, `retries` waits.
    retries={"mode": "standard", "total_max_attempts": 4},
    max_pool_connections=pool.SIZE,
    user_agent_extra=f"bks/{__version__}",
)
# The first call: without a network it must say so in seconds.
_QUICK = _PATIENT.merge(
    Config(connect_timeout=3, read_timeout=6, retries={"mode": "standard", "total_max_attempts": 2})
)
# A write is never sent again by botocore: what it would be sent on is old by then.
_ONCE = _PATIENT.merge(Config(retries={"mode": "standard", "total_max_attempts": 1}))


class AwsSession:
    """Credentials and a Region, and what is asked with them. Every method may be called from any thread."""

    def __init__(self, choice: SessionChoice, session: boto3.Session, profile: str | None, region: str | None) -> None:
        self.choice = choice
        self.calls = CallLog()
        self.profile = profile
        self.region = region or _DEFAULT_REGION
        self.region_is_default = region is None
        self._session = session
        self._clients: dict[tuple[str, str, bool], BaseClient] = {}
        self._lock = threading.Lock()

    def client(self, service: str, region: str | None = None, *, once: bool = False) -> BaseClient:
        """The client of `service` in `region`, by default the session's; `once`: it never retries. Raises AwsError."""
        place = service, region or self.region, once
        # boto3 sessions are not thread-safe, clients are.
        with self._lock, translated(profile=self.profile, stage=Stage.CLIENT):
            if place not in self._clients:
                config = _ONCE if once else _QUICK if service == "sts" else _PATIENT
                # The stubs know only services by their literal names.
                make: Callable[..., BaseClient] = self._session.client
                self._clients[place] = make(service, place[1], config=config)
            return self._clients[place]

    def api(
        self,
        service: str,
        region: str | None = None,
        wait: Wait | None = None,
        patience: Patience | None = None,
        pace: Pace | None = None,
    ) -> Api:
        """Ask `service`; while AWS throttles, `wait` waits and can stop it. With a `pace`, no faster than that."""
        return Api(
            service,
            self.client(service, region),
            self.profile,
            wait or threading.Event().wait,
            patience or Patience(),
            lambda: self.client(service, region, once=True),
            pace,
        )

    def identify(self, wait: Wait | None = None, patience: Patience | None = None) -> Account:
        """Ask AWS who the credentials are. Raises AwsError."""
        self._find_credentials()
        sts = self.api("sts", wait=wait, patience=patience)
        caller = sts.get("GetCallerIdentity", _caller)
        return Account(
            account_id=caller.account_id,
            alias=evidence(lambda: _alias(self.api("iam", wait=wait, patience=patience))),
            caller_arn=caller.arn,
            partition=caller.partition,
            region=self.region,
            region_is_default=self.region_is_default,
            profile=self.profile,
            demo=self.choice.demo,
        )

    def _find_credentials(self) -> None:
        """Look for credentials before they are needed: what fails then is told as what it is."""
        with self._lock, translated(profile=self.profile, stage=Stage.CREDENTIALS):
            credentials = self._session.get_credentials()
            if credentials:
                credentials.get_frozen_credentials()


@dataclass(frozen=True, slots=True)
class _Caller:
    account_id: str
    arn: str
    partition: str


def _caller(answer: Answer) -> _Caller:
    return _Caller(answer["Account"], answer["Arn"], answer["Arn"].split(":")[1])


def _alias(iam: Api) -> str | None:
    return next(iter(iam.all("ListAccountAliases", "AccountAliases", str)), None)


def open_session(choice: SessionChoice, plug: Callable[[botocore.session.Session], None] | None = None) -> AwsSession:
    """Open a session without asking AWS yet. `plug` may set something else beneath its clients.

    Raises NoCredentialsError for a profile that does not exist or a configuration that cannot be read.
    """
    with translated(profile=choice.profile, stage=Stage.CONFIGURATION):
        beneath = botocore.session.Session(session_vars=_AS_THE_CLI)
        if plug is not None:
            plug(beneath)
        try:
            # An explicit profile wins over access keys in the environment; AWS_PROFILE does not.
            session = boto3.Session(botocore_session=beneath, profile_name=choice.profile)
        except ProfileNotFound as missing:
            raise missing_profile(str(missing.kwargs["profile"]), profiles()) from None
        # The demo account is the same on every machine.
        region = choice.region or (None if choice.demo else session.region_name or choice.default_region)
        beneath.set_config_variable("region", region or _DEFAULT_REGION)
        # Also for the clients that botocore makes by itself, to assume a role or to ask SSO.
        beneath.set_default_client_config(_QUICK)
        profile = beneath.get_config_variable("profile")
        _share_roles_with_the_cli(beneath, profile)
    opened = AwsSession(choice, session, profile, region)
    opened.calls.attach(beneath)
    return opened


def _share_roles_with_the_cli(session: botocore.session.Session, profile: str | None) -> None:
    """Use the AWS CLI's sessions of assumed roles, and never ask for an MFA code.

    botocore asks on the terminal, where it would break the app's screen and wait forever.
    """

    def refuse(_prompt: str) -> NoReturn:
        raise needs_mfa(profile)

    provider: Any = session.get_component("credential_provider").get_provider("assume-role")
    provider.cache = JSONFileCache(str(Path("~/.aws/cli/cache").expanduser()))
    # It has no public name; the AWS CLI itself replaces only the cache.
    provider._prompter = refuse


def profiles() -> tuple[str, ...]:
    """The profiles of the AWS configuration, in its order. Raises NoCredentialsError if it cannot be read."""
    with translated(stage=Stage.CONFIGURATION):
        return tuple(botocore.session.Session(session_vars={"profile": (None, None, None, None)}).available_profiles)
