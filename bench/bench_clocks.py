"""A million due dates after a change of the calendar: counted as columns, one by one, and by a bare loop over arrays.

Budget: none stated; the ratio to the bare vectorised loop shows what the rules
cost above the arithmetic alone.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "danvan.config.settings_test")

import numpy as np

from danvan.calendars.rules.due_dates import due_date, due_dates
from danvan.calendars.rules.time_limits import read_time_limits
from danvan.calendars.rules.working_days import WorkCalendar, read_calendar

DATA = Path(__file__).resolve().parent.parent / "danvan" / "calendars" / "data"
CASES, ONE_BY_ONE, RUNS = 1_000_000, 20_000, 7
RULES = ("KN-RES1-N", "KN-ACC1-V2", "TC-RES", "TCD-ANS")


def timed(work: Callable[[], object], runs: int = RUNS) -> tuple[float, float]:
    """Return the median and the spread (highest minus lowest) of several runs, in milliseconds."""
    taken = []
    for _run in range(runs):
        start = time.perf_counter()
        work()
        taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken), max(taken) - min(taken)


def main() -> int:
    """Print the figures."""
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

    base, base_spread = timed(bare)
    column, column_spread = timed(lambda: columns(before))
    compare, compare_spread = timed(changed)
    single, _spread = timed(one_by_one, runs=3)
    print(f"bare vectorised loop, {CASES:,} cases: {base:.0f} ms (spread {base_spread:.0f}, {RUNS} runs)")
    print(f"due_dates, four rules: {column:.0f} ms (spread {column_spread:.0f}); {column / base:.1f} × bare")
    print(
        f"before and after a changed day, {changed():,} changed: {compare:.0f} ms (spread {compare_spread:.0f}); "
        f"{compare / base:.1f} × bare"
    )
    per_case = 1000 * single / ONE_BY_ONE
    print(f"due_date one by one, with its sentences: {per_case:.0f} µs each ({ONE_BY_ONE:,} cases, 3 runs)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
