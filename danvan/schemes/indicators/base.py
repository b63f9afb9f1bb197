"""What an indicator is made of: sums over records, by unit and year, and the figures read from them.

An indicator shows a value and its trend for a task the scheme does not count;
it never has a verdict.  As everywhere, only records whose evidence was verified
are summed (rule R7).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, Protocol, TypeAlias

from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import ExtractYear

from danvan.authority.rules.rights import Right
from danvan.kernel.text import format_number, format_percent
from danvan.schemes.sources.facts import Exhibit, Wanted, exhibit

# The sum under each key of an indicator, for a unit and a year.
Amounts: TypeAlias = dict[str, int]
COUNTED = ("verified",)


@dataclass(frozen=True)
class Figure:
    """One number of an indicator: a sum, a share of another sum, or a mean per that other.

    `part` and `whole` are keys of the sums.  `limits` says that a unit's part
    never counts for more than its whole, where the two come from different
    records.
    """

    label: str
    part: str
    whole: str = ""
    is_mean: bool = False
    limits: bool = False

    def value(self, amounts: Mapping[str, int]) -> Fraction | None:
        """Return the value, or None when nothing was recorded that it could be told from."""
        part = amounts.get(self.part)
        if not self.whole:
            return None if part is None else Fraction(part)
        whole = amounts.get(self.whole)
        return Fraction(part or 0, whole) if whole else None

    def say(self, amounts: Mapping[str, int]) -> str:
        """Return the value in words; empty when there is none."""
        value = self.value(amounts)
        if value is None:
            return ""
        if self.is_mean:
            return format_number(value, digits=1)
        part = format_number(amounts.get(self.part) or 0)
        return f"{part}/{format_number(amounts[self.whole])} {format_percent(value)}" if self.whole else part


@dataclass(frozen=True)
class Sum:
    """Sums over the rows of a model.

    `day` leads to the date that decides the year (or is an expression), `year`
    to the year itself; `record` to the record a row belongs to, and `unit` to
    whom it counts for.  With `as_planned` what was only planned, or is still to
    be put right, is summed too: the amounts then say themselves what is verified.
    """

    model: type[Model]
    amounts: Mapping[str, Any]
    where: Q = field(default_factory=Q)
    day: Any = "happened_on"
    year: str = ""
    record: str = ""
    unit: str = "unit"
    as_planned: bool = False

    @property
    def kinds(self) -> frozenset[str]:
        """The kind of the records it is made of."""
        model: Any = self.model
        for step in self.record.split("__") if self.record else ():
            model = model._meta.get_field(step).related_model
        return frozenset({str(model.kind_code())})

    def totals(self, wanted: Wanted, on: date) -> Iterator[tuple[int, int, Amounts]]:
        """Return the sums of each unit and year.  One query."""
        rows = self._rows(wanted)
        if not self.as_planned:
            rows = rows.filter(**{f"{self._of_record('state')}__in": COUNTED})
        names = {key: f"sum_{key}" for key in self.amounts}
        grouped = (
            rows.values("of_year", counts_for=F(self.unit))
            .annotate(**{names[key]: expression for key, expression in self.amounts.items()})
            .order_by()
        )
        for row in grouped:
            yield row["counts_for"], row["of_year"], {key: _whole(row[name]) for key, name in names.items()}

    def records(self, wanted: Wanted, on: date) -> Iterator[Exhibit]:
        """Return the records themselves, whatever the state of their evidence.  One query."""
        seen: set[tuple[int, int]] = set()
        related = (self.record,) if self.record else ()
        for row in self._rows(wanted).annotate(counts_for=F(self.unit)).select_related(*related).order_by("pk"):
            found: Any = row
            for step in self.record.split("__") if self.record else ():
                found = getattr(found, step)
            if (found.pk, row.counts_for) not in seen:
                seen.add((found.pk, row.counts_for))
                yield self._shown(exhibit(found, year=row.of_year, unit_id=row.counts_for))

    def _shown(self, found: Exhibit) -> Exhibit:
        is_counted = found.state in COUNTED
        why = "mới có trong kế hoạch, chưa có kết quả đã xác minh" if self.as_planned and not is_counted else ""
        return replace(found, is_counted=is_counted, why=why or _WHY[found.state])

    def _of_record(self, name: str) -> str:
        return f"{self.record}__{name}" if self.record else name

    def _rows(self, wanted: Wanted) -> "QuerySet[Any, Any]":
        rows: QuerySet[Any, Any] = self.model._default_manager.filter(self.where, **wanted.narrow(self.unit))
        if self.year:
            return rows.annotate(of_year=F(self.year)).filter(of_year__in=wanted.years)
        if isinstance(self.day, str):
            # The plain comparison lets an index on the day answer.
            first, last = date(min(wanted.years), 1, 1), date(max(wanted.years), 12, 31)
            rows = rows.filter(**{f"{self.day}__range": (first, last)})
        return rows.annotate(of_year=ExtractYear(self.day)).filter(of_year__in=wanted.years)


@dataclass(frozen=True)
class Standing:
    """Sums over papers in force on the last day of each year, or today while it runs.

    A paper ends with its unit: nothing of it stands for the successor.
    """

    model: type[Model]
    amounts: Mapping[str, str]
    where: Q = field(default_factory=Q)

    @property
    def kinds(self) -> frozenset[str]:
        """The kind of the papers."""
        model: Any = self.model
        return frozenset({str(model.kind_code())})

    def totals(self, wanted: Wanted, on: date) -> Iterator[tuple[int, int, Amounts]]:
        """Return the sums of each unit and year; an amount is a column, or "" for the number of papers.  One query."""
        for paper in self._papers(wanted).filter(state__in=COUNTED):
            for year in wanted.years:
                if paper.in_force_on(min(date(year, 12, 31), max(on, date(year, 1, 1)))):
                    yield (
                        paper.unit_id,
                        year,
                        {key: int(getattr(paper, name) or 0) if name else 1 for key, name in self.amounts.items()},
                    )

    def records(self, wanted: Wanted, on: date) -> Iterator[Exhibit]:
        """Return the papers, once for each year they stand in.  One query."""
        for paper in self._papers(wanted).order_by("valid_from", "pk"):
            for year in wanted.years:
                if paper.in_force_on(min(date(year, 12, 31), max(on, date(year, 1, 1)))):
                    found = exhibit(paper, year=year)
                    yield replace(found, is_counted=found.state in COUNTED, why=_WHY[found.state])

    def _papers(self, wanted: Wanted) -> "QuerySet[Any, Any]":
        first, last = date(min(wanted.years), 1, 1), date(max(wanted.years), 12, 31)
        return self.model._default_manager.filter(
            self.where, Q(ends_on__isnull=True) | Q(ends_on__gte=first), valid_from__lte=last, **wanted.narrow()
        )


class Source(Protocol):
    """What sums are made from."""

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of records it is made of."""

    def totals(self, wanted: Wanted, on: date) -> Iterator[tuple[int, int, Amounts]]:
        """Return the sums of each unit and year."""

    def records(self, wanted: Wanted, on: date) -> Iterator[Exhibit]:
        """Return the records themselves."""


