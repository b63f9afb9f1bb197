"""What the page of any case shows: its clocks drawn, its acts in words, what can be done next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from danvan.calendars.rules.clock_picture import ClockPicture, clock_picture
from danvan.calendars.rules.due_dates import Pause, PauseKind, due_date
from danvan.calendars.rules.working_days import WorkCalendar
from danvan.calendars.selectors import time_limits
from danvan.casework.choices import NOT_OWED, Stage
from danvan.casework.models import Case, CaseAct, Clock
from danvan.casework.rules.acts import Act


@dataclass(frozen=True)
class ShownClock:
    """One clock with its drawing."""

    clock: Clock
    picture: ClockPicture | None
    days_left: int | None
    # The day the calendar of now gives it, where that is another one: it waits to be confirmed.
    moves_to: date | None = None

    @property
    def is_late(self) -> bool:
        """Whether somebody owes it and its day has passed."""
        return self.days_left is not None and self.days_left < 0 and self.clock.stage not in NOT_OWED


@dataclass(frozen=True)
class TimelineEntry:
    """One act in words."""

    act: CaseAct
    label: str
    form: str


@dataclass(frozen=True)
class Moment:
    """One point on the line of time of a case: a limit, a day agreed on, today, or an act; `on` is empty in a pause."""

    on: date | None
    clock: ShownClock | None = None
    planned: str = ""
    entry: TimelineEntry | None = None

    @property
    def is_today(self) -> bool:
        """Whether this is where the case stands now."""
        return not (self.clock or self.planned or self.entry)


@dataclass(frozen=True)
class ActOffer:
    """An act the table allows now, whether this person may do it, and what stands against it."""

    act: Act
    may: bool
    why_not: str


@dataclass(frozen=True)
class Offers:
    """The acts a page offers: the usual ones, the rare ones, and those something stands against."""

    offers: Sequence[ActOffer]

    @property
    def usual(self) -> list[ActOffer]:
        """What this person can do now."""
        return [offer for offer in self._open if not offer.act.rare]

    @property
    def rare(self) -> list[ActOffer]:
        """What they can do too, and seldom will."""
        return [offer for offer in self._open if offer.act.rare]

    @property
    def blocked(self) -> list[ActOffer]:
        """What they may do in principle, and what stands against it now."""
        return [offer for offer in self.offers if offer.may and offer.why_not]

    def may(self, act: str) -> bool:
        """Whether this person may do an act in this state, whatever else stands against it now."""
        return any(offer.may for offer in self.offers if offer.act.code == act)

    @property
    def _open(self) -> list[ActOffer]:
        return [offer for offer in self.offers if offer.may and not offer.why_not]


def shown_clocks(case: Case, calendar: WorkCalendar, *, on: date) -> list[ShownClock]:
    """Return the clocks that run, the earliest first.  Two queries."""
    clocks = list(case.clocks.filter(ended_on=None).prefetch_related("pauses"))
    clocks.sort(key=lambda clock: (clock.due_on or date.max, clock.pk))
    return [_shown(clock, calendar, on) for clock in clocks]


def line_of_time(
    clocks: Sequence[ShownClock], timeline: Sequence[TimelineEntry], *, on: date | None, planned: Mapping[str, date]
) -> list[Moment]:
    """Return what comes, today, and what was, as one line: the furthest ahead first, the first act last.

    `timeline` comes newest first; `on` is empty for a case that is over.  A
    limit that passed stands among the acts of its time.
    """
    moments = [Moment(shown.clock.due_on, clock=shown) for shown in clocks]
    moments += [Moment(day, planned=label) for label, day in planned.items()]
    moments += [Moment(on)] if on else []
    moments += [Moment(entry.act.on, entry=entry) for entry in timeline]
    # Of one day, what is still to be done stands above today, and today above what was done.
    moments.sort(key=lambda each: (each.on or date.max, each.entry is None, not each.is_today), reverse=True)
    return moments


def _shown(clock: Clock, calendar: WorkCalendar, on: date) -> ShownClock:
    left = (clock.due_on - on).days if clock.due_on else None
    if not clock.rule or clock.agreed_on:
        return ShownClock(clock, None, left)
    limits = time_limits()
    limit = limits.extended(limits[clock.rule]) if clock.is_extended else limits[clock.rule]
    pauses = [Pause(PauseKind(row.kind), row.start, row.end) for row in clock.pauses.all()]
    found = due_date(
        limit,
        clock.trigger_on,
        calendar=calendar,
        pauses=pauses,
        extensions=limits.extension_days(limit, clock.extensions),
    )
    if found.due_on != clock.due_on:
        return ShownClock(clock, None, left, found.due_on)
    return ShownClock(clock, clock_picture(found, on, is_open=clock.stage != Stage.EFFECT), left)
