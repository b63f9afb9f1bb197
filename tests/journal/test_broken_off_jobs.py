"""What a worker had in hand when it died is taken up again."""

from types import SimpleNamespace

import pytest
from asgiref.sync import async_to_sync
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.exceptions import ConnectorException
from procrastinate.manager import JobManager

from danvan.journal.jobs import MOST_TRIES, deliver_event, take_up_again

LONG, SHORT = 3600, 5


def queue(**how):
    return deliver_event.configure(**how).defer(name="Tried", payload={})


def break_off(job_id, *, silent_for, attempts=0):
    """Leave a job as a worker does that is killed in the middle of it and was last heard of so many seconds ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s)) "
            "RETURNING id",
            [silent_for],
        )
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s, attempts = %s WHERE id = %s",
            [cursor.fetchone()[0], attempts, job_id],
        )


def status_of(job_id):
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs WHERE id = %s", [job_id])
        return cursor.fetchone()[0]


def look():
    async_to_sync(take_up_again.func)(SimpleNamespace(app=app), timestamp=0)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("silent_for", "attempts", "becomes"),
    [(LONG, 0, "todo"), (SHORT, 0, "doing"), (LONG, MOST_TRIES - 1, "todo"), (LONG, MOST_TRIES, "failed")],
)
def test_a_job_whose_worker_fell_silent_is_queued_again(silent_for, attempts, becomes):
    job = queue()
    break_off(job, silent_for=silent_for, attempts=attempts)

    look()

    assert status_of(job) == becomes


@pytest.mark.django_db
def test_a_job_whose_worker_is_not_even_known_any_more_is_queued_again():
    job = queue()
    break_off(job, silent_for=LONG)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")

    look()

    assert status_of(job) == "todo"


@pytest.mark.django_db(transaction=True)
def test_where_one_like_it_waits_already_that_one_does_the_work():
    broken = queue(queueing_lock="one")
    break_off(broken, silent_for=LONG)
    waiting = queue(queueing_lock="one")

    look()

    found = status_of(broken), status_of(waiting)
    with connection.cursor() as cursor:
        # The queue is no table of the project's, so nothing else empties it after a test with real transactions.
        cursor.execute("DELETE FROM procrastinate_events")
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute("DELETE FROM procrastinate_workers")
    assert found == ("aborted", "todo")


@pytest.mark.django_db
def test_a_database_that_does_not_answer_ends_no_job(monkeypatch):
    job = queue(queueing_lock="one")
    break_off(job, silent_for=LONG)

    async def gone(manager, job):
        raise ConnectorException

    monkeypatch.setattr(JobManager, "retry_job", gone)
    with pytest.raises(ConnectorException):
        look()

    assert status_of(job) == "doing"
