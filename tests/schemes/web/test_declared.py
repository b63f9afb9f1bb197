"""Declared figures typed and sent as files."""

from django.core.files.uploadedfile import SimpleUploadedFile

from danvan.schemes.models import DeclaredFigure

HEAD = "đơn vị,chỉ tiêu,năm,từ ngày,đến ngày,tử số,mẫu số,tỷ lệ,số đơn vị,các phần,nguồn\n"


def typed(settled, **changes):
    return {
        "unit": settled.place.commune.pk, "target": "T03", "year": "2025", "period_from": "01/01/2025",
        "period_to": "31/12/2025", "numerator": "1", "denominator": "1", "percent": "100 %", "source": "45/BC-UBND",
        "buoc": "kiem-tra", **changes,
    }  # fmt: skip


def test_checks_before_it_keeps(settled, signed_in):
    page = signed_in("lan").post("/de-an/khai-bao/moi/", typed(settled, denominator="4")).content.decode()

    assert "Tỷ lệ khai 100 %; tính từ 1/4 là 25,0 %." in page
    assert 'value="45/BC-UBND"' in page
    assert not DeclaredFigure.objects.exists()


def test_keeps_a_figure_with_what_does_not_fit(settled, signed_in):
    signed_in("lan").post("/de-an/khai-bao/moi/", typed(settled, denominator="4", buoc="luu"))

    figure = DeclaredFigure.objects.get()
    assert (figure.numerator, figure.denominator, figure.percent) == (1, 4, "100 %")
    assert [finding["code"] for finding in figure.findings] == ["rate_differs"]


def test_shows_the_gap_beside_the_computed_figure(settled, signed_in):
    signed_in("tam").post("/de-an/khai-bao/moi/", typed(settled, unit=settled.place.neighbour.pk, buoc="luu"))

    page = signed_in("binh").get("/de-an/khai-bao/?nam=2025&loc=chenh-lech").content.decode()

    assert "Hòa Sơn" in page
    assert "cao hơn số tính 100 điểm %" in page


def test_refuses_a_unit_that_is_not_ones_own(settled, signed_in):
    answer = signed_in("lan").post("/de-an/khai-bao/moi/", typed(settled, unit=settled.place.neighbour.pk, buoc="luu"))

    assert "Hòa Sơn" not in answer.content.decode()
    assert not DeclaredFigure.objects.exists()


def test_keeps_what_was_typed_when_a_field_is_wrong(settled, signed_in):
    page = signed_in("lan").post("/de-an/khai-bao/moi/", typed(settled, period_to="31/02/2025")).content.decode()

    assert "Không có ngày “31/02/2025” trong lịch." in page
    assert 'value="45/BC-UBND"' in page


def test_a_file_is_checked_then_taken(settled, signed_in):
    lan = signed_in("lan")
    line = "17008,T03,2025,01/01/2025,31/12/2025,1,1,100 %,,,Báo cáo năm\n"
    upload = SimpleUploadedFile("so-lieu.csv", (HEAD + line).encode(), content_type="text/csv")

    checked = lan.post("/de-an/khai-bao/nhap/", {"file": upload, "buoc": "kiem-tra"})
    assert "Đã kiểm tra 1 dòng, chưa ghi gì" in checked.content.decode()
    assert not DeclaredFigure.objects.exists()

    lan.post(
        "/de-an/khai-bao/nhap/",
        {"kept": checked.context["kept"], "name": checked.context["name"], "buoc": "nhap"},
    )
    assert DeclaredFigure.objects.get().unit == settled.place.commune


def test_one_bad_row_keeps_all_out_and_is_explained(settled, signed_in):
    lines = "17008,T03,2025,,,1,1,,,,\nXã Không Có,T03,2025,,,1,1,,,,\n"
    upload = SimpleUploadedFile("so-lieu.csv", (HEAD + lines).encode(), content_type="text/csv")

    page = signed_in("lan").post("/de-an/khai-bao/nhap/", {"file": upload, "buoc": "nhap"}).content.decode()

    assert "Dòng 3" in page
    assert not DeclaredFigure.objects.exists()


def test_an_unreadable_file_is_refused_politely(settled, signed_in):
    upload = SimpleUploadedFile("so-lieu.xlsx", b"\x00\x01 no sheet", content_type="application/octet-stream")

    page = signed_in("lan").post("/de-an/khai-bao/nhap/", {"file": upload, "buoc": "kiem-tra"}).content.decode()

    assert "Không đọc được tệp" in page


def test_the_template_can_be_sent_back(settled, signed_in):
    lan = signed_in("lan")
    content = b"".join(lan.get("/de-an/khai-bao/mau/?nam=2025").streaming_content)
    upload = SimpleUploadedFile("mau.xlsx", content, content_type="application/octet-stream")

    page = lan.post("/de-an/khai-bao/nhap/", {"file": upload, "buoc": "kiem-tra"}).content.decode()

    assert "Cần khai tử số hoặc tỷ lệ." in page


def test_only_those_who_may_declare_find_the_form(settled, signed_in):
    for name in ("thanh", "quan", "hoa"):
        assert signed_in(name).get("/de-an/khai-bao/moi/").status_code == 404
