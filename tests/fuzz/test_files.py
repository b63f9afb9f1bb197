"""Whatever is sent as a file, under whatever name: kept whole under a harmless name, or refused and nothing kept."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from danvan.casework.models import Paper
from danvan.files.rules.names import LONGEST, clean_name
from danvan.intake.models import DraftPaper
from tests.files import samples
from tests.fingerprint import difference, fingerprint
from tests.fuzz.hostile import NAMES, REFUSED

pytestmark = pytest.mark.django_db
BOUNDARY = "x-boundary"
FIELD = {"supplement": "supplement-uploads"}
DOORS = ("desk", "accept", "supplement", "denounce", "take_in")


def sent(fields, name, content, field="uploads"):
    """Return a form as a browser of our own making would send it, the file's name as it is."""
    parts = [f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
             for key, value in fields.items()]  # fmt: skip
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
    parts.append(head.encode() + b"Content-Type: text/html\r\n\r\n" + content + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def post(door, name, content, field="uploads"):
    body = sent(door.valid, name, content, field)
    return door.client.generic("POST", door.address, body, content_type=f"multipart/form-data; boundary={BOUNDARY}")


@pytest.mark.parametrize("name", DOORS)
def test_a_file_that_is_not_what_may_come_is_refused_beside_its_field(town, name):
    door = town[name]()
    before = fingerprint()

    for title, (file_name, content) in REFUSED.items():
        answer = door.client.post(
            door.address, {**door.valid, FIELD.get(name, "uploads"): SimpleUploadedFile(file_name, content)}
        )
        page = answer.content.decode()
        assert answer.status_code == 200, title
        if content:
            # A browser sends nothing at all for an empty choice; here an empty file really came.
            assert f"Tệp “{file_name}”" in page or f"tệp “{file_name}”" in page, title
        assert not difference(before, fingerprint()), title
    assert not default_storage.exists("") or not any(default_storage.listdir(folder)[1]
                                                     for folder in default_storage.listdir("")[0])  # fmt: skip


@pytest.mark.parametrize("name", DOORS)
def test_one_that_is_too_large_is_refused(town, name, settings):
    settings.UPLOAD_LIMIT_BYTES = 1024**2
    door = town[name]()
    before = fingerprint()
    large = SimpleUploadedFile("don.pdf", samples.pdf() + b"\n" * 1024**2 + b"%%EOF\n")

    answer = door.client.post(door.address, {**door.valid, FIELD.get(name, "uploads"): large})

    assert "vượt quá 1 MB" in answer.content.decode()
    assert not difference(before, fingerprint())


# To a browser these are no file at all.
NAMELESS = ("", ".", "..")
KEPT_AS = {
    "../../etc/passwd": "passwd.pdf",
    "..\\..\\windows\\system32\\drivers.pdf": "drivers.pdf",
    "C:\\Users\\x\\don.pdf": "don.pdf",
    "a\x00.pdf": "a.pdf",
    "x" * 300 + ".pdf": "x" * (LONGEST - 4) + ".pdf",
    "...": "tep.pdf",
    " ": "tep.pdf",
    # The line of the head ends there, and so does the name.
    "a\r\nSet-Cookie: x=1.pdf": "a.pdf",
    "\u202efdp.exe": "fdp.exe.pdf",
    "don.pdf.exe": "don.pdf.exe.pdf",
    "don.html": "don.html.pdf",
    "CON": "CON.pdf",
    "con.pdf": "con.pdf",
    '"; filename="x.html': "x.html.pdf",
    "%2e%2e%2fpasswd": "%2e%2e%2fpasswd.pdf",
    "đơn thư.pdf": "đơn thư.pdf",
    "<script>.pdf": "script.pdf",
    "a/b/c.pdf": "c.pdf",
    "~": "~.pdf",
    "don.pdf ": "don.pdf",
    "-rf.pdf": "-rf.pdf",
}


def test_every_name_is_accounted_for():
    assert {*KEPT_AS, *NAMELESS} == set(NAMES)


def test_a_name_is_nothing_but_a_name(town):
    for name in NAMES:
        before = set(Paper.objects.values_list("pk", flat=True))
        door = town["desk"]()
        # Whatever the file is called, it stops no letter.
        assert post(door, name, samples.pdf(name)).status_code == 302, name
        papers = list(Paper.objects.exclude(pk__in=before))
        assert [paper.name for paper in papers] == ([] if name in NAMELESS else [KEPT_AS[name]])
        for paper in papers:
            got = door.client.get(f"/don-thu/tep/{paper.pk}/")
            assert got.status_code == 200
            assert got.headers["Content-Disposition"].startswith("attachment; filename")
            assert "\n" not in got.headers["Content-Disposition"]
            assert "Set-Cookie" not in got.headers
            assert b"".join(got) == samples.pdf(name)


def test_a_draft_keeps_files_under_the_same_rule(town):
    door = town["writer"]()
    post_to = "/gui-don/tai-lieu/"
    for name in ("..\\..\\x.html", "a/b/../c.pdf", "don.html"):
        body = sent({}, name, samples.pdf(name))
        door.client.generic("POST", post_to, body, content_type=f"multipart/form-data; boundary={BOUNDARY}")

    assert sorted(DraftPaper.objects.values_list("name", flat=True)) == ["c.pdf", "don.html.pdf", "x.html.pdf"]


def test_the_same_file_sent_again_is_one_file_of_the_draft(town):
    client = town["writer"]().client
    for _ in range(2):
        client.post("/gui-don/tai-lieu/", {"uploads": SimpleUploadedFile("anh.png", samples.png())})

    assert DraftPaper.objects.count() == 1


@pytest.mark.parametrize("seen", ["", "?xem"])
def test_a_file_is_sent_so_that_nothing_in_it_can_run(town, seen):
    door = town["desk"]()
    post(door, "don.html", samples.pdf() + b"<script>alert(1)</script>%%EOF")
    paper = Paper.objects.get()

    got = door.client.get(f"/don-thu/tep/{paper.pk}/{seen}")

    assert got.headers["Content-Type"] == "application/pdf"
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    policy = got.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "script-src" not in policy
    assert got.headers["Content-Disposition"].startswith("inline" if seen else "attachment")
    got.getvalue()


@pytest.mark.parametrize("name", NAMES)
def test_names_stay_harmless_whatever_the_content(name):
    for content_type in ("application/pdf", "image/jpeg", "text/html"):
        cleaned = clean_name(name, content_type)
        assert cleaned.strip(". ")
        assert "/" not in cleaned
        assert cleaned == clean_name(cleaned, content_type)


def test_a_stranger_fetches_no_paper(town):
    post(town["desk"](), "don.pdf", samples.pdf())

    assert Client().get(f"/theo-doi/tep/{Paper.objects.get().pk}/").status_code == 302
