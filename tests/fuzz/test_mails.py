"""Whatever comes as a mail: it waits whole and is shown as words, or is refused by name and nothing is kept."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from danvan.intake.models import MailPaper, WaitingMail
from danvan.petitions.models import Petition
from tests.files import samples
from tests.fingerprint import difference, fingerprint
from tests.fuzz.hostile import ALL, MARKUP, NAMES, REFUSED, STEADY, TEMPLATE
from tests.fuzz.test_injection import runs
from tests.intake.mails import mail

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
MAILS = "/don-thu/tiep-nhan/thu-dien-tu/"
HOSTILE = f"{MARKUP}{TEMPLATE}"
FROM = b"From: a@vi-du.vn\r\n"
NESTED = b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (depth, depth) for depth in range(400)
)
BROKEN = {
    "only a head": FROM,
    "a head without an end": FROM + b"Subject: x",
    "bytes of no charset": FROM + b"Subject: \xff\xfe\x00\xed\xa0\x80\r\n\r\n\xff\xfe\x00",
    "a charset nobody has": FROM + b"Content-Type: text/plain; charset=x-none\r\n\r\nx",
    "a charset that is none": FROM + b"Content-Type: text/plain; charset=rot13\r\n\r\nx",
    "half of a coded word": FROM + b"Subject: =?utf-8?b?4bq?= =?x?q?a?= =?utf-8?b?!!!!?=\r\n\r\nx",
    "base64 that is none": FROM + b"Content-Transfer-Encoding: base64\r\n\r\n=A=!!=",
    "a coding nobody has": FROM + b"Content-Transfer-Encoding: x-zip\r\n\r\nx",
    "parts without a border": FROM + b"Content-Type: multipart/mixed\r\n\r\nx",
    "a border that never comes": FROM + b"Content-Type: multipart/mixed; boundary=b\r\n\r\nx",
    "parts in parts": FROM + NESTED,
    "many parts": FROM + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 2_000,
    "a long head": FROM + b"X-Long: " + b"x" * 300_000 + b"\r\n\r\nx",
    "many heads": FROM * 3_000 + b"\r\nx",
    "no such day": FROM + b"Date: Fri, 99 Nov 99999 99:99:99 +9999\r\n\r\nx",
    "a day before time": FROM + b"Date: Mon, 01 Jan 0001 00:00:00 +1400\r\n\r\nx",
    "a name in pieces": FROM + b"Content-Type: application/pdf; name*0*=utf-8''%FF; name*9*=%00\r\n\r\n%PDF",
    "a letter that holds none": FROM + b"Content-Type: message/rfc822\r\n\r\n",
    "a page": FROM + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 20_000 + MARKUP.encode(),
}
NO_MAIL = {
    "a blank": b" ",
    "words": b"Xin ch\xc3\xa0o",
    "zeros": b"\x00" * 1_000,
    "a page": b"<html><script>alert(1)</script></html>",
    "a PDF": samples.pdf(),
    "a program": samples.program(),
    "an archive": samples.plain_zip(),
}


@pytest.fixture
def lan(signed_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return signed_in("lan")


def send(client, raw, name="thu.eml"):
    """Send a mail as a file; return its page, or nothing for one that was refused and left nothing behind."""
    before, known = fingerprint(), set(WaitingMail.objects.values_list("pk", flat=True))
    answer = client.post(MAILS, {"uploads": SimpleUploadedFile(name, raw)})
    if answer.status_code == 200:
        assert "Không phải là tệp thư" in str(answer.context["form"].errors)
        assert not runs(answer.content.decode())
        assert not difference(before, fingerprint())
        return None
    assert answer.status_code == 302
    new = WaitingMail.objects.exclude(pk__in=known).first()
    if new is None:
        # The same message again waits once.
        assert not difference(before, fingerprint())
        return ""
    assert new.sealed
    page = client.get(f"{MAILS}{new.pk}/")
    assert page.status_code == 200
    assert not runs(page.content.decode())
    assert MARKUP not in page.content.decode()
    return page


def test_a_broken_mail_waits_as_far_as_it_can_be_read(lan):
    for title, raw in BROKEN.items():
        assert send(lan, raw), title
    listed = lan.get(MAILS)
    assert listed.status_code == 200
    assert not runs(listed.content.decode())


def test_what_is_no_mail_is_refused_by_its_name(lan):
    for title, raw in NO_MAIL.items():
        assert send(lan, raw, "không phải.eml") is None, title
    # Of several files those that are mails are taken in, and each of the others is named.
    answer = lan.post(MAILS, {"uploads": [
        SimpleUploadedFile("a.eml", mail()), SimpleUploadedFile(f"{MARKUP[:24]}.eml", b"x"),
        SimpleUploadedFile("c.eml", b"x"),
    ]})  # fmt: skip
    (said,) = answer.context["form"].errors["uploads"]
    assert "c.eml" in said
    assert "a.eml" not in said
    assert not runs(answer.content.decode())
    assert WaitingMail.objects.count() == 1


def test_any_bytes_behind_a_head_wait_or_are_refused(lan):
    @STEADY
    @given(st.sampled_from([b"", b"From: ", b"Subject: ", b"Content-Type: multipart/mixed; boundary=", b"\r\n"]),
           st.binary(max_size=300))  # fmt: skip
    def sent(head, rest):
        send(lan, FROM + head + rest)

    sent()


def test_hostile_words_in_every_head_are_words(lan):
    for start in range(0, len(ALL), 12):
        several = "".join(ALL[start : start + 12]).replace("\r", " ").replace("\n", " ")
        coded = f"=?utf-8?q?{''.join(f'={byte:02X}' for byte in several.encode())}?="
        head = f"From: {coded} <a@vi-du.vn>\r\nSubject: {coded}\r\nMessage-ID: <{start}{coded}>\r\n"
        page = send(lan, f"{head}Date: {coded}\r\nReceived: x; {coded}\r\n\r\n{several}".encode())
        assert page.context["words"]["subject"]
    page = send(lan, mail(HOSTILE, subject=HOSTILE, sender=f'"{MARKUP[2:20]}" <a@vi-du.vn>', html=HOSTILE))
    assert page.context["words"]["subject"] == HOSTILE


def test_files_of_a_mail_are_kept_under_a_harmless_name_or_named_as_refused(lan):
    usual = [(name.replace("\r", "").replace("\n", ""), samples.pdf(name), "application/pdf") for name in NAMES]
    for start in range(0, len(usual), 10):
        page = send(lan, mail(files=usual[start : start + 10], message_id=f"<{start}@vi-du.vn>"))
        words = page.context["words"]
        assert len(words["files"]) == len(usual[start : start + 10])
        assert not words["refused"]
        for kept in words["files"]:
            assert not set(kept["name"]) & set('<>:"|?*\\/\r\n\0\u202e')
    before = set(MailPaper.objects.values_list("pk", flat=True))
    bad = [(name, content, "application/pdf") for name, content in REFUSED.values() if content]
    words = send(lan, mail(files=bad, message_id="<x@vi-du.vn>")).context["words"]
    assert (len(words["files"]), len(words["refused"])) == (0, len(bad))
    assert set(MailPaper.objects.values_list("pk", flat=True)) == before
    assert not Petition.objects.exists()
