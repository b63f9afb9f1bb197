"""A PostgreSQL of the test run's own, started before Django reads its settings and deleted afterwards.

Loaded by `-p tests.private_database`.  With DATABASE_URL set, that server is
used instead.  Worker processes inherit the address from the first process.  A
run that was killed leaves a folder named after its process; the next run
removes it.

Migrations take most of a minute, so they are applied once, to a database that
every process of the run copies; a dump of it serves the next runs as long as no
migration and no package changes.
"""

import atexit
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from danvan.config.private_postgres import PrivatePostgres, private_postgres

_PREFIX = "danvan-test-"
_ROOT = Path(__file__).resolve().parents[1]
_DUMPS = _ROOT / "var" / "migrated"
_MOST_DUMPS = 4
MIGRATED = "danvan_migrated"


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


def make_migrated(server: PrivatePostgres) -> None:
    """Make the database that those of the tests are copied from."""
    dump, here = _DUMPS / f"{_digest()}.dump", server.home / "migrated.dump"
    connection = ("-h", str(server.sockets), "-U", "danvan", "-d", MIGRATED)
    server.ensure_database(MIGRATED)
    if dump.exists():
        # Through the server's own folder, because its account may not enter ours.
        shutil.copy(dump, here)
        here.chmod(0o644)
        server.run("pg_restore", *connection, str(here))
        dump.touch()
        return
    migrate = [sys.executable, str(_ROOT / "manage.py"), "migrate", "--verbosity", "0"]
    settings = {"DJANGO_SETTINGS_MODULE": "danvan.config.settings_test", "DATABASE_URL": server.url(MIGRATED)}
    subprocess.run(migrate, check=True, env={**os.environ, **settings})
    server.run("pg_dump", *connection, "-Fc", "-f", str(here))
    _DUMPS.mkdir(parents=True, exist_ok=True)
    unfinished = dump.with_suffix(f".{os.getpid()}")
    shutil.copy(here, unfinished)
    unfinished.rename(dump)
    for old in sorted(_DUMPS.glob("*.dump"), key=lambda each: each.stat().st_mtime)[:-_MOST_DUMPS]:
        old.unlink(missing_ok=True)


def _digest() -> str:
    """Return a hash of everything a migrated database depends on."""
    read = hashlib.sha256()
    for file in [_ROOT / "requirements" / "base.txt", *sorted((_ROOT / "danvan").glob("*/migrations/*.py"))]:
        read.update(f"{file.parts[-3:]}".encode())
        read.update(file.read_bytes())
    return read.hexdigest()[:20]


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
    if "pytest" in sys.modules:
        make_migrated(server)
        os.environ["DANVAN_TEST_TEMPLATE"] = MIGRATED

    def _finish() -> None:
        server.remove()
        shutil.rmtree(home, ignore_errors=True)

    atexit.register(_finish)
