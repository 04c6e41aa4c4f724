"""The gaps of a timeline: the failed call and the reason as a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from bks_tui.aws.cloudtrail.lookup_events import LOOKUP_EVENTS
from bks_tui.core.errors import AwsError, NoCredentialsError, ProviderError
from bks_tui.core.evidence import Unread
from bks_tui.core.timeline.timeline import Gap


def failed_lookup(region: str, error: AwsError) -> Gap:
    """A Region that could not be searched completely."""
    # GetCallerIdentity accepted the credentials, so only this Region refuses them.
    why = ": the Region is not enabled for the account" if refuses_credentials(error) else ""
    return Gap(region, LOOKUP_EVENTS, f"{error}{why}")


def refuses_credentials(error: AwsError) -> bool:
    """Whether the Region refuses the credentials, rather than that they can no longer be obtained."""
    return isinstance(error, NoCredentialsError) and not isinstance(error, ProviderError)


def ended(error: AwsError) -> Gap:
    """No further calls were possible."""
    return Gap(None, error.operation or LOOKUP_EVENTS, f"{error}: no further calls were made")


def no_region_list(fact: Unread) -> Gap:
    """The enabled Regions are unknown."""
    return Gap(
        None, fact.operation, f"{fact.detail}: all Regions known to bks were searched, newer ones may be missing"
    )


def refusing_regions(regions: Iterable[str]) -> Gap:
    """Regions that refuse the credentials, when the enabled Regions are unknown."""
    listed = ", ".join(sorted(regions))
    return Gap(None, LOOKUP_EVENTS, f"these Regions refuse the credentials, so they are probably not enabled: {listed}")


def no_holder(fact: Unread) -> Gap:
    """The current name of the user of a key is unknown."""
    return Gap(
        None, fact.operation, f"{fact.detail}: if the user was renamed, events under its new name may be missing"
    )


def no_former_names(user: str, fact: Unread) -> Gap:
    """The former names of a user are unknown."""
    return Gap(
        None, fact.operation, f"{fact.detail}: if {user} was renamed, events under its former name may be missing"
    )


def no_access_keys(fact: Unread) -> Gap:
    """The access keys of the user are unknown."""
    return Gap(None, fact.operation, f"{fact.detail}: calls with its access keys were searched by user name only")


def no_sessions(role: str) -> Gap:
    """CloudTrail records a call under its session, not under the role."""
    return Gap(
        None,
        LOOKUP_EVENTS,
        f"CloudTrail cannot search for the sessions of role {role} by the role: give the ARN or the access key id of a "
        "session, or query the log files of a trail",
    )


def iam_left_out(region: str) -> Gap:
    """The chosen Regions do not include the one that has the IAM events."""
    return Gap(region, LOOKUP_EVENTS, "IAM events are in this Region, but it was not chosen: they were not searched")


def stopped() -> Gap:
    """The user cancelled."""
    return Gap(None, LOOKUP_EVENTS, "stopped by you before everything was read")
