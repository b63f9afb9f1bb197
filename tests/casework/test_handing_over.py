"""Open cases of units that ended: proposed to whoever follows, passed on by a person, with every date and rule kept.

The district Kỳ Sơn ended on 2025-07-01; its land went to lan's commune and tam's.
hanh   took letters in there
phuc   receives for the province, where nobody else is clear
"""

from dataclasses import replace
from datetime import date
from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from danvan.authority.rules.actor import system_actor
from danvan.casework import services as casework
from danvan.casework.models import Assignment, Case, CaseAct, Clock, HandOver
from danvan.casework.selectors import cases_visible_to, chased
from danvan.casework.services import CannotHandOver, NotWaiting
from danvan.desk.jobs import REGISTERS, propose_hand_overs_daily, propose_hand_overs_now
from danvan.desk.selectors import AUDIENCES
from danvan.intake.services import renew_following
from danvan.journal.models import Entry
from danvan.kernel.errors import NoAuthority
from danvan.notices.models import Notice
from danvan.orgs.models import Unit, UnitVersion
from danvan.petitions.selectors import followed_page, hand_overs_for, petition_page
from danvan.petitions.services import (
    NewPetition,
    NewWriter,
    decline_petitions,
    hand_over_petitions,
    perform,
    register_petition,
)
from tests.cast import TODAY, actor_of, make_unit, seat
from tests.events import waiting_jobs
from tests.petitions.factories import CLASSIFIED, at
from tests.schemes.factories import end, succeed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]

END = date(2025, 7, 1)
PLATFORM = system_actor(TODAY)


@pytest.fixture
def old(cast):
    """Return the district with two of its communes, and the people of it and of the province."""
    place = cast.place
    district = make_unit("ky-son", "Kỳ Sơn", kind="district", level="district", parent=place.province, until=END)
    parts = [
        make_unit(key, name, kind="commune", level="commune", parent=district, until=END)
        for key, name in (("keng-du", "Keng Đu"), ("na-ngoi", "Na Ngoi"))
    ]
    succeed(parts[0], place.commune, on=END)
    succeed(parts[1], place.neighbour, on=END)
    hanh = seat("hanh", "Hạnh", district, title="Công chức Văn phòng", kind="officer", role="commune_officer",
                over=district, subtree=False)  # fmt: skip
    phuc = seat("phuc", "Phúc", place.province, title="Ban Tiếp công dân", kind="officer", role="reception_office",
                over=place.province, subtree=False)  # fmt: skip
    return SimpleNamespace(district=district, keng_du=parts[0], na_ngoi=parts[1], hanh=hanh, phuc=phuc)


def letter(unit, on=date(2025, 5, 20), *, address="bản Một, xã Keng Đu, huyện Kỳ Sơn", kind="complaint", **how):
    new = NewPetition(
        kind=kind, unit_id=unit.pk, received_on=on, channel="post", summary="Thu hồi đất chưa bồi thường đủ.",
        writers=[NewWriter("Lô Văn Ví Dụ", address=address)], **how,
    )  # fmt: skip
    return register_petition(new, actor=PLATFORM, at=at(TODAY))


def do(petition, act, on, **given):
    return perform(petition.pk, act, given, actor=PLATFORM, on=on, at=at(TODAY))


def accepted(old, on=date(2025, 6, 10), **classified):
    """A complaint of the district, accepted there, given to hanh: its limit runs across the day the district ended."""
    petition = letter(old.district)
    do(petition, "classify", date(2025, 5, 21), **{**CLASSIFIED, "respondent_kind": "district", **classified})
    do(petition, "propose", date(2025, 5, 22))
    do(petition, "accept", on, number="7/TB-UBND")
    holding = actor_of(old.hanh).holding_id
    return do(petition, "assign", on, officer=holding, officer_unit=old.district.pk)


def propose(on=TODAY):
    return casework.propose_hand_overs(REGISTERS, at=at(on))


def take_over(actor, *cases, to_unit=None, on=TODAY, number="12/BB-UBND"):
    keys = HandOver.objects.filter(decided_at=None)
    if cases:
        keys = keys.filter(case__in=cases)
    return hand_over_petitions(
        keys.values_list("pk", flat=True), to_unit=to_unit, on=on, number=number, actor=actor, at=at(TODAY)
    )


