"""Responses to users of any account: each is planned and carried out in its account, through the role to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from bks_tui.core.account.account import Account, SessionChoice
from bks_tui.tui.accounts.rows import UserRow
from bks_tui.tui.accounts.situation import ask_of, asks_of
from bks_tui.tui.context import Start
from bks_tui.tui.kit.identity_bar import IdentityLines
from bks_tui.tui.kit.jobs import JobOwner
from bks_tui.tui.needs import Need
from bks_tui.tui.response.intents import BatchAction, Disabled, UserAsk
from bks_tui.tui.response.worker import DistantResponder

if TYPE_CHECKING:
    from bks_tui.tui.response.batch_state import BatchState
    from bks_tui.tui.response.batch_worker import BatchItem


class AccountResponses:
    """Shows plans over the accounts, asks, and carries them out.

    `choice_of` is the session choice that leads to an account, `identity_of` who bks is with it, and `written` is
    called with the accounts in which something may have been written.
    """

    def __init__(
        self,
        host: JobOwner,
        start: Start,
        choice_of: Callable[[str], SessionChoice | None],
        identity_of: Callable[[SessionChoice | None, Account | None], IdentityLines],
        written: Callable[[Sequence[str]], None],
    ) -> None:
        self._host = host
        self._start = start
        self._choice_of = choice_of
        self._identity_of = identity_of
        self._written = written

    def _responder(self, choice: SessionChoice) -> DistantResponder:
        start = self._start
        return DistantResponder(choice, start.connect, start.clock, start.read_only, self._host.post_message)

    def respond(self, row: UserRow, need: Need) -> None:
        """Show the plan for a user, ask, and carry it out in the account of its row."""
        from bks_tui.tui.response.screen import ResponseScreen

        ask, choice = ask_of(row, need, self._start.minimum_age_hours), self._choice_of(row.account_id)
        if choice is None or isinstance(ask, Disabled):
            return
        screen = ResponseScreen(
            self._responder(choice),
            self._identity_of(choice, None),
            ask,
            written=partial(self._written, (row.account_id,)),
            identified=partial(self._identity_of, choice),
        )
        self._host.app.push_screen(screen)

    def respond_to_each(
        self, rows: Sequence[UserRow], action: BatchAction, unmark: Callable[[Iterable[str]], object]
    ) -> None:
        """Show the plan for each of the marked users, ask once, and carry each out in its own account."""
        from bks_tui.tui.response.batch_screen import BatchScreen
        from bks_tui.tui.response.batch_state import BatchState

        start = self._start
        asks = asks_of(rows, action, start.minimum_age_hours, read_only=start.read_only)
        if isinstance(asks, Disabled):
            return
        account_ids = dict.fromkeys(row.account_id for row in rows)
        choices = {account_id: self._choice_of(account_id) for account_id in account_ids}
        # One for each account, which connects once.
        responders = {account_id: self._responder(choice) for account_id, choice in choices.items() if choice}
        items = [_item(ask, responders.get(row.account_id)) for row, ask in zip(rows, asks, strict=True)]

        def written(state: BatchState) -> None:
            unmark([rows[number].key for number in state.done])
            begun = (rows[number].account_id for number, each in enumerate(state.responses) if each.is_writing)
            self._written(tuple(dict.fromkeys(begun)))

        def identified(account: Account) -> IdentityLines:
            return self._identity_of(choices.get(account.account_id), account)

        state = BatchState(action, items)
        screen = BatchScreen(state, self._identity_of(None, None), written=written, identified=identified)
        self._host.app.push_screen(screen)


def _item(ask: UserAsk, responder: DistantResponder | None) -> BatchItem:
    """One of the marked users; refused where nothing leads to its account."""
    from bks_tui.tui.response.batch_worker import BatchItem

    return BatchItem(ask.name, ask.ask if responder else Disabled("no role leads to its account"), responder)
