"""Writing online and coming back, as a stranger with a browser and without scripts does."""

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from danvan.files.services import store_upload
from danvan.notices.models import Notice
from danvan.petitions.models import Petition
from danvan.portal.web import following
from tests.files import samples
from tests.petitions.factories import Story, register

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
CONTENT = {"summary": "Cầu tràn hỏng lan can.", "request": "Đề nghị sửa."}
WRITER = {"name": "Vi Thị Ví Dụ", "address": "bản 1"}


@pytest.fixture(autouse=True)
def _fresh(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()


@pytest.fixture
def citizen(db):
    return Client()


def text_of(response):
    return " ".join(response.content.decode().split())


def write(client, unit, kind="recommendation", files=(), **content):
    """Go through all steps and return the receipt's code and secret."""
    client.post("/gui-don/loai/", {"kind": kind, "unit": unit.pk})
    client.post("/gui-don/noi-dung/", {**CONTENT, **content})
    client.post("/gui-don/nguoi-gui/", WRITER)
    for file in files:
        client.post("/gui-don/tai-lieu/", {"uploads": file})
    client.post("/gui-don/xem-lai/", {"is_true": "on"})
    return keys(client)


def keys(client):
    return re.findall(r"<dd>([0-9A-Z]{4}-[0-9A-Z-]+)</dd>", text_of(client.get("/gui-don/bien-nhan/")))


def come_back(client, pair):
    return client.post("/theo-doi/", {"code": pair[0], "secret": pair[1]}, follow=True)


def test_a_letter_goes_from_the_first_step_to_the_register(citizen, cast):
    code, secret = write(citizen, cast.place.commune, files=[SimpleUploadedFile("anh.png", samples.png())])

    petition = Petition.objects.get()
    assert (petition.unit_id, petition.channel, petition.papers.count()) == (cast.place.commune.pk, "portal", 1)
    assert (len(code), len(secret)) == (15, 9)


def test_what_was_typed_is_there_again_and_steps_cannot_be_jumped(citizen, cast):
    assert citizen.get("/gui-don/xem-lai/").headers["Location"] == "/gui-don/loai/"
    citizen.post("/gui-don/loai/", {"kind": "complaint", "unit": cast.place.commune.pk})
    citizen.post(
        "/gui-don/noi-dung/", {**CONTENT, "respondent": "Chủ tịch UBND xã", "decision_received_on": "1/9/2026"}
    )

    assert citizen.get("/gui-don/xem-lai/").headers["Location"] == "/gui-don/nguoi-gui/"
    page = text_of(citizen.get("/gui-don/noi-dung/"))
    assert CONTENT["summary"] in page
    assert "01/09/2026" in page


@pytest.mark.parametrize(
    ("step", "typed", "said"),
    [
        ("loai", {}, "Chưa nhập mục này."),
        ("loai", {"kind": "denunciation", "unit": "1"}, "không"),
        ("noi-dung", {"summary": ""}, "Chưa nhập mục này."),
        ("nguoi-gui", {**WRITER, "id_number": "12ab"}, "Số định danh có 12 số"),
        ("tai-lieu", {"uploads": "bad"}, "không thuộc loại được nhận"),
        ("xem-lai", {}, "Cần xác nhận trước khi gửi."),
    ],
)
def test_wrong_input_is_refused_beside_its_field_and_nothing_is_lost(citizen, cast, step, typed, said):
    citizen.post("/gui-don/loai/", {"kind": "recommendation", "unit": cast.place.commune.pk})
    if step != "loai":
        citizen.post("/gui-don/noi-dung/", CONTENT)
        citizen.post("/gui-don/nguoi-gui/", WRITER)
    if typed.get("uploads"):
        typed = {"uploads": SimpleUploadedFile("anh.jpg", b"MZ not a picture")}

    response = citizen.post(f"/gui-don/{step}/", typed)

    assert response.status_code == 200
    assert said in text_of(response)
    assert not Petition.objects.exists()


def test_a_complaint_goes_on_only_once_it_says_against_whom(citizen, cast):
    for kind in ("recommendation", "complaint"):
        citizen.post("/gui-don/loai/", {"kind": kind, "unit": cast.place.commune.pk})
        citizen.post("/gui-don/noi-dung/", CONTENT)

    assert citizen.get("/gui-don/nguoi-gui/").headers["Location"] == "/gui-don/noi-dung/"


def test_only_units_with_a_desk_can_be_written_to(citizen, cast):
    page = text_of(citizen.get("/gui-don/loai/"))

    assert f'<option value="{cast.place.commune.pk}">' in page
    assert f'<option value="{cast.place.adviser.pk}">' not in page


def test_files_before_a_bad_one_are_kept_and_shown(citizen, cast):
    citizen.post("/gui-don/loai/", {"kind": "recommendation", "unit": cast.place.commune.pk})
    citizen.post("/gui-don/noi-dung/", CONTENT)
    citizen.post("/gui-don/nguoi-gui/", WRITER)
    files = [SimpleUploadedFile("tot.png", samples.png()), SimpleUploadedFile("hong.jpg", b"MZ")]

    page = text_of(citizen.post("/gui-don/tai-lieu/", {"uploads": files}))

    assert "tot.png" in page
    assert "hong.jpg” không thuộc loại được nhận" in page


def test_sending_twice_shows_the_same_receipt(citizen, cast):
    pair = write(citizen, cast.place.commune)

    response = citizen.post("/gui-don/xem-lai/", {"is_true": "on"})

    assert response.headers["Location"] == "/gui-don/bien-nhan/"
    assert keys(citizen) == pair
    assert Petition.objects.count() == 1


def test_a_further_letter_begins_anew(citizen, cast):
    first = write(citizen, cast.place.commune)
    citizen.get("/gui-don/loai/")

    assert write(citizen, cast.place.commune) != first
    assert Petition.objects.count() == 2


def test_the_writer_sees_what_they_are_told_and_nothing_else(citizen, cast):
    pair = write(citizen, cast.place.commune)
    story = Story(cast, Petition.objects.get(), now=date(2026, 11, 23))
    day = date(2026, 11, 23)
    story.do("classify", day, subject="works", competent=True, note="ghi chú nội bộ")
    story.do("accept", day).do("assign", day, officer=story.officer, note="giao việc nội bộ")
    story.do("ask", day, by="lan", note="Cầu ở bản nào?")

    page = text_of(come_back(Client(), pair))

    assert "Đang giải quyết." in page
    assert "Cầu ở bản nào?" in page
    assert "nội bộ" not in page


def test_the_writer_answers_contests_once_and_rates(citizen, cast):
    pair = write(citizen, cast.place.commune)
    story, day = Story(cast, Petition.objects.get(), now=date(2026, 11, 23)), date(2026, 11, 23)
    story.do("classify", day, subject="works", competent=True).do("accept", day)
    client = Client()
    come_back(client, pair)
    photo = SimpleUploadedFile("anh.png", samples.png())
    client.post("/theo-doi/don/supplement/", {"supplement-note": "Ở bản 3.", "supplement-uploads": photo})
    story.do("answer", day, number="1", reply="explained", note="Sẽ sửa.")

    client.post("/theo-doi/don/contest/", {"contest-note": "Quá chậm."})
    petition = Petition.objects.get()
    assert (petition.state, petition.settled) == ("in_work", "")
    story.do("answer", day, number="2", reply="taken_up", note="Sửa ngay.")
    again = client.post("/theo-doi/don/contest/", {"contest-note": "Vẫn chậm."})
    client.post("/theo-doi/don/rate/", {"rate-satisfaction": "4"})

    assert "Đã mở lại một lần" in text_of(again)
    assert Petition.objects.get().satisfaction == 4
    assert petition.papers.get().kind == "attachment"
    assert list(petition.acts.values_list("act", flat=True)) == [
        "register", "classify", "accept", "supplement", "answer", "contest", "answer", "rate",
    ]  # fmt: skip


def test_a_writer_can_do_no_act_of_the_office(citizen, cast):
    come_back(citizen, write(citizen, cast.place.commune))

    assert citizen.post("/theo-doi/don/classify/", {"subject": "works"}).status_code == 404
    assert Petition.objects.get().state == "received"


def test_a_wrong_code_and_a_wrong_secret_are_answered_alike(citizen, cast):
    code, secret = write(citizen, cast.place.commune)
    stranger = Client()

    answers = {
        re.sub(r'value="[^"]*"', "", text_of(stranger.post("/theo-doi/", {"code": one, "secret": other})))
        for one, other in ((code, "AAAA-AAAA"), ("AAAA-AAAA-AAAAA", secret), ("x", "y"))
    }

    assert len(answers) == 1
    assert stranger.get("/theo-doi/don/").headers["Location"] == "/theo-doi/"


def test_trying_one_code_over_and_over_is_stopped(citizen, cast):
    code, secret = write(citizen, cast.place.commune)
    stranger = Client()
    # However it is typed, it is the same code.
    for typed in (code, code.lower(), code.replace("-", " "), code.replace("-", ""), code.replace("1", "I")):
        stranger.post("/theo-doi/", {"code": typed, "secret": "AAAA-AAAA"})

    answer = stranger.post("/theo-doi/", {"code": code, "secret": secret})

    assert "Đã thử quá nhiều lần" in text_of(answer)


def test_who_knows_the_secret_is_never_shut_out(citizen, cast):
    pair = write(citizen, cast.place.commune)

    for _ in range(8):
        assert "KNPA-2026" in text_of(come_back(Client(), pair))


def test_whoever_has_the_case_learns_of_the_letter_and_of_what_follows(citizen, cast):
    pair = write(citizen, cast.place.commune)
    client = Client()
    come_back(client, pair)
    for note in ("Ảnh chụp hôm nay.", "Và hôm qua."):
        client.post("/theo-doi/don/supplement/", {"supplement-note": note})

    told = Notice.objects.filter(holding=cast.actor("lan").holding_id).order_by("pk").values_list("text", flat=True)
    code = Petition.objects.get().code
    assert list(told) == [f"{code}: kiến nghị, phản ánh mới gửi trực tuyến", *[f"{code}: người viết bổ sung"] * 2]


def test_papers_of_another_case_do_not_open(citizen, cast):
    register(cast)
    other = Petition.objects.get()
    stored = other.papers.create(stored=_stored(), kind="letter", name="khac.pdf")
    come_back(citizen, write(citizen, cast.place.commune))

    assert citizen.get(f"/theo-doi/tep/{stored.pk}/").status_code == 404


def _stored():
    return store_upload(SimpleUploadedFile("khac.pdf", samples.pdf("khác")))


def test_a_proof_of_the_office_is_not_the_writers_to_read(citizen, cast):
    pair = write(citizen, cast.place.commune)
    proof = Petition.objects.get().papers.create(stored=_stored(), kind="proof", name="xac-minh.pdf")
    client = Client()

    assert "xac-minh.pdf" not in text_of(come_back(client, pair))
    assert client.get(f"/theo-doi/tep/{proof.pk}/").status_code == 404


def test_the_visit_ends_after_half_an_hour_alone(citizen, cast, monkeypatch):
    pair = write(citizen, cast.place.commune)
    client = Client()
    come_back(client, pair)
    assert client.get("/theo-doi/don/").status_code == 200
    now = following.time.time()
    monkeypatch.setattr(following.time, "time", lambda: now + 31 * 60)

    assert client.get("/theo-doi/don/").status_code == 302


def test_a_new_code_ends_the_old_one(citizen, cast, signed_in):
    pair = write(citizen, cast.place.commune)
    client = Client()
    come_back(client, pair)
    code = Petition.objects.get().code

    page = text_of(signed_in("lan").post(f"/don-thu/{code}/cap-lai-ma/", follow=True))

    assert "Mã theo dõi" in page
    assert "Cấp mã theo dõi mới" in text_of(signed_in("lan").get(f"/don-thu/{code}/"))
    assert client.get("/theo-doi/don/").status_code == 302


def test_pages_stay_under_a_hundred_kilobytes(citizen, cast):
    for page in ("/gui-don/", "/gui-don/loai/", "/theo-doi/", "/cong-khai/don-thu/"):
        assert len(citizen.get(page).content) < 100_000


def test_a_unit_is_published_rounded_once_it_has_enough(citizen, cast):
    for day in range(1, 5):
        register(cast, on=date(2026, 9, day))

    page = text_of(citizen.get("/cong-khai/don-thu/"))

    assert '<td class="num" data-label="Khiếu nại">≈ 5</td>' in page
    assert '<td class="num" data-label="Đã nhận">4</td>' in page


def test_what_is_published_points_at_nobody(citizen, cast):
    register(cast, on=date(2026, 9, 1))
    register(cast, on=date(2026, 11, 20))

    page = text_of(citizen.get("/cong-khai/don-thu/"))

    assert "đến hết ngày 31/10/2026" in page
    assert "Xã Đông Hiếu" not in page
    assert '<td class="num" data-label="Đã nhận">1</td>' in page
