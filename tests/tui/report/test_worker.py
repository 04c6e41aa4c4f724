"""A report from the app: read again and saved in the current directory; its path is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bks_tui.storage.bag.verify import verify_bag
from bks_tui.tui.report.worker import report_path
from tests.support.app import NOW, WIDE, Gate, Person, app_over, scanned
from tests.support.keys import long_term_key
from tests.tui.timeline.test_pane import PHANTOM, used_account


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where bks was started."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


async def save(person: Person, *keys: str) -> None:
    """Ask for a report; `keys` choose the format, and enter takes the proposed path."""
    await person.press("m")
    await person.press(*keys, "enter")
    await person.press("enter")


async def test_a_report_is_saved_in_the_chosen_format(folder: Path) -> None:
    async with scanned(app_over(used_account()), WIDE) as person:
        for keys, name, begins in (
            ("", "html", "<!DOCTYPE html>"),
            ("j", "md", "# "),
            ("jj", "txt", "Incident report"),
            ("jjj", "json", "{"),
        ):
            await save(person, *keys)
            assert (folder / f"bks-report-{PHANTOM}-20260302T120000Z.{name}").read_text().startswith(begins), name
    assert len(list(folder.glob("bks-report-*"))) == 4


async def test_the_last_choice_is_an_evidence_bundle_that_verifies(folder: Path) -> None:
    async with scanned(app_over(used_account()), WIDE) as person:
        await save(person, "G")
        assert "Report saved:" in person.told
    (bundle,) = folder.iterdir()
    assert bundle.name == f"bks-evidence-{PHANTOM}-20260302T120000Z.zip"
    assert verify_bag(bundle).verified


async def test_a_saved_report_is_private(folder: Path) -> None:
    async with scanned(app_over(used_account()), WIDE) as person:
        await save(person)
    assert [file.stat().st_mode & 0o777 for file in folder.iterdir()] == [0o600]


async def test_the_path_of_the_report_is_shown() -> None:
    async with scanned(app_over(used_account()), WIDE) as person:
        await save(person)
        assert "Report saved:" in person.told


async def test_a_report_with_gaps_says_that_it_is_incomplete() -> None:
    account = used_account()
    account.faults.deny("cloudtrail:LookupEvents", region="eu-west-1")
    async with scanned(app_over(account), WIDE) as person:
        await save(person)
        assert "It is INCOMPLETE and lists its gaps." in person.told


async def test_a_report_on_a_decoded_key_is_on_its_user(folder: Path) -> None:
    account = used_account()
    async with scanned(app_over(account), WIDE) as person:
        await person.paste(long_term_key(f"{PHANTOM}-at-{account.account_id}"))
        await save(person, "j")
    assert [file for file in folder.iterdir() if f"user/{PHANTOM}" in file.read_text()]


async def test_a_report_that_cannot_be_written_is_shown_with_the_reason(folder: Path) -> None:
    gate = Gate("LookupEvents", service="cloudtrail")
    async with scanned(app_over(used_account(), gate=gate), WIDE) as person:
        await person.press("m")
        await person.press("enter")
        (folder / "gone").mkdir()
        await person.press("home")
        await person.write("gone/")
        with gate.closed():
            await person.pilot.press("enter")
            await person.until(gate.held.is_set)
            (folder / "gone").rmdir()
        await person.settle()
        assert "Report not saved:" in person.told


async def test_a_report_that_another_one_replaces_leaves_no_half_behind(folder: Path) -> None:
    gate = Gate("LookupEvents", service="cloudtrail")
    async with scanned(app_over(used_account(), gate=gate), WIDE) as person:
        with gate.closed():
            await person.pilot.press("m")
            await person.pilot.press("enter")
            await person.pilot.press("enter")
            await person.until(gate.held.is_set)
            await person.pilot.press("m")
            await person.pilot.press("j", "enter")
            await person.pilot.press("enter")
        await person.settle()
    assert [file.suffix for file in folder.iterdir()] == [".md"]


async def test_closing_the_question_saves_nothing(folder: Path) -> None:
    async with scanned(app_over(used_account()), WIDE) as person:
        await person.press("m")
        await person.press("escape")
    assert not list(folder.iterdir())


@pytest.mark.parametrize(
    ("target", "name"),
    [
        ("arn:aws:iam::1:user/a", "bks-report-arn-aws-iam-1-user-a-20260302T120000Z.html"),
        ("../../etc/passwd\n", "bks-report-..-..-etc-passwd--20260302T120000Z.html"),
        ("x" * 100, f"bks-report-{'x' * 64}-20260302T120000Z.html"),
    ],
)
def test_a_file_name_holds_no_path(target: str, name: str) -> None:
    assert report_path(target, NOW, "html") == Path(name)


async def test_a_report_is_saved_where_a_person_says(folder: Path) -> None:
    (folder / "mine").mkdir()
    async with scanned(app_over(used_account()), WIDE) as person:
        await person.press("m")
        await person.press("enter")
        await person.write("mine/a.html")
        await person.press("enter")
    assert [str(file.relative_to(folder)) for file in folder.rglob("*.html")] == ["mine/a.html"]


async def test_a_report_replaces_a_file_only_when_asked_twice(folder: Path) -> None:
    taken = folder / f"bks-report-{PHANTOM}-20260302T120000Z.html"
    taken.write_text("mine")
    async with scanned(app_over(used_account()), WIDE) as person:
        await save(person)
        assert "exists. Enter again replaces it." in " ".join(person.text.replace("│", " ").split())
        assert taken.read_text() == "mine"
        await person.press("enter")
    assert taken.read_text().startswith("<!DOCTYPE html>")


async def test_a_path_that_cannot_be_written_is_refused_before_anything_is_read(folder: Path) -> None:
    account = used_account()
    async with scanned(app_over(account), WIDE) as person:
        await person.press("m")
        await person.press("enter")
        before = len(account.calls)
        await person.write("missing/a.html")
        await person.press("enter")
        assert "there is no directory missing" in " ".join(person.text.replace("│", " ").split())
        assert len(account.calls) == before
    assert not list(folder.iterdir())
