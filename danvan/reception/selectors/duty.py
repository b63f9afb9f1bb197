"""How heads kept their duty: what was asked of each unit in a year, and what its sessions say of it."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Q

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.calendars.rules.working_days import WorkCalendar
from danvan.calendars.selectors import shipped_calendar, work_calendar
from danvan.kernel.text import fold, format_date
from danvan.orgs.models import PostHolding, UnitVersion
from danvan.orgs.selectors import names_on
from danvan.reception.choices import NotHeldCause, ReceptionKind
from danvan.reception.models import ReceptionSession
from danvan.reception.rules.required import (
    HEAD_POSTS,
    Head,
    Kept,
    Requirement,
    SessionFact,
    Slot,
    Tenure,
    count_kept,
    head_of,
    post_of,
    tenures_within,
    title_of,
)
from danvan.reception.selectors.law import grid_of, requirements

_DAY = timedelta(days=1)
_CAUSES = {code: str(label) for code, label in NotHeldCause.choices}


@dataclass(frozen=True)
class YearOfDuty:
    """What was asked of each unit's head in a year, and the periodic sessions of each, by unit."""

    slots: dict[int, tuple[Slot, ...]]
    facts: dict[int, list[SessionFact]]

    def kept(self, unit_id: int, *, on: date, contributors: Collection[int] = ()) -> list[Kept]:
        """Return how a unit's head kept the duty; sessions of units it followed count inside its own stretches."""
        facts = [fact for unit in (unit_id, *contributors) for fact in self.facts.get(unit, ())]
        return count_kept(self.slots.get(unit_id, ()), facts, on=on)


def duty_in(year: int, unit_ids: Collection[int] | None) -> YearOfDuty:
    """Return the duty of some units in a year, of all of them for None.  Four queries."""
    grid = grid_of(year, _calendar())
    tenures = _tenures(unit_ids, grid.first_day, grid.last_day)
    sessions = ReceptionSession.objects.filter(kind=ReceptionKind.PERIODIC, on__range=(grid.first_day, grid.last_day))
    if unit_ids is not None:
        sessions = sessions.filter(unit__in=unit_ids)
    facts: dict[int, list[SessionFact]] = defaultdict(list)
    rows = sessions.order_by("on", "pk").values_list("unit", "pk", "on", "state", "chaired_by", "published_on", "cause")
    for unit_id, key, on, state, chaired_by, published_on, cause in rows:
        facts[unit_id].append(SessionFact(key, on, state, chaired_by, published_on, _CAUSES.get(cause, "")))
    return YearOfDuty({unit: grid.slots(spans) for unit, spans in tenures.items()}, dict(facts))


def days_of_year(year: int) -> tuple[date, date]:
    """Return the first and the last day on which a session may serve a year's stretches."""
    grid = grid_of(year, _calendar())
    return grid.first_day, grid.last_day


def _calendar() -> WorkCalendar:
    """Return the working calendar; the shipped one where none was loaded, since figures are computed there too."""
    try:
        return work_calendar()
    except ValueError:
        return shipped_calendar()


def _tenures(unit_ids: Collection[int] | None, first: date, last: date) -> dict[int, list[Tenure]]:
    """Return the days each unit had a head in office who must receive.  Two queries."""
    versions = UnitVersion.objects.filter(Q(valid_until=None) | Q(valid_until__gt=first), valid_from__lte=last)
    holdings = PostHolding.objects.filter(post__kind__in=HEAD_POSTS)
    if unit_ids is not None:
        versions = versions.filter(unit__in=unit_ids)
        holdings = holdings.filter(post__unit__in=unit_ids)
    held: dict[tuple[int, str], list[tuple[date, date | None]]] = defaultdict(list)
    for unit_id, kind, start, until in holdings.values_list(
        "post__unit", "post__kind", "valid_from", "valid_until"
    ):  # fmt: skip
        held[unit_id, kind].append((start, until))
    found: dict[int, list[Tenure]] = defaultdict(list)
    rows = versions.order_by("unit", "valid_from").values_list("unit", "kind", "level", "valid_from", "valid_until")
    for unit_id, kind, level, start, until in rows:
        if head := head_of(kind, level):
            life = Tenure(head, start, until - _DAY if until else date.max)
            found[unit_id] += tenures_within(life, held.get((unit_id, post_of(head)), ()))
    return dict(found)


