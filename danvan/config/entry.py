"""How a process begins: settings chosen, the private database running while it lives."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from danvan.config import env


@contextmanager
def database(*, create: bool = True) -> Iterator[None]:
    """Keep the private PostgreSQL running for the length of a block; nothing to do with DATABASE_URL set.

    With `create` false, a machine that has no database yet is left without one.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danvan.config.settings")
    if env.database_url():
        yield
        return
    from danvan.config.private_postgres import private_postgres
    from danvan.config.settings import VAR_DIR

    server = private_postgres(VAR_DIR / "pg")
    if not create and not server.data.exists():
        yield
        return
    with server.in_use():
        yield


def main(arguments: list[str]) -> int:
    """Run one of Django's management commands."""
    from django.core.management import execute_from_command_line

    with database():
        execute_from_command_line(arguments)
    return 0
