"""What to do about a user: stop each of its credentials, deny what they allowed, check, review."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bks_tui.core.account.account import Account
from bks_tui.core.account.aws_cli import Dated, aws_command
from bks_tui.core.evidence import Unread, known_items
from bks_tui.core.iam.user import STOPPED, User
from bks_tui.core.report.blocks import Recommendation
from bks_tui.core.report.next_steps import step
from bks_tui.core.response.deny_policies import REVOCATION_POLICY, denial, denial_of_sessions
from bks_tui.core.scan.holds import CONTAINMENT_POLICY, foreign_policies
from bks_tui.core.services import LONG_TERM_SERVICES, phantom_service


@dataclass(frozen=True, slots=True)
class _Iam:
    """Commands of IAM on one user."""

    account: Account
    user: str

    def __call__(self, action: str, **options: str | Dated) -> str | None:
        return aws_command(self.account, "iam", action, user_name=self.user, **options)


def user_steps(user: User, account: Account) -> tuple[Recommendation, ...]:
    """The steps for `user`, as it was read."""
    iam = _Iam(account, user.name)
    return (*_stop(user, iam), _deny(user, iam), *_revoke(user, iam), *_take_back(user, iam), _verify(iam))


def _stop(user: User, iam: _Iam) -> Iterator[Recommendation]:
    yield from _stop_credentials_of_services(user, iam)
    access_keys = [key.access_key_id for key in known_items(user.access_keys) if key.status not in STOPPED]
    if access_keys:
        yield step(
            "Make its access keys inactive",
            "They open more than the API key and outlive it. It can be taken back with --status Active.",
            *(iam("update-access-key", access_key_id=each, status="Inactive") for each in access_keys),
        )
    if not isinstance(user.login_profile, Unread) and user.login_profile.value:
        yield step("Remove its console password", "It is final: a new one can be set.", iam("delete-login-profile"))
    yield from _find_out(user, iam)


def _stop_credentials_of_services(user: User, iam: _Iam) -> Iterator[Recommendation]:
    live = [each for each in known_items(user.service_credentials) if each.status not in STOPPED]
    for title, why, credentials in (
        ("Make its API keys inactive", "", [each for each in live if each.service]),
        (
            "Make its credentials of other services inactive",
            "Each opens a service of its own, CodeCommit or Keyspaces for instance, and outlives the API keys. ",
            [each for each in live if not each.service],
        ),
    ):
        if credentials:
            yield step(
                title,
                f"{why}It can be taken back with --status Active.",
                *(
                    iam(
                        "update-service-specific-credential",
                        service_specific_credential_id=each.credential_id,
                        status="Inactive",
                    )
                    for each in credentials
                ),
            )


def _find_out(user: User, iam: _Iam) -> Iterator[Recommendation]:
    unread = [
        iam(action)
        for fact, action in (
            (user.service_credentials, "list-service-specific-credentials"),
            (user.access_keys, "list-access-keys"),
            (user.login_profile, "get-login-profile"),
        )
        if isinstance(fact, Unread)
    ]
    if unread:
        why = "They could not be read for this report: with other credentials, look, and stop what is there."
        yield step("Find out about its other credentials", why, *unread)


def _deny(user: User, iam: _Iam) -> Recommendation:
    services = {key.service for key in user.api_keys} | {phantom_service(user.original_name or user.name)}
    known = [service for service in LONG_TERM_SERVICES if service in services]
    document = denial(known or LONG_TERM_SERVICES)
    return step(
        "Deny the service to the user",
        "It holds for keys that are reset, activated again or made later, too, and for the short-term keys that "
        "the user signed.",
        iam("put-user-policy", policy_name=CONTAINMENT_POLICY, policy_document=document),
    )


def _revoke(user: User, iam: _Iam) -> Iterator[Recommendation]:
    if any(isinstance(fact, Unread) or fact.value for fact in (user.access_keys, user.login_profile)):
        yield step(
            "Revoke its sessions",
            "A session goes on for up to 36 hours when its access key is inactive, or the password is gone by which it "
            "began. It stops everything that the user's sessions do, if they began before it is run: run it when the "
            "access keys are inactive and the password is removed.",
            iam("put-user-policy", policy_name=REVOCATION_POLICY, policy_document=denial_of_sessions()),
        )


def _take_back(user: User, iam: _Iam) -> Iterator[Recommendation]:
    commands = [
        *(iam("detach-user-policy", policy_arn=policy.arn) for policy in foreign_policies(user)),
        *(
            iam("delete-user-policy", policy_name=policy.name)
            for policy in known_items(user.inline_policies)
            if policy.name not in (CONTAINMENT_POLICY, REVOCATION_POLICY)
        ),
        *(iam("remove-user-from-group", group_name=group) for group in known_items(user.groups)),
    ]
    if commands:
        yield step(
            "Take back permissions beyond the API key's own",
            "Decide first whether they are the owner's. They can be given again: what the user's own policies allow is "
            "in this report, as far as it could be read, and what a group allows stays with the group. Leave AWS's own "
            "quarantine policy where it is.",
            *commands,
        )


def _verify(iam: _Iam) -> Recommendation:
    return step(
        "Check what AWS says now",
        "IAM takes some seconds until a change holds everywhere.",
        iam("list-service-specific-credentials"),
        iam("list-access-keys"),
        iam("list-user-policies"),
    )
