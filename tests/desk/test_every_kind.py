"""Every kind of record, as the officer enters it: one form, one press, a draft or a handed-in record."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from danvan.committees.models import EvaluationUse
from danvan.desk.web.records import KINDS
from danvan.evidence.models import Record
from danvan.exemplars.models import Award, Exemplar
from danvan.inspections.models import Inspection, InspectionFinding
from tests.files import samples
from tests.kinds import make

pytestmark = pytest.mark.django_db

PAPER = {"number": "12/QĐ-UBND", "signer": "Nguyễn Văn A"}
IN_FORCE = {"happened_on": "05/01/2026", "title": "Quyết định"}
TYPED = {
    "dissemination_event": {
        "title": "Hội nghị quán triệt", "happened_on": "05/03/2026", "about_directive": "on",
        "meeting_form": "in_person",
        "invited": "20", "present": "18", "others": "xã Hòa Sơn; 5; 4; có",
    },
    "cell_session": {"title": "Chuyên đề", "happened_on": "12/10/2026", "cells_held": "4", "cells_total": "5"},
    "training_course": {
        "title": "Lớp 1", "level": "commune", "subjects": ["government_mobilization"], "planned_on": "05/05/2026",
    },
    "people_document": {"title": "Quy định mới", "happened_on": "05/03/2026", **PAPER},
    "outreach_activity": {
        "title": "Họp bản", "channel": "meeting", "happened_on": "05/03/2026", "reach": "40", "initiator": "not_joint",
    },
    "grassroots_visit": {
        "title": "Làm việc với bản", "leader_post": "Chủ tịch", "happened_on": "05/03/2026",
        "heard": "Sửa đường\nNước sạch",
    },
    "review_conference": {
        "title": "Sơ kết", "review_kind": "six_month", "year": "2026", "happened_on": "05/07/2026", **PAPER,
    },
    "steering_committee": {
        **IN_FORCE, **PAPER, "head_post": "chair", "members": "trưởng ban; Chủ tịch UBND xã; Nguyễn Văn B",
    },
    "focal_assignment": {**IN_FORCE, **PAPER, "duty": "mobilization", "leader_post": "head", "officer": "Cán bộ"},
    "evaluation_scheme": {**IN_FORCE, **PAPER, "covers_collective": "on", "covers_individual": "on"},
    "evaluation_use": {"title": "Kết quả", "year": "2025", "happened_on": "05/01/2026", "individuals": "12", **PAPER},
    "coordination_agreement": {**IN_FORCE, **PAPER, "parties": ["front"], "names_organisations": "on"},
    "coordination_programme": {"title": "Chương trình", "year": "2026", "happened_on": "05/02/2026", **PAPER},
    "coordination_review": {"title": "Đánh giá", "happened_on": "05/11/2026", "is_conference": "on"},
    "exemplar": {
        "category": "skilful_mobilization", "title": "Hiến đất mở đường", "field": "economic", "is_collective": "on",
        "happened_on": "05/02/2026",
    },
    "hot_spot": {
        "title": "Giá bồi thường đất", "place": "bản Mẫu", "field": "land", "happened_on": "05/03/2026",
        "flagged_by": "Mặt trận xã", "why": "Chênh giá giữa hai đợt",
    },
    "local_enterprises": {"title": "Báo cáo", "happened_on": "05/03/2026", "enterprises": "3"},
    "emulation_launch": {"title": "Phát động", "happened_on": "05/02/2026"},
    "award": {
        "award_stage": "awarded", "title": "Thành tích", "recipient": "Bản A", "recipient_kind": "collective",
        "award_form": "commendation", "level": "commune", "happened_on": "05/10/2026",
    },
}  # fmt: skip


def photograph():
    return SimpleUploadedFile("anh.png", samples.png(), content_type="image/png")


@pytest.mark.parametrize("code", sorted(TYPED))
@pytest.mark.parametrize("then", ["submit", ""])
def test_a_record_is_entered_with_its_proof_in_one_go(code, then, cast, place, signed_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    given = {"unit_id": place.commune.pk, "then": then, **TYPED[code]}
    if code == "training_course":
        # It is proven when it has been held.
        given["then"] = ""
    else:
        given["uploads"] = [photograph()]

    response = signed_in("lan").post(reverse(KINDS[code].url_name("add")), given)

    assert response.status_code == 302, response.context["form"].errors
    record = Record.objects.filter(kind=code).latest("pk").concrete
    expected = "submitted" if then and code != "training_course" else "draft"
    assert (record.state, record.unit_id) == (expected, place.commune.pk)
    assert signed_in("lan").get(record.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("code", sorted(TYPED))
def test_an_empty_form_is_refused_beside_its_fields(code, cast, signed_in):
    response = signed_in("lan").post(reverse(KINDS[code].url_name("add")), {"then": "submit"})

    assert response.status_code == 200
    assert response.context["form"].errors
    assert not Record.objects.filter(kind=code).exists()


def test_a_class_is_held_with_the_people_of_every_unit(cast, place, signed_in):
    lan = signed_in("lan")
    lan.post(reverse("activities:course_add"), {"unit_id": place.commune.pk, **TYPED["training_course"]})
    course = Record.objects.get(kind="training_course").concrete
    address = reverse("activities:course_hold", args=[course.pk])
    given = {"edition": course.edition, "held_on": "06/05/2026", "then": ""}

    wrong = lan.post(address, {**given, "lines": "xã Không Có; cán bộ đầu mối dân vận; 2; 2"})
    assert "Không có đơn vị nào tên này" in wrong.content.decode()

    right = lan.post(address, {**given, "lines": "xã Hòa Sơn; cán bộ đầu mối dân vận; 2; 1"})
    course.refresh_from_db()
    assert (right.status_code, course.course_state, course.counting_units()) == (
        302, "held", sorted([place.commune.pk, place.neighbour.pk]),
    )  # fmt: skip
    assert signed_in("tam").get(course.get_absolute_url()).status_code == 200


def test_more_people_than_were_called_are_refused_and_nothing_is_kept(cast, place, signed_in):
    given = {"unit_id": place.commune.pk, "then": "", **TYPED["dissemination_event"], "others": "xã Hòa Sơn; 2; 5; có"}

    response = signed_in("lan").post(reverse("activities:dissemination_add"), given)

    assert "không thể nhiều hơn số người được triệu tập" in response.content.decode()
    assert not Record.objects.filter(kind="dissemination_event").exists()


def test_a_likely_duplicate_is_a_question_with_reasons_and_never_a_verdict(cast, place, signed_in):
    make(Exemplar, place.neighbour, title="Vận động hiến đất mở đường bản", place="bản Hòa")
    lan = signed_in("lan")
    given = {"unit_id": place.commune.pk, **TYPED["exemplar"], "title": "Hiến đất mở đường thôn", "then": ""}

    asked = lan.post(reverse("exemplars:exemplar_add"), given)
    assert "cùng nội dung" in asked.content.decode()
    assert Exemplar.objects.filter(unit=place.commune).count() == 0

    assert lan.post(reverse("exemplars:exemplar_add"), {**given, "again": "on"}).status_code == 302
    exemplar = Exemplar.objects.get(unit=place.commune)
    assert (exemplar.stage, exemplar.milestones.count()) == ("registered", 5)


def test_an_exemplar_goes_from_stage_to_stage_and_is_promoted_once(cast, place, signed_in):
    lan = signed_in("lan")
    lan.post(reverse("exemplars:exemplar_add"), {"unit_id": place.commune.pk, **TYPED["exemplar"], "then": ""})
    exemplar = Exemplar.objects.get()

    def act(name, **given):
        return lan.post(reverse(f"exemplars:exemplar_{name}", args=[exemplar.pk]), given)

    assert act("stage_start", on="10/02/2026").status_code == 302
    assert act("stage_start", on="11/02/2026").status_code == 200
    assert act("promote", on="01/06/2026", category="government").status_code == 302
    assert act("promote", on="02/06/2026", category="government").status_code == 200
    exemplar.refresh_from_db()
    assert (exemplar.stage, exemplar.category, exemplar.category_in(2025)) == (
        "active", "government", "skilful_mobilization",
    )  # fmt: skip
    assert lan.get(reverse("exemplars:family", args=[exemplar.pk])).status_code == 200


def test_two_teams_are_told_before_they_meet_and_a_finding_is_followed_to_its_end(cast, place, signed_in):
    make(Inspection, place.commune, planned_on="2026-10-10", title="Đoàn khác", inspecting_unit=place.department)
    thanh, lan = signed_in("thanh"), signed_in("lan")
    given = {
        "unit_id": place.commune.pk, "inspecting_unit_id": place.standing.pk, "title": "Kiểm tra năm 2026",
        "planned_on": "15/10/2026", "inspection_form": "on_site", "has_section": "on", "then": "",
    }  # fmt: skip

    asked = thanh.post(reverse("inspections:inspection_add"), given)
    assert "đã có đoàn kiểm tra" in asked.content.decode()
    assert thanh.post(reverse("inspections:inspection_add"), {**given, "again": "on"}).status_code == 302
    inspection = Inspection.objects.get(title="Kiểm tra năm 2026")

    def act(who, kind, name, pk, **given):
        return who.post(reverse(f"inspections:{kind}_{name}", args=[pk]), given)

    assert act(thanh, "inspection", "do", inspection.pk, happened_on="15/10/2026", has_section="on").status_code == 302
    found = thanh.post(reverse("inspections:finding_add"), {
        "inspection_id": inspection.pk, "title": "Chưa niêm yết kết quả", "finding_kind": "democracy",
        "seriousness": "medium", "due_on": "15/11/2026", "then": "",
    })  # fmt: skip
    assert found.status_code == 302, found.context["form"].errors
    finding = InspectionFinding.objects.get()
    said = {"concluded_on": "20/10/2026", "conclusion": "Đạt", "then": ""}
    bare = act(thanh, "inspection", "conclude", inspection.pk, **said)
    assert "Cần chọn hoặc thêm văn bản kết luận" in bare.content.decode()
    concluded = act(thanh, "inspection", "conclude", inspection.pk, **said, **PAPER)
    assert concluded.status_code == 302, concluded.context["form"].errors
    assert "chưa khắc phục xong" in act(thanh, "inspection", "close", inspection.pk).content.decode()
    assert act(lan, "finding", "report", finding.pk, text="Đã niêm yết").status_code == 302
    assert act(thanh, "finding", "accept", finding.pk, rectified_on="10/11/2026").status_code == 302
    assert act(thanh, "inspection", "close", inspection.pk).status_code == 302
    inspection.refresh_from_db()
    assert inspection.inspection_state == "closed"
    assert "đã kết thúc" in act(thanh, "finding", "reopen", finding.pk, reason="Lại thiếu").content.decode()
    assert (
        thanh.get(reverse("inspections:calendar"), {"nam": "2026"})
        .content.decode()
        .count("hai đoàn gần nhau, tháng 10")
        == 1
    )


def test_a_commendation_proposed_by_a_team_reaches_the_awards_once(cast, place):
    from danvan.exemplars.jobs import take_over_commendation

    told = {
        "inspection_id": 7, "unit_id": place.commune.pk, "recipient": "Bản A", "recipient_kind": "collective",
        "reason": "Làm tốt", "on": "2026-10-20",
    }  # fmt: skip
    take_over_commendation(told)
    take_over_commendation(told)

    award = Award.objects.get()
    assert (award.award_stage, award.origin, award.unit_id) == ("proposed", "inspection", place.commune.pk)


def test_an_evaluation_that_rated_nobody_is_refused_beside_its_number(cast, place, signed_in):
    given = {"unit_id": place.commune.pk, **TYPED["evaluation_use"], "individuals": "0", "then": ""}

    answer = signed_in("lan").post(reverse("committees:use_add"), given)

    assert answer.context["form"].errors["individuals"] == ["Ghi số tập thể hoặc số cá nhân được đánh giá."]
    assert not EvaluationUse.objects.exists()
