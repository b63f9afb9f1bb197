"""T13 and T14 from the register of letters and cases (targets.md section 8 and A3 to A5, A15)."""

from datetime import date

import pytest

from danvan.casework.models import Case, HandOver
from danvan.casework.selectors import count_resolution
from danvan.casework.services import CannotAct
from danvan.kernel.figures import Status
from danvan.orgs.models import UnitVersion
from danvan.schemes.jobs import refresh_after_case_changed, refresh_cases_of_unit
from danvan.schemes.selectors import explain, indicator
from danvan.schemes.services import sum_indicators
from danvan.schemes.services.results import refresh_for_day
from danvan.schemes.sources.cases import list_cases, list_letters
from danvan.schemes.sources.facts import Wanted
from tests.cast import TODAY, make_unit
from tests.events import drain, waiting_jobs
from tests.petitions.factories import Story, handed_over, register
from tests.schemes.factories import PLATFORM, communes, end, settle, succeed

pytestmark = pytest.mark.django_db
END = date(2025, 7, 1)
A, NA, NYD, NAP = Status.ACHIEVED, Status.NOT_ACHIEVED, Status.NOT_YET_DUE, Status.NOT_APPLICABLE


@pytest.fixture(autouse=True)
def _in_force(da04):
    pass


@pytest.fixture
def province():
    return make_unit("tinh", "Nghệ An", kind="province", level="province", since=date(2004, 1, 1), code="40")


@pytest.fixture
def commune(province):
    return communes(1, parent=province)[0]


def cases(unit, number=1, *, kind="complaint", **facts):
    """Store cases with the counting facts of a register, and nothing else."""
    start = Case.objects.count()
    received_on = facts.pop("received_on", facts.get("accepted_on") or date(2025, 1, 2))
    facts.setdefault("resolution_first_due_on", facts.get("resolution_due_on"))
    Case.objects.bulk_create(
        Case(
            code=f"KN-{start + index}", kind=kind, unit=unit, received_on=received_on, last_act_on=received_on,
            state="accepted", **facts,
        )
        for index in range(number)
    )  # fmt: skip


def accepted(unit, number, on=date(2025, 3, 3), due_on=date(2025, 6, 2), settled_on=None, how="decided", **facts):
    settled = {"settled": how, "settled_on": settled_on} if settled_on else {}
    cases(unit, number, accepted_on=on, resolution_due_on=due_on, **settled, **facts)


def letters(unit, number, *, due_on, handled_on=None, handled="accepted", **facts):
    closed = {"handled": handled, "handled_on": handled_on} if handled_on else {}
    cases(unit, number, handling_due_on=due_on, **closed, **facts)


# --- T13: letters ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("late", "status"), [(0, A), (1, NA)])
def test_a3_every_letter_is_handled_in_time_or_the_target_fails(commune, line, late, status):
    letters(commune, 200 - late, due_on=date(2025, 5, 5), handled_on=date(2025, 5, 5))
    letters(commune, late, due_on=date(2025, 5, 5), handled_on=date(2025, 5, 6))

    found = line("T13")

    assert (found.numerator, found.denominator, found.status) == (200 - late, 200, status)


def test_a_letter_is_out_of_time_only_once_its_last_day_is_over(commune, line):
    letters(commune, 1, due_on=TODAY)
    letters(commune, 1, due_on=date(2026, 12, 1), handled_on=TODAY)

    assert line("T13", 2026).denominator == 1
    assert line("T13", 2026, on=date(2026, 11, 24)).denominator == 2


def test_what_fell_due_on_the_last_day_of_a_year_is_seen_in_the_next(commune, kept):
    letters(commune, 1, due_on=date(2026, 12, 31))
    refresh_for_day("da04", on=date(2026, 12, 31))
    assert kept("T13", commune, 2026).denominator == 0

    refresh_for_day("da04", on=date(2027, 1, 1))

    assert (kept("T13", commune, 2026).numerator, kept("T13", commune, 2026).denominator) == (0, 1)


