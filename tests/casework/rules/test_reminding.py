"""How far reminding has come on a day."""

from datetime import date, timedelta

import pytest

from danvan.casework.rules.reminding import ReminderStep, Steps
from danvan.casework.selectors.reminding import steps

DUE = date(2026, 11, 2)
S = ReminderStep


@pytest.mark.parametrize(
    ("late", "step"),
    [(-8, None), (-7, S.SOON), (-1, S.SOON), (0, S.DUE), (4, S.DUE), (5, S.FIRST), (9, S.FIRST), (10, S.SECOND),
     (14, S.SECOND), (15, S.THIRD), (400, S.THIRD)],
)  # fmt: skip
def test_each_step_has_its_day(late, step):
    assert steps().reached(DUE, DUE + timedelta(days=late)) == step


def test_the_latest_limit_of_a_step_has_just_reached_it():
    for step in S:
        latest = steps().latest_due(step, DUE)
        assert steps().reached(latest, DUE) == step
        assert steps().reached(latest + timedelta(days=1), DUE) != step


@pytest.mark.parametrize("days", [((S.SOON, -7),), tuple((step, 1) for step in S)])
def test_steps_out_of_order_are_a_fault(days):
    with pytest.raises(ValueError, match="step"):
        Steps(days)
