"""What the app remembers of how its lists are shown, while it runs and for the next session.

A filter belongs to an account: it is restored once AWS has said that this is the account of the last session.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import Enum
from typing import Any, TypeVar

from bks_tui.core.account.account import Account
from bks_tui.core.remembered import ListSettings, RememberedView
from bks_tui.tui.kit.sorting import ListOrders, SortOrder

Only = TypeVar("Only", bound=Enum)


class ViewMemory:
    """The settings as they are now. `ignored` are those of the last session that are unknown, `problem` says why none
    could be read.

    `offers_last`: nothing chose the credentials of this session, so a person may want those of the last one.
    """

    def __init__(
        self,
        last: RememberedView | None = None,
        ignored: tuple[str, ...] = (),
        *,
        problem: str = "",
        offers_last: bool = False,
    ) -> None:
        self.last = last or RememberedView()
        self.view = self.last
        self._ignored = list(ignored)
        self._problem = problem
        self.offers_last = offers_last
        # Whether the account on show is the one that the session itself leads to.
        self._is_own = False
        self._restores = True
        self._warned = False

    @property
    def message(self) -> str:
        """What could not be restored, in one message; empty if all was."""
        if self._problem or not self._ignored:
            return self._problem
        return f"Settings of the last session that bks does not know are ignored: {', '.join(self._ignored)}"

    @property
    def is_changed(self) -> bool:
        """Whether there is something to store."""
        return self.view != self.last or bool(self._problem)

    @property
    def zoomed(self) -> bool:
        """Whether the pane in use has the room of all."""
        return self.view.zoomed

    @zoomed.setter
    def zoomed(self, zoomed: bool) -> None:
        self.view = replace(self.view, zoomed=zoomed)

    def order(self, name: str, orders: ListOrders[Any]) -> SortOrder:
        """The order of a list: the remembered one if there is such an order, else the default."""
        settings = self._settings(name)
        if settings.order in orders.keys:
            return SortOrder(settings.order, settings.descending)
        if settings.order:
            self._ignored.append(f"order of {name}")
        return orders.usual[0]

    def keep_order(self, name: str, order: SortOrder) -> None:
        """Remember the order of a list."""
        self._keep(name, replace(self._settings(name), order=order.by, descending=order.descending))

    def only(self, name: str, choices: Mapping[str, Only]) -> Only | None:
        """The one status or outcome that a list was reduced to; None for all."""
        return choices.get(self._settings(name).only)

    def keep_only(self, name: str, only: Enum | None) -> None:
        """Remember the one status or outcome of a list, unless it is that of another account."""
        if self._is_own:
            self._keep(name, replace(self._settings(name), only=str(only.value) if only else ""))

    def account_known(self, account: Account) -> bool:
        """Remember the account of the session. True the first time, if its filters are to be restored.

        The demo account and one behind a role are not remembered: the next session begins with neither.
        """
        self._is_own = not (account.demo or account.role)
        if not self._is_own:
            return False
        restores, self._restores = self._restores and account.account_id == self.last.account_id, False
        if account.account_id != self.view.account_id:
            lists = {name: replace(settings, only="") for name, settings in self.view.lists.items()}
            self.view = replace(self.view, lists=lists)
        self.view = replace(self.view, profile=account.profile, account_id=account.account_id)
        return restores

    def moved_profile(self, account: Account) -> str | None:
        """A warning, the first time, if the profile of the last session leads to another account now."""
        last = self.last
        is_other = last.account_id is not None and account.account_id != last.account_id
        if self._warned or account.profile is None or account.profile != last.profile or account.role or not is_other:
            return None
        self._warned = True
        return (
            f"Profile {account.profile} is account {account.account_id}; in the last session it was {last.account_id}"
        )

    def _settings(self, name: str) -> ListSettings:
        return self.view.lists.get(name, ListSettings())

    def _keep(self, name: str, settings: ListSettings) -> None:
        self.view = replace(self.view, lists={**self.view.lists, name: settings})
