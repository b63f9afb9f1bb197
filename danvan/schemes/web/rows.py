"""Lines of the scorecard and of lists of units, prepared for templates that only print."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from danvan.authority.rules.actor import Actor
from danvan.conclusions.selectors import tasks_visible_to
from danvan.evidence.selectors import records_visible_to
from danvan.kernel.figures import Status
from danvan.kernel.text import format_number, format_percent
from danvan.opinions.selectors import recommendations_visible_to
from danvan.petitions.selectors import petitions_visible_to
from danvan.reception.selectors import sessions_visible_to
from danvan.schemes.roster import Asked
from danvan.schemes.rules.definition import SchemeDefinition, ValueKind
from danvan.schemes.rules.verdict import Flag
from danvan.schemes.rules.wording import NOTHING_SAID, Said, limit, place, say_figure
from danvan.schemes.selectors import Declaration, NamedExhibit, TargetLine, UnitLine
from danvan.schemes.sources.cases import CASE
from danvan.schemes.sources.conclusions import TASK
from danvan.schemes.sources.facts import Exhibit
from danvan.schemes.sources.opinions import RECOMMENDATION
from danvan.schemes.sources.reception import SESSION
from danvan.schemes.web.asked import address

# Flags said by a quiet mark beside a name; the others are sentences.
MARKS = {
    Flag.INHERITED: "kế thừa",
    Flag.LATE: "muộn hạn",
    Flag.NEW_UNIT: "đơn vị mới",
    Flag.DERIVED: "thứ bậc suy ra",
    Flag.BASIS_CHANGED: "đổi cơ sở so sánh",
}
# The scheme does not ask for it, we do: the words stand in full on the page of the target.
PROPOSED = "đề xuất"
# What is its own proof: told in its own words, with no documents to look up; which of it one may open, by its kind.
REGISTERS: dict[str, Callable[[Actor], QuerySet[Any, Any]]] = {
    CASE: petitions_visible_to,
    TASK: tasks_visible_to,
    RECOMMENDATION: recommendations_visible_to,
    SESSION: sessions_visible_to,
}
SHORT = (Status.NOT_ACHIEVED, Status.NO_DATA)


@dataclass(frozen=True)
class Row:
    """One target as the scorecard prints it."""

    id: str
    name: str
    url: str
    threshold: str
    is_pending: bool = False
    is_companion: bool = False
    notes: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    result: Said = NOTHING_SAID
    provisional: str = ""
    share: Fraction | None = None
    provisional_share: Fraction | None = None
    limit: Fraction | None = None
    status: str = ""
    open: bool = False
    trend: Sequence[tuple[int, str]] = ()
    trend_label: str = ""
    short: int = 0
    short_url: str = ""
    is_summed: bool = True
    declared: str = ""
    gap: str = ""
    declared_url: str = ""


def target_url(scheme: str, target: str, year: int, **query: str) -> str:
    """Return the address of a target in a year, with its list narrowed."""
    more = "".join(f"&{name.replace('_', '-')}={value}" for name, value in query.items())
    return f"{address(scheme, 'target', target=target)}?nam={year}{more}"


def linked(definition: SchemeDefinition, ids: Iterable[str], year: int) -> list[tuple[str, str]]:
    """Return the pages of targets and tasks that are named beside one another."""
    scheme, tasks = definition.scheme.id, {task.id for task in definition.tasks}
    pages = [
        (
            each,
            address(scheme, "indicator", indicator=each) if each in tasks else address(scheme, "target", target=each),
        )
        for each in ids
    ]
    return [(each, f"{page}?nam={year}") for each, page in pages]


def unit_url(scheme: str, target: str, unit_id: int, year: int) -> str:
    """Return the address of one unit's figure."""
    return f"{address(scheme, 'target_unit', target=target, unit=unit_id)}?nam={year}"


def unit_card_url(scheme: str, unit_id: int, year: int) -> str:
    """Return the address of the scorecard of one unit."""
    return f"{address(scheme, 'scorecard')}?nam={year}&don-vi={unit_id}"


@dataclass(frozen=True)
class Paper:
    """A document that proves a record."""

    label: str
    url: str


@dataclass(frozen=True)
class Fact:
    """A record, or what a register holds, behind a figure, as `_facts.html` prints it."""

    title: str
    url: str
    on: date | None
    due_on: date | None
    state: str
    word: str
    why: str
    inherited_from: str
    documents: Sequence[Paper]


def fact_of(each: NamedExhibit, addresses: Mapping[tuple[str, int], str], documents: Iterable[Paper] = ()) -> Fact:
    """Return what stands behind a figure with its address and documents; registers have words of their own."""
    record = each.record
    return Fact(
        title=record.title,
        url=addresses.get((record.kind, record.record_id), ""),
        on=record.happened_on,
        due_on=record.due_on,
        state=record.state,
        word=record.state_label if record.kind in REGISTERS else "",
        why=record.why,
        inherited_from=each.unit_name if record.is_inherited else "",
        documents=tuple(documents),
    )


def exhibit_addresses(actor: Actor, exhibits: Iterable[Exhibit]) -> dict[tuple[str, int], str]:
    """Return the pages of what stands behind a figure, by kind and id, as far as the actor may open them."""
    asked: dict[str, set[int]] = {}
    for each in exhibits:
        asked.setdefault(each.kind, set()).add(each.record_id)
    found = {
        (kind, row.pk): row.get_absolute_url()
        for kind, rows in REGISTERS.items()
        if kind in asked
        for row in rows(actor).filter(pk__in=asked[kind])
    }
    others = {(kind, pk) for kind, pks in asked.items() if kind not in REGISTERS for pk in pks}
    records = record_addresses(actor, [pk for _kind, pk in others])
    return found | {(kind, pk): records[pk] for kind, pk in others if pk in records}


