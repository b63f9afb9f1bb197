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
from collections.abc import Iterable, Mapping, Sequence
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
    message = "Pháp luật không có %(pause)s đối với thời hạn %(rule)s."


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
    """One step of a derivation: what was done, the day it led to, the days it took, the sentence and its parts.

    Whoever says it in another language translates `template` and the words among `params`.
    """

    code: str
    on: date | None
    days: int
    template: str
    params: Mapping[str, object]

    @property
    def text(self) -> str:
        """The sentence, in Vietnamese."""
        return self.template % self.params


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
    def refuse(message: str = "", **days: date) -> CannotPause:
        named = {"pause": PAUSE_LABELS[pause.kind].lower(), "rule": limit.id, "kind": pause.kind.value}
        return CannotPause(message=message, params=named | {name: format_date(day) for name, day in days.items()})

    if pause.end is not None and pause.end < pause.start:
        raise refuse("Ngày kết thúc %(pause)s %(end)s trước ngày bắt đầu %(start)s.", end=pause.end, start=pause.start)
    if pause.kind is PauseKind.OBSTACLE:
        if not limit.has_obstacle:
            raise refuse("Thời hạn %(rule)s không trừ thời gian trở ngại khách quan.")
        return
    known_from = limit.suspension_from if pause.kind is PauseKind.SUSPENSION else limit.expertise_from
    if known_from is None:
        raise refuse()
    if pause.start < known_from:
        raise refuse("Trước ngày %(since)s pháp luật chưa có %(pause)s đối với thời hạn %(rule)s.", since=known_from)
    if pause.start < trigger:
        raise refuse(
            "Ngày %(pause)s %(start)s trước khi thời hạn bắt đầu, %(trigger)s.", start=pause.start, trigger=trigger
        )


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

    def say(self, code: str, on: date | None, days: int, template: str, **params: object) -> None:
        self.steps.append(Step(code, on, days, template, params))

    def first_end(self) -> None:
        """Count the limit itself."""
        limit = self.limit
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
        if back:
            said = (
                "Ít nhất %(number)s %(span)s trước %(event)s %(start)s, không kể ngày đó (%(basis)s): "
                "tính lùi là %(weekday)s %(end)s."
            )
        elif limit.mode is Mode.MIN:
            said = (
                "Kéo dài ít nhất %(number)s %(span)s kể từ %(event)s %(start)s, không kể ngày đầu (%(basis)s): "
                "hết %(weekday)s %(end)s."
            )
        else:
            said = (
                "%(number)s %(span)s kể từ %(event)s %(start)s, không kể ngày đầu (%(basis)s): hết %(weekday)s %(end)s."
            )
        self.say(
            "count",
            self.nominal,
            limit.days,
            said,
            number=limit.days,
            span=span,
            event=limit.trigger,
            start=format_date(self.trigger),
            basis=limit.basis,
            weekday=weekday_name(self.nominal),
            end=format_date(self.nominal),
        )
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
        for name, rows in off.items():
            named = ", ".join(format_date(row.on) for row in rows)
            self.say("days_off", None, 0, "%(name)s (%(named)s) không tính là ngày làm việc.", name=name, named=named)
        for day in worked:
            self.say("days_off", None, 0, "%(day)s là ngày làm bù, được tính.", day=day)

    def extend(self, number: int, days: int) -> None:
        """Add an extension to the running limit."""
        self.nominal += days * _DAY
        said = "Gia hạn lần %(number)s thêm %(added)s ngày: hết ngày %(end)s."
        self.say("extend", self.nominal, days, said, number=number, added=days, end=format_date(self.nominal))

    def leave_out(self, pause: Pause) -> None:
        """Leave the days of a pause out of the count."""
        label, since = PAUSE_LABELS[pause.kind], format_date(pause.start)
        running_end = self.running_end()
        if pause.start > running_end:
            said = "%(pause)s từ %(since)s bắt đầu khi thời hạn đã hết ngày %(end)s nên không được trừ."
            self.say("ignored", None, 0, said, pause=label, since=since, end=format_date(running_end))
            return
        if pause.end is None:
            self.is_paused = True
            said = "%(pause)s từ %(since)s chưa kết thúc: thời hạn đang dừng, chưa có ngày hết hạn."
            self.say("paused", None, 0, said, pause=label, since=since)
            return
        first_left_out = max(pause.last_used, self.left_out_until)
        days = max((pause.end - first_left_out).days, 0)
        self.left_out_until = max(self.left_out_until, pause.end)
        self.excluded += days
        self.nominal = self.nominal + days * _DAY
        if days:
            # What was decided on the very last day, moved there from a day off, cannot end before it goes on.
            self.nominal = max(self.nominal, pause.earliest_end(pause.end))
        named = {"pause": label, "since": since, "until": format_date(pause.end)}
        if days:
            said = "%(pause)s từ %(since)s đến %(until)s là %(left_out)s ngày không tính: hết ngày %(end)s."
            named |= {"left_out": str(days), "end": format_date(self.nominal)}
        else:
            said = "%(pause)s từ %(since)s đến %(until)s không trừ thêm ngày nào."
        self.say(pause.kind.value, self.nominal, days, said, **named)

    def finish(self, extensions: tuple[int, ...], pauses: tuple[Pause, ...]) -> DueDate:
        """Move the end where it must move, and say so."""
        due: date | None = None if self.is_paused else self.nominal
        if due is not None and self.limit.mode is Mode.EFFECT:
            due += _DAY
            said = "Có hiệu lực từ 0 giờ %(weekday)s %(day)s."
            self.say("effect", due, 0, said, weekday=weekday_name(due), day=format_date(due))
        elif due is not None and self.limit.mode is Mode.MIN:
            self.say("keep", due, 0, "Được kết thúc sớm nhất từ ngày %(day)s.", day=format_date(due + _DAY))
        elif due is not None and self.limit.mode is Mode.BEFORE and self.limit.unit is not Unit.WORKING:
            due = self.move(
                due,
                self.calendar.roll_back(due),
                "%(day)s là %(why)s nên phải làm chậm nhất vào ngày làm việc trước đó %(weekday)s %(end)s.",
                "%(day)s là %(why)s (%(name)s) nên phải làm chậm nhất vào ngày làm việc trước đó %(weekday)s %(end)s.",
            )
        elif due is not None and self.rolls:
            due = self.move(
                due,
                self.calendar.roll_forward(due),
                "%(day)s là %(why)s nên thời hạn kết thúc vào ngày làm việc tiếp theo "
                "(Điều 148.5 Bộ luật Dân sự), %(weekday)s %(end)s.",
                "%(day)s là %(why)s (%(name)s) nên thời hạn kết thúc vào ngày làm việc tiếp theo "
                "(Điều 148.5 Bộ luật Dân sự), %(weekday)s %(end)s.",
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

    def move(self, nominal: date, moved: date, said: str, said_of_break: str) -> date:
        """Go from a day off to the working day it moves to; a break is named, a weekend needs no name."""
        day = format_date(nominal)
        if moved == nominal:
            self.say("stays", nominal, 0, "%(day)s là ngày làm việc nên giữ nguyên.", day=day)
        else:
            why, name = self.calendar.why_off(nominal)
            self.say(
                "roll",
                moved,
                (moved - nominal).days,
                said_of_break if name else said,
                day=day,
                why=why,
                name=name,
                weekday=weekday_name(moved),
                end=format_date(moved),
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
        if self.limit.mode is Mode.BEFORE:
            said = "%(hours)s giờ trước %(event)s %(hour)s ngày %(start)s (%(basis)s): %(due_hour)s ngày %(end)s."
        else:
            said = "%(hours)s giờ sau %(event)s %(hour)s ngày %(start)s (%(basis)s): %(due_hour)s ngày %(end)s."
        self.say(
            "count",
            due.date(),
            self.limit.days,
            said,
            hours=self.limit.days,
            event=self.limit.trigger,
            hour=f"{trigger:%H:%M}",
            start=format_date(trigger),
            basis=self.limit.basis,
            due_hour=f"{due:%H:%M}",
            end=format_date(due),
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
