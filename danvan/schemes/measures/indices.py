"""Published ranks (T09 to T12)."""

from collections.abc import Callable, Iterator
from typing import Any

from danvan.indices.choices import IndexName
from danvan.kernel.figures import Threshold
from danvan.schemes.measures.base import Answer, KeptFigure, Measure, Question, marked
from danvan.schemes.roster import Asked, Seat
from danvan.schemes.rules.definition import MeasureSpec, Parameter, ValueKind
from danvan.schemes.rules.verdict import IndexRow, judge_gain, judge_rank
from danvan.schemes.sources import indices
from danvan.schemes.sources.facts import Exhibit, Wanted

_INDEX = (Parameter("index", frozenset(IndexName.values)),)


def _editions(question: Question, *, years_before: int = 0) -> Iterator[tuple[Seat, tuple[dict[int, IndexRow], ...]]]:
    """Return for each seat the editions of its province by year, one table for each side."""
    years = {year - back for year in question.wanted.years for back in range(years_before + 1)}
    rows = list(indices.index_rows(question.parameter("index"), Wanted(years, question.wanted.units)))
    for seat in question.seats:
        yield (
            seat,
            tuple(
                {row.year: row for exhibit, row in rows if exhibit.unit_id == seat.unit_id and exhibit.state in states}
                for states in question.sides
            ),
        )


def answer_rank(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer with the rank and how many were ranked."""
    threshold = _needed(question)
    for seat, sides in _editions(question):
        outcomes = [
            judge_rank(
                editions.get(seat.year),
                threshold,
                question.moment(seat),
                basis=question.setting("basis", seat).number,
                provinces=question.setting("provinces", seat).number,
            )
            for editions in sides
        ]
        yield seat, Answer(outcomes[0], outcomes[1], {"year": seat.year} if outcomes[0].numerator else {})


def answer_gain(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer with how many places were gained on the year before."""
    threshold = _needed(question)
    for seat, sides in _editions(question, years_before=1):
        outcomes = [
            judge_gain(
                editions.get(seat.year - 1),
                editions.get(seat.year),
                threshold,
                question.moment(seat),
                kept_at_rank=question.setting("kept_at_rank", seat).number,
            )
            for editions in sides
        ]
        detail: dict[str, Any] = {}
        for key, year in (("before", seat.year - 1), ("", seat.year)):
            if edition := sides[0].get(year):
                detail |= {key or "rank": edition.rank, f"{key}_of_total" if key else "of_total": edition.of_total}
        yield seat, Answer(outcomes[0], outcomes[1], {"year": seat.year, **detail} if detail else {})


def _needed(question: Question) -> Threshold:
    if question.asked.threshold is None:
        raise ValueError(f"{question.asked.id}: a rank is compared with something")
    return question.asked.threshold


def exhibit_editions(years_before: int) -> Callable[[Question], Iterator[Exhibit]]:
    """Return how to list the editions a figure was read from."""

    def exhibits(question: Question) -> Iterator[Exhibit]:
        years = {year - back for year in question.wanted.years for back in range(years_before + 1)}
        rows = indices.index_rows(question.parameter("index"), Wanted(years, question.wanted.units))
        yield from marked((exhibit for exhibit, _ in rows), question)

    return exhibits


def say_rank(asked: Asked, row: KeptFigure) -> str:
    """Tell the rank."""
    if row.numerator is None:
        return f"Chưa có thứ bậc của năm chỉ số {row.year}."
    return f"Năm chỉ số {row.year}: hạng {row.numerator} trên {row.denominator} tỉnh, thành phố được xếp hạng."


def say_gain(asked: Asked, row: KeptFigure) -> str:
    """Tell both ranks."""
    told = row.detail
    if "rank" not in told:
        return f"Chưa có thứ bậc của năm chỉ số {row.year}."
    if "before" not in told:
        return f"Chưa có thứ bậc của năm chỉ số {row.year - 1} để so sánh."
    return (
        f"Hạng {told['before']} trên {told['before_of_total']} năm {row.year - 1}, "
        f"hạng {told['rank']} trên {told['of_total']} năm {row.year}."
    )


MEASURES: dict[str, Measure] = {
    "index_rank": Measure(
        MeasureSpec("indices", ValueKind.RANK, _INDEX, frozenset({"basis", "provinces"})),
        kinds=frozenset({indices.SCORE}),
        answers=answer_rank,
        exhibits=exhibit_editions(0),
        reason=say_rank,
    ),
    "index_gain": Measure(
        MeasureSpec("indices", ValueKind.GAIN, _INDEX, frozenset({"kept_at_rank"})),
        kinds=frozenset({indices.SCORE}),
        answers=answer_gain,
        exhibits=exhibit_editions(1),
        reason=say_gain,
        years_after=1,
    ),
}
