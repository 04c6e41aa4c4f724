"""The minimum age of a user to be deleted: to the second."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bks_tui.core.scan.assessment import assess
from bks_tui.core.scan.holds import HoldKind
from tests.support.users import NOW, PHANTOM_NAME, user, user_record

A_SECOND = timedelta(seconds=1)


@pytest.mark.parametrize(("short_of_it", "is_held"), [(A_SECOND, True), (timedelta(), False), (-A_SECOND, False)])
def test_a_user_is_held_until_it_is_as_old_as_the_minimum_age(short_of_it: timedelta, *, is_held: bool) -> None:
    week = timedelta(days=7)
    subject = user(PHANTOM_NAME, record=user_record(created=NOW - week + short_of_it))
    kinds = [hold.kind for hold in assess(subject, NOW, minimum_age=week).holds]
    assert (HoldKind.YOUNG in kinds) is is_held
