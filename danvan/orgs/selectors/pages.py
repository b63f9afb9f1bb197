"""What the pages about units show: the directory, a unit, its posts, its map."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from danvan.orgs.choices import Level, UnitKind
from danvan.orgs.models import Boundary, Post, PostHolding, UnitVersion
from danvan.orgs.rules.classes import TERRITORIAL_KINDS, classes_of
from danvan.orgs.rules.pictures import MAP_WIDTH, Projection, points_of
from danvan.orgs.selectors.hierarchy import ancestors
from danvan.orgs.selectors.register import (
    DAY,
    governments_on,
    kind_counts,
    names_on,
    units_of_class,
    units_on,
    valid_on,
)
from danvan.orgs.selectors.succession import Lineage, lineage, units_today, version_as_of


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
        last_day=version.valid_until - DAY if version.valid_until else None,
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
    shown = version_as_of(versions, on)
    is_valid = shown.valid_from <= on and (shown.valid_until is None or shown.valid_until > on)
    is_ended = shown.valid_until is not None and shown.valid_until <= on
    # An ended unit is described as on its last day.
    day = shown.valid_until - DAY if is_ended and shown.valid_until else max(on, shown.valid_from)
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
