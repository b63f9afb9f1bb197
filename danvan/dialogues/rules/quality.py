"""What makes a dialogue count for a head, and the marks of quality beside it.

Who chaired and who sat in the hall decide (T21, T22): the holder of the head's
post or whoever acts in it; a group counts when its people were there and were
counted.  Notice and publication are marks only: the conference took place.
Notice is told in whole calendar days before the day of the conference; a
period for publication that ends on a day off ends on the next working day
(Civil Code 2015, art. 148(5)).  The numbers of days come from the caller.
"""

from collections.abc import Collection, Mapping
from datetime import date, timedelta
from typing import Protocol

from danvan.calendars.rules.working_days import OutsideWorkCalendar

CHAIRED_BY_HEAD = frozenset({"head", "acting_head"})
# Whom each audience is made of in the hall.
GROUPS: Mapping[str, tuple[str, ...]] = {
    "people": ("voters",),
    "business": ("enterprises", "cooperatives"),
    "officials": ("officials",),
    "youth": ("youth",),
    "others": ("others",),
}
AUDIENCE_WORDS = {"people": "người dân", "business": "doanh nghiệp, hợp tác xã"}


class Calendar(Protocol):
    """The working calendar, as far as it is asked here."""

    def roll_forward(self, day: date) -> date:
        """Return the day, or the next on which offices work."""


def why_not_counted(
    *, audience: str, audiences: Collection[str], present: Mapping[str, int], chaired_by: str, deputy_reason: str = ""
) -> str:
    """Return why a held dialogue does not count for its head with an audience; empty when it does."""
    who = AUDIENCE_WORDS.get(audience, audience)
    if audience not in audiences:
        return f"không phải đối thoại với {who}"
    if chaired_by not in CHAIRED_BY_HEAD:
        because = f" ({deputy_reason})" if deputy_reason else ""
        return f"người đứng đầu không trực tiếp chủ trì{because}"
    if not any(present.get(group, 0) for group in GROUPS[audience]):
        return f"chưa ghi số {who} dự"
    return ""


def notice_due_on(held_on: date, *, days: int) -> date:
    """Return the last day on which notice is early enough."""
    return held_on - timedelta(days=days)


def publication_due_on(held_on: date, *, days: int, calendar: Calendar | None) -> date:
    """Return the last day on which the results are published in time; days no calendar knows are not moved."""
    due_on = held_on + timedelta(days=days)
    if calendar is None:
        return due_on
    try:
        return calendar.roll_forward(due_on)
    except OutsideWorkCalendar:
        return due_on


def is_late(done_on: date | None, due_on: date, *, today: date) -> bool:
    """Whether something was done after its day, or is not done though its day is past."""
    return (done_on or today) > due_on
