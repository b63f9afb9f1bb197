"""Steering committees, focal assignments, evaluation (T30, T36, T37)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from danvan.committees.choices import Duty
from danvan.committees.rules.heads import is_right_head, is_stale
from danvan.orgs.choices import PostKind
from danvan.orgs.selectors import names_on
from danvan.schemes.measures.base import Answer, KeptFigure, Measure, Question, by_seat, counts_at, is_sent, marked
from danvan.schemes.roster import Asked, Seat
from danvan.schemes.rules.definition import MeasureSpec, Parameter, ValueKind
from danvan.schemes.rules.verdict import Flag, Tally
from danvan.schemes.sources import papers
from danvan.schemes.sources.facts import Exhibit

POSTS = frozenset(PostKind.values)
# Who answers for an agency: its head, or the chair of a committee that is one.
RESPONSIBLE = frozenset({PostKind.HEAD, PostKind.CHAIR})


# --- steering committees (T36) ----------------------------------------------------------------------------------------


def fault_of(committee: Any, seat: Seat, question: Question, heads: Mapping[str, Collection[str]], level: str) -> str:
    """Return why a committee does not count for a seat; empty when it does."""
    day = question.snapshot_day(seat)
    if not committee.in_force_on(day):
        return "không còn hoặc chưa có hiệu lực"
    if not is_right_head(committee.head_post, level, heads):
        return f"trưởng ban là {committee.get_head_post_display()}, chưa đúng chức vụ quy định"
    renewal = question.setting("renewal_within_days", seat).number
    if is_stale(committee.left_on, day, renewal_days=renewal):
        return "trưởng ban đã thôi chức vụ, quá hạn kiện toàn"
    return ""


def _heads(question: Question) -> dict[str, frozenset[str]]:
    return {level: frozenset(question.parameter(f"head_{level}")) for level in ("province", "district", "commune")}


def _levels(question: Question) -> dict[tuple[int, int], str]:
    """Return the tier of every seat on its last day.  One query for each last day there is."""
    by_day: dict[Any, list[Seat]] = {}
    for seat in question.seats:
        by_day.setdefault(seat.period.last_day, []).append(seat)
    found = {}
    for day, seats in by_day.items():
        names = names_on([seat.unit_id for seat in seats], day)
        found.update({(seat.unit_id, seat.year): names[seat.unit_id].level for seat in seats})
    return found


def answer_committees(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer 1/1 for a government with a committee of its own, in force, rightly headed, not stale."""
    found = papers.committees(question.wanted)
    heads, levels = _heads(question), _levels(question)
    for seat in question.seats:
        own = papers.held_in(found, seat.unit_id, seat.period)
        faults = [fault_of(each, seat, question, heads, levels[seat.unit_id, seat.year]) for each in own]
        outcomes = []
        for states in question.sides:
            good = any(not fault for each, fault in zip(own, faults, strict=True) if each.state in states)
            outcomes.append(question.judge(seat, Tally(int(good), 1, good or is_sent(each.state for each in own))))
        verified = [fault for each, fault in zip(own, faults, strict=True) if each.state in question.sides[0]]
        detail = {"committees": len(own), "fault": next((fault for fault in reversed(verified) if fault), "")}
        yield seat, Answer(outcomes[0], outcomes[1], detail)


def exhibit_committees(question: Question) -> Iterator[Exhibit]:
    """List the committees; each that does not count says why."""
    found = papers.committees(question.wanted)
    heads, levels = _heads(question), _levels(question)
    for seat in question.seats:
        for unit in seat.contributors:
            for committee in papers.held_in(found, unit, seat.period):
                (shown,) = marked([papers.shown(committee, seat.year)], question)
                fault = fault_of(committee, seat, question, heads, levels[seat.unit_id, seat.year])
                if unit != seat.unit_id:
                    fault = "hết hiệu lực cùng đơn vị cũ"
                yield replace(shown, is_counted=False, is_provisional=False, why=fault) if fault else shown


def say_committees(asked: Asked, row: KeptFigure) -> str:
    """Tell what is wrong with the committee."""
    if row.numerator:
        return "Ban chỉ đạo đang có hiệu lực, trưởng ban đúng chức vụ quy định."
    if fault := row.detail.get("fault"):
        return f"Chưa được tính: {fault}."
    return (
        "Có quyết định chưa được xác minh." if row.detail.get("committees") else "Chưa ghi nhận quyết định ban chỉ đạo."
    )


# --- assignments (T37) ------------------------------------------------------------------------------------------------


def _is_whole(assignment: Any) -> bool:
    return assignment.leader_post in RESPONSIBLE and bool(assignment.officer or assignment.division)


