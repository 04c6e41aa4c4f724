"""A stored run survives a kill, belongs to one process at a time, and is untrusted when it is read."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bks_tui.core.account.member import MemberAccount
from bks_tui.core.errors import FileError
from bks_tui.core.scan.organization import AccountOutcome
from bks_tui.core.scan.run import AccountRecord, RunHeader, StatusCounts
from bks_tui.storage.chained_lines import digest_of
from bks_tui.storage.run_file import MOST_RUNS, RunDirectory, new_run_id

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=timezone.utc)
IDS = tuple(str(number) * 12 for number in range(1, 5))
HEADER = RunHeader(
    "20260302T120000Z-000000",
    "organization",
    NOW,
    minimum_age=24.0,
    account_id=IDS[0],
    accounts=tuple(MemberAccount(each, unit_ids=("r-ab12",)) for each in IDS),
)


def record(account_id: str, outcome: AccountOutcome = AccountOutcome.DONE) -> AccountRecord:
    """An account with one user."""
    user = {"username": "BedrockAPIKey-\u202eab12", "unread": {}, "holds": [{"kind": "age"}]}
    return AccountRecord(
        account_id, "shop", "Root", outcome, "", None, NOW, StatusCounts(total=1), phantom_users=(user,)
    )


@pytest.fixture
def runs(tmp_path: Path) -> RunDirectory:
    """An empty directory of runs."""
    return RunDirectory(tmp_path / "runs")


def store(runs: RunDirectory, *records: AccountRecord, header: RunHeader = HEADER) -> Path:
    """A run with these records; its file."""
    with runs.begin(header) as writer:
        for each in records:
            writer.write(each)
    return runs.directory / f"{header.run_id}.jsonl"


def test_what_was_written_is_read(runs: RunDirectory) -> None:
    written = (record(IDS[0]), record(IDS[1], AccountOutcome.REFUSED))
    store(runs, *written)
    assert runs.read(HEADER.run_id).header == HEADER
    assert tuple(runs.records(HEADER.run_id)) == written


def test_only_the_latest_record_of_an_account_counts(runs: RunDirectory) -> None:
    store(runs, record(IDS[0], AccountOutcome.REFUSED), record(IDS[0]))
    assert [each.outcome for each in runs.records(HEADER.run_id)] == [AccountOutcome.DONE]


def test_nobody_else_may_read_it(runs: RunDirectory) -> None:
    path = store(runs, record(IDS[0]))
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


@given(cut=st.integers(min_value=0))
def test_a_run_that_was_killed_at_any_byte_is_continued(tmp_path_factory: pytest.TempPathFactory, cut: int) -> None:
    runs = RunDirectory(tmp_path_factory.mktemp("state") / "runs")
    path = store(runs, *map(record, IDS[:3]))
    content = path.read_bytes()
    beginning = content.index(b"\n") + 1
    path.write_bytes(content[: beginning + cut % (len(content) - beginning + 1)])
    kept = set(runs.read(HEADER.run_id).records)
    with runs.resume(HEADER.run_id) as (stored, writer):
        assert set(stored.records) == kept
        for member in stored.missing:
            writer.write(record(member.account_id))
    assert set(runs.read(HEADER.run_id).records) == set(IDS)


def test_a_run_in_progress_is_not_continued_by_another_process(runs: RunDirectory) -> None:
    with runs.begin(HEADER) as writer:
        writer.write(record(IDS[0]))
        with pytest.raises(FileError, match="in progress"), runs.resume(HEADER.run_id):
            pass
        assert runs.read(HEADER.run_id).is_in_progress
    assert not runs.read(HEADER.run_id).is_in_progress


def test_two_runs_at_once_do_not_mix(runs: RunDirectory) -> None:
    other = replace(HEADER, run_id="20260302T120000Z-000001")
    with runs.begin(HEADER) as first, runs.begin(other) as second:
        first.write(record(IDS[0]))
        second.write(record(IDS[1]))
    assert [set(runs.read(each.run_id).records) for each in (HEADER, other)] == [{IDS[0]}, {IDS[1]}]


def _change(lines: list[bytes]) -> None:
    lines[1] = lines[1].replace(b'"done"', b'"refused"')


def _remove(lines: list[bytes]) -> None:
    del lines[1]


def _add(lines: list[bytes]) -> None:
    lines.insert(1, lines[1])


@pytest.mark.parametrize("edit", [_change, _remove, _add])
def test_a_file_that_somebody_changed_is_not_used(runs: RunDirectory, edit: Callable[[list[bytes]], None]) -> None:
    path = store(runs, *map(record, IDS))
    lines = path.read_bytes().splitlines(keepends=True)
    edit(lines)
    path.write_bytes(b"".join(lines))
    with pytest.raises(FileError, match="cannot be used"):
        runs.read(HEADER.run_id)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.text(), each),
)


@given(JSON)
def test_a_record_of_any_content_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, value: object) -> None:
    runs = RunDirectory(tmp_path_factory.mktemp("state") / "runs")
    path = store(runs)
    line = {"schema": "bks.run/1", "account": value}
    previous = digest_of(path.read_bytes().removesuffix(b"\n"))
    path.write_bytes(path.read_bytes() + json.dumps({**line, "previous": previous}).encode() + b"\n")
    with pytest.raises(FileError, match="line 2 is no record"):
        runs.read(HEADER.run_id)


def test_a_link_is_not_followed(runs: RunDirectory, tmp_path: Path) -> None:
    path = store(runs)
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileError):
        runs.read(HEADER.run_id)


def test_the_oldest_runs_make_room(runs: RunDirectory) -> None:
    for number in range(MOST_RUNS + 2):
        store(runs, header=replace(HEADER, run_id=f"20260302T120000Z-{number:06x}"))
    assert len(runs.run_ids()) == MOST_RUNS
    assert runs.run_ids()[-1] == f"20260302T120000Z-{MOST_RUNS + 1:06x}"


@pytest.mark.parametrize(
    ("age", "to_read"), [(None, IDS[1:]), (timedelta(hours=2), IDS[1:]), (timedelta(minutes=30), IDS)]
)
def test_a_resumed_run_reads_what_is_missing_incomplete_or_too_old(
    runs: RunDirectory, age: timedelta | None, to_read: tuple[str, ...]
) -> None:
    store(runs, record(IDS[0]), record(IDS[1], AccountOutcome.INCOMPLETE), record(IDS[2], AccountOutcome.REFUSED))
    left = runs.read(HEADER.run_id).to_read(NOW + timedelta(hours=1), age)
    assert tuple(member.account_id for member in left) == to_read


def test_ids_sort_by_time() -> None:
    assert new_run_id(NOW) < new_run_id(NOW + timedelta(seconds=1))


def test_the_header_is_read_without_the_records(runs: RunDirectory) -> None:
    path = store(runs, record(IDS[0]))
    with path.open("a") as file:
        file.write("nonsense\n")
    assert runs.header(HEADER.run_id) == HEADER


def test_a_file_without_a_header_is_refused(runs: RunDirectory) -> None:
    store(runs).write_text("")
    with pytest.raises(FileError, match="it has no beginning"):
        runs.header(HEADER.run_id)