@dataclass(frozen=True)
class Indicator:
    """The figures of one task of the scheme, the first one leading, and the sums they are read from.

    `seen_with` is what one must be allowed to see of a unit for the records behind it, `seen_apart` the same for
    kinds that ask another right.
    """

    figures: tuple[Figure, ...]
    sums: tuple[Source, ...]
    seen_with: Right = Right.SEE_RECORDS
    seen_apart: Mapping[str, Right] = field(default_factory=dict)

    @property
    def kinds(self) -> frozenset[str]:
        """The kinds of records that move it."""
        return frozenset[str]().union(*(each.kinds for each in self.sums))

    def amounts(self, wanted: Wanted, on: date) -> dict[tuple[int, int], Amounts]:
        """Return the sums of each unit and year.  One query for each source."""
        found: dict[tuple[int, int], Amounts] = {}
        for source in self.sums:
            for unit_id, year, amounts in source.totals(wanted, on):
                add(found.setdefault((unit_id, year), {}), amounts)
        for amounts in found.values():
            for figure in self.figures:
                if figure.limits and figure.part in amounts:
                    amounts[figure.part] = min(amounts[figure.part], amounts.get(figure.whole, 0))
        return found

    def records(self, wanted: Wanted, on: date) -> list[Exhibit]:
        """Return the records behind it, oldest first, each with whether it is summed and why."""
        found = [each for source in self.sums for each in source.records(wanted, on)]
        unique = {(each.record_id, each.unit_id, each.year): each for each in found}
        return sorted(unique.values(), key=lambda each: (each.happened_on or date.min, each.record_id))


_WHY = {
    "draft": "chưa nộp nên chưa cộng",
    "submitted": "đã nộp, chờ xác minh nên chưa cộng",
    "verified": "đã xác minh nên được cộng",
    "rejected": "bị trả lại nên không cộng",
    "superseded": "minh chứng đã thu hồi nên không cộng",
}


def _whole(value: Any) -> int:
    """Return a sum as a whole number; days for a time between dates."""
    return value.days if isinstance(value, timedelta) else int(value or 0)


def add(total: Amounts, more: Mapping[str, int]) -> Amounts:
    """Add sums to others, in place."""
    for key, amount in more.items():
        total[key] = total.get(key, 0) + amount
    return total


def added(many: Iterable[Mapping[str, int]]) -> Amounts:
    """Return the sum of sums."""
    total: Amounts = {}
    for each in many:
        add(total, each)
    return total
