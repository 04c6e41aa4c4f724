"""The output of commands that print text, JSON or CSV, and write CSV to a file as well."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click

from bks_tui.cli.terminal import output
from bks_tui.cli.terminal.messages import print_message
from bks_tui.core.errors import UsageError

_STANDARD_OUTPUT = Path("-")

CSV_OPTION = click.option(
    "--csv",
    "csv_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Write a CSV file as well; - prints CSV instead of text.",
)


def require_one_output(csv_file: Path | None, *, as_json: bool) -> None:
    """Raise UsageError for JSON and CSV at once, and FileError for a file that cannot be written."""
    from bks_tui.storage.private_file import require_file

    if as_json and csv_file == _STANDARD_OUTPUT:
        raise UsageError("--json and --csv - cannot be used together", "Give one of them.")
    if csv_file != _STANDARD_OUTPUT:
        require_file(csv_file, "--csv")


@dataclass(frozen=True)
class Printable:
    """A result in each form. `lines` are for a terminal of a width; None wraps nothing. `described` counts its rows."""

    document: Callable[[], Mapping[str, object]]
    csv: Callable[[], str]
    lines: Callable[[int | None], Iterable[str]]
    closing: Iterable[str]
    completeness: tuple[str, ...]
    described: str

    def print(self, csv_file: Path | None, *, as_json: bool) -> None:
        """Print it, data alone on standard output, and write the file, if any."""
        from bks_tui.storage.private_file import write_private

        is_data = as_json or csv_file == _STANDARD_OUTPUT
        if as_json:
            output.write_json(self.document())
        elif is_data:
            output.write(self.csv())
        else:
            output.write("\n".join(self.lines(output.width() if output.on_terminal() else None)))
            output.write_lines([*self.closing, "", *self.completeness])
        for line in self.completeness if is_data else ():
            print_message(line)
        if csv_file and csv_file != _STANDARD_OUTPUT:
            write_private(csv_file, self.csv())
            print_message(f"wrote {self.described} to {csv_file}")
