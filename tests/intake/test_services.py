"""Letters at the desk: second complaints go on from first ones, mixed letters come apart."""

from datetime import date

import pytest

from danvan.casework.models import Case
from danvan.casework.services import CannotAct
from danvan.intake.services import NothingToSplit, UnknownFirstComplaint, register_letter, split_letter
from danvan.kernel.errors import Conflict
from danvan.kernel.workflow import ActNotAllowed
from danvan.notices.models import Notice
from danvan.petitions.selectors import followed_page
from danvan.petitions.services import NewPetition, NewWriter
from tests.petitions.factories import at, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]


def _second(unit, *, name="Nguyễn Văn Minh Họa", on=date(2026, 10, 1)):
    return NewPetition(
        kind="complaint", unit_id=unit.pk, received_on=on, channel="desk", summary="Không đồng ý với quyết định.",
        writers=[NewWriter(name)], instance=2,
    )  # fmt: skip


@pytest.fixture
def decided(story):
    story.until_verified(date(2026, 9, 8), date(2026, 9, 14))
    return story.do("decide", date(2026, 9, 20), number="1", verdict="wrong", remedy="keep", note="x")


def test_a_second_complaint_ends_the_first_and_its_windows(decided):
    second = register_letter(
        _second(decided.cast.place.commune), actor=decided.cast.actor("lan"), at=at(date(2026, 10, 1)),
        first_code=decided.petition.code.lower(),
    )  # fmt: skip
    first = Case.objects.get(pk=decided.petition.pk)

    assert second.follows_id == first.pk
    assert second.clocks.get(stage="acceptance").rule == "KN-ACC2-V2"
    assert (first.state, first.is_open) == ("appealed", False)
    assert not first.clocks.filter(ended_on=None).exists()
    assert first.settled == "decided"


def test_silence_past_the_limit_is_complained_of_too_and_the_first_case_stays_owed(story):
    story.until_accepted(date(2026, 9, 8))
    lan, code = story.cast.actor("lan"), story.petition.code

    def complain(on):
        return register_letter(
            _second(story.cast.place.commune, on=on), actor=lan, at=at(date(2026, 10, 12)), first_code=code
        )

    with pytest.raises(UnknownFirstComplaint):
        complain(date(2026, 10, 8))  # the last day of the limit
    second = complain(date(2026, 10, 9))
    first = Case.objects.get(pk=story.petition.pk)

    assert second.follows_id == first.pk
    assert (first.state, first.is_open, first.settled) == ("accepted", True, "")
    assert first.due_on == date(2026, 10, 8)
    assert first.acts.filter(act="appeal_silence", is_told=True).count() == 1
    assert Notice.objects.filter(text=f"{code}: có khiếu nại lần hai {second.code}").exists()
    with pytest.raises(UnknownFirstComplaint):
        complain(date(2026, 10, 12))


def test_a_first_case_decided_after_silence_was_complained_of_ends_by_the_second(story):
    lan, code = story.cast.actor("lan"), story.petition.code
    story.until_verified(date(2026, 9, 8), date(2026, 9, 14))
    with pytest.raises(ActNotAllowed):
        story.do("end_by_second", date(2026, 9, 15))
    register_letter(
        _second(story.cast.place.commune, on=date(2026, 10, 9)), actor=lan, at=at(date(2026, 10, 9)), first_code=code
    )
    story.do("decide", date(2026, 10, 12), number="1", verdict="wrong", remedy="keep", note="x")
    story.do("send", date(2026, 10, 13), decision_received_on=date(2026, 10, 14))

    running = set(story.petition.clocks.filter(ended_on=None).values_list("stage", flat=True))
    assert running == set()
    assert not followed_page(story.petition.case_ptr, on=date(2026, 10, 15)).letter.may_complain_again
    with pytest.raises(UnknownFirstComplaint):
        register_letter(
            _second(story.cast.place.commune, on=date(2026, 10, 16)), actor=lan, at=at(date(2026, 10, 16)),
            first_code=code,
        )  # fmt: skip
    with pytest.raises(CannotAct, match="Đã có khiếu nại lần hai"):
        story.do("take_effect", date(2026, 12, 1))
    story.do("end_by_second", date(2026, 10, 15))
    assert (story.petition.state, story.petition.is_open, story.petition.settled) == ("appealed", False, "decided")
    assert story.do("archive", date(2026, 10, 16), retention="15y").petition.state == "archived"


@pytest.mark.parametrize(("code", "name"), [("KN-2026-00001", "Người Khác"), ("KN-2026-09999", "Nguyễn Văn Minh Họa")])
def test_a_code_that_is_not_the_writers_tells_nothing_and_stores_nothing(decided, code, name):
    before = Case.objects.count()

    with pytest.raises(UnknownFirstComplaint):
        register_letter(
            _second(decided.cast.place.commune, name=name), actor=decided.cast.actor("lan"),
            at=at(date(2026, 10, 1)), first_code=code,
        )  # fmt: skip
    assert Case.objects.count() == before
    assert Case.objects.get(pk=decided.petition.pk).state == "decided"


def test_a_mixed_letter_comes_apart_with_a_clock_for_each_part(cast):
    letter = register(cast, kind="mixed")
    lan = cast.actor("lan")

    parts = split_letter(
        letter.pk, [("complaint", "Phần một"), ("recommendation", "Phần hai"), ("", "")],
        actor=lan, at=at(date(2026, 9, 3)), version=letter.version,
    )  # fmt: skip
    letter = Case.objects.get(pk=letter.pk)

    assert (letter.state, letter.handled) == ("split", "split")
    assert [part.kind for part in parts] == ["complaint", "recommendation"]
    assert {part.received_on for part in parts} == {letter.received_on}
    assert {part.writers.get().name for part in parts} == {"Nguyễn Văn Minh Họa"}
    assert all(part.split_from_id == letter.pk for part in parts)
    assert [part.due_on for part in parts] == [date(2026, 9, 11), date(2026, 9, 16)]


def test_one_part_is_no_split_and_an_old_page_is_refused(cast):
    letter = register(cast, kind="mixed")
    lan = cast.actor("lan")

    with pytest.raises(NothingToSplit):
        split_letter(letter.pk, [("complaint", "x"), ("", "y")], actor=lan, at=at(date(2026, 9, 3)), version=1)
    with pytest.raises(Conflict):
        split_letter(letter.pk, [("complaint", "x"), ("complaint", "y")], actor=lan, at=at(date(2026, 9, 3)), version=9)
    assert Case.objects.count() == 1
