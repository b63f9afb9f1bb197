"""Entering a plan once with its document; tasks pasted; the result of a task with its proof."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from danvan.evidence import services as evidence
from danvan.evidence.models import Document, Evidence, Record
from danvan.plans.models import Plan, PlanTask
from tests.evidence.factories import make_document, make_plan, make_task
from tests.files import samples

pytestmark = pytest.mark.django_db
ADD = "/ho-so/ke-hoach/them/"


def typed(place, **changes):
    given = {
        "unit_id": place.commune.pk,
        "kinds": ["government_mobilization"],
        "year": "2026",
        "title": "Kế hoạch công tác dân vận chính quyền năm 2026",
        "happened_on": "15/01/2026",
        "document_id": "",
        "number": "12/KH-UBND",
        "signer": "Nguyễn Văn Minh",
        "signer_title": "Chủ tịch",
        "uploads": [SimpleUploadedFile("kh.pdf", samples.pdf())],
        "then": "submit",
    } | changes
    return {name: value for name, value in given.items() if value is not None}


def wrongs(response) -> dict[str, list[str]]:
    return {name: list(errors) for name, errors in response.context["form"].errors.items()}


def test_a_plan_is_entered_once_with_document_file_and_submission(cast, place, signed_in):
    response = signed_in("lan").post(ADD, typed(place))

    plan = Plan.objects.get()
    assert response.url == f"/ho-so/ke-hoach/{plan.pk}/"
    assert (plan.state, plan.happened_on, plan.unit) == ("submitted", date(2026, 1, 15), place.commune)
    assert (plan.document.number, plan.document.issuer, plan.document.files.count()) == (
        "12/KH-UBND",
        "UBND xã Đông Hiếu",
        1,
    )
    piece = plan.evidence.get()
    assert (piece.state, list(piece.documents.all())) == ("submitted", [plan.document])


def test_one_document_serves_two_plans(cast, place, signed_in):
    signed_in("lan").post(ADD, typed(place, kinds=["government_mobilization", "grassroots_democracy"]))

    assert Document.objects.count() == 1
    assert set(Plan.objects.values_list("plan_kind", "state", "document")) == {
        ("government_mobilization", "submitted", Document.objects.get().pk),
        ("grassroots_democracy", "submitted", Document.objects.get().pk),
    }


def test_a_document_already_there_can_be_chosen(cast, place, signed_in):
    document = make_document(place.commune)

    signed_in("lan").post(
        ADD, typed(place, document_id=document.pk, number="", signer="", uploads=None, happened_on="")
    )

    plan = Plan.objects.get()
    assert (plan.document, plan.happened_on, plan.state) == (document, document.issued_on, "submitted")


def test_a_draft_needs_no_document(cast, place, signed_in):
    signed_in("lan").post(
        ADD, typed(place, number="", signer="", signer_title="", uploads=None, happened_on="", then="")
    )

    assert Plan.objects.get().state == "draft"
    assert not Evidence.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"title": ""}, "title", "Chưa nhập mục này."),
        ({"kinds": None}, "kinds", "Chưa nhập mục này."),
        ({"year": "hai"}, "year", "Cần một năm từ 2015 đến 2100."),
        ({"year": "1900"}, "year", "Cần một năm từ 2015 đến 2100."),
        ({"happened_on": "31/02/2026"}, "happened_on", "Không có ngày “31/02/2026” trong lịch."),
        ({"happened_on": ""}, "happened_on", "Văn bản mới cần ngày ban hành."),
        ({"signer": ""}, "signer", "Văn bản mới cần mục này."),
        ({"number": ""}, "number", "Văn bản mới cần mục này."),
        ({"unit_id": "999999"}, "unit_id", None),
        ({"unit_id": ""}, "unit_id", "Chưa nhập mục này."),
        (
            {"uploads": None},
            "__all__",
            "Minh chứng cần ít nhất một văn bản có tệp hoặc một đường dẫn công khai trước khi nộp.",
        ),
        ({"number": "", "signer": "", "signer_title": "", "uploads": None}, "__all__", "Chưa có văn bản kèm tệp"),
        ({"uploads": [SimpleUploadedFile("x.pdf", b"MZ program")]}, "uploads", "không thuộc loại được nhận"),
        ({"happened_on": "24/11/2026"}, "__all__", "Ngày của sự việc sau ngày hôm nay"),
        ({"title": "x" * 401}, "title", "Dài quá 400 ký tự."),
    ],
)
def test_a_refused_plan_keeps_what_was_typed_and_saves_nothing(cast, place, signed_in, changes, field, sentence):
    given = typed(place, **changes)

    response = signed_in("lan").post(ADD, given)

    assert response.status_code == 200
    assert field in wrongs(response)
    assert sentence is None or any(sentence in said for said in wrongs(response)[field])
    assert response.context["form"]["signer"].value() == given["signer"]
    assert response.context["form"]["title"].value() == given["title"]
    assert not Record.objects.exists()
    assert not Document.objects.exists()


def test_a_second_plan_for_the_year_is_asked_about_first(cast, place, signed_in):
    make_plan(place.commune)
    client = signed_in("lan")

    first = client.post(ADD, typed(place))
    second = client.post(ADD, typed(place, again="on"))

    assert "Đơn vị đã có kế hoạch loại này cho năm 2026" in wrongs(first)["again"][0]
    assert second.status_code == 302
    assert Plan.objects.count() == 2


def test_an_officer_of_one_unit_sees_it_set(cast, signed_in):
    form = signed_in("lan").get(ADD).context["form"]

    assert form["unit_id"].value() == cast.place.commune.pk
    assert form["unit_id"].is_hidden


def test_only_units_one_writes_for_are_offered(cast, place, signed_in):
    response = signed_in("lan").post(ADD, typed(place, unit_id=place.neighbour.pk))

    assert "unit_id" in wrongs(response)
    assert not Plan.objects.exists()


def test_an_edit_conflict_is_told_with_what_changed(cast, place, signed_in):
    plan = make_plan(place.commune)
    client = signed_in("lan")
    address = f"/ho-so/ke-hoach/{plan.pk}/sua/"
    given = {
        "edition": 1,
        "plan_kind": plan.plan_kind,
        "year": 2026,
        "title": "Tên tôi sửa",
        "happened_on": "15/01/2026",
        "document_id": "",
    }
    evidence.change_record(plan.pk, actor=cast.actor("minh"), edition=1, changes={"year": 2025})

    first = client.post(address, given)
    plan.refresh_from_db()
    assert "năm: 2026 → 2025" in wrongs(first)["__all__"][0]
    assert first.context["form"]["title"].value() == "Tên tôi sửa"
    assert plan.title != "Tên tôi sửa"

    second = client.post(address, given | {"edition": first.context["form"]["edition"].value()})
    plan.refresh_from_db()
    assert second.status_code == 302
    assert (plan.title, plan.year) == ("Tên tôi sửa", 2026)


def test_the_change_form_opens_with_what_is_there(cast, place, signed_in):
    plan = make_plan(place.commune, document=make_document(place.commune))

    form = signed_in("lan").get(f"/ho-so/ke-hoach/{plan.pk}/sua/").context["form"]

    assert form["title"].value() == plan.title
    assert form["happened_on"].value() == "15/01/2026"
    assert form["document_id"].value() == plan.document_id
    assert form["edition"].value() == 1


def test_a_submitted_plan_is_not_changed_or_deleted(cast, place, signed_in):
    client = signed_in("lan")
    client.post(ADD, typed(place))
    plan = Plan.objects.get()

    assert client.get(f"/ho-so/ke-hoach/{plan.pk}/sua/").status_code == 404
    assert client.get(f"/ho-so/ke-hoach/{plan.pk}/xoa/").status_code == 404
    refused = client.post(f"/ho-so/ke-hoach/{plan.pk}/xoa/", follow=True)
    assert "Chỉ xóa được bản nháp" in refused.content.decode()
    assert Plan.objects.exists()


def test_a_draft_is_deleted_after_asking(cast, place, signed_in):
    plan = make_plan(place.commune)
    client = signed_in("lan")

    assert plan.title in client.get(f"/ho-so/ke-hoach/{plan.pk}/xoa/").content.decode()
    client.post(f"/ho-so/ke-hoach/{plan.pk}/xoa/")

    assert not Plan.objects.exists()


def test_the_page_of_a_plan_shows_how_late_each_task_is(cast, place, signed_in):
    plan = make_plan(place.commune)
    make_task(plan, title="Quá hạn", due_on=date(2026, 11, 13))
    make_task(plan, title="Xong muộn", due_on=date(2026, 6, 30), happened_on=date(2026, 7, 3), result="Đã làm")
    make_task(plan, title="Còn hạn", due_on=date(2026, 12, 31))

    response = signed_in("lan").get(f"/ho-so/ke-hoach/{plan.pk}/")

    late = {item.task.title: item.days_late for item in response.context["tasks"]}
    assert late == {"Quá hạn": 10, "Xong muộn": 3, "Còn hạn": 0}
    assert "quá hạn 10 ngày" in response.content.decode()
    assert "1/3" in response.content.decode()


def test_many_tasks_are_pasted_at_once(cast, place, signed_in):
    plan = make_plan(place.commune)
    lines = "Đối thoại quý II; Văn phòng; 30/06/2026; Tiếp công dân\n\nTuyên truyền\tĐoàn Thanh niên\t15/09/2026"

    signed_in("lan").post(f"/ho-so/ke-hoach/{plan.pk}/nhiem-vu/", {"lines": lines})

    assert set(PlanTask.objects.values_list("title", "owner", "due_on", "regular_function", "unit")) == {
        ("Đối thoại quý II", "Văn phòng", date(2026, 6, 30), "Tiếp công dân", place.commune.pk),
        ("Tuyên truyền", "Đoàn Thanh niên", date(2026, 9, 15), "", place.commune.pk),
    }


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("", "Chưa nhập mục này."),
        ("Đúng; VP; 30/06/2026\nThiếu hạn; VP", "Dòng 2: Hạn: chưa có."),
        ("Đúng; VP; 31/06/2026", "Dòng 1: Hạn: Không có ngày “31/06/2026”"),
        (f"{'x' * 401}; VP; 30/06/2026", "Dòng 1: Nội dung: Dài 401 ký tự"),
    ],
)
def test_one_wrong_line_keeps_all_tasks_out(cast, place, signed_in, lines, sentence):
    plan = make_plan(place.commune)

    response = signed_in("lan").post(f"/ho-so/ke-hoach/{plan.pk}/nhiem-vu/", {"lines": lines})

    assert sentence in response.content.decode()
    assert lines in response.context["form"]["lines"].value()
    assert not PlanTask.objects.exists()


def test_a_result_is_written_with_its_proof(cast, place, signed_in):
    task = make_task(make_plan(place.commune))
    given = {
        "edition": 1,
        "happened_on": "20/06/2026",
        "result": "120 người dự",
        "document_id": "",
        "kind": "report",
        "number": "45/BC-UBND",
        "signer": "Minh",
        "uploads": [SimpleUploadedFile("bc.pdf", samples.pdf("45"))],
        "then": "submit",
    }

    signed_in("lan").post(f"/ho-so/nhiem-vu/{task.pk}/ket-qua/", given)

    task.refresh_from_db()
    assert (task.happened_on, task.result, task.state) == (date(2026, 6, 20), "120 người dự", "submitted")
    assert task.evidence.get().documents.get().kind == "report"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"happened_on": "24/11/2026"}, "không thể sau ngày hôm nay"),
        ({"result": ""}, "Chưa nhập mục này."),
        ({"then": "submit"}, "Chưa có văn bản kèm tệp"),
        ({"link": "khong-phai"}, "Đường dẫn cần đủ dạng"),
        ({"edition": "7"}, "vừa được người khác sửa"),
    ],
)
def test_a_refused_result_changes_nothing(cast, place, signed_in, changes, sentence):
    task = make_task(make_plan(place.commune))
    given = {"edition": 1, "happened_on": "20/06/2026", "result": "Xong", "then": ""} | changes

    response = signed_in("lan").post(f"/ho-so/nhiem-vu/{task.pk}/ket-qua/", given)

    assert sentence in response.content.decode()
    task.refresh_from_db()
    assert (task.happened_on, task.result) == (None, "")


@pytest.mark.parametrize("who", ["tam", "thanh", "quan", "hoa"])
def test_nobody_else_writes_the_result(cast, place, signed_in, who):
    task = make_task(make_plan(place.commune))

    answer = signed_in(who).post(
        f"/ho-so/nhiem-vu/{task.pk}/ket-qua/", {"edition": 1, "happened_on": "20/06/2026", "result": "x"}
    )

    assert answer.status_code == 404


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ("qua_han", {"Quá hạn"}),
        ("con_han", {"Còn hạn"}),
        ("xong_muon", {"Xong muộn"}),
        ("xong", {"Xong muộn", "Xong"}),
        ("la", set()),
    ],
)
def test_tasks_are_filtered_by_progress(cast, place, signed_in, asked, wanted):
    plan = make_plan(place.commune)
    make_task(plan, title="Quá hạn", due_on=date(2026, 11, 22))
    make_task(plan, title="Còn hạn", due_on=date(2026, 11, 23))
    make_task(plan, title="Xong muộn", due_on=date(2026, 6, 1), happened_on=date(2026, 6, 2))
    make_task(plan, title="Xong", due_on=date(2026, 6, 1), happened_on=date(2026, 6, 1))

    response = signed_in("lan").get("/ho-so/nhiem-vu/", {"tien_do": asked})

    assert {row["row"].title for row in response.context["rows"]} == wanted