def test_a_duplicate_counts_for_itself_and_a_split_letter_in_its_parts(commune, line):
    day = date(2025, 5, 5)
    letters(commune, 1, due_on=day, handled_on=day, handled="linked")
    letters(commune, 1, due_on=day, handled_on=day, handled="split")
    letters(commune, 2, due_on=day, handled_on=day)

    assert line("T13").denominator == 3


def test_recommendations_stand_beside_and_decide_nothing(commune, line):
    letters(commune, 1, due_on=date(2025, 5, 5), kind="recommendation")
    letters(commune, 1, due_on=date(2025, 5, 5), handled_on=date(2025, 5, 5), kind="regulation")
    letters(commune, 1, due_on=date(2025, 5, 5), handled_on=date(2025, 5, 5))

    assert line("T13").status == A
    assert (line("T13x").numerator, line("T13x").denominator) == (1, 2)


# --- T14: cases -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("settled", "total", "status"), [(19, 20, NA), (20, 21, A), (95, 100, NA), (96, 100, A)])
def test_a4_exactly_ninety_five_percent_fails(commune, line, settled, total, status):
    accepted(commune, settled, settled_on=date(2025, 5, 30))
    accepted(commune, total - settled)

    found = line("T14")

    assert (found.numerator, found.denominator, found.status) == (settled, total, status)


def test_the_worked_reading_shows_all_four_and_judges_by_the_first(commune, line):
    accepted(commune, 10, on=date(2024, 12, 2), due_on=date(2025, 1, 31), settled_on=date(2025, 1, 24))
    accepted(commune, 70, settled_on=date(2025, 5, 30))
    accepted(commune, 13, settled_on=date(2025, 6, 20))
    accepted(commune, 5, on=date(2025, 12, 1), due_on=date(2026, 1, 30))
    accepted(commune, 2)

    shares = {ratio: line(ratio) for ratio in ("T14", "T14r2", "T14r3", "T14r4")}

    assert {ratio: (found.numerator, found.denominator) for ratio, found in shares.items()} == {
        "T14": (93, 100), "T14r2": (93, 95), "T14r3": (93, 95), "T14r4": (80, 93),
    }  # fmt: skip
    assert shares["T14"].status == NA


def test_a16_the_province_adds_up_cases_and_never_averages_shares(province, line):
    one, other = communes(2, parent=province)
    accepted(one, 1, settled_on=date(2025, 5, 30))
    accepted(other, 1, settled_on=date(2025, 5, 30))
    accepted(other, 2)

    found = line("T14")

    assert (found.numerator, found.denominator, found.status) == (2, 4, NA)


def test_a11_an_extension_before_the_limit_moves_it_and_one_after_it_does_not(calendar, cast):
    def promised():
        letter = register(cast, on=date(2026, 4, 20), kind="recommendation")
        story = Story(cast, letter).do("classify", date(2026, 4, 20), subject="works", competent=True)
        return story.do("accept", date(2026, 4, 21), agreed_on=date(2026, 5, 20))

    def answered(story):
        return story.do("answer", date(2026, 6, 9), number="1", reply="explained", note="x").petition

    later = {"agreed_on": date(2026, 6, 10), "note": "Chờ khảo sát"}
    in_time = answered(promised().do("extend", date(2026, 5, 18), **later))
    forgotten = promised()
    with pytest.raises(CannotAct, match="đã hết ngày 20/05/2026"):
        forgotten.do("extend", date(2026, 5, 22), **later)
    late = answered(forgotten)

    assert in_time.settled_on <= in_time.resolution_due_on == date(2026, 6, 10)
    assert late.settled_on > late.resolution_due_on == date(2026, 5, 20)
    counted = count_resolution(Case.objects.filter(kind="recommendation"), HandOver.objects.none(), 2026, on=TODAY).of(
        {cast.place.commune.pk}
    )
    assert (counted.settled, counted.in_time) == (2, 1)


def test_a15_a_unit_without_cases_is_not_judged(commune, line, kept):
    assert line("T14").status == NAP
    assert (kept("T14", commune).status, kept("T14", commune).denominator) == (NAP, 0)


def test_a_withdrawn_case_is_settled_and_said_apart(commune, line, kept):
    accepted(commune, 1, settled_on=date(2025, 4, 1), how="withdrawn")
    accepted(commune, 1, settled_on=date(2025, 4, 1))

    assert (line("T14").numerator, kept("T14", commune).detail["withdrawn"]) == (2, 1)


