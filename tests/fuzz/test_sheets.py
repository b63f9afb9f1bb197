"""Whatever comes as a spreadsheet of letters: all its rows are letters, or none is and every fault is named."""

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from danvan.intake.models import LetterBatch
from danvan.petitions.models import Petition
from tests.fingerprint import difference, fingerprint
from tests.fuzz.hostile import ALL, FORMULAS, LONG, MARKUP, REFUSED, STEADY
from tests.fuzz.test_injection import runs
from tests.intake.sheets import HEADINGS, row, workbook

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("calendar")]
PAGE = "/don-thu/tiep-nhan/bang-tinh/"
TOKEN = re.compile(r'name="tep" value="([^"]+)"')


@pytest.fixture
def lan(signed_in, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return signed_in("lan")


def upload(client, content, name="so-don.xlsx"):
    """Send a file for the check, which makes no letters; return the page."""
    before = fingerprint()
    answer = client.post(PAGE, {"file": SimpleUploadedFile(name, content)})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert not runs(page)
    # What is checked is kept, to be exactly what is confirmed.
    assert not [each for each in difference(before, fingerprint()) if not each.startswith("files_")]
    return answer


def said_of(answer):
    """Return everything that is said to be wrong with the file."""
    problems = [f"{each.message}" for each in answer.context.get("problems", ())]
    return problems + [str(each) for errors in answer.context["form"].errors.values() for each in errors]


def test_what_is_no_sheet_of_ours_is_refused_in_words(lan):
    sound = workbook(row())
    files = {title: content for title, (_name, content) in REFUSED.items() if content}
    for title, content in {**files, "cut off": sound[:-200], "words": b"a;b;c\n1;2;3"}.items():
        answer = upload(lan, content)
        assert said_of(answer), title
        assert not TOKEN.search(answer.content.decode()), title


def test_a_sheet_with_any_bytes_changed_is_refused_or_read(lan):
    sound = workbook(row())

    @STEADY
    @given(st.integers(0, len(sound) - 1), st.binary(min_size=1, max_size=40))
    def changed(place, others):
        answer = upload(lan, sound[:place] + others + sound[place + len(others) :])
        assert bool(said_of(answer)) is not bool(TOKEN.search(answer.content.decode()))

    changed()


@pytest.mark.parametrize("part", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/sharedStrings.xml"])
def test_a_sheet_that_declares_words_of_its_own_is_refused(lan, part):
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(row()))) as old, zipfile.ZipFile(kept, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            if name == part:
                text = text.replace(b"?>", b'?><!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>', 1)
            new.writestr(name, text)

    answer = upload(lan, kept.getvalue())

    assert said_of(answer)
    assert not TOKEN.search(answer.content.decode())


def test_hostile_words_in_the_cells_are_words_of_all_letters_or_of_none(lan):
    words = [text for text in ALL if text not in FORMULAS]
    texts = [heading for heading in HEADINGS if heading in ("name", "address", "summary", "request", "forwarded_by")]
    said = upload(lan, workbook(row(), *(row(**{field: f"{MARKUP}\x00\u202e"}) for field in HEADINGS)))
    assert MARKUP not in said.content.decode()
    wrong = {problem.row for problem in said.context["problems"]}
    # Words are taken for words; days, numbers and codes are not.
    taken = {field for number, field in enumerate(HEADINGS, start=3) if number not in wrong}
    assert {"name", "summary"} <= taken
    assert not taken & {"kind", "received_on", "channel", "pages", "people_count", "id_number", "email"}
    upload(lan, workbook(*(row(**dict.fromkeys(texts, word)) for word in ALL)))
    assert not Petition.objects.exists()
    assert said_of(upload(lan, workbook(row(), row(summary=LONG[:30_000]))))

    rows = [row(name=f"Vi {word}"[:60].strip(), summary=f"Việc {word}."[:200]) for word in words]
    checked = upload(lan, workbook(*rows))
    assert not said_of(checked)
    token = TOKEN.search(checked.content.decode())[1]
    for bent in (token[:-1], f"{token}x", token[1:], *ALL[::6]):
        # A token of nothing is no token: the page asks for a file.
        assert lan.post(PAGE, {"tep": bent}).status_code == 404
    assert not Petition.objects.exists()
    assert lan.post(PAGE, {"tep": token}).status_code == 302
    assert LetterBatch.objects.count() == 1
    assert Petition.objects.count() == len(rows)
    assert all(summary.startswith("Việc") for summary in Petition.objects.values_list("summary", flat=True))
