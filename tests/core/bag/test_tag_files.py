"""The tag files of a BagIt package: what is written is read again, and what anybody may have written does no harm."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.bag.tag_files import (
    DECLARATION,
    MANIFEST_FILE,
    TAG_MANIFEST_FILE,
    Manifest,
    Oxum,
    declaration_problem,
    info_text,
    is_inside,
    manifest_text,
    read_manifest,
    read_oxum,
)
from tests.support.tables import for_each

DIGEST = "a" * 64
OTHER = "b" * 64

names = st.text(st.characters(exclude_characters="\\\0", codec="utf-8"), min_size=1, max_size=20)
paths = names.map(lambda name: f"data/{name}").filter(is_inside)
digests = st.text("0123456789abcdef", min_size=64, max_size=64)


@given(st.dictionaries(paths, digests, max_size=8))
def test_a_manifest_is_read_as_it_was_written(listed: dict[str, str]) -> None:
    assert read_manifest(manifest_text(listed), MANIFEST_FILE) == Manifest(listed)


def test_only_line_ends_and_percent_signs_are_encoded() -> None:
    text = manifest_text({"data/100%\r\nä b": DIGEST})
    assert text == f"{DIGEST}  data/100%25%0D%0Aä b\n"


def test_other_codes_in_a_path_are_no_codes() -> None:
    assert list(read_manifest(f"{DIGEST}  data/%20%0a\n", MANIFEST_FILE).digests) == ["data/%20\n"]


PROBLEMS = {
    "no digest": ("data/a", "it is not a SHA-256 and a path"),
    "a digest of another kind": (f"{'a' * 32}  data/a", "it is not a SHA-256 and a path"),
    "no path": (f"{DIGEST}  ", "it is not a SHA-256 and a path"),
    "a folder above": (f"{DIGEST}  data/../../etc/passwd", "the path leads out of the package"),
    "an absolute path": (f"{DIGEST}  /etc/passwd", "the path leads out of the package"),
    "a home": (f"{DIGEST}  ~/.aws/credentials", "the path leads out of the package"),
    "a drive": (f"{DIGEST}  C:/a", "the path leads out of the package"),
    "a backslash": (f"{DIGEST}  data\\..\\a", "the path leads out of the package"),
    "an encoded line end before a folder above": (f"{DIGEST}  data/%0A/../a", "the path leads out of the package"),
    "a tag file": (f"{DIGEST}  bagit.txt", "the path belongs in the other manifest"),
    "two digests of a file": (
        f"{DIGEST}  data/a\n{OTHER}  data/a",
        "the path is listed twice, with another SHA-256",
    ),
}


@for_each("case", PROBLEMS)
def test_a_line_that_is_no_entry_is_a_problem(case: tuple[str, str]) -> None:
    text, problem = case
    number = text.count("\n") + 1
    assert read_manifest(text, MANIFEST_FILE).problems == (f"{MANIFEST_FILE}, line {number}: {problem}",)


def test_a_tag_manifest_lists_no_payload() -> None:
    assert read_manifest(f"{DIGEST}  data/a\n", TAG_MANIFEST_FILE).digests == {}


def test_a_file_that_is_listed_twice_alike_is_no_problem() -> None:
    assert read_manifest(f"{DIGEST}  data/a\n{DIGEST.upper()}\tdata/a\r\n", MANIFEST_FILE) == Manifest(
        {"data/a": DIGEST}
    )


def test_no_more_problems_are_listed_than_a_person_reads() -> None:
    assert len(read_manifest("nonsense\n" * 10_000, MANIFEST_FILE).problems) == 100


@given(st.text(max_size=40))
def test_no_text_is_an_error(text: str) -> None:
    read_manifest(text, MANIFEST_FILE)
    read_oxum(text)
    declaration_problem(text)


def test_the_declaration_of_bks_is_one() -> None:
    assert declaration_problem(DECLARATION) is None


@pytest.mark.parametrize("text", ["", "BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n", DECLARATION * 2])
def test_another_declaration_is_a_problem(text: str) -> None:
    assert declaration_problem(text) == "bagit.txt does not declare a known version in UTF-8"


def test_a_value_forges_no_field() -> None:
    text = info_text([("External-Description", "x\nPayload-Oxum: 1.1")], Oxum(20, 2))
    assert read_oxum(text) == Oxum(20, 2)
    assert text.count("\n") == 2