def test_a_case_is_open_in_every_year_until_it_is_settled(commune, line):
    accepted(commune, 1, on=date(2023, 6, 1), due_on=date(2023, 9, 1), settled_on=date(2025, 2, 3))

    assert [(line("T14", year).numerator, line("T14", year).denominator) for year in (2023, 2024, 2025, 2026)] == [
        (0, 1), (0, 1), (1, 1), (0, 0),
    ]  # fmt: skip


def test_a_suspended_case_is_not_due(commune, line):
    accepted(commune, 1, due_on=None)
    accepted(commune, 1, settled_on=date(2025, 5, 30))

    assert (line("T14").denominator, line("T14r2").denominator) == (2, 1)


def test_extensions_are_visible_beside_the_share_in_time(commune, kept):
    accepted(
        commune, 1, due_on=date(2025, 7, 1), settled_on=date(2025, 6, 20), resolution_first_due_on=date(2025, 6, 2)
    )
    settle()

    detail = kept("T14r4", commune).detail
    assert (detail["in_time"], detail["in_first_limit"]) == (1, 0)


def test_cases_of_a_predecessor_count_within_the_year(province, line, kept):
    old, new = communes(2, parent=province)
    UnitVersion.objects.filter(unit=new).update(valid_from=date(2025, 7, 1))
    accepted(old, 2, settled_on=date(2025, 5, 30))
    end(old, date(2025, 7, 1))
    succeed(old, new, on=date(2025, 7, 1))
    accepted(new, 1, on=date(2025, 8, 1), due_on=date(2025, 10, 1))

    found = line("T14")

    assert (found.numerator, found.denominator) == (2, 3)
    assert (kept("T14", old).closing, kept("T14", old).denominator) == (True, 2)


# --- handed over (R2, R4) -------------------------------------------------------------------------------------------


def of(row):
    return {name: row.detail[name] for name in ("open_at_start", "accepted", "settled")}


@pytest.fixture
def split(province):
    """A district that ended on 2025-07-01 without a successor of its own, and a commune that took a case over."""
    district = make_unit("ky-son", "Kỳ Sơn", kind="district", level="district", parent=province, until=END)
    return district, communes(1, parent=province)[0]


def test_each_unit_counts_a_case_for_the_days_it_had_it(split, line, kept):
    district, commune = split
    accepted(district, 2, on=date(2025, 3, 3), settled_on=date(2025, 5, 30))
    accepted(district, 1, on=date(2025, 6, 10), due_on=date(2025, 7, 10), settled_on=date(2025, 7, 8))
    handed_over(Case.objects.get(settled_on=date(2025, 7, 8)), commune, END)
    accepted(commune, 1, on=date(2025, 9, 1), due_on=date(2025, 10, 1))

    found = line("T14")

    assert of(kept("T14", district)) == {"open_at_start": 0, "accepted": 3, "settled": 2}
    assert of(kept("T14", commune)) == {"open_at_start": 1, "accepted": 1, "settled": 1}
    assert (kept("T14", district).numerator, kept("T14", district).denominator) == (2, 3)
    # The row of the unit that ended is no part of the province's year.
    assert (found.numerator, found.denominator) == (1, 2)


def test_what_fell_due_before_it_passed_is_not_the_successors(split, line, kept):
    district, commune = split
    accepted(district, 1, on=date(2025, 3, 3), due_on=date(2025, 4, 3))
    handed_over(Case.objects.get(), commune, END)
    line("T14r3")

    assert [kept("T14r3", unit).detail["due"] for unit in split] == [1, 0]
    assert [kept("T14r3", unit).detail["not_yet_due"] for unit in split] == [0, 0]


