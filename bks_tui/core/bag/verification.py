"""What of a package is missing, changed or added, by its manifests. Pure: `storage` reads the files."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from bks_tui.core.bag.tag_files import (
    DECLARATION_FILE,
    INFO_FILE,
    MANIFEST_FILE,
    PAYLOAD,
    TAG_MANIFEST_FILE,
    Oxum,
    declaration_problem,
    read_manifest,
    read_oxum,
)

TAG_FILES = (DECLARATION_FILE, INFO_FILE, MANIFEST_FILE, TAG_MANIFEST_FILE)


@dataclass(frozen=True, slots=True)
class Expected:
    """What the tag files of a package say: the SHA-256 of each file by its path, and what is wrong with them."""

    digests: Mapping[str, str]
    oxum: Oxum | None
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Verification:
    """A package compared with its manifests: paths that are missing, changed and added, sorted.

    `problems` is what else is wrong with it, and `unread` what could not be read and why, a sentence each. `files`
    were compared, with `bytes` in all. `seal` is the SHA-256 of its tag manifest, on which every other one depends;
    None without one.
    """

    files: int
    bytes: int
    seal: str | None
    missing: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def differs(self) -> bool:
        """Whether it is not what was packed."""
        return bool(self.missing or self.changed or self.added or self.problems)

    @property
    def verified(self) -> bool:
        """Whether every file was read, and is what was packed."""
        return not (self.differs or self.unread)


def expected(texts: Mapping[str, str]) -> Expected:
    """What the texts of the tag files say, as far as they exist. Raises nothing."""
    payload = read_manifest(texts.get(MANIFEST_FILE, ""), MANIFEST_FILE)
    tags = read_manifest(texts.get(TAG_MANIFEST_FILE, ""), TAG_MANIFEST_FILE)
    declared = declaration_problem(texts[DECLARATION_FILE]) if DECLARATION_FILE in texts else None
    problems = (*([declared] if declared else []), *tags.problems, *payload.problems)
    return Expected({**payload.digests, **tags.digests}, read_oxum(texts.get(INFO_FILE, "")), problems)


def verification(
    wanted: Expected,
    sizes: Mapping[str, int],
    digests: Mapping[str, str],
    problems: Iterable[str],
    unread: Mapping[str, str],
) -> Verification:
    """Compare what is there with what is expected.

    `sizes` are those of all files by their paths, `digests` the SHA-256 of those that were read, empty for a file that
    is damaged in its archive, and `unread` says of the others why not.
    """
    # Required in every package, so that a manifest that was removed does not take its entries with it.
    required = {*wanted.digests, DECLARATION_FILE, MANIFEST_FILE, TAG_MANIFEST_FILE}
    different = {path for path, digest in digests.items() if not digest or digest != wanted.digests.get(path, digest)}
    return Verification(
        files=len(digests),
        bytes=sum(sizes[path] for path in digests),
        seal=digests.get(TAG_MANIFEST_FILE) or None,
        missing=tuple(sorted(required - set(sizes))),
        changed=tuple(sorted(different)),
        added=tuple(sorted(set(sizes) - set(wanted.digests) - {TAG_MANIFEST_FILE})),
        problems=(*wanted.problems, *problems, *_oxum_problem(wanted.oxum, sizes)),
        unread=tuple(f"{path}: {reason}" for path, reason in sorted(unread.items())),
    )


def _oxum_problem(oxum: Oxum | None, sizes: Mapping[str, int]) -> Iterator[str]:
    payload = [size for path, size in sizes.items() if path.startswith(PAYLOAD)]
    if oxum and oxum != Oxum(sum(payload), len(payload)):
        yield (
            f"{INFO_FILE} states {oxum.files} files with {oxum.bytes} bytes under {PAYLOAD}; "
            f"there are {len(payload)} with {sum(payload)}"
        )
