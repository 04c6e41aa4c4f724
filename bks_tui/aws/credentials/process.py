"""The `credential_process` of a profile: run with limits, and its output checked.

botocore waits for it without limit, reads any amount of output, and raises Python errors for unexpected output.
https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html
"""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

from botocore.compat import compat_shell_split
from botocore.credentials import ProcessProvider

from bks_tui.aws.credentials.provider_errors import unusable_credentials
from bks_tui.aws.credentials.values import Flaw, flaw_of_expiration, flaw_of_values
from bks_tui.core.errors import AwsError

# Less than the limit of a call, since credentials can be refreshed during one; enough to touch a security key.
SECONDS = 25.0
_MOST_BYTES = 1_000_000
_REQUIRED = ("AccessKeyId", "SecretAccessKey")


class CredentialProcess(ProcessProvider):
    """A `credential_process`. Nothing that it prints is repeated: it may be a secret."""

    def __init__(self, profile_name: str, load_config: Callable[[], Mapping[str, Any]]) -> None:
        super().__init__(profile_name=profile_name, load_config=load_config)
        self._profile = profile_name
        self._config = load_config

    def _retrieve_credentials_using(self, credential_process: str) -> dict[str, Any]:
        """The output of the program, in the format of the botocore provider. Raises AwsError."""
        return self._checked(self._json(self._output(credential_process)))

    def _output(self, command: str) -> bytes:
        try:
            process = subprocess.Popen(  # noqa: S603 - the person's own configuration names it
                compat_shell_split(command),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        except (OSError, ValueError, IndexError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else "the command is malformed"
            raise self._failed(f"could not be started: {reason.lower()}") from None
        ends = time.monotonic() + SECONDS
        printed: list[bytes] = []
        # In its own thread: a child of the program may keep the output open after the program has ended.
        reader = threading.Thread(target=_read, args=(process, printed), daemon=True)
        reader.start()
        reader.join(SECONDS)
        try:
            if printed and len(printed[0]) > _MOST_BYTES:
                raise self._failed(f"printed more than {_MOST_BYTES:,} bytes")
            code = process.wait(max(ends - time.monotonic(), 0))
            if not printed:
                raise subprocess.TimeoutExpired("", SECONDS)
        except subprocess.TimeoutExpired:
            raise self._failed(f"did not end within {SECONDS:.0f} seconds") from None
        finally:
            process.kill()
            with suppress(subprocess.TimeoutExpired):
                process.wait(1)
        if code:
            raise self._failed(f"failed with exit code {code}")
        return printed[0]

    def _json(self, output: bytes) -> Mapping[str, Any]:
        try:
            printed = json.loads(output)
        except (ValueError, RecursionError):
            raise self._failed("printed something that is not JSON" if output.strip() else "printed nothing") from None
        if not isinstance(printed, dict):
            raise self._failed("printed JSON that is not an object")
        return printed

    def _checked(self, printed: Mapping[str, Any]) -> dict[str, Any]:
        if printed.get("Version") != 1:
            raise self._failed("printed no credentials of Version 1")
        missing = [name for name in _REQUIRED if printed.get(name) in (None, "")]
        if missing:
            raise self._failed(f"printed no {' and no '.join(missing)}")
        keys = {name: printed.get(name) for name in (*_REQUIRED, "SessionToken")}
        expiration = printed.get("Expiration")
        flaw = flaw_of_values(keys)
        if flaw is None and expiration is not None:
            flaw = flaw_of_expiration("Expiration", expiration)
        if flaw:
            raise unusable_credentials(self.METHOD, self._profile, flaw)
        configured = self._config().get("profiles", {}).get(self._profile, {})
        return {
            "access_key": keys["AccessKeyId"],
            "secret_key": keys["SecretAccessKey"],
            "token": keys["SessionToken"],
            "expiry_time": expiration,
            "account_id": printed.get("AccountId") or configured.get("aws_account_id"),
        }

    def _failed(self, what: str) -> AwsError:
        return unusable_credentials(self.METHOD, self._profile, Flaw(what))


def _read(process: subprocess.Popen[bytes], printed: list[bytes]) -> None:
    if process.stdout:
        with process.stdout as output:
            printed.append(output.read(_MOST_BYTES + 1))
