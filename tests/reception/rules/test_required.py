"""How often a head must receive, around every day on which the answer changes."""

from datetime import date, timedelta

import pytest

from danvan.calendars.selectors import shipped_calendar
from danvan.reception.choices import ChairedBy, SessionState
from danvan.reception.rules.required import (
    HEAD_POSTS,
    Head,
    PartPeriods,
    Per,
    Requirement,
    Requirements,
    SessionFact,
    Tenure,
    count_kept,
    head_of,
    may_delegate,
    post_of,
    tenures_within,
    title_of,
    years_served,
)
from danvan.reception.rules.states import SESSION
from danvan.reception.selectors import grid_of, part_periods, requirements

EVER = date(2014, 1, 1)
LATE = date(2030, 12, 31)
CALENDAR = shipped_calendar()


def always(head: Head) -> list[Tenure]:
    return [Tenure(head, EVER, LATE)]


def slots(year: int, tenures: list[Tenure]):
    return grid_of(year, CALENDAR).slots(tenures)


def days_of_months(year: int, tenures: list[Tenure]) -> dict[int, int]:
    """Return the days asked for in each month."""
    found: dict[int, int] = {}
    for slot in slots(year, tenures):
        found[slot.month] = found.get(slot.month, 0) + slot.days
    return found


def in_person(on: date, key: int = 1) -> SessionFact:
    return SessionFact(key, on, "held", "head", on - timedelta(10))


@pytest.mark.parametrize(
    ("kind", "level", "head"),
    [
        ("province", "province", Head.PROVINCE_CHAIR),
        ("city", "district", Head.DISTRICT_CHAIR),
        ("district", "district", Head.DISTRICT_CHAIR),
        ("ward", "commune", Head.COMMUNE_CHAIR),
        ("township", "commune", Head.COMMUNE_CHAIR),
        ("department", "province", Head.DEPARTMENT_HEAD),
        ("management_board", "province", Head.DEPARTMENT_HEAD),
        ("council_office", "province", Head.DEPARTMENT_HEAD),
        ("public_service_unit", "province", Head.SERVICE_HEAD),
        ("party_committee", "province", Head.PROVINCE_SECRETARY),
        ("party_committee", "commune", Head.COMMUNE_SECRETARY),
        ("party_committee", "district", None),
        ("party_body", "province", None),
        ("front", "commune", None),
    ],
)
def test_each_unit_has_one_head_whose_duty_it_is(kind, level, head) -> None:
    assert head_of(kind, level) == head


@pytest.mark.parametrize(
    ("head", "kind", "name", "full_name", "title"),
    [
        (Head.COMMUNE_CHAIR, "commune", "Mường Xén", "xã Mường Xén", "Chủ tịch Ủy ban nhân dân xã Mường Xén"),
        (Head.DEPARTMENT_HEAD, "department", "Sở Nội vụ", "Sở Nội vụ", "Giám đốc Sở Nội vụ"),
        (Head.COMMUNE_SECRETARY, "party_committee", "Đảng ủy xã A", "Đảng ủy xã A", "Bí thư Đảng ủy xã A"),
    ],
)
def test_a_schedule_names_the_head_by_post(head, kind, name, full_name, title) -> None:
    assert title_of(head, kind=kind, level="commune", name=name, full_name=full_name) == title


def test_deputies_are_never_heads() -> None:
    assert not HEAD_POSTS & {"vice_chair", "deputy_head", "officer"}


@pytest.mark.parametrize(
    ("head", "on", "asked"),
    [
        (Head.COMMUNE_CHAIR, date(2014, 6, 30), None),
        (Head.COMMUNE_CHAIR, date(2014, 7, 1), "1 ngày mỗi tuần"),
        (Head.COMMUNE_CHAIR, date(2026, 6, 30), "1 ngày mỗi tuần"),
        (Head.COMMUNE_CHAIR, date(2026, 7, 1), "2 ngày mỗi tháng"),
        (Head.PROVINCE_CHAIR, date(2026, 7, 1), "1 ngày mỗi tháng"),
        (Head.DISTRICT_CHAIR, date(2025, 6, 30), "2 ngày mỗi tháng"),
        (Head.DISTRICT_CHAIR, date(2025, 7, 1), None),
        (Head.DEPARTMENT_HEAD, date(2026, 1, 1), "1 ngày mỗi tháng"),
        (Head.SERVICE_HEAD, date(2014, 8, 14), None),
        (Head.SERVICE_HEAD, date(2014, 8, 15), "1 ngày mỗi tháng"),
        (Head.SERVICE_HEAD, date(2026, 7, 1), "1 ngày mỗi tháng"),
        (Head.PROVINCE_SECRETARY, date(2019, 2, 17), None),
        (Head.PROVINCE_SECRETARY, date(2019, 2, 18), "1 ngày mỗi tháng"),
        (Head.COMMUNE_SECRETARY, date(2025, 11, 23), "2 ngày mỗi tháng"),
    ],
)
def test_what_is_asked_on_a_day(head, on, asked) -> None:
    row = requirements().in_force(head, on)
    assert (row.said if row else None) == asked


