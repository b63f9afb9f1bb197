"""Letters and cases, from the register itself (T13, T14).

Nobody verifies them: an act in the register is the fact.  What is shown of a
case behind a figure are its counting facts, never what stands in the file.
"""

from collections.abc import Callable, Collection, Iterator
from datetime import date
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, F, Q, QuerySet

from danvan.casework.choices import CaseKind
from danvan.casework.models import Case, HandOver
from danvan.casework.rules.ratios import Handling
from danvan.casework.rules.tenures import Tenures
from danvan.casework.selectors import (
    PASSED_ON,
    PASSED_ON_WHOLE,
    RECEIVED,
    RECEIVED_WHOLE,
    Stretch,
    cases_handed_over,
    cases_of_year,
    count_handling,
    count_resolution,
    known_in,
    letters_and_cases,
    letters_due,
    letters_passed_on,
    letters_received,
    resolution_conditions,
)
from danvan.kernel.text import format_date
from danvan.schemes.sources.facts import Exhibit, Wanted

CASE = "case"
LETTER_KINDS = frozenset(CaseKind.values) - {CaseKind.MIXED}


# Whether two units answer together, so that what passed between them is one case of both.
Together = Callable[[int, int | None], bool]


def handling(kinds: Collection[str], wanted: Wanted, on: date) -> dict[tuple[int, int], Handling]:
    """Return the handling of letters by unit and year.  Three queries for each year."""
    cases, handed = letters_and_cases(kinds, wanted.units), cases_handed_over(kinds, wanted.units)
    return {
        (unit, year): of for year in wanted.years for unit, of in count_handling(cases, handed, year, on=on).items()
    }


def resolution(kinds: Collection[str], wanted: Wanted, on: date) -> dict[int, Tenures]:
    """Return the resolution of cases by year.  Three queries for each year."""
    cases, handed = letters_and_cases(kinds, wanted.units), cases_handed_over(kinds, wanted.units)
    return {year: count_resolution(cases, handed, year, on=on) for year in wanted.years}


def list_letters(kinds: Collection[str], wanted: Wanted, on: date) -> Iterator[Exhibit]:
    """Return the letters behind T13, those out of time first.  Three queries for each year."""
    handed = cases_handed_over(kinds, wanted.units).select_related("case").order_by("case__handling_due_on", "pk")
    for year in sorted(wanted.years):
        letters = letters_due(letters_and_cases(kinds, wanted.units).filter(handed_over=None), year, on=on)
        for letter in letters.order_by("handling_due_on", "pk"):
            yield _letter(letter, letter.unit_id, year, on)
        for row in letters_received(handed.filter(**wanted.narrow("to_unit")), year, on=on):
            yield _letter(row.case, row.to_unit_id, year, on)
        for row in letters_passed_on(handed.filter(**wanted.narrow("from_unit")), year, on=on):
            yield _letter(row.case, row.from_unit_id, year, on)


def _letter(letter: Case, unit_id: int, year: int, on: date) -> Exhibit:
    due_on = letter.handling_due_on
    assert due_on is not None, "what fell due has a day"
    in_time = letter.handled_on is not None and letter.handled_on <= due_on
    why = "xử lý đúng hạn" if in_time else _late(letter, letter.handled_on, due_on)
    return _shown(letter, unit_id, year, on, letter.handled_on, due_on, is_counted=in_time, why=why)


def list_cases(
    kinds: Collection[str], numerator: str, wanted: Wanted, on: date, *, together: Together
) -> Iterator[Exhibit]:
    """Return the cases a year knows, each with whether it stands in that part of `Resolution`.  Four queries a year."""
    handed = cases_handed_over(kinds, wanted.units)
    for year in sorted(wanted.years):
        cases = cases_of_year(letters_and_cases(kinds, wanted.units).filter(handed_over=None), year)
        conditions = resolution_conditions(year, on=on)
        counted = set(cases.filter(conditions[numerator]).values_list("pk", flat=True))
        for case in cases.order_by("resolution_due_on", "pk"):
            yield _case(case, case.unit_id, year, on, is_counted=case.pk in counted)
        yield from _received(handed.filter(**wanted.narrow("to_unit")), numerator, year, on, together)
        yield from _passed_on(handed.filter(**wanted.narrow("from_unit")), numerator, year, on, together)


def _case(case: Case, unit_id: int, year: int, on: date, *, is_counted: bool, came: str = "") -> Exhibit:
    """Return a case as it stood at the end of a year, or stands."""
    day, settled_on = min(on, date(year + 1, 1, 1)), _settled_by(case, year)
    why = f"{came}{_say(case, settled_on)}"
    return _shown(case, unit_id, year, day, settled_on, case.resolution_due_on, is_counted=is_counted, why=why)


def _settled_by(case: Case, year: int) -> date | None:
    """Return when a case was settled; what was settled in a later year was open in this one."""
    return case.settled_on if case.settled_on and case.settled_on.year <= year else None


