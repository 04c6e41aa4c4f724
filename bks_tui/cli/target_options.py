"""Shared by `bks timeline` and `bks report`: the target, the range of the search, and progress."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bks_tui.cli.athena_options import ATHENA_OPTION_NAMES, ATHENA_OPTIONS, AthenaOptions, tell_estimate
from bks_tui.cli.log_options import LOG_OPTION_NAMES, LOG_OPTIONS, LogOptions, Search
from bks_tui.cli.principal_choice import choose_principal, principal_line
from bks_tui.cli.session_options import Invocation
from bks_tui.cli.suggestions import suggest_targets
from bks_tui.cli.terminal.input import STANDARD_INPUT, is_terminal, looks_like_key, read_pasted, read_piped
from bks_tui.cli.terminal.messages import print_message, tell_account
from bks_tui.core.account.account import Account
from bks_tui.core.cloudtrail.target import Target, parse_target
from bks_tui.core.errors import UsageError
from bks_tui.core.keys.decoded_key import DecodedKey
from bks_tui.core.response.requests import (
    AthenaRequest,
    DenyRequest,
    FindingsRequest,
    PolicyRequest,
    Request,
    UndoRequest,
)
from bks_tui.core.settings import size_text
from bks_tui.core.text import pluralize
from bks_tui.core.timeline.findings import FindingSource, SourceRead
from bks_tui.core.timeline.timeline import FileProgress, ListingProgress, QueryProgress, RegionProgress, ScanEstimate

if TYPE_CHECKING:
    from bks_tui.cli.terminal.progress import Show

Update = TypeVar("Update")

# A name, an ARN or a whole key: not a text that names something.
_WORD = re.compile(r"\s*[\w+=,.@:/%-]*\s*", re.ASCII)

_OPTIONS = (
    click.argument("target", shell_complete=suggest_targets),
    click.option(
        "--days", type=int, help="Days to search, 1 to 90, with --athena more. Default: 7, and with --from all."
    ),
    click.option("--max-events", type=int, metavar="N", help="Keep the newest N events only."),
    click.option(
        "--region",
        "regions",
        multiple=True,
        metavar="REGION",
        help="Search this Region only; repeat for more. Default: all enabled Regions.",
    ),
    click.option("--current-region", is_flag=True, help="Search the session Region only."),
)


def look_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add TARGET and the search options to a command, which receives `target`, `options`, `logs` and `athena`."""

    @functools.wraps(command)
    def with_look(*args: Any, target: str, invocation: Invocation, **given: Any) -> Any:
        logs = LogOptions(**{name: given.pop(name) for name in LOG_OPTION_NAMES})
        search = Search(
            days=given.pop("days"),
            max_events=given.pop("max_events"),
            regions=given.pop("regions"),
            current_region=given.pop("current_region"),
            since=given.pop("since"),
            until=given.pop("until"),
        )
        athena = AthenaOptions(**{name: given.pop(name) for name in ATHENA_OPTION_NAMES})
        logs.require_consistent(target, search)
        athena.require_consistent(logs, search)
        options = search.of_history(is_searched=not (logs.are_alone or athena.athena))
        given |= {"logs": logs.choice(search), "athena": athena.choice(search, invocation.config)}
        return command(*args, invocation=invocation, target=_read_target(target), options=options, **given)

    decorated: Callable[..., Any] = with_look
    for option in reversed((*_OPTIONS, *LOG_OPTIONS, *ATHENA_OPTIONS)):
        decorated = option(decorated)
    return decorated


@dataclass(frozen=True, slots=True)
class Given:
    """What a person gave as the target: a word or a text with one key, or whom an alert or a text names.

    `key` is the chosen one of several keys; `text` then is its alias or its access key id.
    """

    text: str = field(repr=False)
    target: Target | None = None
    key: DecodedKey | None = None


def read_given(argument: str) -> Given:
    """The target in the argument, or in what is pasted or piped for `-`; of several principals, the chosen one.

    Raises UsageError where several are named and nobody can be asked.
    """
    if argument != STANDARD_INPUT and looks_like_key(argument):
        print_message(
            "Keys given as arguments stay in the shell history and in process lists; give - and paste the key instead."
        )
    text = argument
    if argument == STANDARD_INPUT:
        text = read_pasted("Paste the key, an alert, or a name") if is_terminal() else read_piped()
    return _one_principal(text)


def _one_principal(text: str) -> Given:
    from bks_tui.core.cloudtrail.principals import principals_in
    from bks_tui.core.keys.decode import decode

    if _WORD.fullmatch(text):
        return Given(text)
    now = datetime.now(timezone.utc)
    principals = principals_in(text, decode(text, now), now)
    if not principals or (len(principals) == 1 and principals[0].key):
        # What stands beside the one key, such as half of another, is judged with it.
        return Given(text)
    principal = principals[0] if len(principals) == 1 else choose_principal(principals)
    print_message(f"the text names {principal_line(principal)}")
    return Given(principal.target.text, principal.target, principal.key)


def _read_target(argument: str) -> Target:
    """The target in the argument, or in the text pasted for `-`. Raises UsageError without repeating a key."""
    given = read_given(argument)
    with no_key_repeated():
        return given.target or parse_target(given.text, datetime.now(timezone.utc))


@contextmanager
def no_key_repeated() -> Iterator[None]:
    """Replace a UsageError that repeats a possible part of a key."""
    try:
        yield
        return
    except UsageError as error:
        if not looks_like_key(str(error)):
            raise
    # Raised outside: the error above contains a possible part of a key.
    raise UsageError(
        "the given text looks like part of an API key and does not identify a user",
        "Give the whole key to 'bks decode-key', or the name of its user.",
    )


def with_progress(updates: Iterable[Update], show: Show) -> Iterator[Update]:
    """Pass the updates on while showing the account and the progress."""
    regions: dict[str, RegionProgress] = {}
    sources = 0
    for update in updates:
        if isinstance(update, Account):
            tell_account(update)
        elif isinstance(update, RegionProgress):
            regions[update.region] = update
            events = sum(region.events for region in regions.values())
            done = sum(region.done for region in regions.values())
            show(f"{pluralize(events, 'event')}, Regions read", done, len(regions))
        elif isinstance(update, FileProgress):
            show(f"{pluralize(update.events, 'event')}, files read", update.done, update.files)
        elif isinstance(update, ListingProgress):
            show("log files listed, folders", update.done, update.folders)
        elif isinstance(update, ScanEstimate):
            tell_estimate(update)
        elif isinstance(update, QueryProgress):
            scanned = f"{size_text(update.bytes)} scanned"
            show(f"{pluralize(update.events, 'event')}, {scanned}, queries read", update.done, update.queries)
        elif isinstance(update, SourceRead):
            sources += 1
            show("sources of findings read", sources, len(FindingSource))
        yield update


def name_of(request: Request) -> str:
    """The subject of a request."""
    match request:
        case DenyRequest():
            return request.principal_arn
        case UndoRequest():
            return request.name
        case PolicyRequest():
            return request.target_id
        case AthenaRequest():
            return f"{request.database}.{request.table}"
        case FindingsRequest():
            return request.account_id
        case _:
            return request.user_name
