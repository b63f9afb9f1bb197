"""Models and bright spots (T15 to T18).

One exemplar has one category in a year, so nothing counts twice (rule R12).
"""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta

from danvan.exemplars.choices import Category, Step
from danvan.kernel.text import format_number
from danvan.schemes.measures.base import Answer, KeptFigure, Measure, Question, is_sent, marked
from danvan.schemes.roster import Asked, Seat
from danvan.schemes.rules.definition import MeasureSpec, Parameter, ValueKind
from danvan.schemes.rules.verdict import Flag, Outcome, Tally
from danvan.schemes.sources import exemplars
from danvan.schemes.sources.exemplars import YearOfLife
from danvan.schemes.sources.facts import Exhibit

_DAY = timedelta(days=1)


def _of_category(lives: list[YearOfLife], category: str) -> list[YearOfLife]:
    return [life for life in lives if life.category == category]


def answer_having_exemplar(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer 1/1 for a unit with enough exemplars of a category that worked in the year and prove it."""
    category, at_least = question.parameter("category"), question.parameter("at_least")
    found = exemplars.years_of_life(question.wanted)
    for seat in question.seats:
        lives = [
            life for unit in seat.contributors for life in _of_category(found.get((unit, seat.year), []), category)
        ]
        outcomes = [_having(question, seat, lives, states, at_least) for states in question.sides]
        counted = [life for life in lives if not life.why_not(question.sides[0])]
        detail = {
            "new": sum(life.is_new for life in counted),
            "continued": sum(not life.is_new for life in counted),
            "registered": len(lives),
            "individual": sum(not life.exemplar.is_collective for life in lives),
        }
        yield seat, Answer(outcomes[0], outcomes[1], detail)


def _having(question: Question, seat: Seat, lives: list[YearOfLife], states: Collection[str], at_least: int) -> Outcome:
    counted = [life for life in lives if not life.why_not(states)]
    enough = len(counted) >= at_least
    own = sum(life.exemplar.unit_id == seat.unit_id for life in counted)
    sent = any(is_sent([life.exemplar.state, *(step.state for step in life.steps)]) for life in lives)
    marks = {Flag.INHERITED} if enough and own < at_least else set()
    return question.judge(seat, Tally(int(enough), 1, enough or sent), marks)


def exhibit_exemplars(question: Question) -> Iterator[Exhibit]:
    """List the exemplars of the category; each that does not count says why."""
    category = question.parameter("category")
    computed, provisional = question.sides
    found = exemplars.years_of_life(question.wanted)
    for seat in question.seats:
        for unit in seat.contributors:
            for life in _of_category(found.get((unit, seat.year), []), category):
                (shown,) = marked([exemplars.shown(life)], question)
                why = life.why_not(computed)
                yield replace(
                    shown, is_counted=not why, is_provisional=not life.why_not(provisional), why=why or shown.why
                )


def say_exemplars(asked: Asked, row: KeptFigure) -> str:
    """Tell how many are new and how many continued."""
    told = row.detail
    if row.numerator:
        return f"{format_number(told['new'])} mới, {format_number(told['continued'])} tiếp tục, có minh chứng của năm."
    if told.get("registered"):
        return f"Đã đăng ký {format_number(told['registered'])} nhưng chưa đủ điều kiện tính trong năm {row.year}."
    return f"Chưa đăng ký mô hình, điểm sáng nào tính cho năm {row.year}."


# --- the five steps (T18) ---------------------------------------------------------------------------------------------


def _limit(question: Question, seat: Seat) -> date:
    """Return the last day on which what was due has to be done: yesterday, while the period runs."""
    return min(seat.period.last_day, question.on - _DAY)


def answer_steps(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer with the exemplars whose due steps are all taken, of those that count in the year."""
    asked_steps = frozenset(question.parameter("stages"))
    found = exemplars.years_of_life(question.wanted)
    for seat in question.seats:
        lives = [life for unit in seat.contributors for life in found.get((unit, seat.year), [])]
        limit = _limit(question, seat)
        outcomes = []
        for states in question.sides:
            counted = [life for life in lives if not life.why_not(states)]
            whole = [life for life in counted if not _missing(life, limit, states, asked_steps)]
            outcomes.append(question.judge(seat, Tally(len(whole), len(counted))))
        verified = [life for life in lives if not life.why_not(question.sides[0])]
        missing = sum(len(_missing(life, limit, question.sides[0], asked_steps)) for life in verified)
        yield seat, Answer(outcomes[0], outcomes[1], {"missing": missing, "exemplars": len(verified)})


def _missing(life: YearOfLife, limit: date, states: Collection[str], steps: frozenset[str]) -> list[str]:
    return [step.step for step in life.steps_due(limit) if step.step in steps and not life.is_step_done(step, states)]


def exhibit_steps(question: Question) -> Iterator[Exhibit]:
    """List the exemplars that count, then their steps."""
    computed, _ = question.sides
    found = exemplars.years_of_life(question.wanted)
    for seat in question.seats:
        limit = _limit(question, seat)
        for unit in seat.contributors:
            for life in found.get((unit, seat.year), []):
                (shown,) = marked([exemplars.shown(life)], question)
                if why := life.why_not(computed):
                    yield replace(shown, is_counted=False, is_provisional=False, why=why)
                    continue
                yield shown
                for step, (record) in zip(marked(exemplars.shown_steps(life), question), life.steps, strict=True):
                    if record.due_on > limit:
                        step = replace(step, is_counted=False, is_provisional=False, why="chưa đến hạn")
                    elif not life.is_step_done(record, computed):
                        step = replace(step, is_counted=False, why="đến hạn nhưng chưa có kết quả được xác minh")
                    yield step


def say_steps(asked: Asked, row: KeptFigure) -> str:
    """Tell how many steps are missing."""
    told = row.detail
    if not told.get("exemplars"):
        return "Không có mô hình, điểm sáng nào được tính trong năm."
    if told["missing"]:
        return f"Còn {format_number(told['missing'])} bước đến hạn chưa được xác minh."
    return "Mọi bước đến hạn đã được xác minh."


MEASURES: dict[str, Measure] = {
    "units_with_exemplar": Measure(
        MeasureSpec(
            "exemplars",
            ValueKind.SHARE,
            (Parameter("category", frozenset(Category.values)), Parameter("at_least")),
        ),
        kinds=frozenset({exemplars.EXEMPLAR, exemplars.MILESTONE}),
        answers=answer_having_exemplar,
        exhibits=exhibit_exemplars,
        reason=say_exemplars,
    ),
    "exemplars_with_due_milestones": Measure(
        MeasureSpec("exemplars", ValueKind.SHARE, (Parameter("stages", frozenset(Step.values)),)),
        kinds=frozenset({exemplars.EXEMPLAR, exemplars.MILESTONE}),
        answers=answer_steps,
        exhibits=exhibit_steps,
        reason=say_steps,
        is_snapshot=True,
    ),
}
