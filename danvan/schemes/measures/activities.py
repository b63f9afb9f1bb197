"""Dissemination, sessions of cells, training, reviews (T01, T02, T25 to T27, T29)."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction

from danvan.activities.choices import CourseLevel, CourseSubject, ReviewKind
from danvan.kernel.text import format_date, format_number, format_percent
from danvan.schemes.measures.base import (
    Answer,
    KeptFigure,
    Measure,
    Question,
    answer_having,
    is_sent,
    marked,
    say_having,
)
from danvan.schemes.roster import Asked, Seat
from danvan.schemes.rules.definition import MeasureSpec, Parameter, ValueKind, parse_threshold
from danvan.schemes.rules.verdict import Flag, Outcome, Tally
from danvan.schemes.sources import activities
from danvan.schemes.sources.activities import Attended, CellCount, Taught
from danvan.schemes.sources.facts import Count, Exhibit

ATTENDANCE_FLOOR = "attendance_floor"

# --- dissemination (T01, T02) -----------------------------------------------------------------------------------------


def answer_dissemination(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer 1/1 for a unit whose people attended; for the article also when all its cells were in session."""
    counts = list(activities.count_events(question.parameter("topic"), question.wanted))
    if question.asked.own.parameters.get("or_all_cells_in_session"):
        counts += _cells_complete(question)
    return answer_having(question, counts)


def _thin(question: Question, event: Attended) -> str:
    """Return the mark of a conference to which fewer people came than should; it decides nothing."""
    if ATTENDANCE_FLOOR not in question.asked.target.settings or not event.invited:
        return ""
    value = question.asked.setting(ATTENDANCE_FLOOR, on=date(event.shown.year, 12, 31)).value
    assert isinstance(value, str), "a level is written as a comparison"
    floor = parse_threshold(value)
    if floor.meets(event.present, event.invited):
        return ""
    share = format_percent(Fraction(event.present, event.invited), not_reaching=floor.value)
    return f"; có mặt {share} số người được triệu tập, chưa đạt mức nên có ({floor.label})"


def _cells_complete(question: Question) -> Iterator[Count]:
    """Return a count for each unit and year in which every cell was in session in October."""
    totals = activities.cells_known_before(question.wanted)
    for (unit_id, year), cells in _cells_by_seat(activities.count_cells(question.wanted)).items():
        for states in question.sides:
            held = sum(cell.in_october for cell in cells if cell.state in states)
            if held >= _cells_of([unit_id], year, totals):
                worst = next(state for state in reversed(states) if any(cell.state == state for cell in cells))
                yield Count(unit_id, year, worst, 1)
                break


def exhibit_dissemination(question: Question) -> Iterator[Exhibit]:
    """List the events, and the sessions of cells where these stand in for them."""
    events = activities.list_events(question.parameter("topic"), question.wanted)
    for shown, event in zip(marked((event.shown for event in events), question), events, strict=True):
        yield replace(shown, why=f"{shown.why}{_thin(question, event)}")
    if question.asked.own.parameters.get("or_all_cells_in_session"):
        yield from exhibit_cells(question)


# --- sessions of cells (T29) ------------------------------------------------------------------------------------------


