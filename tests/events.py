"""Delivers what was announced, as the worker does."""

import json

from django.db import connection

from danvan.config.wiring import wire
from danvan.journal.jobs import reactions_to


def drain(*names: str) -> None:
    """Deliver announced events, oldest first; only those of these names when given.  Nothing stays in the queue."""
    wire()
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, task_name, args::text FROM procrastinate_jobs WHERE status = 'todo' ORDER BY id")
        for key, task, text in cursor.fetchall():
            arguments = json.loads(text)
            if task == "deliver_event" and (not names or arguments["name"] in names):
                for reaction in reactions_to(arguments["name"]):
                    reaction(arguments["payload"])
            cursor.execute("DELETE FROM procrastinate_events WHERE job_id = %s", [key])
            cursor.execute("DELETE FROM procrastinate_jobs WHERE id = %s", [key])
