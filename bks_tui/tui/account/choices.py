"""The choices of an account: a profile, the demo account or none of them, and a Region."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeAlias

from textual.app import App

from bks_tui.core.account.account import SessionChoice
from bks_tui.core.document import Cell, Paragraph, Section, Tone
from bks_tui.core.errors import BksError
from bks_tui.tui.kit.dialog import ChoiceScreen
from bks_tui.tui.kit.option import Option
from bks_tui.tui.kit.picker import PickerScreen

Chosen: TypeAlias = Callable[[SessionChoice], None]

_DEMO = "demo"
_LOGS = "logs"
_DECODE = "decode"
_PROFILE = "profile:"
_DEFAULT = "default"
_OTHER = "other"
_ASK_AGAIN = "bks asks before it uses it again."


@dataclass(frozen=True)
class WithoutAccount:
    """What can be done without an account: read log files, decode keys."""

    open_logs: Callable[[], None]
    decode: Callable[[], None]


def _profiles() -> tuple[str, ...]:
    # Reads the AWS configuration with boto3, so only on demand.
    from bks_tui.aws.session import profiles

    return profiles()


def _regions(partition: str | None) -> tuple[str, ...]:
    from bks_tui.aws.regions import known_regions

    return known_regions(partition)


@dataclass(frozen=True)
class LastSession:
    """The profile of the last session, and its account if that is known."""

    profile: str
    account_id: str | None

    @property
    def hint(self) -> str:
        """How an option describes it."""
        return f"last session, account {self.account_id}" if self.account_id else "last session"


def choose_account(
    app: App[Any],
    current: str | None,
    chosen: Chosen,
    instead: WithoutAccount,
    error: BksError | None = None,
    last: LastSession | None = None,
) -> None:
    """Ask for a profile, beginning at the current one, the demo account, or what to do `instead`.

    `error` says why it has to ask. The profile of the last session comes first.
    """
    names: tuple[str, ...] = ()
    try:
        names = _profiles()
    except BksError as unreadable:
        error = error or unreadable
    if last and last.profile in names:
        names = (last.profile, *(name for name in names if name != last.profile))
    options = [
        Option(_PROFILE + name, Cell(name), Cell(_profile_hint(name, current, last), Tone.DIM)) for name in names
    ]
    options.append(Option(_DEMO, Cell("Demo account"), Cell("simulated; no calls to AWS", Tone.DIM)))
    options.append(Option(_DECODE, Cell("Decode keys"), Cell("offline, no account needed", Tone.DIM)))
    options.append(
        Option(_LOGS, Cell("Log folder"), Cell("CloudTrail log files on this machine; no AWS account", Tone.DIM))
    )

    def answered(answer: str | None) -> None:
        if answer == _DECODE:
            instead.decode()
        elif answer == _LOGS:
            instead.open_logs()
        elif answer == _DEMO:
            chosen(SessionChoice(demo=True))
        elif answer:
            # The Region of another profile is that profile's own.
            chosen(SessionChoice(profile=answer[len(_PROFILE) :]))

    about = (Section(str(error), (Paragraph(error.remedy),), Tone.WARNING),) if error else ()
    at = _PROFILE + current if current else None
    app.push_screen(PickerScreen("Which account?", options, about, at), answered)


def _profile_hint(name: str, current: str | None, last: LastSession | None) -> str:
    if name == current:
        return "in use"
    return last.hint if last and name == last.profile else "profile"


def offer_last(
    app: App[Any], last: LastSession, chosen: Chosen, instead: WithoutAccount, otherwise: Callable[[], None]
) -> None:
    """Ask whether to go on with the profile of the last session; `otherwise` is what begins without an answer.

    bks does not go on with it by itself: whoever starts it may not be whoever used it last, and the next key may write
    to that account. One enter does.
    """
    try:
        is_there = last.profile in _profiles()
    except BksError:
        is_there = False
    if not is_there:
        app.notify(f"The profile {last.profile} of the last session no longer exists.", severity="warning")
        otherwise()
        return
    where = f"It was account {last.account_id}. " if last.account_id else ""
    about = (Section(f"The last session used the profile {last.profile}.", (Paragraph(f"{where}{_ASK_AGAIN}"),)),)
    options = (
        Option(_PROFILE + last.profile, Cell(last.profile), Cell(last.hint, Tone.DIM)),
        Option(_DEFAULT, Cell("Default credentials"), Cell("of the AWS configuration", Tone.DIM)),
        Option(_OTHER, Cell("Another …"), Cell("another profile, the demo account, keys or log files", Tone.DIM)),
    )

    def answered(answer: str | None) -> None:
        if answer == _PROFILE + last.profile:
            chosen(SessionChoice(profile=last.profile))
        elif answer == _OTHER:
            choose_account(app, None, chosen, instead, last=last)
        else:
            otherwise()

    app.push_screen(ChoiceScreen("Which account?", options, about), answered)


def choose_region(
    app: App[Any], choice: SessionChoice, partition: str | None, current: str | None, chosen: Chosen
) -> None:
    """Ask for a Region of the partition, of any while that is not known, beginning at the current one.

    IAM is the same in all Regions of a partition.
    """
    options = [Option(region, Cell(region)) for region in _regions(partition)]

    def answered(answer: str | None) -> None:
        if answer:
            chosen(replace(choice, region=answer))

    app.push_screen(PickerScreen("Which Region?", options, current=current), answered)
