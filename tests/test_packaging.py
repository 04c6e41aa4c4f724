"""The wheel and the sdist: the same bytes each time, and everything in them that an installed bks needs."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from dataclasses import dataclass
from email import message_from_string
from email.message import Message
from pathlib import Path

import pytest

from bks_tui import __version__
from tests.support.command import environment

ROOT = Path(__file__).parent.parent
SDIST, WHEEL = f"bks_tui-{__version__}.tar.gz", f"bks_tui-{__version__}-py3-none-any.whl"

pytestmark = [pytest.mark.no_cover, pytest.mark.xdist_group("packaging")]


@dataclass(frozen=True)
class Built:
    """Two builds: from this tree, and from the sdist of the first one. `installed` is the first wheel, unpacked."""

    first: Path
    second: Path
    installed: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run the bks of the wheel, away from this tree."""
        variables = environment(self.installed, PYTHONPATH=str(self.installed))
        words = [sys.executable, "-m", "bks_tui", *arguments]
        return subprocess.run(
            words, env=variables, cwd=self.installed, capture_output=True, text=True, timeout=120, check=False
        )

    @property
    def metadata(self) -> Message:
        """What an index says about the wheel."""
        return message_from_string((self.installed / f"bks_tui-{__version__}.dist-info/METADATA").read_text())


def build(tree: Path, out: Path, **variables: str) -> None:
    words = [sys.executable, "-m", "hatchling", "build", "-d", str(out)]
    subprocess.run(words, cwd=tree, env={**os.environ, **variables}, capture_output=True, timeout=300, check=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    home = tmp_path_factory.mktemp("packages")
    made = Built(home / "first", home / "second", home / "installed")
    build(ROOT, made.first, SOURCE_DATE_EPOCH="1700000000")
    # A Python before 3.11.4 has no filter for what it extracts, and a later one warns without.
    words = [sys.executable, "-m", "tarfile", "-e", str(made.first / SDIST), str(home / "unpacked")]
    subprocess.run(words, check=True, timeout=60)
    build(next((home / "unpacked").iterdir()), made.second, SOURCE_DATE_EPOCH="1700000000", TZ="Asia/Tokyo")
    with zipfile.ZipFile(made.first / WHEEL) as wheel:
        wheel.extractall(made.installed)
    return made


@pytest.mark.parametrize("name", [SDIST, WHEEL])
def test_two_builds_have_the_same_bytes(built: Built, name: str) -> None:
    assert (built.first / name).read_bytes() == (built.second / name).read_bytes()


@pytest.mark.parametrize(
    ("pattern", "directory"),
    [("*.md", "docs"), ("*.json", "bks_tui/schemas"), ("**/*.tcss", "bks_tui/tui"), ("py.typed", "bks_tui")],
)
def test_the_wheel_contains_the_files_that_are_no_code(built: Built, pattern: str, directory: str) -> None:
    package = built.installed / "bks_tui"
    wanted = {path.relative_to(ROOT / directory) for path in (ROOT / directory).glob(pattern)}
    there = package / Path(directory).name if directory != "bks_tui" else package
    assert wanted
    assert {path.relative_to(there) for path in there.glob(pattern)} == wanted


def test_the_wheel_contains_one_package(built: Built) -> None:
    names = {path.name for path in built.installed.iterdir() if path.name != ".local"}
    assert names == {"bks_tui", f"bks_tui-{__version__}.dist-info"}


def test_the_sdist_contains_what_the_whole_check_needs(built: Built) -> None:
    with tarfile.open(built.first / SDIST) as sdist:
        names = {name.partition("/")[2] for name in sdist.getnames()}
    wanted = {"Makefile", "constraints.txt", "pyproject.toml", ".pre-commit-config.yaml", "tests/conftest.py"}
    assert wanted | {".github/workflows/ci.yml", "scps/write_down.py", "docs/limits.md"} <= names


def test_the_extras_are_offered(built: Built) -> None:
    assert set(built.metadata.get_all("Provides-Extra", [])) == {"fast", "fuzz", "login", "release", "test"}


def test_an_installed_bks_shows_its_topics_and_schemas(built: Built) -> None:
    assert built.run("help", "limits").stdout.startswith("# Known limitations")
    assert '"bks.scan/1"' in built.run("schema", "scan").stdout
