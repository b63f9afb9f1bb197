"""Clocks of a case: started, paused, moved and ended by its acts; always counted, never set by hand.

The caller holds the case locked, and settles the day the case shows once all
clocks of its act are set.
"""

from collections.abc import Iterable
from datetime import date

from danvan.calendars.rules.due_dates import Pause, PauseKind
from danvan.calendars.rules.working_days import WorkCalendar
from danvan.calendars.selectors import time_limits, work_calendar
from danvan.casework.choices import HANDLING_STAGES, NOT_OWED, Stage
from danvan.casework.models import Case, Clock, ClockPause
from danvan.casework.rules.counting import ClockFacts, Counted, counted
from danvan.kernel.text import format_date


def start_clock(
    case: Case, stage: Stage, *, rule: str, on: date, is_extended: bool = False, agreed_on: date | None = None
) -> Clock:
    """Start a limit whose event fell on a day; `rule` may be a family, the version follows the day.

    Raises what the count refuses: NotInForce, NoLongerLimit, OutsideWorkCalendar.
    """
    limit = time_limits().in_force(rule, on)
    clock = Clock(case=case, stage=stage, rule=limit.id, is_extended=is_extended, trigger_on=on, agreed_on=agreed_on)
    _count(clock, [], work_calendar())
    clock.save()
    return clock


def start_agreed_clock(case: Case, stage: Stage, *, on: date, due_on: date) -> Clock:
    """Start a limit that no rule sets but a document fixed."""
    return Clock.objects.create(
        case=case,
        stage=stage,
        trigger_on=on,
        agreed_on=due_on,
        due_on=due_on,
        explanation=f"Văn bản ngày {format_date(on)} ấn định ngày {format_date(due_on)}.",
    )


def change_rule(case: Case, stage: Stage, *, rule: str) -> Clock:
    """Let another limit apply from the same event: the case was found complex, or remote."""
    clock = _running(case, stage)
    clock.rule = time_limits().in_force(rule, clock.trigger_on).id
    return _recount(clock)


def agree_on(case: Case, stage: Stage, day: date) -> Clock:
    """Fix the day by a decision, where no law sets it or a head extended it."""
    clock = _running(case, stage)
    clock.agreed_on = day
    return _recount(clock)


def extend_clock(case: Case, stage: Stage) -> Clock:
    """Add the next extension the rule knows.  Raises TooManyExtensions."""
    clock = _running(case, stage)
    clock.extensions += 1
    return _recount(clock)


def lengthen_clock(case: Case, stage: Stage) -> Clock:
    """Let the longer limit of the same rule apply, on its ground.  Raises NoLongerLimit."""
    clock = _running(case, stage)
    clock.is_extended = True
    return _recount(clock)


def start_pause(case: Case, stage: Stage, kind: PauseKind, *, on: date) -> Clock:
    """Stop counting from a day on.  Raises CannotPause where the law knows no such pause then."""
    clock = _running(case, stage)
    ClockPause.objects.create(clock=clock, kind=kind, start=on)
    return _recount(clock)


def end_pause(case: Case, stage: Stage, *, on: date) -> Clock:
    """Go on counting.  Raises CannotPause when it ends before it began."""
    clock = _running(case, stage)
    pause = clock.pauses.get(end=None)
    _count(clock, [*_pauses(clock, except_id=pause.pk), Pause(PauseKind(pause.kind), pause.start, on)], work_calendar())
    pause.end = on
    pause.save(update_fields=["end"])
    clock.save()
    return clock


def end_clock(case: Case, stage: Stage, *, on: date) -> None:
    """Stop a clock because its act was done, or has become needless; nothing when it does not run."""
    case.clocks.filter(stage=stage, ended_on=None).update(ended_on=on)


def settle(case: Case) -> None:
    """Set the days the case shows: the earliest of what is owed and runs, the limits of handling and of resolution.

    What the resolution was first due on stays, whatever extends it, and what
    handling was due on stays once the letter is handled.  The caller saves the case.
    """
    running = list(case.clocks.filter(ended_on=None).order_by("due_on", "pk"))
    owed = (clock for clock in running if clock.due_on is not None and clock.stage not in NOT_OWED)
    first = next(owed, None)
    case.due_on, case.due_stage = (first.due_on, first.stage) if first else (None, "")
    by_stage = {clock.stage: clock for clock in running}
    if (resolution := by_stage.get(Stage.RESOLUTION)) is not None:
        case.resolution_due_on = resolution.due_on
        case.resolution_first_due_on = case.resolution_first_due_on or resolution.due_on
    handling = next((by_stage[stage] for stage in HANDLING_STAGES if stage in by_stage), None)
    if handling is not None and not case.handled:
        case.handling_due_on = handling.due_on


def _running(case: Case, stage: Stage) -> Clock:
    return case.clocks.select_for_update().get(stage=stage, ended_on=None)


def _pauses(clock: Clock, except_id: int | None = None) -> list[Pause]:
    return [Pause(PauseKind(row.kind), row.start, row.end) for row in clock.pauses.exclude(pk=except_id or 0)]


def _recount(clock: Clock) -> Clock:
    _count(clock, _pauses(clock), work_calendar())
    clock.save()
    return clock


def _count(clock: Clock, pauses: list[Pause], calendar: WorkCalendar) -> None:
    """Count a clock from its events; one that a document fixed stays as it is."""
    if clock.rule:
        show(clock, counted(facts_of(clock, pauses), limits=time_limits(), calendar=calendar))


def facts_of(clock: Clock, pauses: Iterable[Pause]) -> ClockFacts:
    """Return what a clock is counted from."""
    return ClockFacts(clock.rule, clock.trigger_on, clock.is_extended, clock.extensions, clock.agreed_on, tuple(pauses))


def show(clock: Clock, found: Counted) -> None:
    """Let a clock show what was counted; the caller saves it."""
    clock.due_on, clock.excluded_days = found.due_on, found.excluded_days
    clock.explanation = found.explanation
    clock.is_provisional, clock.calendar_version = found.is_provisional, found.calendar_version
