"""Links to the AWS console at a user, role, event or account.

Documented: the endpoint of the console in a Region, and the path of a service control policy, to which the guide of AWS
Organizations links: https://docs.aws.amazon.com/general/latest/gr/mgmt-console.html. Only observed: all else behind an
endpoint that names a user, a role, a policy, an event, an access key or an account, and the hosts of the other
partitions with a Region before them. AWS may change what is only observed; the console then shows another page of the
same service, or none.

A link never contains a secret and signs nobody in. It has an account nowhere, except for accounts of an organization:
the console shows the account that the browser is signed in to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import quote

_ARN = re.compile(
    r"arn:(?P<partition>[a-z-]+):(?:iam|sts)::(?P<account>\d{12}|aws)?:"
    r"(?P<kind>user|role|policy|assumed-role)/(?P<path>.+)"
)
_REGION = re.compile(r"[a-z0-9-]{1,40}", re.ASCII)
_LONGEST = 2_048

# The host of each partition, and the Region of its console for services without Regions. aws-iso and the like are not
# connected to the internet: no console of them is known.
_HOSTS = {
    "aws": ("console.aws.amazon.com", "us-east-1"),
    "aws-cn": ("console.amazonaws.cn", "cn-north-1"),
    "aws-us-gov": ("console.amazonaws-us-gov.com", "us-gov-west-1"),
    "aws-eusc": ("console.amazonaws-eusc.eu", "eusc-de-east-1"),
}


@dataclass(frozen=True, slots=True)
class ConsoleLink:
    """A link, what it shows, and the account in which it shows that; None is unknown."""

    url: str
    shows: str
    account_id: str | None


@dataclass(frozen=True, slots=True)
class NoConsole:
    """Why there is no link, as the end of a sentence."""

    reason: str


@dataclass(frozen=True, slots=True)
class ConsolePlace:
    """Where something is: the partition and the account, None if that is unknown."""

    partition: str
    account_id: str | None

    def user(self, name: str) -> ConsoleLink | NoConsole:
        """An IAM user, at its credentials."""
        return self._global(f"iam/home#/users/details/{_encoded(name)}?section=security_credentials", f"user {name}")

    def role(self, name: str) -> ConsoleLink | NoConsole:
        """A role, by its name without a path."""
        return self._global(f"iam/home#/roles/details/{_encoded(name)}?section=permissions", f"role {name}")

    def policy(self, arn: str) -> ConsoleLink | NoConsole:
        """A managed policy."""
        return self._global(f"iam/home#/policies/details/{_encoded(arn)}?section=permissions", f"policy {arn}")

    def control_policy(self, policy_id: str) -> ConsoleLink | NoConsole:
        """A service control policy of the organization; only its management account shows it."""
        path = f"organizations/v2/home/policies/service-control-policy/{_encoded(policy_id)}"
        return self._global(path, f"policy {policy_id}")

    def member(self, account_id: str) -> ConsoleLink | NoConsole:
        """An account of the organization; only its management account shows it."""
        return self._global(f"organizations/v2/home/accounts/{_encoded(account_id)}", f"account {account_id}")

    def event(self, event_id: str, region: str) -> ConsoleLink | NoConsole:
        """An event in CloudTrail's event history, which has it for 90 days, in its Region only."""
        return self._in_cloudtrail(region, f"#/events/{_encoded(event_id)}", f"event {event_id}")

    def access_key(self, access_key_id: str, region: str) -> ConsoleLink | NoConsole:
        """The events of an access key in a Region."""
        fragment = f"#/events?AccessKeyId={_encoded(access_key_id)}"
        return self._in_cloudtrail(region, fragment, f"events of {access_key_id}")

    def arn(self, arn: str) -> ConsoleLink | NoConsole | None:
        """What an ARN of IAM names, or the role of a session, in its own partition and account; None for others."""
        named = _ARN.fullmatch(arn)
        if named is None:
            return None
        own = named["account"] if named["account"] != "aws" else self.account_id
        place = ConsolePlace(named["partition"], own)
        if named["kind"] == "policy":
            return place.policy(arn)
        if named["kind"] == "assumed-role":
            return place.role(named["path"].partition("/")[0])
        name = named["path"].rpartition("/")[2]
        return place.user(name) if named["kind"] == "user" else place.role(name)

    def _global(self, path: str, shows: str) -> ConsoleLink | NoConsole:
        host = _HOSTS.get(self.partition)
        return self._link(f"https://{host[1]}.{host[0]}/{path}", shows) if host else self._none

    def _in_cloudtrail(self, region: str, fragment: str, shows: str) -> ConsoleLink | NoConsole:
        host = _HOSTS.get(self.partition)
        if host is None:
            return self._none
        # A Region comes from a record that anyone may have written: it becomes a part of the host.
        if not _REGION.fullmatch(region):
            return NoConsole("its Region is not known")
        return self._link(f"https://{region}.{host[0]}/cloudtrailv2/home?region={region}{fragment}", shows)

    def _link(self, url: str, shows: str) -> ConsoleLink | NoConsole:
        if len(url) > _LONGEST:
            return NoConsole("its name is too long for a link")
        return ConsoleLink(url, shows, self.account_id)

    @property
    def _none(self) -> NoConsole:
        return NoConsole(f"bks knows no public console of the partition {self.partition}")


def _encoded(text: str) -> str:
    """A text as one part of a URL: nothing in it separates or ends one."""
    # Half of a surrogate pair cannot be encoded, and hostile text may contain one.
    return quote(text.encode("utf-8", "backslashreplace"), safe="")
