"""The names of the profiles in the files of the AWS configuration, read without boto3: a shell waits for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from bks_tui.core.errors import FileError
from bks_tui.storage.reading import read_regular

_LARGEST = 1 << 20
# Each file: the variable that names it, its usual path, and whether its sections begin with `profile`.
_FILES = (("AWS_CONFIG_FILE", "~/.aws/config", True), ("AWS_SHARED_CREDENTIALS_FILE", "~/.aws/credentials", False))
_SECTION = re.compile(
    r"^\[\s*(?P<profile>profile\s+)?(?P<quote>[\"']?)(?P<name>[^\]\n]*?)(?P=quote)\s*\]", re.MULTILINE
)
_DEFAULT = "default"


def profile_names(environment: Mapping[str, str]) -> tuple[str, ...]:
    """The names, in the order of the files, each once. A file that cannot be read has none."""
    names = (
        name
        for variable, usual, has_prefix in _FILES
        for name in _names(_text(environment.get(variable) or usual), has_prefix=has_prefix)
    )
    return tuple(dict.fromkeys(names))


def _text(path: str) -> str:
    try:
        return read_regular(Path(path).expanduser(), _LARGEST).decode(errors="replace")
    except (OSError, ValueError, RuntimeError, FileError):
        return ""


def _names(text: str, *, has_prefix: bool) -> Iterator[str]:
    """The sections that are profiles: those of the config file begin with `profile`, but for the default one."""
    for section in _SECTION.finditer(text):
        name = section["name"]
        if bool(section["profile"]) == has_prefix or name == _DEFAULT:
            yield name
