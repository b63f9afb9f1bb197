"""When the five steps of a year are due.  Proposed by us until the province decides."""

from datetime import date, timedelta

STEPS = ("plan", "interim_review", "final_review", "effect_assessment", "replication")
_DUE = {
    "plan": (2, 28),
    "interim_review": (7, 31),
    "final_review": (11, 30),
    "effect_assessment": (12, 15),
    "replication": (12, 31),
}
# What is registered late in the year has this long for its plan.
PLAN_DAYS = timedelta(days=30)
# An exemplar of which nothing was heard for so long is asleep.
ASLEEP = timedelta(days=120)


def due_days(year: int, since: date) -> dict[str, date]:
    """Return when each step of a year is due for an exemplar that works since a day.

    A step that was due before it began is not asked for; its plan always is,
    30 days after the beginning at the latest, and never after the year.
    """
    found = {}
    for step, (month, day) in _DUE.items():
        due = date(year, month, day)
        if step == "plan":
            due = min(max(due, since + PLAN_DAYS), date(year, 12, 31)) if since.year == year else due
        if due >= since:
            found[step] = due
    return found


def is_asleep(last_heard: date | None, since: date | None, on: date) -> bool:
    """Whether an exemplar at work has shown nothing for too long."""
    heard = last_heard or since
    return heard is not None and on - heard > ASLEEP
