"""When something is due, and why that day.

A due date is a function of a time limit, the day of the event that starts it,
the working calendar, and what happened meanwhile: pauses and extensions.  It
comes with its derivation, so that anyone can follow the count in words.

How days are counted (Civil Code 2015, art. 145–148):

* a period starts the day after its event and ends at 24:00 of its last day;
* in calendar days every day counts; when the last one is not a working day the
  end moves to the next working day, once, after everything else was added;
* in working days only those count, so the last one is a working day already;
* in months it ends on the corresponding day, or the last day of that month;
* a duty "at least N days before" counts back, the event's day left out, and
  moves to the working day before, never after;
* a legal effect after N days starts at 00:00 of the day that follows, working
  day or not, since nobody has to act on it; a posting that must last N days
  lasts to the end of the N-th, likewise.

Pauses: a suspension decided on S and ended by a continuation decision on C, or
an expert examination asked for on S with its result on C, leaves out C − S
days: S was used, C is day 0 again.  An obstacle from A to B leaves out both
days and all between.  Days that two pauses share are left out once.  A pause
that began after the limit had run out revives nothing.
Law on Complaints 2011, art. 9, 11a; Law on Denunciations 2018, art. 30, 34;
Decree 31/2019, art. 15.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

import numpy as np

from danvan.calendars.rules.time_limits import Mode, TimeLimit, Unit
from danvan.calendars.rules.working_days import Counts, DayKind, Days, ExceptionalDay, WorkCalendar
from danvan.kernel.errors import RuleError
from danvan.kernel.text import format_date, weekday_name

_DAY = timedelta(days=1)


class PauseKind(StrEnum):
    """Why days are left out."""

    SUSPENSION = "suspension"
    EXPERTISE = "expertise"
    OBSTACLE = "obstacle"


PAUSE_LABELS = {
    PauseKind.SUSPENSION: "Tạm đình chỉ",
    PauseKind.EXPERTISE: "Trưng cầu giám định",
    PauseKind.OBSTACLE: "Trở ngại khách quan",
}


_LABELS = {Mode.BEFORE: "Chậm nhất", Mode.MIN: "Kéo dài đến hết", Mode.EFFECT: "Có hiệu lực từ"}


class CannotPause(RuleError):
    """The law does not stop this clock, or not like this; `params["kind"]` says which kind of pause."""

    code = "cannot_pause"
    message = "%(why)s"


class CannotExtend(RuleError):
    """The limit is not one that days are added to."""

    code = "cannot_extend"
    message = "Thời hạn %(rule)s không được cộng thêm ngày gia hạn."


class NeedsHour(RuleError):
    """The limit is counted in hours from a moment, and only a day was given."""

    code = "needs_hour"
    message = "Thời hạn %(rule)s tính bằng giờ: cần ghi cả giờ, ví dụ 2026-09-10T08:00."


@dataclass(frozen=True)
class Pause:
    """Days that do not count.  `end` is empty while it lasts; see the module for which days it leaves out."""

    kind: PauseKind
    start: date
    end: date | None

    @property
    def last_used(self) -> date:
        """The last day before the pause that still counts."""
        return self.start - _DAY if self.kind is PauseKind.OBSTACLE else self.start

    def earliest_end(self, end: date) -> date:
        """Return the first day on which a period may end that this pause carried beyond its last day."""
        return end + _DAY if self.kind is PauseKind.OBSTACLE else end


@dataclass(frozen=True)
class Step:
    """One step of a derivation: what was done, the day it led to, the days it took, and the sentence."""

    code: str
    on: date | None
    days: int
    text: str


@dataclass(frozen=True)
class DueDate:
    """A due date with everything it rests on.

    `due_on` is empty while an unfinished pause keeps the clock still.  `due_at`
    is set for limits in hours only.  `nominal_on` is the day before moving to a
    working day.  `is_provisional`: the calendar of these days is not decided.
    """

    limit: TimeLimit
    trigger_on: date
    due_on: date | None
    due_at: datetime | None
    nominal_on: date | None
    excluded_days: int
    extensions: tuple[int, ...]
    pauses: tuple[Pause, ...]
    is_provisional: bool
    calendar_version: str
    steps: tuple[Step, ...]

    @property
    def label(self) -> str:
        """What the day is called: an end, a last chance before an event, or a beginning."""
        return _LABELS.get(self.limit.mode, "Hết hạn")

    @property
    def explanation(self) -> str:
        """Why this date, in whole Vietnamese sentences."""
        return " ".join(step.text for step in self.steps)


def due_date(
    limit: TimeLimit,
    trigger: date,
    *,
    calendar: WorkCalendar,
    pauses: Iterable[Pause] = (),
    extensions: Sequence[int] = (),
) -> DueDate:
    """Return when the stage is due whose event fell on `trigger`.

    `extensions` are the days of each extension granted.  Raises CannotPause
    and CannotExtend where the law knows no such thing for this limit,
    NeedsHour, and OutsideWorkCalendar when the count leaves the known years.
    """
    happened = sorted(pauses, key=lambda pause: (pause.start, pause.end or date.max, pause.kind))
    for pause in happened:
        _require_pause_allowed(limit, pause, _day_of(trigger))
    if extensions and not limit.extensions:
        raise CannotExtend(params={"rule": limit.id})
    count = _Count(limit, _day_of(trigger), calendar)
    if limit.unit is Unit.HOUR:
        return count.hours(trigger)
    count.first_end()
    for number, days in enumerate(extensions, start=1):
        count.extend(number, days)
    for pause in happened:
        count.leave_out(pause)
        if pause.end is None and count.is_paused:
            break
    return count.finish(tuple(extensions), tuple(happened))


def due_dates(limit: TimeLimit, triggers: Days, *, calendar: WorkCalendar, added: Counts | int = 0) -> Days:
    """Return the due days of a whole column at once, as `due_date` would one by one.

    `added` are the days of extensions and pauses of each; they are only for
    limits in calendar days.  Limits in hours or months have no columns:
    ValueError.
    """
    days = calendar.vector
    back = limit.mode is Mode.BEFORE
    if limit.unit is Unit.WORKING:
        return days.add_working_days(triggers, -limit.days if back else limit.days)
    if limit.unit is not Unit.CALENDAR:
        raise ValueError(f"{limit.id} is not counted in days")
    nominal: Days = triggers + (np.asarray(added, dtype=np.int64) + (-limit.days if back else limit.days))
    if limit.mode is Mode.MIN:
        return nominal
    if limit.mode is Mode.EFFECT:
        return nominal + np.int64(1)
    return days.roll_back(nominal) if back else days.roll_forward(nominal)


def months_later(day: date, months: int) -> date:
    """Return the corresponding day of a later month, or the last day of a month that has none (art. 148(3–4))."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_overdue(due_on: date | None, on: date) -> bool:
    """Whether the day has passed: a thing due on a day is late from 00:00 of the next one, in Vietnam's time."""
    return due_on is not None and on > due_on


