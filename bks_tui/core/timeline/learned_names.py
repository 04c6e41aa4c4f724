"""What an event shows about the target: other names, and credentials that were issued for it or to it. Pure."""

from __future__ import annotations

from collections.abc import Iterator

from bks_tui.core.cloudtrail.event import Event, request_parameters, response_elements
from bks_tui.core.cloudtrail.record import object_in, text_in
from bks_tui.core.cloudtrail.target import Target

# Where the answer to a call has the id of the credential that it issued.
_OF_USER = {
    "CreateAccessKey": ("accessKey", "accessKeyId"),
    "CreateServiceSpecificCredential": ("serviceSpecificCredential", "serviceSpecificCredentialId"),
    "ResetServiceSpecificCredential": ("serviceSpecificCredential", "serviceSpecificCredentialId"),
}
# The calls that issue credentials for a time.
SESSION_CALLS = frozenset(
    {
        *("GetSessionToken", "GetFederationToken", "AssumeRole", "AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"),
        "AssumeRoot",
    }
)


def renamed(event: Event) -> tuple[str, str] | None:
    """The former and the new name of a user, if this event renamed one."""
    if (event.source, event.name) != ("iam.amazonaws.com", "UpdateUser") or event.error_code:
        return None
    asked = request_parameters(event)
    before, after = text_in(asked, "userName"), text_in(asked, "newUserName")
    return (before, after) if before and after else None


def other_name(event: Event, name: str) -> str | None:
    """The former or new name of the user `name`, if this event renamed it."""
    names = renamed(event) or ()
    return names[1 - names.index(name)] if name in names else None


def issued_ids(event: Event, target: Target) -> Iterator[str]:
    """The ids of the credentials of the target that this event shows to be issued: its keys and its sessions."""
    if event.error_code or event.problem:
        return
    if event.source == "iam.amazonaws.com" and event.name in _OF_USER:
        part, name = _OF_USER[event.name]
        created = object_in(response_elements(event), part)
        if text_in(created, "userName") in target.names and (key := text_in(created, name)):
            yield key
    elif event.source == "sts.amazonaws.com" and event.name in SESSION_CALLS and target.is_actor(event.actor):
        key = text_in(object_in(response_elements(event), "credentials"), "accessKeyId")
        yield from filter(None, (key,))
