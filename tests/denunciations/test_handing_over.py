"""Sealed cases of a unit that ended pass on sealed, and never to where the accused would reach them."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from danvan.casework import services as casework
from danvan.casework.models import CaseAct, Clock, HandOver
from danvan.casework.services import CannotHandOver, NotWaiting
from danvan.denunciations.choices import Compartment
from danvan.denunciations.models import Denunciation, TeamMember
from danvan.denunciations.selectors import denunciations_visible_to, hand_overs_for
from danvan.denunciations.services.handing_over import NotToBeSaid, decline_denunciations, hand_over_denunciations
from danvan.denunciations.services.opening import open_part
from danvan.denunciations.services.register import Accused
from danvan.desk.jobs import REGISTERS
from danvan.kernel.errors import NoAuthority
from danvan.notices.models import Notice
from tests.cast import TODAY, make_unit, seat
from tests.denunciations.factories import RECEIVED, Story, new_case, now, taken_in
from tests.denunciations.test_canaries import everything_in_the_database
from tests.petitions.factories import at
from tests.schemes.factories import end, succeed

pytestmark = pytest.mark.django_db

END = date(2026, 11, 1)


@pytest.fixture
def gone(house):
    """A commune that takes denunciations in and passes to lan's and minh's on 2026-11-01."""
    unit = make_unit("xa-cu", "Xã Cũ", kind="commune", level="commune", parent=house.place.province)
    house.people["an"] = seat("an", "An", unit, title="Chủ tịch xã cũ", kind="chair", role="commune_chair",
                              over=unit, subtree=False)  # fmt: skip
    return unit


def ended(house, unit):
    end(unit, END)
    succeed(unit, house.place.commune, on=END)
    casework.propose_hand_overs(REGISTERS, at=at(TODAY))
    return HandOver.objects.get()


def taken_in_there(house, unit, **how):
    return taken_in(house, by="platform_", desk=unit, **how)


@pytest.fixture(autouse=True)
def _platform(house, monkeypatch):
    actor = house.actor
    monkeypatch.setattr(house, "actor", lambda name: house.platform if name == "platform_" else actor(name))


def take_over(house, by, *, to_unit=None):
    keys = list(HandOver.objects.filter(decided_at=None).values_list("pk", flat=True))
    return hand_over_denunciations(keys, to_unit=to_unit, on=TODAY, number="3/BB", actor=house.actor(by), at=at(TODAY))


def sees(house):
    names = ("lan", "minh", "tam", "binh", "dung", "thanh", "quan", "hoa", "son", "phuc", "vy", "kim", "an")
    return {name for name in names if denunciations_visible_to(house.actor(name)).exists()}


def test_it_waits_for_the_successor_and_is_opened_by_nobody_meanwhile(house, gone):
    row = taken_in_there(house, gone, accused=[Accused(gone.pk, "staff", "Trần Văn Bị Cáo")])
    waiting = ended(house, gone)

    assert (waiting.to_unit_id, waiting.is_clear) == (house.place.commune.pk, True)
    assert {"minh", "son"} <= sees(house)
    assert not sees(house) & {"lan", "tam", "phuc", "vy", "quan"}
    with pytest.raises(NoAuthority):
        open_part(row, Compartment.STRIPPED, actor=house.actor("minh"), at=now())


def test_it_passes_with_its_keys_its_clocks_and_its_number(house, gone):
    row = taken_in_there(house, gone, accused=[Accused(gone.pk, "staff", "Trần Văn Bị Cáo")])
    ended(house, gone)
    before = list(Clock.objects.order_by("pk").values())

    take_over(house, "minh")

    after = Denunciation.objects.get()
    assert (after.pk, after.code, after.unit_id) == (row.pk, row.code, house.place.commune.pk)
    assert list(Clock.objects.order_by("pk").values()) == before
    assert CaseAct.objects.get(act="hand_over").is_told
    opened = open_part(after, Compartment.STRIPPED, actor=house.actor("minh"), at=now())
    assert any("Công chức địa chính" in str(text.said) for text in opened.texts)


def test_against_the_head_of_the_successor_it_goes_above_and_does_not_exist_below(house, gone):
    """Minh headed nothing when he was denounced by name; he chairs the commune that follows."""
    new = [Accused(house.place.commune.pk, "staff", "Minh"), Accused(gone.pk, "staff", "Trần Văn Bị Cáo")]
    taken_in_there(house, gone, accused=new)
    waiting = ended(house, gone)

    assert waiting.to_unit_id == house.place.province.pk
    assert not sees(house) & {"lan", "minh", "son", "tam"}
    with pytest.raises(CannotHandOver, match="không được biết hồ sơ"):
        take_over(house, "vy", to_unit=house.place.commune.pk)
    take_over(house, "vy")

    row = Denunciation.objects.get()
    assert row.unit_id == house.place.province.pk
    assert not sees(house) & {"lan", "minh", "son", "tam"}
    assert row.exclusions.count() >= 2


def test_against_the_body_that_ended_its_successor_is_shut_out(house, gone):
    row = taken_in(house, by="phuc", desk=house.place.province, accused=[Accused(gone.pk, "body")])
    other = make_unit("xa-khac", "Xã Khác", kind="commune", level="commune", parent=house.place.province)
    Denunciation.objects.filter(pk=row.pk).update(unit=other)
    end(other, END)
    succeed(other, house.place.commune, on=END)

    assert ended(house, gone).to_unit_id == house.place.province.pk


def test_nobody_else_takes_it_over_and_a_desk_not_what_was_accepted(house, gone):
    row = taken_in_there(house, gone, accused=[Accused(gone.pk, "staff", "Trần Văn Bị Cáo")])
    Denunciation.objects.filter(pk=row.pk).update(accepted_on=RECEIVED)
    ended(house, gone)

    for who in ("lan", "son", "tam", "thanh", "quan", "vy", "phuc"):
        assert not hand_overs_for(house.actor(who)).exists()
        with pytest.raises(NotWaiting):
            take_over(house, who)
    take_over(house, "minh")


def test_a_member_of_the_team_who_lost_their_post_leaves_it(house, gone):
    row = taken_in_there(house, gone, accused=[Accused(gone.pk, "staff", "Trần Văn Bị Cáo")])
    for name in ("an", "lan"):
        TeamMember.objects.create(denunciation=row, holding_id=house.actor(name).holding_id, since=RECEIVED)
    waiting = ended(house, gone)
    assert waiting.case_id == row.pk

    take_over(house, "minh")

    assert TeamMember.objects.get(until=None).holding_id == house.actor("lan").holding_id


def told_of(key):
    return set(Notice.objects.filter(key__startswith=key).values_list("holding__person__username", flat=True))


def test_those_are_told_who_can_open_what_they_are_told_of(house, gone):
    row = taken_in_there(house, gone, accused=[Accused(gone.pk, "staff", "Trần Văn Bị Cáo")])
    Denunciation.objects.filter(pk=row.pk).update(accepted_on=RECEIVED)
    for name in ("an", "lan"):
        TeamMember.objects.create(denunciation=row, holding_id=house.actor(name).holding_id, since=RECEIVED)
    ended(house, gone)
    assert told_of("hand-over-") == {"minh"}
    client = Client()
    client.force_login(house.cast.minh)
    assert row.code in client.get(reverse("denunciations:hand_overs")).content.decode()

    hand_over_denunciations([HandOver.objects.get().pk], to_unit=None, on=TODAY, number="3/BB",
                            actor=house.actor("minh"), at=at(TODAY))  # fmt: skip
    assert told_of("handed-over-") == {"lan"}


def test_a_desk_is_told_of_what_was_not_accepted_yet(house, gone):
    taken_in_there(house, gone, accused=[Accused(gone.pk, "staff", "Trần Văn Bị Cáo")])
    ended(house, gone)
    assert told_of("hand-over-") == {"minh", "son"}


def test_it_is_sent_back_to_the_province(house, gone):
    taken_in_there(house, gone, accused=[Accused(gone.pk, "staff", "Trần Văn Bị Cáo")])
    waiting = ended(house, gone)

    decline_denunciations([waiting.pk], reason="not_ours", actor=house.actor("minh"), at=at(TODAY))

    waiting.refresh_from_db()
    assert waiting.to_unit_id == house.place.province.pk
    assert waiting.reason.endswith("trả lại: không thuộc thẩm quyền giải quyết của đơn vị này.")
    assert "minh" not in sees(house)


def test_no_word_about_it_is_taken_beside_the_seals(house, gone):
    """The reason and the number of a record stand in the open table of every register's hand-overs."""
    taken_in_there(house, gone, accused=[Accused(gone.pk, "staff", "Trần Văn Bị Cáo")])
    key = ended(house, gone).pk
    minh, canary = house.actor("minh"), "bà Zuwanhi tố cáo"
    with pytest.raises(NotToBeSaid, match="lý do có sẵn"):
        decline_denunciations([key], reason=canary, actor=minh, at=at(TODAY))
    with pytest.raises(NotToBeSaid, match="Số biên bản"):
        hand_over_denunciations([key], to_unit=None, on=TODAY, number=canary, actor=minh, at=at(TODAY))
    client = Client()
    client.force_login(house.cast.minh)
    page, sent = reverse("denunciations:hand_overs"), {"ho_so": [str(key)], "on": "23/11/2026"}
    wrong = client.post(page, {**sent, "viec": "ban-giao", "number": canary}).content.decode()
    assert "Chỉ ghi số và ký hiệu" in wrong
    assert canary in wrong
    wrong = client.post(page, {**sent, "viec": "tra-lai", "reason": canary}).content.decode()
    assert "Đơn vị này không bảo đảm khách quan" in wrong
    assert not [table for table, text in everything_in_the_database() if "Zuwanhi" in text]
    client.post(page, {**sent, "viec": "ban-giao", "number": "3/bb-ubnd"})
    assert HandOver.objects.get().number == "3/BB-UBND"


