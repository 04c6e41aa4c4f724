"""Several events that together give a signal, and such that miss it by little: the rows of the tests of patterns."""

from __future__ import annotations

from typing import Any

from bks_tui.core.cloudtrail.event import Event
from tests.support.events import PHANTOM, an_event, iam_event
from tests.support.signals import ADMIN


def _each(count: int, **fields: Any) -> list[Event]:
    """So many invocations, a second apart; `fields` are functions of the number of each."""
    return [
        an_event(eventID=f"{n:05}", minute=n / 60, **{name: value(n) for name, value in fields.items()})
        for n in range(count)
    ]


def _parameters(model: str) -> dict[str, str]:
    return {"modelId": model}


# The signal, events of which the last gives it, and events that miss it by little.
PATTERNS: list[tuple[str, list[Event], list[Event]]] = [
    (
        "second-api-key",
        [iam_event("CreateServiceSpecificCredential", minute=n) for n in range(2)],
        [iam_event("CreateServiceSpecificCredential", user) for user in (PHANTOM, "another")],
    ),
    ("burst", _each(30), _each(29)),
    ("many-regions", _each(3, awsRegion="region-{}".format), _each(2, awsRegion="region-{}".format)),
    (
        "many-models",
        _each(4, requestParameters=lambda n: _parameters(f"model-{n}")),
        _each(4, requestParameters=lambda n: _parameters(f"model-{n % 3}")),
    ),
    (
        "inference-regions",
        _each(3, additionalEventData=lambda n: {"inferenceRegion": f"region-{n}"}),
        _each(3, additionalEventData=lambda n: {"inferenceRegion": f"region-{n % 2}"}),
    ),
    (
        "regions-probed",
        [an_event("ListFoundationModels", minute=n, awsRegion=f"region-{n}") for n in range(3)],
        [an_event("ListFoundationModels", minute=n, awsRegion=f"region-{n}", identity=ADMIN) for n in range(3)],
    ),
    (
        "models-refused",
        _each(
            2, requestParameters=lambda n: _parameters(f"model-{n}"), errorCode=lambda n: "ResourceNotFoundException"
        ),
        _each(2, requestParameters=lambda n: _parameters("a-model"), errorCode=lambda n: "ResourceNotFoundException"),
    ),
    (
        "models-refused",
        _each(
            2,
            requestParameters=lambda n: _parameters(f"model-{n}"),
            errorCode=lambda n: "AccessDeniedException",
            errorMessage=lambda n: "You don't have access to the model with the specified model ID.",
        ),
        _each(2, requestParameters=lambda n: _parameters(f"model-{n}"), errorCode=lambda n: "ThrottlingException"),
    ),
    (
        "new-address",
        _each(2, sourceIPAddress="192.0.2.{}".format),
        _each(2, sourceIPAddress=lambda n: ("192.0.2.1", "s3.amazonaws.com")[n]),
    ),
    (
        "many-addresses",
        _each(3, sourceIPAddress="192.0.2.{}".format),
        [an_event(minute=45 * n, sourceIPAddress=f"192.0.2.{n}") for n in range(3)],
    ),
    ("new-client", _each(2, userAgent="client-{}/1".format), _each(2, userAgent="client/{}".format)),
]
