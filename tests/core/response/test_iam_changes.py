"""Every change is a call that IAM's own model has, with the parameters that it asks for."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from botocore.validate import ParamValidator

from bks_tui.core.iam.policy_document import document_state
from bks_tui.core.iam.user import LoginProfile
from bks_tui.core.response import iam_changes
from bks_tui.core.response.changes import Change
from bks_tui.demo.wire.models import service_model
from tests.support.users import NOW, api_key

KEY = api_key("ACCAEXAMPLE000000001")
TAGS = [(f"key-{number:03}", f"value-{number}") for number in range(120)]
ARN = "arn:aws:iam::aws:policy/AmazonBedrockLimitedAccess"


def changes() -> Iterator[Change]:
    """One of each sort."""
    yield iam_changes.set_credential("u", KEY, "Active", "Inactive")
    yield iam_changes.delete_credential("u", KEY, "Inactive")
    yield iam_changes.set_access_key("u", "AKIAEXAMPLE000000001", "Active", "Inactive")
    yield iam_changes.delete_access_key("u", "AKIAEXAMPLE000000001", "Inactive")
    yield iam_changes.delete_password("u", LoginProfile(NOW, reset_required=False))
    yield iam_changes.deactivate_mfa_device("u", "arn:aws:iam::111122223333:mfa/u")
    yield iam_changes.delete_virtual_mfa_device("arn:aws:iam::111122223333:mfa/u")
    yield iam_changes.delete_signing_certificate("u", "CERTIFICATE0000000000001", "Active")
    yield iam_changes.delete_ssh_public_key("u", "APKAEXAMPLE000000001", "Active")
    yield iam_changes.put_user_policy("u", "p", "{}", None)
    yield iam_changes.delete_user_policy("u", "p", "{}")
    yield iam_changes.put_role_policy("r", "p", "{}", None)
    yield iam_changes.delete_role_policy("r", "p", "{}")
    yield iam_changes.attach_policy("u", ARN)
    yield iam_changes.detach_policy("u", ARN)
    yield iam_changes.join_group("u", "g")
    yield iam_changes.leave_group("u", "g")
    yield iam_changes.delete_user("u")
    yield from iam_changes.create_user("u", "/team/", ARN, TAGS)


@pytest.mark.parametrize("change", changes(), ids=lambda change: change.operation)
def test_the_call_is_one_of_iams(change: Change) -> None:
    shape = service_model("iam").operation_model(change.operation.removeprefix("iam:")).input_shape
    assert shape is not None
    report = ParamValidator().validate(change.parameters, shape)
    assert not report.has_errors(), report.generate_report()


def test_all_sorts_of_changes_are_tried_here() -> None:
    made = {change.operation for change in changes()}
    public = [name for name in vars(iam_changes) if name.startswith(("set_", "delete_", "put_", "attach", "detach"))]
    assert len(made) >= len(public)


def test_a_user_of_many_tags_is_made_in_as_many_calls_as_it_takes() -> None:
    create, *more = iam_changes.create_user("u", "/", None, TAGS)
    pages = [change.parameters["Tags"] for change in (create, *more)]
    assert [len(page) for page in pages] == [50, 50, 20]
    assert [(tag["Key"], tag["Value"]) for page in pages for tag in page if isinstance(tag, dict)] == TAGS


@pytest.mark.parametrize(
    ("one", "other"),
    [('{"a": 1, "b": [2]}', '{"b":[2],"a":1}'), ("no JSON", "no JSON")],
)
def test_a_document_is_the_same_whatever_its_spaces_and_order(one: str, other: str) -> None:
    assert document_state(one) == document_state(other)


def test_documents_that_say_something_else_differ() -> None:
    assert document_state('{"a":1}') != document_state('{"a":2}')