def waiting(case):
    return HandOver.objects.get(case=case, decided_at=None)


def clocks(case):
    return list(Clock.objects.filter(case=case).order_by("pk").values())


# --- to whom ----------------------------------------------------------------------------------------------------------


def test_a_district_case_is_proposed_to_the_commune_its_writer_lives_in(old, cast):
    ours = letter(old.district)
    theirs = letter(old.district, address="Bản Ka Dưới - Na Ngoi, H. Kỳ Sơn")

    assert propose() == 2

    assert (waiting(ours).to_unit_id, waiting(ours).is_clear) == (cast.place.commune.pk, True)
    assert waiting(ours).reason == "Người viết đơn ở địa bàn nay thuộc xã Đông Hiếu."
    assert waiting(theirs).to_unit_id == cast.place.neighbour.pk
    assert (waiting(ours).since, waiting(ours).legal_act.number) == (END, "1678/NQ-UBTVQH15")


@pytest.mark.parametrize("address", ["", "huyện Kỳ Sơn, tỉnh Nghệ An", "xã Keng Đu, tạm trú xã Na Ngoi"])
def test_where_the_writer_lives_is_not_told_the_province_decides(old, cast, address):
    case = letter(old.district, address=address)

    propose()

    row = waiting(case)
    assert (row.to_unit_id, row.is_clear) == (cast.place.province.pk, False)
    assert row.reason == "Huyện Kỳ Sơn chia cho 2 đơn vị; đơn chưa cho biết thuộc địa bàn nào."


def test_a_first_complaint_against_the_chair_of_the_district_goes_where_the_matter_lies(old, cast):
    case = letter(old.district)
    do(case, "classify", date(2025, 5, 21), **{**CLASSIFIED, "respondent_kind": "district"})

    propose()

    assert waiting(case).to_unit_id == cast.place.commune.pk


def test_a_second_complaint_goes_to_the_province_by_the_table_of_competence(old, cast):
    case = letter(old.district)
    do(case, "classify", date(2025, 5, 21), **{**CLASSIFIED, "instance": 2})

    propose()

    row = waiting(case)
    assert (row.to_unit_id, row.is_clear) == (cast.place.province.pk, True)
    assert row.reason.startswith("Điều 21 Luật Khiếu nại 2011 (chính quyền địa phương hai cấp)")


def test_a_complaint_against_a_commune_that_was_merged_goes_to_its_successor(old, cast):
    case = letter(old.district, address="")
    do(case, "classify", date(2025, 5, 21), **{**CLASSIFIED, "respondent_unit": old.na_ngoi.pk})

    propose()

    assert waiting(case).to_unit_id == cast.place.neighbour.pk
    assert waiting(case).reason.endswith("Đơn vị bị khiếu nại nay là xã Hòa Sơn.")


def test_a_commune_merged_in_2024_passes_to_its_one_successor(cast):
    gone = make_unit("dong-cu", "Đông Cũ", kind="commune", level="commune", parent=cast.place.province)
    end(gone, date(2024, 12, 1))
    succeed(gone, cast.place.commune, on=date(2024, 12, 1))
    case = letter(gone, date(2024, 11, 20), address="")
    before = clocks(case)

    propose()
    row = waiting(case)
    take_over(cast.actor("minh"), on=date(2024, 12, 2))

    assert row.reason == "Xã Đông Cũ kết thúc từ 01/12/2024 (1678/NQ-UBTVQH15); xã Đông Hiếu kế thừa."
    assert Case.objects.get().unit_id == cast.place.commune.pk
    assert clocks(case) == before


def test_cases_of_living_units_and_closed_ones_wait_for_nobody(old, cast):
    letter(cast.place.commune)
    closed = letter(old.district)
    Case.objects.filter(pk=closed.pk).update(is_open=False)

    assert propose() == 0


def test_proposing_again_changes_nothing_and_tells_nobody_twice(old, cast):
    letter(old.district)
    propose()
    before, told = HandOver.objects.values().get(), Notice.objects.count()

    propose_hand_overs_daily(0)
    propose_hand_overs_now({})

    assert HandOver.objects.values().get() == before
    assert Notice.objects.count() == told
    notice = Notice.objects.get(holding=cast.actor("minh").holding_id)
    assert (notice.text, notice.url) == ("1 hồ sơ của đơn vị đã kết thúc hoạt động, chờ bàn giao", "/don-thu/ban-giao/")