def test_a_limit_that_the_calendar_moves_is_listed_only_to_whom_the_case_exists(house):
    from danvan.calendars.services import set_day
    from danvan.casework.models import ClockMove
    from danvan.casework.selectors import move_counts, moves_shown_to
    from danvan.desk.selectors import AUDIENCES

    Story(house, taken_in(house)).until_accepted()
    due_on = Denunciation.objects.get().resolution_due_on
    set_day(due_on, kind="compensation", name="Nghỉ bù", decision="1/TB", status="decided", actor=house.platform,
            reason="Có thông báo")  # fmt: skip
    casework.list_moves(at=at(TODAY), audiences=AUDIENCES, address="/")

    shown = {name for name in ("lan", "minh", "tam", "binh", "thanh", "quan", "son", "phuc", "vy")
             if moves_shown_to(house.actor(name), AUDIENCES).filter(clock__stage="resolution").exists()}  # fmt: skip
    counts = move_counts(on=TODAY)
    assert shown == {"minh"}
    assert [notice.holding_id for notice in Notice.objects.filter(key__startswith="moves-")] == [
        house.actor("minh").holding_id
    ]
    assert (counts.sealed, list(counts.units)) == (ClockMove.objects.count(), [])
    done = casework.confirm_moves(
        ClockMove.objects.values_list("pk", flat=True), actor=house.actor("minh"), at=at(TODAY), audiences=AUDIENCES
    )
    assert done.applied == counts.sealed
    assert Denunciation.objects.get().resolution_due_on == due_on + timedelta(days=1)
    assert new_case(house).is_formal
