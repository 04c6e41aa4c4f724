"""Policies to test with, written in a few words."""

from __future__ import annotations

import json
from typing import Any

from bks_tui.core.evidence import Cause, Evidence, Known, Unread
from bks_tui.core.iam.rating import RatedPolicy
from bks_tui.demo.services.managed_policies import managed_document

_UNREAD = Unread(Cause.DENIED, "iam:GetPolicyVersion")


def document(*statements: dict[str, Any], version: str = "2012-10-17") -> str:
    """A policy document."""
    return json.dumps({"Version": version, "Statement": list(statements)})


def allow(*actions: str, resource: Any = "*", **more: Any) -> dict[str, Any]:
    """A statement that allows."""
    return {"Effect": "Allow", "Action": list(actions), "Resource": resource, **more}


def deny(*actions: str, resource: Any = "*", **more: Any) -> dict[str, Any]:
    """A statement that denies."""
    return {"Effect": "Deny", "Action": list(actions), "Resource": resource, **more}


def on(operator: str, **keys: Any) -> dict[str, Any]:
    """A condition; in the names of keys, two underscores stand for a colon."""
    return {"Condition": {operator: {name.replace("__", ":"): value for name, value in keys.items()}}}


def aws(name: str) -> RatedPolicy:
    """A managed policy of AWS."""
    return RatedPolicy(name, Known(managed_document(name) or ""))


def written(*statements: dict[str, Any], version: str = "2012-10-17") -> RatedPolicy:
    """A policy written by hand."""
    return RatedPolicy("written", Known(document(*statements, version=version)))


def text(content: str) -> RatedPolicy:
    """A text, whatever it is."""
    return RatedPolicy("text", Known(content))


def boundary(*statements: dict[str, Any]) -> RatedPolicy:
    """A permissions boundary."""
    return RatedPolicy("boundary", Known(document(*statements)), is_boundary=True)


def unread(*, is_boundary: bool = False) -> RatedPolicy:
    """A policy that could not be read."""
    fact: Evidence[str] = _UNREAD
    return RatedPolicy("unread", fact, is_boundary=is_boundary)
