"""Recommended steps for a user: deactivate its credentials, deny the service, verify, review."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bks_tui.core.account.account import Account
from bks_tui.core.account.aws_cli import Dated, aws_command
from bks_tui.core.evidence import Unread, known_items
from bks_tui.core.iam.user import STOPPED, User
from bks_tui.core.report.next_steps import Recommendation, step
from bks_tui.core.response.deny_policies import REVOCATION_POLICY, denial, denial_of_sessions
from bks_tui.core.scan.holds import CONTAINMENT_POLICY, foreign_policies
from bks_tui.core.services import LONG_TERM_SERVICES


@dataclass(frozen=True, slots=True)
class _Iam:
    """IAM commands for one user."""

    account: Account
    user: str

    def __call__(self, action: str, **options: str | Dated) -> str | None:
        return aws_command(self.account, "iam", action, user_name=self.user, **options)


def user_steps(user: User, account: Account) -> tuple[Recommendation, ...]:
    """The steps for `user`, as it was read."""
    iam = _Iam(account, user.name)
    return (
        *_deactivate(user, iam),
        _deny(user, iam),
        *_revoke(user, iam),
        *_remove_permissions(user, iam),
        _verify(iam),
    )


def _deactivate(user: User, iam: _Iam) -> Iterator[Recommendation]:
    yield from _deactivate_service_credentials(user, iam)
    access_keys = [key.access_key_id for key in known_items(user.access_keys) if key.status not in STOPPED]
    if access_keys:
        yield step(
            "Deactivate its access keys",
            "They allow more than the API key, and stay valid after it is deleted. To undo, use --status Active.",
            *(iam("update-access-key", access_key_id=each, status="Inactive") for each in access_keys),
        )
    if not isinstance(user.login_profile, Unread) and user.login_profile.value:
        yield step("Delete its console password", "Irreversible; you can set a new one.", iam("delete-login-profile"))
    yield from _check_unread(user, iam)


def _deactivate_service_credentials(user: User, iam: _Iam) -> Iterator[Recommendation]:
    live = [each for each in known_items(user.service_credentials) if each.status not in STOPPED]
    for title, why, credentials in (
        ("Deactivate its API keys", "", [each for each in live if each.service]),
        (
            "Deactivate its credentials of other services",
            "Each gives access to another service, such as CodeCommit, and stays valid without the API keys. ",
            [each for each in live if not each.service],
        ),
    ):
        if credentials:
            yield step(
                title,
                f"{why}To undo, use --status Active.",
                *(
                    iam(
                        "update-service-specific-credential",
                        service_specific_credential_id=each.credential_id,
                        status="Inactive",
                    )
                    for each in credentials
                ),
            )


def _check_unread(user: User, iam: _Iam) -> Iterator[Recommendation]:
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
        why = "They could not be read for this report: check with other credentials, and deactivate what you find."
        yield step("Check its other credentials", why, *unread)


def _deny(user: User, iam: _Iam) -> Recommendation:
    known = [service for service in LONG_TERM_SERVICES if service in user.services]
    document = denial(known or LONG_TERM_SERVICES)
    return step(
        "Deny the user access to the service",
        "The deny also applies to keys that are reset, activated or created later, and to short-term keys that "
        "the user signed.",
        iam("put-user-policy", policy_name=CONTAINMENT_POLICY, policy_document=document),
    )


def _revoke(user: User, iam: _Iam) -> Iterator[Recommendation]:
    if any(isinstance(fact, Unread) or fact.value for fact in (user.access_keys, user.login_profile)):
        yield step(
            "Revoke its sessions",
            "A session stays valid for up to 36 hours after its access key is deactivated or its password is deleted. "
            "This policy denies everything to the user's sessions that started before you run it: run it after the "
            "access keys are deactivated and the password is deleted.",
            iam("put-user-policy", policy_name=REVOCATION_POLICY, policy_document=denial_of_sessions()),
        )


def _remove_permissions(user: User, iam: _Iam) -> Iterator[Recommendation]:
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
            "Remove permissions that the API key does not need",
            "Check first whether the owner needs them. You can restore them: this report contains the user's policies, "
            "as far as they could be read, and a group keeps its policies. Keep the quarantine policy of AWS "
            "attached.",
            *commands,
        )


def _verify(iam: _Iam) -> Recommendation:
    return step(
        "Verify the result in AWS",
        "IAM changes take effect everywhere within seconds.",
        iam("list-service-specific-credentials"),
        iam("list-access-keys"),
        iam("list-user-policies"),
    )
