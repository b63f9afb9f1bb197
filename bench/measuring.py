"""What every benchmark needs: a scratch installation, the day all is measured for, times, and how they are told."""

import os
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

NOON = datetime(2026, 11, 23, 5, tzinfo=UTC)
TODAY = NOON.date()

Act = Callable[[], object]


# --- where it is measured ---------------------------------------------------------------------------------------------


@contextmanager
def installation(settings: str) -> Iterator[None]:
    """Keep a folder with a database server, and Django set up for them, for the length of the block."""
    folder = Path(tempfile.mkdtemp(prefix="danvan-bench-"))
    folder.chmod(0o755)
    os.environ |= {"DANVAN_VAR": str(folder), "DJANGO_SETTINGS_MODULE": settings}
    from danvan.config.entry import database

    try:
        with database():
            import django

            django.setup()
            yield
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def scratch() -> Iterator[None]:
    """Keep a migrated, empty database for the length of the block."""
    with installation("danvan.config.settings_test"):
        _fix_the_day()
        from django.db import connection

        name = connection.settings_dict["NAME"]
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
        try:
            yield
        finally:
            with connection.cursor() as cursor:
                # The worker keeps a pool of connections, and none may be left when the database goes.
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            connection.creation.destroy_test_db(name, verbosity=0)


def _fix_the_day() -> None:
    """Let the platform's clock run from noon of the day everything is measured for, in jobs as well."""
    from django.utils import timezone

    real_now = timezone.now
    behind = real_now() - NOON
    timezone.now = lambda: real_now() - behind


# --- times ------------------------------------------------------------------------------------------------------------


def timed(act: Act, runs: int) -> list[float]:
    """Return how long each run took, after one that is not counted when there are several."""
    if runs > 1:
        act()
    took = []
    for _ in range(runs):
        began = time.perf_counter()
        act()
        took.append(time.perf_counter() - began)
    return took


def p95(took: Sequence[float]) -> float:
    """Return the 95th percentile."""
    return sorted(took)[round(0.95 * (len(took) - 1))]


def sql(text: str, *parameters: object) -> Act:
    """Return the running of one bare statement."""

    def run() -> object:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(text, parameters)
            return cursor.fetchall()

    return run


def report(name: str, took: list[float], baseline: list[float]) -> None:
    """Print median, 95th percentile and spread, and the ratio to the baseline."""
    median, base = statistics.median(took), statistics.median(baseline)
    print(
        f"{name:44} {median * 1000:9.1f} ms   p95 {p95(took) * 1000:8.1f}   "
        f"{min(took) * 1000:.1f}–{max(took) * 1000:.1f}   baseline {base * 1000:.1f}   ratio {median / base:.1f}"
    )


# --- one act, looked at from all sides --------------------------------------------------------------------------------


@dataclass
class Measured:
    """What one page or act cost: seconds of each run, of a core, of the bare SQL; its queries, how they were read."""

    took: list[float]
    worked: float
    bare: list[float]
    queries: int
    scans: list[str]

    @property
    def median(self) -> float:
        return statistics.median(self.took)

    @property
    def p95(self) -> float:
        return p95(self.took)


def one(act: Act, bare: Act, runs: int, *, is_hot: bool) -> Measured:
    """Measure one act; on a hot path its queries are explained as well."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.query_plans import large_tables_read_whole, plans_of_queries

    act()
    with CaptureQueriesContext(connection) as capturing:
        act()
    # Read now: the next request forgets them.
    asked = capturing.captured_queries
    # What takes long anyway is not asked as often.
    began = time.perf_counter()
    act()
    slow = time.perf_counter() - began > 1
    runs = max(3, runs // 4) if slow else runs
    return Measured(
        timed(act, runs),
        core_seconds(act, max(3, runs // 2)),
        timed(bare, runs),
        len(asked),
        large_tables_read_whole(plans_of_queries(asked)) if is_hot else [],
    )


def core_seconds(act: Act, runs: int) -> float:
    """Return how long a core works for one run, in this process and in the one of the database that serves it."""
    from django.db import connection

    with connection.cursor() as cursor:
        # The work of helpers would be seen nowhere.
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute("SELECT pg_backend_pid()")
        (backend,) = cursor.fetchone()
    act()
    before = _worked(backend)
    for _ in range(runs):
        act()
    worked = _worked(backend) - before
    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = DEFAULT")
    return worked / runs


def _worked(backend: int) -> float:
    try:
        nanoseconds = int(Path(f"/proc/{backend}/schedstat").read_text(encoding="ascii").split()[0])
    except FileNotFoundError:
        # A server elsewhere.
        nanoseconds = 0
    return time.process_time() + nanoseconds / 1e9


def show(name: str, of: Measured) -> None:
    ratio = of.median / statistics.median(of.bare)
    print(
        f"{name:34} {of.median * 1000:9.1f} ms   p95 {of.p95 * 1000:8.1f}   "
        f"core {of.worked * 1000:7.1f}   {of.queries:3} queries   "
        f"baseline {statistics.median(of.bare) * 1000:.1f}   ratio {ratio:.1f}"
        + "".join(f"\n    READS ALL OF {each}" for each in of.scans),
        flush=True,
    )
