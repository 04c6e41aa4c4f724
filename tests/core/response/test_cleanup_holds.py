"""Which holds a person can decide about, and which stand whatever anybody decides."""

from __future__ import annotations

import pytest

from bks_tui.core.iam.user import User
from bks_tui.core.response.plan_cleanup import standing_holds
from bks_tui.core.scan.assessment import assess
from bks_tui.core.scan.findings import Finding
from bks_tui.core.scan.holds import HoldKind
from tests.support.users import NOW, PHANTOM_NAME, denied, user, user_record

EVERY_KIND = tuple(kind.value for kind in HoldKind)
YOUNG = user_record(created=NOW)


@pytest.mark.parametrize(
    ("subject", "standing"),
    [
        (user(PHANTOM_NAME, record=YOUNG), []),
        (user("ana", record=YOUNG), [HoldKind.ORDINARY_USER]),
        (user(PHANTOM_NAME, record=YOUNG, groups=denied("iam:ListGroupsForUser")), [HoldKind.UNREAD]),
    ],
    ids=["a young phantom user", "an ordinary user", "unread groups"],
)
def test_no_decision_includes_an_ordinary_user_or_what_was_not_read(subject: User, standing: list[HoldKind]) -> None:
    finding = Finding(subject, assess(subject, NOW))
    assert HoldKind.YOUNG in [hold.kind for hold in finding.assessment.holds]
    assert [hold.kind for hold in standing_holds(finding, EVERY_KIND)] == standing