def fact_of(session: ReceptionSession) -> SessionFact:
    """Return what counting needs to know of one session."""
    return SessionFact(
        session.pk, session.on, session.state, session.chaired_by, session.published_on, session.get_cause_display()
    )


def reasons_of(kept: Kept, on: date) -> list[str]:
    """Return why the sessions of a stretch do not count, each with its day; that there are none, where days lack."""
    if kept.missed and not kept.facts:
        return ["không có buổi tiếp nào trong lịch"]
    return [f"{format_date(fact.on)}: {fact.why(on)}" for fact in kept.facts if not fact.counts]


# --- one unit on a day ------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class HeadOnDay:
    """Whose duty the reception of a unit is on a day, and what the law asks."""

    head: Head | None
    title: str
    requirement: Requirement | None


def head_on(version: UnitVersion | None, on: date) -> HeadOnDay:
    """Return whose duty it is at a unit as it is on a day."""
    head = head_of(version.kind, version.level) if version else None
    if version is None or head is None:
        return HeadOnDay(None, "Người đứng đầu", None)
    return HeadOnDay(head, _title(head, version), requirements().in_force(head, on))


def _title(head: Head, version: UnitVersion) -> str:
    return title_of(head, kind=version.kind, level=version.level, name=version.name, full_name=version.full_name)


# --- the duty page ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Sum:
    """What some stretches add up to."""

    required: int = 0
    held: int = 0
    delegated: int = 0
    missed: int = 0
    ended_required: int = 0

    @property
    def state(self) -> str:
        """How it stands: nothing asked, kept, short, or still running."""
        if not self.required:
            return "none"
        if self.missed:
            return "short"
        return "kept" if self.held >= self.required else "running"


def sum_of(kept: Collection[Kept]) -> Sum:
    """Add stretches up."""
    return Sum(
        required=sum(each.required for each in kept),
        held=sum(each.held for each in kept),
        delegated=sum(each.delegated_days for each in kept),
        missed=sum(each.missed for each in kept),
        ended_required=sum(each.required for each in kept if each.has_ended),
    )


@dataclass(frozen=True)
class DutyRow:
    """One unit in the table of a year."""

    unit: UnitVersion
    head: Head
    kept: tuple[Kept, ...]

    @property
    def unit_id(self) -> int:
        """The unit's identity."""
        return self.unit.unit_id

    @property
    def title(self) -> str:
        """Whose duty it is."""
        return _title(self.head, self.unit)

    def month(self, number: int) -> tuple[Kept, ...]:
        """Return the stretches of a month."""
        return tuple(each for each in self.kept if each.slot.month == number)

    @cached_property
    def months(self) -> list[Sum]:
        """What each month adds up to, January first."""
        return [sum_of(self.month(number)) for number in range(1, 13)]

    @cached_property
    def total(self) -> Sum:
        """What the stretches that are over add up to."""
        return sum_of([each for each in self.kept if each.has_ended])

    @property
    def is_unsure(self) -> bool:
        """Whether a figure of the table was not checked against the document."""
        return any(not each.slot.requirement.is_sure for each in self.kept)


def duty_rows(actor: Actor, year: int, *, on: date, unit_ids: Collection[int] | None = None) -> list[DutyRow]:
    """Return the units one watches of whose head something was asked in a year, by heads and names.  Four queries."""
    scope = actor.scope(Right.SEE_RECEPTIONS)
    wanted = None if scope.everything else set(scope.unit_ids)
    if unit_ids is not None:
        wanted = set(unit_ids) if wanted is None else wanted & set(unit_ids)
    duty = duty_in(year, wanted)
    asked = [unit for unit, slots in duty.slots.items() if slots]
    names = names_on(asked, min(on, date(year, 12, 31)))
    rows = [
        DutyRow(names[unit], duty.slots[unit][-1].requirement.head, tuple(duty.kept(unit, on=on))) for unit in asked
    ]
    return sorted(rows, key=lambda row: (list(Head).index(row.head), row.unit.sort_name))


def narrowed_rows(rows: Sequence[DutyRow], *, text: str = "", heads: Collection[str] = ()) -> list[DutyRow]:
    """Return the rows of units whose name has a text, of some kinds of heads."""
    asked = fold(text)
    return [row for row in rows if (not heads or row.head in heads) and asked in row.unit.folded_name]