def _received(
    handed: "QuerySet[HandOver, Any]", numerator: str, year: int, on: date, together: Together
) -> Iterator[Exhibit]:
    rows = _told_apart(handed, numerator, year, on, since=RECEIVED, whole=RECEIVED_WHOLE)
    for row in rows.filter(case__handed_over=F("pk")):
        how = "whole" if together(row.to_unit_id, row.from_unit_id) else "since"
        if getattr(row, f"known_{how}"):
            is_sealed = row.case.kind == CaseKind.DENUNCIATION
            came = "" if is_sealed else f"nhận bàn giao từ {format_date(row.since)}; "
            yield _case(row.case, row.to_unit_id, year, on, is_counted=getattr(row, f"counted_{how}"), came=came)


def _passed_on(
    handed: "QuerySet[HandOver, Any]", numerator: str, year: int, on: date, together: Together
) -> Iterator[Exhibit]:
    rows = _told_apart(handed, numerator, year, on, since=PASSED_ON, whole=PASSED_ON_WHOLE)
    for row in rows:
        if together(row.from_unit_id, row.to_unit_id):
            continue
        origin = row.before.from_unit_id if row.before else None
        how = "whole" if together(row.from_unit_id, origin) else "since"
        if getattr(row, f"known_{how}"):
            yield _shown(
                row.case,
                row.from_unit_id,
                year,
                min(on, row.since),
                None,
                row.case.resolution_due_on,
                is_counted=getattr(row, f"counted_{how}"),
                why="chưa giải quyết xong khi đơn vị kết thúc, đã bàn giao",
            )


def _told_apart(
    handed: "QuerySet[HandOver, Any]", numerator: str, year: int, on: date, **stretches: Stretch
) -> "QuerySet[HandOver, Any]":
    """Return the hand-overs of cases the year knows and counts, told apart from their coming and their beginning."""
    asked = {}
    for how, stretch in stretches.items():
        counted = known_in(year, stretch) & resolution_conditions(year, on=on, stretch=stretch)[numerator]
        asked[f"known_{how}"] = ExpressionWrapper(known_in(year, stretch), output_field=BooleanField())
        asked[f"counted_{how}"] = ExpressionWrapper(counted, output_field=BooleanField())
    rows = handed.select_related("case", "before").annotate(**asked).filter(Q(known_since=True) | Q(known_whole=True))
    return rows.order_by("case__resolution_due_on", "pk")


def exhibit_received(case: Case, year: int, on: date) -> Exhibit:
    """Return a letter as it stands behind a number of letters received: open with its limit, or over."""
    done_on = None if case.is_open else case.last_act_on
    return _shown(case, case.unit_id, year, on, done_on, case.due_on, is_counted=True, why="đã vào sổ nên được cộng")


def _shown(
    case: Case,
    unit_id: int,
    year: int,
    on: date,
    done_on: date | None,
    due_on: date | None,
    *,
    is_counted: bool,
    why: str,
) -> Exhibit:
    is_late = due_on is not None and (done_on or on) > due_on
    if done_on is None:
        state, word = ("not_achieved", "quá hạn") if is_late else ("not_yet_due", "đang mở")
    else:
        state, word = ("not_achieved", "muộn") if is_late else ("achieved", "xong")
    if case.kind == CaseKind.DENUNCIATION:
        # A sealed case counts like any other; its code and its days would tell of whoever wrote.
        title, done_on, due_on = "Hồ sơ niêm phong", None, None
    else:
        title = f"{case.code} ({case.get_kind_display()})"
    return Exhibit(
        record_id=case.pk,
        kind=CASE,
        kind_label=case.get_kind_display(),
        title=title,
        unit_id=unit_id,
        year=year,
        state=state,
        state_label=word,
        happened_on=done_on,
        due_on=due_on,
        is_counted=is_counted,
        is_provisional=is_counted,
        why=why,
    )


def _late(letter: Case, handled_on: date | None, due_on: date) -> str:
    if letter.kind == CaseKind.DENUNCIATION:
        return "quá hạn, chưa xử lý" if handled_on is None else "xử lý muộn"
    if handled_on is None:
        return f"chưa xử lý, quá hạn từ ngày {format_date(due_on)}"
    return f"xử lý muộn {(handled_on - due_on).days} ngày"


def _say(case: Case, settled_on: date | None) -> str:
    if settled_on is None:
        return "chưa giải quyết xong trong kỳ" if case.resolution_due_on else "đang tạm đình chỉ"
    if case.resolution_due_on is not None and settled_on > case.resolution_due_on:
        if case.kind == CaseKind.DENUNCIATION:
            return "giải quyết muộn"
        return f"giải quyết muộn {(settled_on - case.resolution_due_on).days} ngày"
    return "rút đơn, tính là đã giải quyết" if case.settled == "withdrawn" else "giải quyết đúng hạn"
