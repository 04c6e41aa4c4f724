"""The tag files of a BagIt package: how they are written, and what one of unknown origin says.

https://www.rfc-editor.org/rfc/rfc8493
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

DECLARATION_FILE = "bagit.txt"
INFO_FILE = "bag-info.txt"
MANIFEST_FILE = "manifest-sha256.txt"
TAG_MANIFEST_FILE = "tagmanifest-sha256.txt"
PAYLOAD = "data/"

DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
_OXUM = "Payload-Oxum"

_DECLARED = re.compile(
    r"BagIt-Version: *(?:0\.9[3-7]|1\.0)\r?\nTag-File-Character-Encoding: *UTF-?8\r?\n?", re.IGNORECASE | re.ASCII
)
_ENTRY = re.compile(r"(?P<digest>[0-9A-Fa-f]{64})[ \t]+(?P<path>\S.*)", re.ASCII)
_OXUM_LINE = re.compile(rf"^{_OXUM}[ \t]*:[ \t]*(?P<bytes>\d{{1,18}})\.(?P<files>\d{{1,18}})[ \t]*\r?$", re.M | re.A)
_LINE_END = re.compile(r"\r\n|\r|\n")

# Only these are encoded in a manifest, whose lines they would end or whose codes they would be.
_CODES = {"%": "%25", "\r": "%0D", "\n": "%0A"}
_CODE = re.compile("|".join(_CODES.values()), re.IGNORECASE)
_CHARACTERS = {code: character for character, code in _CODES.items()}

_MOST_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class Manifest:
    """The SHA-256 of each file by its path in the package, and what is wrong with the text, a sentence each."""

    digests: Mapping[str, str]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Oxum:
    """How much payload there is: its bytes and its files."""

    bytes: int
    files: int


def manifest_text(digests: Mapping[str, str]) -> str:
    """A manifest of files by their paths, in the order of these."""
    return "".join(f"{digests[path]}  {_encoded(path)}\n" for path in sorted(digests))


def info_text(fields: Iterable[tuple[str, str]], oxum: Oxum) -> str:
    """The text of bag-info.txt. A value is one line, so line ends in it become blanks."""
    lines = [*fields, (_OXUM, f"{oxum.bytes}.{oxum.files}")]
    return "".join(f"{label}: {' '.join(value.split())}\n" for label, value in lines)


def read_manifest(text: str, name: str) -> Manifest:
    """The manifest `name` in a text that anybody may have written. Raises nothing."""
    digests: dict[str, str] = {}
    problems: list[str] = []
    for number, line in enumerate(_LINE_END.split(text.removeprefix("\ufeff")), 1):
        problem = _add(line, digests, is_payload=name == MANIFEST_FILE) if line.strip() else None
        if problem and len(problems) < _MOST_PROBLEMS:
            problems.append(f"{name}, line {number}: {problem}")
    return Manifest(digests, tuple(problems))


def _add(line: str, digests: dict[str, str], *, is_payload: bool) -> str | None:
    """Add the entry in a line; or what is wrong with it."""
    entry = _ENTRY.fullmatch(line)
    if entry is None:
        return "it is not a SHA-256 and a path"
    path = _decoded(entry["path"])
    if not is_inside(path):
        return "the path leads out of the package"
    if path.startswith(PAYLOAD) is not is_payload:
        return "the path belongs in the other manifest"
    if digests.setdefault(path, entry["digest"].lower()) != entry["digest"].lower():
        return "the path is listed twice, with another SHA-256"
    return None


def is_inside(path: str) -> bool:
    """Whether a path names a file within a package on every system: relative, with `/` only, without `..`."""
    if "\\" in path or "\0" in path or path.startswith("~") or re.match("[A-Za-z]:", path):
        return False
    return not {"", ".", ".."} & set(path.split("/"))


def declaration_problem(text: str) -> str | None:
    """What is wrong with the text of bagit.txt; None if it declares a version that bks knows."""
    return None if _DECLARED.fullmatch(text) else f"{DECLARATION_FILE} does not declare a known version in UTF-8"


def read_oxum(text: str) -> Oxum | None:
    """What bag-info.txt says of the payload, if it does."""
    found = _OXUM_LINE.search(text)
    return Oxum(int(found["bytes"]), int(found["files"])) if found else None


def _encoded(path: str) -> str:
    return "".join(_CODES.get(character, character) for character in path)


def _decoded(path: str) -> str:
    return _CODE.sub(lambda code: _CHARACTERS[code[0].upper()], path)
