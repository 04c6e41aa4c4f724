"""What must be set up so that the events of a pattern arrive at EventBridge: Region, trail, and the state of the rule.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bks_tui.core.detection.compile.event_fields import Fields
from bks_tui.core.detection.compile.event_values import Kind

ENABLED = "ENABLED"
# In this state a rule also gets calls that only read.
ENABLED_FOR_READS = "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"
# IAM's calls are recorded in one Region of each partition.
IAM_REGIONS = ("us-east-1", "us-gov-west-1", "cn-north-1", "eusc-de-east-1")

_READS = ("Get", "List", "Describe", "Search", "Invoke", "Converse", "Assume", "Retrieve", "Count")
_DATA_EVENTS = frozenset(
    {
        *("CreateInference", "CountTokens", "InvokeAgent", "InvokeInlineAgent", "RetrieveAndGenerate"),
        *("StartAsyncInvoke", "InvokeModelWithBidirectionalStream"),
    }
)


@dataclass(frozen=True, slots=True)
class Needs:
    """What the patterns of a rule need. `state` is that of the rule; each sentence is for people."""

    state: str
    in_iam_region: bool
    sentences: tuple[str, ...]


def needs_of(factors: Sequence[Sequence[Fields]]) -> Needs:
    """The needs of a pattern with these alternatives."""
    services, names = wanted_of(factors, "eventSource"), wanted_of(factors, "eventName")
    in_iam_region = services is not None and {service.rstrip(".-") for service in services} == {"iam"}
    reads = names is None or any(name.startswith(_READS) for name in names)
    state = ENABLED_FOR_READS if reads else ENABLED
    return Needs(state, in_iam_region, tuple(_sentences(services, names, state, in_iam_region=in_iam_region)))


def _sentences(
    services: Sequence[str] | None, names: Sequence[str] | None, state: str, *, in_iam_region: bool
) -> Iterator[str]:
    known = {service.rstrip(".-") for service in services or ("iam.", "sts.", "signin.")}
    of_iam = f"{IAM_REGIONS[0]} (GovCloud: {IAM_REGIONS[1]}, China: {IAM_REGIONS[2]})"
    if in_iam_region:
        yield f"Region: {of_iam} only, where the events of IAM are."
    else:
        yield "Region: every Region in use, since a rule sees the events of its own Region."
        if "iam" in known:
            yield f"The events of IAM are in {of_iam} only."
        if known & {"sts", "signin"}:
            yield "The events of STS and of sign-ins are in the Region of the endpoint that was called."
    kinds = "read and write" if state == ENABLED_FOR_READS else "write"
    yield f"Trail: one that logs management events ({kinds}) of the Region. State of the rule: {state}."
    data = sorted(_DATA_EVENTS.intersection(names or ()))
    if names is None:
        yield "Data events, such as calls through bedrock-mantle, arrive only if the trail logs them."
    elif data:
        yield f"{', '.join(data)}: data events, which arrive only if the trail logs them."


def wanted_of(factors: Sequence[Sequence[Fields]], path: str) -> tuple[str, ...] | None:
    """The values, or what values begin with, that a field must have; None if it can have others."""
    alternatives = next((each for each in factors if any(path in fields for fields in each)), None)
    if alternatives is None or any(path not in fields for fields in alternatives):
        return None
    values = [value for fields in alternatives for value in fields[path]]
    matchers = [matcher for value in values for matcher in value.wanted or ()]
    is_open = any(value.wanted is None or value.or_missing for value in values)
    if is_open or any(matcher.kind not in (Kind.EQUALS, Kind.PREFIX) for matcher in matchers):
        return None
    return tuple(dict.fromkeys(str(matcher.value) for matcher in matchers))
