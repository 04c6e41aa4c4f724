"""What can be copied of a thing beside its fields: its account, its JSON document, a command that reads it.

The JSON is that of the command with `--json`, of this one thing. The formats are imported where one is made: the first
paint of the app need not wait for them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from bks_tui.core.account.account import Account, ApiCall
from bks_tui.core.account.aws_cli import aws_command
from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.detection import Signal
from bks_tui.core.keys.decoded_key import Decoded, DecodedKey
from bks_tui.core.scan.findings import Finding
from bks_tui.export.formatting import timestamp
from bks_tui.tui.kit.copy_fields import CopyField

ACCOUNT, JSON, COMMAND = "account id", "JSON", "AWS CLI command"

# The services of which the AWS CLI writes the name in another way.
_CLI_NAMES = {"access-analyzer": "accessanalyzer", "secrets-manager": "secretsmanager"}
# Where a word of an operation begins: ListUsers, ListMFADevices, GetSSHPublicKey.
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def json_field(document: object) -> CopyField:
    """A document in ASCII: hostile characters are kept, as harmless escapes."""
    return CopyField(JSON, json.dumps(document, indent=2, ensure_ascii=True))


def _fields(account_id: str | None, document: object | None, command: str | None) -> tuple[CopyField, ...]:
    """Those of them that are known. A command that cannot be pasted as it is, is none."""
    known = [CopyField(ACCOUNT, account_id)] if account_id else []
    known += [json_field(document)] if document is not None else []
    return (*known, *([CopyField(COMMAND, command)] if command else ()))


def user_documents(finding: Finding, account: Account | None, now: datetime) -> tuple[CopyField, ...]:
    """Of a user of the account."""
    from bks_tui.export.scan.to_json import user_fields

    command = aws_command(account, "iam", "get-user", user_name=finding.user.name) if account else None
    return _fields(account.account_id if account else None, user_fields(finding, now), command)


def stored_user_documents(user_name: str, account: Account, stored: object | None) -> tuple[CopyField, ...]:
    """Of a user of a stored scan; `stored` is what the scan has of it, if it still has."""
    return _fields(account.account_id, stored, aws_command(account, "iam", "get-user", user_name=user_name))


def event_documents(event: Event, signals: Sequence[Signal], account: Account | None) -> tuple[CopyField, ...]:
    """Of an event, which has its own Region. Without an account, AWS is not asked about it."""
    from bks_tui.export.timeline.to_json import event_fields, signal_names

    document = {**event_fields(event), "signals": signal_names(signals)}
    command = None
    if account and event.region:
        by_id = f"AttributeKey=EventId,AttributeValue={event.event_id}"
        here = replace(account, region=event.region)
        command = aws_command(here, "cloudtrail", "lookup-events", lookup_attributes=by_id)
    return _fields(event.account_id or (account.account_id if account else None), document, command)


def key_documents(key: DecodedKey, account: Account | None) -> tuple[CopyField, ...]:
    """Of a decoded key; its account is among its fields already. It contains no secret."""
    from bks_tui.export.keys.to_json import decode_document

    command = None
    # A command on another account would ask this one.
    is_here = account is not None and key.account_id in (None, account.account_id)
    if account and is_here and key.user_name:
        command = aws_command(account, "iam", "list-service-specific-credentials", user_name=key.user_name)
    elif account and is_here and key.access_key_id:
        command = aws_command(account, "iam", "get-access-key-last-used", access_key_id=key.access_key_id)
    return _fields(None, decode_document(Decoded((key,), ())), command)


def target_documents(target: Target, account: Account | None) -> tuple[CopyField, ...]:
    """Of what a timeline is about, if it is no user of the list: its events, by the AWS CLI."""
    named = [("AccessKeyId", each) for each in target.access_key_ids[:1]]
    named += [("Username", target.user_name)] if target.user_name else []
    command = None
    if account and named:
        by = f"AttributeKey={named[0][0]},AttributeValue={named[0][1]}"
        command = aws_command(account, "cloudtrail", "lookup-events", lookup_attributes=by)
    return _fields(target.account_id, None, command)


def call_documents(call: ApiCall, account: Account | None) -> tuple[CopyField, ...]:
    """Of a call of bks; its parameters were not kept, so that the command has none either."""
    service, _, operation = call.operation.partition(":")
    service = _CLI_NAMES.get(service, service)
    here = replace(account, region=call.region) if account and call.region else account
    command = aws_command(here, service, _WORD.sub("-", operation).lower()) if here and operation else None
    document = {**asdict(call), "when": timestamp(call.when)}
    return _fields(account.account_id if account else None, document, command)
