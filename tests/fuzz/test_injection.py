"""Hostile words in every column of a letter: on every page, in every sheet, paper, calendar and mail they are words."""

import io
import re
import zipfile
from datetime import date
from html import unescape
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from docx import Document
from icalendar import Calendar

from danvan.accounts.models import Person
from danvan.casework.services import keys_of, new_token
from danvan.desk.selectors.agenda import Entry
from danvan.desk.web.agenda import _calendar
from danvan.documents.pdf import to_pdf
from danvan.evidence.selectors.dues import Due
from danvan.files.services import store_upload
from danvan.intake.services import register_letter
from danvan.letters.rules.kinds import BY_CODE
from danvan.letters.selectors import starting_text
from danvan.letters.services import draft_letter, issue_letter, written
from danvan.notices.services import Message, send_digests, tell
from danvan.petitions.models import Petition
from danvan.petitions.services import NewPetition, NewWriter
from danvan.ui.sheets import sheet
from tests.files import samples
from tests.fuzz.hostile import FORMULAS, MARKUP, TEMPLATE
from tests.petitions.factories import CLASSIFIED, Story, at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
DAY = date(2026, 11, 23)
HOSTILE = f"=1+1{MARKUP}{TEMPLATE}"
MARK = "alert(1)"


class Reader(HTMLParser):
    """Notices what could run in a page."""

    def __init__(self):
        super().__init__()
        self.runs = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag in ("script", "iframe", "object", "embed") and not (given.get("src") or "").startswith("/static/"):
            self.runs.append((tag, attrs))
        self.runs += [(tag, name) for name in given if name.startswith("on") or name == "srcdoc"]
        self.runs += [
            (tag, value) for value in given.values() if (value or "").strip().lower().startswith("javascript:")
        ]
        if tag == "img" and given.get("src") == "x":
            self.runs.append((tag, attrs))


def runs(page):
    reader = Reader()
    reader.feed(page)
    return reader.runs


@pytest.fixture
def planted(cast, settings, tmp_path):
    """A complaint with hostile words wherever words can stand, and who may see it."""
    settings.MEDIA_ROOT = tmp_path / "files"
    token = new_token()
    new = NewPetition(
        "complaint", cast.place.commune.pk, DAY, "agency", HOSTILE,
        [NewWriter(HOSTILE[:120], HOSTILE, HOSTILE[:30], HOSTILE[:20])], request=HOSTILE, forwarded_by=HOSTILE,
        forwarded_number=HOSTILE[:80], respondent=HOSTILE[:200], decision_ref=HOSTILE[:120],
    )  # fmt: skip
    petition = register_letter(new, actor=cast.actor("lan"), at=at(DAY), token=token, papers=[paper()])
    story = Story(cast, petition, now=DAY)
    story.do(
        "classify", DAY, **{**CLASSIFIED, "respondent": HOSTILE[:200], "decision_ref": HOSTILE[:120]}, note=HOSTILE
    )
    story.do("ask", DAY, note=HOSTILE).do("propose", DAY, note=HOSTILE)
    letter = draft_letter(
        petition, "thong-bao-thu-ly",
        dict.fromkeys(starting_text(petition, BY_CODE["thong-bao-thu-ly"], on=DAY), HOSTILE),
        signer=(HOSTILE[:200], HOSTILE[:120]), actor=cast.actor("lan"),
    )  # fmt: skip
    Person.objects.filter(pk=cast.lan.pk).update(full_name=HOSTILE[:100], email="lan@example.vn")
    return Petition.objects.get(pk=petition.pk), letter, token


def paper():
    return SimpleUploadedFile("x.pdf", samples.pdf())


def browser(person=None):
    client = Client()
    if person:
        client.force_login(person)
    return client


def test_every_page_shows_them_as_words(cast, planted):
    petition, letter, token = planted
    petition.papers.update(name=HOSTILE[:200])
    code, lan, minh = petition.code, browser(cast.lan), browser(cast.minh)
    pages = [
        "/don-thu/", f"/don-thu/?q={MARK}", f"/don-thu/{code}/", f"/don-thu/{code}/bien-nhan/",
        f"/don-thu/{code}/accept/", f"/don-thu/{code}/ask/", "/don-thu/van-ban-di/",
        f"/don-thu/van-ban-di/{letter.pk}/",
        f"/don-thu/van-ban-di/{letter.pk}/ban-hanh/", reverse("letters:case_letters", args=[code]),
        "/don-thu/tong-quan/",
        "/viec-cua-toi/", f"/viec-cua-toi/tim/?q={MARK}", "/don-thu/tiep-nhan/", "/quan-tri/nhat-ky/",
    ]  # fmt: skip
    shown = 0
    for client in (lan, minh):
        for address in pages:
            answer = client.get(address, follow=True)
            assert answer.status_code in (200, 404), address
            page = answer.content.decode()
            assert not runs(page), address
            shown += MARKUP in unescape(page)
            assert "{{ 7|add:7 }}" in unescape(page) or MARKUP not in unescape(page), address
    assert shown > 5

    keys, writer = keys_of(token), browser()
    page = writer.post("/theo-doi/", {"code": keys.code, "secret": keys.secret}, follow=True).content.decode()
    assert HOSTILE in unescape(page)
    assert not runs(page)
    # A letter like it is suggested with its words.
    given = {"kind": "complaint", "name": HOSTILE[:120], "summary": HOSTILE, "channel": "desk", "pages": "1",
             "received_on": "23/11/2026", "people_count": "1"}  # fmt: skip
    like = lan.post("/don-thu/tiep-nhan/", given).content.decode()
    assert "Có đơn giống đơn này" in like
    assert MARKUP in unescape(like)
    assert not runs(like)


