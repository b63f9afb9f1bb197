"""T23, T24 and their companions from the register of voters' recommendations."""

from datetime import date

import pytest

from danvan.kernel.figures import Status
from danvan.opinions import services
from danvan.opinions.services import Heard
from danvan.schemes.selectors import explain
from danvan.schemes.services.results import check
from tests.cast import TODAY
from tests.events import drain
from tests.opinions.factories import answered, do, make_recommendation, make_session, moment
from tests.schemes.factories import PLATFORM, end, settle, succeed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar", "da04")]
JUN_1, JUN_2, JUL_1 = date(2026, 6, 1), date(2026, 6, 2), date(2026, 7, 1)


@pytest.fixture
def session(place):
    return make_session(place.commune)


def sent(session, unit, on=JUN_1, *, accepted=True, **more):
    row = make_recommendation(session, on=on, **more)
    do(row, "route", on, to_unit=unit.pk)
    if accepted:
        do(row, "accept", on)
    return row


def part(kept, target, unit, year=2026):
    row = kept(target, unit, year)
    return row.numerator, row.denominator


def test_one_left_unanswered_past_its_day_fails_its_unit_alone(session, place, kept, line):
    sent(session, place.department)
    answered(sent(session, place.standing), JUN_2)

    settle()

    assert part(kept, "T23", place.department) == (0, 1)
    assert part(kept, "T23", place.standing) == (1, 1)
    assert part(kept, "T23", place.commune) == (0, 0)
    assert (line("T23", 2026).numerator, line("T23", 2026).denominator) == (1, 2)


def test_what_was_not_routed_or_came_back_counts_against_its_keeper(session, place, kept):
    make_recommendation(session, on=JUN_1)
    back = sent(session, place.department, accepted=False)
    do(back, "bounce", JUN_2, note="Của xã.", named_unit=place.commune.pk)

    settle()

    found = kept("T23", place.commune, 2026)
    assert (found.numerator, found.denominator, found.detail["unrouted"]) == (0, 1, 2)
    assert part(kept, "T23", place.department) == (0, 0)


@pytest.mark.parametrize(("day", "numerator"), [(JUL_1, 1), (date(2026, 7, 2), 0)])
def test_it_is_past_its_day_only_when_that_is_over(session, place, kept, day, numerator):
    # Thirty days from 1 June end on 1 July.
    sent(session, place.department)

    settle(on=day)

    assert part(kept, "T23", place.department) == (numerator, 1)


def test_an_answer_with_a_promised_day_is_answered_and_not_settled(session, place, kept):
    studied = sent(session, place.department)
    answered(studied, JUN_2, "studied", promised_on=date(2026, 12, 1))
    answered(sent(session, place.department), JUN_2, "explained")
    answered(sent(session, place.department), JUN_2)
    settle()
    assert part(kept, "T23", place.department) == (1, 1)
    assert part(kept, "T23c", place.department) == (1, 3)

    answered(studied, date(2026, 8, 3))
    settle()

    assert part(kept, "T23c", place.department) == (2, 3)


def test_a_late_answer_is_none_left_but_the_year_before_keeps_its_fault(session, place, kept):
    row = sent(session, place.department, on=date(2025, 11, 3))
    answered(row, date(2026, 1, 12))

    settle()

    assert part(kept, "T23", place.department, 2025) == (0, 1)
    assert part(kept, "T23", place.department, 2026) == (1, 1)


def test_asking_for_a_further_answer_leaves_the_year_before_as_it_was(session, place, kept):
    row = sent(session, place.department, on=date(2025, 11, 3))
    answered(row, date(2025, 11, 20))
    settle()
    before = [part(kept, target, place.department, 2025) for target in ("T23", "T23c")]

    do(row, "reopen", date(2026, 2, 10), note="Chưa nói khi nào sửa.")
    drain("RecommendationChanged")

    assert before == [(1, 1), (1, 1)]
    assert [part(kept, target, place.department, 2025) for target in ("T23", "T23c")] == before
    assert part(kept, "T23", place.department, 2026) == (0, 1)
    assert check("da04", on=TODAY) == []


