"""The decoder, the event parser and the reader of alerts on bytes that are made to reach their every branch.

`python -m tests.fuzz decoder`, `python -m tests.fuzz events` and `python -m tests.fuzz alerts`, with options of
libFuzzer after it: by default a minute. It needs the extra `fuzz`. Beside hypothesis, whose texts are made without a
look at the code.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["bks_tui.core"]):
    from bks_tui.core.cloudtrail.event import parse_event
    from bks_tui.core.cloudtrail.principals import principals_in
    from bks_tui.core.cloudtrail.target import parse_target
    from bks_tui.core.keys.decode import decode
    from bks_tui.export.keys.to_json import decode_document

from tests.support.alerts import (
    attack_sequence,
    created_key,
    envelope,
    github_webhook,
    gitleaks_finding,
    guardduty_finding,
    health_event,
    sarif,
    trufflehog_result,
)
from tests.support.events import cloudtrail_record
from tests.support.keys import NOW, long_term_key, query, service_called, short_term_key

BEDROCK = service_called("bedrock")
ALERTS = (
    *(guardduty_finding(), attack_sequence(), health_event(), github_webhook(), trufflehog_result()),
    *([gitleaks_finding()], sarif("a line"), envelope(created_key(), "AWS API Call via CloudTrail", "aws.iam")),
)
_MINUTE = "-max_total_time=60"


def decoder(data: bytes) -> None:
    """No text makes it fail, and what it finds stands where it says."""
    text = data.decode("utf-8", "surrogateescape")
    decoded = decode(text, NOW)
    places = [place for found in (decoded.keys, decoded.malformed) for each in found for place in each.places]
    assert all(0 <= place.start < place.end <= len(text) for place in places)
    json.dumps(decode_document(decoded))


def events(data: bytes) -> None:
    """No record makes it fail, and what it keeps of one is read as the same again."""
    event = parse_event(data.decode("utf-8", "surrogateescape"), event_id="outer")
    assert event.event_id
    if event.problem is None:
        assert parse_event(event.record, event_id="outer") == event


def alerts(data: bytes) -> None:
    """No pasted text makes it fail, and whom it names is a target by that name alone."""
    text = data.decode("utf-8", "surrogateescape")
    for principal in principals_in(text, decode(text, NOW), NOW):
        assert parse_target(principal.target.text, NOW).kind is principal.target.kind


TARGETS: Mapping[str, tuple[Callable[[bytes], None], tuple[str, ...]]] = {
    "decoder": (
        decoder,
        (
            long_term_key(),
            long_term_key()[:70],
            short_term_key(service_called("bedrock"), query(service_called("bedrock"))),
        ),
    ),
    "events": (events, (json.dumps(cloudtrail_record()), "{}", "[]")),
    "alerts": (alerts, (*map(json.dumps, ALERTS), "\u201calice\u201d", f"AKIAINVENTEDFORTEST1 {long_term_key()}")),
}


def main() -> None:
    """Fuzz what was named, from a few texts to begin with, until it fails or the time is over."""
    name, *options = sys.argv[1:] or [""]
    if name not in TARGETS:
        sys.exit(f"name one of {', '.join(TARGETS)}")
    target, seeds = TARGETS[name]
    with tempfile.TemporaryDirectory() as corpus:
        for number, seed in enumerate(seeds):
            (Path(corpus) / str(number)).write_text(seed, encoding="utf-8")
        atheris.Setup([sys.argv[0], corpus, *(options or [_MINUTE])], target)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
