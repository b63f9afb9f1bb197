"""How fast the reception book is: pages, counts and searches among many visits, against the bare SQL of one run.

    python bench/bench_visits.py [--runs 10] [--visits 500000]

One office has half of all visits, the communes the rest; one in four comes
again about the same matter.  Pages go through the whole platform as a browser's
request does.
"""

import argparse
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.measuring import TODAY, Act, report, scratch, sql, timed

COMMUNES, DAYS = 129, 5 * 365
NAMES = ("Vi Văn Ví Dụ", "Lô Thị Minh Họa", "Nguyễn Văn Giả Định", "Moong Thị Mẫu", "Trần Văn Thử", "Kha Thị Phỏng")
MATTERS = ("complaint", "complaint", "recommendation", "reflection", "other", "denunciation")
TEXTS = ("Không đồng ý với diện tích đo đạc khi thu hồi đất", "Cầu tràn qua suối hỏng lan can", "Hỏi về chế độ hỗ trợ")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=10)
    options.add_argument("--visits", type=int, default=500_000)
    asked = options.parse_args()
    with scratch():
        began = time.perf_counter()
        office, browser = build(asked.visits)
        print(f"{asked.visits:,} visits, made in {time.perf_counter() - began:.0f} s")
        measure(office, browser, asked.runs)


def build(count: int) -> tuple[int, Any]:
    """Fill the books of an office and of the communes; return the office and the browser of who keeps its book."""
    from django.db import connection
    from django.test import Client

    from danvan.authority.rules.actor import system_actor
    from danvan.calendars.services import load_calendar
    from danvan.reception.models import ReceptionSession, ReceptionVisit
    from tests.cast import make_unit, seat

    load_calendar(actor=system_actor(TODAY))
    province = make_unit("tinh", "Nghệ An", kind="province", level="province", code="40")
    units = [province.pk]
    for number in range(COMMUNES):
        made = make_unit(
            f"xa-{number}", f"Xã {number}", kind="commune", level="commune", parent=province, code=f"{17000 + number}"
        )
        units.append(made.pk)
    keeper = seat(
        "tiepdan", "Tiếp Dân", province, title="Chuyên viên", kind="officer", role="reception_office", over=province,
        subtree=True,
    )  # fmt: skip
    days = [TODAY - timedelta(days=back) for back in range(DAYS)]
    ReceptionSession.objects.bulk_create(
        (
            ReceptionSession(unit_id=unit, on=day, kind="regular", place="Trụ sở", state="held", chaired_by="staff")
            for unit in units
            for day in days
        ),
        batch_size=5_000,
    )
    sessions = {(row[1], row[2]): row[0] for row in ReceptionSession.objects.values_list("pk", "unit", "on")}
    chance = Random(36)

    def visits() -> Iterator[Any]:
        numbers: dict[tuple[int, int], int] = {}
        for place in range(count):
            unit = units[0] if place % 2 else chance.choice(units[1:])
            on = days[place * DAYS // count]
            numbers[unit, on.year] = numbers.get((unit, on.year), 0) + 1
            matter = chance.choice(MATTERS)
            name = f"{chance.choice(NAMES)} {place % 40_000}" if matter != "denunciation" else ""
            text = chance.choice(TEXTS) if name else ""
            yield ReceptionVisit(
                session_id=sessions[unit, on], unit_id=unit, on=on, year=on.year, kind="regular", matter=matter,
                number=numbers[unit, on.year], name=name, folded_name=name.lower(), content=text,
                folded=f"{name} {text}".lower() if name else "", people=chance.choice((1, 1, 1, 2, 6)),
                outcome="answered" if name else "sealed", id_number=f"{place % 40_000:012}" if name else "",
            )  # fmt: skip

    ReceptionVisit.objects.bulk_create(visits(), batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE reception_receptionvisit AS later SET earlier_id = first.id, is_repeat = true
            FROM (SELECT unit_id, id_number, min(id) AS id FROM reception_receptionvisit
                  WHERE id_number <> '' GROUP BY unit_id, id_number) AS first
            WHERE later.unit_id = first.unit_id AND later.id_number = first.id_number
              AND later.id <> first.id AND later.id % 3 = 0
            """
        )
        cursor.execute("VACUUM ANALYZE reception_receptionvisit, reception_receptionsession")
    browser = Client(SERVER_NAME="localhost")
    browser.force_login(keeper)
    return province.pk, browser


def measure(office: int, browser: Any, runs: int) -> None:
    """Print what each page costs beside the bare SQL of its rows."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def page(address: str) -> Act:
        def ask() -> None:
            answer = browser.get(address)
            assert answer.status_code == 200, (address, answer.status_code)
            answer.getvalue() if answer.streaming else answer.content

        return ask

    rows = sql(
        'SELECT * FROM reception_receptionvisit WHERE unit_id = %s ORDER BY "on" DESC, number DESC LIMIT 50', office
    )
    counts = sql("SELECT count(*), sum(people) FROM reception_receptionvisit WHERE unit_id = %s", office)
    for name, address, bare in (
        ("the book, this year", "/tiep-dan/so/", rows),
        ("the whole book with its four counts", "/tiep-dan/so/?tu=", counts),
        ("by words, without accents", "/tiep-dan/so/?tu=&q=minh+hoa+1204", rows),
        ("by the number of a paper", "/tiep-dan/so/?tu=&giay_to=000000001204", rows),
        ("groups only", "/tiep-dan/so/?rieng=group", rows),
        ("the report of a year, all units", "/tiep-dan/so-lieu/", counts),
    ):
        with CaptureQueriesContext(connection) as asked:
            page(address)()
        report(f"{name} ({len(asked)} queries)", timed(page(address), runs), timed(bare, runs))
    report("the year as a sheet", timed(page("/tiep-dan/so/?xem=xlsx"), 1), timed(counts, runs))


if __name__ == "__main__":
    main()
