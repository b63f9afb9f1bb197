"""What came before a unit and what came after, with the legal act."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from danvan.orgs.models import LegalAct, Succession, UnitVersion
from danvan.orgs.rules.classes import COMMUNE_KINDS
from danvan.orgs.selectors.register import DAY, sql_rows, units_on


def predecessors_within(unit_ids: Collection[int], start: date, end: date) -> dict[int, set[int]]:
    """Return, for each unit, those it followed by successions dated within the days, through any number of steps.

    A unit that gave up a part and went on is nobody's predecessor: what it did
    stays its own.  Units without predecessors are left out.  One query.
    """
    rows = sql_rows(
        """
        WITH RECURSIVE before(unit_id, predecessor_id) AS (
            SELECT s.successor_id, s.predecessor_id FROM passing s WHERE s.successor_id = ANY(%(units)s)
            UNION
            SELECT before.unit_id, s.predecessor_id
            FROM before JOIN passing s ON s.successor_id = before.predecessor_id
        ), passing AS (
            SELECT s.successor_id, s.predecessor_id FROM orgs_succession s
            WHERE s.on BETWEEN %(start)s AND %(end)s AND NOT EXISTS (
                SELECT 1 FROM orgs_unitversion lives
                WHERE lives.unit_id = s.predecessor_id AND daterange(lives.valid_from, lives.valid_until) @> s.on
            )
        )
        SELECT unit_id, predecessor_id FROM before
        """,
        units=list(unit_ids),
        start=start,
        end=end,
    )
    found: dict[int, set[int]] = defaultdict(set)
    for unit_id, predecessor_id in rows:
        found[unit_id].add(predecessor_id)
    return dict(found)


def units_ending_within(start: date, end: date) -> "QuerySet[UnitVersion, UnitVersion]":
    """Return the last version of each unit whose last day lies within the days, the last of them excluded.

    A unit valid on `end` still belongs to that period's denominator (R1, R4).
    """
    later = UnitVersion.objects.filter(unit=OuterRef("unit"), valid_from__gte=OuterRef("valid_until"))
    return (
        UnitVersion.objects.filter(valid_until__gt=start, valid_until__lte=end)
        .exclude(Exists(later))
        .order_by("sort_name", "pk")
    )


def former_districts(on: date) -> dict[int, frozenset[int]]:
    """Return, for each old district, the communes of a day that stand on its land.  One query.

    A commune stands where its direct predecessors stood, or where it stood itself
    under an earlier parent; the district is the last one each had.
    """
    rows = sql_rows(
        """
        WITH stood(unit_id, version_unit) AS (
            SELECT v.unit_id, v.unit_id FROM orgs_unitversion v
            WHERE v.level = 'commune' AND daterange(v.valid_from, v.valid_until) @> %(on)s::date
            UNION
            SELECT v.unit_id, s.predecessor_id
            FROM orgs_unitversion v JOIN orgs_succession s ON s.successor_id = v.unit_id
            WHERE v.level = 'commune' AND daterange(v.valid_from, v.valid_until) @> %(on)s::date AND s.on <= %(on)s
        ), last_parent AS (
            SELECT DISTINCT ON (stood.unit_id, stood.version_unit) stood.unit_id, p.parent_id
            FROM stood JOIN orgs_unitversion p ON p.unit_id = stood.version_unit
            JOIN orgs_unitversion d ON d.unit_id = p.parent_id AND d.level = 'district'
            WHERE p.valid_from <= %(on)s
            ORDER BY stood.unit_id, stood.version_unit, p.valid_from DESC
        )
        SELECT DISTINCT parent_id, unit_id FROM last_parent
        """,
        on=on,
    )
    found: dict[int, set[int]] = defaultdict(set)
    for district_id, unit_id in rows:
        found[district_id].add(unit_id)
    return {district_id: frozenset(units) for district_id, units in found.items()}


@dataclass(frozen=True)
class Passing:
    """One unit passing to another, each named as it was at that moment."""

    predecessor: UnitVersion
    successor: UnitVersion
    kind: str
    kind_label: str
    on: date
    legal_act: LegalAct
    clause: str

    @property
    def basis(self) -> str:
        """Return the legal act with the clause."""
        return f"{self.legal_act.number}, {self.clause}" if self.clause else self.legal_act.number


@dataclass(frozen=True)
class Lineage:
    """Where a unit comes from and what became of it; `passings` holds the steps further away as well."""

    unit_id: int
    passings: tuple[Passing, ...]

    @property
    def before(self) -> tuple[Passing, ...]:
        """The direct predecessors."""
        return tuple(passing for passing in self.passings if passing.successor.unit_id == self.unit_id)

    @property
    def after(self) -> tuple[Passing, ...]:
        """The direct successors."""
        return tuple(passing for passing in self.passings if passing.predecessor.unit_id == self.unit_id)


def lineage(unit_id: int) -> Lineage:
    """Return the predecessors and successors of a unit, through any number of steps.  Three queries."""
    ids = sql_rows(
        """
        WITH RECURSIVE back(id, predecessor_id) AS (
            SELECT s.id, s.predecessor_id FROM orgs_succession s WHERE s.successor_id = %(unit)s
            UNION
            SELECT s.id, s.predecessor_id FROM back JOIN orgs_succession s ON s.successor_id = back.predecessor_id
        ), ahead(id, successor_id) AS (
            SELECT s.id, s.successor_id FROM orgs_succession s WHERE s.predecessor_id = %(unit)s
            UNION
            SELECT s.id, s.successor_id FROM ahead JOIN orgs_succession s ON s.predecessor_id = ahead.successor_id
        )
        SELECT id FROM back UNION SELECT id FROM ahead
        """,
        unit=unit_id,
    )
    steps = list(Succession.objects.filter(pk__in=[row[0] for row in ids]).select_related("legal_act"))
    versions = _versions_by_unit({step.predecessor_id for step in steps} | {step.successor_id for step in steps})
    passings = [
        Passing(
            predecessor=version_as_of(versions[step.predecessor_id], step.on - DAY),
            successor=version_as_of(versions[step.successor_id], step.on),
            kind=step.kind,
            kind_label=step.get_kind_display(),
            on=step.on,
            legal_act=step.legal_act,
            clause=step.clause,
        )
        for step in steps
    ]
    passings.sort(key=lambda passing: (passing.on, passing.successor.sort_name, passing.predecessor.sort_name))
    return Lineage(unit_id, tuple(passings))


def _versions_by_unit(unit_ids: Collection[int]) -> dict[int, list[UnitVersion]]:
    versions: dict[int, list[UnitVersion]] = defaultdict(list)
    for version in UnitVersion.objects.filter(unit__in=unit_ids).order_by("valid_from"):
        versions[version.unit_id].append(version)
    return versions


def version_as_of(versions: list[UnitVersion], on: date) -> UnitVersion:
    begun = [version for version in versions if version.valid_from <= on]
    return begun[-1] if begun else versions[0]


def units_today(unit_ids: Collection[int], on: date) -> dict[int, list[UnitVersion]]:
    """Return, for units no longer valid on a day, the units that stand in their place then.

    Successions are followed first.  A district that ended without a successor
    is answered by what became of the communes it had on its last day.  Two
    queries.
    """
    rows = sql_rows(
        """
        WITH RECURSIVE seed(root, unit_id, by_communes) AS (
            SELECT unit_id, unit_id, 0 FROM unnest(%(units)s::bigint[]) AS asked(unit_id)
            UNION ALL
            SELECT parent.unit_id, child.unit_id, 1
            FROM orgs_unitversion parent JOIN orgs_unitversion child
              ON child.parent_id = parent.unit_id
             AND daterange(child.valid_from, child.valid_until) @> (parent.valid_until - 1)
            WHERE parent.unit_id = ANY(%(units)s) AND parent.level = 'district' AND child.kind = ANY(%(communes)s)
        ), ahead(root, unit_id, by_communes) AS (
            SELECT root, unit_id, by_communes FROM seed
            UNION
            SELECT ahead.root, s.successor_id, ahead.by_communes
            FROM ahead JOIN orgs_succession s ON s.predecessor_id = ahead.unit_id WHERE s.on <= %(on)s
        )
        SELECT ahead.root, ahead.unit_id, min(ahead.by_communes)
        FROM ahead JOIN orgs_unitversion v ON v.unit_id = ahead.unit_id
        WHERE daterange(v.valid_from, v.valid_until) @> %(on)s::date AND ahead.unit_id <> ahead.root
        GROUP BY ahead.root, ahead.unit_id
        """,
        units=list(unit_ids),
        on=on,
        communes=sorted(COMMUNE_KINDS),
    )
    versions = {version.unit_id: version for version in units_on(on).filter(unit__in={row[1] for row in rows})}
    found: dict[int, list[UnitVersion]] = {}
    for unit_id in unit_ids:
        heirs = [(heir, by_communes) for root, heir, by_communes in rows if root == unit_id]
        nearest = min((by_communes for _, by_communes in heirs), default=0)
        chosen = [versions[heir] for heir, by_communes in heirs if by_communes == nearest]
        found[unit_id] = sorted(chosen, key=lambda version: version.sort_name)
    return found


@dataclass(frozen=True)
class Heir:
    """A unit of a day that stands where another stood, with every name its land went by."""

    unit: UnitVersion
    names: tuple[UnitVersion, ...]


@dataclass(frozen=True)
class EndedUnit:
    """A unit that is no more: its last name, the first day without it, who stands in its place, by which legal act."""

    unit: UnitVersion
    ended_on: date
    heirs: tuple[Heir, ...]
    legal_act: LegalAct | None


def ended_units(unit_ids: Collection[int], on: date) -> dict[int, EndedUnit]:
    """Return those of some units that ended by a day, with who followed them.  Two queries, and four for each ended."""
    lives = _versions_by_unit(unit_ids)
    found = {}
    for unit_id, versions in lives.items():
        last = versions[-1]
        if last.valid_until is not None and last.valid_until <= on:
            found[unit_id] = _ended(last, last.valid_until, on)
    return found


def _ended(last: UnitVersion, ended_on: date, on: date) -> EndedUnit:
    """Follow a unit that ended; a district without a successor by the communes it had."""
    standing = {version.unit_id: version for version in units_today([last.unit_id], on)[last.unit_id]}
    names: dict[int, list[UnitVersion]] = {unit_id: [version] for unit_id, version in standing.items()}
    parts = UnitVersion.objects.filter(
        parent=last.unit_id, kind__in=COMMUNE_KINDS, valid_from__lt=ended_on, valid_until=ended_on
    )
    below = {part.unit_id: part for part in parts} if last.level == "district" else {last.unit_id: last}
    for unit_id, heirs in units_today(below, on).items():
        for heir in heirs:
            if heir.unit_id in names:
                names[heir.unit_id].append(below[unit_id])
    passed = Succession.objects.filter(predecessor__in=[last.unit_id, *below], on=ended_on).select_related("legal_act")
    first = passed.order_by("pk").first()
    return EndedUnit(
        unit=last,
        ended_on=ended_on,
        heirs=tuple(Heir(version, tuple(names[unit_id])) for unit_id, version in standing.items()),
        legal_act=first.legal_act if first else None,
    )


def sole_predecessors(unit_id: int, before: Collection[int], on: date) -> frozenset[int]:
    """Return which of the units a unit answers for have ended and are followed by it alone.  Three queries, or none."""
    others = set(before) - {unit_id}
    if not others:
        return frozenset()
    followed = units_today(others, on)
    alone = {other for other, heirs in followed.items() if [heir.unit_id for heir in heirs] == [unit_id]}
    return frozenset(alone - set(units_on(on).filter(unit__in=alone).values_list("unit", flat=True)))
