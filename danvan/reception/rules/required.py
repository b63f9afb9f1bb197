"""How often a head must receive people in person, and what a part of a month or a week is owed.

Each unit has one head whose duty it is; who that is follows from what the unit
is.  How many days, in which stretch of time and by which article stands in
`data/required_receptions.csv` with its dates; what a part of a month or week
is owed in `data/part_periods.toml`, since the law does not say.

A duty is asked for in stretches (`Slot`): a calendar month, or an ISO week that
has a working day.  A week belongs to the month and the year that hold its
Thursday, as ISO 8601 has it, and is asked for by the rule in force on that
Thursday; a session on any of its days serves it.  So the week from 29/06 to
05/07/2026 is no longer one of the weekly duty of commune chairs, which ended
on 30/06.  Each week stands for itself: a second day in another does not mend a
missed one.  A month is owed in full by the rule that was in force, with a head
in office, on at least 15 of its days, and by none otherwise.

A deputy who receives in the name of the head is written down and does not
count; since 01/07/2026 the chair of a commune may not hand the duty over.

Law on Citizen Reception 2013, articles 12.5, 13.5, 15.2d, 18.2, amended by Law
136/2025/QH15; Regulation 11-QĐi/TW, amended by Conclusion 215-KL/TW.
"""

import csv
import tomllib
from calendar import monthrange
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from danvan.orgs.rules.letterheads import letterhead

_DAY = timedelta(days=1)
_THURSDAY = 3
Works = Callable[[date], bool]


class Head(StrEnum):
    """Whose duty it is."""

    PROVINCE_CHAIR = "province_chair"
    DISTRICT_CHAIR = "district_chair"
    COMMUNE_CHAIR = "commune_chair"
    DEPARTMENT_HEAD = "department_head"
    SERVICE_HEAD = "service_head"
    PROVINCE_SECRETARY = "province_secretary"
    COMMUNE_SECRETARY = "commune_secretary"


HEAD_TITLES: Mapping[Head, str] = {
    Head.PROVINCE_CHAIR: "Chủ tịch UBND tỉnh",
    Head.DISTRICT_CHAIR: "Chủ tịch UBND cấp huyện",
    Head.COMMUNE_CHAIR: "Chủ tịch UBND cấp xã",
    Head.DEPARTMENT_HEAD: "Thủ trưởng sở, ban, ngành",
    Head.SERVICE_HEAD: "Người đứng đầu đơn vị sự nghiệp",
    Head.PROVINCE_SECRETARY: "Bí thư Tỉnh ủy",
    Head.COMMUNE_SECRETARY: "Bí thư Đảng ủy cấp xã",
}
_CHAIRS = {"province": Head.PROVINCE_CHAIR, "district": Head.DISTRICT_CHAIR, "commune": Head.COMMUNE_CHAIR}
_SECRETARIES = {"province": Head.PROVINCE_SECRETARY, "commune": Head.COMMUNE_SECRETARY}
_TERRITORIES = frozenset({"province", "city", "town", "district", "ward", "township", "commune"})
_AGENCIES = frozenset({"department", "management_board", "council_office"})
# Kinds of posts that are the head of their unit; a deputy's never is, an acting head's is.
HEAD_POSTS = frozenset({"chair", "head", "secretary"})
_POST_OF = {
    Head.PROVINCE_CHAIR: "chair",
    Head.DISTRICT_CHAIR: "chair",
    Head.COMMUNE_CHAIR: "chair",
    Head.PROVINCE_SECRETARY: "secretary",
    Head.COMMUNE_SECRETARY: "secretary",
}
CHAIR_MAY_NOT_DELEGATE_SINCE = date(2026, 7, 1)


def head_of(kind: str, level: str) -> Head | None:
    """Return whose duty it is at a unit of this kind and level; nobody's where no rule names one."""
    if kind in _TERRITORIES:
        return _CHAIRS.get(level)
    if kind in _AGENCIES:
        return Head.DEPARTMENT_HEAD
    if kind == "public_service_unit":
        return Head.SERVICE_HEAD
    return _SECRETARIES.get(level) if kind == "party_committee" else None


def post_of(head: Head) -> str:
    """Return the kind of post in which somebody is this head."""
    return _POST_OF.get(head, "head")


def title_of(head: Head, *, kind: str, level: str, name: str, full_name: str) -> str:
    """Return the head of a unit as a schedule names it: "Chủ tịch Ủy ban nhân dân xã Mường Xén", "Giám đốc Sở Y tế"."""
    if post_of(head) == "secretary":
        return f"Bí thư {full_name}"
    return letterhead(kind=kind, name=name, full_name=full_name, level=level, province="").authority


def may_delegate(head: Head | None, on: date) -> bool:
    """Whether the law let a deputy receive in this head's name on a day; what happened is written down either way."""
    return head is not Head.COMMUNE_CHAIR or on < CHAIR_MAY_NOT_DELEGATE_SINCE


