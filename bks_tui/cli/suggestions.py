"""What a shell offers at the press of tab beside the names of commands and options.

Names come from this machine alone: the AWS configuration, the journal and the stored scans. AWS is not asked, and
nothing here imports boto3. These files are untrusted input, and a shell inserts what is offered as it is: only names
are offered that mean the same with and without quotes in every shell.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

import click
from click.shell_completion import CompletionItem

from bks_tui.core.errors import BksError
from bks_tui.core.text import sanitize

if TYPE_CHECKING:
    from bks_tui.core.journal.history import History
    from bks_tui.core.scan.run import RunHeader
    from bks_tui.storage.run_file import RunDirectory

# A value with its description, which may be empty.
Named: TypeAlias = tuple[str, str]
Source: TypeAlias = Callable[[click.Context], Iterable[Named]]
Suggest: TypeAlias = Callable[[click.Context, click.Parameter, str], list[CompletionItem[Any]]]

# No character of it acts in bash, zsh or fish, wherever it stands; a comma ends a value in their scripts.
_PLAIN = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_+=.@/%-]{0,127}", re.ASCII)
_MOST = 500
_LONGEST_HELP = 60
# A person waits: larger runs are left out.
_LARGEST_RUN = 8 << 20
_SHORT_ID = 8


def suggesting(source: Source) -> Suggest:
    """The `shell_complete` of a parameter whose values `source` knows."""

    def suggest(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
        del parameter
        try:
            found = dict(islice(_plain(source(context), incomplete), _MOST))
        except (BksError, OSError):
            # There is no place to say why: a message would stand in the line that a person types.
            return []
        return [CompletionItem(value, help=sanitize(text, _LONGEST_HELP) or None) for value, text in found.items()]

    return suggest


def _plain(named: Iterable[Named], incomplete: str) -> Iterator[Named]:
    return ((value, text) for value, text in named if value.startswith(incomplete) and _PLAIN.fullmatch(value))


def fixed(*values: str) -> Suggest:
    """Suggest these values."""
    return suggesting(lambda _: ((value, "") for value in values))


def suggest_files(context: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem[Any]]:
    """Let the shell suggest files."""
    del context, parameter
    return [CompletionItem(incomplete, type="file")]


def or_files(suggest: Suggest) -> Suggest:
    """Files where nothing else begins so: shells offer either."""
    return lambda context, parameter, incomplete: (
        suggest(context, parameter, incomplete) or suggest_files(context, parameter, incomplete)
    )


def _given(context: click.Context, name: str) -> Any:
    """What was typed for an option, after the command or before it."""
    while True:
        if context.params.get(name):
            return context.params[name]
        if context.parent is None:
            return None
        context = context.parent


def _profiles(context: click.Context) -> Iterator[Named]:
    from bks_tui.storage.aws_profiles import profile_names

    del context
    return ((name, "") for name in profile_names(os.environ))


def _history(context: click.Context) -> History:
    from bks_tui.storage.journal import Journal, default_directory

    return Journal(_given(context, "directory") or default_directory(demo=bool(_given(context, "demo")))).history()


def _operations(context: click.Context) -> Iterator[Named]:
    """The operations of the journal, newest first, by the beginning of the id, as it is printed elsewhere."""
    for operation in reversed(_history(context).operations):
        yield operation.operation_id[:_SHORT_ID], operation.plan.title


def _acted_on(context: click.Context) -> Iterator[Named]:
    """The users and roles of the journal, newest first."""
    return ((each.plan.subject.name, each.plan.title) for each in reversed(_history(context).operations))


def _runs(context: click.Context) -> RunDirectory:
    from bks_tui.storage.run_file import RunDirectory

    return RunDirectory.usual(demo=bool(_given(context, "demo")))


def _newest_header(context: click.Context) -> RunHeader | None:
    return _runs(context).newest(lambda header: header.source == "organization")[0]


def _run_ids(context: click.Context) -> Iterator[Named]:
    yield "last", "the latest"
    yield from ((run_id, "") for run_id in reversed(_runs(context).run_ids()))


def _users(context: click.Context) -> Iterator[Named]:
    """The users of the newest stored scan, phantom users first, then their access keys."""
    runs = _runs(context)
    newest = runs.newest(lambda _: True)[0]
    if newest is None or runs.state_of(newest.run_id)[1] > _LARGEST_RUN:
        return
    users = [user for record in runs.records(newest.run_id) for user in (*record.phantom_users, *record.other_users)]
    users.sort(key=lambda user: not str(user.get("kind", "")).endswith("phantom"))
    yield from ((_text(user, "username"), _text(user, "status")) for user in users)
    for user in users:
        keys = user.get("access_key_ids")
        yield from ((str(key), _text(user, "username")) for key in (keys if isinstance(keys, list | tuple) else ()))


def _text(fields: Mapping[str, Any], name: str) -> str:
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def _targets(context: click.Context) -> Iterator[Named]:
    yield from _users(context)
    yield from _acted_on(context)


def _accounts(context: click.Context) -> Iterator[Named]:
    header = _newest_header(context)
    return ((each.account_id, each.name) for each in (header.accounts if header else ()))


def _units(context: click.Context) -> Iterator[Named]:
    """The OUs of the newest stored scan of the organization, by their ids, without the root."""
    header = _newest_header(context)
    for account in header.accounts if header else ():
        names = account.ou_path.split("/")
        # A name may contain a slash: then it is not known whose it is.
        known = names if len(names) == len(account.unit_ids) else [""] * len(account.unit_ids)
        above = zip(account.unit_ids, known, strict=True)
        yield from ((unit_id, name) for unit_id, name in above if unit_id.startswith("ou-"))


def _policy_targets(context: click.Context) -> Iterator[Named]:
    yield "root", "every account"
    yield from _units(context)
    yield from _accounts(context)


def _policies(context: click.Context) -> Iterator[Named]:
    from bks_tui.core.prevention.policies import POLICIES

    del context
    return ((policy.name, policy.description) for policy in POLICIES)


def _detections(context: click.Context) -> Iterator[Named]:
    from bks_tui.core.detection import RULES

    del context
    return ((rule.signal.name, rule.signal.title) for rule in RULES)


def _permissions(context: click.Context) -> Iterator[Named]:
    from bks_tui.core.permissions import PERMISSIONS

    del context
    return ((command, "") for command in PERMISSIONS)


suggest_profiles = suggesting(_profiles)
suggest_operations = suggesting(_operations)
suggest_acted_on = suggesting(_acted_on)
suggest_runs = suggesting(_run_ids)
suggest_users = suggesting(_users)
suggest_targets = suggesting(_targets)
suggest_accounts = suggesting(_accounts)
suggest_units = suggesting(_units)
suggest_policy_targets = suggesting(_policy_targets)
suggest_policies = suggesting(_policies)
suggest_detections = suggesting(_detections)
suggest_permissions = suggesting(_permissions)
