"""`bks revoke-key`: contain and revoke a leaked key in one command."""

from __future__ import annotations

import click

from bks_tui.cli.member_options import MemberOptions, member_options, target_in
from bks_tui.cli.session_options import Invocation, session_options
from bks_tui.cli.suggestions import suggest_targets
from bks_tui.cli.target_options import name_of, no_key_repeated, read_given
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode
from bks_tui.cli.write_options import WriteOptions, write_options


@click.command("revoke-key")
@session_options
@click.argument("target", shell_complete=suggest_targets)
@click.option("--contain", is_flag=True, help="Deactivate and deny only; do not delete. Fully reversible.")
@click.option("--only-key", metavar="ID", help="Only this API key (ACCA…); the user's other API keys keep working.")
@click.option("--keep-access-keys", is_flag=True, help="Do not deactivate the user's access keys.")
@click.option("--delete-login-profile", is_flag=True, help="Also delete the user's console password.")
@click.option(
    "--end-sign-in-sessions",
    is_flag=True,
    help="Also end the user's sign-in sessions, from which new credentials are obtained without the password.",
)
@click.option("--principal", metavar="ARN", help="The user or role that signed a short-term key, if you know it.")
@click.option(
    "--all-sessions",
    is_flag=True,
    help="For a short-term key: revoke all active sessions of its signer.",
)
@click.option("--allow-ordinary-user", is_flag=True, help="Allow users that were not created for an API key.")
@member_options
@write_options
def revoke_key(
    invocation: Invocation,
    *,
    acting: WriteOptions,
    member: MemberOptions,
    target: str,
    contain: bool,
    only_key: str | None,
    keep_access_keys: bool,
    delete_login_profile: bool,
    end_sign_in_sessions: bool,
    principal: str | None,
    all_sessions: bool,
    allow_ordinary_user: bool,
) -> ExitCode:
    """Deactivate the API keys of TARGET at once, and delete them.

    TARGET is a user name, an ARN, a credential id (ACCA…), an access key id or an API key; - asks for it, or for
    an alert that names it, without echo. For a user, all API keys are deleted, access to the service is denied
    and the access keys are deactivated. A key or an id affects only that key. A short-term key cannot be
    revoked: the identity that signed it is denied the use of such keys. Every change is previewed, confirmed,
    recorded in the journal and verified in AWS. With --org, bks works in the account that TARGET names, through
    a role.

    \b
    Exit codes:
      0    done and verified in AWS, or nothing to do
      1    a step failed, or the state changed
      2    wrong usage, or refused
      3    submitted, but something could not be verified or read
      130  interrupted; the journal shows what was done
    """
    from bks_tui.cli.responder import CommandResponder
    from bks_tui.operations.response.resolve_target import RevokeOptions, resolve_key_request, resolve_request

    acting.require_write_allowed(invocation)
    given = read_given(target)
    text = given.text
    responder = CommandResponder(member.reach(invocation, given.target or target_in(text)), acting)
    account = responder.identify()
    earlier = list(responder.offer_to_resume())
    options = RevokeOptions(
        only_key=only_key,
        delete_keys=not contain,
        keep_access_keys=keep_access_keys,
        delete_password=delete_login_profile,
        allow_ordinary_user=allow_ordinary_user,
        principal_arn=principal,
        all_sessions=all_sessions,
        end_sessions=end_sign_in_sessions,
    )
    with cancelled_by_interrupt() as cancelled, member.offered(), no_key_repeated():
        context = responder.context(cancelled)
        request = (
            resolve_key_request(context, given.key, options) if given.key else resolve_request(context, text, options)
        )
    return responder.print_results(account, [*earlier, responder.respond(name_of(request), request)])
