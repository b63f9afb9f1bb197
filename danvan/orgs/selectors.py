"""Questions about units through time.  Each takes the date it is asked about and costs a fixed number of queries."""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from danvan.kernel.text import fold, format_date
from danvan.orgs.choices import Level, UnitKind
from danvan.orgs.models import Boundary, LegalAct, Post, PostHolding, Succession, UnitVersion
from danvan.orgs.rules.classes import COMMUNE_KINDS, DISTRICT_KINDS, TERRITORIAL_KINDS, classes_of, members_of
from danvan.orgs.rules.pictures import MAP_WIDTH, Projection, points_of

_DAY = timedelta(days=1)
LEVELS = {level: position for position, level in enumerate(Level.values)}


def valid_on(on: date, prefix: str = "") -> Q:
    """Return the condition that a dated row, or the one behind `prefix`, is valid on a day."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gt": on})
    )


def _rows(sql: str, **params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


# --- which units, on a day ----------------------------------------------------------------------------------------


def units_on(on: date) -> "QuerySet[UnitVersion, UnitVersion]":
    """Return what every unit was on a day, in Vietnamese order of names."""
    return UnitVersion.objects.filter(valid_on(on)).order_by("sort_name", "pk")


def governments_on(on: date, *, level: str = "") -> "QuerySet[UnitVersion, UnitVersion]":
    """Return the governments of territories on a day, of one tier when it is named."""
    found = units_on(on).filter(kind__in=TERRITORIAL_KINDS)
    return found.filter(level=level) if level else found


def units_of_classes(classes: Iterable[str], on: date) -> "QuerySet[UnitVersion, UnitVersion]":
    """Return the units that belong to any of the classes on a day.  Raises KeyError for an unknown class."""
    belongs = Q(pk__in=())
    for members in members_of(classes):
        belongs |= Q(kind__in=members.kinds, level__in=members.levels)
    return units_on(on).filter(belongs, in_scope=True)


def units_of_class(unit_class: str, on: date) -> "QuerySet[UnitVersion, UnitVersion]":
    """Return the units of one class on a day.  Raises KeyError for an unknown class."""
    return units_of_classes([unit_class], on)


def class_members(classes: Iterable[str], on: date) -> dict[int, UnitVersion]:
    """Return the members of any of the classes on a day, by unit.  One query."""
    return {version.unit_id: version for version in units_of_classes(classes, on)}


def unit_by_code(code: str, on: date) -> UnitVersion | None:
    """Return the unit that carried a code on a day.  The same code is another unit on another day."""
    return units_on(on).filter(code=code).first() if code else None


def version_on(unit_id: int, on: date) -> UnitVersion | None:
    """Return what a unit was on a day, or nothing when it did not exist."""
    return units_on(on).filter(unit=unit_id).first()


def names_on(unit_ids: Collection[int], on: date) -> dict[int, UnitVersion]:
    """Return each unit as it was on the day; an ended one as it last was, one yet to come as it will first be."""
    found: dict[int, UnitVersion] = {}
    if unit_ids:
        for version in UnitVersion.objects.filter(unit__in=unit_ids).order_by("valid_from"):
            if version.valid_from <= on or version.unit_id not in found:
                found[version.unit_id] = version
    return found


def unit_choices(*, on: date) -> list[tuple[int, str]]:
    """Return the units of a day as choices of a form: the province, its bodies, then territories by name."""
    versions = sorted(units_on(on), key=lambda v: (LEVELS[v.level], v.kind not in TERRITORIAL_KINDS, v.sort_name))
    return [(version.unit_id, version.full_name) for version in versions]


def kind_counts(on: date) -> dict[str, int]:
    """Return how many units of each kind there are on a day, kinds in their usual order."""
    counts: dict[str, int] = dict.fromkeys(UnitKind.values, 0)
    for kind in UnitVersion.objects.filter(valid_on(on)).values_list("kind", flat=True):
        counts[kind] += 1
    return {kind: count for kind, count in counts.items() if count}


def class_counts(unit_class: str, on: date) -> list[tuple[str, int]]:
    """Return how many members of a class there are on a day, by kind in words, kinds in their usual order.

    The kinds of districts are counted as one, as are those of communes.  One query.
    """
    found = Counter(units_of_class(unit_class, on).order_by().values_list("kind", flat=True))
    together = {kind: kinds for kinds in (DISTRICT_KINDS, COMMUNE_KINDS) for kind in kinds}
    counts: dict[str, int] = {}
    for kind in UnitKind.values:
        alike = [each for each in UnitKind.values if each in together.get(kind, {kind}) and found[each]]
        if alike:
            counts[", ".join(str(UnitKind(each).label) for each in alike)] = sum(found[each] for each in alike)
    return list(counts.items())


# --- above and below ----------------------------------------------------------------------------------------------


def subtree(unit_id: int, on: date) -> list[UnitVersion]:
    """Return a unit and all that stood below it on a day; empty when it did not exist then.  Two queries."""
    ids = _rows(
        """
        WITH RECURSIVE below(unit_id) AS (
            SELECT v.unit_id FROM orgs_unitversion v
            WHERE v.unit_id = %(unit)s AND daterange(v.valid_from, v.valid_until) @> %(on)s::date
            UNION
            SELECT v.unit_id FROM below JOIN orgs_unitversion v ON v.parent_id = below.unit_id
            WHERE daterange(v.valid_from, v.valid_until) @> %(on)s::date
        )
        SELECT unit_id FROM below
        """,
        unit=unit_id,
        on=on,
    )
    return sorted(
        units_on(on).filter(unit__in=[row[0] for row in ids]), key=lambda v: (v.unit_id != unit_id, LEVELS[v.level])
    )


def ancestors(unit_id: int, on: date) -> list[UnitVersion]:
    """Return the units above a unit on a day, the nearest first.  Two queries."""
    depths = dict(
        _rows(
            """
            WITH RECURSIVE above(unit_id, depth) AS (
                SELECT v.parent_id, 1 FROM orgs_unitversion v
                WHERE v.unit_id = %(unit)s AND daterange(v.valid_from, v.valid_until) @> %(on)s::date
                UNION ALL
                SELECT v.parent_id, above.depth + 1 FROM above JOIN orgs_unitversion v ON v.unit_id = above.unit_id
                WHERE daterange(v.valid_from, v.valid_until) @> %(on)s::date
            )
            SELECT unit_id, depth FROM above WHERE unit_id IS NOT NULL
            """,
            unit=unit_id,
            on=on,
        )
    )
    return sorted(units_on(on).filter(unit__in=depths), key=lambda version: depths[version.unit_id])


def reach(unit_id: int, *, on: date, with_subtree: bool) -> frozenset[int]:
    """Return the units somebody responsible for a unit on a day answers for.

    The unit itself, what stands below it that day when asked, and every
    predecessor of these: files of an ended commune stay open to its successor.
    A unit that gave up only a part and went on keeps its files to itself.  What
    stood below a unit that has ended is what stood there on its last day.
    """
    rows = _rows(
        """
        WITH RECURSIVE below(unit_id) AS (
            SELECT %(unit)s::bigint
            UNION
            SELECT v.unit_id FROM below JOIN orgs_unitversion v ON v.parent_id = below.unit_id
            WHERE %(with_subtree)s AND daterange(v.valid_from, v.valid_until) @> LEAST(%(on)s::date, (
                SELECT CASE WHEN bool_or(own.valid_until IS NULL) THEN 'infinity' ELSE max(own.valid_until) - 1 END
                FROM orgs_unitversion own WHERE own.unit_id = %(unit)s
            )::date)
        ), before(unit_id) AS (
            SELECT unit_id FROM below
            UNION
            SELECT s.predecessor_id FROM before JOIN orgs_succession s ON s.successor_id = before.unit_id
            WHERE s.on <= %(on)s::date AND NOT EXISTS (
                SELECT 1 FROM orgs_unitversion lives
                WHERE lives.unit_id = s.predecessor_id AND daterange(lives.valid_from, lives.valid_until) @> s.on
            )
        )
        SELECT unit_id FROM before
        """,
        unit=unit_id,
        on=on,
        with_subtree=with_subtree,
    )
    return frozenset(row[0] for row in rows)


def is_root(unit_id: int) -> bool:
    """Say whether a unit stands above all others."""
    rows = _rows(
        "SELECT bool_and(parent_id IS NULL AND level = 'province' AND kind = 'province') "
        "FROM orgs_unitversion WHERE unit_id = %(unit)s",
        unit=unit_id,
    )
    return bool(rows[0][0])


# --- before and after ---------------------------------------------------------------------------------------------


def predecessors_within(unit_ids: Collection[int], start: date, end: date) -> dict[int, set[int]]:
    """Return, for each unit, those it followed by successions dated within the days, through any number of steps.

    A unit that gave up a part and went on is nobody's predecessor: what it did
    stays its own.  Units without predecessors are left out.  One query.
    """
    rows = _rows(
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
    rows = _rows(
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
    ids = _rows(
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
            predecessor=_as_of(versions[step.predecessor_id], step.on - _DAY),
            successor=_as_of(versions[step.successor_id], step.on),
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


def _as_of(versions: list[UnitVersion], on: date) -> UnitVersion:
    begun = [version for version in versions if version.valid_from <= on]
    return begun[-1] if begun else versions[0]


def units_today(unit_ids: Collection[int], on: date) -> dict[int, list[UnitVersion]]:
    """Return, for units no longer valid on a day, the units that stand in their place then.

    Successions are followed first.  A district that ended without a successor
    is answered by what became of the communes it had on its last day.  Two
    queries.
    """
    rows = _rows(
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


# --- search -------------------------------------------------------------------------------------------------------

_KIND_WORDS: dict[str, str] = {fold(UnitKind(kind).label): kind for kind in TERRITORIAL_KINDS}
EXACT, PREFIX, WORD = 0, 1, 2


@dataclass(frozen=True)
class UnitHit:
    """A unit found by a name it has or had; `today` holds what stands in its place when that name is not valid."""

    unit_id: int
    version: UnitVersion
    rank: int
    is_valid: bool
    today: tuple[UnitVersion, ...] = ()

    @property
    def label(self) -> str:
        """Return one line: the name, and what it is now when it is an old one."""
        if self.is_valid:
            return self.version.full_name
        if not self.today:
            last_day = self.version.valid_until - _DAY if self.version.valid_until else None
            return f"{self.version.full_name} (đến {format_date(last_day)})" if last_day else self._yet_to_come
        names = ", ".join(version.full_name for version in self.today)
        return f"{self.version.full_name} cũ, nay {'là' if len(self.today) == 1 else 'thuộc'} {names}"

    @property
    def _yet_to_come(self) -> str:
        return f"{self.version.full_name} (từ {format_date(self.version.valid_from)})"


def search_units(text: str, on: date, *, limit: int = 20) -> list[UnitHit]:
    """Return units by name or code, with or without accents, also by names they no longer have.

    The whole name first, then names beginning with the text, then names holding
    its words; among equals those valid on the day come first.  Four queries.
    """
    asked = fold(text)
    readings = list(_readings(asked))
    if not readings:
        return []
    matches = Q(code=asked)
    for name, kind in readings:
        here = Q(kind=kind) if kind else Q()
        for word in name.split():
            here &= Q(folded_name__regex=rf"\m{re.escape(word)}")
        matches |= here
    best: dict[int, tuple[tuple[int, bool, bool], UnitVersion]] = {}
    for version in UnitVersion.objects.filter(matches).order_by("-valid_from"):
        rank = min((_rank(version, name, kind) for name, kind in readings), default=WORD)
        is_valid = version.valid_from <= on and (version.valid_until is None or version.valid_until > on)
        order = (EXACT if version.code == asked else rank, not is_valid, version.kind not in TERRITORIAL_KINDS)
        if version.unit_id not in best or order < best[version.unit_id][0]:
            best[version.unit_id] = (order, version)
    in_order = sorted(best.values(), key=lambda pair: (*pair[0], LEVELS[pair[1].level], pair[1].sort_name))[:limit]
    old = [version.unit_id for order, version in in_order if order[1]]
    heirs = units_today(old, on)
    still = {version.unit_id: version for version in units_on(on).filter(unit__in=old)}
    return [
        UnitHit(
            unit_id=version.unit_id,
            version=still.get(version.unit_id, version) if _same_name(version, still) else version,
            rank=order[0],
            is_valid=not order[1] or _same_name(version, still),
            today=(still[version.unit_id],) if version.unit_id in still else tuple(heirs.get(version.unit_id, ())),
        )
        for order, version in in_order
    ]


def _same_name(version: UnitVersion, still: Mapping[int, UnitVersion]) -> bool:
    now = still.get(version.unit_id)
    return now is not None and now.full_name == version.full_name


def _readings(asked: str) -> Iterator[tuple[str, str]]:
    """The text as a name alone, and as a name with a unit word before or behind it."""
    if asked:
        yield asked, ""
    for words, kind in _KIND_WORDS.items():
        if asked.startswith(f"{words} "):
            yield asked.removeprefix(f"{words} "), kind
        elif asked.endswith(f" {words}"):
            yield asked.removesuffix(f" {words}"), kind


def _rank(version: UnitVersion, name: str, kind: str) -> int:
    if kind and version.kind != kind:
        return WORD
    if version.folded_name == name:
        return EXACT
    return PREFIX if version.folded_name.startswith(name) else WORD


# --- pages --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Branch:
    """A unit in the directory with what stands below it."""

    version: UnitVersion
    below: "tuple[Branch, ...]" = ()


@dataclass(frozen=True)
class Directory:
    """The units of a day as the directory shows them."""

    on: date
    governments: tuple[Branch, ...]
    bodies: tuple[tuple[str, tuple[UnitVersion, ...]], ...]
    counts: tuple[tuple[str, int], ...]
    shown: int


def directory(on: date, *, level: str = "", kind: str = "", unit_class: str = "") -> Directory:
    """Return the tree of a day, narrowed by tier, kind and class.  Two queries.

    Committees of districts and communes stand on the page of their territory;
    here they are listed only when their kind or class is asked for.
    """
    found = units_of_class(unit_class, on) if unit_class else units_on(on)
    if kind:
        found = found.filter(kind=kind)
    if level:
        found = found.filter(level=level)
    if not kind and not unit_class:
        found = found.filter(Q(kind__in=TERRITORIAL_KINDS) | Q(level=Level.PROVINCE))
    versions = list(found)
    inside = {version.unit_id for version in versions}
    children: dict[int | None, list[UnitVersion]] = defaultdict(list)
    for version in versions:
        if version.kind in TERRITORIAL_KINDS:
            children[version.parent_id if version.parent_id in inside else None].append(version)

    def branches(parent: int | None) -> tuple[Branch, ...]:
        return tuple(Branch(version, branches(version.unit_id)) for version in children[parent])

    grouped: dict[str, list[UnitVersion]] = defaultdict(list)
    for version in versions:
        if version.kind not in TERRITORIAL_KINDS:
            grouped[version.kind].append(version)
    return Directory(
        on=on,
        governments=branches(None),
        bodies=tuple((str(each.label), tuple(grouped[each.value])) for each in UnitKind if grouped[each.value]),
        counts=tuple((str(UnitKind(kind).label), count) for kind, count in kind_counts(on).items()),
        shown=len(versions),
    )


def listed_units(
    on: date, *, level: str = "", kind: str = "", unit_class: str = ""
) -> "QuerySet[UnitVersion, UnitVersion]":
    """Return the units of a day for lists and exports.  A tier alone means its governments.  One query."""
    found = units_of_class(unit_class, on) if unit_class else units_on(on)
    if kind:
        found = found.filter(kind=kind)
    if level:
        found = found.filter(level=level)
        if not kind and not unit_class:
            found = found.filter(kind__in=TERRITORIAL_KINDS)
    return found


@dataclass(frozen=True)
class UnitRow:
    """A unit of a day as one row of a list."""

    unit_id: int
    code: str
    name: str
    full_name: str
    kind: str
    kind_label: str
    level: str
    level_label: str
    parent: str
    parent_code: str
    in_scope: bool
    classes: tuple[str, ...]
    valid_from: date
    last_day: date | None
    legal_act: str


def unit_rows(versions: "QuerySet[UnitVersion, UnitVersion]", on: date) -> list[UnitRow]:
    """Return versions as rows, with the names of their parents.  Two queries."""
    found = list(versions.select_related("legal_act"))
    parents = names_on({version.parent_id for version in found if version.parent_id}, on)
    return [_unit_row(version, parents.get(version.parent_id or 0)) for version in found]


def _unit_row(version: UnitVersion, parent: UnitVersion | None) -> UnitRow:
    return UnitRow(
        unit_id=version.unit_id,
        code=version.code,
        name=version.name,
        full_name=version.full_name,
        kind=version.kind,
        kind_label=version.get_kind_display(),
        level=version.level,
        level_label=version.get_level_display(),
        parent=parent.full_name if parent else "",
        parent_code=parent.code if parent else "",
        in_scope=version.in_scope,
        classes=classes_of(version.kind, version.level, in_scope=version.in_scope),
        valid_from=version.valid_from,
        last_day=version.valid_until - _DAY if version.valid_until else None,
        legal_act=version.legal_act.number if version.legal_act else "",
    )


@dataclass(frozen=True)
class Holder:
    """Who holds a post, since when."""

    person_id: int
    name: str
    acting: bool
    valid_from: date


@dataclass(frozen=True)
class PostOnDay:
    """A post of a unit on a day with its holders; `inherited_from` names the predecessor it was taken over from."""

    post_id: int
    title: str
    kind_label: str
    holders: tuple[Holder, ...]
    inherited_from: str


def posts_on(unit_id: int, on: date) -> list[PostOnDay]:
    """Return the posts of a unit on a day and who holds them.  At most three queries."""
    posts = list(Post.objects.filter(valid_on(on), unit=unit_id).select_related("inherited_from").order_by("pk"))
    holders: dict[int, list[Holder]] = defaultdict(list)
    seated = PostHolding.objects.filter(valid_on(on), post__in=posts).select_related("person")
    for holding in seated.order_by("valid_from", "pk"):
        holders[holding.post_id].append(
            Holder(holding.person_id, holding.person.full_name, holding.acting, holding.valid_from)
        )
    origins = names_on({post.inherited_from.unit_id for post in posts if post.inherited_from}, on)
    order = {kind: position for position, kind in enumerate(dict(Post._meta.get_field("kind").flatchoices))}
    return [
        PostOnDay(
            post_id=post.pk,
            title=post.title,
            kind_label=post.get_kind_display(),
            holders=tuple(holders[post.pk]),
            inherited_from=origins[post.inherited_from.unit_id].full_name if post.inherited_from else "",
        )
        for post in sorted(posts, key=lambda post: (order[post.kind], post.pk))
    ]


@dataclass(frozen=True)
class Shape:
    """A unit on the map."""

    unit_id: int
    name: str
    geometry: dict[str, Any]
    area_km2: Any


def shapes_on(on: date, *, level: str) -> list[Shape]:
    """Return the outlines known for a tier on a day, in order of names.  Two queries."""
    versions = {version.unit_id: version for version in governments_on(on, level=level)}
    outlines = {row.unit_id: row for row in Boundary.objects.filter(valid_on(on), unit__in=versions)}
    return [
        Shape(unit_id, version.full_name, outlines[unit_id].geometry, outlines[unit_id].area_km2)
        for unit_id, version in versions.items()
        if unit_id in outlines
    ]


@dataclass(frozen=True)
class DrawnUnit:
    """A unit on the map of the province, as an SVG path."""

    unit_id: int
    name: str
    path: str


@dataclass(frozen=True)
class Drawing:
    """The map of the province on a day: districts while there are any, communes since."""

    width: int
    height: int
    level: str
    units: tuple[DrawnUnit, ...]


def map_outlines(on: date) -> Drawing:
    """Return the map of a day.  Four queries, six when there are no districts."""
    whole = shapes_on(on, level=Level.PROVINCE)
    level, shapes = Level.DISTRICT, shapes_on(on, level=Level.DISTRICT)
    if not shapes:
        level, shapes = Level.COMMUNE, shapes_on(on, level=Level.COMMUNE)
    if not whole:
        return Drawing(MAP_WIDTH, MAP_WIDTH, level, ())
    projection = Projection.around(whole[0].geometry)
    units = tuple(DrawnUnit(shape.unit_id, shape.name, projection.path(shape.geometry)) for shape in shapes)
    return Drawing(MAP_WIDTH, projection.height, level, units)


@dataclass(frozen=True)
class Surroundings:
    """A unit in the province on a day; `own` is its district where outlines of communes are not known."""

    province: Shape
    own: Shape
    neighbours: tuple[Shape, ...]


def surroundings(page: "UnitPage") -> Surroundings | None:
    """Return what the map of a unit shows, or nothing for a body or where no outline is known.  Four queries."""
    if page.shown.kind not in TERRITORIAL_KINDS:
        return None
    (province,) = shapes_on(page.day, level=Level.PROVINCE) or (None,)
    line = [page.shown, *reversed(page.above)]
    for version in line:
        tier = {shape.unit_id: shape for shape in shapes_on(page.day, level=version.level)}
        own = tier.pop(version.unit_id, None)
        if province is None or own is None:
            continue
        corners = points_of(own.geometry)
        beside = [shape for shape in tier.values() if len(corners & points_of(shape.geometry)) > 1]
        return Surroundings(province, own, tuple(beside))
    return None


@dataclass(frozen=True)
class UnitPage:
    """Everything the page of a unit shows about the unit itself."""

    unit_id: int
    on: date
    day: date
    shown: UnitVersion
    is_valid: bool
    is_ended: bool
    versions: tuple[UnitVersion, ...]
    parents: Mapping[int, UnitVersion]
    above: tuple[UnitVersion, ...]
    territories: tuple[UnitVersion, ...]
    bodies: tuple[UnitVersion, ...]
    today: tuple[UnitVersion, ...]
    lineage: Lineage
    posts: tuple[PostOnDay, ...]
    classes: tuple[str, ...]


def unit_page(unit_id: int, on: date) -> UnitPage | None:
    """Return the page of a unit as of a day, or nothing when there is no such unit.

    Outside the unit's life it is shown as it last was, or will first be, with
    what stands in its place.  The number of queries does not depend on the unit.
    """
    versions = list(UnitVersion.objects.filter(unit=unit_id).select_related("legal_act").order_by("valid_from"))
    if not versions:
        return None
    shown = _as_of(versions, on)
    is_valid = shown.valid_from <= on and (shown.valid_until is None or shown.valid_until > on)
    is_ended = shown.valid_until is not None and shown.valid_until <= on
    # An ended unit is described as on its last day.
    day = shown.valid_until - _DAY if is_ended and shown.valid_until else max(on, shown.valid_from)
    below = list(units_on(day).filter(parent=unit_id))
    return UnitPage(
        unit_id=unit_id,
        on=on,
        day=day,
        shown=shown,
        is_valid=is_valid,
        is_ended=is_ended,
        versions=tuple(versions),
        parents=names_on({version.parent_id for version in versions if version.parent_id}, day),
        above=tuple(reversed(ancestors(unit_id, day))),
        territories=tuple(version for version in below if version.kind in TERRITORIAL_KINDS),
        bodies=tuple(version for version in below if version.kind not in TERRITORIAL_KINDS),
        today=tuple(units_today([unit_id], on)[unit_id]) if is_ended else (),
        lineage=lineage(unit_id),
        posts=tuple(posts_on(unit_id, day)),
        classes=classes_of(shown.kind, shown.level, in_scope=shown.in_scope),
    )
