"""The versions of bks and its libraries, and the files of bks on this machine. Nothing is written."""

from __future__ import annotations

import platform
import stat
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bks_tui import __version__
from bks_tui.core.doctor.diagnosis import DiagnosisSection, Diagnostic, Health
from bks_tui.core.errors import BksError
from bks_tui.core.settings import Config
from bks_tui.core.text import pluralize
from bks_tui.storage.config_file import config_path, read_config
from bks_tui.storage.crash_report import crash_reports
from bks_tui.storage.journal import Journal, default_directory

_LIBRARIES = ("boto3", "botocore", "textual", "rich", "click")
_NO_VALUES = ("AWS_", "BKS_")
_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")


def version_diagnostics() -> Iterator[Diagnostic]:
    """Which versions run."""
    section = DiagnosisSection.VERSIONS
    yield Diagnostic(section, "bks", __version__)
    yield Diagnostic(section, "Python", f"{platform.python_version()} ({sys.implementation.name})")
    for library in _LIBRARIES:
        try:
            yield Diagnostic(section, library, version(library))
        except PackageNotFoundError:
            yield Diagnostic(section, library, "not installed", Health.FAILED, "Install bks again.")
    yield Diagnostic(section, "system", platform.platform())


def file_diagnostics(environment: Mapping[str, str], *, demo: bool) -> Iterator[Diagnostic]:
    """The config file, the journal and crash reports; and which variables are set, without their values."""
    yield from _config_file()
    yield from _journal(Journal(default_directory(demo=demo)))
    reports = crash_reports()
    if reports:
        yield _file("crash reports", f"{len(reports)}, the newest {reports[-1].name}", Health.WARNING)
    names = sorted(name for name in environment if name.startswith(_NO_VALUES) or name.upper() in _PROXIES)
    yield _file("variables", f"{', '.join(names)} (values not shown)" if names else "none of AWS, bks or proxies")


def _file(name: str, value: str, health: Health = Health.OK, remedy: str = "") -> Diagnostic:
    return Diagnostic(DiagnosisSection.FILES, name, value, health, remedy)


def _config_file() -> Iterator[Diagnostic]:
    path, mode = config_path(), _mode(config_path())
    if mode is None:
        yield _file("config file", f"none ({_shown(path)})")
        return
    name = f"{_shown(path)}, mode {mode:04o}"
    try:
        config = read_config()
    except BksError:
        # The reason may repeat what is in the file.
        yield _file("config file", f"{name}, cannot be used", Health.FAILED, "Every other command shows the reason.")
        return
    usual = Config()
    own = [field.name for field in fields(Config) if getattr(config, field.name) != getattr(usual, field.name)]
    yield _file("config file", f"{name}, sets {', '.join(own) or 'nothing'}")


def _journal(journal: Journal) -> Iterator[Diagnostic]:
    mode = _mode(journal.path)
    if mode is None:
        yield _file("journal", f"none yet ({_shown(journal.path)})")
        return
    name, is_open = f"{_shown(journal.path)}, mode {mode:04o}", bool(mode & (stat.S_IRWXG | stat.S_IRWXO))
    try:
        count, faults = journal.verify()
        unfinished = sum(operation.is_interrupted for operation in journal.operations())
    except BksError:
        yield _file(
            "journal",
            f"{name}, cannot be read",
            Health.UNKNOWN,
            f"Run '{journal.command('verify')}' to see the reason.",
        )
        return
    lines = pluralize(count, "line")
    if faults:
        found = f"{name}, {lines}, {pluralize(len(faults), 'fault')}"
        yield _file("journal", found, Health.FAILED, f"Run '{journal.command('verify')}' to see them.")
    else:
        remedy = f"Run 'chmod 600 {_shown(journal.path)}'." if is_open else ""
        yield _file("journal", f"{name}, {lines}, intact", Health.WARNING if is_open else Health.OK, remedy)
    if unfinished:
        found = f"{pluralize(unfinished, 'operation')} running or interrupted"
        yield _file("operations", found, Health.WARNING, f"Run '{journal.command('list')}'.")


def _mode(path: Path) -> int | None:
    """The permissions of a file; None if there is none that can be seen."""
    try:
        return stat.S_IMODE(path.stat().st_mode)
    except OSError:
        return None


def _shown(path: Path) -> str:
    """A path without the name of a person in it: below the home directory, or its last two names."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) else f"…/{'/'.join(path.parts[-2:])}"
