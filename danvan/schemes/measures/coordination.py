"""Agreements with the Front and the organisations, and their reviews (T19, T20)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from danvan.coordination.choices import Party
from danvan.coordination.models import CoordinationAgreement
from danvan.kernel.text import format_date
from danvan.schemes.measures.base import Answer, KeptFigure, Measure, Question, by_seat, counts_at, is_sent, marked
from danvan.schemes.roster import Asked, Seat
from danvan.schemes.rules.definition import MeasureSpec, Parameter, ValueKind
from danvan.schemes.rules.verdict import Flag, Outcome, Tally
from danvan.schemes.sources import papers
from danvan.schemes.sources.facts import Exhibit

# The two-tier government began; units of that day and later sign anew.
MERGER = date(2025, 7, 1)


def covered(agreement: CoordinationAgreement, *, front_signs: bool) -> frozenset[str]:
    """Return the parties an agreement binds; the Front may sign for the organisations it names."""
    parties = frozenset(agreement.parties)
    if front_signs and Party.FRONT in parties and agreement.names_organisations:
        return frozenset(Party.values)
    return parties


def answer_agreements(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer 1/1 for a government whose agreements in force on the last day bind every party, in one paper or several.

    An agreement ends with its unit: what a predecessor signed does not count.
    """
    needed = frozenset(question.parameter("parties"))
    found = papers.agreements(question.wanted)
    for seat in question.seats:
        day = question.snapshot_day(seat)
        due_on = _due_on(question, seat)
        held = papers.held_in(found, seat.unit_id, seat.period)
        own = [paper for paper in held if paper.in_force_on(day)]
        front_signs = bool(question.setting("front_signs_for_organisations", seat).value)
        outcomes, missing = [], needed
        for states in question.sides:
            bound = frozenset(
                party for paper in own if paper.state in states for party in covered(paper, front_signs=front_signs)
            )
            is_signed = needed <= bound
            # What is due only after the period is not asked of it.
            binds = is_signed or due_on <= seat.period.last_day
            has_data = is_signed or not binds or is_sent(paper.state for paper in held)
            tally = Tally(int(is_signed), 1, has_data) if binds else Tally(0, 0)
            outcomes.append(question.judge(seat, tally, due_on=due_on if binds else None))
            missing = needed - bound if states == question.sides[0] else missing
        detail = {"missing": sorted(missing), "due_on": due_on.isoformat(), "signed": len(own)}
        yield seat, Answer(outcomes[0], outcomes[1], detail)


def _due_on(question: Question, seat: Seat) -> date:
    key = "after_merger_due_on" if seat.valid_from >= MERGER else "first_due_on"
    value = question.setting(key, seat).value
    assert isinstance(value, date), "a due day is a day"
    return value


def exhibit_agreements(question: Question) -> Iterator[Exhibit]:
    """List the agreements that held in the year; one that ended before the last day does not count."""
    found = papers.agreements(question.wanted)
    for seat in question.seats:
        for unit in seat.contributors:
            for paper in papers.held_in(found, unit, seat.period):
                (shown,) = marked([papers.shown(paper, seat.year)], question)
                if unit != seat.unit_id:
                    shown = replace(shown, is_counted=False, is_provisional=False, why="hết hiệu lực cùng đơn vị cũ")
                elif not paper.in_force_on(question.snapshot_day(seat)):
                    shown = replace(
                        shown, is_counted=False, is_provisional=False, why="hết hiệu lực trước ngày cuối kỳ"
                    )
                yield shown


def say_agreements(asked: Asked, row: KeptFigure) -> str:
    """Tell which parties have not signed."""
    told = row.detail
    if row.numerator:
        return "Quy chế phối hợp đang có hiệu lực với đủ các bên."
    due = f" Hạn ký: {format_date(date.fromisoformat(told['due_on']))}." if told.get("due_on") else ""
    if not told.get("signed"):
        return f"Chưa có quy chế phối hợp đang có hiệu lực.{due}"
    missing = "; ".join(str(Party(code).label) for code in told["missing"])
    return f"Quy chế đã xác minh còn thiếu: {missing}.{due}"


# --- reviews ----------------------------------------------------------------------------------------------------------


def answer_reviews(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer 1/1 for a government that held a joint conference; one without any agreement in the year is left out."""
    held = by_seat(papers.count_coordination_reviews(question.wanted))
    signed = papers.agreements(question.wanted)
    for seat in question.seats:
        counts = [count for unit in seat.contributors for count in held.get((unit, seat.year), [])]
        bound_papers = [paper for unit in seat.contributors for paper in papers.held_in(signed, unit, seat.period)]
        outcomes = []
        for states in question.sides:
            bound = any(paper.state in states for paper in bound_papers)
            done = counts_at(states, counts) > 0
            outcomes.append(_reviewed(question, seat, bound=bound, done=done, sent=is_sent(c.state for c in counts)))
        inherited = bool(counts) and all(count.unit_id != seat.unit_id for count in counts)
        if inherited and outcomes[0].numerator:
            outcomes[0] = replace(outcomes[0], flags=outcomes[0].flags | {Flag.INHERITED})
        detail = {"reviews": counts_at(question.sides[0], counts), "agreements": len(bound_papers)}
        yield seat, Answer(outcomes[0], outcomes[1], detail)


def _reviewed(question: Question, seat: Seat, *, bound: bool, done: bool, sent: bool) -> Outcome:
    if not bound:
        return question.judge(seat, Tally(0, 0))
    return question.judge(seat, Tally(int(done), 1, sent or done))


def exhibit_reviews(question: Question) -> Iterator[Exhibit]:
    """List the reviews; letters exchanged do not count."""
    rows = list(papers.list_coordination_reviews(question.wanted))
    for shown, (_, is_conference) in zip(marked((each for each, _ in rows), question), rows, strict=True):
        if is_conference:
            yield shown
        else:
            yield replace(shown, is_counted=False, is_provisional=False, why="trao đổi bằng văn bản nên không tính")


def say_reviews(asked: Asked, row: KeptFigure) -> str:
    """Tell whether there was an agreement to review, and a review."""
    told = row.detail
    if not told.get("agreements") and not row.numerator:
        return "Không có quy chế phối hợp có hiệu lực trong năm nên không phải tính."
    return (
        "Đã tổ chức hội nghị đánh giá."
        if row.numerator
        else f"Chưa ghi nhận hội nghị đánh giá đã xác minh của năm {row.year}."
    )


_SETTINGS = frozenset({"first_due_on", "after_merger_due_on", "front_signs_for_organisations"})

MEASURES: dict[str, Measure] = {
    "units_with_coordination_agreement": Measure(
        MeasureSpec("coordination", ValueKind.SHARE, (Parameter("parties", frozenset(Party.values)),), _SETTINGS),
        kinds=frozenset({papers.AGREEMENT}),
        answers=answer_agreements,
        exhibits=exhibit_agreements,
        reason=say_agreements,
        is_snapshot=True,
    ),
    "units_with_coordination_review": Measure(
        MeasureSpec("coordination", ValueKind.SHARE),
        kinds=frozenset({papers.AGREEMENT, papers.REVIEW}),
        answers=answer_reviews,
        exhibits=exhibit_reviews,
        reason=say_reviews,
    ),
}
