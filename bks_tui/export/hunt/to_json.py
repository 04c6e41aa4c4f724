"""A hunt as the JSON document that `bks hunt --json` prints: schema `bks.hunt/1`.

Identities are the worst first. `events` counts the calls that an identity made, `events_on_it` the successful calls of
others that affected it. `gaps` and `unparsed` make a hunt incomplete, `remarks` are caveats, `always_unseen` is what
the sources do not cover. Text is verbatim, since scripts use it in AWS calls; the caller must escape it.
"""

from __future__ import annotations

from dataclasses import asdict

from bks_tui.core.hunt.hunt import Hunt, Identity, SeenSignal
from bks_tui.export.formatting import timestamp_if_known
from bks_tui.export.timeline.to_json import counted, coverage_fields, signal_fields

SCHEMA = "bks.hunt/1"


def hunt_document(hunt: Hunt) -> dict[str, object]:
    """The whole hunt."""
    account = hunt.account
    return {
        "schema": SCHEMA,
        "account_id": account.account_id if account else None,
        "role_arn": account.role_arn if account else None,
        "demo": bool(account and account.demo),
        "since": timestamp_if_known(hunt.since),
        "until": timestamp_if_known(hunt.until),
        "complete": hunt.complete,
        "gaps": [asdict(gap) for gap in hunt.gaps],
        "unparsed": hunt.unparsed,
        "remarks": list(hunt.remarks),
        "always_unseen": list(hunt.limits),
        "coverage": [coverage_fields(each) for each in hunt.coverage],
        "total_identities": len(hunt.identities),
        "identities": [identity_fields(identity) for identity in hunt.identities],
    }


def identity_fields(identity: Identity) -> dict[str, object]:
    """One identity by its JSON field names."""
    return {
        "arn": identity.arn,
        "name": identity.name,
        "kind": identity.kind.value,
        "account_id": identity.account_id,
        "role": identity.key.role or None,
        "other_names": list(identity.other_names),
        "phantom_of": identity.phantom_of,
        "access_key_ids": list(identity.access_key_ids),
        "used_api_key": identity.used_api_key,
        "api_key_uses": [asdict(use) for use in identity.api_key_uses],
        "first_seen": timestamp_if_known(identity.first_seen),
        "last_seen": timestamp_if_known(identity.last_seen),
        "first_use": timestamp_if_known(identity.first_use),
        "last_use": timestamp_if_known(identity.last_use),
        "events": identity.events,
        "events_on_it": identity.events_on_it,
        "addresses": counted(identity.addresses),
        "regions": counted(identity.regions),
        "models": counted(identity.models),
        "sessions": counted(identity.sessions),
        "changed_by": counted(identity.changed_by),
        "severity": identity.severity.value if identity.severity else None,
        "signals": [_signal(seen) for seen in identity.signals],
        "notes": list(identity.notes),
    }


def _signal(seen: SeenSignal) -> dict[str, object]:
    return {
        **signal_fields(seen.signal),
        "count": seen.count,
        "first_seen": timestamp_if_known(seen.first_seen),
        "last_seen": timestamp_if_known(seen.last_seen),
    }
