"""The desk and the acts through their pages: what is typed wrong is said beside it and kept."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from danvan.petitions.models import Petition
from tests.files import samples
from tests.petitions.factories import LETTER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
DESK = "/don-thu/tiep-nhan/"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def lan(cast, client):
    client.force_login(cast.lan)
    return client


def _letter(**given):
    today = timezone.localdate()
    return {
        "kind": "complaint", "name": "Nguyễn Văn Minh Họa", "address": "xóm 1", "summary": LETTER,
        "received_on": f"{today:%d/%m/%Y}", "channel": "desk", "pages": "1", "people_count": "1", **given,
    }  # fmt: skip


def test_a_letter_is_taken_in_with_its_scan_and_gets_a_receipt(lan):
    answer = lan.post(DESK, _letter(uploads=[SimpleUploadedFile("don.pdf", samples.pdf())]), follow=True)
    petition = Petition.objects.get()

    assert answer.redirect_chain[-1][0] == f"/don-thu/{petition.code}/bien-nhan/"
    assert petition.code in answer.content.decode()
    sent = lan.get(f"/don-thu/tep/{petition.papers.get().pk}/?xem")
    assert sent.headers["Content-Type"] == "application/pdf"
    assert sent.getvalue() == samples.pdf()


@pytest.mark.parametrize(
    ("given", "field", "why"),
    [
        ({"kind": ""}, "kind", "Chưa nhập"),
        ({"kind": "denunciation"}, "kind", "denunciation"),
        ({"name": ""}, "name", "Chưa nhập"),
        ({"summary": ""}, "summary", "Chưa nhập"),
        ({"received_on": "31/02/2026"}, "received_on", "Không có ngày"),
        ({"id_number": "12"}, "id_number", "12 số"),
        ({"pages": "0"}, "pages", "số nguyên dương"),
        ({"channel": "press"}, "forwarded_by", "cơ quan chuyển"),
        ({"kind": "recommendation", "first_code": "KN-2026-00001"}, "first_code", "Chỉ khiếu nại"),
        ({"first_code": "KN-2026-00001"}, "first_code", "Không có khiếu nại lần đầu"),
        ({"received_on": f"{timezone.localdate() + timedelta(days=400):%d/%m/%Y}"}, "__all__", "tương lai"),
    ],
)
def test_what_is_wrong_is_said_beside_it_and_nothing_typed_is_lost(lan, given, field, why):
    answer = lan.post(DESK, _letter(**given))
    form = answer.context["form"]

    assert answer.status_code == 200
    assert why in str(form.errors[field])
    assert form["summary"].value() == given.get("summary", LETTER)
    assert not Petition.objects.exists()


def test_a_file_that_is_something_else_is_refused_and_nothing_is_stored(lan):
    answer = lan.post(DESK, _letter(uploads=[SimpleUploadedFile("don.pdf", b"MZ\x90\x00 not a pdf")]))

    assert "không thuộc loại được nhận" in str(answer.context["form"].errors["uploads"])
    assert not Petition.objects.exists()


def test_a_letter_like_one_in_the_register_is_shown_before_it_is_written_down(lan):
    lan.post(DESK, _letter())

    answer = lan.post(DESK, _letter())
    assert Petition.objects.count() == 1
    assert "cùng họ tên người viết" in answer.content.decode()

    lan.post(DESK, _letter(confirmed="1"))
    assert Petition.objects.count() == 2


def test_signers_are_read_line_by_line(lan):
    lan.post(DESK, _letter(others="* Trần Thị Mẫu; xóm 2\n\n Lê Văn Thử", leads="on", people_count="1"))
    petition = Petition.objects.get()

    assert petition.people_count == 3
    assert list(petition.writers.order_by("pk").values_list("name", "is_representative")) == [
        ("Nguyễn Văn Minh Họa", True), ("Trần Thị Mẫu", True), ("Lê Văn Thử", False),
    ]  # fmt: skip


def test_words_that_would_be_markup_stay_words(lan):
    lan.post(DESK, _letter(summary="<script>alert(1)</script> đề nghị xem xét", name="<b>Ai</b>"))
    page = lan.get(f"/don-thu/{Petition.objects.get().code}/").content.decode()

    assert "<script>alert(1)" not in page
    assert "<b>Ai</b>" not in page
    assert "&lt;script&gt;alert(1)" in page


def _act(client, code, act, **given):
    page = client.get(f"/don-thu/{code}/{act}/")
    version = page.context["form"]["version"].value()
    today = timezone.localdate()
    return client.post(f"/don-thu/{code}/{act}/", {"on": f"{today:%d/%m/%Y}", "version": version, **given})


CLASSIFIED = {"subject": "land_recovery", "respondent_kind": "commune", "instance": "1", "competent": "1"}


def test_a_complaint_goes_from_the_desk_to_its_acceptance(lan, cast):
    lan.post(DESK, _letter())
    code = Petition.objects.get().code
    assert _act(lan, code, "classify", **CLASSIFIED).status_code == 302
    assert _act(lan, code, "propose").status_code == 302
    assert lan.get(f"/don-thu/{code}/accept/").status_code == 404

    lan.force_login(cast.minh)
    refused = _act(lan, code, "accept", number="")
    assert "Chưa nhập" in str(refused.context["form"].errors["number"])
    assert _act(lan, code, "accept", number="01/TB-UBND").status_code == 302
    page = lan.get(f"/don-thu/{code}/").content.decode()
    assert "Hạn giải quyết" in page
    assert "Vì sao là ngày này" in page
    assert "01/TB-UBND" in page


def test_an_older_page_is_refused_politely_and_keeps_what_was_typed(lan):
    lan.post(DESK, _letter())
    code = Petition.objects.get().code
    page = lan.get(f"/don-thu/{code}/classify/")
    old = page.context["form"]["version"].value()
    _act(lan, code, "classify", **CLASSIFIED)

    today = timezone.localdate()
    answer = lan.post(
        f"/don-thu/{code}/classify/", {"on": f"{today:%d/%m/%Y}", "version": old, **CLASSIFIED, "note": "Đã gõ dài"}
    )
    assert "vừa được người khác cập nhật" in answer.content.decode()
    assert answer.context["form"]["note"].value() == "Đã gõ dài"
    assert answer.context["form"]["version"].value() != str(old)


def test_a_guard_says_why_on_the_form_and_on_the_page(lan):
    lan.post(DESK, _letter())
    code = Petition.objects.get().code
    _act(lan, code, "classify", **{**CLASSIFIED, "competent": "0"})

    assert "không thuộc thẩm quyền" in lan.get(f"/don-thu/{code}/").content.decode()
    answer = _act(lan, code, "propose")
    assert "không thuộc thẩm quyền" in answer.content.decode()
    assert Petition.objects.get().state == "classified"


def test_an_original_is_named_by_its_code(lan):
    lan.post(DESK, _letter())
    lan.post(DESK, _letter(confirmed="1"))
    first, second = Petition.objects.order_by("pk")

    missed = _act(lan, second.code, "link", duplicate_of="KN-2026-99999", note="x")
    assert "Không tìm thấy đơn mang mã này" in missed.content.decode()
    assert _act(lan, second.code, "link", duplicate_of=first.code.lower(), note="x").status_code == 302
    second.refresh_from_db()
    assert second.duplicate_of_id == first.pk


def test_a_mixed_letter_is_split_on_its_page(lan):
    lan.post(DESK, _letter(kind="mixed"))
    letter = Petition.objects.get()
    address = f"/don-thu/{letter.code}/tach-don/"

    wrong = lan.post(address, {"version": letter.version, "kind_1": "complaint", "text_2": "Phần hai"})
    assert set(wrong.context["form"].errors) == {"text_1", "kind_2"}
    done = lan.post(
        address,
        {
            "version": letter.version,
            "kind_1": "complaint",
            "text_1": "Một",
            "kind_2": "recommendation",
            "text_2": "Hai",
        },
    )
    assert done.status_code == 302
    assert Petition.objects.count() == 3


def test_the_register_costs_the_same_for_one_letter_and_for_many(lan, django_assert_max_num_queries):
    lan.post(DESK, _letter())
    with django_assert_max_num_queries(15):
        lan.get("/don-thu/")
    for _each in range(12):
        lan.post(DESK, _letter(confirmed="1"))
    with django_assert_max_num_queries(15):
        lan.get("/don-thu/")


def test_papers_come_with_an_act_and_a_disguised_one_stops_it(lan):
    lan.post(DESK, _letter())
    code = Petition.objects.get().code

    refused = _act(lan, code, "classify", **CLASSIFIED, uploads=[SimpleUploadedFile("a.pdf", b"GIF89a")])
    assert "không thuộc loại được nhận" in str(refused.context["form"].errors["uploads"])
    assert Petition.objects.get().state == "received"
    _act(lan, code, "classify", **CLASSIFIED, uploads=[SimpleUploadedFile("phieu.pdf", samples.pdf())])
    paper = Petition.objects.get().papers.get()
    assert (paper.name, paper.kind, paper.act.act) == ("phieu.pdf", "proof", "classify")


def test_home_and_search_lead_to_letters(lan, cast):
    lan.post(DESK, _letter())
    code = Petition.objects.get().code

    assert "1 mới nhận" in lan.get("/viec-cua-toi/").content.decode()
    assert code in lan.get("/viec-cua-toi/tim/", {"q": "thua dat"}).content.decode()
    lan.force_login(cast.tam)
    assert code not in lan.get("/viec-cua-toi/tim/", {"q": "thua dat"}).content.decode()
    assert "mới nhận" not in lan.get("/viec-cua-toi/").content.decode()
