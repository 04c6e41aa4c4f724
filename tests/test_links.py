"""Each link of the documents leads to a file of the checkout, and to a heading in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = (*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").glob("*.md")), ROOT / "scps" / "README.md")


def internal_links() -> Iterator[tuple[Path, str]]:
    """The targets of all links and pictures that are not web addresses, each with its document."""
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text(encoding="utf-8")):
            if "://" not in target:
                yield document, target


def anchors(document: Path) -> set[str]:
    """What the headings of a document are called in links, as GitHub makes it from their words."""
    headings = re.findall(r"^#+ (.*)$", document.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize(
    ("document", "target"),
    [pytest.param(*link, id=f"{link[0].relative_to(ROOT)}-{link[1]}") for link in internal_links()],
)
def test_a_link_resolves(document: Path, target: str) -> None:
    path, _, anchor = target.partition("#")
    file = document.parent / path if path else document
    assert file.exists()
    assert not anchor or anchor in anchors(file)


@pytest.mark.parametrize("document", (ROOT / "docs").glob("*.md"), ids=lambda path: path.name)
def test_a_file_of_the_docs_begins_with_its_only_heading_of_the_first_level(document: Path) -> None:
    headings = re.findall(r"^# .*$", document.read_text(encoding="utf-8"), re.MULTILINE)
    assert headings == [document.read_text(encoding="utf-8").split("\n")[0]]
