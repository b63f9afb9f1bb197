"""Closed periods: what was frozen, whether it still is what it was, what changed since, what the public sees."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from danvan.kernel.errors import NotFound
from danvan.kernel.figures import Status, share
from danvan.orgs.models import UnitVersion
from danvan.schemes.models import ClosedResult, PeriodClosing, TargetResult
from danvan.schemes.models.results import Figures
from danvan.schemes.roster import Asked, asked_of, deciding
from danvan.schemes.rules.definition import SchemeDefinition
from danvan.schemes.rules.verdict import Moment, Outcome, add_up, judge
from danvan.schemes.selectors.definitions import definition_of
from danvan.schemes.selectors.results import names_of_rows

FIGURES = tuple(field.attname for field in Figures._meta.local_concrete_fields)
KEY = ("target", "unit_id", "period_to")


def closings_of(scheme: str, *, year: int | None = None) -> "QuerySet[PeriodClosing, PeriodClosing]":
    """Return the closings of a scheme, re-opened ones too, the newest first."""
    found = PeriodClosing.objects.filter(scheme=scheme)
    return (found if year is None else found.filter(year=year)).order_by("-closed_at", "-pk")


def closing_in_force(scheme: str, year: int) -> PeriodClosing | None:
    """Return the closing of a year that was not re-opened."""
    return PeriodClosing.objects.filter(scheme=scheme, year=year, reopened_at__isnull=True).first()


# --- the frozen copy ----------------------------------------------------------------------------------------------


def results_hash(rows: Iterable[Figures]) -> str:
    """Return the SHA-256 over the figures in a fixed order and writing; when they were computed does not count."""
    plain = [{name: _plain(getattr(row, name)) for name in FIGURES} for row in rows]
    plain.sort(key=lambda row: [row[name] for name in KEY])
    canonical = json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def is_intact(closing: PeriodClosing) -> bool:
    """Whether the frozen rows still are those the closing was signed over."""
    return results_hash(closing.results.all()) == closing.results_hash


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


# --- what changed since -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Correction:
    """A figure that differs now from the frozen one, and when it was last computed; None where there was or is none."""

    target: str
    unit_id: int
    unit: UnitVersion
    before: Outcome | None
    now: Outcome | None
    changed_at: datetime | None

    @property
    def unit_name(self) -> str:
        """The name of the unit at the end of the period."""
        return self.unit.full_name


def corrections(scheme: str, year: int) -> list[Correction]:
    """Return how the results differ from the last snapshot of the year, by target and unit.

    Raises NotFound when the year was never closed.
    """
    closing = closings_of(scheme, year=year).first()
    if closing is None:
        raise NotFound
    frozen = {_key(row): row for row in ClosedResult.objects.filter(closing_of=closing)}
    now = {_key(row): row for row in TargetResult.objects.filter(scheme=scheme, year=year)}
    changed = [key for key in frozen.keys() | now.keys() if _outcome(frozen.get(key)) != _outcome(now.get(key))]
    rows: list[Figures] = [row for key in changed if (row := now.get(key) or frozen.get(key))]
    names = names_of_rows(rows)
    found = [
        Correction(
            target=row.target,
            unit_id=row.unit_id,
            unit=names[row.unit_id, row.period_to],
            before=_outcome(frozen.get(_key(row))),
            now=_outcome(now.get(_key(row))),
            changed_at=getattr(row, "computed_at", None),
        )
        for row in rows
    ]
    return sorted(found, key=lambda each: (each.target, each.unit.sort_name, each.unit_id))


def _key(row: Figures) -> tuple[Any, ...]:
    return tuple(getattr(row, name) for name in KEY)


def _outcome(row: Figures | None) -> Outcome | None:
    # Marks such as "open" come and go with the closing itself; a correction is another figure or verdict.
    return None if row is None else Outcome(row.numerator, row.denominator, Status(row.status))


# --- what the public sees -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PublicFigure:
    """One target as the last closing published it."""

    asked: Asked
    year: int
    numerator: int | None
    denominator: int | None
    status: Status
    units: int

    @property
    def share(self) -> Fraction | None:
        """The exact share; None for what is no share."""
        if self.asked.is_published or self.numerator is None or not self.denominator:
            return None
        return share(self.numerator, self.denominator)


@dataclass(frozen=True, slots=True)
class PublicScorecard:
    """What a closing published: the year, the figures, and the hash anybody can compare."""

    year: int
    closed_at: datetime
    results_hash: str
    definition: SchemeDefinition
    figures: tuple[PublicFigure, ...]


def public_figures(scheme: str, year: int | None = None) -> PublicScorecard | None:
    """Return the figures of the latest closed year, or of one; nothing when none is closed.  Two queries."""
    closed = closings_of(scheme, year=year).filter(reopened_at__isnull=True)
    closing = closed.select_related("version").order_by("-year").first()
    if closing is None:
        return None
    definition = definition_of(closing.version)
    rows: dict[str, list[ClosedResult]] = {}
    for row in closing.results.filter(closing=False).defer("detail"):
        rows.setdefault(row.target, []).append(row)
    figures = []
    for asked in asked_of(definition):
        own = deciding(asked, closing.year)
        its = rows.get(own.id, [])
        if not its:
            continue
        if asked.is_published:
            figures.append(_public(asked, closing.year, its[0].numerator, its[0].denominator, its[0].status, 1))
            continue
        figure = add_up(Outcome(row.numerator, row.denominator, Status(row.status)) for row in its)
        moment: Moment = asked.moment(closing.year, on=closing.closed_at.date(), is_closed=True)
        status = judge(figure, own.threshold, moment).status
        figures.append(_public(asked, closing.year, figure.numerator, figure.denominator, status, figure.units))
    return PublicScorecard(closing.year, closing.closed_at, closing.results_hash, definition, tuple(figures))


def _public(
    asked: Asked, year: int, numerator: int | None, denominator: int | None, status: str, units: int
) -> PublicFigure:
    return PublicFigure(asked, year, numerator, denominator, Status(status), units)