# --- the dated table --------------------------------------------------------------------------------------------------


class Per(StrEnum):
    """The stretch the days are asked for in."""

    WEEK = "week"
    MONTH = "month"


PER_LABELS = {Per.WEEK: "tuần", Per.MONTH: "tháng"}


@dataclass(frozen=True)
class Requirement:
    """One row of the table: so many days in each stretch, from a day to a day, by an article."""

    head: Head
    days: int
    per: Per
    first_day: date
    last_day: date | None
    basis: str
    is_sure: bool

    def holds(self, on: date) -> bool:
        """Whether it is in force on a day."""
        return self.first_day <= on and (self.last_day is None or on <= self.last_day)

    @property
    def title(self) -> str:
        """Of whom it is asked, in words."""
        return HEAD_TITLES[self.head]

    @property
    def said(self) -> str:
        """What is asked, in words: "2 ngày mỗi tháng"."""
        return f"{self.days} ngày mỗi {PER_LABELS[self.per]}"


class Requirements:
    """The rows of every head, by the days they hold.  Raises ValueError when two rows of a head share a day."""

    def __init__(self, rows: Iterable[Requirement]) -> None:
        self.rows = tuple(sorted(rows, key=lambda row: (row.head, row.first_day)))
        for one, other in zip(self.rows, self.rows[1:], strict=False):
            if one.head == other.head and (one.last_day is None or other.first_day <= one.last_day):
                raise ValueError(f"two requirements of {one.head} hold on {other.first_day}")

    def in_force(self, head: Head | None, on: date) -> Requirement | None:
        """Return what is asked of a head on a day."""
        return next((row for row in self.rows if row.head == head and row.holds(on)), None)


def read_requirements(lines: Iterable[str]) -> Requirements:
    """Read the dated table.  Raises ValueError for a row that is not as it should be."""
    return Requirements(
        Requirement(
            head=Head(row["head"]),
            days=int(row["days"]),
            per=Per(row["per"]),
            first_day=date.fromisoformat(row["first_day"]),
            last_day=date.fromisoformat(row["last_day"]) if row["last_day"] else None,
            basis=row["basis"],
            is_sure={"yes": True, "no": False}[row["is_sure"]],
        )
        for row in csv.DictReader(lines)
    )


@dataclass(frozen=True)
class PartPeriods:
    """What a part of a month or week is owed."""

    full_month_days: int = 15
    full_week_percent: int = 50


def read_part_periods(text: str) -> PartPeriods:
    """Read the settings of parts.  Raises TypeError for one that is unknown."""
    return PartPeriods(**tomllib.loads(text))


# --- stretches of a year ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tenure:
    """A head in office at a unit from one day to another, both included; whoever it was."""

    head: Head
    first: date
    last: date


def tenures_within(life: Tenure, holdings: Sequence[tuple[date, date | None]]) -> list[Tenure]:
    """Return the days of a unit's life with its head in office, by those recorded in the post.

    `holdings` run from a day until the day before another, or on.  What is not
    recorded is no vacancy: nobody's holding at all, or days before the first.
    """
    if not holdings:
        return [life]
    spans = [(date.min, min(start for start, _ in holdings))]
    spans += sorted((start, until or date.max) for start, until in holdings)
    joined: list[tuple[date, date]] = []
    for start, until in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], until))
        else:
            joined.append((start, until))
    return [
        Tenure(life.head, max(life.first, start), min(life.last, until - _DAY))
        for start, until in joined
        if until > life.first and start <= life.last
    ]


@dataclass(frozen=True, slots=True)
class Slot:
    """One stretch in which so many days are asked for; it belongs to a month of a year."""

    requirement: Requirement
    first: date
    last: date
    year: int
    month: int

    @property
    def days(self) -> int:
        """How many days are asked for."""
        return self.requirement.days