def test_proposing_again_asks_a_fixed_number_of_questions_and_locks_nothing(old, cast):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            propose()
        return [query["sql"] for query in asked if "INSERT INTO" not in query["sql"]]

    accepted(old, respondent_unit=old.na_ngoi.pk)
    letter(old.district, address="")
    propose()
    few = questions()
    for _ in range(3):
        accepted(old, respondent_unit=old.keng_du.pk)
        letter(old.district)
    propose()
    many = questions()

    assert len(many) == len(few)
    assert not [sql for sql in many if "FOR UPDATE" in sql or sql.startswith("UPDATE")]


def test_a_proposal_follows_what_becomes_known(old, cast):
    first, second = letter(old.district), letter(old.district)
    propose()
    do(second, "classify", date(2025, 5, 21), **{**CLASSIFIED, "instance": 2})
    propose()

    assert waiting(first).to_unit_id == cast.place.commune.pk
    assert (waiting(second).to_unit_id, waiting(second).is_clear) == (cast.place.province.pk, True)


def test_what_was_proposed_stays_when_the_rest_is_cut_off(old, cast, monkeypatch):
    cases = [letter(old.district) for _ in range(3)]
    monkeypatch.setattr("danvan.casework.services.handing_over.IN_ONE_TRANSACTION", 2)
    petitions = REGISTERS[0]

    def breaks_off(chosen, *known):
        if cases[2].pk in {case.pk for case in chosen}:
            raise ConnectionError
        return petitions.propose(chosen, *known)

    with pytest.raises(ConnectionError):
        casework.propose_hand_overs([replace(petitions, propose=breaks_off)], at=at(TODAY))
    assert set(HandOver.objects.values_list("case", flat=True)) == {cases[0].pk, cases[1].pk}

    assert propose() == 3


def test_a_proposal_whose_reason_is_gone_goes_with_it(old, cast):
    """A corrected list says that the district ends later, or that it did not end."""
    case, sent_back = letter(old.district), letter(old.district)
    propose()
    decline_petitions([waiting(sent_back).pk], reason="Ở xã khác.", actor=cast.actor("minh"), at=at(TODAY))
    UnitVersion.objects.filter(unit=old.district).update(valid_until=None)

    with pytest.raises(CannotHandOver, match="vẫn hoạt động vào ngày 23/11/2026"):
        take_over(cast.actor("minh"), case)
    assert Case.objects.get(pk=case.pk).unit_id == old.district.pk

    assert propose() == 0
    assert not HandOver.objects.exists()
    assert not cases_visible_to(cast.actor("lan")).exists()


# --- meanwhile --------------------------------------------------------------------------------------------------------


def test_until_then_it_exists_for_the_unit_that_is_asked_and_its_limits_are_told_there(old, cast):
    case = letter(old.district)
    assert not cases_visible_to(cast.actor("lan")).exists()

    propose()
    casework.remind_of_cases(at=at(TODAY), audiences=AUDIENCES)

    readers = {name for name in ("lan", "minh", "tam", "binh", "dung", "thanh", "quan", "hoa")
               if cases_visible_to(cast.actor(name)).exists()}  # fmt: skip
    assert readers == {"lan", "minh"}
    told = set(
        Notice.objects.filter(key__startswith=f"case-{case.pk}-").values_list("holding__person__username", flat=True)
    )
    assert told == {"lan", "minh"}
    assert chased(cast.actor("thanh"), on=TODAY).count() == 1


def test_nobody_acts_on_it_before_it_is_handed_over(old, cast):
    case = letter(old.district)
    propose()

    page = petition_page(cast.actor("minh"), case.code, on=TODAY)

    assert page.waiting is not None
    assert not [offer for offer in page.offers if offer.may]
    with pytest.raises(NoAuthority):
        perform(case.pk, "classify", CLASSIFIED, actor=cast.actor("minh"), on=TODAY, at=at(TODAY))


# --- passing on -------------------------------------------------------------------------------------------------------


