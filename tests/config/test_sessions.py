"""A database that dies while a session is saved is no session that was ended."""

import pytest
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.test import Client

from danvan.config.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def store():
    """The session of a writer who follows a letter."""
    found = SessionStore()
    found["followed"] = {"id": 1, "seen": 0}
    found.save(must_create=True)
    return found


def _leave(store):
    client = Client(raise_request_exception=False)
    client.cookies["sessionid"] = store.session_key
    return client.post("/theo-doi/thoat/").status_code


def test_a_database_that_cannot_be_reached_is_a_fault_of_ours_and_may_be_asked_again(store, monkeypatch):
    def unreachable(*_arguments, **_named):
        raise OperationalError("the server closed the connection")

    monkeypatch.setattr(Session, "save", unreachable)

    with pytest.raises(OperationalError):
        store.save()
    assert _leave(store) == 500
    monkeypatch.undo()
    assert _leave(store) == 302


def test_a_session_that_was_ended_meanwhile_is_still_said_to_be(store):
    Session.objects.filter(session_key=store.session_key).delete()

    with pytest.raises(UpdateError):
        store.save()
