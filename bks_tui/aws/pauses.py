"""How long bks pauses between calls of which AWS allows few, or whose answers take long to change."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pauses:
    """In seconds, as AWS requires."""

    # CloudTrail allows two lookups a second in each Region:
    # https://docs.aws.amazon.com/awscloudtrail/latest/userguide/WhatIsCloudTrail-Limits.html
    between_lookups: float = 0.5
    # A query of Athena takes seconds to minutes.
    between_looks: float = 1.0


# What is simulated has no rates, and its queries end at once.
SIMULATED = Pauses(between_lookups=0.0, between_looks=0.01)
