"""From a request to a reply: what a simulated account does with anything that is sent to it.

Shared by everything a request can come from: clients in this process (`plug`) and an HTTP server.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from botocore.loaders import create_loader
from botocore.model import OperationModel, ServiceModel

from bks_tui.demo import protocol_query
from bks_tui.demo.account import SimulatedAccount
from bks_tui.demo.errors import RefusalError, access_denied, not_simulated
from bks_tui.demo.faults import ALL_USERS
from bks_tui.demo.operations import OPERATIONS, Operation
from bks_tui.demo.paging import DEFAULT_PAGE, page
from bks_tui.demo.requests import Call, Reply, Request
from bks_tui.demo.validation import validate

NEEDS_NO_PERMISSION = "sts:GetCallerIdentity"


@lru_cache
def _service_model(service: str) -> ServiceModel:
    return ServiceModel(create_loader().load_service_model(service, "service-2"), service)


def answer(account: SimulatedAccount, request: Request) -> Reply:
    """The account's reply. Raises faults.DroppedError where the connection is to fail instead."""
    request_id = str(uuid.uuid4())
    try:
        return _answer(account, request, request_id)
    except RefusalError as error:
        return protocol_query.refusal(error, request_id)


def _answer(account: SimulatedAccount, request: Request, request_id: str) -> Reply:
    fields = protocol_query.form(request)
    name = f"{request.service}:{fields.get('Action', '')}"
    operation = OPERATIONS.get(name)
    if operation is None:
        with account.lock:
            account.calls.append(Call(name, {}))
        raise not_simulated(name if request.service else "a request that is not signed")
    model = _service_model(request.service).operation_model(fields["Action"])
    parameters = protocol_query.parameters(fields, model)
    with account.lock:
        account.calls.append(Call(name, parameters))
    if account.faults.latency:
        # Outside the lock: calls that are slow together are slow at the same time.
        account.faults.sleep(account.faults.latency)
    with account.lock:
        result = _perform(account, name, operation, model, parameters)
    return protocol_query.answer(result, model, request_id)


def _perform(
    account: SimulatedAccount, name: str, operation: Operation, model: OperationModel, parameters: Mapping[str, Any]
) -> dict[str, Any]:
    faults, user = account.faults, _user_of(account, parameters)
    faults.check_connection(name, user)
    faults.check_admission(name, user)
    validate(parameters, model.input_shape, held=account.users)
    if name != NEEDS_NO_PERMISSION and faults.denies(name, user):
        raise access_denied(account.caller_arn, name, _resource(account, name, user))
    faults.run_before(name, user)
    result = _page(account, name, operation, operation.handler(account, parameters), parameters)
    faults.run_after(name, user)
    faults.check_reply(name, user)
    return result


def _page(
    account: SimulatedAccount, name: str, operation: Operation, result: dict[str, Any], parameters: Mapping[str, Any]
) -> dict[str, Any]:
    if operation.paged is None:
        return result
    after = account.markers.position(name, parameters["Marker"]) if "Marker" in parameters else None
    size = account.faults.page_size(name, parameters.get("MaxItems", DEFAULT_PAGE))
    given, last = page(result[operation.paged], operation.order, after, size)
    marker = account.markers.give(name, last) if last else None
    return {operation.paged: given, "IsTruncated": last is not None, "Marker": marker}


def _user_of(account: SimulatedAccount, parameters: Mapping[str, Any]) -> str | None:
    """The user that a call is about, for the faults."""
    if parameters.get("AllUsers"):
        return ALL_USERS
    access_key_id = parameters.get("AccessKeyId")
    for user in account.users.values() if access_key_id else ():
        if any(key.access_key_id == access_key_id for key in user.access_keys):
            return user.name
    return parameters.get("UserName")


def _resource(account: SimulatedAccount, operation: str, user: str | None) -> str:
    """What IAM says was refused."""
    if user == ALL_USERS:
        return account.arn("user/*")
    if user is not None:
        return f"user {user}"
    wide = {"iam:ListUsers": account.arn("user/"), "iam:ListVirtualMFADevices": account.arn("mfa/")}
    return wide.get(operation, "*")
