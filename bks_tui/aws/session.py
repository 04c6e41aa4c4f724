"""The session: credentials and Region as the AWS CLI resolves them, and clients for many threads.

boto3 differs from the AWS CLI in two orders: it ignores AWS_REGION, and it prefers
AWS_DEFAULT_PROFILE over AWS_PROFILE. The order of the AWS CLI, which people expect, is defined in its
own botocore (aws/aws-cli, awscli/botocore/configprovider.py).
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, TypeAlias

import boto3
import botocore.session
from botocore.client import BaseClient
from botocore.config import Config
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.exceptions import ProfileNotFound

from bks_tui import __version__
from bks_tui.aws.api import Api, read_or_unread
from bks_tui.aws.call_log import CallLog
from bks_tui.aws.concurrency import MOST, CallSlots
from bks_tui.aws.credentials.caller import Caller, OneCaller, caller_of
from bks_tui.aws.credentials.provider_errors import missing_profile
from bks_tui.aws.credentials.providers import prepare_providers
from bks_tui.aws.deadline import CALL_SECONDS, Limits, within
from bks_tui.aws.errors import translated
from bks_tui.aws.explanations import Stage
from bks_tui.aws.pauses import SIMULATED, Pauses
from bks_tui.aws.rate_limiter import RateLimiter
from bks_tui.aws.retries import RetryBudget, Wait, leave_throttling_to_bks
from bks_tui.aws.settings import (
    plain_http_host,
    profile_variable,
    require_readable,
    require_usable,
    require_usable_proxy,
)
from bks_tui.core.account.account import Account, SessionChoice

# Replaces what the clients of a session call.
Plug: TypeAlias = Callable[[botocore.session.Session], None]
# Finds the credentials of a session: for a profile, checked for one caller.
Load: TypeAlias = Callable[[str | None, OneCaller], Credentials | None]

# The method of credentials that come from a role that bks assumed itself.
ASSUMED_ROLE = "bks-assume-role"

_DEFAULT_REGION = "us-east-1"
# To find credentials: a program may wait for a person, and several services may be called.
_FINDING_SECONDS = 60.0
# The alias is only displayed, so do not wait long for it.
_ALIAS_SECONDS = 5.0

# A row: its name in the configuration file, environment variables in order, default, conversion.
_AS_THE_CLI: dict[str, Any] = {
    "profile": (None, ["AWS_PROFILE", "AWS_DEFAULT_PROFILE"], None, None),
    "region": ("region", ["AWS_REGION", "AWS_DEFAULT_REGION"], None, None),
}

_PATIENT = Config(
    connect_timeout=5,
    read_timeout=15,
    # Not "adaptive": it slows every operation down when one is throttled, and a scan took three times
    # as long as the rate of IAM requires. These retries are for failures; throttling is left to `retries`.
    retries={"mode": "standard", "total_max_attempts": 4},
    max_pool_connections=MOST,
    user_agent_extra=f"bks/{__version__}",
)
# The first call: without a network it must fail within seconds.
_QUICK = _PATIENT.merge(
    Config(connect_timeout=3, read_timeout=6, retries={"mode": "standard", "total_max_attempts": 2})
)
# botocore must never resend a write: the data that it is based on would be stale.
_ONCE = _PATIENT.merge(Config(retries={"mode": "standard", "total_max_attempts": 1}))


class AwsSession:
    """Credentials and a Region, and the calls made with them. Every method may be called from any thread."""

    def __init__(
        self,
        choice: SessionChoice,
        session: boto3.Session,
        beneath: botocore.session.Session,
        profile: str | None,
        region: str | None,
        plug: Plug | None = None,
        load: Load | None = None,
    ) -> None:
        self.choice = choice
        self.plug = plug
        self.calls = CallLog()
        # For calls that many threads make at the same time.
        self.slots = CallSlots()
        self.pauses = SIMULATED if choice.demo else Pauses()
        self.profile = profile
        self.region = region or _DEFAULT_REGION
        self.region_is_default = region is None
        self._session = session
        self._beneath = beneath
        self._clients: dict[tuple[str, str, bool], BaseClient] = {}
        self._lock = threading.Lock()
        self._plain_http: str | None = None
        self._load = load
        self._one_caller = OneCaller(self._ask_whose, choice.role.account_id if choice.role else None)
        self._is_prepared = False

    def client(self, service: str, region: str | None = None, *, once: bool = False) -> BaseClient:
        """The client of `service` in `region`, by default the session's; `once`: it never retries. Raises AwsError."""
        place = service, region or self.region, once
        # boto3 sessions are not thread-safe, clients are.
        with self._lock:
            made = self._clients.get(place)
        # To create one, botocore may look for credentials, and a provider may take any time.
        limits = Limits(_FINDING_SECONDS)
        return made or within(limits, "the provider of the AWS credentials", partial(self._make_client, *place))

    def _make_client(self, service: str, region: str, once: bool) -> BaseClient:
        place = service, region, once
        with self._lock, translated(profile=self.profile, stage=Stage.CLIENT):
            if place not in self._clients:
                self._prepare()
                config = _ONCE if once else _QUICK if service == "sts" else _PATIENT
                # The stubs know only services by their literal names.
                make: Callable[..., BaseClient] = self._session.client
                made = make(service, region, config=config)
                leave_throttling_to_bks(made)
                url = made.meta.endpoint_url
                if not self.choice.demo:
                    require_usable_proxy(url)
                self._plain_http = self._plain_http or plain_http_host(url)
                self._clients[place] = made
            return self._clients[place]

    def api(
        self,
        service: str,
        region: str | None = None,
        wait: Wait | None = None,
        patience: RetryBudget | None = None,
        pace: RateLimiter | None = None,
        interrupted: threading.Event | None = None,
        seconds: float = CALL_SECONDS,
        slots: CallSlots | None = None,
    ) -> Api:
        """Ask `service`; while AWS throttles, `wait` waits and can stop it. With a `pace`, no faster than that.

        With `slots`, no more calls at the same time than these.

        A call that takes longer than `seconds`, or is running when `interrupted` is set, is abandoned.
        """
        return Api(
            service,
            self.client(service, region),
            self.profile,
            wait or threading.Event().wait,
            patience or RetryBudget(),
            Limits(seconds, interrupted),
            lambda: self.client(service, region, once=True),
            pace,
            slots,
        )

    def identify(
        self,
        wait: Wait | None = None,
        patience: RetryBudget | None = None,
        interrupted: threading.Event | None = None,
        *,
        with_alias: bool = True,
    ) -> Account:
        """Identify the caller, and read the alias of the account unless it has another name.

        Raises AwsError, and CallerChangedError if it is not the same as before.
        """
        limits = Limits(_FINDING_SECONDS, interrupted)
        method = within(limits, "the provider of the AWS credentials", self._find_credentials)
        ask = partial(self.api, wait=wait, patience=patience, interrupted=interrupted)
        # The credentials of a role were identified when they were found, just now or when they were renewed.
        caller = self._one_caller.verified or ask("sts").get("GetCallerIdentity", caller_of)
        self._one_caller.require(caller)
        return Account(
            account_id=caller.account_id,
            alias=read_or_unread(lambda: _alias(ask("iam", seconds=_ALIAS_SECONDS))) if with_alias else None,
            caller_arn=caller.arn,
            partition=caller.partition,
            region=self.region,
            region_is_default=self.region_is_default,
            profile=self.profile,
            demo=self.choice.demo,
            caller_id=caller.user_id,
            plain_http=self._plain_http,
            role=self.choice.role if method == ASSUMED_ROLE else None,
        )

    def _find_credentials(self) -> str | None:
        """Find credentials before they are needed, so that a failure is reported as what it is; how they were found."""
        with translated(profile=self.profile, stage=Stage.CREDENTIALS):
            credentials = self.credentials()
            # Outside the lock: if they have changed, a client is needed to identify their caller.
            if credentials:
                credentials.get_frozen_credentials()
        return credentials.method if credentials else None

    def _prepare(self) -> None:
        """Before the first call: reject settings that cannot be used, and install the providers of bks."""
        if self._is_prepared:
            return
        # Behind a role, the session that assumes it has the same settings and has checked them.
        if not self.choice.demo and not self._load:
            configured = dict(self._beneath.get_scoped_config())
            require_usable(self.profile, configured, region_is_chosen=self.choice.region is not None)
        with translated(profile=self.profile, stage=Stage.CONFIGURATION):
            if self._load:
                # botocore has no public way to give a session credentials that are refreshed.
                vars(self._beneath)["_credentials"] = self._load(self.profile, self._one_caller)
            else:
                prepare_providers(self._beneath, self.profile, self._one_caller)
        self._is_prepared = True

    @property
    def loader(self) -> Any:
        """What reads the models of the services. It takes longer than a call, so that sessions share one."""
        return self._beneath.get_component("data_loader")

    def credentials(self) -> Credentials | None:
        """The credentials, which are refreshed and checked where they are read. Raises AwsError."""
        with translated(profile=self.profile, stage=Stage.CREDENTIALS), self._lock:
            self._prepare()
            found: Credentials | None = self._session.get_credentials()
            return found

    def _ask_whose(self, credentials: ReadOnlyCredentials) -> Caller:
        """The caller of some credentials, identified with these alone."""
        with self._lock, translated(profile=self.profile, stage=Stage.CLIENT):
            sts = self._session.client(
                "sts",
                region_name=self.region,
                aws_access_key_id=credentials.access_key,
                aws_secret_access_key=credentials.secret_key,
                aws_session_token=credentials.token,
                config=_QUICK,
            )
        asked = Api("sts", sts, self.profile, threading.Event().wait, RetryBudget(), Limits(), lambda: sts)
        return asked.get("GetCallerIdentity", caller_of)


