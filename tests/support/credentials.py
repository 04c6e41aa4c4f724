"""A person whose credentials come from a program that can print something else at any time."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from pathlib import Path

# Soon enough that botocore asks the program again before each request.
_SOON = timedelta(minutes=1)


def printed(access_key_id: str, expires: timedelta = _SOON) -> str:
    """What a credential process prints, of invented keys."""
    return json.dumps(
        {
            "Version": 1,
            "AccessKeyId": access_key_id,
            "SecretAccessKey": "invented",
            "SessionToken": f"of-{access_key_id}",
            "Expiration": (datetime.now(timezone.utc) + expires).isoformat(),
        }
    )


@dataclass(frozen=True)
class Process:
    """A `credential_process` that prints a file."""

    file: Path

    def gives(self, access_key_id: str) -> None:
        """From now on it prints these keys."""
        self.file.write_text(printed(access_key_id))

    def gives_expired(self) -> None:
        """From now on it prints keys that have expired."""
        self.file.write_text(printed("ASIAEXPIRED000000001", -_SOON))

    @property
    def configuration(self) -> str:
        """The configuration of a person who uses it by default."""
        return f"[default]\nregion = us-east-1\ncredential_process = cat {self.file}\n"
