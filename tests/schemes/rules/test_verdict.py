"""From counts to verdicts, with the acceptance examples of the scheme (A1…) where they are arithmetic."""

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.kernel.figures import Status
from danvan.kernel.periods import Period
from danvan.kernel.ranges import ValidRange
from danvan.schemes.rules.definition import ValueKind, parse_threshold
from danvan.schemes.rules.verdict import (
    Figure,
    Flag,
    Membership,
    Moment,
    Outcome,
    Tally,
    add_up,
    is_new_unit,
    judge,
    judge_unit,
    membership,
    passing_tally,
)

YEAR = Period.year(2025)
DUE = date(2025, 2, 28)
OLD = date(2021, 1, 1)
ALL = parse_threshold("= 100/100")

CLOSED = Moment(YEAR, DUE, on=date(2026, 3, 1), is_closed=True)
JANUARY = Moment(YEAR, DUE, on=date(2025, 1, 15))
MARCH = Moment(YEAR, DUE, on=date(2025, 3, 1))
PAST = Moment(YEAR, DUE, on=date(2026, 1, 1))

DONE = Tally(1, 1)
NOT_COUNTED = Tally(0, 1)
SILENT = Tally(0, 1, has_data=False)


def unit(tally, moment=CLOSED, threshold=ALL, *, valid_from=OLD, marks=()):
    return judge_unit(tally, threshold, moment, valid_from=valid_from, new_unit_days=90, marks=marks)


def verdict(tallies, threshold=ALL, moment=CLOSED):
    """Return the figure and verdict of units of long standing."""
    figure = add_up(unit(tally, moment, threshold) for tally in tallies)
    return figure, judge(figure, threshold, moment)


# --- the acceptance examples --------------------------------------------------------------------------------------


def test_a1_counts_what_is_verified_and_shows_what_is_submitted():
    computed, computed_verdict = verdict([DONE] * 9 + [NOT_COUNTED])
    provisional, provisional_verdict = verdict([DONE] * 10)

    assert (computed.numerator, computed.denominator, computed_verdict.status) == (9, 10, Status.NOT_ACHIEVED)
    assert (provisional.numerator, provisional.denominator, provisional_verdict.status) == (10, 10, Status.ACHIEVED)
    assert computed.units_short == 1


def test_a2_counts_a_late_plan_and_says_so():
    outcome = unit(DONE, MARCH, marks=[Flag.LATE])
    province = judge(add_up([outcome]), ALL, CLOSED)

    assert (outcome.status, outcome.numerator) == (Status.ACHIEVED, 1)
    assert Flag.LATE in outcome.flags
    assert province == type(province)(Status.ACHIEVED, frozenset({Flag.LATE}))


@pytest.mark.parametrize(
    ("threshold", "numerator", "denominator", "status", "why"),
    [
        ("> 90/100", 900, 1000, Status.NOT_ACHIEVED, "A3: exactly 90 % is not above 90 %"),
        ("> 90/100", 901, 1000, Status.ACHIEVED, "A3: one answer more is"),
        ("> 95/100", 19, 20, Status.NOT_ACHIEVED, "A4: exactly 95 %"),
        ("> 95/100", 20, 21, Status.ACHIEVED, "A4: 95,24 %"),
        (">= 98/100", 49, 50, Status.ACHIEVED, "A5: exactly 98 %"),
        (">= 98/100", 48, 49, Status.NOT_ACHIEVED, "A5: 97,96 %, which prints as 98,0 %"),
        ("> 95/100", 93, 100, Status.NOT_ACHIEVED, "the worked reading of T14: R1"),
        ("= 100/100", 10, 12, Status.NOT_ACHIEVED, "A18: two of twelve receptions chaired by a deputy"),
        ("= 100/100", 12, 12, Status.ACHIEVED, "all twelve chaired in person"),
    ],
)
def test_compares_exactly(threshold, numerator, denominator, status, why):
    figure, answer = verdict([Tally(numerator, denominator)], parse_threshold(threshold))

    assert answer.status is status, why
    assert figure.share == Fraction(numerator, denominator)


def test_a10_districts_have_a_closing_result_and_communes_the_year():
    district = ValidRange(OLD, date(2025, 7, 1))
    commune = ValidRange(date(2025, 7, 1))

    assert membership(district, YEAR) == (Membership.CLOSING, Period.half(2025, 1))
    assert membership(commune, YEAR) == (Membership.MEMBER, YEAR)
    assert membership(district, Period.half(2025, 1)) == (Membership.MEMBER, Period.half(2025, 1))
    assert membership(district, Period.year(2026)) == (Membership.ABSENT, None)