def test_only_the_unit_changes(old, cast):
    case = accepted(old)
    propose()
    before = clocks(case)
    facts = Case.objects.values("code", "due_on", "due_stage", "resolution_due_on", "handling_due_on", "state").get()
    waiting_jobs()

    take_over(cast.actor("minh"), on=date(2025, 7, 3))

    case.refresh_from_db()
    row = HandOver.objects.get()
    assert case.unit_id == cast.place.commune.pk
    assert clocks(case) == before
    assert case.resolution_due_on == date(2025, 7, 10)
    assert Case.objects.values(*facts).get() == facts
    assert (case.handed_over_id, row.on, row.number, row.since) == (row.pk, date(2025, 7, 3), "12/BB-UBND", END)
    assert row.holding_id == cast.actor("minh").holding_id
    assert case.officer_id is None
    assert Assignment.objects.get().until == date(2025, 7, 3)
    act = CaseAct.objects.get(act="hand_over")
    assert (act.number, act.on, act.is_told) == ("12/BB-UBND", date(2025, 7, 3), True)
    assert act.note == (
        "Từ huyện Kỳ Sơn sang xã Đông Hiếu. Căn cứ 1678/NQ-UBTVQH15. Số hồ sơ, thời hạn và quy định áp dụng giữ nguyên."
    )
    assert Entry.objects.get(act="case.hand_over").unit_id == cast.place.commune.pk
    changed = [arguments["payload"]["unit_id"] for name, arguments in waiting_jobs()
               if arguments.get("name") == "CaseChanged"]  # fmt: skip
    assert sorted(changed) == sorted([old.district.pk, cast.place.commune.pk])
    page = followed_page(case, on=TODAY).letter
    assert (page.unit_name, page.told[0].label) == ("xã Đông Hiếu", "bàn giao hồ sơ")
    assert Notice.objects.filter(holding=cast.actor("lan").holding_id, key=f"handed-over-{row.pk}").exists()


def test_somebody_of_another_unit_who_still_holds_their_post_keeps_the_task(old, cast):
    case = accepted(old)
    Case.objects.update(officer=cast.actor("thanh").holding_id)
    Assignment.objects.update(holding=cast.actor("thanh").holding_id, unit=cast.place.province)
    propose()

    take_over(cast.actor("minh"))

    case.refresh_from_db()
    assert case.officer_id == cast.actor("thanh").holding_id
    assert Assignment.objects.get().until is None


def test_the_successor_goes_on_under_the_law_of_each_day(old, cast):
    """Received under the first version of acceptance, accepted by the successor, suspended as only 2026 allows."""
    case = letter(old.district, date(2025, 6, 25))
    propose()
    take_over(cast.actor("minh"), on=END)
    assert Clock.objects.get(stage="acceptance").rule == "KN-ACC1-V1"

    def act(code, on, **given):
        perform(case.pk, code, given, actor=cast.actor("minh"), on=on, at=at(TODAY))

    act("classify", date(2025, 7, 2), **{**CLASSIFIED, "respondent_kind": "district"})
    act("propose", date(2025, 7, 3))
    act("accept", date(2026, 6, 25), number="1/TB-UBND")
    act("assign", date(2026, 6, 26), officer=cast.actor("lan").holding_id)
    act("suspend", date(2026, 7, 2), number="2/QĐ-UBND", suspension_ground="illness", note="Ốm.")

    assert Clock.objects.get(stage="acceptance").rule == "KN-ACC1-V1"
    assert Clock.objects.get(stage="resolution").due_on is None
    assert Clock.objects.get(stage="send_suspension").rule == "KN-SUSP-SEND"
    assert Case.objects.get().code == case.code


def test_the_successor_does_nothing_dated_before_it_had_the_case(old, cast):
    case = letter(old.district)
    propose()
    take_over(cast.actor("minh"))

    with pytest.raises(casework.CannotAct, match="01/07/2025"):
        perform(case.pk, "classify", CLASSIFIED, actor=cast.actor("minh"), on=date(2025, 6, 20), at=at(TODAY))


def test_many_pass_at_once_or_none(old, cast):
    first, second = letter(old.district), letter(old.district)
    propose()
    Case.objects.filter(pk=second.pk).update(is_open=False)

    with pytest.raises(CannotHandOver, match=second.code):
        take_over(cast.actor("minh"))
    assert set(Case.objects.values_list("unit_id", flat=True)) == {old.district.pk}

    Case.objects.update(is_open=True)
    assert [case.pk for case in take_over(cast.actor("minh"))] == [first.pk, second.pk]


