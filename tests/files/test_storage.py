"""Files are whole or not there, whatever dies while they are written."""

import os
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.utils import timezone

from danvan.files.models import StoredFile
from danvan.files.services import open_file, place_of, store_upload, sweep
from danvan.files.storage import WholeFiles
from tests.files import samples

PLACE = "ab/abc"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def upload():
    return SimpleUploadedFile("ke-hoach.pdf", samples.pdf(), "application/pdf")


def temporary():
    """A file too large for memory, which Django would move to its place rather than write."""
    kept = TemporaryUploadedFile("ke-hoach.pdf", "application/pdf", len(samples.pdf()), None)
    kept.write(samples.pdf())
    kept.seek(0)
    return kept


def test_the_suite_and_the_platform_keep_files_in_it():
    assert isinstance(default_storage, WholeFiles)


@pytest.mark.parametrize("dies_at", ["fsync", "replace"])
def test_killed_while_it_is_written_a_file_does_not_stand_in_its_place(monkeypatch, dies_at):
    def die(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, dies_at, die)
    with pytest.raises(KeyboardInterrupt):
        WholeFiles().save(PLACE, ContentFile(b"half"))
    monkeypatch.undo()

    assert not WholeFiles().exists(PLACE)
    WholeFiles().save(PLACE, ContentFile(b"whole"))
    with WholeFiles().open(PLACE) as kept:
        assert kept.read() == b"whole"


@pytest.mark.django_db
@pytest.mark.parametrize("made", [upload, temporary])
def test_what_a_crash_left_behind_does_not_count_as_the_file(made, monkeypatch):
    def die(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", die)
    with made() as first, pytest.raises(KeyboardInterrupt):
        store_upload(first)
    monkeypatch.undo()
    assert not StoredFile.objects.exists()

    with made() as again:
        stored = store_upload(again)

    with open_file(stored) as kept:
        assert kept.read() == samples.pdf()


@pytest.mark.django_db
def test_bytes_cut_off_by_an_earlier_release_are_written_anew():
    stored = store_upload(upload())
    whole = default_storage.path(place_of(stored.sha256))
    for has_row in (True, False):
        with open(whole, "wb") as cut_off:
            cut_off.write(samples.pdf()[:10])
        if not has_row:
            stored.delete()

        again = store_upload(upload())

        with open_file(again) as kept:
            assert kept.read() == samples.pdf()


@pytest.mark.django_db
def test_the_nightly_sweep_removes_what_was_never_finished(monkeypatch):
    monkeypatch.setattr(os, "replace", lambda *args: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        store_upload(upload())
    monkeypatch.undo()
    assert sweep(at=timezone.now() + timedelta(days=400)) == (0, 1)
