"""Letters and cases, from the register itself (T13, T14).

Nobody verifies them: an act in the register is the fact.  What is shown of a
case behind a figure are its counting facts, never what stands in the file.
"""

from collections.abc import Collection, Iterator
from datetime import date

from danvan.casework.choices import CaseKind
from danvan.casework.models import Case
from danvan.casework.rules.ratios import Handling, Resolution
from danvan.casework.selectors import (
    cases_of_year,
    count_handling,
    count_resolution,
    letters_and_cases,
    letters_due,
    resolution_conditions,
)
from danvan.kernel.text import format_date
from danvan.schemes.sources.facts import Exhibit, Wanted

CASE = "case"
LETTER_KINDS = frozenset(CaseKind.values) - {CaseKind.MIXED}


def handling(kinds: Collection[str], wanted: Wanted, on: date) -> dict[tuple[int, int], Handling]:
    """Return the handling of letters by unit and year.  One query for each year."""
    cases = letters_and_cases(kinds, wanted.units)
    return {(unit, year): of for year in wanted.years for unit, of in count_handling(cases, year, on=on).items()}


def resolution(kinds: Collection[str], wanted: Wanted, on: date) -> dict[tuple[int, int], Resolution]:
    """Return the resolution of cases by unit and year.  One query for each year."""
    cases = letters_and_cases(kinds, wanted.units)
    return {(unit, year): of for year in wanted.years for unit, of in count_resolution(cases, year, on=on).items()}


def list_letters(kinds: Collection[str], wanted: Wanted, on: date) -> Iterator[Exhibit]:
    """Return the letters behind T13, those out of time first.  One query for each year."""
    for year in sorted(wanted.years):
        letters = letters_due(letters_and_cases(kinds, wanted.units), year, on=on)
        for letter in letters.order_by("handling_due_on", "pk"):
            due_on = letter.handling_due_on
            assert due_on is not None, "what fell due has a day"
            in_time = letter.handled_on is not None and letter.handled_on <= due_on
            why = "xử lý đúng hạn" if in_time else _late(letter, letter.handled_on, due_on)
            yield _shown(letter, year, on, letter.handled_on, due_on, is_counted=in_time, why=why)


def list_cases(kinds: Collection[str], numerator: str, wanted: Wanted, on: date) -> Iterator[Exhibit]:
    """Return the cases a year knows, each with whether it stands in that part of `Resolution`.  Two queries a year."""
    for year in sorted(wanted.years):
        cases = cases_of_year(letters_and_cases(kinds, wanted.units), year)
        conditions = resolution_conditions(year, on=on)
        counted = set(cases.filter(conditions[numerator]).values_list("pk", flat=True))
        for case in cases.order_by("resolution_due_on", "pk"):
            # What was settled in a later year was open in this one.
            settled_on = case.settled_on if case.settled_on and case.settled_on.year <= year else None
            day = min(on, date(year + 1, 1, 1))
            why = _say(case, settled_on)
            yield _shown(case, year, day, settled_on, case.resolution_due_on, is_counted=case.pk in counted, why=why)


def exhibit_received(case: Case, year: int, on: date) -> Exhibit:
    """Return a letter as it stands behind a number of letters received: open with its limit, or over."""
    done_on = None if case.is_open else case.last_act_on
    return _shown(case, year, on, done_on, case.due_on, is_counted=True, why="đã vào sổ nên được cộng")


def _shown(
    case: Case, year: int, on: date, done_on: date | None, due_on: date | None, *, is_counted: bool, why: str
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
        unit_id=case.unit_id,
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