def test_a_unit_that_began_and_ended_inside_answers_for_its_own_days():
    short = ValidRange(date(2025, 3, 1), date(2025, 7, 1))

    assert membership(short, YEAR) == (Membership.CLOSING, Period(date(2025, 3, 1), date(2025, 6, 30)))


def test_a13_keeps_a_silent_unit_in_the_denominator_of_a_closed_period():
    silent = unit(SILENT)
    figure, answer = verdict([DONE] * 9 + [SILENT])

    assert (silent.status, silent.numerator, silent.denominator) == (Status.NO_DATA, 0, 1)
    assert (figure.numerator, figure.denominator, figure.count(Status.NO_DATA)) == (9, 10, 1)
    assert answer.status is Status.NOT_ACHIEVED
    assert answer.flags == {Flag.MISSING_UNITS}


def test_a15_nothing_out_of_nothing_is_not_everything():
    figure, answer = verdict([Tally(0, 0), Tally(0, 0)], parse_threshold("> 95/100"))

    assert answer.status is Status.NOT_APPLICABLE
    assert figure.share is None


def test_a16_adds_numerators_and_denominators():
    figure, _ = verdict([Tally(1, 1), Tally(1, 3)], parse_threshold("> 95/100"))

    assert (figure.numerator, figure.denominator, figure.share) == (2, 4, Fraction(1, 2))


# --- one unit -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tally", "moment", "status", "why"),
    [
        (SILENT, JANUARY, Status.NOT_YET_DUE, "nobody need have sent anything yet"),
        (NOT_COUNTED, JANUARY, Status.NOT_YET_DUE, "there is time to have it verified"),
        (DONE, JANUARY, Status.ACHIEVED, "a plan issued early counts at once"),
        (SILENT, Moment(YEAR, DUE, on=DUE), Status.NOT_YET_DUE, "the due day itself is still in time"),
        (SILENT, MARCH, Status.NO_DATA, "the day after, nothing was sent"),
        (NOT_COUNTED, MARCH, Status.NOT_ACHIEVED, "the day after, what was sent does not count"),
        (DONE, MARCH, Status.ACHIEVED, "late, but counted"),
        (SILENT, Moment(YEAR, DUE, on=date(2025, 1, 15), is_closed=True), Status.NO_DATA, "closed is closed"),
        (Tally(0, 0), MARCH, Status.NOT_YET_DUE, "a case may still come in the year"),
        (Tally(0, 0), PAST, Status.NOT_APPLICABLE, "the year passed without one"),
        (Tally(0, 0, has_data=False), PAST, Status.NO_DATA, "nobody knows whether there were cases"),
    ],
)
def test_judges_a_unit_by_its_due_day(tally, moment, status, why):
    assert unit(tally, moment).status is status, why


@pytest.mark.parametrize("moment", [JANUARY, MARCH, PAST])
def test_marks_every_answer_of_an_open_period(moment):
    assert Flag.OPEN in unit(DONE, moment).flags
    assert Flag.OPEN in judge(add_up([unit(DONE, moment)]), ALL, moment).flags


def test_marks_nothing_open_once_closed():
    open_row = unit(DONE, PAST)

    assert unit(DONE).flags == frozenset()
    assert judge(add_up([open_row]), ALL, CLOSED).flags == frozenset()


@pytest.mark.parametrize(
    ("valid_from", "tally", "status", "denominator", "why"),
    [
        (date(2025, 10, 3), SILENT, Status.NOT_APPLICABLE, 0, "89 days old on 31/12: listed, not counted"),
        (date(2025, 10, 2), SILENT, Status.NO_DATA, 1, "90 days old on 31/12: bound like any other"),
        (date(2025, 10, 3), DONE, Status.ACHIEVED, 1, "evidence of its own or inherited brings it in"),
        (date(2025, 10, 3), NOT_COUNTED, Status.NOT_ACHIEVED, 1, "it sent something that does not count"),
    ],
)
def test_spares_a_unit_too_young_to_have_sent_anything(valid_from, tally, status, denominator, why):
    outcome = unit(tally, valid_from=valid_from)

    assert (outcome.status, outcome.denominator) == (status, denominator), why
    assert (Flag.NEW_UNIT in outcome.flags) == (status is Status.NOT_APPLICABLE)