def test_a_successor_within_the_year_counts_the_case_of_both_once(province, line, kept):
    old, new = communes(2, parent=province)
    UnitVersion.objects.filter(unit=new).update(valid_from=END)
    accepted(old, 1, on=date(2025, 6, 10), due_on=date(2025, 7, 10), settled_on=date(2025, 7, 8))
    accepted(old, 1, on=date(2024, 12, 1), due_on=date(2025, 1, 2), settled_on=date(2025, 2, 3))
    end(old, END)
    succeed(old, new, on=END)
    handed_over(Case.objects.get(settled_on=date(2025, 7, 8)), new, END)

    found = line("T14")

    assert of(kept("T14", old)) == {"open_at_start": 1, "accepted": 1, "settled": 1}
    assert of(kept("T14", new)) == {"open_at_start": 1, "accepted": 1, "settled": 2}
    assert (found.numerator, found.denominator) == (2, 2)


def test_in_the_years_after_it_is_the_successors_alone(split, line, kept):
    district, commune = split
    accepted(district, 1, on=date(2025, 6, 10), due_on=date(2025, 7, 10))
    handed_over(Case.objects.get(), commune, END)

    assert (line("T14", 2026).numerator, line("T14", 2026).denominator) == (0, 1)
    assert of(kept("T14", commune, 2026)) == {"open_at_start": 1, "accepted": 0, "settled": 0}
    assert of(kept("T14", commune, 2024)) == {"open_at_start": 0, "accepted": 0, "settled": 0}


def test_a_case_the_successor_accepted_was_never_the_districts(split, line, kept):
    district, commune = split
    accepted(district, 1, on=date(2025, 8, 1), due_on=date(2025, 9, 1), received_on=date(2025, 6, 20))
    handed_over(Case.objects.get(), commune, END)
    line("T14")

    assert of(kept("T14", district)) == {"open_at_start": 0, "accepted": 0, "settled": 0}
    assert of(kept("T14", commune)) == {"open_at_start": 0, "accepted": 1, "settled": 0}


def test_a_letter_counts_where_it_lay_when_its_limit_fell_due(split, line, kept):
    district, commune = split
    letters(district, 1, due_on=date(2025, 6, 20), handled_on=date(2025, 6, 20))
    letters(district, 1, due_on=date(2025, 6, 30))
    letters(district, 1, due_on=date(2025, 7, 8), handled_on=date(2025, 7, 8))
    for case in Case.objects.exclude(handling_due_on=date(2025, 6, 20)):
        handed_over(case, commune, END)

    found = line("T13")

    assert [(kept("T13", unit).numerator, kept("T13", unit).denominator) for unit in split] == [(1, 2), (1, 1)]
    assert (found.numerator, found.denominator) == (1, 1)


def test_both_figures_open_down_to_the_case(split):
    district, commune = split
    accepted(district, 1, on=date(2025, 6, 10), due_on=date(2025, 7, 10), settled_on=date(2025, 7, 8))
    letters(district, 1, due_on=date(2025, 6, 30))
    for case in Case.objects.filter(unit=district):
        handed_over(case, commune, END)
    settle()

    told = {
        (target, unit.key): [each.record.why for each in explain(PLATFORM, "da04", target, 2025, unit.pk).records]
        for target in ("T13", "T14") for unit in split
    }  # fmt: skip

    assert told == {
        ("T13", "ky-son"): ["chưa xử lý, quá hạn từ ngày 30/06/2025"],
        ("T13", commune.key): [],
        ("T14", "ky-son"): ["chưa giải quyết xong khi đơn vị kết thúc, đã bàn giao"],
        ("T14", commune.key): ["nhận bàn giao từ 01/07/2025; giải quyết đúng hạn"],
    }


def test_what_stands_behind_a_figure_is_of_the_units_asked_for_alone(split):
    district, commune = split
    accepted(district, 1, on=date(2025, 6, 10), due_on=date(2025, 7, 10))
    letters(district, 1, due_on=date(2025, 6, 30))
    letters(district, 1, due_on=date(2025, 7, 30))
    for case in Case.objects.filter(unit=district):
        handed_over(case, commune, END)

    def shown(unit):
        kinds, wanted = ["complaint"], Wanted(years=[2025], units=[unit.pk])
        found = [
            *list_letters(kinds, wanted, TODAY),
            *list_cases(kinds, "settled", wanted, TODAY, together=lambda one, other: False),
        ]
        return [each.unit_id for each in found]

    # Its case and the letter it was late with; the case and the letter that fell due there.
    assert shown(district) == [district.pk] * 2
    assert shown(commune) == [commune.pk] * 2


