"""tus 1.0 over HTTP: what a client may rely on, and what nobody else finds out."""

import base64
from datetime import timedelta
from email.utils import parsedate_to_datetime

import pytest
from django.test import Client
from django.utils import timezone

from danvan.files.models import HeldUpload, StoredFile
from danvan.files.services import append_piece
from tests.files import samples

pytestmark = pytest.mark.django_db
PDF = samples.pdf()
SIZE = len(PDF)
PIECE = "application/offset+octet-stream"
TUS = {"Tus-Resumable": "1.0.0"}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def lan(signed_in):
    return signed_in("lan")


def begin(client, size=SIZE, name="đơn.pdf", address="/tep-gui-len/"):
    meta = f"filename {base64.b64encode(name.encode()).decode()},filetype"
    return client.post(
        address, content_type="application/json",
        headers={**TUS, "Upload-Length": str(size), "Upload-Metadata": meta},
    )  # fmt: skip


def patch(client, place, piece, offset, kind=PIECE):
    return client.generic(
        "PATCH", place, piece, content_type=kind, headers={**TUS, "Upload-Offset": str(offset)}
    )  # fmt: skip


def head(client, place):
    return client.head(place, headers=TUS)


def test_a_file_cut_off_goes_on_where_it_was(lan):
    place = begin(lan)["Location"]
    assert patch(lan, place, PDF[:20], 0)["Upload-Offset"] == "20"

    # The line is down, the page is loaded again, the server too.
    found = head(lan, place)
    assert (found["Upload-Offset"], found["Upload-Length"]) == ("20", str(len(PDF)))
    assert found["Upload-Expires"]
    assert found["Cache-Control"] == "no-store"
    last = patch(lan, place, PDF[20:], 20)

    assert (last.status_code, last["Upload-Offset"]) == (204, str(len(PDF)))
    assert HeldUpload.objects.get().name == "đơn.pdf"
    assert StoredFile.objects.get().size == len(PDF)


def test_says_until_when_a_file_is_awaited_and_kept(lan):
    def until(answer):
        said = parsedate_to_datetime(answer["Upload-Expires"])
        assert said == HeldUpload.objects.get().expires_at.replace(microsecond=0)
        return said - timezone.now()

    begun = begin(lan)
    assert timedelta(minutes=55) < until(begun) < timedelta(hours=1)
    assert timedelta(minutes=55) < until(head(lan, begun["Location"])) < timedelta(hours=1)
    first = patch(lan, begun["Location"], PDF[:20], 0)
    assert timedelta(hours=23) < until(first) < timedelta(days=1)
    assert timedelta(hours=23) < until(head(lan, begun["Location"])) < timedelta(days=1)


def test_says_what_it_speaks(lan):
    answer = lan.options("/tep-gui-len/")

    assert (answer["Tus-Version"], answer["Tus-Extension"]) == ("1.0.0", "creation,expiration,termination")


def test_a_piece_that_does_not_continue_is_refused_and_nothing_is_written(lan):
    place = begin(lan)["Location"]
    patch(lan, place, PDF[:20], 0)

    for offset in (0, 10, 30):
        assert patch(lan, place, PDF[offset:], offset).status_code == 409
    assert head(lan, place)["Upload-Offset"] == "20"


def test_more_than_was_announced_is_refused(lan):
    place = begin(lan, size=10)["Location"]

    assert patch(lan, place, PDF, 0).status_code == 413
    assert head(lan, place)["Upload-Offset"] == "0"


def test_too_large_a_file_is_refused_with_its_sentence_before_it_is_sent(lan, settings):
    settings.UPLOAD_LIMIT_BYTES = 1024**2

    answer = begin(lan, size=2 * 1024**2)

    assert answer.status_code == 413
    assert "“đơn.pdf” vượt quá 1 MB" in answer.content.decode()
    assert not HeldUpload.objects.exists()


def test_without_room_the_client_is_told_to_send_it_with_the_form(lan, settings):
    settings.HELD_LIMIT_BYTES = 1

    assert begin(lan).status_code == 507