def answer_cells(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer with the cells in session in October of all cells."""
    found = _cells_by_seat(activities.count_cells(question.wanted))
    totals = activities.cells_known_before(question.wanted)
    for seat in question.seats:
        cells = [cell for unit in seat.contributors for cell in found.get((unit, seat.year), [])]
        total = _cells_of(list(seat.contributors), seat.year, totals)
        outcomes = []
        for states in question.sides:
            held = sum(cell.in_october for cell in cells if cell.state in states)
            sent = is_sent(cell.state for cell in cells)
            outcomes.append(
                question.judge(seat, Tally(min(held, total), total, sent or held > 0), _origin(seat, cells))
            )
        detail = {
            "held": sum(cell.in_october for cell in cells if cell.state in question.sides[0]),
            "out_of_month": sum(cell.out_of_month for cell in cells),
            "total": total,
        }
        yield seat, Answer(outcomes[0], outcomes[1], detail)


def _origin(seat: Seat, cells: Iterable[CellCount]) -> frozenset[Flag]:
    units = {cell.unit_id for cell in cells}
    return frozenset({Flag.INHERITED}) if units and seat.unit_id not in units else frozenset()


def _cells_by_seat(counts: Iterable[CellCount]) -> dict[tuple[int, int], list[CellCount]]:
    found: dict[tuple[int, int], list[CellCount]] = {}
    for count in counts:
        found.setdefault((count.unit_id, count.year), []).append(count)
    return found


def _cells_of(units: Collection[int], year: int, known: dict[int, list[tuple[int, int]]]) -> int:
    """Return how many cells there are: as said for the year, else as last said before, else one at least.

    A unit always has a cell; one that never said how many holds the province back by one.
    """
    own, *before = units
    for group in ([own], before):
        said = [[number for of_year, number in known.get(unit, []) if of_year <= year] for unit in group]
        if any(said):
            return max(1, sum(numbers[-1] for numbers in said if numbers))
    return 1


def exhibit_cells(question: Question) -> Iterator[Exhibit]:
    """List the sessions; one held outside October does not count."""
    sessions = list(activities.list_cell_sessions(question.wanted))
    for shown, (_, in_october) in zip(marked((each for each, _ in sessions), question), sessions, strict=True):
        if in_october:
            yield shown
        else:
            yield replace(shown, is_counted=False, is_provisional=False, why="ngoài tháng 10 nên không tính")


def say_cells(asked: Asked, row: KeptFigure) -> str:
    """Tell how many cells were in session."""
    told = row.detail
    outside = ""
    if told.get("out_of_month"):
        outside = f" {format_number(told['out_of_month'])} chi bộ sinh hoạt ngoài tháng 10 nên không tính."
    return f"{format_number(told['held'])}/{format_number(told['total'])} chi bộ đã sinh hoạt trong tháng 10.{outside}"


# --- training (T25, T25n, T26) ----------------------------------------------------------------------------------------

Courses = Callable[[Question], Iterable[Taught]]


def answer_taught(courses: Courses) -> Callable[[Question], Iterator[tuple[Seat, Answer]]]:
    """Return how to answer 1/1 for a unit whose courses of the year cover every subject, one course or several."""

    def answers(question: Question) -> Iterator[tuple[Seat, Answer]]:
        needed = frozenset(question.parameter("subjects"))
        at_least = int(str(question.asked.own.parameters.get("at_least", 1)))
        found: dict[tuple[int, int], list[Taught]] = {}
        for taught in courses(question):
            found.setdefault((taught.unit_id, taught.year), []).append(taught)
        for seat in question.seats:
            own = found.get((seat.unit_id, seat.year), [])
            everything = [each for unit in seat.contributors for each in found.get((unit, seat.year), [])]
            outcomes = [_taught(question, seat, own, everything, needed, states, at_least) for states in question.sides]
            counted = [each for each in everything if each.state in question.sides[0]]
            first_on = min((each.first_on for each in counted if each.first_on), default=None)
            detail = {
                "counted": len(counted),
                "missing": sorted(needed - _subjects(counted, at_least)),
                "first_on": first_on.isoformat() if first_on else None,
            }
            yield seat, Answer(outcomes[0], outcomes[1], detail)

    return answers


def _taught(
    question: Question,
    seat: Seat,
    own: list[Taught],
    everything: list[Taught],
    needed: frozenset[str],
    states: Collection[str],
    at_least: int,
) -> Outcome:
    by_itself = needed <= _subjects((each for each in own if each.state in states), at_least)
    together = needed <= _subjects((each for each in everything if each.state in states), at_least)
    marks = {Flag.INHERITED} if together and not by_itself else set()
    has_data = together or is_sent(each.state for each in everything)
    return question.judge(seat, Tally(int(together), 1, has_data), marks)


def _subjects(courses: Iterable[Taught], at_least: int) -> frozenset[str]:
    """Return the subjects taught, to so many people or by so many courses."""
    numbers = Counter({"": 0})
    for each in courses:
        numbers.update(dict.fromkeys(each.subjects, each.number))
    return frozenset(subject for subject, number in numbers.items() if number >= at_least)


def exhibit_taught(
    listed: Callable[[Question], Iterable[tuple[Exhibit, frozenset[str]]]],
) -> Callable[[Question], Iterator[Exhibit]]:
    """Return how to list courses; one without a subject that is asked for does not count."""

    def exhibits(question: Question) -> Iterator[Exhibit]:
        needed = frozenset(question.parameter("subjects"))
        rows = list(listed(question))
        for shown, (_, subjects) in zip(marked((each for each, _ in rows), question), rows, strict=True):
            if subjects & needed:
                yield shown
            else:
                yield replace(shown, is_counted=False, is_provisional=False, why="không có nội dung cần tính")

    return exhibits


def say_taught(asked: Asked, row: KeptFigure) -> str:
    """Tell which subjects are still missing."""
    told = row.detail
    if row.numerator:
        day = f", lớp đầu ngày {format_date(date.fromisoformat(told['first_on']))}" if told.get("first_on") else ""
        origin = " Có lớp của đơn vị trước sắp xếp." if Flag.INHERITED in row.flags else ""
        return f"Đã tập huấn đủ nội dung{day}.{origin}"
    if not told.get("counted"):
        return f"Chưa ghi nhận lớp tập huấn nào đã xác minh của năm {row.year}."
    missing = "; ".join(str(CourseSubject(code).label) for code in told["missing"])
    return f"Còn thiếu nội dung: {missing}."


def answer_courses_held(question: Question) -> Iterator[tuple[Seat, Answer]]:
    """Answer with how many courses were held on these subjects."""
    needed = frozenset(question.parameter("subjects"))
    found: dict[int, list[str]] = {}
    for course, subjects in activities.courses_of_level(question.parameter("level"), question.wanted):
        if subjects & needed:
            found.setdefault(course.year, []).append(course.state)
    for seat in question.seats:
        sent = found.get(seat.year, [])
        outcomes = []
        for states in question.sides:
            held = sum(state in states for state in sent)
            outcomes.append(question.judge(seat, Tally(held, None, bool(held) or is_sent(sent))))
        yield seat, Answer(outcomes[0], outcomes[1], {"held": outcomes[0].numerator or 0})


def _of_the_level(question: Question) -> Iterator[tuple[Exhibit, frozenset[str]]]:
    """List the courses of a level under whoever answers for it."""
    answering = {seat.year: seat.unit_id for seat in question.seats}
    for course, subjects in activities.courses_of_level(question.parameter("level"), question.wanted):
        yield replace(course, unit_id=answering[course.year]), subjects


def say_courses_held(asked: Asked, row: KeptFigure) -> str:
    """Tell the number of courses."""
    held = row.detail.get("held") or 0
    if not held:
        return f"Chưa ghi nhận lớp nào đã tổ chức và được xác minh của năm {row.year}."
    return f"Đã tổ chức {format_number(held)} lớp có danh sách người học."


_SUBJECTS = Parameter("subjects", frozenset(CourseSubject.values))


# How many cells a unit has is as last said, so that what was said of one year moves all that follow.
EVER_AFTER = 50

MEASURES: dict[str, Measure] = {
    "units_with_dissemination": Measure(
        MeasureSpec(
            "activities",
            ValueKind.SHARE,
            (Parameter("topic", frozenset(activities.TOPICS)), Parameter("or_all_cells_in_session", required=False)),
        ),
        kinds=frozenset({activities.EVENT, activities.CELL_SESSION}),
        answers=answer_dissemination,
        years_after=EVER_AFTER,
        exhibits=exhibit_dissemination,
        reason=say_having("hội nghị, buổi học tập"),
    ),
    "cells_in_session": Measure(
        MeasureSpec("activities", ValueKind.SHARE),
        kinds=frozenset({activities.CELL_SESSION}),
        answers=answer_cells,
        years_after=EVER_AFTER,
        exhibits=exhibit_cells,
        reason=say_cells,
    ),
    "units_holding_training": Measure(
        MeasureSpec("activities", ValueKind.SHARE, (_SUBJECTS,)),
        kinds=frozenset({activities.COURSE}),
        answers=answer_taught(lambda question: activities.courses_organised(question.wanted)),
        exhibits=exhibit_taught(lambda question: activities.list_courses(question.wanted)),
        reason=say_taught,
    ),
    "units_with_trained_staff": Measure(
        MeasureSpec("activities", ValueKind.SHARE, (_SUBJECTS, Parameter("at_least"))),
        kinds=frozenset({activities.COURSE}),
        answers=answer_taught(lambda question: activities.courses_attended(question.wanted)),
        exhibits=exhibit_taught(lambda question: activities.list_attended(question.wanted)),
        reason=say_taught,
    ),
    "courses_held": Measure(
        MeasureSpec("activities", ValueKind.COUNT, (Parameter("level", frozenset(CourseLevel.values)), _SUBJECTS)),
        kinds=frozenset({activities.COURSE}),
        answers=answer_courses_held,
        exhibits=exhibit_taught(_of_the_level),
        reason=say_courses_held,
    ),
    "units_with_review": Measure(
        MeasureSpec("activities", ValueKind.SHARE, (Parameter("kind", frozenset(ReviewKind.values)),)),
        kinds=frozenset({activities.REVIEW}),
        answers=lambda question: answer_having(
            question, activities.count_reviews(question.parameter("kind"), question.wanted)
        ),
        exhibits=lambda question: marked(
            activities.list_reviews(question.parameter("kind"), question.wanted), question
        ),
        reason=say_having("hội nghị sơ kết, tổng kết"),
    ),
}
