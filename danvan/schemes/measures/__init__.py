"""How figures are made: the measures a definition may name (decision D3).

A new area brings a file in `sources`, a file here, and its line in the table.
"""

from collections.abc import Sequence

from danvan.kernel.figures import Status
from danvan.schemes.measures import (
    activities,
    awards,
    cases,
    committees,
    conclusions,
    coordination,
    dialogues,
    exemplars,
    indices,
    inspections,
    opinions,
    outreach,
    plans,
    reception,
)
from danvan.schemes.measures.base import Answer, KeptFigure, Measure, Question
from danvan.schemes.roster import Asked
from danvan.schemes.rules.definition import MeasureSpec
from danvan.schemes.rules.verdict import Flag
from danvan.schemes.sources.facts import Regulation

__all__ = ["MEASURES", "SPECS", "Answer", "Measure", "Question", "measure_of", "reason_of", "regulations_of"]

MEASURES: dict[str, Measure] = {
    name: measure
    for area in (
        plans,
        activities,
        outreach,
        coordination,
        committees,
        inspections,
        dialogues,
        exemplars,
        awards,
        indices,
        cases,
        opinions,
        conclusions,
        reception,
    )
    for name, measure in area.MEASURES.items()
}
SPECS: dict[str, MeasureSpec] = {name: measure.spec for name, measure in MEASURES.items()}


def measure_of(asked: Asked) -> Measure:
    """Return the measure a target names."""
    return MEASURES[asked.own.measure]


def regulations_of(asked: Asked, year: int) -> Sequence[Regulation]:
    """Return what the area of a target says it goes by in a year; nothing for most."""
    measure = MEASURES.get(asked.own.measure)
    return measure.regulations(year) if measure and measure.regulations else ()


def reason_of(asked: Asked, row: KeptFigure) -> str:
    """Return in one sentence why a kept figure is what it is."""
    if Flag.NEW_UNIT in row.flags:
        return "Đơn vị mới thành lập, chưa đủ thời gian phải tính và chưa có minh chứng."
    if Flag.BASIS_CHANGED in row.flags and row.status == Status.NOT_APPLICABLE:
        return "Số tỉnh, thành phố được xếp hạng của hai năm khác nhau nên không so sánh."
    return measure_of(asked).reason(asked, row)
