"""No file has to be chosen twice, on any form that is refused; of what is sealed nothing is kept."""

import re

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from danvan.casework.services import keys_of
from danvan.evidence.models import Document
from danvan.files.models import HeldUpload, StoredFile
from danvan.intake.models import DraftPaper
from danvan.petitions.models import Petition
from tests.denunciations.factories import taken_in
from tests.files import samples
from tests.files.test_receiving import TUS, begin, head, patch
from tests.intake.test_web import DESK, _letter
from tests.plans.test_screens import ADD, typed
from tests.portal.test_letters import CONTENT, WRITER, come_back, write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
KEPT = re.compile(r'name="([\w-]*uploads_kept)" value="([\w-]+)" checked>')


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    cache.clear()
    return tmp_path


@pytest.fixture
def lan(signed_in):
    return signed_in("lan")


def pdf(name="don.pdf", text="đơn"):
    return SimpleUploadedFile(name, samples.pdf(text))


def bad(name="hong.pdf"):
    return SimpleUploadedFile(name, samples.program())


def kept(response):
    """Return the tokens a page carries, in order, each with the name of its box."""
    return KEPT.findall(response.content.decode())


def arrived(client, address="/tep-gui-len/", content=None, name="quet.pdf"):
    """Send a file piece by piece and return the token a form would carry."""
    content = content or samples.pdf("từng phần")
    place = begin(client, size=len(content), name=name, address=address)["Location"]
    answer = patch(client, place, content, 0)
    assert answer.status_code == 204, answer.content.decode()
    return place.rstrip("/").rpartition("/")[2]


def test_the_desk_keeps_files_over_a_refused_letter(lan):
    refused = lan.post(DESK, _letter(summary="", uploads=[pdf(), pdf("anh.pdf", "ảnh")]))

    page = refused.content.decode()
    assert "don.pdf" in page
    assert "bỏ dấu ở tệp không muốn gửi" in page
    (name, first), (_name, _second) = kept(refused)
    # The second box is left empty.
    lan.post(DESK, _letter(**{name: [first]}))

    assert [paper.name for paper in Petition.objects.get().papers.all()] == ["don.pdf"]
    assert HeldUpload.objects.filter(taken_at=None).count() == 1


def test_a_bad_file_is_refused_beside_the_field_and_the_good_one_beside_it_is_kept(lan):
    refused = lan.post(DESK, _letter(uploads=[pdf(), bad()]))

    (wrong,) = refused.context["form"].errors["uploads"]
    assert "“hong.pdf” không thuộc loại được nhận" in wrong
    ((name, token),) = kept(refused)
    lan.post(DESK, _letter(**{name: [token]}))
    assert [paper.name for paper in Petition.objects.get().papers.all()] == ["don.pdf"]


def test_files_stay_through_one_refusal_after_the_other_and_more_may_be_added(lan):
    first = lan.post(DESK, _letter(summary="", uploads=[pdf()]))
    ((name, token),) = kept(first)
    second = lan.post(DESK, _letter(name="", uploads=[pdf("them.pdf", "thêm"), pdf()], **{name: [token]}))
    tokens = [token for _name, token in kept(second)]
    assert len(tokens) == 2  # the same file chosen again is there once

    lan.post(DESK, _letter(**{name: tokens}))

    assert {paper.name for paper in Petition.objects.get().papers.all()} == {"don.pdf", "them.pdf"}


def test_a_letter_sent_twice_with_its_kept_files_is_one_letter(lan):
    ((name, token),) = kept(lan.post(DESK, _letter(summary="", uploads=[pdf()])))
    whole = _letter(token="t" * 40, confirmed="1", **{name: [token]})

    answers = [lan.post(DESK, whole), lan.post(DESK, whole)]

    assert answers[0].url == answers[1].url
    assert Petition.objects.get().papers.count() == 1


def test_a_file_sent_before_the_form_goes_with_it(lan):
    token = arrived(lan)

    lan.post(DESK, _letter(uploads_kept=[token]))

    assert [paper.name for paper in Petition.objects.get().papers.all()] == ["quet.pdf"]
    assert head(lan, f"/tep-gui-len/{token}/").status_code == 410


def test_anothers_token_and_an_invented_one_are_no_files(lan, signed_in):
    token = arrived(signed_in("tam"))

    for stranger in (token, "khong-co", "x" * 5000):
        refused = lan.post(DESK, _letter(uploads_kept=[stranger]))
        (wrong,) = refused.context["form"].errors["uploads"]
        assert "hết thời gian giữ tạm" in wrong
        assert refused.context["form"]["summary"].value()
    assert not Petition.objects.exists()


