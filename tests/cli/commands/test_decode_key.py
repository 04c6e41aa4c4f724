"""`bks decode-key`: from any source, offline, and without repeating a secret."""

from __future__ import annotations

import gzip
import io
import json
import lzma
import stat
import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pexpect
import pytest

from tests.cli.conftest import Bks
from tests.support.command import command, environment, run_bks, run_python
from tests.support.keys import SECRET, long_term_key, pieces, query, service_called, short_term_key
from tests.support.terminal import heed_signals

BEDROCK = service_called("bedrock")
KEY = long_term_key()
SHORT_TERM_KEY = short_term_key(BEDROCK, query(BEDROCK))
GIVEAWAYS = pieces(SECRET) | pieces(KEY[40:])

Pipe: TypeAlias = Callable[[bytes], None]


def leaks(text: str) -> list[str]:
    return [piece for piece in GIVEAWAYS if piece in text]


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> Pipe:
    """Puts bytes into standard input."""
    return lambda content: monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


def test_a_pipe_is_read_without_being_asked_for(bks: Bks, pipe: Pipe) -> None:
    pipe(f"KEY={KEY}\n".encode())
    outcome = bks("decode-key")
    assert outcome.code == 0
    assert "BedrockAPIKey-ab12" in outcome.stdout


@pytest.mark.parametrize("arguments", [["-"], ["--file", "-"]])
def test_a_dash_is_standard_input(bks: Bks, pipe: Pipe, arguments: list[str]) -> None:
    pipe(KEY.encode())
    assert "BedrockAPIKey-ab12" in bks("decode-key", *arguments).stdout


def test_a_file_is_read(bks: Bks, tmp_path: Path) -> None:
    file = tmp_path / "app.log"
    file.write_text(f"first\nsecond {KEY}\n")
    assert "line 2, column 8" in bks("decode-key", "--file", str(file)).stdout


@pytest.mark.parametrize("name", ["app.log.gz", "logs.zip"])
def test_a_compressed_file_is_opened(bks: Bks, tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    if name.endswith("gz"):
        file.write_bytes(gzip.compress(f"KEY={KEY}\n".encode()))
    else:
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("app.log", f"KEY={KEY}\n")
    outcome = bks("decode-key", "--file", str(file))
    assert outcome.code == 0
    assert "BedrockAPIKey-ab12" in outcome.stdout


def test_a_compressed_file_that_is_not_opened_is_called_compressed(bks: Bks, tmp_path: Path) -> None:
    file = tmp_path / "app.log.xz"
    file.write_bytes(lzma.compress(KEY.encode()))
    outcome = bks("decode-key", "--file", str(file))
    assert outcome.code == 1
    assert "is compressed (xz)" in outcome.stderr


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_file_may_be_in_the_encoding_of_any_shell(bks: Bks, tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "env"
    file.write_text(f"é {KEY}\n", encoding=encoding)
    assert bks("decode-key", "--file", str(file)).code == 0


def test_bytes_that_are_no_text_do_not_hide_a_key(bks: Bks, pipe: Pipe) -> None:
    pipe(b"\xff\xfa\x00\x80 " + KEY.encode() + b" \xc3")
    assert bks("decode-key").code == 0


def test_arguments_are_decoded_with_a_warning_of_the_shell_s_history(bks: Bks) -> None:
    outcome = bks("decode-key", KEY, SHORT_TERM_KEY)
    assert outcome.code == 0
    assert "history" in outcome.stderr
    assert outcome.stdout.count(" key, Amazon Bedrock") == 2


def test_a_key_that_the_shell_split_is_put_together_again(bks: Bks) -> None:
    assert bks("decode-key", *(KEY[start : start + 40] for start in range(0, len(KEY), 40))).code == 0


def test_json_has_the_names_that_scripts_read(bks: Bks, pipe: Pipe) -> None:
    pipe(f"{KEY}\n{SHORT_TERM_KEY}\nbedrock-api-key-xxxx".encode())
    document = json.loads(bks("decode-key", "--json").stdout)
    long_term, short_term = document["keys"]
    assert document["schema"] == "bks.decode/1"
    assert {name: long_term[name] for name in ("type", "username", "account_id", "secret_length")} == {
        "type": "long-term",
        "username": "BedrockAPIKey-ab12",
        "account_id": "210987654321",
        "secret_length": 60,
    }
    assert {name: short_term[name] for name in ("type", "access_key_id", "region", "issued_at", "expires_at")} == {
        "type": "short-term",
        "access_key_id": "ASIAQNZGKIQY56JQ7WML",
        "region": "us-west-2",
        "issued_at": "2026-11-24T08:00:00Z",
        "expires_at": "2026-11-24T20:00:00Z",
    }
    assert long_term.keys() == short_term.keys() >= {"iam_user_arn", "secret_sha256_16", "notes", "places"}
    assert [malformed["type"] for malformed in document["malformed"]] == ["short-term"]


@pytest.mark.parametrize("json_option", [[], ["--json"]])
def test_without_any_key_the_exit_code_is_1(bks: Bks, pipe: Pipe, json_option: list[str]) -> None:
    pipe(b"nothing here")
    outcome = bks("decode-key", *json_option)
    assert outcome.code == 1
    assert "no AWS API key found" in outcome.stderr


def test_malformed_keys_are_mentioned_beside_a_decoded_one(bks: Bks, pipe: Pipe) -> None:
    pipe(f"{KEY} bedrock-api-key-xxxx".encode())
    outcome = bks("decode-key")
    assert outcome.code == 0
    assert "1 malformed" in outcome.stderr
    assert "placeholder" in outcome.stdout


def test_keys_and_a_file_together_are_wrong_usage(bks: Bks) -> None:
    assert bks("decode-key", "--file", "some.log", "word").code == 2


@pytest.mark.parametrize(
    ("name", "reason"), [("missing.log", "no such file"), (".", "is a directory"), ("nul\0byte", "not a file name")]
)
def test_a_file_that_cannot_be_read_is_named_with_the_reason(bks: Bks, tmp_path: Path, name: str, reason: str) -> None:
    outcome = bks("decode-key", "--file", f"{tmp_path}/{name}")
    assert outcome.code == 1
    assert reason in outcome.stderr
    assert str(tmp_path) in outcome.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        [KEY],
        [f"--{KEY}"],
        ["decode-key", f"--{KEY}"],
        ["decode-key", "--file", KEY],
        ["decode-key", f"--json={KEY}"],
        ["scan", KEY],
        ["scan", "--fail-on", KEY],
        ["scan", "--service", SHORT_TERM_KEY],
        ["decode-key", KEY],
        ["decode-key", KEY[:100]],
    ],
)
def test_no_argument_that_holds_a_key_is_repeated(bks: Bks, arguments: list[str]) -> None:
    outcome = bks(*arguments)
    assert leaks(outcome.stdout + outcome.stderr) == []


