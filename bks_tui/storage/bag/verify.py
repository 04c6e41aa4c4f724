"""Verify a package: read its tag files, then hash every file that they list."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from bks_tui.core.bag.tag_files import DECLARATION_FILE, TAG_MANIFEST_FILE
from bks_tui.core.bag.verification import TAG_FILES, Verification, expected, verification
from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import quoted
from bks_tui.storage.bag.archive import DamagedError
from bks_tui.storage.bag.source import Source, opened_source

# The manifest of a hundred thousand files has 10 MB.
_LARGEST_TAG_FILE = 64 << 20


def verify_bag(path: Path) -> Verification:
    """Compare the package in a directory or ZIP file with its manifests.

    Raises UsageError for what is no package, and FileError for what cannot be read at all.
    """
    with opened_source(path) as source:
        if not {DECLARATION_FILE, TAG_MANIFEST_FILE} & source.sizes.keys():
            raise UsageError(
                f"{quoted(str(path))} is not a BagIt package: it has no {DECLARATION_FILE}",
                "Name the directory or the .zip file that 'bks evidence' wrote.",
            )
        unread: dict[str, str] = {}
        wanted = expected(dict(_texts(source, unread)))
        digests = dict(_digests(source, {*wanted.digests, TAG_MANIFEST_FILE}, unread))
        return verification(wanted, source.sizes, digests, source.problems, unread)


def unlisted(directory: Path) -> tuple[str, ...]:
    """What is in a directory besides the package, if it is one. Raises FileError."""
    with opened_source(directory) as source:
        listed = expected(dict(_texts(source, {}))).digests
        return (*source.problems, *(source.sizes.keys() - listed.keys() - set(TAG_FILES)))


def _texts(source: Source, unread: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The texts of the tag files that exist; what cannot be read is added to `unread`."""
    for name in TAG_FILES:
        if name not in source.sizes:
            continue
        if source.sizes[name] > _LARGEST_TAG_FILE:
            unread[name] = f"it has more than {_LARGEST_TAG_FILE >> 20} MB"
            continue
        try:
            # One that is damaged is found when its digest is compared.
            with suppress(DamagedError):
                yield name, b"".join(source.read(name)).decode("utf-8", "replace")
        except OSError as error:
            unread[name] = error.strerror or str(error)


def _digests(source: Source, names: set[str], unread: dict[str, str]) -> Iterator[tuple[str, str]]:
    """The SHA-256 of these files as far as they exist, empty for a damaged one; what cannot be read is in `unread`."""
    for name in sorted(names & source.sizes.keys() - unread.keys()):
        digest = hashlib.sha256()
        try:
            for piece in source.read(name):
                digest.update(piece)
        except OSError as error:
            unread[name] = error.strerror or str(error)
        except DamagedError:
            yield name, ""
        else:
            yield name, digest.hexdigest()
