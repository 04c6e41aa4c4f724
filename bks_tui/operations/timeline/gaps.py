"""What a timeline could not read: each gap with the call that failed and the reason in a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from bks_tui.aws.cloudtrail.lookup_events import LOOKUP_EVENTS
from bks_tui.core.errors import AwsError, NoCredentialsError, ProviderError
from bks_tui.core.evidence import Unread
from bks_tui.core.timeline.timeline import Gap


def failed_lookup(region: str, error: AwsError) -> Gap:
    """A Region that could not be asked, or not to the end."""
    # The account has told who asks, so it is the Region that does not know these credentials.
    why = ": the Region is not enabled for the account" if refuses_credentials(error) else ""
    return Gap(region, LOOKUP_EVENTS, f"{error}{why}")


def refuses_credentials(error: AwsError) -> bool:
    """Whether the Region does not know the credentials, rather than that there are none any more."""
    return isinstance(error, NoCredentialsError) and not isinstance(error, ProviderError)


def ended(error: AwsError) -> Gap:
    """Nothing more could be asked at all."""
    return Gap(None, error.operation or LOOKUP_EVENTS, f"{error}: nothing more was asked")


def no_region_list(fact: Unread) -> Gap:
    """Nobody knows which Regions are enabled."""
    return Gap(
        None, fact.operation, f"{fact.detail}: every Region that bks knows of was asked, and newer ones may be missing"
    )


def refusing_regions(regions: Iterable[str]) -> Gap:
    """Regions that do not know the credentials, where nobody knows which Regions are enabled."""
    listed = ", ".join(sorted(regions))
    return Gap(None, LOOKUP_EVENTS, f"these Regions refuse the credentials and are taken to be not enabled: {listed}")


def no_holder(fact: Unread) -> Gap:
    """Nobody knows what the user of a key is called today."""
    return Gap(
        None, fact.operation, f"{fact.detail}: if the user was renamed, events under its new name may be missing"
    )


def no_former_names(user: str, fact: Unread) -> Gap:
    """Nobody knows what a user was called before."""
    return Gap(
        None, fact.operation, f"{fact.detail}: if {user} was renamed, events under its former name may be missing"
    )


def no_access_keys(fact: Unread) -> Gap:
    """Nobody knows which access keys the user has."""
    return Gap(
        None, fact.operation, f"{fact.detail}: calls with its access keys are found by the name of the user only"
    )


def no_sessions(role: str) -> Gap:
    """CloudTrail files a call under its session, not under the role behind it."""
    return Gap(
        None,
        LOOKUP_EVENTS,
        f"what sessions of the role {role} did cannot be asked for by the role: ask by the name of a session, with its "
        "ARN, or by its access key id, or look in the log files of a trail",
    )


def iam_left_out(region: str) -> Gap:
    """The chosen Regions are without IAM's."""
    return Gap(
        region, LOOKUP_EVENTS, "not among the chosen Regions, but the events of IAM are here: they were not asked for"
    )


def stopped() -> Gap:
    """The person cancelled."""
    return Gap(None, LOOKUP_EVENTS, "stopped by you before everything was read")
