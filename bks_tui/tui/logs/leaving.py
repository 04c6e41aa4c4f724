"""What leaves a log folder: a copied field, the AWS console, a list that is saved."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from bks_tui.core.account.console import ConsoleLink, ConsolePlace, NoConsole
from bks_tui.core.cloudtrail.event import Event
from bks_tui.core.hunt.hunt import Identity
from bks_tui.tui.console.links import event_link, partition_of, shown_link, target_link
from bks_tui.tui.kit.documents import event_documents, json_field
from bks_tui.tui.kit.jobs import JobOwner
from bks_tui.tui.logs.controller import IdentitiesController
from bks_tui.tui.logs.pane import LogPanes
from bks_tui.tui.logs.presenter import identity_fields
from bks_tui.tui.logs.state import target_of
from bks_tui.tui.main_screen.copying import copy_field
from bks_tui.tui.messages import LinkRequested
from bks_tui.tui.needs import Need
from bks_tui.tui.saving.exporter import save_listing
from bks_tui.tui.saving.listing import Listing
from bks_tui.tui.timeline.controller import TimelineController
from bks_tui.tui.timeline.presenter import event_fields


def identity_link(identity: Identity) -> ConsoleLink | NoConsole:
    """Where the console shows an identity, by what the log files show of it."""
    region = identity.regions[0][0] if identity.regions else ""
    place = ConsolePlace(partition_of(identity.arn, region), identity.account_id)
    return target_link(target_of(identity), place, region)


class LeavingLogs(JobOwner):
    """The actions of a log folder that lead out of it; one of the bases of its screen."""

    panes: LogPanes
    _clock: Callable[[], datetime]
    _identities: IdentitiesController
    _timeline: TimelineController

    @property
    def subject(self) -> Identity | None:
        """What every action refers to."""
        raise NotImplementedError

    @property
    def link(self) -> ConsoleLink | NoConsole:
        """Where the console shows the event that is shown in full, or the identity."""
        event = self._timeline.opened_event
        if event:
            return event_link(event, None)
        return identity_link(self.subject) if self.subject else NoConsole("no identity is selected")

    @property
    def listing(self) -> Listing | None:
        """The list or timeline as it is shown."""
        # Imported here: it brings every format with it, which the first paint need not wait for.
        from bks_tui.tui.logs.listing import identity_listing

        if self.panes.shows_events:
            return self._timeline.listing
        return identity_listing(self._identities.state, self._clock())

    def cannot_leave(self) -> Iterator[tuple[Need, str]]:
        """Why nothing can be opened or saved."""
        link = self.link
        if isinstance(link, NoConsole):
            yield Need.CONSOLE, link.reason
        shows_events = self.panes.shows_events
        if not (self._timeline.has_listing if shows_events else self._identities.state.result):
            yield Need.EXPORTABLE, "nothing was read completely yet"

    def action_console(self) -> None:
        """Open the AWS console at the event or identity, or copy the link."""
        link = self.link
        if isinstance(link, ConsoleLink):
            self.post_message(LinkRequested(shown_link(link, None)))

    def action_export_shown(self) -> None:
        """Save the list or timeline as it is shown."""
        if listing := self.listing:
            save_listing(self, listing, self._clock)

    def action_copy(self) -> None:
        """Choose a field of the identity, and copy it."""
        from bks_tui.export.hunt.to_json import identity_fields as identity_document

        identity = self.subject
        if identity:
            fields = (*identity_fields(identity), json_field(identity_document(identity)))
            copy_field(self.app, identity.name, fields)

    def copy_event(self, event: Event) -> None:
        """Choose a field of an event, and copy it."""
        signals = self._timeline.state.signals.get(event.event_id, ())
        fields = (*event_fields(event), *event_documents(event, signals, None))
        copy_field(self.app, f"event of {event.actor.described}", fields)
