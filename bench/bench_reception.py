"""How fast sessions of reception reach T34 and the duty table: 500 units × 5 years of weeks and months.

    python bench/bench_reception.py [--runs 10]

Measures a full and a single refresh of T34, the duty table of a year and the
public schedule of a month, against the bare SQL that groups the sessions.
"""

import argparse
import sys
from datetime import date, time, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.bench_schemes import YEARS, build
from bench.measuring import TODAY, report, scratch, sql, timed


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=10)
    asked = options.parse_args()
    with scratch():
        build(20_000)
        fill()
        measure(asked.runs)


def fill() -> None:
    """Write down a session a week for every unit while it lived; one in ten was not held, one in ten delegated."""
    from django.db import connection

    from danvan.authority.rules.actor import system_actor
    from danvan.calendars.services import load_calendar
    from danvan.orgs.models import UnitVersion
    from danvan.reception.models import ReceptionSession

    load_calendar(actor=system_actor(TODAY))
    random = Random(7)
    rows = []
    for unit_id, since, until in UnitVersion.objects.values_list("unit", "valid_from", "valid_until"):
        day = max(since, date(YEARS[0], 1, 5))
        while day < min(until or date.max, date(YEARS[-1] + 1, 1, 1)):
            held = random.random() > 0.1
            rows.append(
                ReceptionSession(
                    unit_id=unit_id, kind="periodic", on=day, place="Phòng tiếp công dân", starts_at=time(8),
                    published_on=day - timedelta(10), state="held" if held else "planned",
                    chaired_by="" if not held else "delegated" if random.random() < 0.1 else "head", invented=True,
                )
            )  # fmt: skip
            day += timedelta(days=7)
    ReceptionSession.objects.bulk_create(rows, batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{len(rows):,} sessions")


def measure(runs: int) -> None:
    from danvan.authority.rules.actor import system_actor
    from danvan.reception.selectors import duty_rows, public_schedules, public_units
    from danvan.schemes.services.results import refresh

    actor = system_actor(TODAY)
    grouped = (
        'SELECT unit_id, extract(year FROM "on"), state, count(*) FROM reception_receptionsession GROUP BY 1, 2, 3'
    )
    base = timed(sql(grouped), runs)
    units = [unit.unit_id for unit in public_units(TODAY)]
    everything = timed(lambda: refresh("da04", None, YEARS, on=TODAY, targets=["T34"]), 3)
    report("T34 of five years, every unit", everything, base)
    report(
        "T34 of one unit and year",
        timed(lambda: refresh("da04", [units[0]], [YEARS[-1]], on=TODAY, targets=["T34"]), runs),
        base,
    )
    report("duty table of a year, every unit", timed(lambda: duty_rows(actor, YEARS[-1], on=TODAY), runs), base)
    report(
        "public schedule of a month, twenty units",
        timed(lambda: public_schedules(units[:20], date(2025, 11, 1), date(2025, 11, 30), on=TODAY), runs),
        base,
    )


if __name__ == "__main__":
    main()
