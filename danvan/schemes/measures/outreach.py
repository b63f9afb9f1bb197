"""Documents that concern people, brought to people in every area within the limit (T31)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from danvan.kernel.text import format_date, format_number
from danvan.schemes.measures.base import Answer, KeptFigure, Measure, Question, is_sent, marked
from danvan.schemes.roster import Asked, Seat
from danvan.schemes.rules.definition import MeasureSpec, ValueKind
from danvan.schemes.rules.verdict import Flag, Tally
from danvan.schemes.sources import outreach
from danvan.schemes.sources.facts import Exhibit, exhibit
from danvan.schemes.sources.outreach import Carried


def _limit(question: Question, seat: Seat, carried: Carried) -> date:
    issued = carried.document.happened_on
    assert issued is not None, "it counts in a year"
    return issued + timedelta(days=question.setting("outreach_within_days", seat).number)


def answer_documents(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer with the documents brought to every area in time, of those whose time is over or that were brought."""
    found = outreach.carried_out(question.wanted)
    for seat in question.seats:
        documents = [each for unit in seat.contributors for each in found.get((unit, seat.year), [])]
        outcomes = []
        running = 0
        for states in question.sides:
            done = due = running = 0
            for each in documents:
                limit = _limit(question, seat, each)
                brought = each.document.state in states and each.reached(states, limit) == each.areas
                is_over = each.document.state in states and limit < question.on
                done += brought
                due += brought or is_over
                running += not brought and not is_over
            sent = is_sent(each.document.state for each in documents)
            marks = {Flag.INHERITED} if any(each.document.unit_id != seat.unit_id for each in documents) else ()
            outcomes.append(question.judge(seat, Tally(done, due, sent or done > 0), marks))
        yield seat, Answer(outcomes[0], outcomes[1], {"documents": len(documents), "running": running})


def exhibit_documents(question: Question) -> Iterator[Exhibit]:
    """List the documents, each with how many of its areas were reached in time."""
    computed, _ = question.sides
    found = outreach.carried_out(question.wanted)
    for seat in question.seats:
        for unit in seat.contributors:
            for each in found.get((unit, seat.year), []):
                limit = _limit(question, seat, each)
                (shown,) = marked([exhibit(each.document, year=seat.year, due_on=limit)], question)
                reached = len(each.reached(computed, limit))
                fraction = f"{format_number(reached)}/{format_number(len(each.areas))}"
                why = f"đã đến {fraction} địa bàn, hạn {format_date(limit)}"
                yield replace(shown, is_counted=shown.is_counted and reached == len(each.areas), why=why)
                for activity in each.activities:
                    yield from marked([exhibit(activity, year=seat.year, unit_id=unit)], question)


def say_documents(asked: Asked, row: KeptFigure) -> str:
    """Tell how many documents were brought to people in time."""
    told = row.detail
    if not told.get("documents"):
        return f"Chưa xác định văn bản nào liên quan người dân trong năm {row.year}."
    running = f" {format_number(told['running'])} văn bản còn trong hạn." if told.get("running") else ""
    fraction = f"{format_number(row.numerator or 0)}/{format_number(row.denominator or 0)}"
    return f"{fraction} văn bản đến hạn đã được tuyên truyền đủ địa bàn.{running}"


MEASURES: dict[str, Measure] = {
    "documents_brought_to_people": Measure(
        MeasureSpec("activities", ValueKind.SHARE, (), frozenset({"outreach_within_days"})),
        kinds=frozenset({outreach.DOCUMENT, outreach.ACTIVITY}),
        answers=answer_documents,
        exhibits=exhibit_documents,
        reason=say_documents,
        is_snapshot=True,
    ),
}
