"""What an extension does (A11), at the edge of the due date."""

from datetime import date

import pytest

from danvan.conclusions.rules.extending import Days, extended, moves_due_day

MAY_20, JUN_10, JUN_30 = date(2026, 5, 20), date(2026, 6, 10), date(2026, 6, 30)


@pytest.mark.parametrize(
    ("granted_on", "after"),
    [
        (date(2026, 5, 18), Days(JUN_10, None, 1)),
        (date(2026, 5, 20), Days(JUN_10, None, 1)),  # on the due date itself
        (date(2026, 5, 21), Days(MAY_20, JUN_10, 0)),  # the day after: late already
        (date(2026, 5, 22), Days(MAY_20, JUN_10, 0)),
    ],
)
def test_only_an_extension_by_the_due_date_moves_the_day_that_counts(granted_on, after):
    assert extended(Days(MAY_20), granted_on=granted_on, until=JUN_10) == after


def test_done_by_the_moved_day_is_in_time_and_done_after_a_late_extension_is_not():
    done_on = date(2026, 6, 9)

    assert done_on <= extended(Days(MAY_20), granted_on=date(2026, 5, 18), until=JUN_10).due_on
    assert done_on > extended(Days(MAY_20), granted_on=date(2026, 5, 22), until=JUN_10).due_on


def test_extensions_add_up_and_each_is_weighed_against_the_day_before_it():
    first = extended(Days(MAY_20), granted_on=date(2026, 5, 18), until=JUN_10)

    assert extended(first, granted_on=date(2026, 6, 10), until=JUN_30) == Days(JUN_30, None, 2)
    assert extended(first, granted_on=date(2026, 6, 11), until=JUN_30) == Days(JUN_10, JUN_30, 1)


def test_the_bound_is_the_due_date_itself():
    assert moves_due_day(MAY_20, granted_on=MAY_20)
    assert not moves_due_day(MAY_20, granted_on=date(2026, 5, 21))