@pytest.mark.parametrize(
    ("on", "why"), [(date(2026, 11, 24), "không thể ở tương lai"), (date(2025, 6, 30), "đơn vị cũ còn hoạt động")]
)
def test_the_day_of_the_record_lies_between_the_end_and_today(old, cast, on, why):
    letter(old.district)
    propose()
    before = (HandOver.objects.values().get(), Case.objects.values().get(), CaseAct.objects.count())

    with pytest.raises(CannotHandOver, match=why):
        take_over(cast.actor("minh"), on=on)

    assert (HandOver.objects.values().get(), Case.objects.values().get(), CaseAct.objects.count()) == before


def test_nothing_passes_twice(old, cast):
    letter(old.district)
    propose()
    key = HandOver.objects.get().pk
    take_over(cast.actor("minh"))

    with pytest.raises(NotWaiting):
        hand_over_petitions([key], to_unit=None, on=TODAY, number="", actor=cast.actor("minh"), at=at(TODAY))
    assert CaseAct.objects.filter(act="hand_over").count() == 1


# --- who may ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["tam", "binh", "dung", "thanh", "quan", "hoa"])
def test_nobody_but_the_unit_that_is_asked_takes_a_case_over(old, cast, who):
    letter(old.district)
    propose()

    assert not hand_overs_for(cast.actor(who)).exists()
    with pytest.raises(NotWaiting):
        take_over(cast.actor(who))
    assert Case.objects.get().unit_id == old.district.pk


@pytest.mark.parametrize("who", ["lan", "minh"])
def test_its_receiving_officer_and_its_head_do(old, cast, who):
    letter(old.district)
    propose()

    take_over(cast.actor(who))

    assert Case.objects.get().unit_id == cast.place.commune.pk


def test_a_commune_does_not_pass_it_on_to_another(old, cast):
    letter(old.district)
    propose()

    with pytest.raises(NoAuthority):
        take_over(cast.actor("minh"), to_unit=cast.place.neighbour.pk)
    assert Case.objects.get().unit_id == old.district.pk


def test_a_commune_sends_it_back_and_the_province_finds_the_unit(old, cast):
    letter(old.district)
    propose()
    keys = [HandOver.objects.get().pk]

    decline_petitions(keys, reason="Thửa đất ở xã Hòa Sơn.", actor=cast.actor("minh"), at=at(TODAY))
    propose()

    row = HandOver.objects.get()
    assert (row.to_unit_id, row.is_clear, row.is_declined) == (cast.place.province.pk, False, True)
    assert row.reason.endswith("Xã Đông Hiếu trả lại: Thửa đất ở xã Hòa Sơn.")
    assert Entry.objects.get(act="case.decline_hand_over").unit_id == cast.place.commune.pk
    assert not cases_visible_to(cast.actor("lan")).exists()
    with pytest.raises(CannotHandOver, match="chưa chọn đơn vị nhận"):
        take_over(actor_of(old.phuc))
    with pytest.raises(CannotHandOver, match="chính cấp tỉnh"):
        decline_petitions(keys, reason="Không rõ.", actor=actor_of(old.phuc), at=at(TODAY))
    take_over(actor_of(old.phuc), to_unit=cast.place.neighbour.pk)
    assert Case.objects.get().unit_id == cast.place.neighbour.pk


def test_the_province_is_told_of_what_is_sent_back_though_it_knows_of_others(old, cast):
    ours, unclear = letter(old.district), letter(old.district, address="")
    propose()
    phuc = actor_of(old.phuc).holding_id
    assert [waiting(case).to_unit_id for case in (ours, unclear)] == [cast.place.commune.pk, cast.place.province.pk]
    assert Notice.objects.get(holding=phuc).key == f"hand-over-{waiting(unclear).pk}"

    decline_petitions([waiting(ours).pk], reason="Ở xã khác.", actor=cast.actor("minh"), at=at(TODAY))
    propose()

    told = Notice.objects.get(holding=phuc, key=f"hand-over-declined-{waiting(ours).pk}")
    assert (told.text, told.url) == ("1 hồ sơ bị trả lại, chờ cấp tỉnh chọn đơn vị", PAGE)
    assert Notice.objects.filter(holding=phuc).count() == 2