def _day_of(trigger: date) -> date:
    return trigger.date() if isinstance(trigger, datetime) else trigger


def _require_pause_allowed(limit: TimeLimit, pause: Pause, trigger: date) -> None:
    if why := _why_no_pause(limit, pause, trigger):
        raise CannotPause(params={"why": why, "kind": pause.kind.value})


def _why_no_pause(limit: TimeLimit, pause: Pause, trigger: date) -> str:
    label, start = PAUSE_LABELS[pause.kind].lower(), format_date(pause.start)
    if pause.end is not None and pause.end < pause.start:
        return f"Ngày kết thúc {label} {format_date(pause.end)} trước ngày bắt đầu {start}."
    if pause.kind is PauseKind.OBSTACLE:
        return "" if limit.has_obstacle else f"Thời hạn {limit.id} không trừ thời gian trở ngại khách quan."
    known_from = limit.suspension_from if pause.kind is PauseKind.SUSPENSION else limit.expertise_from
    if known_from is None:
        return f"Pháp luật không có {label} đối với thời hạn {limit.id}."
    if pause.start < known_from:
        return f"Trước ngày {format_date(known_from)} pháp luật chưa có {label} đối với thời hạn {limit.id}."
    if pause.start < trigger:
        return f"Ngày {label} {start} trước khi thời hạn bắt đầu, {format_date(trigger)}."
    return ""


