"""Each path, module and name of the code that a document mentions exists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = (
    *(ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", "README.md", "scps/README.md")),
    *sorted((ROOT / "docs").glob("*.md")),
)
LAYERS = ("aws", "cli", "core", "demo", "export", "operations", "schemas", "storage", "tui")
TOP = (".github", "bks_tui", "docs", "scps", "screenshots", "tests", *LAYERS)
FILES = "json|md|py|svg|tcss|toml|txt|yml"


def mentioned(pattern: str) -> Iterator[str]:
    """What is in backticks in any document and matches a pattern as a whole, once each."""
    texts = (document.read_text(encoding="utf-8") for document in DOCUMENTS)
    quoted = (name for text in texts for name in re.findall(r"`([^`\n]+)`", text))
    return (name for name in dict.fromkeys(quoted) if re.fullmatch(pattern, name))


def place(path: str) -> Path:
    """A path of the checkout, or of the package."""
    return ROOT / path if (ROOT / path).exists() else ROOT / "bks_tui" / path


@pytest.mark.parametrize("path", mentioned(rf"({'|'.join(map(re.escape, TOP))})/[\w./-]*|[\w-]+\.({FILES})"))
def test_a_path_exists(path: str) -> None:
    # Examples name files of the reader.
    assert place(path).exists() or path in ("config.toml", "incident.html", "journal.jsonl", "view.json")


@pytest.mark.parametrize("name", mentioned(rf"({'|'.join(LAYERS)})(\.\w+)+"))
def test_a_name_of_the_code_exists(name: str) -> None:
    module, _, function = name.rpartition(".")
    assert re.search(rf"^(def|class) {function}\b", place(f"{module.replace('.', '/')}.py").read_text(), re.MULTILINE)


def test_the_layout_in_contributing_lists_every_layer() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    listed = re.findall(r"^      (\w+)/ ", text, re.MULTILINE)
    assert sorted(listed) == sorted(path.name for path in (ROOT / "bks_tui").iterdir() if path.name in LAYERS)


def test_the_navigation_test_has_ten_questions() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    paths = re.findall(r"^\| [WH].*\? \| `([^`]+)` \|$", text, re.MULTILINE)
    assert len(paths) == 10
    assert [path for path in paths if not place(path).exists()] == []
