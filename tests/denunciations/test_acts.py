"""The way of a denunciation, its limits, and who may go along."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from danvan.casework.choices import CaseKind, Stage
from danvan.casework.models import Case, HandOver
from danvan.casework.rules.acts import WRITER
from danvan.casework.selectors import cases_visible_to, count_handling, count_resolution, facts_visible_to
from danvan.casework.services import CannotAct
from danvan.denunciations.models import Denunciation, SealedKey, SealedPaper
from danvan.denunciations.rules.guards import guards
from danvan.denunciations.rules.routing import nearest_above
from danvan.denunciations.selectors import (
    act_table,
    denunciations_visible_to,
    denunciations_watched_by,
    followed_denunciation,
)
from danvan.denunciations.services.acts import perform
from danvan.denunciations.services.opening import open_part
from danvan.denunciations.services.register import Accused, CannotTakeIn
from danvan.denunciations.services.writing import words_told
from danvan.journal.models import Entry
from danvan.kernel.errors import NoAuthority, NotFound
from danvan.kernel.workflow import ActNotAllowed
from danvan.notices.models import Notice
from tests.cast import TODAY, seat
from tests.denunciations.factories import RECEIVED, Story, now, taken_in
from tests.files.samples import png
from tests.petitions.factories import at

DAY = timedelta(days=1)


def due(row, stage):
    """Return the day of a running clock."""
    return row.clocks.get(stage=stage, ended_on=None).due_on


def test_every_guard_of_the_table_has_an_answer():
    named = {guard for act in act_table().values() for guard in act.guards}
    assert named == guards()


def test_a_desk_has_seven_working_days_to_check_and_five_to_pass_on(house):
    row = taken_in(house)
    # 1 September 2026 is a Tuesday; the second, and the day beside it, are off.
    assert due(row, Stage.FORWARDING) < due(row, Stage.ACCEPTANCE)
    assert row.handling_due_on == due(row, Stage.ACCEPTANCE)
    story = Story(house, row).do("lengthen", RECEIVED + DAY, longer_check="several_places")
    assert story.row.handling_due_on == due(story.row, Stage.ACCEPTANCE) > row.handling_due_on
    with pytest.raises(CannotAct):
        story.do("lengthen", RECEIVED + DAY, longer_check="delegated")


def test_from_receipt_to_the_end_of_the_file(house):
    story = Story(house, taken_in(house)).until_verifying(date(2026, 9, 3))
    assert due(story.row, Stage.RESOLUTION) == date(2026, 10, 5)  # 30 days end on Saturday 3 October
    with pytest.raises(CannotAct):
        Story(house, story.row).do("extend", date(2026, 10, 6), number="1", complexity="complex", note="x")
    story.do("extend", date(2026, 9, 30), number="GH/1", complexity="complex", note="Nhiều nơi.")
    assert due(story.row, Stage.RESOLUTION) == date(2026, 11, 2)
    with pytest.raises(CannotAct, match="đặc biệt phức tạp"):
        story.do("extend", date(2026, 10, 1), number="GH/2", complexity="complex", note="Nhiều nơi.")
    story.do("extend", date(2026, 10, 1), number="GH/2", complexity="special", note="Nhiều nơi.")
    assert due(story.row, Stage.RESOLUTION) == date(2026, 12, 2)
    with pytest.raises(CannotAct, match="hai lần"):
        story.do("extend", date(2026, 10, 1), number="GH/3", complexity="special", note="Nhiều nơi.")
    story.do("expertise", date(2026, 10, 5), number="GĐ/1", note="Giám định chữ ký.")
    assert due(story.row, Stage.RESOLUTION) is None
    story.do("expertise_done", date(2026, 10, 15), note="Có kết quả.")
    assert due(story.row, Stage.RESOLUTION) == date(2026, 12, 14)
    story.do("notify", date(2026, 10, 15)).do("report", date(2026, 10, 20), note="Đã xác minh.")
    story.do("conclude", date(2026, 10, 22), number="KL/1", verdict="partly", note="Đúng một phần.")
    row = story.row
    assert (row.settled, row.settled_on, row.verdict) == ("decided", date(2026, 10, 22), "partly")
    assert {Stage.SEND_CONCLUSION, Stage.ACTING, Stage.PUBLISH_CONCLUSION} <= set(
        row.clocks.filter(ended_on=None).values_list("stage", flat=True)
    )
    story.do("send_conclusion", date(2026, 10, 23)).do("act_on", date(2026, 10, 26), number="QĐ/1", note="Kỷ luật.")
    story.do("publish", date(2026, 10, 27), publication="posting")
    with pytest.raises(CannotAct, match="báo cáo kết quả"):
        story.do("monitor", date(2026, 10, 28))
    story.do("report_acting", date(2026, 10, 28), note="Đã thi hành.").do("monitor", date(2026, 11, 20))
    assert not story.row.is_open


def test_a_suspension_is_left_out_of_the_limit(house):
    story = Story(house, taken_in(house)).until_verifying(date(2026, 9, 3))
    story.do("suspend", date(2026, 9, 10), number="TĐC", suspension_ground="waiting", note="Chờ kết quả.")
    assert due(story.row, Stage.RESOLUTION) is None
    story.do("continue", date(2026, 9, 20), number="TT")
    assert due(story.row, Stage.RESOLUTION) == date(2026, 10, 13)
    assert story.row.state == "verifying"


def test_what_came_online_becomes_a_denunciation_only_once_its_writer_came(house):
    row = taken_in(
        house, by="son", is_formal=False, denouncers=(), story="Tin gửi qua mạng.", extract="", channel="portal"
    )
    story = Story(house, row).do("check", RECEIVED, competent=True, sphere="duty", conditions=[])
    with pytest.raises(CannotAct, match="Điều 22"):
        story.do("accept", RECEIVED, number="1")
    other = Story(house, taken_in(house, is_formal=False, denouncers=(), extract="", story="Tin khác."))
    other.do("confirm", RECEIVED, writer_name="Lê Thị", writer_address="xóm", writer_contact="0912")
    other.do("check", RECEIVED, competent=True, sphere="duty", conditions=[])
    with pytest.raises(CannotAct, match="bản trích"):
        other.do("accept", RECEIVED, number="1")
    other.do("strip", RECEIVED, extract="Việc thu tiền ngoài quy định.").do("accept", RECEIVED, number="1")
    assert other.row.accepted_on == RECEIVED


def test_a_case_against_the_head_goes_above_and_does_not_exist_below(house):
    row = taken_in(house, standing="head")
    assert row.unit_id == house.place.province.pk
    for name in ("son", "minh", "lan"):
        assert not denunciations_visible_to(house.actor(name)).exists(), name
    assert denunciations_visible_to(house.actor("phuc")).get() == row
    assert denunciations_visible_to(house.actor("vy")).get() == row


def test_one_head_among_several_accused_takes_the_case_above_all_of_them(house):
    place = house.place
    accused = [
        Accused(place.neighbour.pk, "staff", "Nguyễn Văn Hai", "kế toán"),
        Accused(place.commune.pk, "staff", "Trần Văn Một", "địa chính"),
        Accused(place.commune.pk, "head", "Chủ tịch", "chủ tịch"),
    ]
    row = taken_in(house, accused=accused)
    assert row.unit_id == place.province.pk
    for name in ("son", "minh", "lan"):
        assert not denunciations_visible_to(house.actor(name)).exists(), name
    # Against the staff of two communes online: with the unit above both, since neither resolves for the other.
    both = taken_in(house, by="phuc", desk=place.province, channel="portal", accused=accused[:2])
    assert both.unit_id == place.province.pk
    with pytest.raises(CannotTakeIn, match="Thanh tra Chính phủ"):
        taken_in(house, accused=[accused[1], Accused(place.province.pk, "head", "A")])
    with pytest.raises(CannotTakeIn, match="nhiều nhất"):
        taken_in(house, accused=accused[:1] * 11)


@pytest.mark.parametrize(
    ("ways", "shut_out", "unit"),
    [
        ([[5, 1]], [], 5),
        ([[5, 1]], [5], 1),
        ([[5, 1], [6, 1]], [], 1),
        ([[5, 3, 1], [6, 3, 1]], [], 3),
        ([[5, 3, 1], [3, 1]], [3], 1),
        ([[5, 1], [6, 1]], [1], None),
        ([[5], [6]], [], None),
        ([], [], None),
    ],
)
def test_the_nearest_unit_above_all_the_accused(ways, shut_out, unit):
    assert nearest_above(ways, shut_out) == unit


def test_nobody_on_the_platform_takes_in_a_case_against_the_head_of_the_province(house):
    with pytest.raises(CannotTakeIn, match="Thanh tra Chính phủ"):
        taken_in(house, by="phuc", desk=house.place.province, unit=house.place.province, standing="head")
    assert not Denunciation.objects.exists()


def test_the_accused_by_name_and_whoever_is_left_out_see_nothing(house):
    accused = [Accused(house.place.commune.pk, "staff", "minh", "công chức")]
    row = taken_in(house, accused=accused)
    assert not denunciations_visible_to(house.actor("minh")).exists()
    other = Story(house, taken_in(house)).until_verifying()
    lan = house.actor("lan")
    assert denunciations_visible_to(lan).get() == other.row
    other.do("exclude", RECEIVED + 2 * DAY, excluded=lan.holding_id, note="Người thân.")
    assert not denunciations_visible_to(lan).exists()
    with pytest.raises(CannotAct, match="loại trừ"):
        other.do("team", RECEIVED + 3 * DAY, leader=lan.holding_id, members=[house.actor("binh").holding_id])
    assert row.pk != other.row.pk


def test_a_team_has_two_members_and_sees_only_its_case(house):
    story = Story(house, taken_in(house)).until_accepted()
    lan = house.actor("lan")
    with pytest.raises(CannotAct, match="hai người"):
        story.do("team", RECEIVED + 2 * DAY, leader=lan.holding_id, members=[lan.holding_id])
    taken_in(house)
    assert not denunciations_visible_to(lan).exists()
    story.do("team", RECEIVED + 2 * DAY, leader=lan.holding_id, members=[house.actor("binh").holding_id])
    assert [row.pk for row in denunciations_visible_to(lan)] == [story.row.pk]


def test_whoever_received_it_reads_it_no_more_once_it_is_accepted(house):
    row = taken_in(house)
    assert denunciations_visible_to(house.actor("son")).exists()
    Story(house, row).until_accepted()
    assert not denunciations_visible_to(house.actor("son")).exists()
    assert denunciations_visible_to(house.actor("minh")).exists()


def test_the_inspectorate_watches_limits_and_opens_nothing(house):
    row = taken_in(house)
    thanh = house.actor("thanh")
    assert denunciations_watched_by(thanh).get() == row
    assert not denunciations_visible_to(thanh).exists()
    with pytest.raises(NotFound):
        open_part(row, "stripped", actor=thanh, at=now())


@pytest.mark.parametrize("name", ["lan", "minh", "tam", "binh", "dung", "thanh", "quan"])
def test_no_list_of_letters_knows_of_it(house, name):
    taken_in(house)
    actor = house.actor(name)
    assert not cases_visible_to(actor).filter(kind=CaseKind.DENUNCIATION).exists()
    assert not facts_visible_to(actor).filter(kind=CaseKind.DENUNCIATION).exists()


def test_it_counts_where_it_lies(house):
    story = Story(house, taken_in(house)).until_concluded()
    cases = Case.objects.filter(kind=CaseKind.DENUNCIATION)
    unit = house.place.commune.pk
    handling = count_handling(cases, HandOver.objects.none(), 2026, on=date(2026, 12, 1))[unit]
    resolution = count_resolution(cases, HandOver.objects.none(), 2026, on=date(2026, 12, 1)).of({unit})
    assert (handling.due, handling.in_time) == (1, 1)
    assert (resolution.settled, resolution.in_time) == (1, 1)
    assert story.row.is_open


def test_passing_on_inside_the_platform_takes_the_file_along(house):
    row = taken_in(house)
    story = Story(house, row).do("check", RECEIVED, competent=False, sphere="duty", conditions=["c"])
    story.do("transfer", RECEIVED, number="PC/1", addressee="UBND tỉnh", to_unit=house.place.province.pk)
    arrived = Denunciation.objects.get(transferred_from=row)
    opened = open_part(arrived, "stripped", actor=house.actor("phuc"), at=now())
    assert "ngoài quy định" in opened.of_kind("extract")[0].said["extract"]
    assert story.row.handling_due_on < row.clocks.get(stage=Stage.ACCEPTANCE).due_on
    assert not SealedKey.objects.filter(denunciation=row, compartment="identity").exists()
    with pytest.raises(CannotAct, match="vòng tròn"):
        Story(house, arrived).do("check", RECEIVED, by="phuc", competent=False, sphere="duty", conditions=["c"]).do(
            "transfer", RECEIVED, by="phuc", number="2", addressee="x", to_unit=house.place.commune.pk
        )


def test_it_is_not_passed_on_to_the_accused(house):
    story = Story(house, taken_in(house, standing="head"))
    story.do("check", RECEIVED, by="phuc", competent=False, sphere="duty", conditions=["c"])
    with pytest.raises(CannotAct, match="đứng đầu"):
        story.do("transfer", RECEIVED, by="phuc", number="1", addressee="xã", to_unit=house.place.commune.pk)


def test_a_further_denunciation_is_weighed_in_twenty_days_and_a_late_one_asked_about(house):
    done = Story(house, taken_in(house)).until_concluded().row
    again = taken_in(house, first_code=done.code)
    assert due(again, Stage.REVIEW) == date(2026, 9, 21)
    late = taken_in(house)
    asked = Story(house, taken_in(house, first_code=late.code))
    asked.do("demand", RECEIVED + DAY, number="YC/1")
    assert due(asked.row, Stage.LATE_REPORT)
    with pytest.raises(CannotTakeIn):
        taken_in(house, first_code="TC-2020-00001")


def test_the_unit_that_is_late_is_asked_inside_the_platform_and_its_report_arrives_above(house):
    late = Story(house, taken_in(house)).until_verifying(date(2026, 9, 3))
    above = taken_in(
        house, by="phuc", desk=house.place.province, first_code=late.row.code, received_on=date(2026, 10, 20),
        accused=[Accused(house.place.commune.pk, "staff", "lan", "văn phòng")],
    )  # fmt: skip
    asked = Story(house, above).do("demand", date(2026, 10, 21), by="vy", number="YC-Zuwanhi")
    late.row.refresh_from_db()
    assert due(late.row, Stage.REPORT_ABOVE) == date(2026, 10, 28)
    assert set(Notice.objects.filter(text__contains="cấp trên yêu cầu báo cáo").values_list("holding", flat=True)) == {
        house.actor(name).holding_id for name in ("lan", "binh", "minh")
    }
    # Of the case above they learn nothing, least of all whoever it is against.
    for name in ("lan", "minh", "son"):
        assert above.pk not in {row.pk for row in denunciations_visible_to(house.actor(name))}
    assert not Notice.objects.filter(text__contains=above.code, holding=house.actor("minh").holding_id).exists()
    number = open_part(late.row, "stripped", actor=house.actor("minh"), at=now()).texts[-1].said
    assert number == {"number": "YC-Zuwanhi"}
    with pytest.raises(CannotAct, match="báo cáo"):
        Story(house, taken_in(house)).do("report_above", RECEIVED, by="minh", note="x")
    late.do("report_above", date(2026, 10, 23), by="lan", note="Chậm vì chờ giám định, xong ngày 30/10/2026.")
    with pytest.raises(CannotAct, match="đã báo cáo"):
        late.do("report_above", date(2026, 10, 23), by="lan", note="Lần nữa.")
    asked.row.refresh_from_db()
    assert set(asked.row.clocks.filter(ended_on=None).values_list("stage", flat=True)) == {"acceptance", "forwarding"}
    said = open_part(asked.row, "stripped", actor=house.actor("vy"), at=now()).texts[-1].said
    assert said["note"].startswith("Chậm vì chờ giám định")
    assert asked.row.acts.filter(act="late_report").count() == 1
    assert Notice.objects.filter(text__contains="đã có báo cáo", holding=house.actor("phuc").holding_id).exists()
    assert Entry.objects.filter(act="case.demanded", subject_id=late.row.pk).count() == 1
    assert not Entry.objects.filter(detail__icontains="YC-").exists()


def asked_about(house, late, on=date(2026, 10, 20)):
    """Return a further denunciation at the province about a late one, whose report vy has demanded."""
    above = taken_in(
        house, by="phuc", desk=house.place.province, first_code=late.row.code, received_on=on,
        accused=[Accused(house.place.commune.pk, "staff", "lan", "văn phòng")],
    )  # fmt: skip
    return Story(house, above).do("demand", on, by="vy", number="YC/1")


def words_above(house, row):
    return [text.said.get("note") for text in open_part(row, "stripped", actor=house.actor("vy"), at=now()).texts]


def test_a_report_arrives_above_after_the_case_there_was_accepted_with_its_files(house):
    late = Story(house, taken_in(house)).until_verifying(date(2026, 9, 3))
    asked = asked_about(house, late)
    asked.do("check", date(2026, 10, 21), by="phuc", competent=True, sphere="duty", conditions=[])
    asked.do("accept", date(2026, 10, 21), by="vy", number="TL/1")
    assert not asked.row.clocks.filter(stage=Stage.LATE_REPORT, ended_on=None).exists()
    perform(
        late.row.pk, "report_above", {"note": "Chậm vì giám định."}, actor=house.actor("lan"), on=date(2026, 10, 23),
        at=at(late.now), papers=[SimpleUploadedFile("a.png", png(), "image/png")],
    )  # fmt: skip
    assert words_above(house, asked.row)[-1] == "Chậm vì giám định."
    assert asked.row.acts.filter(act="late_report").count() == 1
    assert SealedPaper.objects.get(act__case=asked.row).key.compartment == "stripped"
    assert SealedPaper.objects.filter(act__case=late.row).count() == 1


def test_a_report_goes_along_with_the_case_above_and_is_refused_when_nobody_is_left(house):
    late = Story(house, taken_in(house)).until_verifying(date(2026, 9, 3))
    asked = asked_about(house, late)
    Denunciation.objects.filter(pk=asked.row.pk).update(state="disposed", is_open=False)
    with pytest.raises(CannotAct, match="văn bản kín"):
        late.do("report_above", date(2026, 10, 23), by="lan", note="Chậm.")
    assert late.row.clocks.filter(stage=Stage.REPORT_ABOVE, ended_on=None).exists()
    assert not late.row.acts.filter(act="report_above").exists()


def test_a_demand_reaches_the_case_where_it_was_passed_on_and_so_does_the_report_back(house):
    neighbour = seat("nga", "Nga", house.place.neighbour, title="Chủ tịch", kind="chair", role="commune_chair",
                     over=house.place.neighbour, subtree=False)  # fmt: skip
    house.people["nga"] = neighbour
    first = Story(house, taken_in(house)).do("check", RECEIVED, competent=False, sphere="duty", conditions=["c"])
    first.do("transfer", RECEIVED, number="1", addressee="xã", to_unit=house.place.neighbour.pk)
    asked = asked_about(house, first)
    arrived = Denunciation.objects.get(transferred_from=first.row)
    assert due(arrived, Stage.REPORT_ABOVE) == date(2026, 10, 27)
    assert asked.row.acts.get(act="demand").detail == {"reached": True}
    assert Notice.objects.filter(text__contains="cấp trên yêu cầu", holding=house.actor("nga").holding_id).exists()
    Story(house, arrived).do("report_above", date(2026, 10, 23), by="nga", note="Mới nhận.")
    assert words_above(house, asked.row)[-1] == "Mới nhận."


def test_whoever_demands_is_told_when_nobody_was_reached(house):
    late = Story(house, taken_in(house)).do("not_handle", RECEIVED, no_handling="copied", note="x")
    above = taken_in(house, by="phuc", desk=house.place.province, first_code=late.row.code)
    client = Client()
    client.force_login(house.people["vy"])
    address = reverse("denunciations:act", args=[above.code, "demand"])
    page = client.post(address, {"number": "YC/1", "on": "02/09/2026", "version": above.version}, follow=True)
    assert page.content.decode().count("văn bản kín") == 2
    assert above.acts.get(act="demand").detail == {"reached": False}


def test_an_act_holds_the_row_hand_overs_hold_and_several_in_one_order(house):
    late = Story(house, taken_in(house)).until_verifying(date(2026, 9, 3))
    with CaptureQueriesContext(connection) as queries:
        asked = asked_about(house, late)
    held = [each["sql"] for each in queries if "FOR UPDATE" in each["sql"] and '"casework_case"' in each["sql"]]
    assert 'ORDER BY "casework_case"."id" ASC FOR UPDATE' in held[0]
    assert f"IN ({late.row.pk}, {asked.row.pk})" in held[0] or f"IN ({asked.row.pk}, {late.row.pk})" in held[0]
    with CaptureQueriesContext(connection) as queries:
        late.do("report_above", date(2026, 10, 23), by="lan", note="Chậm.")
    held = [each["sql"] for each in queries if "FOR UPDATE" in each["sql"] and '"casework_case"' in each["sql"]]
    assert 'ORDER BY "casework_case"."id" ASC FOR UPDATE' in held[0]
    assert str(asked.row.pk) in held[0]
    assert str(late.row.pk) in held[0]


def test_a_demand_beside_the_platform_or_of_ones_own_unit_asks_nobody(house):
    late = taken_in(house)
    asked = Story(house, taken_in(house, first_code=late.code)).do("demand", RECEIVED + DAY, number="YC/1")
    assert not late.clocks.filter(stage=Stage.REPORT_ABOVE).exists()
    assert not late.acts.filter(act="demanded").exists()
    asked.do("late_report", RECEIVED + DAY, by="son", note="Báo cáo giấy.")
    assert not asked.row.clocks.filter(stage=Stage.LATE_REPORT, ended_on=None).exists()


def test_only_whoever_may_does_an_act(house):
    row = taken_in(house)
    with pytest.raises(NotFound):
        perform(row.pk, "check", {}, actor=house.actor("lan"), on=RECEIVED, at=at(RECEIVED))
    Story(house, row).until_verifying()
    with pytest.raises(NoAuthority):
        perform(row.pk, "conclude", {}, actor=house.actor("lan"), on=date(2026, 9, 9), at=at(date(2026, 9, 9)))
    with pytest.raises(ActNotAllowed):
        perform(row.pk, "conclude", {}, actor=house.actor("minh"), on=date(2026, 9, 9), at=at(date(2026, 9, 9)))
    for act in act_table().values():
        if act.right == WRITER:
            with pytest.raises(NoAuthority):
                perform(row.pk, act.code, {"note": "x"}, actor=house.actor("minh"), on=RECEIVED, at=at(RECEIVED))


def test_the_end_of_keeping_destroys_the_keys(house):
    story = Story(house, taken_in(house)).do("not_handle", RECEIVED, no_handling="copied", note="Gửi nhiều nơi.")
    story.do("archive", RECEIVED, retention="1y")
    with pytest.raises(CannotAct, match="01/01/2028"):
        story.do("dispose", date(2027, 12, 30), number="1")
    story.now = date(2028, 2, 1)
    story.do("dispose", date(2028, 1, 3), number="TH/1")
    assert all(bytes(key.wrapped) == b"" for key in SealedKey.objects.filter(denunciation=story.row))
    with pytest.raises(NotFound):
        open_part(story.row, "stripped", actor=house.actor("minh"), at=now())


def test_what_comes_online_lies_with_its_resolver_and_a_letter_where_it_came(house):
    elsewhere = taken_in(house, unit=house.place.neighbour, standing="staff")
    assert elsewhere.unit_id == house.place.commune.pk
    online = taken_in(house, by="phuc", desk=house.place.province, channel="portal")
    assert online.unit_id == house.place.commune.pk
    nobody = taken_in(house, by="phuc", desk=house.place.province, channel="portal", unit=house.place.neighbour)
    assert nobody.unit_id == house.place.province.pk


def test_whoever_denounced_keeps_what_they_were_told_when_it_is_passed_on(house):
    row = taken_in(house)
    Story(house, row).do("ask", RECEIVED, by="son", note="Ở đâu?").do(
        "transfer",
        RECEIVED,
        number="1",
        addressee="UBND tỉnh",
        note="Chuyển lên tỉnh.",
        to_unit=house.place.province.pk,
    )
    arrived = Denunciation.objects.get(transferred_from=row)
    page = followed_denunciation(arrived, on=TODAY)
    assert {label for label, _act in page.told} >= {"hỏi người tố cáo", "chuyển cơ quan có thẩm quyền"}
    assert set(words_told(arrived).values()) == {"Ở đâu?", "Chuyển lên tỉnh."}