# --- down to the letter ---------------------------------------------------------------------------------------------


def test_a_figure_opens_down_to_the_letters_with_why(commune):
    letters(commune, 1, due_on=date(2025, 5, 5), handled_on=date(2025, 5, 9))
    letters(commune, 1, due_on=date(2025, 5, 5))
    letters(commune, 1, due_on=date(2025, 5, 5), handled_on=date(2025, 5, 5))
    settle()

    found = explain(PLATFORM, "da04", "T13", 2025, commune.pk)

    assert found.line.reason == "1/3 đơn được xử lý đúng hạn; 1 đơn xử lý muộn; 1 đơn quá hạn chưa xử lý."
    assert [(each.record.is_counted, each.record.why) for each in found.records] == [
        (False, "xử lý muộn 4 ngày"),
        (False, "chưa xử lý, quá hạn từ ngày 05/05/2025"),
        (True, "xử lý đúng hạn"),
    ]


def test_the_cases_behind_a_share_are_those_it_counts(commune):
    accepted(commune, 1, settled_on=date(2025, 6, 20))
    accepted(commune, 1, settled_on=date(2025, 5, 20), how="withdrawn")
    accepted(commune, 1)
    settle()

    counted = {
        target: [each.record.why for each in explain(PLATFORM, "da04", target, 2025, commune.pk).records
                 if each.record.is_counted]
        for target in ("T14", "T14r4")
    }  # fmt: skip

    assert counted == {
        "T14": ["giải quyết muộn 18 ngày", "rút đơn, tính là đã giải quyết"],
        "T14r4": ["rút đơn, tính là đã giải quyết"],
    }


def test_an_act_on_a_case_refreshes_the_figures_of_its_unit(cast, calendar, kept):
    settle()
    register(cast, on=date(2026, 9, 1))

    drain("CaseChanged")

    assert kept("T13", cast.place.commune, 2026).denominator == 1


def test_many_acts_queue_one_refresh(commune):
    waiting_jobs()
    payload = {"kind": "complaint", "unit_id": commune.pk, "first_year": 2025}

    refresh_after_case_changed(payload)
    refresh_after_case_changed(payload)

    assert [name for name, _ in waiting_jobs()] == ["refresh_cases_of_unit", "sum_indicators_of_kind"]


def test_a_refresh_reaches_every_year_since_the_letter_came(commune, kept):
    settle()
    accepted(commune, 1, on=date(2024, 3, 3), due_on=date(2024, 6, 3))

    refresh_cases_of_unit("complaint", commune.pk, 2024)

    assert [kept("T14", commune, year).denominator for year in (2024, 2025, 2026)] == [1, 1, 1]


def test_a_year_of_letters_is_read_page_by_page(cast, calendar, signed_in):
    letters(cast.place.commune, 150, due_on=date(2025, 5, 5), handled_on=date(2025, 5, 5))
    letters(cast.place.commune, 1, due_on=date(2025, 5, 5))
    settle()
    page = f"/de-an/chi-tieu/T13/don-vi/{cast.place.commune.pk}/?nam=2025"

    first, second = (signed_in("binh").get(f"{page}&trang={number}").content.decode() for number in (1, 2))

    assert (first.count("KN-"), second.count("KN-")) == (100, 51)
    assert "(150)" in first
    assert "quá hạn từ ngày 05/05/2025" not in first
    assert "quá hạn từ ngày 05/05/2025" in second


# --- indicators -----------------------------------------------------------------------------------------------------


def test_long_cases_are_told_at_the_end_of_each_year(commune):
    accepted(commune, 1, on=date(2024, 11, 1), due_on=date(2025, 1, 1), settled_on=date(2026, 2, 1))
    accepted(commune, 1, on=date(2026, 6, 1), due_on=date(2026, 9, 1))
    sum_indicators("da04", on=TODAY, tasks=["S27"])

    said = indicator(PLATFORM, "da04", "S27", 2026).figures[1].said

    assert said[-3:] == ["", "1", ""]
