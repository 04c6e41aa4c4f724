"""`bks release`: undo a containment from the journal."""

from __future__ import annotations

import click

from bks_tui.cli.member_options import MemberOptions, member_options, target_in
from bks_tui.cli.session_options import Invocation, session_options
from bks_tui.cli.suggestions import suggest_acted_on
from bks_tui.cli.target_options import name_of, no_key_repeated, read_given
from bks_tui.cli.terminal.input import looks_like_key
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode
from bks_tui.cli.write_options import WriteOptions, write_options
from bks_tui.core.response.requests import RevokeRequest


@click.command()
@session_options
@click.argument("target", shell_complete=suggest_acted_on)
@member_options
@write_options
def release(invocation: Invocation, *, acting: WriteOptions, member: MemberOptions, target: str) -> ExitCode:
    """Undo what 'bks revoke-key' did to TARGET, as far as possible.

    TARGET is the contained user or role, its ARN, the id of a key, or an API key; - asks for it without
    echo. Restores the previous state, except for deleted keys and anything changed in the meantime; both
    are listed. The operation must be in the journal of this machine.

    \b
    Exit codes: as for 'bks revoke-key'.
    """
    from bks_tui.cli.responder import CommandResponder
    from bks_tui.core.journal.history import release_request
    from bks_tui.operations.response.resolve_target import RevokeOptions, resolve_key_request, resolve_request
    from bks_tui.operations.response.verified_journal import verified_operations

    acting.require_write_allowed(invocation)
    given = read_given(target)
    text = given.text.strip()
    responder = CommandResponder(member.reach(invocation, given.target or target_in(text)), acting)
    account = responder.identify()
    earlier = list(responder.offer_to_resume())
    if given.key or looks_like_key(text):
        options = RevokeOptions(allow_ordinary_user=True)
        with cancelled_by_interrupt() as cancelled, member.offered(), no_key_repeated():
            context = responder.context(cancelled)
            meant = (
                resolve_key_request(context, given.key, options)
                if given.key
                else resolve_request(context, text, options)
            )
        text = (meant.only_key or meant.user_name) if isinstance(meant, RevokeRequest) else name_of(meant)
    kept = responder.journal
    with member.offered():
        request = release_request(verified_operations(kept, account, text), account, text, kept.command("list"))
    return responder.print_results(account, [*earlier, responder.respond(request.name, request)])
