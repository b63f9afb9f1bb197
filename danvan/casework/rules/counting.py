"""What a clock of a case shows, as a function of what it was started, extended and paused by (C16)."""

from dataclasses import dataclass
from datetime import date

from danvan.calendars.rules.due_dates import Pause, due_date
from danvan.calendars.rules.time_limits import Mode, TimeLimits
from danvan.calendars.rules.working_days import WorkCalendar
from danvan.kernel.text import format_date


@dataclass(frozen=True)
class ClockFacts:
    """What a clock is counted from; two clocks with the same facts show the same day."""

    rule: str
    trigger_on: date
    is_extended: bool = False
    extensions: int = 0
    agreed_on: date | None = None
    pauses: tuple[Pause, ...] = ()


@dataclass(frozen=True)
class Counted:
    """What a clock shows; `due_on` is empty while a pause has no end."""

    due_on: date | None
    excluded_days: int
    explanation: str
    is_provisional: bool
    calendar_version: str


def counted(facts: ClockFacts, *, limits: TimeLimits, calendar: WorkCalendar) -> Counted:
    """Count a clock from its events; a day that a document fixed wins where the law only sets the latest.

    Raises what the count refuses.
    """
    limit = limits[facts.rule]
    if facts.is_extended:
        limit = limits.extended(limit)
    found = due_date(
        limit,
        facts.trigger_on,
        calendar=calendar,
        pauses=facts.pauses,
        extensions=limits.extension_days(limit, facts.extensions),
    )
    due_on, said, is_provisional = found.due_on, found.explanation, found.is_provisional
    if facts.agreed_on and limit.mode is Mode.MAX and due_on:
        due_on, is_provisional = facts.agreed_on, False
        said = f"{said} Văn bản đã ấn định ngày {format_date(facts.agreed_on)}."
    return Counted(due_on, found.excluded_days, said, is_provisional, found.calendar_version)
