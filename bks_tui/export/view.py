"""What a document says that was saved from a list of the app: which rows it has, of how many, and by which filter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class ExportedView:
    """A list as it was shown: `rows` of `total`, and filter and order in words."""

    rows: int
    total: int
    described: str

    @property
    def is_filtered(self) -> bool:
        """Whether rows are left out."""
        return self.rows != self.total


def with_view(document: Mapping[str, object], view: ExportedView) -> dict[str, object]:
    """A document whose rows are those of a view: its counts are of these rows."""
    return {**document, "view": {**asdict(view), "filtered": view.is_filtered}}
