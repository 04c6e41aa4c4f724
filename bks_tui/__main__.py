"""Where the two faces meet: the commands, and the app that `bks` alone opens.

Apart from both, since neither may know the other.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bks_tui.cli.session_options import Invocation
    from bks_tui.tui.memory import ViewMemory

# As `cli.narration` has it, which may be what was still to be imported.
_INTERRUPTED = 130


def _launch(invocation: Invocation) -> None:
    # Textual takes a fifth of a second to import, which no command should pay.
    from bks_tui.tui.app import BksApp
    from bks_tui.tui.endings import Endings

    memory = _remembered(invocation)
    app = BksApp(invocation.choice, read_only=invocation.read_only, config=invocation.config, memory=memory)
    endings = Endings(lambda code: app.exit(return_code=code))
    endings.await_in_background()
    app.run()
    # Once it has ended: nothing that a person does waits for the disk.
    _remember(invocation, memory)
    if endings.number:
        sys.exit(endings.exit_code)
    if app.failure:
        raise app.failure


def _remembered(invocation: Invocation) -> ViewMemory:
    """What the app remembers of the last session. The demo account has no part in it: it always begins as new."""
    from bks_tui.core.errors import FileError
    from bks_tui.storage.remembered_file import read_remembered, view_file
    from bks_tui.tui.memory import ViewMemory

    if invocation.choice.demo:
        return ViewMemory()
    try:
        last, ignored = read_remembered(view_file())
    except FileError as error:
        return ViewMemory(problem=f"{error}. {error.remedy}")
    return ViewMemory(last, ignored, offers_last=not invocation.is_chosen)


def _remember(invocation: Invocation, memory: ViewMemory) -> None:
    from bks_tui.cli.terminal.messages import print_message
    from bks_tui.core.errors import FileError
    from bks_tui.storage.remembered_file import view_file, write_remembered

    if invocation.choice.demo or not memory.is_changed:
        return
    try:
        write_remembered(view_file(), memory.view)
    except FileError as error:
        print_message(f"bks: {error}")


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
