"""A million due dates after a change of the calendar: counted as columns, one by one, and by a bare loop over arrays;

then the open cases in the database: which of them move, listed for confirmation, and some of them moved.

Budget: none stated; the ratio to the bare vectorised loop shows what the rules
and the database cost above the arithmetic alone.
"""

import argparse
import statistics
import sys
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from bench.measuring import scratch, timed
from danvan.calendars.rules.due_dates import Pause, PauseKind, due_date, due_dates
from danvan.calendars.rules.time_limits import read_time_limits
from danvan.calendars.rules.working_days import WorkCalendar, read_calendar

DATA = Path(__file__).resolve().parent.parent / "danvan" / "calendars" / "data"
CASES, ONE_BY_ONE, RUNS = 1_000_000, 20_000, 7
RULES = ("KN-RES1-N", "KN-ACC1-V2", "TC-RES", "TCD-ANS")


def milliseconds(took: Sequence[float]) -> tuple[float, float]:
    """Return the median and the spread (highest minus lowest) of several runs, in milliseconds."""
    return 1000 * statistics.median(took), 1000 * (max(took) - min(took))


def main() -> int:
    """Print the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=CASES, help="open cases in the database")
    asked = options.parse_args()
    bare = arithmetic()
    with scratch():
        in_the_database(asked.cases, bare * asked.cases / CASES)
    return 0


def arithmetic() -> float:
    """Print what counting alone takes; return the time of the bare loop."""
    limits = read_time_limits((DATA / "time_limits.csv").read_text(encoding="utf-8").splitlines())
    rows = read_calendar((DATA / "working_calendar.csv").read_text(encoding="utf-8").splitlines())
    before = WorkCalendar(rows)
    after = WorkCalendar(row for row in rows if str(row.on) != "2026-11-24")
    chance = np.random.default_rng(4)
    triggers = np.datetime64("2026-07-01") + chance.integers(0, 150, CASES)
    added = np.where(chance.random(CASES) < 0.1, chance.integers(1, 60, CASES), 0)
    per_rule = np.array_split(np.arange(CASES), len(RULES))

    def columns(calendar: WorkCalendar) -> list[np.ndarray]:
        return [
            due_dates(limits[rule], triggers[part], calendar=calendar, added=added[part])
            for rule, part in zip(RULES, per_rule, strict=True)
        ]

    def changed() -> int:
        return sum(int((old != new).sum()) for old, new in zip(columns(before), columns(after), strict=True))

    # The least that any count must do: add the days, look up where a rest day moves to.
    first = np.datetime64(before.first_day, "D")
    days = np.arange(first, np.datetime64(before.last_day, "D"))
    rolled = before.vector.roll_forward(days[:-10])

    def bare() -> np.ndarray:
        return rolled[(triggers + added + 30 - first).astype(np.int64)]

    def one_by_one() -> list[object]:
        limit = limits["KN-RES1-N"]
        return [due_date(limit, day, calendar=before).due_on for day in triggers[:ONE_BY_ONE].tolist()]

    base, base_spread = milliseconds(timed(bare, RUNS))
    column, column_spread = milliseconds(timed(lambda: columns(before), RUNS))
    compare, compare_spread = milliseconds(timed(changed, RUNS))
    single, _spread = milliseconds(timed(one_by_one, 3))
    print(f"bare vectorised loop, {CASES:,} cases: {base:.0f} ms (spread {base_spread:.0f}, {RUNS} runs)")
    print(f"due_dates, four rules: {column:.0f} ms (spread {column_spread:.0f}); {column / base:.1f} × bare")
    print(
        f"before and after a changed day, {changed():,} changed: {compare:.0f} ms (spread {compare_spread:.0f}); "
        f"{compare / base:.1f} × bare"
    )
    per_case = 1000 * single / ONE_BY_ONE
    print(f"due_date one by one, with its sentences: {per_case:.0f} µs each ({ONE_BY_ONE:,} cases, 3 runs)")
    return base


# --- the open cases of the database -----------------------------------------------------------------------------------

PAUSED, EXTENDED = 0.1, 0.1
SHAPES = 4_000
FIRST = date(2026, 7, 1)


def in_the_database(cases: int, bare: float) -> None:
    """Print how long it takes to list what one changed day moves, and to move some of it."""
    from django.utils import timezone

    from danvan.authority.rules.actor import system_actor
    from danvan.calendars.models import ExceptionalDay
    from danvan.calendars.services import load_calendar, remove_day, set_day
    from danvan.casework import services as casework
    from danvan.casework.models import ClockMove
    from danvan.desk.selectors import AUDIENCES

    platform = system_actor(timezone.localdate())
    load_calendar(actor=platform)
    fill(cases)
    changed = date(2026, 11, 24)

    def listed() -> Any:
        return casework.list_moves(at=timezone.now(), audiences=AUDIENCES, address="/")

    def toggle() -> None:
        known = ExceptionalDay.objects.filter(on=changed).first()
        if known is not None:
            remove_day(known.pk, actor=platform, reason="bench")
        else:
            set_day(changed, kind="holiday", name="Bench", decision="-", status="decided", actor=platform, reason="-")

    toggle()
    first, _spread = milliseconds(timed(listed, 1))
    again, spread = milliseconds(timed(listed, 3))
    moved = ClockMove.objects.count()
    print(
        f"{cases:,} open cases, one day of the calendar changed, {moved:,} listed: {first / 1000:.1f} s; "
        f"{first / bare:.0f} × bare"
    )
    print(f"the same once more, nothing to write: {again / 1000:.1f} s (spread {spread / 1000:.1f}, 3 runs)")
    some = list(ClockMove.objects.order_by("pk").values_list("pk", flat=True)[:200])
    (taken,) = timed(lambda: casework.confirm_moves(some, actor=platform, at=timezone.now(), audiences=AUDIENCES), 1)
    print(f"{len(some):,} of them confirmed, with timeline, journal and events: {1000 * taken / len(some):.1f} ms each")


def shapes() -> Iterator[tuple[Any, ...]]:
    """Make up ways a clock can stand, every tenth with a suspension, every tenth with an extension."""
    from danvan.calendars.selectors import time_limits, work_calendar
    from danvan.casework.rules.counting import ClockFacts, counted

    random, limits, calendar = Random(4), time_limits(), work_calendar()
    for number in range(SHAPES):
        trigger = FIRST + timedelta(days=random.randrange(150))
        rule, pauses, extensions = RULES[number % len(RULES)], (), 0
        if rule in ("KN-RES1-N", "TC-RES") and random.random() < 2 * PAUSED:
            start = trigger + timedelta(days=random.randrange(1, 20))
            pauses = (Pause(PauseKind.SUSPENSION, start, start + timedelta(days=random.randrange(1, 60))),)
        if rule == "TC-RES" and random.random() < 4 * EXTENDED:
            extensions = 1
        found = counted(ClockFacts(rule, trigger, False, extensions, None, pauses), limits=limits, calendar=calendar)
        pause = pauses[0] if pauses else None
        yield (
            number, rule, trigger, extensions, found.due_on, found.excluded_days, found.explanation,
            found.is_provisional, found.calendar_version, pause and pause.start, pause and pause.end,
        )  # fmt: skip


def fill(cases: int) -> None:
    """Write the cases with one clock each, spread over the ways a clock can stand."""
    from django.db import connection

    from tests.cast import make_small_province

    unit = make_small_province().commune.pk
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "CREATE TEMP TABLE shape(n int, rule text, trigger_on date, extensions int, due_on date, excluded int, "
            "said text, provisional boolean, version text, start date, until date)"
        )
        cursor.executemany(f"INSERT INTO shape VALUES ({', '.join(['%s'] * 11)})", list(shapes()))
        cursor.execute(
            """
            INSERT INTO casework_case (code, kind, unit_id, received_on, state, state_before, last_act_on, is_open,
                due_on, due_stage, handled, settled, version, invented, made_at)
            SELECT 'B-' || i, 'complaint', %s, trigger_on, 'accepted', '', trigger_on, true, due_on, 'resolution', '',
                '', 1, true, now()
            FROM generate_series(0, %s) i JOIN shape ON shape.n = i %% %s
            """,
            [unit, cases - 1, SHAPES],
        )
        cursor.execute(
            """
            INSERT INTO casework_clock (case_id, stage, rule, is_extended, extensions, trigger_on, due_on,
                excluded_days, explanation, is_provisional, calendar_version)
            SELECT c.id, 'resolution', rule, false, extensions, trigger_on, s.due_on, excluded, said, provisional,
                s.version
            FROM casework_case c JOIN shape s ON s.n = substr(c.code, 3)::int %% %s
            """,
            [SHAPES],
        )
        cursor.execute(
            """
            INSERT INTO casework_clockpause (clock_id, kind, start, "end")
            SELECT k.id, 'suspension', s.start, s.until FROM casework_clock k JOIN casework_case c ON c.id = k.case_id
            JOIN shape s ON s.n = substr(c.code, 3)::int %% %s WHERE s.start IS NOT NULL
            """,
            [SHAPES],
        )
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE casework_case, casework_clock, casework_clockpause")


if __name__ == "__main__":
    sys.exit(main())
