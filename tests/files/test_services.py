"""Files taken in, refused, kept once, swept up."""

import os
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.db import transaction
from django.utils import timezone

from danvan.evidence.models import Document, DocumentFile
from danvan.files.models import StoredFile
from danvan.files.services import CannotStoreFile, FileTooLarge, WrongContent, open_file, place_of, store_upload, sweep
from tests.files import samples

pytestmark = pytest.mark.django_db

# Bytes bear the day of the machine, which runs ahead of the day the tests are about.
LATER = timedelta(days=20_000)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def upload(content: bytes, name: str = "ke-hoach.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def files_in(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


@pytest.mark.parametrize("make", [samples.pdf, samples.docx, samples.xlsx, samples.png, samples.jpeg])
def test_keeps_a_sound_file_whatever_its_name(make):
    # Made once: an archive holds the second it was made in.
    content = make()
    stored = store_upload(upload(content, "không có đuôi"))

    with open_file(stored) as kept:
        assert kept.read() == content
    assert stored.size == len(content)
    assert stored.content_type.split("/")[0] in {"application", "image"}


def test_tells_the_kind_from_the_bytes():
    assert store_upload(upload(samples.png(), "a.pdf")).content_type == "image/png"
    assert "spreadsheetml" in store_upload(upload(samples.xlsx(), "a.docx")).content_type


@pytest.mark.parametrize("case", samples.WRONG)
def test_refuses_wrong_content(case, folder):
    name, content, code = samples.WRONG[case]

    with pytest.raises(CannotStoreFile) as refusal:
        store_upload(upload(content, name))

    assert refusal.value.code == code
    assert name in str(refusal.value)
    assert files_in(folder) == []
    assert not StoredFile.objects.exists()


def test_refuses_too_many_bytes(settings):
    settings.UPLOAD_LIMIT_BYTES = 1024**2

    with pytest.raises(FileTooLarge, match="vượt quá 1 MB"):
        store_upload(upload(samples.pdf() + b" " * 1024**2 + b"%%EOF"))


def test_refuses_a_kind_this_place_does_not_take():
    with pytest.raises(WrongContent):
        store_upload(upload(samples.pdf()), allowed={"image/png"})


def test_keeps_the_same_content_once(folder):
    assert store_upload(upload(samples.pdf())) == store_upload(upload(samples.pdf(), "khác.pdf"))
    assert len(files_in(folder)) == 1


def test_takes_a_large_upload_from_its_temporary_file(folder):
    large = TemporaryUploadedFile("to.pdf", "application/pdf", 0, None)
    large.write(samples.pdf())
    large.size = len(samples.pdf())
    large.seek(0)

    stored = store_upload(large)
    large.close()

    with open_file(stored) as kept:
        assert kept.read() == samples.pdf()


@pytest.mark.django_db(transaction=True)
def test_leaves_no_row_when_the_transaction_fails_and_sweeps_the_bytes_later(folder):
    with pytest.raises(RuntimeError), transaction.atomic():
        store_upload(upload(samples.pdf()))
        raise RuntimeError

    assert not StoredFile.objects.exists()
    assert len(files_in(folder)) == 1
    assert sweep(at=timezone.now()) == (0, 0)
    assert sweep(at=timezone.now() + LATER) == (0, 1)
    assert files_in(folder) == []


def test_writes_old_bytes_without_a_row_anew_so_that_no_sweep_takes_them(folder):
    stored = store_upload(upload(samples.pdf()))
    place = folder / place_of(stored.sha256)
    StoredFile.objects.all().delete()
    os.utime(place, (0, 0))

    store_upload(upload(samples.pdf()))

    assert place.stat().st_mtime > 0
    assert sweep(at=timezone.now()) == (0, 0)


def test_sweeps_rows_nothing_refers_to_and_spares_the_others(cast, folder):
    document = Document.objects.create(
        unit=cast.place.commune, kind="plan", number="1/KH", issued_on="2026-01-05", title="Kế hoạch", issuer="UBND",
        signer="Minh",
    )  # fmt: skip
    used, unused = store_upload(upload(samples.pdf())), store_upload(upload(samples.png()))
    DocumentFile.objects.create(document=document, file=used, name="a.pdf")

    assert sweep(at=timezone.now() + LATER) == (1, 1)
    assert list(StoredFile.objects.all()) == [used]
    assert files_in(folder) == [used.sha256]
    assert unused.sha256 not in files_in(folder)


def test_the_nightly_job_sweeps(folder):
    from danvan.files.jobs import sweep_files

    stored = store_upload(upload(samples.pdf()))
    StoredFile.objects.update(stored_at=timezone.now() - timedelta(days=3))
    os.utime(folder / place_of(stored.sha256), (0, 0))

    sweep_files(timestamp=0)

    assert not StoredFile.objects.exists()
    assert files_in(folder) == []