def record_addresses(actor: Actor, ids: Collection[int]) -> dict[int, str]:
    """Return the pages of these records, as far as the actor may open them.  One query."""
    records: QuerySet[Any, Any] = records_visible_to(actor)
    return {record.pk: record.get_absolute_url() for record in records.filter(pk__in=ids)}


def figure_of(
    asked: Asked, numerator: int | None, denominator: int | None, detail: Mapping[str, Any] | None = None
) -> Said:
    """Return a figure of a target in words."""
    return say_figure(
        asked.value, numerator, denominator, threshold=asked.threshold, counts=asked.own.counts, detail=detail
    )


def declared_of(asked: Asked, declared: Declaration | None) -> tuple[str, str]:
    """Return what was declared, and the gap to the computed figure, in words."""
    if declared is None:
        return "", ""
    said = str(figure_of(asked, declared.numerator, declared.denominator)) if declared.numerator is not None else ""
    return said or declared.percent or "–", _gap(asked, declared)


def _gap(asked: Asked, declared: Declaration) -> str:
    if not declared.gap:
        return ""
    word = "cao hơn" if declared.gap > 0 else "thấp hơn"
    if asked.value is ValueKind.SHARE:
        points = format_percent(abs(declared.gap)).removesuffix(" %")
        return f"{word} số tính {points} điểm %"
    return f"{word} số tính {format_number(abs(int(declared.gap)))}"


def marks_of(flags: Collection[Flag]) -> tuple[str, ...]:
    """Return the quiet marks of a figure."""
    return tuple(mark for flag, mark in MARKS.items() if flag in flags)


def notes_of(flags: Mapping[Flag, int]) -> tuple[str, ...]:
    """Return what a reader must know of a figure of many units, as short sentences with their numbers."""
    said = {
        Flag.LATE: "{n} đơn vị muộn hạn, vẫn được tính",
        Flag.INHERITED: "{n} đơn vị kế thừa từ đơn vị trước sắp xếp",
        Flag.NEW_UNIT: "{n} đơn vị mới, chưa phải tính",
    }
    notes = [words.format(n=format_number(flags[flag])) for flag, words in said.items() if flags.get(flag)]
    notes += [flag.label for flag in (Flag.NOT_ALL_RANKED, Flag.KEPT) if flags.get(flag)]
    return (" · ".join(notes),) if notes else ()


def unit_row(asked: Asked, line: UnitLine) -> Row:
    """Return the figure of one unit as a line."""
    declared, gap = declared_of(asked, line.declared)
    return Row(
        id=asked.id,
        name=asked.name,
        url=unit_url(asked.definition.scheme.id, asked.id, line.unit_id, line.year),
        threshold=asked.threshold.label if asked.threshold else "–",
        is_companion=asked.is_companion,
        notes=tuple(flag.label for flag in line.flags if flag not in MARKS and flag is not Flag.OPEN),
        marks=marks_of(line.flags),
        result=figure_of(asked, line.numerator, line.denominator, line.detail),
        provisional=provisional_of(asked, line),
        share=place(asked.value, line.numerator, line.denominator),
        provisional_share=place(asked.value, line.provisional_numerator, line.provisional_denominator),
        limit=limit(asked.threshold),
        status=str(line.status),
        open=Flag.OPEN in line.flags,
        declared=declared,
        gap=gap,
    )


def provisional_of(asked: Asked, line: Any) -> str:
    """Return the provisional figure where it differs from the computed one."""
    computed = (line.numerator, line.denominator)
    provisional = (line.provisional_numerator, line.provisional_denominator)
    if provisional == computed or provisional[0] is None:
        return ""
    return str(figure_of(asked, *provisional))


def _judged(line: TargetLine) -> tuple[str, ...]:
    return (f"Kết luận theo {line.judged_by.id} {line.judged_by.name}.",) if line.judged_by else ()


def row_of(line: TargetLine, year: int, *, is_one_unit: bool = False) -> Row:
    """Return a line of the scorecard; companions lead to their target."""
    asked = line.asked
    scheme = asked.definition.scheme.id
    url = target_url(scheme, asked.target.id, year)
    proposed = (PROPOSED,) if asked.target.proposed and not asked.is_companion else ()
    threshold = asked.threshold.label if asked.threshold else "–"
    if line.is_pending:
        return Row(
            asked.id, asked.name, url, threshold, is_pending=True, is_companion=asked.is_companion, marks=proposed
        )
    declared, gap = declared_of(asked, line.declared)
    summed = not asked.is_published and not is_one_unit
    return Row(
        id=asked.id,
        name=asked.name,
        url=url,
        threshold=threshold,
        is_companion=asked.is_companion,
        notes=_judged(line) + (notes_of(line.flags) if summed else (line.reason,) if line.reason else ()),
        marks=proposed if summed else (*proposed, *marks_of(line.flags)),
        result=figure_of(asked, line.numerator, line.denominator, line.detail),
        provisional=provisional_of(asked, line),
        share=line.share,
        provisional_share=line.provisional_share if line.differs_provisionally else None,
        limit=limit(asked.threshold),
        status="" if Flag.NO_VERDICT in line.verdict_flags else str(line.status or ""),
        open=Flag.OPEN in line.verdict_flags,
        trend=[(point.year, point.status.value if point.status else "") for point in line.trend],
        trend_label=f"{line.trend[0].year}–{line.trend[-1].year % 100:02}" if line.trend else "",
        short=line.units_short if summed else 0,
        short_url=target_url(scheme, asked.id, year, trang_thai="thieu"),
        is_summed=summed,
        declared=declared,
        gap=gap,
        declared_url=f"{address(scheme, 'declared')}?nam={year}&chi-tieu={asked.id}",
    )