class _Count:
    """One count on its way: the nominal end so far, and the sentences said."""

    def __init__(self, limit: TimeLimit, trigger: date, calendar: WorkCalendar) -> None:
        self.limit = limit
        self.trigger = trigger
        self.calendar = calendar
        self.nominal = trigger
        self.excluded = 0
        self.left_out_until = trigger
        self.is_paused = False
        self.steps: list[Step] = []

    @property
    def rolls(self) -> bool:
        """Whether the end of this limit moves to a working day."""
        return self.limit.unit in (Unit.CALENDAR, Unit.MONTH) and self.limit.mode in (Mode.MAX, Mode.CAP, Mode.ADD)

    def running_end(self) -> date:
        return self.calendar.roll_forward(self.nominal) if self.rolls else self.nominal

    def say(self, code: str, on: date | None, days: int, text: str) -> None:
        self.steps.append(Step(code, on, days, text))

    def first_end(self) -> None:
        """Count the limit itself."""
        limit, start = self.limit, f"{self.limit.trigger} {format_date(self.trigger)}"
        basis = f"({self.limit.basis})"
        back = limit.mode is Mode.BEFORE
        if limit.unit is Unit.WORKING:
            self.nominal = self.calendar.add_working_days(self.trigger, -limit.days if back else limit.days)
            span = "ngày làm việc"
        elif limit.unit is Unit.MONTH:
            self.nominal = months_later(self.trigger, -limit.days if back else limit.days)
            span = "tháng"
        else:
            self.nominal = self.trigger + (-limit.days if back else limit.days) * _DAY
            span = "ngày"
        reached = f"{weekday_name(self.nominal)} {format_date(self.nominal)}"
        if back:
            said = f"Ít nhất {limit.days} {span} trước {start}, không kể ngày đó {basis}: tính lùi là {reached}."
        elif limit.mode is Mode.MIN:
            said = f"Kéo dài ít nhất {limit.days} {span} kể từ {start}, không kể ngày đầu {basis}: hết {reached}."
        else:
            said = f"{limit.days} {span} kể từ {start}, không kể ngày đầu {basis}: hết {reached}."
        self.say("count", self.nominal, limit.days, said)
        if limit.unit is Unit.WORKING:
            self.say_days_off()

    def say_days_off(self) -> None:
        """Name what makes these weeks unlike others; a plain weekend needs no word."""
        first, last = sorted((self.trigger, self.nominal))
        off: dict[str, list[ExceptionalDay]] = {}
        worked = []
        for row in self.calendar.exceptions_between(first, last):
            if row.kind == DayKind.SWAPPED_IN:
                worked.append(format_date(row.on))
            else:
                off.setdefault(row.name, []).append(row)
        said = [
            f"{name} ({', '.join(format_date(row.on) for row in rows)}) không tính là ngày làm việc"
            for name, rows in off.items()
        ]
        said += [f"{day} là ngày làm bù, được tính" for day in worked]
        if said:
            self.say("days_off", None, 0, f"{'; '.join(said)}.")

    def extend(self, number: int, days: int) -> None:
        """Add an extension to the running limit."""
        self.nominal += days * _DAY
        self.say(
            "extend",
            self.nominal,
            days,
            f"Gia hạn lần {number} thêm {days} ngày: hết ngày {format_date(self.nominal)}.",
        )

    def leave_out(self, pause: Pause) -> None:
        """Leave the days of a pause out of the count."""
        label, since = PAUSE_LABELS[pause.kind], format_date(pause.start)
        running_end = self.running_end()
        if pause.start > running_end:
            self.say(
                "ignored",
                None,
                0,
                f"{label} từ {since} bắt đầu khi thời hạn đã hết ngày {format_date(running_end)} nên không được trừ.",
            )
            return
        if pause.end is None:
            self.is_paused = True
            self.say("paused", None, 0, f"{label} từ {since} chưa kết thúc: thời hạn đang dừng, chưa có ngày hết hạn.")
            return
        first_left_out = max(pause.last_used, self.left_out_until)
        days = max((pause.end - first_left_out).days, 0)
        self.left_out_until = max(self.left_out_until, pause.end)
        self.excluded += days
        self.nominal = self.nominal + days * _DAY
        if days:
            # What was decided on the very last day, moved there from a day off, cannot end before it goes on.
            self.nominal = max(self.nominal, pause.earliest_end(pause.end))
        span = f"{label} từ {since} đến {format_date(pause.end)}"
        said = (
            f"{span} là {days} ngày không tính: hết ngày {format_date(self.nominal)}."
            if days
            else f"{span} không trừ thêm ngày nào."
        )
        self.say(pause.kind.value, self.nominal, days, said)

    def finish(self, extensions: tuple[int, ...], pauses: tuple[Pause, ...]) -> DueDate:
        """Move the end where it must move, and say so."""
        due: date | None = None if self.is_paused else self.nominal
        if due is not None and self.limit.mode is Mode.EFFECT:
            due += _DAY
            self.say("effect", due, 0, f"Có hiệu lực từ 0 giờ {weekday_name(due)} {format_date(due)}.")
        elif due is not None and self.limit.mode is Mode.MIN:
            after = format_date(due + _DAY)
            self.say("keep", due, 0, f"Được kết thúc sớm nhất từ ngày {after}.")
        elif due is not None and self.limit.mode is Mode.BEFORE and self.limit.unit is not Unit.WORKING:
            due = self.move(due, self.calendar.roll_back(due), "phải làm chậm nhất vào ngày làm việc trước đó")
        elif due is not None and self.rolls:
            due = self.move(
                due,
                self.calendar.roll_forward(due),
                "thời hạn kết thúc vào ngày làm việc tiếp theo (Điều 148.5 Bộ luật Dân sự),",
            )
        provisional = due is not None and self.depends_on_open_days(due)
        if provisional:
            self.say(
                "provisional",
                None,
                0,
                "Lịch nghỉ của những ngày này chưa có quyết định nên ngày hết hạn còn có thể đổi.",
            )
        return DueDate(
            limit=self.limit,
            trigger_on=self.trigger,
            due_on=due,
            due_at=None,
            nominal_on=None if self.is_paused else self.nominal,
            excluded_days=self.excluded,
            extensions=extensions,
            pauses=pauses,
            is_provisional=provisional,
            calendar_version=self.calendar.version,
            steps=tuple(self.steps),
        )

    def move(self, nominal: date, moved: date, rule: str) -> date:
        named = f"{format_date(nominal)} là "
        if moved == nominal:
            self.say("stays", nominal, 0, f"{named}ngày làm việc nên giữ nguyên.")
        else:
            self.say(
                "roll",
                moved,
                (moved - nominal).days,
                f"{named}{self.calendar.why_off(nominal)} nên {rule} {weekday_name(moved)} {format_date(moved)}.",
            )
        return moved

    def depends_on_open_days(self, due: date) -> bool:
        """Whether a day that may still change could move the due date."""
        if self.limit.unit is Unit.WORKING:
            return self.calendar.is_provisional(*sorted((self.trigger, due)))
        if self.limit.mode in (Mode.EFFECT, Mode.MIN):
            return False
        return self.calendar.is_provisional(*sorted((self.nominal, due)))

    def hours(self, trigger: date) -> DueDate:
        """Count hours from a moment."""
        if not isinstance(trigger, datetime):
            raise NeedsHour(params={"rule": self.limit.id})
        hours = timedelta(hours=self.limit.days)
        due = trigger - hours if self.limit.mode is Mode.BEFORE else trigger + hours
        side = "trước" if self.limit.mode is Mode.BEFORE else "sau"
        self.say(
            "count",
            due.date(),
            self.limit.days,
            f"{self.limit.days} giờ {side} {self.limit.trigger} {trigger:%H:%M} ngày {format_date(trigger)} "
            f"({self.limit.basis}): {due:%H:%M} ngày {format_date(due)}.",
        )
        return DueDate(
            limit=self.limit,
            trigger_on=trigger.date(),
            due_on=due.date(),
            due_at=due,
            nominal_on=due.date(),
            excluded_days=0,
            extensions=(),
            pauses=(),
            is_provisional=False,
            calendar_version=self.calendar.version,
            steps=tuple(self.steps),
        )
