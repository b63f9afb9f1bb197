"""Plans and their tasks (T03, T04, T05)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date

from danvan.kernel.figures import Threshold
from danvan.kernel.text import format_number
from danvan.plans.choices import PlanKind
from danvan.schemes.measures.base import (
    Answer,
    KeptFigure,
    Measure,
    Question,
    answer_having,
    counts_at,
    is_sent,
    marked,
    say_having,
)
from danvan.schemes.roster import Asked, Seat
from danvan.schemes.rules.definition import MeasureSpec, Parameter, ValueKind
from danvan.schemes.rules.verdict import Flag, Outcome, Tally, passing_tally
from danvan.schemes.sources import plans
from danvan.schemes.sources.facts import Count, Exhibit, by_seat

_KINDS = frozenset(PlanKind.values)


def answer_carrying_out(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer 1/1 for a unit that has done enough of the tasks its plans set for the year; without a plan it fails."""
    kinds = question.parameter("kinds")
    issued = by_seat(plans.count_plans(kinds, question.wanted))
    due: dict[tuple[int, int], list[plans.TaskCount]] = {}
    for count in plans.count_tasks(kinds, question.wanted):
        due.setdefault((count.unit_id, count.year), []).append(count)
    for seat in question.seats:
        (computed, told), (provisional, told_provisionally) = (
            _carrying_out(question, seat, issued, due, states) for states in question.sides
        )
        yield seat, Answer(computed, provisional, {**told, "provisional_done": told_provisionally["done"]})


def _carrying_out(
    question: Question,
    seat: Seat,
    issued: Mapping[tuple[int, int], list[Count]],
    due: Mapping[tuple[int, int], list[plans.TaskCount]],
    states: Collection[str],
) -> tuple[Outcome, dict[str, int]]:
    plan_counts = [count for unit in seat.contributors for count in issued.get((unit, seat.year), [])]
    tasks = [
        count for unit in seat.contributors for count in due.get((unit, seat.year), []) if count.plan_state in states
    ]
    has_plan = bool(counts_at(states, plan_counts))
    all_due = sum(count.due for count in tasks)
    proven = [count for count in tasks if count.state in states]
    done = sum(count.done for count in proven)
    if has_plan:
        tally = passing_tally(done, all_due, level=question.setting("pass_level", seat).threshold)
    else:
        tally = Tally(0, 1, has_data=is_sent(count.state for count in plan_counts))
    inherited = any(count.unit_id != seat.unit_id for count in plan_counts if count.state in states)
    outcome = question.judge(seat, tally, {Flag.INHERITED} if inherited else ())
    late = sum(count.late for count in proven)
    return outcome, {"plans": counts_at(states, plan_counts), "due": all_due, "done": done, "late": late}


def exhibit_carrying_out(question: Question) -> Iterator[Exhibit]:
    """List the plans, then their tasks; a task of a plan that does not count does not count either."""
    kinds = question.parameter("kinds")
    computed, provisional = question.sides
    yield from marked(plans.list_plans(kinds, question.wanted), question)
    tasks = list(plans.list_tasks(kinds, question.wanted))
    for exhibit, (_, plan_state) in zip(marked((task for task, _ in tasks), question), tasks, strict=True):
        done = exhibit.happened_on is not None
        why = exhibit.why if done else "chưa có kết quả"
        if plan_state not in computed:
            why = "kế hoạch chưa được xác minh nên nhiệm vụ chưa tính"
        yield replace(
            exhibit,
            is_counted=exhibit.is_counted and done and plan_state in computed,
            is_provisional=exhibit.is_provisional and done and plan_state in provisional,
            why=why,
        )


def say_carrying_out(asked: Asked, row: KeptFigure) -> str:
    """Tell how many tasks are done of how many."""
    told = row.detail
    if not told.get("plans"):
        return f"Chưa có kế hoạch năm {row.year} được xác minh."
    if not told["due"]:
        return "Kế hoạch chưa có nhiệm vụ đến hạn trong năm."
    level: Threshold = asked.setting("pass_level", on=date(row.year, 12, 31)).threshold
    return (
        f"Hoàn thành {format_number(told['done'])}/{format_number(told['due'])} nhiệm vụ đến hạn trong năm; "
        f"mức đạt của một đơn vị là {level.label}."
    )


MEASURES: dict[str, Measure] = {
    "units_with_plan": Measure(
        MeasureSpec("plans", ValueKind.SHARE, (Parameter("kind", _KINDS),)),
        kinds=frozenset({plans.PLAN}),
        answers=lambda question: answer_having(
            question, plans.count_plans([question.parameter("kind")], question.wanted)
        ),
        exhibits=lambda question: marked(plans.list_plans([question.parameter("kind")], question.wanted), question),
        reason=say_having("kế hoạch"),
    ),
    "units_carrying_out_plans": Measure(
        MeasureSpec("plans", ValueKind.SHARE, (Parameter("kinds", _KINDS),), frozenset({"pass_level"})),
        kinds=frozenset({plans.PLAN, plans.TASK}),
        answers=answer_carrying_out,
        exhibits=exhibit_carrying_out,
        reason=say_carrying_out,
    ),
}