def test_the_figure_for_commune_secretaries_is_sure_since_the_amendment() -> None:
    before = requirements().in_force(Head.COMMUNE_SECRETARY, date(2025, 11, 22))
    since = requirements().in_force(Head.COMMUNE_SECRETARY, date(2025, 11, 23))
    assert before
    assert not before.is_sure
    assert since
    assert since.is_sure


def test_every_row_says_its_article() -> None:
    assert all(row.basis for row in requirements().rows)
    assert {row.head for row in requirements().rows} == set(Head)


def test_two_rules_of_one_head_on_one_day_are_refused() -> None:
    row = requirements().rows[0]
    with pytest.raises(ValueError, match="hold on"):
        Requirements([row, row])


# --- weeks ------------------------------------------------------------------------------------------------------------


def test_each_week_with_a_working_day_asks_for_one_day() -> None:
    # 2024 has 52 weeks; Tết took 8–14 February and left every one a working day.
    weeks = slots(2024, always(Head.COMMUNE_CHAIR))
    assert {slot.requirement.per for slot in weeks} == {"week"}
    assert len(weeks) == 52


def test_a_week_of_tet_without_a_working_day_asks_for_none() -> None:
    mondays = {slot.first for slot in slots(2026, always(Head.COMMUNE_CHAIR))}
    # Tết 2026: 14–22 February are days off.
    assert date(2026, 2, 16) not in mondays
    assert {date(2026, 2, 9), date(2026, 2, 23)} <= mondays


def test_the_week_in_which_the_weekly_rule_ended_is_none_of_its_weeks() -> None:
    kept = slots(2026, always(Head.COMMUNE_CHAIR))
    weeks = [slot for slot in kept if slot.requirement.per == "week"]
    months = [slot for slot in kept if slot.requirement.per == "month"]
    assert weeks[-1].first == date(2026, 6, 22)
    assert [slot.month for slot in months] == [7, 8, 9, 10, 11, 12]
    assert {slot.days for slot in months} == {2}


def test_a_week_belongs_to_the_month_and_year_of_its_thursday() -> None:
    first, last = (slots(2025, always(Head.COMMUNE_CHAIR))[place] for place in (0, -1))
    assert (first.first, first.month) == (date(2024, 12, 30), 1)
    assert (last.first, last.last) == (date(2025, 12, 22), date(2025, 12, 28))
    assert slots(2026, always(Head.COMMUNE_CHAIR))[0].first == date(2025, 12, 29)
    assert years_served(date(2025, 12, 30)) == (2025, 2026)
    assert years_served(date(2025, 12, 28)) == (2025,)


def test_a_session_of_late_june_serves_the_july_it_stands_in_no_week_of() -> None:
    """29 and 30 June 2026 lie in a week of July, when weeks are no longer asked for: nothing is owed on them."""
    found = count_kept(slots(2026, always(Head.COMMUNE_CHAIR)), [in_person(date(2026, 6, 30))], on=date(2026, 12, 1))
    assert sum(kept.held for kept in found) == 0


def test_a_missed_week_stays_missed_even_if_the_next_has_two() -> None:
    facts = [in_person(date(2025, 9, 9), 1), in_person(date(2025, 9, 11), 2)]
    september = [
        kept for kept in count_kept(slots(2025, always(Head.COMMUNE_CHAIR)), facts, on=date(2026, 1, 5))
        if kept.slot.month == 9
    ]  # fmt: skip
    assert [(kept.slot.first.day, kept.held, kept.held_days, kept.missed) for kept in september] == [
        (1, 0, 0, 1),
        (8, 1, 2, 0),
        (15, 0, 0, 1),
        (22, 0, 0, 1),
    ]


# --- parts ------------------------------------------------------------------------------------------------------------


