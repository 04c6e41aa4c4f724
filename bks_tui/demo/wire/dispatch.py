"""From a request to a reply: how a simulated account handles everything that is sent to it.

Shared by clients in this process (`plug`) and an HTTP server.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from botocore.model import OperationModel

from bks_tui.demo.services.cloudtrail_recording import record_write
from bks_tui.demo.services.operations import OPERATIONS, RegionalOperation, SimulatedOperation
from bks_tui.demo.state.account import SimulatedAccount
from bks_tui.demo.state.errors import RefusalError, access_denied, not_simulated, region_not_enabled, validation_error
from bks_tui.demo.state.fault_rules import CallTarget
from bks_tui.demo.state.faults import ALL_USERS
from bks_tui.demo.state.paging import DEFAULT_PAGE, page
from bks_tui.demo.state.requests import HttpRequest, ReceivedCall, Reply
from bks_tui.demo.wire import (
    ec2_protocol as protocol_ec2,
)
from bks_tui.demo.wire import (
    json_protocol as protocol_json,
)
from bks_tui.demo.wire import (
    query_protocol as protocol_query,
)
from bks_tui.demo.wire import (
    rest_json_protocol as protocol_rest_json,
)
from bks_tui.demo.wire import (
    s3_protocol as protocol_s3,
)
from bks_tui.demo.wire.models import service_model
from bks_tui.demo.wire.validation import validate

# Services that sign for another name than IAM and botocore have for them.
_NAMES = {"monitoring": "cloudwatch"}

NEEDS_NO_PERMISSION = "sts:GetCallerIdentity"


class _Protocol(Protocol):
    """The server side of a protocol: one module each."""

    def operation(self, request: HttpRequest) -> str: ...
    def parameters(self, request: HttpRequest, model: OperationModel) -> dict[str, Any]: ...
    def answer(self, result: Mapping[str, Any], model: OperationModel, request_id: str) -> Reply: ...
    def refusal(self, error: RefusalError, request_id: str) -> Reply: ...


# Every other simulated service uses the query protocol.
_PROTOCOLS: dict[str, _Protocol] = {
    "access-analyzer": protocol_rest_json,
    "athena": protocol_json,
    "bedrock": protocol_rest_json,
    "cloudtrail": protocol_json,
    "cloudwatch": protocol_json,
    "ec2": protocol_ec2,
    "glue": protocol_json,
    "guardduty": protocol_rest_json,
    "organizations": protocol_json,
    "s3": protocol_s3,
    "secretsmanager": protocol_json,
    "securityhub": protocol_rest_json,
    "signin": protocol_rest_json,
}


def answer(account: SimulatedAccount, request: HttpRequest) -> Reply:
    """The account's reply. Raises faults.DroppedError where the connection is to fail instead."""
    account = account.members.session_of(request.access_key_id) or account.switched_to or account
    request_id = str(uuid.uuid4())
    service = _NAMES.get(request.service, request.service)
    protocol = _PROTOCOLS.get(service, protocol_query)
    try:
        return _answer(account, request, service, protocol, request_id)
    except RefusalError as error:
        return protocol.refusal(error, request_id)


def _answer(
    account: SimulatedAccount, request: HttpRequest, service: str, protocol: _Protocol, request_id: str
) -> Reply:
    action = protocol.operation(request)
    name = f"{service}:{action}"
    operation = OPERATIONS.get(name)
    if operation is None:
        with account.lock:
            account.calls.append(ReceivedCall(name, {}, request.region))
        raise not_simulated(name if service else "a request that is not signed")
    model = service_model(service).operation_model(action)
    call = ReceivedCall(name, protocol.parameters(request, model), request.region)
    with account.lock:
        account.calls.append(call)
    if account.faults.latency:
        # Outside the lock: parallel calls wait at the same time.
        account.faults.sleep(account.faults.latency)
    with account.lock:
        result = _perform(account, call, operation, model)
        drips = account.faults.drips(_target(account, call))
    return replace(protocol.answer(result, model, request_id), drips=drips)


def _perform(
    account: SimulatedAccount,
    call: ReceivedCall,
    operation: SimulatedOperation | RegionalOperation,
    model: OperationModel,
) -> dict[str, Any]:
    faults, name = account.faults, call.operation
    target = _target(account, call)
    faults.check_connection(target)
    faults.check_admission(target)
    try:
        _check(account, call, operation, model)
        if name != NEEDS_NO_PERMISSION and faults.denies(target):
            raise access_denied(account.caller_arn, name, _resource(account, name, target.user))
        faults.run_before(target)
        result = _handle(account, target, call, operation)
        if isinstance(operation, RegionalOperation):
            # Afterwards: what a handler refuses, it refuses with the code of its service.
            validate(call.parameters, model.input_shape, existing=account.users)
    except RefusalError as refusal:
        record_write(account, call, refusal)
        raise
    record_write(account, call)
    faults.run_after(target)
    faults.check_reply(target)
    return result


def _target(account: SimulatedAccount, call: ReceivedCall) -> CallTarget:
    return CallTarget(call.operation, _user_of(account, call.parameters), call.region)


def _handle(
    account: SimulatedAccount, target: CallTarget, call: ReceivedCall, operation: SimulatedOperation | RegionalOperation
) -> dict[str, Any]:
    if isinstance(operation, RegionalOperation):
        return operation.handler(account, call.parameters, call.region)
    stale = account.faults.stale_answer(target, call.parameters)
    if stale is not None:
        return stale
    result = account.faults.lagging(
        target,
        call.parameters,
        lambda: _page(account, target, operation, operation.handler(account, call.parameters), call.parameters),
    )
    account.faults.remember(target, call.parameters, result)
    return result


def _check(
    account: SimulatedAccount,
    call: ReceivedCall,
    operation: SimulatedOperation | RegionalOperation,
    model: OperationModel,
) -> None:
    if isinstance(operation, SimulatedOperation):
        validate(call.parameters, model.input_shape, existing=account.users)
    elif call.region not in account.enabled_regions:
        raise region_not_enabled()


def _page(
    account: SimulatedAccount,
    target: CallTarget,
    operation: SimulatedOperation,
    result: dict[str, Any],
    parameters: Mapping[str, Any],
) -> dict[str, Any]:
    if operation.paged is None:
        return result
    after = account.markers.position(target.operation, parameters["Marker"]) if "Marker" in parameters else None
    if "Marker" in parameters and after is None:
        raise validation_error("Invalid Marker.")
    size = account.faults.page_size(target, parameters.get("MaxItems", DEFAULT_PAGE))
    given, last = page(result[operation.paged], operation.order, after, size)
    marker = None if last is None else account.markers.give(target.operation, last)
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


def _resource(account: SimulatedAccount, operation: str, user: str | None) -> str | None:
    """The resource that IAM names in a refusal; other services name none."""
    if user == ALL_USERS:
        return account.arn("user/*")
    if user is not None:
        return f"user {user}"
    if not operation.startswith("iam:"):
        return None
    wide = {"iam:ListUsers": account.arn("user/"), "iam:ListVirtualMFADevices": account.arn("mfa/")}
    return wide.get(operation, "*")