def test_it_goes_to_no_unit_that_is_no_more(old, cast):
    letter(old.district, address="")
    propose()

    for gone in (old.keng_du, old.district):
        with pytest.raises(CannotHandOver, match="không hoạt động"):
            take_over(actor_of(old.phuc), to_unit=gone.pk)


# --- closed files -----------------------------------------------------------------------------------------------------


@pytest.fixture
def filed(old, cast):
    """A letter guided in a commune which lan's alone follows, and one of the district that was split."""
    gone = make_unit("dong-cu", "Đông Cũ", kind="commune", level="commune", parent=cast.place.province)
    succeed(gone, cast.place.commune, on=END)
    letters = [letter(unit) for unit in (gone, old.district)]
    for petition in letters:
        do(petition, "classify", date(2025, 5, 21), **{**CLASSIFIED, "competent": False})
        do(petition, "guide", date(2025, 5, 22), number="1/HD", addressee="Tòa án", note="Không thuộc thẩm quyền.")
    end(gone, END)
    assert not Case.objects.filter(is_open=True).exists()
    return letters


def test_the_only_successor_reads_and_keeps_what_was_closed(filed, cast):
    ours, split = filed
    readers = {name for name in ("lan", "minh", "tam", "binh", "dung", "thanh", "quan", "hoa")
               if cases_visible_to(cast.actor(name)).exists()}  # fmt: skip
    assert readers == {"lan", "minh"}
    assert list(cases_visible_to(cast.actor("lan"))) == [Case.objects.get(pk=ours.pk)]

    done = perform(ours.pk, "archive", {"retention": "15y"}, actor=cast.actor("lan"), on=TODAY, at=at(TODAY))
    renew_following(ours.pk, actor=cast.actor("lan"), token=casework.new_token(), at=at(TODAY))

    assert done.unit_id == ours.unit_id
    assert list(CaseAct.objects.filter(case=ours).values_list("act", flat=True))[-2:] == ["archive", "renew_following"]
    for who, case in (("tam", ours), ("lan", split)):
        with pytest.raises(NoAuthority):
            perform(case.pk, "archive", {"retention": "15y"}, actor=cast.actor(who), on=TODAY, at=at(TODAY))
        with pytest.raises(NoAuthority):
            renew_following(case.pk, actor=cast.actor(who), token=casework.new_token(), at=at(TODAY))


def test_one_that_is_opened_again_stays_in_sight_and_is_handed_over(filed, cast):
    ours, _split = filed
    Case.objects.filter(pk=ours.pk).update(is_open=True)

    assert cases_visible_to(cast.actor("lan")).filter(pk=ours.pk).exists()
    assert not [offer for offer in petition_page(cast.actor("lan"), ours.code, on=TODAY).offers if offer.may]
    propose()

    assert waiting(ours).to_unit_id == cast.place.commune.pk


def test_before_the_end_and_in_part_nobody_else_reads_it(filed, cast):
    ours, _split = filed
    before = cast.actor("lan", on=date(2025, 6, 30))
    assert not cases_visible_to(before).exists()

    succeed(Unit.objects.get(pk=ours.unit_id), cast.place.neighbour, on=END)
    for who in ("lan", "tam"):
        assert not cases_visible_to(cast.actor(who)).exists()


# --- pages ------------------------------------------------------------------------------------------------------------

PAGE = "/don-thu/ban-giao/"


def test_cases_are_chosen_previewed_and_passed_on(old, cast, signed_in):
    case = letter(old.district)
    propose()
    browser, key = signed_in("lan"), str(HandOver.objects.get().pk)

    page = browser.get(PAGE).content.decode()
    assert case.code in page
    assert "Huyện Kỳ Sơn" in page
    assert "hồ sơ của đơn vị đã kết thúc, chờ bàn giao" in browser.get("/viec-cua-toi/").content.decode()
    preview = browser.post(PAGE, {"ho_so": [key]}).content.decode()
    assert "Ghi bàn giao 1 hồ sơ" in preview
    assert Case.objects.get().unit_id == old.district.pk
    wrong = browser.post(PAGE, {"ho_so": [key], "viec": "ban-giao", "on": "30/06/2025", "number": "9/BB"})
    assert "đơn vị cũ còn hoạt động" in wrong.content.decode()
    assert 'value="9/BB"' in wrong.content.decode()
    done = browser.post(
        PAGE, {"ho_so": [key], "viec": "ban-giao", "on": "03/07/2025", "number": "9/BB"}, follow=True
    ).content.decode()

    assert "Đã bàn giao 1 hồ sơ; thời hạn giữ nguyên." in done
    assert "Không có hồ sơ nào chờ bàn giao" in done
    assert "Từ huyện Kỳ Sơn sang xã Đông Hiếu" in browser.get(f"/don-thu/{case.code}/").content.decode()


