"""What AWS says: who the caller is, the clock, the Regions, and what the caller may do. Every call reads."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from bks_tui.aws.api import Api, read_or_unread
from bks_tui.aws.iam.simulation import simulate
from bks_tui.aws.pool import call_in_worker
from bks_tui.aws.regions import enabled_regions
from bks_tui.aws.retries import RetryBudget, Wait
from bks_tui.aws.session import AwsSession
from bks_tui.core.account.account import Account, SessionChoice, plain_http_warning
from bks_tui.core.doctor.clock import clock_diagnostic
from bks_tui.core.doctor.command_access import Access, CommandAccess, calls_by_service, command_access
from bks_tui.core.doctor.diagnosis import DiagnosisSection, Diagnostic, Health
from bks_tui.core.errors import (
    AwsError,
    BksError,
    CancelledError,
    ExpiredError,
    NoCredentialsError,
    UnreachableError,
)
from bks_tui.core.evidence import Cause, Evidence, Known
from bks_tui.core.harmless import safe_name
from bks_tui.core.response.simulation import Decision
from bks_tui.core.text import pluralize
from bks_tui.operations.connect import connect
from bks_tui.operations.response.precheck import caller_principal

# Each asks for as little as it can.
_TRIED: Mapping[str, Mapping[str, object]] = {
    "cloudtrail:LookupEvents": {"MaxResults": 1},
    "iam:GetAccountAuthorizationDetails": {"Filter": ["User"], "MaxItems": 1},
    "iam:ListServiceSpecificCredentials": {"AllUsers": True, "MaxItems": 1},
    "iam:ListUsers": {"MaxItems": 1},
    "iam:ListVirtualMFADevices": {"MaxItems": 1},
}
_REGIONS = "ec2:DescribeRegions"
_SIMULATE = "iam:SimulatePrincipalPolicy"
_EVERYTHING = "*"
# A person waits for the result.
_PATIENCE = RetryBudget(total=10.0)
_KINDS = {"user": "IAM user", "assumed-role": "role session", "root": "root user", "federated-user": "federated user"}
_NO_CREDENTIALS = "Run 'aws sts get-caller-identity' with the same profile: it must show the identity."
_REASON = "A scan shows the reason."
_NO_CONNECTION = "Check the network, proxies and AWS_ENDPOINT_URL."


@dataclass(frozen=True, slots=True)
class AccountDiagnosis:
    """What was found out about the session, and what each command may do."""

    diagnostics: tuple[Diagnostic, ...]
    access: tuple[CommandAccess, ...]


def diagnose_account(
    choice: SessionChoice, cancelled: threading.Event, open_session: Callable[[SessionChoice], AwsSession] = connect
) -> AccountDiagnosis:
    """Ask AWS. A failure is a fact as well. Raises CancelledError soon after `cancelled` is set."""
    return call_in_worker(partial(_diagnosed, choice, cancelled, open_session), cancelled)


def _diagnosed(
    choice: SessionChoice, cancelled: threading.Event, open_session: Callable[[SessionChoice], AwsSession], wait: Wait
) -> AccountDiagnosis:
    profile = (_fact("profile", choice.profile, private=True),) if choice.profile else ()
    unknown = command_access(identified=False, tried={}, simulated=())
    try:
        session = open_session(choice)
    except BksError as error:
        return AccountDiagnosis((*profile, _failure(error)), unknown)
    try:
        account = session.identify(wait, _PATIENCE, cancelled, with_alias=False)
    except CancelledError:
        raise
    except BksError as error:
        # AWS says what time it is even when it refuses a request for its time.
        measured = session.calls.clock_offset
        clock = (clock_diagnostic(measured),) if measured else ()
        return AccountDiagnosis((*profile, _failure(error), *clock), unknown)
    return _of_account(session, account, wait, profile)


def _of_account(session: AwsSession, account: Account, wait: Wait, profile: tuple[Diagnostic, ...]) -> AccountDiagnosis:
    tried: dict[str, Evidence[object]] = {
        call: read_or_unread(partial(_try, session, call, parameters, wait)) for call, parameters in _TRIED.items()
    }
    regions = read_or_unread(partial(enabled_regions, session.api("ec2", wait=wait, patience=_PATIENCE)))
    tried[_REGIONS] = Known(None) if isinstance(regions, Known) else regions
    simulated = dict(_simulations(session.api("iam", wait=wait, patience=_PATIENCE), account))
    decisions = [decision for found in simulated.values() if isinstance(found, Known) for decision in found.value]
    facts = (
        *profile,
        *_identity(account, session),
        clock_diagnostic(session.calls.clock_offset),
        _regions(regions),
        _simulator(simulated),
        *(_call(call, found) for call, found in sorted(tried.items())),
    )
    outcomes = {call: _access(found) for call, found in tried.items()}
    return AccountDiagnosis(facts, command_access(True, outcomes, decisions))


def _try(session: AwsSession, call: str, parameters: Mapping[str, object], wait: Wait) -> object:
    service, _, action = call.partition(":")
    return session.api(service, wait=wait, patience=_PATIENCE).call(action, **parameters)


def _simulations(iam: Api, account: Account) -> Iterator[tuple[str, Evidence[tuple[Decision, ...]]]]:
    """What the simulator says of the calls of each service; nothing for a caller without policies of its own.

    IAM refuses to simulate calls of some services together.
    """
    principal = caller_principal(iam, account)
    for service, calls in calls_by_service().items() if principal else ():
        yield service, read_or_unread(partial(simulate, iam, str(principal), calls, _EVERYTHING))


def _access(found: Evidence[object]) -> Access:
    if isinstance(found, Known):
        return Access.ALLOWED
    return Access.DENIED if found.cause is Cause.DENIED else Access.UNKNOWN


def _fact(name: str, value: str, health: Health = Health.OK, remedy: str = "", *, private: bool = False) -> Diagnostic:
    return Diagnostic(DiagnosisSection.SESSION, name, value, health, remedy, private)


def _asked(name: str, value: str, health: Health = Health.OK, remedy: str = "") -> Diagnostic:
    return Diagnostic(DiagnosisSection.CALLS, name, value, health, remedy)


def _failure(error: BksError) -> Diagnostic:
    """Why there is no identity, without the text of the error, which may name accounts, profiles and people."""
    if isinstance(error, UnreachableError):
        return _fact("credentials", "not verified: no answer from AWS", Health.UNKNOWN, _NO_CONNECTION)
    if isinstance(error, ExpiredError):
        return _fact("credentials", "expired", Health.FAILED, "Sign in again.")
    if isinstance(error, NoCredentialsError):
        return _fact("credentials", "none that can be used", Health.FAILED, _NO_CREDENTIALS)
    if isinstance(error, AwsError):
        return _fact("credentials", f"not verified: {error.cause.value}", Health.UNKNOWN, _REASON)
    return _fact("credentials", "the settings cannot be used", Health.FAILED, _REASON)


def _identity(account: Account, session: AwsSession) -> Iterator[Diagnostic]:
    kind = account.caller_arn.split(":", 5)[5].partition("/")[0]
    found = _KINDS.get(kind, "other caller")
    yield _fact("credentials", f"{found}, partition {account.partition}" + (", simulated" if account.demo else ""))
    yield _fact("account", account.account_id, private=True)
    yield _fact("caller", account.caller_arn, private=True)
    yield _fact("Region", f"{safe_name(account.region)}{' (by default)' if session.region_is_default else ''}")
    if account.plain_http:
        yield _fact("endpoint", "http:// without encryption", Health.WARNING, "Use https:// in AWS_ENDPOINT_URL.")
        yield _fact("endpoint host", plain_http_warning(account.plain_http), Health.WARNING, private=True)


def _regions(regions: Evidence[tuple[str, ...]]) -> Diagnostic:
    if isinstance(regions, Known):
        return _fact("Regions", f"{pluralize(len(regions.value), 'Region')} enabled")
    return _fact("Regions", f"not read: {regions}", Health.UNKNOWN)


def _simulator(simulated: Mapping[str, Evidence[tuple[Decision, ...]]]) -> Diagnostic:
    name = "policy simulator"
    missing = [service for service, found in simulated.items() if not isinstance(found, Known)]
    if not simulated:
        return _asked(name, "not asked: the caller has no policies that it knows", Health.UNKNOWN)
    if not missing:
        return _asked(name, "asked about every call, on every resource; session policies are not considered")
    reasons = sorted({str(found) for found in simulated.values() if not isinstance(found, Known)})
    of = "any service" if len(missing) == len(simulated) else ", ".join(missing)
    remedy = f"Allow {_SIMULATE} to learn what is allowed without trying it."
    return _asked(name, f"not read for {of}: {', '.join(reasons)}", Health.UNKNOWN, remedy)


def _call(call: str, found: Evidence[object]) -> Diagnostic:
    access = _access(found)
    if access is Access.UNKNOWN:
        return _asked(call, f"UNKNOWN: {found}", Health.UNKNOWN)
    return _asked(call, access.value, Health.OK if access is Access.ALLOWED else Health.WARNING)