def test_the_first_addressee_accepts_or_not(session, place, kept, line):
    for accepted in (True, True, False):
        sent(session, place.department, accepted=accepted)
    back = sent(session, place.standing, accepted=False)
    do(back, "bounce", JUN_2, note="Không thuộc.", named_unit=place.department.pk)
    do(back, "route", JUN_2, to_unit=place.department.pk)
    do(back, "accept", JUN_2)

    settle()

    assert part(kept, "T23b", place.department) == (2, 3)
    assert part(kept, "T23b", place.standing) == (0, 1)
    assert (line("T23b", 2026).numerator, line("T23b", 2026).denominator) == (2, 4)


def heard(row, **given):
    response = row.responses.latest("pk")
    return services.record_feedback(
        [Heard(response.pk, **given)], channel="visit", actor=PLATFORM, on=JUL_1, at=moment(TODAY)
    )


def test_satisfaction_shows_its_value_its_coverage_and_no_verdict(session, place, kept, line):
    one, two, three = (sent(session, place.department) for _ in range(3))
    for row in (one, two, three):
        answered(row, JUN_2)
    heard(one, asked=10, satisfied=6, partly=1, not_satisfied=1, unsure=1)
    heard(one, asked=1, satisfied=1)
    heard(two, asked=5)

    settle()

    assert part(kept, "T24", place.department) == (7, 10)
    assert part(kept, "T24c", place.department) == (1, 3), "five asked who said nothing are not heard"
    assert line("T24", 2026).status == Status.NOT_APPLICABLE


def test_what_was_merged_or_withdrawn_counts_nowhere(session, place, kept):
    row = sent(session, place.department)
    do(row, "withdraw", JUN_2, note="Ghi nhầm.")

    settle()

    assert part(kept, "T23", place.department) == (0, 0)
    assert part(kept, "T23b", place.department) == (0, 0)


def test_an_heir_answers_for_what_it_took_over_and_for_what_was_left_r2(session, place, kept):
    passed, left = (sent(session, place.department) for _ in range(2))
    end(place.department, JUL_1)
    succeed(place.department, place.standing, on=JUL_1)
    do(passed, "pass_on", date(2026, 7, 3), to_unit=place.standing.pk)
    answered(passed, date(2026, 7, 6))

    settle()

    heir = kept("T23", place.standing, 2026)
    assert (heir.numerator, heir.denominator, heir.detail["items"]) == (0, 1, 2)
    assert part(kept, "T23b", place.standing) == (2, 2)
    assert part(kept, "T23", place.department) == (1, 1), "on its last day nothing was past its day"
    assert left.pk


def test_figures_follow_every_act_and_a_full_recomputation_agrees(session, place, kept):
    settle()
    row = sent(session, place.department)
    drain("RecommendationChanged")
    assert part(kept, "T23", place.department) == (0, 1)

    answered(row, JUN_2)
    heard(row, asked=2, satisfied=1, not_satisfied=1)
    drain("RecommendationChanged")

    assert part(kept, "T23", place.department) == (1, 1)
    assert part(kept, "T24", place.department) == (1, 2)
    assert check("da04", on=TODAY) == []


def test_behind_a_figure_stand_counting_facts_alone(session, place):
    canary = "Lò Thị Chim Vàng ở bản Xiềng"
    answered(sent(session, place.department, text=f"{canary} đề nghị làm đường.", public_text="Làm đường."), JUN_2)
    late = sent(session, place.department, text=f"{canary} đề nghị kéo điện.", names_nobody=False)
    settle()

    for target in ("T23", "T23b", "T23c", "T24", "T24c"):
        found = explain(PLATFORM, "da04", target, 2026, place.department.pk)
        said = " ".join(f"{each.record.title} {each.record.why}" for each in found.records)
        assert "Chim Vàng" not in said
        if target == "T23":
            assert f"số {late.number}" in said
            assert "quá hạn từ ngày" in said
            assert sum(not each.record.is_counted for each in found.records) == 1
