"""`bks evidence`: everything about an incident as a package that others can verify."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from bks_tui.cli.findings_option import findings_option, require_askable
from bks_tui.cli.incident_reading import read_incident
from bks_tui.cli.log_options import LogChoice
from bks_tui.cli.member_options import MemberOptions, member_options
from bks_tui.cli.session_options import Invocation, session_options_but_region
from bks_tui.cli.suggestions import suggest_targets
from bks_tui.cli.target_options import look_options
from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.interruption import cancelled_by_interrupt
from bks_tui.cli.terminal.messages import ExitCode, print_message, print_sentence
from bks_tui.cli.write_options import print_interrupted_if_known
from bks_tui.core.athena.search import AthenaSearch
from bks_tui.core.cloudtrail.target import Target
from bks_tui.core.errors import UsageError
from bks_tui.core.harmless import quoted
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.timeline import TimelineOptions

if TYPE_CHECKING:
    from bks_tui.operations.report.evidence import EvidenceSaved

_COLLECT = "collect"


class _Evidence(click.Group):
    """A group whose first word may be a target instead of a command: then `implied` is the command."""

    implied = _COLLECT

    def parse_args(self, context: click.Context, words: list[str]) -> list[str]:
        """Insert the command that is meant where none is given."""
        is_known = not words or words[0] in (*self.commands, *self.get_help_option_names(context))
        return super().parse_args(context, words if is_known else [self.implied, *words])

    def shell_complete(self, context: click.Context, incomplete: str) -> list[CompletionItem[Any]]:
        """The commands and options, and the targets of the implied command."""
        offered = super().shell_complete(context, incomplete)
        target = self.commands[self.implied].params[0]
        return offered if incomplete.startswith("-") else [*offered, *suggest_targets(context, target, incomplete)]


@click.group(cls=_Evidence)
def evidence() -> None:
    """Collect the evidence on a target as a BagIt package, or verify one.

    'bks evidence TARGET --output DIR' is short for 'bks evidence collect TARGET --output DIR'.
    """


@evidence.command(_COLLECT)
@session_options_but_region
@look_options
@member_options
@findings_option
@click.option(
    "--output",
    "path",
    metavar="DIR|FILE.zip",
    required=True,
    type=click.Path(path_type=Path),
    help="Write the package to this new directory, or to this file if it ends in .zip.",
)
@click.option("--overwrite", is_flag=True, help="Replace an evidence bundle that is there.")
def collect(
    invocation: Invocation,
    *,
    target: Target,
    options: TimelineOptions,
    logs: LogChoice | None,
    athena: AthenaSearch | None,
    member: MemberOptions,
    findings: bool,
    path: Path,
    overwrite: bool,
) -> ExitCode:
    """Collect the evidence on TARGET: records, report, timeline, user, actions, gaps, with SHA-256 manifests.

    TARGET and the sources are as for 'bks report'. Secrets in records are replaced by fingerprints. The commands
    that validate the log files of the account's trails are printed. 'bks help evidence' explains each file.

    \b
    Exit codes:
      0    done, and everything could be read
      1    failed, or the bundle could not be written
      2    wrong usage
      3    incomplete: the bundle says what could not be read
      130  interrupted; the bundle says so
    """
    from bks_tui.operations.report.evidence import collect_evidence, save_evidence
    from bks_tui.storage.bag.write import require_bag_target

    if path == Path("-"):
        raise UsageError("--output writes a directory or a .zip file, not standard output", "Name one.")
    require_bag_target(path, overwrite=overwrite)
    require_askable(findings, logs)
    print_interrupted_if_known(invocation)
    found = read_incident(invocation, target, options, logs, athena, member, findings=findings)
    with cancelled_by_interrupt() as cancelled:
        collection = collect_evidence(found.session, found.incident, cancelled)
        _print_saved(save_evidence(path, collection, found.journal, overwrite=overwrite))
    return found.print_gaps()


def _print_saved(saved: EvidenceSaved) -> None:
    """Print what was written, and the commands that validate the log files."""
    validation, records = saved.collection.validation, len(saved.collection.incident.timeline.events)
    files = pluralize(saved.bag.payload.files, "file")
    print_message(f"wrote {files} with {pluralize(records, 'record')} to {saved.path}")
    print_message(f"SHA-256 of its tag manifest, to be kept elsewhere: {saved.bag.seal}")
    for note in validation.notes:
        print_sentence(note)
    if validation.commands:
        output.write("\n".join(validation.commands))


@evidence.command()
@click.argument("path", metavar="PATH", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON (schema bks.evidence/1).")
def verify(*, path: Path, as_json: bool) -> ExitCode:
    """Verify the bundle in the directory or .zip file PATH: list missing, changed and added files.

    Any BagIt package with SHA-256 manifests is verified. Nothing is extracted, and AWS is not asked.

    \b
    Exit codes:
      0  verified
      1  a file is missing, changed or added, or the package is not valid
      2  wrong usage, or no package
      3  something could not be read
    """
    from bks_tui.export.evidence.verification import verification_document, verification_lines
    from bks_tui.storage.bag.verify import verify_bag

    if not _exists(path):
        raise UsageError(f"{quoted(str(path))} does not exist", "Name an evidence bundle.")
    found = verify_bag(path)
    if as_json:
        output.write_json(verification_document(path, found))
    else:
        output.write("\n".join(verification_lines(found)))
    if found.seal:
        print_message(f"SHA-256 of its tag manifest: {found.seal}")
    if found.differs:
        return ExitCode.FAILED
    return ExitCode.DONE if found.verified else ExitCode.INCOMPLETE


def _exists(path: Path) -> bool:
    """Whether there is such a file; what cannot be a path, such as a pasted key, is none."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False