def test_a_spared_unit_changes_no_share_and_stays_listed():
    figure = add_up([unit(DONE), unit(SILENT, valid_from=date(2025, 12, 1))])

    assert (figure.numerator, figure.denominator, figure.units) == (1, 1, 1)
    assert figure.flags[Flag.NEW_UNIT] == 1
    assert judge(figure, ALL, CLOSED).status is Status.ACHIEVED


def test_age_is_counted_at_the_end_of_the_period():
    assert is_new_unit(date(2025, 7, 1), Period.quarter(2025, 3), days=92)
    assert not is_new_unit(date(2025, 7, 1), Period.quarter(2025, 3), days=91)


def test_shows_a_value_without_a_verdict_where_no_level_is_set():
    outcome = unit(Tally(7, 9), threshold=None)
    answer = judge(add_up([outcome]), None, CLOSED)

    assert (outcome.numerator, outcome.denominator, outcome.status) == (7, 9, Status.NOT_APPLICABLE)
    assert (answer.status, answer.flags) == (Status.NOT_APPLICABLE, {Flag.NO_VERDICT})
    assert add_up([outcome]).share == Fraction(7, 9)


@pytest.mark.parametrize(
    ("done", "due", "has_plan", "tally", "why"),
    [
        (9, 10, True, Tally(1, 1), "90 % is at least 90 %"),
        (89, 100, True, Tally(0, 1), "89 % is not"),
        (0, 0, True, Tally(0, 0), "a plan with nothing due binds nobody yet"),
        (0, 0, False, Tally(0, 1, has_data=False), "a unit without a plan fails here as well"),
    ],
)
def test_passes_a_unit_that_did_enough_of_what_was_due(done, due, has_plan, tally, why):
    assert passing_tally(done, due, level=parse_threshold(">= 90/100"), has_plan=has_plan) == tally, why


@pytest.mark.parametrize(
    ("numerator", "denominator", "has_data"), [(2, 1, True), (-1, 1, True), (1, 1, False), (1, 0, True)]
)
def test_refuses_counts_that_cannot_be(numerator, denominator, has_data):
    with pytest.raises(ValueError, match="count"):
        Tally(numerator, denominator, has_data)


# --- many units ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tallies", "moment", "status", "why"),
    [
        ([DONE, SILENT], JANUARY, Status.NOT_YET_DUE, "nothing is due"),
        ([DONE, SILENT], MARCH, Status.NOT_YET_DUE, "one unit is late, but its plan would still count"),
        ([DONE, SILENT], Moment(YEAR, DUE, on=date(2025, 12, 31)), Status.NOT_YET_DUE, "the last day is not past"),
        ([DONE, SILENT], PAST, Status.NOT_ACHIEVED, "the last day is past, though nobody closed the period"),
        ([DONE, DONE], JANUARY, Status.ACHIEVED, "all are there already"),
        ([SILENT, SILENT], PAST, Status.NO_DATA, "nobody sent anything: not zero, but unknown"),
        ([SILENT, SILENT], CLOSED, Status.NO_DATA, "closing does not turn silence into zero"),
        ([SILENT, NOT_COUNTED], CLOSED, Status.NOT_ACHIEVED, "one sent something, and it does not count"),
        ([], CLOSED, Status.NOT_APPLICABLE, "no unit of the class exists"),
        ([Tally(0, 0)], MARCH, Status.NOT_YET_DUE, "no case so far"),
        ([Tally(0, 0, has_data=False)], CLOSED, Status.NO_DATA, "no case known, and nobody reported"),
    ],
)
def test_judges_the_province_by_the_period(tallies, moment, status, why):
    assert verdict(tallies, moment=moment)[1].status is status, why


def test_a_due_day_after_the_period_is_waited_for():
    later = Moment(YEAR, date(2026, 6, 30), on=date(2026, 6, 30))

    assert verdict([NOT_COUNTED], moment=later)[1].status is Status.NOT_YET_DUE
    assert verdict([NOT_COUNTED], moment=Moment(YEAR, later.due_on, on=date(2026, 7, 1)))[1].status is (
        Status.NOT_ACHIEVED
    )


def test_shows_progress_out_of_all_units_from_the_first_day():
    figure, _ = verdict([DONE] * 7 + [SILENT] * 123, moment=JANUARY)

    assert (figure.numerator, figure.denominator, figure.units, figure.units_short) == (7, 130, 130, 0)


def test_counts_as_short_only_who_is_due():
    figure, _ = verdict([DONE, NOT_COUNTED, SILENT, Tally(0, 0)], moment=MARCH)

    assert figure.units_short == 2
    assert figure.count(Status.NOT_YET_DUE) == 1


