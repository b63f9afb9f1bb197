"""Counting by walking day by day, as one would on a wall calendar: slow, and another way than the rules go."""

from datetime import date, timedelta

DAY = timedelta(days=1)


def walk(limit, trigger, works, *, pauses=(), extensions=0):
    """Return the due day, or None while a pause has no end.  `works` tells a working day."""
    if limit.mode == "before":
        return _walk_back(limit, trigger, works)
    if limit.mode in ("min", "effect"):
        last = trigger
        for _step in range(limit.days):
            last += DAY
        return last + DAY if limit.mode == "effect" else last
    left_out = {day for pause in pauses if pause.end for day in _days_of(pause) if day > trigger}
    budget = limit.days + extensions
    day = trigger
    while budget:
        day += DAY
        if limit.unit == "W":
            budget -= works(day)
        elif day not in left_out:
            budget -= 1
    while not works(day) and limit.unit != "W":
        day += DAY
    return day


def _walk_back(limit, event, works):
    day, budget = event, limit.days
    while budget:
        day -= DAY
        budget -= works(day) if limit.unit == "W" else 1
    while not works(day):
        day -= DAY
    return day


def _days_of(pause):
    first = pause.start if pause.kind == "obstacle" else pause.start + DAY
    return [date.fromordinal(each) for each in range(first.toordinal(), pause.end.toordinal() + 1)]
