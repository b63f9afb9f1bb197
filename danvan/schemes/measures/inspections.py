"""Units inspected by a higher body (T38)."""

from collections.abc import Iterator
from dataclasses import replace

from danvan.schemes.measures.base import Answer, Measure, Question, answer_having, marked, say_having
from danvan.schemes.roster import Seat
from danvan.schemes.rules.definition import MeasureSpec, Parameter, ValueKind
from danvan.schemes.sources import inspections
from danvan.schemes.sources.facts import Count, Exhibit


def answer_inspected(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer 1/1 for a unit inspected at least once by a higher body, at the unit or together with another team."""
    counts = [
        Count(each.shown.unit_id, each.shown.year, each.shown.state, 1, each.shown.happened_on)
        for each in inspections.inspections(question.wanted)
        if not each.remark
    ]
    return answer_having(question, counts)


def exhibit_inspected(question: Question) -> Iterator[Exhibit]:
    """List the inspections; self-checks and reviews of papers say why they do not count."""
    rows = list(inspections.inspections(question.wanted))
    for shown, row in zip(marked((row.shown for row in rows), question), rows, strict=True):
        yield replace(shown, is_counted=False, is_provisional=False, why=row.remark) if row.remark else shown


MEASURES: dict[str, Measure] = {
    "units_inspected": Measure(
        MeasureSpec("inspections", ValueKind.SHARE, (Parameter("at_least"),)),
        kinds=frozenset({inspections.INSPECTION}),
        answers=answer_inspected,
        exhibits=exhibit_inspected,
        reason=say_having("cuộc kiểm tra của cấp trên"),
    ),
}