def test_wrong_content_is_refused_in_words_when_the_last_piece_came(lan):
    content = samples.program()
    place = begin(lan, size=len(content))["Location"]

    answer = patch(lan, place, content, 0)

    assert answer.status_code == 422
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert "không thuộc loại được nhận" in answer.content.decode()
    assert head(lan, place).status_code == 404
    assert not StoredFile.objects.exists()


def test_an_empty_file_is_refused_at_once(lan):
    answer = begin(lan, size=0)

    assert answer.status_code == 422
    assert "không có nội dung" in answer.content.decode()
    assert not HeldUpload.objects.exists()


def test_a_whole_file_nobody_looked_at_yet_is_looked_at_when_asked_for(lan):
    place = begin(lan)["Location"]
    append_piece(HeldUpload.objects.get(), PDF, offset=0, at=timezone.now())  # and killed before the answer

    assert head(lan, place)["Upload-Offset"] == str(len(PDF))
    assert StoredFile.objects.exists()


def test_of_a_bad_file_nobody_looked_at_yet_nothing_is_left_when_asked_for(lan):
    place = begin(lan, size=3)["Location"]
    append_piece(HeldUpload.objects.get(), b"xyz", offset=0, at=timezone.now())

    assert head(lan, place).status_code == 410
    assert not HeldUpload.objects.exists()


def test_what_its_sender_gives_up_is_gone(lan, folder):
    place = begin(lan)["Location"]
    patch(lan, place, PDF[:20], 0)

    assert lan.delete(place, headers=TUS).status_code == 204
    assert head(lan, place).status_code == 404
    assert list((folder / "parts").iterdir()) == []


@pytest.mark.parametrize("column", ["expires_at", "taken_at"])
def test_what_expired_or_went_with_its_form_is_gone(lan, column):
    place = begin(lan)["Location"]
    HeldUpload.objects.update(**{column: timezone.now() - timedelta(seconds=1)})

    assert head(lan, place).status_code == 410
    assert patch(lan, place, PDF, 0).status_code == 410
    assert lan.delete(place, headers=TUS).status_code == 410
    assert patch(lan, place, PDF, 0).content.decode().startswith("Tệp đã hết thời gian")


def test_to_another_session_it_does_not_exist(lan, signed_in, cast):
    place = begin(lan)["Location"]
    again = Client()
    again.force_login(cast.lan)

    for stranger in (signed_in("tam"), signed_in("hoa"), again):
        assert head(stranger, place).status_code == 404
        assert patch(stranger, place, PDF, 0).status_code == 404
        assert stranger.delete(place, headers=TUS).status_code == 404
        # Word for word what is said of one that never was.
        assert patch(stranger, place, PDF, 0).content == patch(stranger, "/tep-gui-len/khong-co/", PDF, 0).content
    assert head(Client(), place).status_code == 302
    assert head(lan, place)["Upload-Offset"] == "0"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 412),
        ({"Tus-Resumable": "0.2.2", "Upload-Length": "5"}, 412),
        (TUS, 400),
        ({**TUS, "Upload-Length": "-1"}, 400),
        ({**TUS, "Upload-Length": "năm"}, 400),
        ({**TUS, "Upload-Length": "1" * 16}, 400),
        ({**TUS, "Upload-Defer-Length": "1"}, 400),
    ],
)
def test_nonsense_begins_nothing(lan, headers, status):
    assert lan.post("/tep-gui-len/", content_type=PIECE, headers=headers).status_code == status
    assert not HeldUpload.objects.exists()


def test_a_file_without_a_readable_name_still_has_one(lan):
    headers = {**TUS, "Upload-Length": "5", "Upload-Metadata": "filename %%%, x"}

    assert lan.post("/tep-gui-len/", content_type=PIECE, headers=headers).status_code == 201
    assert HeldUpload.objects.get().name == "tep"


def test_pieces_need_their_kind_and_their_place(lan):
    place = begin(lan)["Location"]

    assert patch(lan, place, PDF, 0, kind="text/plain").status_code == 415
    assert patch(lan, place, PDF, "x").status_code == 400
    assert lan.get(place, headers=TUS).status_code == 405
    assert lan.put("/tep-gui-len/").status_code == 405


def test_another_site_sends_nothing_in_somebodys_name(cast):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.lan)

    assert begin(client).status_code == 403
    assert not HeldUpload.objects.exists()
