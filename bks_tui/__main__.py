"""Where the two faces meet: the commands, and the app that `bks` alone opens.

Apart from both, since neither may know the other.
"""

from __future__ import annotations

from bks_tui.cli.main import run
from bks_tui.cli.options import Invocation


def _launch(invocation: Invocation) -> None:
    # Textual takes a fifth of a second to import, which no command should pay.
    from bks_tui.tui.app import BksApp

    app = BksApp(invocation.choice, read_only=invocation.read_only, config=invocation.config)
    app.run()
    if app.failure:
        raise app.failure


def main() -> None:
    """The `bks` command."""
    run(_launch)


if __name__ == "__main__":
    main()
