"""Sign-in sessions: what `aws login` and applications hold, from which they get new credentials.

https://docs.aws.amazon.com/signin/latest/APIReference/Welcome.html
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

ACTIVE, REVOKED = "ACTIVE", "REVOKED"


@dataclass(frozen=True, slots=True)
class SignInSession:
    """A sign-in session of a user. `client` is what it was created for: `CLI` or `MCP`."""

    arn: str
    principal_arn: str
    status: str
    issued: datetime
    expires: datetime
    client: str

    def is_active(self, now: datetime) -> bool:
        """Whether new credentials can still be obtained with it; a status that bks does not know may mean so."""
        return self.status != REVOKED and self.expires > now


def principal_of(partition: str, account_id: str, user_name: str, path: str) -> str | None:
    """The principal by which the sessions of a user are listed.

    AWS takes ARNs of the partition `aws` and without a path. For a user with a path it is the whole account,
    whose sessions `is_of` narrows. None in other partitions.
    """
    if partition != "aws":
        return None
    name = f"user/{user_name}" if path == "/" else "*"
    return f"arn:aws:iam::{account_id}:{name}"


def is_of(session: SignInSession, user_name: str) -> bool:
    """Whether a session belongs to the user of this name."""
    _, _, path = session.principal_arn.partition(":user/")
    return bool(path) and path.rpartition("/")[2] == user_name
