"""Ways, repeats and standings as plain Python."""

from datetime import date, timedelta

import pytest

from danvan.opinions.rules.acts import ACTS, ENDS, acts_in
from danvan.opinions.rules.repeats import Told, groups_of, likely_repeats
from danvan.opinions.rules.routing import Step, why_not_to
from danvan.opinions.rules.standing import Known, Stay, Turn, lying, standings, turns_of

MAY_1, MAY_31 = date(2026, 5, 1), date(2026, 5, 31)
A, B = 1, 2


def bounced(unit_id, body="", name="Sở A"):
    return Step(unit_id, body, name, MAY_1, "bounced", MAY_31)


@pytest.mark.parametrize(
    ("steps", "unit_id", "body", "decides", "refused"),
    [
        ([], A, "", False, ""),
        ([bounced(A)], A, "", False, "đã trả lại"),
        ([bounced(A)], B, "", False, ""),
        ([bounced(None, "Bộ Xây dựng", "Bộ Xây dựng")], None, "bộ xây dựng", False, "đã trả lại"),
        ([bounced(None, "Bộ Xây dựng", "Bộ Xây dựng")], A, "", False, ""),
        ([Step(A, "", "Sở A", MAY_1, "taken_back", MAY_31)], A, "", False, ""),
        ([bounced(A), bounced(B)], 3, "", False, "2 lần"),
        ([bounced(A), bounced(B)], A, "", True, ""),
        ([bounced(A)], B, "", True, "từ hai lần"),
    ],
)
def test_where_it_may_go_next(steps, unit_id, body, decides, refused):
    why = why_not_to(steps, unit_id=unit_id, body=body, decides=decides)

    assert (refused in why) if refused else why == ""


def test_nothing_is_done_once_it_is_over_but_reopening():
    assert {act.code for state in ENDS for act in acts_in(state)} == {"reopen", "publish", "unpublish"}
    assert all(act.states for act in ACTS.values())


def told(key, text, *, commune=A, field="roads", place=""):
    return Told(key, text, place, commune, field)


def test_repeats_are_told_by_words_without_accents_and_ordered_by_place_and_field():
    new = told(1, "Đề nghị sửa cầu tràn qua suối bản Xiềng")
    others = [
        told(2, "de nghi sua cau tran qua suoi", commune=B, field="land"),
        told(3, "Cầu tràn qua suối bản Xiềng hỏng, đề nghị sửa"),
        told(4, "Đề nghị bổ sung giáo viên mầm non"),
    ]

    found = likely_repeats(new, others)

    assert [each.key for each in found] == [3, 2]
    assert found[0].reasons[1:] == ("cùng xã, phường", "cùng lĩnh vực")
    assert found[1].reasons[0].startswith("cùng từ: cau")


def test_links_hang_together_through_any_number_of_steps():
    assert groups_of([1, 2, 3, 4, 5], [(2, 3), (3, 5)]) == {1: 1, 2: 2, 3: 2, 4: 4, 5: 2}


def known(*stays, received=MAY_1, **more):
    return Known(1, 9, received, received + timedelta(days=30), stays, (Turn(received, **more),))


def test_it_lies_with_its_keeper_until_routed_and_again_once_it_left():
    one = known(Stay(A, date(2026, 5, 5), date(2026, 5, 9), MAY_31))

    assert [lying(one, date(2026, 5, day)).unit_id for day in (4, 5, 8, 9)] == [9, A, A, 9]


@pytest.mark.parametrize(
    ("answered", "on", "faults"),
    [
        (None, MAY_31, 0),
        (None, date(2026, 6, 1), 1),
        (date(2026, 6, 5), date(2026, 6, 4), 1),
        (date(2026, 6, 5), date(2026, 6, 5), 0),
    ],
)
def test_it_is_left_past_its_day_until_the_day_it_is_answered(answered, on, faults):
    one = known(Stay(A, MAY_1, None, MAY_31), answered_on=answered)

    assert standings([one], 2026, on=on)[A].faults == faults


def test_a_body_outside_stands_nowhere_and_what_is_studied_goes_into_the_next_year():
    outside = known(Stay(None, MAY_1, None, MAY_31))
    studied = known(Stay(A, MAY_1, None, MAY_31), answered_on=MAY_1)
    over = known(Stay(B, MAY_1, None, MAY_31), answered_on=MAY_1, settled_on=MAY_1, over_on=MAY_1)

    of_next = standings([outside, studied, over], 2027, on=date(2027, 3, 1))

    assert {unit: of.items for unit, of in of_next.items()} == {A: 1}


OCT_1, FEB_10, MAR_1 = date(2026, 10, 1), date(2027, 2, 10), date(2027, 3, 1)


@pytest.mark.parametrize(
    ("told", "turns"),
    [
        ([], [(MAY_1, None, None, None)]),
        ([("answer", MAY_31, "studied")], [(MAY_1, MAY_31, None, None)]),
        ([("answer", MAY_31, "studied"), ("answer", OCT_1, "settled")], [(MAY_1, MAY_31, OCT_1, OCT_1)]),
        ([("answer", MAY_31, "explained")], [(MAY_1, MAY_31, None, MAY_31)]),
        # Answered and asked again on one day: the order they were done in decides.
        (
            [("answer", OCT_1, "settled"), ("reopen", OCT_1, "")],
            [(MAY_1, OCT_1, OCT_1, OCT_1), (OCT_1, None, None, None)],
        ),
    ],
)
def test_each_further_answer_asked_for_begins_a_turn(told, turns):
    assert [(each.since, each.answered_on, each.settled_on, each.over_on) for each in turns_of(MAY_1, told)] == turns


def test_a_further_answer_asked_for_leaves_the_years_before_as_they_were():
    due, late = date(2026, 10, 5), date(2027, 3, 12)
    stays = Stay(A, MAY_1, FEB_10, due), Stay(A, FEB_10, None, late)
    one = Known(1, 9, MAY_1, MAY_31, stays, turns_of(MAY_1, [("answer", OCT_1, "settled"), ("reopen", FEB_10, "")]))

    before = standings([one], 2026, on=MAR_1)[A]
    assert (before.settled, before.due, before.faults) == (1, 1, 0)
    during = standings([one], 2027, on=MAR_1)[A]
    assert (during.items, during.settled, during.due, during.faults) == (1, 0, 0, 0)
    assert standings([one], 2027, on=date(2027, 3, 13))[A].faults == 1
    told = [("answer", OCT_1, "settled"), ("reopen", date(2028, 1, 5), "")]
    of_gap = Known(1, 9, MAY_1, MAY_31, stays, turns_of(MAY_1, told))
    assert standings([of_gap], 2027, on=MAR_1) == {}