def test_a_commune_made_on_1_july_2025_owes_its_first_week() -> None:
    new = [Tenure(Head.COMMUNE_CHAIR, date(2025, 7, 1), LATE)]
    old = [Tenure(Head.COMMUNE_CHAIR, EVER, date(2025, 6, 30))]
    assert slots(2025, new)[0].first == date(2025, 6, 30)
    assert slots(2025, old)[-1].first == date(2025, 6, 23)


def test_district_chairs_owe_their_last_month_and_no_more() -> None:
    gone = [Tenure(Head.DISTRICT_CHAIR, EVER, date(2025, 6, 30))]
    assert days_of_months(2025, gone) == dict.fromkeys(range(1, 7), 2)
    assert slots(2026, gone) == ()


@pytest.mark.parametrize(
    ("first", "asked"), [(date(2026, 9, 16), True), (date(2026, 9, 17), False), (date(2026, 9, 1), True)]
)
def test_a_month_is_owed_in_full_from_fifteen_days_in_office(first, asked) -> None:
    september = days_of_months(2026, [Tenure(Head.DEPARTMENT_HEAD, first, LATE)]).get(9)
    assert (september == 1) is asked


def test_both_holders_of_a_month_together_make_it_whole() -> None:
    """The post changed hands on 11 September after ten days, and on the 21st once more: days add up."""
    hands = [
        Tenure(Head.COMMUNE_CHAIR, EVER, date(2026, 9, 10)),
        Tenure(Head.COMMUNE_CHAIR, date(2026, 9, 21), LATE),
    ]
    assert days_of_months(2026, hands)[9] == 2
    facts = [in_person(date(2026, 9, 8), 1), in_person(date(2026, 9, 22), 2)]
    september = next(
        kept for kept in count_kept(slots(2026, hands), facts, on=date(2026, 10, 1)) if kept.slot.month == 9
    )
    assert (september.held, september.missed) == (2, 0)


def test_a_long_vacancy_asks_for_nothing() -> None:
    hands = [Tenure(Head.COMMUNE_CHAIR, EVER, date(2026, 9, 7)), Tenure(Head.COMMUNE_CHAIR, date(2026, 9, 24), LATE)]
    assert 9 not in days_of_months(2026, hands)


def test_a_rule_that_began_late_in_a_month_asks_from_the_next() -> None:
    """The rule for commune secretaries of 23/11/2025 held on eight days of that month; the earlier one on 22."""
    november = next(slot for slot in slots(2025, always(Head.COMMUNE_SECRETARY)) if slot.month == 11)
    december = next(slot for slot in slots(2025, always(Head.COMMUNE_SECRETARY)) if slot.month == 12)
    assert not november.requirement.is_sure
    assert december.requirement.is_sure
    february = days_of_months(2019, always(Head.PROVINCE_SECRETARY))
    assert 2 not in february
    assert february[3] == 1


@pytest.mark.parametrize(
    ("holdings", "expected"),
    [
        ([], [(1, 30)]),
        ([(date(2026, 1, 1), None)], [(1, 30)]),
        ([(date(2026, 9, 11), None)], [(1, 30)]),
        ([(date(2026, 1, 1), date(2026, 9, 11))], [(1, 10)]),
        ([(date(2026, 1, 1), date(2026, 9, 11)), (date(2026, 9, 21), None)], [(1, 10), (21, 30)]),
        ([(date(2026, 1, 1), date(2026, 9, 11)), (date(2026, 9, 11), None)], [(1, 30)]),
        ([(date(2026, 1, 1), date(2026, 9, 21)), (date(2026, 9, 11), date(2026, 9, 16))], [(1, 20)]),
        ([(date(2026, 1, 1), date(2026, 8, 1))], []),
    ],
)
def test_a_vacancy_is_what_lies_between_those_recorded(holdings, expected) -> None:
    september = Tenure(Head.COMMUNE_CHAIR, date(2026, 9, 1), date(2026, 9, 30))
    assert [(each.first.day, each.last.day) for each in tenures_within(september, holdings)] == expected


def test_the_head_of_each_unit_sits_in_a_post_of_its_kind() -> None:
    assert {post_of(head) for head in Head} == HEAD_POSTS


def test_half_of_the_working_days_of_a_week_make_it_owed() -> None:
    def weeks(first: date) -> set[date]:
        return {slot.first for slot in slots(2025, [Tenure(Head.COMMUNE_CHAIR, first, LATE)])}

    assert date(2025, 9, 8) in weeks(date(2025, 9, 10))
    assert date(2025, 9, 8) not in weeks(date(2025, 9, 11))


