"""Questions about sessions of reception and the duty of heads."""

from danvan.reception.selectors.duty import (
    DutyRow,
    HeadOnDay,
    Sum,
    YearOfDuty,
    duty_in,
    duty_rows,
    head_on,
    narrowed_rows,
    sum_of,
)
from danvan.reception.selectors.law import grid_of, part_periods, publish_by, requirements, works
from danvan.reception.selectors.visible import may_read_minutes, sessions_visible_to

__all__ = [
    "DutyRow",
    "HeadOnDay",
    "Sum",
    "YearOfDuty",
    "duty_in",
    "duty_rows",
    "grid_of",
    "head_on",
    "may_read_minutes",
    "narrowed_rows",
    "part_periods",
    "publish_by",
    "requirements",
    "sessions_visible_to",
    "sum_of",
    "works",
]
