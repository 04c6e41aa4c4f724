"""What responses call: for the table of permissions."""

from __future__ import annotations

from datetime import timedelta

from bks_tui.core.response.requests import DenyRequest, Request, RevokeRequest
from bks_tui.demo.state.actors import RoleSession
from bks_tui.operations.response.resolve_target import RevokeOptions, resolve_request
from tests.support.athena_calls import (
    at,
    made,
)
from tests.support.responding import ResponseHarness, leaked_account
from tests.support.scans import NOW
from tests.support.simulated import PHANTOM

ROLE = "arn:aws:iam::111122223333:role/Deploy"
SESSION_KEY = "ASIAEXAMPLE000000001"


def used_by_deploy(ana: ResponseHarness) -> None:
    deploy = RoleSession("Deploy", "x", access_key_id=SESSION_KEY)
    ana.account.record_event("InvokeModel", region="us-east-1", when=NOW, actor=deploy)


def meant(ana: ResponseHarness) -> Request:
    """Who signed with a session key."""
    request = resolve_request(ana.context(), SESSION_KEY, RevokeOptions())
    assert request == DenyRequest(ROLE)
    return request


def contained(*, delete: bool) -> set[str]:
    ana = at(leaked_account())
    ana.account.put_inline_policy(PHANTOM, "own", "{}")
    ana.account.set_password(PHANTOM)
    ana.account.add_role("Deploy").inline_policies["own"] = '{"Statement":[]}'
    used_by_deploy(ana)
    ana.do(meant(ana))
    ana.account.further.add_session(ana.account.account_id, PHANTOM, NOW, NOW + timedelta(days=1))
    ana.do(RevokeRequest(PHANTOM, delete_keys=delete, delete_password=delete, end_sessions=True))
    return made(ana.account)


def released() -> set[str]:
    ana = at(leaked_account())
    ana.account.put_inline_policy(PHANTOM, "bks-containment", '{"Statement":[]}')
    ana.account.add_role("Deploy").inline_policies["bks-containment"] = '{"Statement":[]}'
    ana.account.add_role("Fresh")
    ana.account.add_user("BedrockAPIKey-new")
    ana.account.add_api_key("BedrockAPIKey-new")
    requests = (
        RevokeRequest(PHANTOM, delete_keys=False),
        RevokeRequest("BedrockAPIKey-new", delete_keys=False),
        DenyRequest(ROLE),
        DenyRequest(ROLE.replace("Deploy", "Fresh")),
    )
    operations = [ana.do(request) for request in requests]
    ana.account.record_event(
        "X", region="us-east-1", when=NOW, actor=RoleSession("Deploy", "x", access_key_id=SESSION_KEY)
    )
    resolve_request(ana.context(), SESSION_KEY, RevokeOptions())
    ana.account.calls.clear()
    resolve_request(ana.context(), SESSION_KEY, RevokeOptions())
    for operation in operations:
        ana.undo(operation)
    return made(ana.account)
