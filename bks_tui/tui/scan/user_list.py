"""The pane of users."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bks_tui.core.scan.filter_fields import USER_FIELDS
from bks_tui.core.scan.findings import Finding
from bks_tui.tui.kit.columns import Column
from bks_tui.tui.kit.filtered_list import FilteredList
from bks_tui.tui.kit.markable_table import MarkableTable
from bks_tui.tui.scan.rows import user_cells

_COLUMNS = (
    Column("Status", 13, order="urgency"),
    Column("User", 20, flexible=True, order="name"),
    Column("Kind", 8, rank=3, order="kind"),
    Column("API keys", 8, right=True, order="API keys"),
    Column("Access", 6, right=True, order="access keys"),
    Column("Age", 5, right=True, rank=1, order="age"),
    Column("Used", 5, right=True, rank=2, order="last used"),
)


class UserList(FilteredList):
    """The users, as the screen gives them."""

    def __init__(self, *, id: str, classes: str) -> None:
        placeholder = "words, or key:active age>90d -hold:mfa"
        super().__init__(
            _COLUMNS,
            placeholder,
            USER_FIELDS,
            table_id="user-table",
            id=id,
            classes=classes,
            table_class=MarkableTable,
        )

    @property
    def table(self) -> MarkableTable:
        """The table."""
        return self.query_one(MarkableTable)

    def show(self, findings: Sequence[Finding], now: datetime, empty: str) -> None:
        """Show these users; `empty` says why there are none."""
        names = [finding.user.name for finding in findings]
        self.show_rows(names, lambda row: user_cells(findings[row], now), empty)