def test_a_share_achieved_while_some_are_silent_says_so():
    figure, answer = verdict([Tally(20, 20), Tally(0, 0, has_data=False)], parse_threshold("> 95/100"))

    assert (answer.status, answer.flags) == (Status.ACHIEVED, {Flag.MISSING_UNITS})
    assert figure.units_short == 1


@pytest.mark.parametrize(
    ("classes", "has_data", "status"),
    [(2, True, Status.ACHIEVED), (1, True, Status.NOT_ACHIEVED), (0, False, Status.NO_DATA)],
)
def test_counts_without_a_denominator(classes, has_data, status):
    threshold = parse_threshold(">= 2", ValueKind.COUNT)

    figure, answer = verdict([Tally(classes, None, has_data)], threshold)

    assert (figure.numerator, figure.denominator, figure.share, answer.status) == (classes, None, None, status)


@pytest.mark.parametrize(("text", "value"), [("<= 15", ValueKind.RANK), (">= 1", ValueKind.GAIN)])
def test_refuses_to_add_up_ranks(text, value):
    threshold = parse_threshold(text, value)

    with pytest.raises(ValueError, match="no sum of units"):
        judge(Figure(18, 63, Counter({Status.NOT_ACHIEVED: 1})), threshold, CLOSED)


def test_an_inherited_unit_marks_the_province():
    figure = add_up([unit(DONE, marks=[Flag.INHERITED]), unit(DONE)])

    assert figure.flags == {Flag.INHERITED: 1}
    assert judge(figure, ALL, CLOSED).flags == {Flag.INHERITED}


def test_names_the_days_on_which_time_alone_may_change_a_status():
    assert JANUARY.turning_days == (date(2025, 3, 1), date(2026, 1, 1))


def test_every_flag_has_its_words_and_fits_its_column():
    assert all(flag.label and len(flag) <= 30 for flag in Flag)


tallies = st.builds(
    lambda denominator, part, has_data: Tally(min(part, denominator) if has_data else 0, denominator, has_data),
    st.integers(0, 50),
    st.integers(0, 50),
    st.booleans(),
)
moments = st.builds(
    Moment, st.just(YEAR), st.dates(date(2025, 1, 1), date(2026, 6, 30)), st.dates(date(2025, 1, 1)), st.booleans()
)


@given(st.lists(tallies), moments, st.sampled_from(["= 100/100", "> 95/100", ">= 98/100"]))
def test_no_verdict_contradicts_its_own_figure(units, moment, text):
    threshold = parse_threshold(text)
    figure, answer = verdict(units, threshold, moment)

    if answer.status is Status.ACHIEVED:
        assert threshold.meets(figure.numerator, figure.denominator)
    if answer.status is Status.NOT_ACHIEVED:
        assert not threshold.meets(figure.numerator, figure.denominator)
    if moment.is_closed:
        assert answer.status is not Status.NOT_YET_DUE
        assert figure.count(Status.NOT_YET_DUE) == 0
    assert sum(figure.statuses.values()) == len(units)


@given(st.lists(tallies), st.lists(tallies), moments)
def test_adding_in_parts_gives_the_same_counts(some, others, moment):
    rows = [[unit(tally, moment) for tally in part] for part in (some, others)]
    parts = [add_up(part) for part in rows]
    whole = add_up(rows[0] + rows[1])

    assert whole.numerator == sum(part.numerator for part in parts)
    assert (whole.denominator or 0) == sum(part.denominator or 0 for part in parts)
    assert whole.statuses == Counter(parts[0].statuses) + Counter(parts[1].statuses)


@given(
    st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    st.one_of(st.none(), st.integers(1, 2000)),
)
def test_a_unit_is_member_closing_or_absent_and_never_two_of_them(valid_from, days):
    until = None if days is None else date.fromordinal(valid_from.toordinal() + days)
    valid = ValidRange(valid_from, until)
    kind, part = membership(valid, YEAR)

    assert (kind is Membership.MEMBER) == valid.contains(YEAR.last_day)
    assert (part is None) == (kind is Membership.ABSENT)
    if kind is Membership.CLOSING:
        assert part.end < YEAR.end
        assert valid.contains(part.start)
        assert valid.contains(part.end)


def test_a_row_is_what_the_database_keeps():
    assert unit(DONE, marks=[Flag.LATE]) == Outcome(1, 1, Status.ACHIEVED, frozenset({Flag.LATE}))
