"""Files of these tests go to a folder of their own."""

import pytest


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"
    return settings.MEDIA_ROOT


@pytest.fixture
def announced(monkeypatch):
    """Return the list that fills with the events announced from now on."""
    from danvan.evidence.services import saving

    events = []
    monkeypatch.setattr(saving, "announce", events.append)
    return events
