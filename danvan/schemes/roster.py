"""Who must answer for what: targets asked of years, and the units that answer in each period.

A unit valid on the last day of the period answers for the whole of it (rule
R1); one that ended inside answers for the days it lived (R4).  What those it
followed did within the period counts for it too (R2).
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from danvan.kernel.figures import Threshold
from danvan.kernel.periods import Period
from danvan.kernel.ranges import ValidRange
from danvan.orgs.rules.classes import classes_of
from danvan.orgs.selectors import class_members, names_on, predecessors_within, units_ending_within
from danvan.schemes.rules.definition import Companion, Evidence, SchemeDefinition, SettingInForce, Target, ValueKind
from danvan.schemes.rules.verdict import Membership, Moment, membership


@dataclass(frozen=True)
class Asked:
    """A target, or one of its companions: whatever has a figure of its own."""

    definition: SchemeDefinition
    target: Target
    own: Target | Companion

    @property
    def id(self) -> str:
        """The id figures are kept under."""
        return self.own.id

    @property
    def name(self) -> str:
        """Its Vietnamese name."""
        return self.own.name

    @property
    def is_companion(self) -> bool:
        """Whether it is shown beside a target and decides nothing."""
        return self.own is not self.target

    @property
    def is_pending(self) -> bool:
        """Whether the area that records its facts does not exist yet."""
        return self.target.is_pending

    @property
    def value(self) -> ValueKind:
        """What the figure is."""
        return self.own.value

    @cached_property
    def threshold(self) -> Threshold | None:
        """What must be reached; None where only the value is shown."""
        return self.own.threshold

    @property
    def unit_classes(self) -> tuple[str, ...]:
        """Whom it binds."""
        return self.own.unit_classes or self.target.unit_classes

    @property
    def evidence(self) -> Evidence:
        """Which states of evidence each side counts (rule R7)."""
        return self.definition.evidence_of(self.target.id)

    @property
    def is_published(self) -> bool:
        """Whether the figure is a place in a ranking, the province's alone, that never adds up."""
        return self.value in (ValueKind.RANK, ValueKind.GAIN)

    def applies_in(self, year: int) -> bool:
        """Whether it is asked of that year."""
        own, target, scheme = self.own, self.target, self.definition.scheme
        first = own.first_year or target.first_year or scheme.first_year
        last = own.last_year or target.last_year or scheme.last_year
        return first <= year and (last is None or year <= last)

    def setting(self, key: str, *, on: date) -> SettingInForce:
        """Return a setting on a day."""
        return self.definition.setting(self.target.id, key, on=on)

    def moment(self, year: int, *, on: date, is_closed: bool) -> Moment:
        """Return how a day stands to a year of this target."""
        return Moment(Period.year(year), self.target.due_on(year), on, is_closed)


def asked_of(definition: SchemeDefinition, ids: Collection[str] | None = None) -> Iterator[Asked]:
    """Return everything a scheme asks that has a figure, in the order of its file; only some of it when named."""
    for target in definition.targets:
        measured: tuple[Target | Companion, ...] = (target, *target.companions)
        for own in measured:
            if ids is None or own.id in ids:
                yield Asked(definition, target, own)


# The setting in which a target names the result its verdict is read from: itself or one of its companions.
VERDICT_RESULT = "verdict_result"


def deciding(asked: Asked, year: int) -> Asked:
    """Return what the verdict of a target is read from in a year: mostly itself, sometimes a companion.

    So a duty whose holder is gone goes on under the reading that replaced it.
    """
    setting = None if asked.is_companion else asked.target.settings.get(VERDICT_RESULT)
    if setting is None:
        return asked
    chosen = setting.in_force(date(year, 12, 31)).value
    return next(
        (Asked(asked.definition, asked.target, own) for own in asked.target.companions if own.id == chosen), asked
    )


def years_asked(definition: SchemeDefinition, *, on: date) -> range:
    """Return the years figures are kept for: from the first any target asks about to the running one."""
    known = [asked for asked in asked_of(definition) if not asked.is_pending]
    firsts = [asked.own.first_year or asked.target.first_year or definition.scheme.first_year for asked in known]
    return range(min(firsts, default=on.year), on.year + 1)


@dataclass(frozen=True, slots=True)
class Seat:
    """One unit that must answer in one year, and whose facts count for it."""

    unit_id: int
    year: int
    period: Period
    is_closing: bool
    valid_from: date
    predecessors: frozenset[int]

    @property
    def contributors(self) -> Iterator[int]:
        """The unit itself, then those it followed."""
        yield self.unit_id
        yield from sorted(self.predecessors)


class Roster:
    """Seats of any target and year.  Each set of classes and year is looked up once, in five queries."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], list[Seat]] = {}

    def seats(self, asked: Asked, year: int) -> list[Seat]:
        """Return who must answer, members first; nobody when the target is not asked of that year."""
        if not asked.applies_in(year):
            return []
        levels = frozenset(asked.own.levels or asked.target.levels)
        who = (frozenset(asked.unit_classes), frozenset(asked.target.excluded_classes), levels)
        if (year, *who) not in self._kept:
            self._kept[year, *who] = _seats(year, *who)
        return self._kept[year, *who]


def _seats(year: int, classes: frozenset[str], excluded: frozenset[str], levels: frozenset[str]) -> list[Seat]:
    period = Period.year(year)
    members = class_members(classes, period.last_day).values()
    ended = units_ending_within(period.start, period.last_day)
    chosen = [
        version
        for version in (*members, *ended)
        if (its := frozenset(classes_of(version.kind, version.level, in_scope=version.in_scope))) & classes
        and not its & excluded
        and (not levels or version.level in levels)
    ]
    units = [version.unit_id for version in chosen]
    before = predecessors_within(units, period.start, period.last_day)
    first = names_on(units, date.min)
    seats = []
    for version in chosen:
        lived = ValidRange(first[version.unit_id].valid_from, version.valid_until)
        how, days = membership(lived, period)
        if days is not None:
            seats.append(
                Seat(
                    unit_id=version.unit_id,
                    year=year,
                    period=days,
                    is_closing=how is Membership.CLOSING,
                    valid_from=lived.valid_from,
                    predecessors=frozenset(before.get(version.unit_id, ())),
                )
            )
    return seats


def touching(seats: Iterable[Seat], units: Collection[int]) -> list[Seat]:
    """Return the seats for which facts of any of these units count."""
    wanted = frozenset(units)
    return [seat for seat in seats if seat.unit_id in wanted or seat.predecessors & wanted]
