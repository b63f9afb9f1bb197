"""A PostgreSQL of the test run's own, started before Django reads its settings and deleted afterwards.

Loaded by `-p tests.private_database`.  With DATABASE_URL set, that server is
used instead.  Worker processes inherit the address from the first process.  A
run that was killed leaves a folder named after its process; the next run
removes it.
"""

import atexit
import os
import shutil
import tempfile
from pathlib import Path

from danvan.config.private_postgres import private_postgres

_PREFIX = "danvan-test-"


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _remove_leftovers(folder: Path) -> None:
    for left in folder.glob(f"{_PREFIX}*"):
        number = left.name.removeprefix(_PREFIX)
        if number.isdigit() and not _is_alive(int(number)) and os.access(left, os.W_OK):
            private_postgres(left / "pg", forgetful=True).remove()
            shutil.rmtree(left, ignore_errors=True)


if not os.environ.get("DATABASE_URL"):
    place = Path(tempfile.gettempdir())
    _remove_leftovers(place)
    home = place / f"{_PREFIX}{os.getpid()}"
    home.mkdir(mode=0o755)
    os.environ["DANVAN_VAR"] = str(home)
    server = private_postgres(home / "pg", forgetful=True)
    server.create()
    server.start()
    server.ensure_database()
    os.environ["DATABASE_URL"] = server.url()

    def _finish() -> None:
        server.remove()
        shutil.rmtree(home, ignore_errors=True)

    atexit.register(_finish)
