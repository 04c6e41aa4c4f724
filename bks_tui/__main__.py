"""Where the two faces meet: the commands, and the app that `bks` alone opens.

Apart from both, since neither may know the other.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bks_tui.cli.session_options import Invocation

# As `cli.narration` has it, which may be what was still to be imported.
_INTERRUPTED = 130


def _launch(invocation: Invocation) -> None:
    # Textual takes a fifth of a second to import, which no command should pay.
    from bks_tui.tui.app import BksApp
    from bks_tui.tui.endings import Endings

    app = BksApp(invocation.choice, read_only=invocation.read_only, config=invocation.config)
    endings = Endings(lambda code: app.exit(return_code=code))
    endings.await_in_background()
    app.run()
    if endings.number:
        sys.exit(endings.exit_code)
    if app.failure:
        raise app.failure


def main() -> None:
    """The `bks` command."""
    try:
        # Imported here: an interruption of that must not end in a traceback either.
        from bks_tui.cli.main import run
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    run(_launch)


if __name__ == "__main__":
    main()
