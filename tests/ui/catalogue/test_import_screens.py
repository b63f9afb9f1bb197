"""From the template to records and back: check, confirm, undo, export."""

import io
import time
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from python_calamine import CalamineWorkbook

from danvan.evidence.models import ImportBatch, Record
from danvan.journal.models import Entry
from danvan.plans.models import Plan
from danvan.plans.web.kinds import PLANS
from danvan.ui.catalogue import check_sheet
from danvan.ui.catalogue.sheets import DATA, template
from tests.evidence.factories import make_task
from tests.files import samples
from tests.ui.catalogue.sheets import plan_row, workbook

pytestmark = pytest.mark.django_db
IMPORT = "/ho-so/ke-hoach/nhap/"


def upload(content: bytes, name: str = "ke-hoach.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def check(client, content: bytes, name: str = "ke-hoach.xlsx"):
    return client.post(IMPORT, {"file": upload(content, name)})


def take_in(client, content: bytes) -> ImportBatch:
    token = check(client, content).context["token"]
    client.post(IMPORT, {"tep": token})
    return ImportBatch.objects.latest("pk")


def test_checks_first_and_saves_nothing(cast, signed_in):
    response = check(signed_in("lan"), workbook([plan_row(), plan_row(title="B")]))

    assert "2 dòng đúng" in response.content.decode()
    assert not Record.objects.exists()


def test_saves_exactly_the_checked_file(cast, signed_in):
    client = signed_in("lan")
    token = check(client, workbook([plan_row(), plan_row(title="B")])).context["token"]

    response = client.post(IMPORT, {"tep": token}, follow=True)

    assert "Đã nhập 2 dòng từ tệp ke-hoach.xlsx." in response.content.decode()
    batch = ImportBatch.objects.get()
    assert (batch.rows, batch.kind, batch.person) == (2, "plan", cast.lan)
    assert set(Plan.objects.values_list("title", "unit", "state", "batch")) == {
        ("Kế hoạch dân vận năm 2026", cast.place.commune.pk, "draft", batch.pk),
        ("B", cast.place.commune.pk, "draft", batch.pk),
    }
    assert Entry.objects.filter(act="evidence.import_batch", person_id=cast.lan.pk).exists()


def test_one_wrong_row_keeps_all_rows_out(cast, signed_in):
    client = signed_in("lan")

    response = check(client, workbook([plan_row(), plan_row(year="x")]))
    again = client.post(IMPORT, {"tep": response.context["token"]})

    assert "1 điểm cần sửa ở 1 dòng" in response.content.decode()
    assert "1 điểm cần sửa ở 1 dòng" in again.content.decode()
    assert not Record.objects.exists()


def test_a_confirmation_twice_saves_once(cast, signed_in):
    client = signed_in("lan")
    token = check(client, workbook()).context["token"]
    client.post(IMPORT, {"tep": token})

    response = client.post(IMPORT, {"tep": token})

    assert "đã có kế hoạch này trong hệ thống" in response.content.decode()
    assert Plan.objects.count() == 1


@pytest.mark.parametrize("who", ["minh", "tam", "binh"])
def test_nobody_confirms_the_file_of_another(cast, signed_in, who):
    token = check(signed_in("lan"), workbook()).context["token"]

    assert signed_in(who).post(IMPORT, {"tep": token}).status_code == 404
    assert signed_in("lan").post(IMPORT, {"tep": f"{token}x"}).status_code == 404
    assert signed_in("lan").post("/ho-so/nhiem-vu/nhap/", {"tep": token}).status_code == 404
    assert not Record.objects.exists()


@pytest.mark.parametrize("who", ["thanh", "quan", "hoa"])
def test_who_may_not_write_has_no_import(cast, signed_in, who):
    assert signed_in(who).get(IMPORT).status_code == 404
    assert check(signed_in(who), workbook()).status_code == 404
    assert signed_in(who).get("/ho-so/ke-hoach/mau.xlsx").status_code == 404


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "Tệp không có nội dung"),
        (b"hello", "không phải là bảng tính XLSX"),
        (samples.pdf(), "không phải là bảng tính XLSX"),
        (samples.docx(), "không phải là bảng tính XLSX"),
        (samples.xlsx(), "không phải là bảng tính XLSX"),
        (workbook()[:-150], "không phải là bảng tính XLSX"),
    ],
)
def test_says_why_a_file_is_refused(cast, signed_in, content, sentence):
    response = check(signed_in("lan"), content, "tệp lạ.xlsx")

    assert response.status_code == 200
    assert sentence in response.content.decode()