def test_the_reader_of_pages_notices_what_would_run():
    for text in (MARKUP, "<a href='javascript:x'>", "<svg onload=x>", "<iframe srcdoc=x>"):
        assert runs(text)


def test_a_sheet_holds_text_where_people_typed_text():
    words = [*FORMULAS, HOSTILE, "\x01\x0b\ufffe", "a\x00b"]
    answer = sheet("x.xlsx", title=HOSTILE, note=HOSTILE, columns=[(HOSTILE, 10)], rows=[[word] for word in words])
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as book:
        parts = {name: book.read(name).decode() for name in book.namelist() if name.endswith((".xml", ".rels"))}

    for name, part in parts.items():
        ElementTree.fromstring(part)
        assert "<f>" not in part, name
        assert "<hyperlink" not in part, name
    texts = re.findall(r'<c r="A(\d+)"[^>]*t="(inlineStr|s)"', parts["xl/worksheets/sheet1.xml"])
    assert len(texts) == len(words) + 3


def test_the_register_of_letters_goes_out_as_text(cast, planted):
    _petition, letter, _token = planted
    issue_letter(letter.pk, number=1, symbol="TB-UBND", on=DAY, actor=cast.actor("lan"), at=at(DAY), version=1)
    answer = browser(cast.lan).get("/don-thu/van-ban-di/", {"xem": "xlsx", "nam": "2026"})
    with zipfile.ZipFile(io.BytesIO(answer.getvalue())) as book:
        part = book.read("xl/worksheets/sheet1.xml").decode()

    assert "<f>" not in part
    assert MARK in part


def test_a_paper_is_well_formed_and_says_them_literally(cast, planted):
    petition, letter, _token = planted
    word = written(letter, petition, on=DAY)

    with zipfile.ZipFile(io.BytesIO(word)) as archive:
        for name in archive.namelist():
            if name.endswith((".xml", ".rels")):
                ElementTree.fromstring(archive.read(name))
    said = "\n".join(paragraph.text for paragraph in Document(io.BytesIO(word)).paragraphs)
    assert MARKUP in said
    assert "{{ 7|add:7 }}" in said
    assert to_pdf(word).startswith(b"%PDF")


def test_signs_no_paper_can_hold_do_not_stop_a_letter_from_going_out(cast, planted):
    petition, letter, _token = planted
    # From an earlier release, or a road that is no form.
    Petition.objects.filter(pk=petition.pk).update(summary="Việc\x0b\x01 thứ\ufffe nhất")
    petition.writers.update(name="Vi\x07 Thị")
    letter.typed = dict.fromkeys(letter.typed, "Lời\x08 văn")
    letter.save()

    word = written(letter, Petition.objects.get(pk=petition.pk), on=DAY)

    assert "Lời văn" in "\n".join(paragraph.text for paragraph in Document(io.BytesIO(word)).paragraphs)
    assert to_pdf(word).startswith(b"%PDF")


def test_notices_and_mail_keep_their_shape(cast, planted):
    lan = cast.actor("lan")
    tell([Message(lan.holding_id, "a", f"{HOSTILE}\r\nBcc: x@example.vn\r\n\r\nx", "/don-thu/")], at=timezone.now())
    page = browser(cast.lan).get("/thong-bao/").content.decode()
    assert not runs(page)

    send_digests(at=timezone.now(), on=DAY, site="http://127.0.0.1")

    (letter,) = mail.outbox
    message = letter.message()
    assert {name.lower() for name in message} == {
        "content-type", "mime-version", "content-transfer-encoding", "subject", "from", "to", "date", "message-id",
    }  # fmt: skip
    assert letter.recipients() == ["lan@example.vn"]


def test_a_calendar_keeps_its_shape(rf):
    what = f"{HOSTILE};,\r\nEND:VEVENT\r\nX-EVIL:1"
    due = Due(on=DAY, unit_id=1, what=what, url="/don-thu/", uid="x", owner=HOSTILE)

    content = _calendar(HOSTILE, [Entry(due, 0)], rf.get("/")).to_ical()

    (event,) = Calendar.from_ical(content).walk("VEVENT")
    assert "X-EVIL" not in event
    assert "END:VEVENT" in event["summary"]
    assert MARKUP in event["description"]


def test_names_in_titles_of_files_do_not_break_the_heads_of_answers(cast, planted):
    petition, _letter, _token = planted
    for name in (
        HOSTILE[:200],
        "a\r\nX-Evil: 1.pdf",
        '"; filename="x.html',
        "đơn.pdf",
        "a\x00b.pdf".replace("\x00", ""),
    ):
        kept = petition.papers.create(stored=store_upload(paper()), kind="letter", name=name)
        answer = browser(cast.lan).get(f"/don-thu/tep/{kept.pk}/")
        assert answer.status_code == 200
        assert "X-Evil" not in answer.headers
        assert answer.headers["Content-Disposition"].startswith("attachment")
        answer.getvalue()
