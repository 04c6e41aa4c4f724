"""`bks revoke-key`: the emergency, contained and revoked in one command."""

from __future__ import annotations

import click

from bks_tui.cli.session_options import Invocation, session_options
from bks_tui.cli.target_options import name_of, no_key_repeated, read_target_text
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode
from bks_tui.cli.write_options import WriteOptions, write_options


@click.command("revoke-key")
@session_options
@click.argument("target")
@click.option("--contain", is_flag=True, help="Stop before deleting: all of it can be taken back then.")
@click.option("--only-key", metavar="ID", help="Only this API key (ACCA…); its siblings go on working.")
@click.option("--keep-access-keys", is_flag=True, help="Leave the user's access keys as they are.")
@click.option("--delete-login-profile", is_flag=True, help="Delete the user's console password too.")
@click.option("--principal", metavar="ARN", help="The user or role that signed a short-term key, if you know it.")
@click.option(
    "--all-sessions", is_flag=True, help="For a short-term key: end all sessions of who signed it, and say whose."
)
@click.option("--allow-ordinary-user", is_flag=True, help="Also for a user that is no phantom.")
@write_options
def revoke_key(
    invocation: Invocation,
    *,
    acting: WriteOptions,
    target: str,
    contain: bool,
    only_key: str | None,
    keep_access_keys: bool,
    delete_login_profile: bool,
    principal: str | None,
    all_sessions: bool,
    allow_ordinary_user: bool,
) -> ExitCode:
    """Stop the API keys of TARGET at once, and delete them.

    TARGET is a user name, an ARN, a credential id (ACCA…), an access key id or an API key; - asks for it
    without echo. A user loses all its API keys and is denied the service, and its access keys become
    inactive. A key or an id is stopped alone. Nothing revokes a short-term key: who signed it is denied
    the use of such keys. All is shown and confirmed first, journalled, and seen in AWS.

    \b
    Exit codes:
      0    done, and seen in AWS; or nothing was to be done
      1    a step failed, or something had changed
      2    wrong usage, or refused
      3    asked for, but not all of it could be seen or read
      130  interrupted; the journal tells what was done
    """
    from bks_tui.cli.responder import CommandResponder
    from bks_tui.operations.response.resolve_target import RevokeOptions, resolve_request

    responder = CommandResponder(invocation, acting)
    text = read_target_text(target)
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
    )
    with cancelled_by_interrupt() as cancelled, no_key_repeated():
        request = resolve_request(responder.context(cancelled), text, options)
    return responder.print_results(account, [*earlier, responder.respond(name_of(request), request)])
