"""Which events were seen before, in bounded memory."""

from __future__ import annotations

# About 70 bytes each.
MOST_IDS = 500_000


class SeenIds:
    """The ids of events. If there are too many, it forgets them all and begins anew."""

    def __init__(self, most: int = MOST_IDS) -> None:
        self._most = most
        # A hash is smaller than an id, and no two of a million ids have the same one.
        self._seen: set[int] = set()
        self.has_forgotten = False

    def __contains__(self, event_id: str) -> bool:
        return hash(event_id) in self._seen

    def is_new(self, event_id: str) -> bool:
        """Whether this is the first time, as far as it remembers."""
        if event_id in self:
            return False
        if len(self._seen) >= self._most:
            self._seen.clear()
            self.has_forgotten = True
        self._seen.add(hash(event_id))
        return True