def test_the_province_must_choose_where_nothing_is_clear(old, cast):
    letter(old.district, address="")
    propose()
    browser = Client()
    browser.force_login(old.phuc)
    given = {"ho_so": [str(HandOver.objects.get().pk)], "viec": "ban-giao", "on": "03/07/2025"}

    assert "chọn đơn vị nhận" in browser.get(f"{PAGE}?ro=0").content.decode()
    assert browser.post(PAGE, given).status_code == 200
    assert Case.objects.get().unit_id == old.district.pk
    browser.post(PAGE, {**given, "to_unit": cast.place.neighbour.pk})

    assert Case.objects.get().unit_id == cast.place.neighbour.pk


def test_the_unit_chosen_is_for_those_that_are_not_clear_alone(old, cast):
    second, unclear = letter(old.district), letter(old.district, address="")
    do(second, "classify", date(2025, 5, 21), **{**CLASSIFIED, "instance": 2})
    propose()
    browser = Client()
    browser.force_login(old.phuc)
    given = {"ho_so": [str(waiting(case).pk) for case in (second, unclear)]}

    preview = browser.post(PAGE, given).content.decode()
    assert "Bàn giao hồ sơ chưa rõ cho" in preview
    assert "Chỉ cho 1 hồ sơ chưa rõ đơn vị nhận; 1 hồ sơ đã rõ đi theo đề xuất" in preview
    assert "Chỉ cho" not in browser.post(PAGE, {"ho_so": given["ho_so"][1:]}).content.decode()
    browser.post(PAGE, {**given, "viec": "ban-giao", "on": "03/07/2025", "to_unit": cast.place.neighbour.pk})

    units = dict(Case.objects.values_list("pk", "unit_id"))
    assert units == {second.pk: cast.place.province.pk, unclear.pk: cast.place.neighbour.pk}


def test_a_clear_case_alone_goes_where_the_province_says(old, cast):
    second = letter(old.district)
    do(second, "classify", date(2025, 5, 21), **{**CLASSIFIED, "instance": 2})
    propose()

    take_over(actor_of(old.phuc), to_unit=cast.place.neighbour.pk)

    assert Case.objects.get().unit_id == cast.place.neighbour.pk


def test_the_page_stands_among_the_other_views(old, cast, signed_in):
    links = {"/don-thu/": ["lan", "minh"], "/don-thu/tong-quan/": ["minh"]}

    for link, readers in links.items():
        for who in readers:
            assert f'<a href="{link}">' in signed_in(who).get(PAGE).content.decode()


def test_a_case_is_sent_back_with_a_reason_only(old, cast, signed_in):
    letter(old.district)
    propose()
    browser, key = signed_in("minh"), str(HandOver.objects.get().pk)

    assert "Không thuộc đơn vị này" in browser.post(PAGE, {"ho_so": [key], "viec": "tra-lai"}).content.decode()
    assert not HandOver.objects.get().is_declined
    browser.post(PAGE, {"ho_so": [key], "viec": "tra-lai", "reason": "Ở xã khác."})

    assert HandOver.objects.get().is_declined


def test_nothing_chosen_and_what_is_not_theirs_is_said(old, cast, signed_in):
    letter(old.district)
    propose()
    key = str(HandOver.objects.get().pk)

    assert "Chưa chọn hồ sơ nào." in signed_in("lan").post(PAGE, follow=True).content.decode()
    answer = signed_in("tam").post(PAGE, {"ho_so": [key]}, follow=True).content.decode()
    assert "không còn chờ bàn giao ở đây" in answer


def test_the_page_asks_a_fixed_number_of_questions(old, cast, signed_in):
    def questions():
        with CaptureQueriesContext(connection) as asked:
            assert signed_in("lan").get(PAGE).status_code == 200
        return len(asked)

    letter(old.district)
    propose()
    few = questions()
    for _ in range(4):
        letter(old.district)
    propose()

    assert questions() == few
