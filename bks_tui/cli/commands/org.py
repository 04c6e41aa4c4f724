"""`bks org`: prepare the accounts of an organization for bks."""

from __future__ import annotations

import click

from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.messages import ExitCode
from bks_tui.core.account.member_role import Access, member_role


@click.group()
def org() -> None:
    """Prepare the accounts of an organization for bks."""


@org.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["cloudformation", "terraform"]),
    default="cloudformation",
    show_default=True,
    help="A template for a StackSet, or a module for one account.",
)
@click.option(
    "--access",
    type=click.Choice([access.value for access in Access]),
    default=Access.READ_ONLY.value,
    show_default=True,
    help="read-only: scan, timeline, report, evidence. respond: also contain, revoke, clean up, undo.",
)
@click.option("--role-name", metavar="NAME", help="Name of the role.  [default: bks-read-only or bks-respond]")
@click.option("--trusted-account", metavar="ID", help="Default of the account that may assume the role.")
def role(*, form: str, access: str, role_name: str | None, trusted_account: str | None) -> ExitCode:
    """Print the IAM role that bks needs in each account, ready to deploy; AWS is not called.

    The role allows only the calls of its commands. The comments at the top say how to deploy it.
    """
    chosen = member_role(Access(access), role_name, trusted_account)
    if form == "terraform":
        from bks_tui.export.organization.to_terraform import to_terraform

        output.write(to_terraform(chosen))
    else:
        from bks_tui.export.organization.to_cloudformation import to_cloudformation

        output.write(to_cloudformation(chosen))
    return ExitCode.DONE
