"""Which units there are on a day, by class, kind, code and name."""

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from danvan.orgs.choices import Level, UnitKind
from danvan.orgs.models import UnitVersion
from danvan.orgs.rules.classes import COMMUNE_KINDS, DISTRICT_KINDS, TERRITORIAL_KINDS, members_of

DAY = timedelta(days=1)
LEVELS = {level: position for position, level in enumerate(Level.values)}


def valid_on(on: date, prefix: str = "") -> Q:
    """Return the condition that a dated row, or the one behind `prefix`, is valid on a day."""
    return Q(**{f"{prefix}valid_from__lte": on}) & (
        Q(**{f"{prefix}valid_until__isnull": True}) | Q(**{f"{prefix}valid_until__gt": on})
    )


def alive_on(unit_ids: Collection[int], on: date) -> set[int]:
    """Return those of the units that are there on a day.  One query."""
    rows = UnitVersion.objects.filter(valid_on(on), unit__in=list(unit_ids))
    return set(rows.values_list("unit_id", flat=True))


def sql_rows(sql: str, **params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


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


def unit_of_code_or_key(text: str, on: date) -> int | None:
    """Return the unit that carries a code on a day, or whose lasting key this is; nothing when there is none."""
    version = unit_by_code(text, on) or units_on(on).filter(unit__key=text).first()
    return version.unit_id if version else None


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