def _alias(iam: Api) -> str | None:
    return next(iter(iam.all("ListAccountAliases", "AccountAliases", str)), None)


def open_session(choice: SessionChoice, plug: Plug | None = None, load: Load | None = None) -> AwsSession:
    """Open a session without calling AWS yet. `plug` may replace what its clients call, `load` its credentials.

    Raises NoCredentialsError for a profile that does not exist or a configuration that cannot be read.
    """
    with translated(profile=choice.profile, stage=Stage.CONFIGURATION):
        beneath = botocore.session.Session(session_vars=_AS_THE_CLI)
        if plug is not None:
            plug(beneath)
        require_readable(dict(_files(beneath)))
        try:
            # An explicit profile wins over access keys in the environment; AWS_PROFILE does not.
            session = boto3.Session(botocore_session=beneath, profile_name=choice.profile)
        except ProfileNotFound as missing:
            variable = None if choice.profile else profile_variable()
            raise missing_profile(str(missing.kwargs["profile"]), profiles(), variable) from None
        # The demo account is the same on every machine.
        region = choice.region or (None if choice.demo else session.region_name or choice.default_region)
        beneath.set_config_variable("region", region or _DEFAULT_REGION)
        # The tokens of the global endpoint are not valid in Regions that were opted in.
        beneath.set_config_variable("sts_regional_endpoints", "regional")
        # Also for the clients that botocore creates by itself, to assume a role or to call SSO.
        beneath.set_default_client_config(_QUICK)
        profile = beneath.get_config_variable("profile")
        opened = AwsSession(choice, session, beneath, profile, region, plug, load)
    opened.calls.attach(beneath)
    return opened


def _files(session: botocore.session.Session) -> Iterator[tuple[str, str]]:
    """The files of the configuration: the variable that names each, or its usual name, and its path."""
    for variable, file, setting in (
        ("AWS_CONFIG_FILE", "~/.aws/config", "config_file"),
        ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", "credentials_file"),
    ):
        yield variable if os.environ.get(variable) else file, str(session.get_config_variable(setting))


def profiles() -> tuple[str, ...]:
    """The profiles of the AWS configuration, in its order. Raises NoCredentialsError if it cannot be read."""
    with translated(stage=Stage.CONFIGURATION):
        return tuple(botocore.session.Session(session_vars={"profile": (None, None, None, None)}).available_profiles)
