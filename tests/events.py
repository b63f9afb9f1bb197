"""Delivers what was announced, as the worker does."""

import json
from typing import Any

from django.db import connection
from procrastinate.contrib.django import app

from danvan.config.wiring import wire


def drain(*names: str) -> None:
    """Deliver announced events and do what follows from them, oldest first; only events of these names when given.

    What else waited is not done.  Nothing stays in the queue.
    """
    wire()
    waiting = [each for each in waiting_jobs() if each[0] == "deliver_event"]
    while waiting:
        for task, arguments in waiting:
            if task != "deliver_event" or not names or arguments["name"] in names:
                app.tasks[task](**arguments)
        waiting = waiting_jobs()


def waiting_jobs() -> list[tuple[str, dict[str, Any]]]:
    """Return the jobs that wait, oldest first; they wait no longer."""
    return [(task, json.loads(text)) for task, text in _take()]


def _take() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, task_name, args::text FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        waiting = cursor.fetchall()
        keys = [key for key, _, _ in waiting]
        cursor.execute("DELETE FROM procrastinate_events WHERE job_id = ANY(%s)", [keys])
        cursor.execute("DELETE FROM procrastinate_jobs WHERE id = ANY(%s)", [keys])
    return [(task, text) for _, task, text in waiting]
