"""`bks scp`: show, test, attach and detach the service control policies that prevent new keys."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from bks_tui.cli.hunt_search import HuntSearch, search_of_use
from bks_tui.cli.session_options import Invocation, session_options
from bks_tui.cli.suggestions import suggest_files, suggest_policies, suggest_policy_targets
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode, print_message, tell_account
from bks_tui.cli.write_options import WriteOptions, write_options
from bks_tui.core.hunt.policy_use import PolicyUse, denies_use
from bks_tui.core.prevention.coverage import Organization
from bks_tui.core.prevention.policies import POLICIES, ServiceControlPolicy, find_policy
from bks_tui.core.response.plan import Plan
from bks_tui.core.response.requests import PolicyRequest
from bks_tui.core.text import pluralize

if TYPE_CHECKING:
    from bks_tui.cli.responder import CommandResponder

_TARGET = click.option(
    "--target",
    required=True,
    metavar="OU|ACCOUNT|root",
    help="The root, or an OU or account: its id, or its name if no other has it.",
    shell_complete=suggest_policy_targets,
)
_JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.scp/1).")
# Of the requests that a person's own policies do not deny, for each policy of bks.
_MOST_MISSING = 3


@click.group()
def scp() -> None:
    """Work with service control policies that prevent new keys."""


@scp.command("list")
@_JSON
def list_(*, as_json: bool) -> ExitCode:
    """List the policies: what each denies and what not, and its size."""
    from bks_tui.export.prevention.policies import policies_document, policy_lines

    if as_json:
        output.write_json(policies_document())
    else:
        output.write_lines(policy_lines())
    return ExitCode.DONE


@scp.command()
@click.argument("name", shell_complete=suggest_policies)
@click.option("--minify", is_flag=True, help="Print it without white space, as bks attaches it.")
def show(*, name: str, minify: bool) -> ExitCode:
    """Print the JSON of the policy NAME; the beginning of the name is enough."""
    policy = find_policy(name)
    output.write(policy.minified if minify else policy.content)
    return ExitCode.DONE


@scp.command()
@click.argument("names", nargs=-1, shell_complete=suggest_policies)
@click.option(
    "--file",
    "given",
    multiple=True,
    metavar="POLICY",
    help="Test your own policy, a JSON file; repeat for several.",
    shell_complete=suggest_files,
)
@_JSON
def check(*, names: tuple[str, ...], given: tuple[str, ...], as_json: bool) -> ExitCode:
    """Test the policies (all, or NAMES) against requests they must deny or allow.

    With --file, your own policies are tested against the same requests, as if all of them were attached: which
    policies of bks they replace (all, or NAMES), and whether they would block the response to an incident.

    Exit code 1 if a policy gives a wrong result; with --file, if your policies replace none of the policies (or not
    all NAMES), or deny what must stay allowed.
    """
    from bks_tui.core.prevention.policy_tests import cases
    from bks_tui.export.prevention.policies import case_lines, cases_document

    chosen = [find_policy(name) for name in names] or list(POLICIES)
    if given:
        return _check_own(chosen, given, all_needed=bool(names), as_json=as_json)
    table = [case for policy in chosen for case in cases(policy)]
    if as_json:
        output.write_json(cases_document(table))
    else:
        output.write("\n".join(case_lines(table)))
    wrong = sum(not case.is_right for case in table)
    print_message(f"{pluralize(len(table), 'request')}, {wrong} with a wrong result")
    return ExitCode.FAILED if wrong else ExitCode.DONE


def _check_own(
    chosen: list[ServiceControlPolicy], given: tuple[str, ...], *, all_needed: bool, as_json: bool
) -> ExitCode:
    """Test the policies of a person against the tables of these policies."""
    from bks_tui.cli.policy_file import given_policy
    from bks_tui.core.prevention.denials import replacements
    from bks_tui.export.prevention.own_policies import own_document, own_lines

    policies = [given_policy(path) for path in given]
    found = replacements(chosen, policies)
    if as_json:
        output.write_json(own_document(policies, found))
    else:
        output.write_lines(own_lines(policies, found, None if all_needed else _MOST_MISSING))
    complete = [each for each in found if each.is_complete]
    print_message(f"{len(complete)} of the {len(found)} policies of bks replaced")
    is_right = bool(complete) and not any(each.blocks for each in found) and (not all_needed or complete == found)
    return ExitCode.DONE if is_right else ExitCode.FAILED


@scp.command()
@session_options
@_JSON
def status(invocation: Invocation, *, as_json: bool) -> ExitCode:
    """Show where each policy is attached in the organization, and where it is missing."""
    from bks_tui.export.prevention.status import status_document, status_lines

    organization = read_organization(invocation)
    if as_json:
        output.write_json(status_document(organization))
    else:
        output.write_lines(status_lines(invocation.choice, organization))
    for gap in organization.gaps:
        print_message(f"could not be read: {gap}")
    return ExitCode.INCOMPLETE if organization.gaps else ExitCode.DONE


@scp.command()
@session_options
@click.argument("name", shell_complete=suggest_policies)
def diff(invocation: Invocation, *, name: str) -> ExitCode:
    """Show how the policy NAME in the organization differs from the one of bks."""
    from bks_tui.export.prevention.status import diff_lines

    policy = find_policy(name)
    lines = list(diff_lines(policy, read_organization(invocation)))
    output.write("\n".join(lines))
    return ExitCode.DONE


@scp.command()
@session_options
@click.argument("name", shell_complete=suggest_policies)
@_TARGET
@click.option(
    "--from",
    "given",
    multiple=True,
    metavar="PATH",
    type=click.Path(path_type=Path),
    help="Read who used API keys from these log files or folders instead of event history; repeatable.",
)
@click.option("--days", type=int, help="Days to search for the use of API keys. Default: 7, and with --from all.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.actions/1).")
def plan(
    invocation: Invocation, *, name: str, target: str, given: tuple[Path, ...], days: int | None, as_json: bool
) -> ExitCode:
    """Preview the attachment of the policy NAME; nothing is changed.

    Lists who used API keys and would be blocked, as far as CloudTrail was read: by default, the event history
    of this account. The logs of an organization's trail (--from) cover the accounts below the target.
    """
    from bks_tui.cli.responder import CommandResponder
    from bks_tui.export.prevention.key_use import key_use_fields, key_use_lines
    from bks_tui.export.response.to_json import actions_document

    policy, search = find_policy(name), search_of_use(days, given)
    acting = WriteOptions(dry_run=True, force=False, as_json=as_json, directory=None)
    responder = CommandResponder(invocation, acting)
    account = responder.identify()
    targets = [responder.respond(target, PolicyRequest(policy.name, target))]
    use, interrupted = None, False
    if isinstance(targets[0], Plan) and isinstance(planned := targets[0].request, PolicyRequest):
        use, interrupted = _key_use(responder, search, policy, planned.target_id)
    if as_json:
        document = actions_document(account, targets, dry_run=True)
        output.write_json({**document, "api_key_use": key_use_fields(policy, use)})
    else:
        width = output.width() if output.on_terminal() else None
        output.write("\n".join([*responder.lines(targets), *key_use_lines(policy, use, width)]))
    code = responder.conclude(targets)
    if interrupted:
        print_message("bks: interrupted")
        return ExitCode.INTERRUPTED
    return ExitCode.INCOMPLETE if code is ExitCode.DONE and use and not use.hunt.complete else code


def _key_use(
    responder: CommandResponder, search: HuntSearch, policy: ServiceControlPolicy, target_id: str
) -> tuple[PolicyUse | None, bool]:
    """Who used API keys, and whether Ctrl-C ended that early; None if the policy denies no use of them."""
    from bks_tui.operations.prevention.organization import organization

    if not denies_use(policy):
        return None, False
    with cancelled_by_interrupt() as cancelled:
        found = organization(responder.session, cancelled)[1]
    read, interrupted = search.read_use(responder.invocation)
    return PolicyUse(policy, read, found.accounts_at(found.find(target_id))), interrupted


@scp.command()
@session_options
@click.argument("name", shell_complete=suggest_policies)
@_TARGET
@write_options
def apply(invocation: Invocation, *, acting: WriteOptions, name: str, target: str) -> ExitCode:
    """Attach the policy NAME, after you confirm the plan."""
    return _respond(invocation, acting, name, target, remove=False)


@scp.command()
@session_options
@click.argument("name", shell_complete=suggest_policies)
@_TARGET
@write_options
def remove(invocation: Invocation, *, acting: WriteOptions, name: str, target: str) -> ExitCode:
    """Detach the policy NAME. The policy itself is not deleted."""
    return _respond(invocation, acting, name, target, remove=True)


def _respond(invocation: Invocation, acting: WriteOptions, name: str, target: str, *, remove: bool) -> ExitCode:
    from bks_tui.cli.responder import CommandResponder

    request = PolicyRequest(find_policy(name).name, target, remove)
    responder = CommandResponder(invocation, acting)
    account = responder.identify()
    return responder.print_results(account, [responder.respond(target, request)])


def read_organization(invocation: Invocation) -> Organization:
    """The organization of the session's account. Raises AwsError, and UsageError if none can be read."""
    from bks_tui.operations.connect import connect
    from bks_tui.operations.prevention.organization import organization

    session = connect(invocation.choice)
    with cancelled_by_interrupt() as cancelled:
        account, found = organization(session, cancelled)
    tell_account(account)
    print_message(
        f"organization {found.organization_id}, service control policies {'' if found.enabled else 'NOT '}enabled"
    )
    return found