def test_without_room_a_form_works_as_before_and_says_which_file_to_choose_again(lan, settings):
    settings.HELD_LIMIT_BYTES = 1
    refused = lan.post(DESK, _letter(summary="", uploads=[pdf()]))

    assert "chưa giữ được, đề nghị chọn lại: don.pdf" in " ".join(refused.content.decode().split())
    assert kept(refused) == []
    lan.post(DESK, _letter(uploads=[pdf()]))
    assert Petition.objects.get().papers.count() == 1


def test_an_act_keeps_its_files_over_its_refusal_and_over_one_of_the_law(lan):
    lan.post(DESK, _letter())
    code = Petition.objects.get().code
    address = f"/don-thu/{code}/classify/"
    version = lan.get(address).context["form"]["version"].value()
    given = {"on": f"{timezone.localdate():%d/%m/%Y}", "version": version, "subject": "land_recovery",
             "respondent_kind": "commune", "instance": "1", "competent": "1"}  # fmt: skip

    refused = lan.post(address, {**given, "subject": "", "uploads": [pdf("phieu.pdf")]})
    ((name, token),) = kept(refused)
    by_law = lan.post(address, {**given, "on": "01/01/2020", name: [token]})
    assert by_law.status_code == 200
    assert kept(by_law) == [(name, token)]
    assert Petition.objects.get().papers.count() == 0
    assert not HeldUpload.objects.exclude(taken_at=None).exists()

    assert lan.post(address, {**given, name: [token]}).status_code == 302
    assert Petition.objects.get().papers.get().name == "phieu.pdf"


def test_a_record_keeps_the_files_of_its_document(lan, place):
    refused = lan.post(ADD, typed(place, title="", uploads=[pdf("kh.pdf")]))
    ((name, token),) = kept(refused)
    assert not Document.objects.exists()

    lan.post(ADD, typed(place, uploads=None, **{name: [token]}))

    assert Document.objects.get().files.get().name == "kh.pdf"


def test_a_document_keeps_its_files(lan, place):
    given = {"unit": place.commune.pk, "kind": "plan", "number": "1/KH-UBND", "issued_on": "05/01/2026",
             "title": "Kế hoạch", "issuer": "UBND xã", "signer": "Minh"}  # fmt: skip
    ((name, token),) = kept(lan.post(reverse("evidence:document_add"), {**given, "number": "", "uploads": [pdf()]}))

    lan.post(reverse("evidence:document_add"), {**given, name: [token]})

    assert Document.objects.get().files.get().name == "don.pdf"


def test_who_follows_a_letter_keeps_what_was_chosen_and_may_send_it_piece_by_piece(cast):
    citizen = Client()
    come_back(citizen, write(Client(), cast.place.commune))
    address = "/theo-doi/don/supplement/"
    refused = citizen.post(address, {"supplement-note": "", "supplement-uploads": [pdf("anh.pdf")]})
    ((name, token),) = kept(refused)
    sent = arrived(citizen, "/theo-doi/tep/gui-len/")

    citizen.post(address, {"supplement-note": "Thêm ảnh.", name: [token, sent]})

    assert {paper.name for paper in Petition.objects.get().papers.all()} == {"anh.pdf", "quet.pdf"}


def test_who_follows_one_letter_has_no_file_of_another(cast):
    one, other = (write(Client(), cast.place.commune) for _ in range(2))
    citizen = Client()
    come_back(citizen, one)
    token = arrived(citizen, "/theo-doi/tep/gui-len/")
    come_back(citizen, other)

    assert head(citizen, f"/theo-doi/tep/gui-len/{token}/").status_code == 404
    assert Client().post("/theo-doi/tep/gui-len/", headers=TUS).url == "/theo-doi/"


@pytest.fixture
def writer(cast):
    """Somebody who has come to the step of papers of an online letter."""
    client = Client()
    client.post("/gui-don/loai/", {"kind": "recommendation", "unit": cast.place.commune.pk})
    client.post("/gui-don/noi-dung/", CONTENT)
    client.post("/gui-don/nguoi-gui/", WRITER)
    return client


PAPERS = "/gui-don/tep/gui-len/"


def test_a_file_of_an_online_letter_is_the_letters_as_soon_as_it_is_whole(writer):
    token = arrived(writer, PAPERS)

    assert "quet.pdf" in writer.get("/gui-don/tai-lieu/").content.decode()
    # The answer to the last piece was lost: asked again, it is there and not there twice.
    assert head(writer, f"{PAPERS}{token}/")["Upload-Offset"] == head(writer, f"{PAPERS}{token}/")["Upload-Length"]
    assert DraftPaper.objects.count() == 1
    writer.post("/gui-don/xem-lai/", {"is_true": "on"})
    assert Petition.objects.get().papers.get().name == "quet.pdf"