def test_parts_follow_the_settings() -> None:
    grid = grid_of(2026, CALENDAR)
    strict = type(grid)(2026, grid.requirements, grid.works, PartPeriods(full_month_days=1))
    late = [Tenure(Head.DEPARTMENT_HEAD, date(2026, 9, 30), LATE)]
    assert strict.slots(late)[0].month == 9
    assert grid.slots(late)[0].month == 10
    assert part_periods() == PartPeriods(15, 50)


# --- counting ---------------------------------------------------------------------------------------------------------


def test_a18_a_deputy_in_the_chairs_name_is_shown_and_not_counted() -> None:
    facts = [in_person(date(2025, month, 10), month) for month in range(1, 11)]
    facts += [SessionFact(m, date(2025, m, 10), "held", "delegated", date(2025, m, 1)) for m in (11, 12)]
    year = count_kept(slots(2025, always(Head.PROVINCE_CHAIR)), facts, on=date(2026, 1, 1))
    assert sum(kept.required for kept in year) == 12
    assert sum(kept.held for kept in year) == 10
    assert sum(kept.delegated_days for kept in year) == 2
    assert sum(kept.missed for kept in year) == 2


@pytest.mark.parametrize(
    ("fact", "counts"),
    [
        (SessionFact(1, date(2025, 9, 10), "held", "head", date(2025, 9, 1)), True),
        (SessionFact(1, date(2025, 9, 10), "held", "head", date(2025, 9, 10)), True),
        (SessionFact(1, date(2025, 9, 10), "held", "head", date(2025, 9, 11)), False),
        (SessionFact(1, date(2025, 9, 10), "held", "head", None), False),
        (SessionFact(1, date(2025, 9, 10), "open", "", date(2025, 9, 1)), False),
        (SessionFact(1, date(2025, 9, 10), "planned", "", date(2025, 9, 1)), False),
        (SessionFact(1, date(2025, 9, 10), "moved", "", date(2025, 9, 1)), False),
        (SessionFact(1, date(2025, 9, 10), "cancelled", "", date(2025, 9, 1)), False),
        (SessionFact(1, date(2025, 9, 10), "held", "delegated", date(2025, 9, 1)), False),
    ],
)
def test_a_day_counts_when_published_held_and_the_head_present(fact, counts) -> None:
    assert fact.counts is counts
    assert fact.why(date(2025, 10, 1))


def test_two_sessions_of_one_day_are_one_day() -> None:
    day = date(2026, 9, 10)
    found = count_kept(slots(2026, always(Head.COMMUNE_CHAIR)), [in_person(day, 1), in_person(day, 2)], on=day)
    september = next(kept for kept in found if kept.slot.month == 9)
    assert (september.held_days, september.held) == (1, 1)


def test_a_day_partly_delegated_is_in_person() -> None:
    day = date(2026, 9, 10)
    facts = [in_person(day), SessionFact(2, day, "held", "delegated", day)]
    september = next(
        kept for kept in count_kept(slots(2026, always(Head.COMMUNE_CHAIR)), facts, on=day) if kept.slot.month == 9
    )
    assert (september.held, september.delegated_days) == (1, 0)


def test_nothing_is_missed_before_the_stretch_is_over() -> None:
    kept = count_kept(slots(2026, always(Head.PROVINCE_CHAIR)), [], on=date(2026, 9, 30))
    assert [each.missed for each in kept] == [1] * 8 + [0] * 4


@pytest.mark.parametrize(
    ("head", "on", "may"),
    [
        (Head.COMMUNE_CHAIR, date(2026, 6, 30), True),
        (Head.COMMUNE_CHAIR, date(2026, 7, 1), False),
        (Head.PROVINCE_CHAIR, date(2026, 7, 1), True),
        (Head.DEPARTMENT_HEAD, date(2026, 7, 1), True),
    ],
)
def test_since_july_2026_the_commune_chair_may_not_hand_the_duty_over(head, on, may) -> None:
    assert may_delegate(head, on) is may


def test_the_words_of_the_rules_are_those_of_the_tables() -> None:
    assert set(SESSION.states) == set(SessionState.values)
    assert {SESSION.label(state) for state in SESSION.states} == set(SessionState.labels)
    assert {"head", "delegated"} < set(ChairedBy.values)


def test_a_weekly_row_and_a_monthly_row_are_told_in_words() -> None:
    row = Requirement(Head.COMMUNE_CHAIR, 1, Per.WEEK, EVER, None, "Điều 15", is_sure=True)
    assert row.holds(date(2099, 1, 1))
    assert row.said == "1 ngày mỗi tuần"