def answer_assignments(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer 1/1 for a unit with an assignment in force that names its head and an officer or a division."""
    found = papers.assignments(question.wanted, Duty.MOBILIZATION)
    for seat in question.seats:
        day = question.snapshot_day(seat)
        own = papers.held_in(found, seat.unit_id, seat.period)
        outcomes = []
        for states in question.sides:
            good = any(each.state in states and each.in_force_on(day) and _is_whole(each) for each in own)
            outcomes.append(question.judge(seat, Tally(int(good), 1, good or is_sent(each.state for each in own))))
        yield seat, Answer(outcomes[0], outcomes[1], {"assignments": len(own)})


def exhibit_assignments(question: Question) -> Iterator[Exhibit]:
    """List the assignments; one that does not count says why."""
    found = papers.assignments(question.wanted, Duty.MOBILIZATION)
    for seat in question.seats:
        for assignment in papers.held_in(found, seat.unit_id, seat.period):
            (shown,) = marked([papers.shown(assignment, seat.year)], question)
            why = ""
            if not assignment.in_force_on(question.snapshot_day(seat)):
                why = "không còn hoặc chưa có hiệu lực"
            elif not _is_whole(assignment):
                why = "người chịu trách nhiệm không phải thủ trưởng, hoặc thiếu cán bộ, bộ phận phụ trách"
            yield replace(shown, is_counted=False, is_provisional=False, why=why) if why else shown


def say_assignments(asked: Asked, row: KeptFigure) -> str:
    """Tell whether there is an assignment."""
    if row.numerator:
        return "Phân công đang có hiệu lực, có thủ trưởng và cán bộ hoặc bộ phận phụ trách."
    if row.detail.get("assignments"):
        return "Có phân công nhưng chưa được xác minh, chưa đủ hoặc không còn hiệu lực."
    return "Chưa ghi nhận phân công phụ trách."


# --- evaluation (T30) -------------------------------------------------------------------------------------------------

HALVES = {"collective": "covers_collective", "individual": "covers_individual"}


def _covered(schemes: Iterable[Any]) -> frozenset[str]:
    schemes = list(schemes)
    return frozenset(half for half, column in HALVES.items() if any(getattr(each, column) for each in schemes))


def answer_evaluation(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer 1/1 for a unit whose rules in force in the year cover both halves and were used for the year."""
    needed = frozenset(question.parameter("halves"))
    schemes = papers.evaluation_schemes(question.wanted)
    used = by_seat(papers.count_uses(question.wanted))
    for seat in question.seats:
        own = [each for unit in seat.contributors for each in papers.held_in(schemes, unit, seat.period)]
        uses = [count for unit in seat.contributors for count in used.get((unit, seat.year), [])]
        outcomes = []
        for states in question.sides:
            good = needed <= _covered(each for each in own if each.state in states) and bool(counts_at(states, uses))
            sent = is_sent([each.state for each in own] + [count.state for count in uses])
            # One half taken over is enough to say so.
            halves = ({each.unit_id for each in own}, {count.unit_id for count in uses})
            marks = {Flag.INHERITED} if good and any(seat.unit_id not in half for half in halves) else ()
            outcomes.append(question.judge(seat, Tally(int(good), 1, good or sent), marks))
        verified = [each for each in own if each.state in question.sides[0]]
        detail = {"missing": sorted(needed - _covered(verified)), "uses": counts_at(question.sides[0], uses)}
        yield seat, Answer(outcomes[0], outcomes[1], detail)


def exhibit_evaluation(question: Question) -> Iterator[Exhibit]:
    """List the rules, then their uses."""
    schemes = papers.evaluation_schemes(question.wanted)
    for seat in question.seats:
        held = [each for unit in seat.contributors for each in papers.held_in(schemes, unit, seat.period)]
        yield from marked([papers.shown(each, seat.year) for each in held], question)
    yield from marked(papers.list_uses(question.wanted), question)


def say_evaluation(asked: Asked, row: KeptFigure) -> str:
    """Tell which half is missing, or that the rules were not used."""
    told = row.detail
    if row.numerator:
        return "Quy định có tiêu chí dân vận cho tập thể và cá nhân, đã áp dụng trong năm."
    words = {"collective": "tập thể", "individual": "cá nhân"}
    if told.get("missing"):
        return (
            f"Chưa có tiêu chí dân vận đã xác minh khi đánh giá {' và '.join(words[each] for each in told['missing'])}."
        )
    return f"Chưa ghi nhận việc áp dụng đánh giá của năm {row.year}."


MEASURES: dict[str, Measure] = {
    "units_with_steering_committee": Measure(
        MeasureSpec(
            "committees",
            ValueKind.SHARE,
            tuple(Parameter(f"head_{level}", POSTS) for level in ("province", "district", "commune")),
            frozenset({"renewal_within_days"}),
        ),
        kinds=frozenset({papers.COMMITTEE}),
        answers=answer_committees,
        exhibits=exhibit_committees,
        reason=say_committees,
        is_snapshot=True,
    ),
    "units_with_focal_assignment": Measure(
        MeasureSpec("committees", ValueKind.SHARE),
        kinds=frozenset({papers.ASSIGNMENT}),
        answers=answer_assignments,
        exhibits=exhibit_assignments,
        reason=say_assignments,
        is_snapshot=True,
    ),
    "units_evaluating_by_criterion": Measure(
        MeasureSpec("committees", ValueKind.SHARE, (Parameter("halves", frozenset(HALVES)),)),
        kinds=frozenset({papers.SCHEME, papers.USE}),
        answers=answer_evaluation,
        exhibits=exhibit_evaluation,
        reason=say_evaluation,
    ),
}
