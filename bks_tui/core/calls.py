"""One call to AWS, as the list of calls shows it: never its parameters or its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ApiCall:
    """A finished call. `operation` is `iam:ListUsers`; `outcome` is `ok` or the error code."""

    when: datetime
    operation: str
    region: str
    milliseconds: int
    outcome: str
    retries: int
