"""The fields of identities in a filter."""

from __future__ import annotations

from bks_tui.core.detection import Severity
from bks_tui.core.filter.fields import UNREAD, FieldKind, FieldTable, FilterField, Values, slug
from bks_tui.core.hunt.hunt import Identity
from bks_tui.core.hunt.identity import IdentityKind
from bks_tui.core.hunt.tally import MOST_LISTED
from bks_tui.core.timeline.source import Counts

_TEXT, _CHOICE, _AGE = FieldKind.TEXT, FieldKind.CHOICE, FieldKind.AGE


def search_text(identity: Identity) -> str:
    """The text of an identity that is searched, casefolded."""
    words = (
        identity.name,
        *identity.other_names,
        identity.kind.value,
        identity.key.role,
        identity.account_id,
        identity.arn,
        *identity.access_key_ids,
        *(value for counts in (identity.addresses, identity.regions, identity.models) for value, _ in counts),
        *(seen.signal.title for seen in identity.signals),
        identity.severity.value if identity.severity else None,
    )
    return "\n".join(filter(None, words)).casefold()


def _given(*values: str | None) -> Values:
    return tuple(value for value in values if value)


def _counted(counts: Counts) -> Values:
    """The values; a list that is full may lack some."""
    values = tuple(value for value, _ in counts)
    return (*values, None) if len(values) >= MOST_LISTED else values


def _marks(identity: Identity) -> Values:
    return _given("phantom" if identity.phantom_of else None, "api-key" if identity.used_api_key else None)


def _signals(identity: Identity) -> Values:
    return tuple(name for seen in identity.signals for name in (seen.signal.name, seen.signal.title))


IDENTITY_FIELDS: FieldTable[Identity] = FieldTable(
    "identities",
    (
        FilterField("name", "a name of the identity", _TEXT, lambda one: (one.name, *one.other_names)),
        FilterField(
            "kind",
            "what the identity is",
            _CHOICE,
            lambda one: (slug(one.kind.value),),
            tuple(slug(kind.value) for kind in IdentityKind),
        ),
        FilterField("is", "a phantom user, or used an API key", _CHOICE, _marks, ("phantom", "api-key")),
        FilterField("signal", "the name or title of a signal", _TEXT, _signals),
        FilterField(
            "severity",
            "the severity of its most urgent signal",
            _CHOICE,
            lambda one: (slug(one.severity.value),) if one.severity else (),
            tuple(slug(severity.value) for severity in Severity),
        ),
        FilterField("region", "a Region", _TEXT, lambda one: _counted(one.regions)),
        FilterField("ip", "an address", _TEXT, lambda one: _counted(one.addresses)),
        FilterField("model", "a model", _TEXT, lambda one: _counted(one.models)),
        FilterField("session", "a session of the role", _TEXT, lambda one: _counted(one.sessions)),
        FilterField("role", "the role of an Identity Center user", _TEXT, lambda one: _given(one.key.role)),
        FilterField(
            "events",
            "how many events it made or was changed by",
            FieldKind.NUMBER,
            lambda one: (one.events + one.events_on_it,),
        ),
        FilterField(
            "age", "how long ago it was last seen", _AGE, lambda one: (one.last_seen,) if one.last_seen else UNREAD
        ),
        FilterField("account", "the account", _TEXT, lambda one: (one.account_id,) if one.account_id else UNREAD),
        FilterField("arn", "the ARN", _TEXT, lambda one: (one.arn,) if one.arn else UNREAD),
        FilterField("id", "the id of an access key", _TEXT, lambda one: _given(*one.access_key_ids)),
    ),
    search_text,
)