def test_a_key_in_place_of_a_command_is_explained(bks: Bks) -> None:
    outcome = bks(KEY)
    assert outcome.code == 2
    assert "bks decode-key" in outcome.stderr


def test_a_command_that_does_not_exist_is_still_named(bks: Bks) -> None:
    assert "scann" in bks("scann").stderr


def test_it_works_without_home_and_where_nothing_can_be_written(tmp_path: Path) -> None:
    variables = {name: value for name, value in environment(tmp_path).items() if not name.startswith(("HOME", "AWS"))}
    tmp_path.chmod(stat.S_IRUSR | stat.S_IXUSR)
    program = "import os, sys; os.chdir(sys.argv.pop(1)); from bks_tui.__main__ import main; main()"
    outcome = run_python(program, str(tmp_path), "decode-key", KEY, variables=variables)
    assert (outcome.code, outcome.stdout.splitlines()[0]) == (0, "Long-term key, Amazon Bedrock")


def test_it_imports_neither_boto3_nor_textual(tmp_path: Path) -> None:
    program = (
        "import sys\nfrom bks_tui.__main__ import main\n"
        "try:\n    main()\nexcept SystemExit: print({'boto3', 'botocore', 'textual', 'rich'} & set(sys.modules))"
    )
    outcome = run_python(program, "decode-key", "--json", KEY, variables=environment(tmp_path))
    assert outcome.stdout.endswith("set()\n")


def test_a_closed_standard_input_holds_no_key(tmp_path: Path) -> None:
    assert run_bks("decode-key", variables=environment(tmp_path)).code == 1


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[pexpect.spawn[str]]:
    """The command at its prompt in a pseudo-terminal."""
    program, *arguments = command("decode-key")
    child: pexpect.spawn[str] = pexpect.spawn(
        program,
        arguments,
        env=environment(tmp_path, TERM="xterm"),
        encoding="utf-8",
        timeout=30,
        echo=True,
        preexec_fn=heed_signals,
    )
    child.expect_exact("Paste keys")
    child.expect_exact("\x1b[?2004h")
    yield child
    child.close(force=True)


def answer(terminal: pexpect.spawn[str]) -> str:
    """What is on the screen when the command has ended."""
    terminal.expect(pexpect.EOF)
    terminal.wait()
    return str(terminal.before)


def test_the_prompt_shows_nothing_of_what_is_pasted(terminal: pexpect.spawn[str]) -> None:
    terminal.send(f"{KEY}\r\r")
    screen = answer(terminal)
    assert "BedrockAPIKey-ab12" in screen
    assert leaks(screen) == []
    assert terminal.exitstatus == 0


def test_the_prompt_takes_a_paste_with_empty_lines_in_one_piece(terminal: pexpect.spawn[str]) -> None:
    terminal.send(f"\x1b[200~one\n\n\nKEY={KEY}\n\nend\x1b[201~\r")
    terminal.send("\r")
    assert "line 4, column 5" in answer(terminal)


def test_the_prompt_takes_a_key_longer_than_the_terminal_s_own_line(terminal: pexpect.spawn[str]) -> None:
    terminal.send(short_term_key(BEDROCK, query(BEDROCK, session_token="Invented" * 600)) + "\r\r")
    assert "fingerprint" in answer(terminal)


def test_the_prompt_ends_with_ctrl_d(terminal: pexpect.spawn[str]) -> None:
    terminal.send(KEY)
    terminal.send("\x04")
    answer(terminal)
    assert terminal.exitstatus == 0


def test_the_prompt_ends_with_ctrl_c(terminal: pexpect.spawn[str]) -> None:
    terminal.send("\x03")
    assert "interrupted" in answer(terminal)
    assert terminal.exitstatus == 130


def test_the_prompt_gives_the_terminal_back_as_it_was(tmp_path: Path) -> None:
    shell = f"{' '.join(command('decode-key'))}; stty -a"
    child: pexpect.spawn[str] = pexpect.spawn("/bin/sh", ["-c", shell], env=environment(tmp_path), encoding="utf-8")
    child.expect_exact("Paste keys")
    child.send("\r")
    screen = answer(child)
    assert " echo " in screen
    assert " icanon " in screen
