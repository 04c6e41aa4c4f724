"""What `bks timeline` and `bks report` share: whose events, how far to look, and telling how far it is."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bks_tui.cli.terminal.input import STANDARD_INPUT, is_terminal, looks_like_key, read_pasted, read_piped
from bks_tui.cli.terminal.messages import print_message, tell_account
from bks_tui.core.account.account import Account
from bks_tui.core.cloudtrail.target import Target, parse_target
from bks_tui.core.errors import UsageError
from bks_tui.core.response.requests import DenyRequest, PolicyRequest, Request, UndoRequest
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.timeline import RegionProgress, TimelineOptions

if TYPE_CHECKING:
    from bks_tui.cli.terminal.progress import Show

Update = TypeVar("Update")

_OPTIONS = (
    click.argument("target"),
    click.option("--days", type=int, default=7, show_default=True, help="Days to look back, 1 to 90."),
    click.option("--max-events", type=int, metavar="N", help="Keep the newest N events only."),
    click.option(
        "--region",
        "regions",
        multiple=True,
        metavar="REGION",
        help="Look in this Region only; repeat for more. All enabled Regions by default.",
    ),
    click.option("--current-region", is_flag=True, help="Look in the session's own Region only."),
)


def look_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command TARGET and how far to look; it receives them as a `target` and `options`."""

    @functools.wraps(command)
    def with_look(*args: Any, target: str, **given: Any) -> Any:
        options = TimelineOptions(
            days=given.pop("days"),
            max_events=given.pop("max_events"),
            regions=given.pop("regions"),
            current_region=given.pop("current_region"),
        )
        return command(*args, target=_read_target(target), options=options, **given)

    decorated: Callable[..., Any] = with_look
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


def read_target_text(argument: str) -> str:
    """The argument, or what is pasted or piped for `-`."""
    if argument == STANDARD_INPUT:
        return read_pasted("Paste the key, or a name") if is_terminal() else read_piped()
    if looks_like_key(argument):
        print_message(
            "Keys given as arguments stay in the shell's history and in process lists; give - and paste it instead."
        )
    return argument


def _read_target(argument: str) -> Target:
    """What the argument, or what is pasted for `-`, means. Raises UsageError, which repeats no key."""
    text = read_target_text(argument)
    with no_key_repeated():
        return parse_target(text, datetime.now(timezone.utc))


@contextmanager
def no_key_repeated() -> Iterator[None]:
    """Raise another UsageError in the place of one that repeats what may be a part of a key."""
    try:
        yield
        return
    except UsageError as error:
        if not looks_like_key(str(error)):
            raise
    # Raised outside: the error above holds what may be a part of a key.
    raise UsageError(
        "what was given looks like a part of an API key and tells no user",
        "Give the whole key to 'bks decode-key', or the name of its user.",
    )


def with_progress(updates: Iterable[Update], show: Show) -> Iterator[Update]:
    """The updates, while the person is told who is asked and how far it is."""
    regions: dict[str, RegionProgress] = {}
    for update in updates:
        if isinstance(update, Account):
            tell_account(update)
        elif isinstance(update, RegionProgress):
            regions[update.region] = update
            events = sum(region.events for region in regions.values())
            done = sum(region.done for region in regions.values())
            show(f"{pluralize(events, 'event')}, Regions read", done, len(regions))
        yield update


def name_of(request: Request) -> str:
    """Whom a request is about."""
    match request:
        case DenyRequest():
            return request.principal_arn
        case UndoRequest():
            return request.name
        case PolicyRequest():
            return request.target_id
        case _:
            return request.user_name