@dataclass(frozen=True)
class YearGrid:
    """The months and weeks of one year, laid once for any number of units."""

    year: int
    requirements: Requirements
    works: Works
    parts: PartPeriods = PartPeriods()
    _kept: dict[tuple[Tenure, ...], tuple[Slot, ...]] = field(default_factory=dict, compare=False)

    @property
    def first_day(self) -> date:
        """The first day a session may serve this year: of the week that holds its first Thursday, or 1 January."""
        return min(date(self.year, 1, 1), date.fromisocalendar(self.year, 1, 1))

    @property
    def last_day(self) -> date:
        """The last day a session may serve this year."""
        return max(date(self.year, 12, 31), date.fromisocalendar(self.year + 1, 1, 1) - _DAY)

    def slots(self, tenures: Sequence[Tenure]) -> tuple[Slot, ...]:
        """Return what is asked of a unit's head in the year, in order."""
        inside = tuple(
            Tenure(each.head, max(each.first, self.first_day), min(each.last, self.last_day))
            for each in tenures
            if each.first <= self.last_day and each.last >= self.first_day
        )
        if inside not in self._kept:
            slots = [*self._months(inside), *self._weeks(inside)]
            self._kept[inside] = tuple(sorted(slots, key=lambda slot: (slot.first, slot.last)))
        return self._kept[inside]

    def _months(self, tenures: Sequence[Tenure]) -> Iterable[Slot]:
        for month in range(1, 13):
            first, last = date(self.year, month, 1), date(self.year, month, monthrange(self.year, month)[1])
            in_office: dict[Requirement, int] = {}
            for row in self.requirements.rows:
                days = sum(_shared(row, each, first, last) for each in tenures if each.head == row.head)
                if row.per is Per.MONTH and days >= self.parts.full_month_days:
                    in_office[row] = days
            if in_office:
                row = max(in_office, key=lambda each: (in_office[each], each.first_day))
                yield Slot(row, first, last, self.year, month)

    def _weeks(self, tenures: Sequence[Tenure]) -> Iterable[Slot]:
        monday = date.fromisocalendar(self.year, 1, 1)
        while (thursday := monday + _THURSDAY * _DAY).year == self.year:
            working = [day for day in (monday + number * _DAY for number in range(7)) if self.works(day)]
            for row in self.requirements.rows:
                if row.per is not Per.WEEK or not row.holds(thursday) or not working:
                    continue
                there = sum(
                    any(each.head == row.head and each.first <= day <= each.last for each in tenures) for day in working
                )
                if there * 100 >= len(working) * self.parts.full_week_percent and there:
                    yield Slot(row, monday, monday + 6 * _DAY, self.year, thursday.month)
            monday += 7 * _DAY


def _shared(row: Requirement, tenure: Tenure, first: date, last: date) -> int:
    start = max(row.first_day, tenure.first, first)
    end = min(row.last_day or last, tenure.last, last)
    return max((end - start).days + 1, 0)


def years_served(on: date) -> tuple[int, ...]:
    """Return the years whose figures a session of a day may move: its own and, around New Year, that of its week."""
    return tuple(sorted({on.year, on.isocalendar().year}))


# --- what became of it ------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SessionFact:
    """What counting needs to know of a periodic session."""

    key: int
    on: date
    state: str
    chaired_by: str
    published_on: date | None
    # Why it was moved or not held, in words for whoever watches.
    cause: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is a day on which the head received in person: published by then, held, the head present."""
        return self.state == "held" and self.chaired_by == "head" and self._was_published

    @property
    def _was_published(self) -> bool:
        return self.published_on is not None and self.published_on <= self.on

    @property
    def _said_cause(self) -> str:
        return f": {self.cause}" if self.cause else ""

    def why(self, today: date) -> str:
        """Say in words why it counts or not."""
        match self.state:
            case "moved":
                return f"đã dời sang ngày khác{self._said_cause}"
            case "cancelled":
                return f"không tổ chức{self._said_cause}"
            case "held" if self.chaired_by != "head":
                return "ủy quyền, không tính"
            case "held" if not self._was_published:
                return "chưa công bố trước khi tiếp, không tính"
            case "held":
                return "người đứng đầu trực tiếp tiếp"
            case "open":
                return "đang tiếp, tính khi kết thúc và ghi biên bản"
        return "đã qua ngày tiếp mà không ghi nhận buổi tiếp" if self.on < today else "chưa đến ngày tiếp"


@dataclass(frozen=True, slots=True)
class Kept:
    """One stretch as it stands on a day: how many days were asked for, held in person, delegated, missed."""

    slot: Slot
    held_days: int
    delegated_days: int
    has_ended: bool
    facts: tuple[SessionFact, ...]

    @property
    def required(self) -> int:
        """How many days were asked for."""
        return self.slot.days

    @property
    def held(self) -> int:
        """How many of them the head held: a day too many in one stretch helps no other."""
        return min(self.held_days, self.slot.days)

    @property
    def missed(self) -> int:
        """How many are lacking; none before the stretch is over."""
        return self.slot.days - self.held if self.has_ended else 0


def count_kept(slots: Iterable[Slot], facts: Iterable[SessionFact], *, on: date) -> list[Kept]:
    """Return how each stretch was kept.  Two sessions of one day are one day, in person when either was."""
    by_day: dict[date, list[SessionFact]] = {}
    for fact in facts:
        by_day.setdefault(fact.on, []).append(fact)
    days = sorted(by_day)
    kept = []
    for slot in slots:
        inside = [day for day in days if slot.first <= day <= slot.last]
        in_person = {day for day in inside if any(fact.counts for fact in by_day[day])}
        delegated = {
            day
            for day in inside
            if day not in in_person and any(f.state == "held" and f.chaired_by == "delegated" for f in by_day[day])
        }
        found = tuple(fact for day in inside for fact in by_day[day])
        kept.append(Kept(slot, len(in_person), len(delegated), slot.last < on, found))
    return kept
