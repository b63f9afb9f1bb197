"""Whoever passed a letter on is owed its outcome: the clock, the act that tells them, where they read it."""

from datetime import date

import pytest

from danvan.casework.models import Case
from danvan.casework.services import CannotAct
from danvan.kernel.workflow import ActNotAllowed
from danvan.petitions.selectors import petition_page
from danvan.petitions.services import perform
from tests.petitions.factories import Story, at, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
WORKS = {"subject": "works", "competent": True}


def _answered(cast, **how):
    story = Story(cast, register(cast, kind="recommendation", **how))
    story.do("classify", date(2026, 9, 2), **WORKS).do("accept", date(2026, 9, 3))
    return story.do("answer", date(2026, 9, 21), number="55/UBND", reply="explained", note="Đã giải thích.")


def test_a_forwarded_letter_owes_its_outcome_within_seven_working_days(cast):
    story = _answered(cast, channel="front", forwarded_by="Ủy ban MTTQ tỉnh", forwarded_number="15/MTTQ")

    clock = story.petition.clocks.get(stage="outcome", ended_on=None)
    assert (clock.rule, clock.trigger_on, clock.due_on) == ("TCD-OUT", date(2026, 9, 21), date(2026, 9, 30))
    assert (story.petition.due_on, story.petition.due_stage) == (date(2026, 9, 30), "outcome")
    story.do("close", date(2026, 9, 22))
    assert (story.petition.state, story.petition.is_open) == ("closed", True)
    with pytest.raises(CannotAct, match="thông báo kết quả"):
        story.do("archive", date(2026, 9, 23), retention="15y")
    story.do("tell_sender", date(2026, 9, 25), number="60/UBND")
    assert (story.petition.state, story.petition.is_open, story.petition.due_on) == ("closed", False, None)


def test_a_letter_nobody_passed_on_owes_nothing(cast):
    story = _answered(cast)

    assert not story.petition.clocks.filter(stage="outcome").exists()
    with pytest.raises(CannotAct, match="Không có cơ quan chuyển đơn"):
        story.do("tell_sender", date(2026, 9, 25), number="60/UBND")


def test_a_decision_and_a_stop_owe_it_too_and_reopening_takes_it_back(story, cast):
    type(story.petition).objects.filter(pk=story.petition.pk).update(channel="press", forwarded_by="Báo tỉnh")
    story.until_verified(date(2026, 9, 8), date(2026, 9, 14))
    story.do("decide", date(2026, 9, 20), number="1", verdict="wrong", remedy="keep", note="x")
    assert story.petition.clocks.get(stage="outcome").due_on == date(2026, 9, 29)

    answered = _answered(cast, channel="agency", forwarded_by="Sở")
    answered.do("reopen", date(2026, 9, 23), note="Không đồng ý, có lý do.")
    assert answered.petition.clocks.get(stage="outcome").ended_on == date(2026, 9, 23)
    answered.do("answer", date(2026, 9, 25), number="56/UBND", reply="explained", note="x")
    assert answered.petition.clocks.filter(stage="outcome", ended_on=None).count() == 1


def test_it_cannot_be_told_before_there_is_an_outcome(cast):
    story = Story(cast, register(cast, kind="recommendation", channel="front", forwarded_by="MTTQ"))

    with pytest.raises(ActNotAllowed):
        story.do("tell_sender", date(2026, 9, 2), number="1")


def test_a_unit_of_the_platform_reads_the_outcome_on_the_letter_it_passed_on(cast):
    story = Story(cast, register(cast, kind="recommendation"))
    story.do("classify", date(2026, 9, 2), **{**WORKS, "competent": False})
    story.do("transfer", date(2026, 9, 3), number="07/PC", addressee="xã bên", to_unit=cast.place.neighbour.pk)
    passed = Case.objects.get(transferred_from=story.petition.pk)
    tam = cast.actor("tam")
    for act, on, given in (
        ("classify", date(2026, 9, 4), WORKS), ("accept", date(2026, 9, 5), {}),
        ("answer", date(2026, 9, 10), {"number": "9/UBND", "reply": "taken_up", "note": "x"}),
        ("tell_sender", date(2026, 9, 11), {"number": "10/UBND"}),
    ):  # fmt: skip
        perform(passed.pk, act, given, actor=tam, on=on, at=at(story.now))

    entry = petition_page(cast.actor("lan"), story.petition.code, on=date(2026, 9, 12)).timeline[0]
    assert (entry.label, entry.act.number, entry.act.note) == (
        "nơi nhận đơn báo kết quả giải quyết", "10/UBND", "đã trả lời",
    )  # fmt: skip
    assert entry.act.is_told