def test_a_file_of_an_online_letter_taken_back_is_not_the_letters_any_more(writer):
    for name in ("mot.pdf", "hai.pdf"):
        token = arrived(writer, PAPERS, name=name)
    writer.post("/gui-don/tai-lieu/", {"uploads": [pdf("ba.pdf")]})

    assert writer.delete(f"{PAPERS}{token}/", headers=TUS).status_code == 204

    assert set(DraftPaper.objects.values_list("name", flat=True)) == {"mot.pdf", "ba.pdf"}
    assert head(writer, f"{PAPERS}{token}/").status_code == 404
    writer.post("/gui-don/xem-lai/", {"is_true": "on"})
    assert set(Petition.objects.get().papers.values_list("name", flat=True)) == {"mot.pdf", "ba.pdf"}


def test_an_online_letter_takes_no_more_pieces_than_files(writer, monkeypatch):
    monkeypatch.setattr("danvan.intake.services.drafts.MOST_PAPERS", 1)
    waiting = begin(writer, address=PAPERS)["Location"]
    arrived(writer, PAPERS)

    assert begin(writer, address=PAPERS).status_code == 422
    late = patch(writer, waiting, samples.pdf(), 0)
    assert (late.status_code, "nhiều nhất 10 tệp" in late.content.decode()) == (422, True)
    assert DraftPaper.objects.count() == 1


def test_of_another_browsers_online_letter_nothing_is_found(writer, cast):
    place = begin(writer, address=PAPERS)["Location"]
    stranger = Client()
    assert stranger.post(PAPERS, headers=TUS).url == "/gui-don/"
    stranger.post("/gui-don/loai/", {"kind": "recommendation", "unit": cast.place.commune.pk})

    assert head(stranger, place).status_code == 404
    assert patch(stranger, place, samples.pdf(), 0).status_code == 404
    assert not StoredFile.objects.exists()


def test_one_connection_begins_only_so_many(writer, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "upload_paper": "1/h/ip"}
    begin(writer, address=PAPERS)

    answer = begin(writer, address=PAPERS)

    assert answer.status_code == 429
    assert "thử lại sau một giờ" in answer.content.decode()


def test_good_files_of_an_online_letter_are_kept_before_and_behind_a_bad_one(writer):
    page = writer.post("/gui-don/tai-lieu/", {"uploads": [pdf("truoc.pdf"), bad(), pdf("sau.pdf", "sau")]})

    assert set(DraftPaper.objects.values_list("name", flat=True)) == {"truoc.pdf", "sau.pdf"}
    assert "“hong.pdf” không thuộc loại được nhận" in page.content.decode()


def test_nothing_of_a_sealed_page_is_kept_or_sent_in_pieces(house, folder, monkeypatch):
    monkeypatch.setattr("danvan.portal.web.denunciations.may_try_unseen", lambda *asked: True)
    secret = "TỆP-KHÔNG-ĐƯỢC-GIỮ"
    page = Client().get("/gui-to-cao/").content.decode()
    refused = Client().post("/gui-to-cao/", {"story": "", "uploads": [pdf("chung-cu.pdf", secret)]})
    clerk = Client()
    clerk.force_login(house.people["son"])
    desk = clerk.post(reverse("denunciations:take_in"), {"extract": "", "uploads": [pdf("chung-cu.pdf", secret)]})

    for shown in (page, refused.content.decode(), desk.content.decode()):
        assert "data-files" not in shown
        assert "<script" not in shown or "files.js" not in shown
    assert "chưa giữ được, đề nghị chọn lại: chung-cu.pdf" in " ".join(refused.content.decode().split())
    assert not HeldUpload.objects.exists()
    assert not StoredFile.objects.exists()
    assert not any(secret.encode() in path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_who_follows_a_denunciation_has_no_door_for_pieces(house):
    taken_in(house, token="k" * 40)
    client = Client()
    keys = keys_of("k" * 40)
    followed = come_back(client, (keys.code, keys.secret))
    assert "Bổ sung, trả lời câu hỏi" in followed.content.decode()
    assert "data-files" not in followed.content.decode()

    assert begin(client, address="/theo-doi/tep/gui-len/").url == "/theo-doi/"
    assert not HeldUpload.objects.exists()