def test_the_list_of_faults_can_be_taken_home(cast, signed_in):
    client = signed_in("lan")
    response = check(client, workbook([plan_row(title=f"Kế hoạch {n}", year="x") for n in range(300)]))
    assert response.context["unshown"] == 100

    book = b"".join(client.get(response.context["problems_url"]).streaming_content)

    rows = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert len(rows) == 301
    assert rows[1][:3] == [2.0, "Năm", "x"]


def test_a_batch_is_undone_with_a_reason(cast, signed_in):
    client = signed_in("lan")
    batch = take_in(client, workbook([plan_row(), plan_row(title="B")]))
    address = f"{IMPORT}{batch.pk}/hoan-tac/"

    without = client.post(address, {"reason": " "})
    assert "Cần ghi lý do" in without.content.decode()
    assert Plan.objects.count() == 2

    response = client.post(address, {"reason": "Nhầm tệp"}, follow=True)

    assert "2 dòng được gỡ" in response.content.decode()
    assert not Record.objects.exists()
    assert Entry.objects.get(act="evidence.undo_batch", subject_kind="batch").reason == "Nhầm tệp"
    assert client.get(address).status_code == 404


def test_a_batch_that_moved_on_is_not_undone(cast, signed_in):
    client = signed_in("lan")
    batch = take_in(client, workbook([plan_row(), plan_row(title="B")]))
    make_task(Plan.objects.first())

    response = client.post(f"{IMPORT}{batch.pk}/hoan-tac/", {"reason": "Nhầm tệp"})

    assert "Không hoàn tác được" in response.content.decode()
    assert Plan.objects.count() == 2


@pytest.mark.parametrize("who", ["tam", "thanh", "quan"])
def test_a_batch_of_another_unit_does_not_exist(cast, signed_in, who):
    batch = take_in(signed_in("lan"), workbook())

    for method in ("get", "post"):
        answer = getattr(signed_in(who), method)(f"{IMPORT}{batch.pk}/hoan-tac/", {"reason": "Thử"})
        assert answer.status_code == 404
    assert Plan.objects.count() == 1


def test_the_template_says_what_belongs_where(cast):
    with template(PLANS, cast.actor("lan")) as file:
        book = CalamineWorkbook.from_filelike(file)
        head, help_line, example = book.get_sheet_by_name(DATA).to_python()
        lists = book.get_sheet_by_name("Danh mục").to_python()

    assert head == [
        "STT",
        "Đơn vị *",
        "Về *",
        "Năm *",
        "Kế hoạch *",
        "Ngày ban hành",
        "Văn bản cấp trên",
        "Ngày văn bản cấp trên",
    ]
    assert (help_line[0], example[0]) == ("hướng dẫn", "ví dụ")
    assert "xã Đông Hiếu" in {cell for line in lists for cell in line}
    assert "xã Hòa Sơn" not in {cell for line in lists for cell in line}


def test_an_untouched_template_holds_no_data(cast):
    with template(PLANS, cast.actor("lan")) as file:
        checked = check_sheet(PLANS, file, cast.actor("lan"))

    assert [problem.message for problem in checked.problems] == ["Tệp chưa có dòng dữ liệu nào dưới dòng tiêu đề."]


def test_what_went_in_comes_out_the_same(cast, signed_in):
    client = signed_in("lan")
    with template(PLANS, cast.actor("lan")) as given:
        lines = CalamineWorkbook.from_filelike(given).get_sheet_by_name(DATA).to_python()
    rows = [plan_row(title=f"Kế hoạch {n}", day=date(2026, 1, n + 1) if n else None) for n in range(5)]

    take_in(client, workbook([*lines[1:], *rows], headings=lines[0]))
    book = b"".join(client.get("/ho-so/ke-hoach/xuat/xlsx/", {"xep": "title"}).streaming_content)

    out = CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
    assert [line[:5] for line in out[1:]] == [[row[1], row[2], float(row[3]), row[4], row[5] or ""] for row in rows]
    # And an export, its extra columns included, can be read again: nothing is new in it.
    again = check_sheet(PLANS, io.BytesIO(book), cast.actor("lan"))
    assert {problem.message for problem in again.problems} == {"Đơn vị đã có kế hoạch này trong hệ thống."}


def test_two_thousand_rows_cost_few_queries(cast, signed_in, django_assert_max_num_queries):
    client = signed_in("binh")
    units = ("xã Đông Hiếu", "xã Hòa Sơn", "Sở Tư pháp")
    content = workbook(
        [plan_row(unit=units[n % 3], title=f"Kế hoạch {n}", day=date(2026, 1, 1 + n % 28)) for n in range(2_000)]
    )
    began = time.perf_counter()

    with django_assert_max_num_queries(50):
        token = check(client, content).context["token"]
    with django_assert_max_num_queries(80):
        client.post(IMPORT, {"tep": token})

    assert Plan.objects.count() == 2_000
    print(f"2,000 rows checked and saved in {time.perf_counter() - began:.1f} s")
