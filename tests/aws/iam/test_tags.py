"""An API key that somebody wrote into a tag goes no further than its fingerprint: to no output, file or journal."""

from __future__ import annotations

import json
import re
from pathlib import Path

from bks_tui.aws.iam import parsing as answers
from bks_tui.core.response.operation import Outcome
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.export.scan.to_json import scan_document
from bks_tui.operations.organization.run import single_record
from tests.support.keys import long_term_key, pieces
from tests.support.responding import CLEAN_UP, orphaned_account, responder
from tests.support.scans import result
from tests.support.simulated import PHANTOM

KEY = long_term_key("BedrockAPIKey-ab12-at-111122223333")


def account() -> SimulatedAccount:
    """An orphan with a key in a tag."""
    account = orphaned_account()
    account.users[PHANTOM].tags = {"owner": "search-team", "note": f"key {KEY}"}
    return account


def test_a_key_in_a_tag_is_replaced_by_its_fingerprint() -> None:
    ((name, value),) = answers.tags({"Tags": [{"Key": "note", "Value": KEY}]})
    assert name == "note"
    assert re.fullmatch("API key fingerprint [0-9a-f]{16}=?", value)


def test_other_tags_are_kept_verbatim() -> None:
    kept = [{"Key": "a b", "Value": "[bold]\u202e"}, {"Key": "owner", "Value": ""}]
    assert answers.tags({"Tags": kept}) == (("a b", "[bold]\u202e"), ("owner", ""))


def test_it_is_in_no_document_and_in_no_stored_scan() -> None:
    scanned = result(account())
    written = json.dumps([scan_document(scanned), str(single_record(scanned))])
    assert "search-team" in written
    assert not [piece for piece in pieces(KEY) if piece in written]


def test_it_is_not_in_the_journal_and_the_user_is_recreated_without_it(tmp_path: Path) -> None:
    ana = responder(tmp_path, account())
    operation = ana.do(CLEAN_UP)
    assert ana.undo(operation).outcome is Outcome.DONE
    kept = b"".join(line.content for line in ana.journal.lines()).decode()
    assert operation.outcome is Outcome.DONE
    assert not [piece for piece in pieces(KEY) if piece in kept]
    assert ana.account.users[PHANTOM].tags["note"].startswith("key API key fingerprint ")
