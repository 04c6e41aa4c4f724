"""The decoder: decode a paste, and show whose key it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from bks_tui.core.cloudtrail.principals import Principal
from bks_tui.core.keys.decoded_key import DecodedKey
from bks_tui.core.scan.ownership import Deletion, Ownership, containment_command, find_owner, holder_of
from bks_tui.demo.story.sample_key import sample_key
from bks_tui.tui.context import Start
from bks_tui.tui.keys.presenter import card_sections
from bks_tui.tui.keys.principal_card import principal_sections
from bks_tui.tui.keys.worker import Result
from bks_tui.tui.main_screen.panes import Panes
from bks_tui.tui.scan.state import ScanState


class DecoderController:
    """The decoded keys and their owners. `select_user` puts the cursor of the list on one.

    `way_to` says how to reach another account.
    """

    def __init__(
        self,
        panes: Panes,
        start: Start,
        scan: ScanState,
        select_user: Callable[[str], None],
        way_to: Callable[[str], str],
        changed: Callable[[str], None],
    ) -> None:
        self._panes = panes
        self._start = start
        self._scan = scan
        self._select_user = select_user
        self._way_to = way_to
        self._changed = changed
        self._deletions: Sequence[Deletion] = ()
        self._followed: str | None = None
        panes.decoder.known_names = lambda: scan.by_name

    def decode(self, text: str, *, typing: bool) -> None:
        """Decode a paste, in the decoder's pane; the focus stays in its input only for a person who types there."""
        self._followed = None
        if not typing:
            self._panes.read_decoder()
        self._panes.decoder.decode(text)

    def offer_sample(self, *, demo: bool) -> None:
        """Offer a key of the demo account to paste, and of no other."""
        self._panes.decoder.offer(sample_key() if demo else None)

    def dismiss(self) -> None:
        """Dismiss what was decoded."""
        self._panes.decoder.clear()

    @property
    def result(self) -> Result | None:
        """The result under the cursor; a key of this account is of its partition."""
        result, account = self._panes.decoder.selected, self._scan.account
        if isinstance(result, DecodedKey) and account and result.account_id == account.account_id:
            return replace(result, partition=account.partition)
        return result

    def owner_of(self, key: DecodedKey) -> Ownership:
        """Who holds a key, as far as the scan and the journal tell."""
        account = self._scan.account
        return find_owner(key, account.account_id if account else None, self._scan.findings, self._deletions)

    def containment_of(self, result: Result) -> str | None:
        """The command that contains exactly this key, where it is one of this account."""
        account = self._scan.account
        if account is None or not isinstance(result, DecodedKey):
            return None
        return containment_command(self.owner_of(result), account)

    def result_selected(self) -> None:
        """Show another result."""
        self._show_card(keep_place=False)
        self._follow_owner()
        self._changed("decoder")

    def scan_shown(self) -> None:
        """Show the owner that the scan has found meanwhile."""
        self._show_card(keep_place=True)
        self._follow_owner()
        self._changed("decoder")

    def deletions_found(self, deletions: Sequence[Deletion]) -> None:
        """Show that bks deleted a key: AWS no longer lists it."""
        self._deletions = deletions
        self._show_card(keep_place=True)
        self._changed("decoder")

    def _show_card(self, *, keep_place: bool) -> None:
        result, account = self.result, self._scan.account
        if isinstance(result, Principal):
            card = principal_sections(result, account.account_id if account else None, self._holder_of(result))
            self._panes.decoder.show_card(card, keep_place=keep_place)
        elif result:
            owner = self.owner_of(result) if isinstance(result, DecodedKey) else None
            now, keymap = self._start.clock(), self._start.keymap
            way = self._way_to(result.account_id) if isinstance(result, DecodedKey) and result.account_id else ""
            card = card_sections(result, owner, now, self.containment_of(result), keymap, way)
            self._panes.decoder.show_card(card, keep_place=keep_place)

    def _follow_owner(self) -> None:
        """Put the cursor of the list on the owner of the decoded key, while a person is in the decoder."""
        owner = self._listed_owner
        is_new, self._followed = owner != self._followed, owner
        if owner and is_new and self._panes.focused_pane == "decoder":
            self._select_user(owner)

    def _holder_of(self, principal: Principal) -> str | None:
        holder = None if self._is_elsewhere(principal) else holder_of(principal.target, self._scan.findings)
        return holder.user.name if holder else None

    def _is_elsewhere(self, principal: Principal) -> bool:
        named, account = principal.target.named_account_id, self._scan.account
        return account is not None and named not in (None, account.account_id)

    @property
    def _listed_owner(self) -> str | None:
        result = self.result
        if isinstance(result, Principal):
            return self._holder_of(result)
        if not isinstance(result, DecodedKey):
            return None
        finding = self._scan.find(self.owner_of(result).user_name)
        return finding.user.name if finding else None
