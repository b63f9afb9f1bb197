"""The threads of the web server, and how long a request has waited for one.

gunicorn lets requests wait for a free thread without an end.  Here each is told
how long it did, so that `middleware.try_again_when_full` can answer at once
those that waited longer than anybody should before a silent page.
"""

from contextvars import ContextVar
from time import monotonic
from typing import Any

from gunicorn.workers.gthread import ThreadWorker

# Seconds the request of this thread stood in the queue; none outside the web server.
waited: ContextVar[float] = ContextVar("waited", default=0.0)


class Worker(ThreadWorker):
    """Threads that know how long their request waited."""

    def enqueue_req(self, conn: Any) -> None:
        conn.queued_at = monotonic()
        super().enqueue_req(conn)

    def handle(self, conn: Any) -> Any:
        waited.set(monotonic() - conn.queued_at)
        return super().handle(conn)
