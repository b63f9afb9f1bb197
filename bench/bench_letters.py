"""How fast the register of letters is at 10,000 and at 1,000,000 petitions, against the bare SQL in the same run.

    python bench/bench_letters.py [--runs 20] [--sizes 10000,1000000]

One desk and a few communes have most of the letters, three in a hundred are
open (tests/petitions/many_letters.py).  Pages go through the whole platform as
a browser's request does.  Exits with an error when the number of queries of a
page differs between the sizes, or when a hot page reads one of the large tables
from one end to the other.

Beside the time that passed stands the time a core worked for it, web and
database together: what it takes on a machine that has nothing else to do.
"""

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.bench_schemes import TODAY, scratch, timed

DEPARTMENTS, COMMUNES = 20, 130
SMALL, LARGE = 10_000, 1_000_000
MOST_QUERIES = 15


@dataclass
class Measured:
    """What one page or act cost: seconds of each run, of a core, of the bare SQL; its queries, how they were read."""

    took: list[float]
    worked: float
    bare: list[float]
    queries: int
    scans: list[str] = field(default_factory=list)

    @property
    def median(self) -> float:
        return statistics.median(self.took)

    @property
    def p95(self) -> float:
        ordered = sorted(self.took)
        return ordered[min(len(ordered) - 1, round(0.95 * (len(ordered) - 1)))]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=20)
    options.add_argument("--sizes", default=f"{SMALL},{LARGE}")
    options.add_argument("--only", default="", help="measure only what has this in its name")
    asked = options.parse_args()
    with scratch():
        from tests.petitions.many_letters import fill_letters

        province = Province()
        found: dict[int, dict[str, Measured]] = {}
        for size in (int(each) for each in asked.sizes.split(",")):
            began = time.perf_counter()
            fill_letters(size, province.desks, today=TODAY)
            made = time.perf_counter()
            province.compute()
            print(
                f"\n{size:,} letters, {len(province.desks)} units, made in {made - began:.0f} s; "
                f"every kept figure of them in {time.perf_counter() - made:.0f} s"
            )
            found[size] = measure(province, asked.runs, asked.only)
        complaints = compare(found)
    for each in complaints:
        print(f"NOT MET  {each}")
    sys.exit(1 if complaints else 0)


# --- the scratch province ---------------------------------------------------------------------------------------------


class Province:
    """The units, who sits in them, and what is kept beside the letters."""

    def __init__(self) -> None:
        from danvan.authority.rules.actor import system_actor
        from danvan.calendars.services import load_calendar
        from danvan.orgs.models import PostHolding, Unit
        from danvan.schemes.services import load_definitions
        from tests.cast import make_unit, seat
        from tests.petitions.many_letters import Desk

        def holding(person: Any) -> int:
            return PostHolding.objects.get(person=person).pk

        def officer(unit: Unit, role: str) -> Desk:
            name = f"canbo{unit.pk}"
            person = seat(name, name, unit, title="Công chức", kind="officer", role=role, over=unit, subtree=False)
            return Desk(unit.pk, holding(person))

        province = make_unit("tinh", "Nghệ An", kind="province", level="province", code="40")
        departments = [
            make_unit(f"so-{number}", f"Sở {number}", kind="department", level="province", parent=province)
            for number in range(DEPARTMENTS)
        ]
        communes = [
            make_unit(f"xa-{number}", f"Xã {number}", kind="commune", level="commune", parent=province,
                      code=f"{17000 + number}")
            for number in range(COMMUNES)
        ]  # fmt: skip
        self.people = {}
        for name, title, role, over, subtree in (
            ("tiepdan", "Chuyên viên Ban Tiếp công dân", "reception_office", province, True),
            ("thanhtra", "Thanh tra viên", "inspectorate", province, True),
            ("thuongtruc", "Chuyên viên thường trực", "standing_office", province, True),
            ("chutich", "Chủ tịch UBND xã", "commune_chair", communes[0], False),
        ):
            self.people[name] = seat(name, name, over, title=title, kind="officer", role=role, over=over,
                                     subtree=subtree)  # fmt: skip
        self.desks = [
            Desk(province.pk, holding(self.people["tiepdan"])),
            *(officer(unit, "commune_officer") for unit in communes),
            *(officer(unit, "dept_focal") for unit in departments),
        ]
        by_holding = {each.pk: each.person for each in PostHolding.objects.select_related("person")}
        self.people["xalon"] = by_holding[self.desks[1].holding_id]
        self.people["xavua"] = by_holding[self.desks[COMMUNES // 2].holding_id]
        load_calendar(actor=system_actor(TODAY))
        load_definitions()

    def compute(self) -> None:
        """Bring the kept figures to what the letters now are."""
        from danvan.schemes.services.results import recompute

        recompute("da04", on=TODAY)

    def unit_of(self, name: str) -> int:
        return next(desk.unit_id for desk in self.desks if desk == self.desk_of(name))

    def desk_of(self, name: str) -> Any:
        place = {"tiepdan": 0, "thanhtra": 0, "chutich": 1, "xalon": 1, "xavua": COMMUNES // 2}[name]
        return self.desks[place]


# --- measuring --------------------------------------------------------------------------------------------------------


def measure(province: Province, runs: int, only: str) -> dict[str, Measured]:
    """Measure everything once at the present size and print it."""
    found = {}
    for name, act, bare, is_hot in asked_of(province):
        if only in name:
            found[name] = one(act, bare, runs, is_hot=is_hot)
            show(name, found[name])
    return found


def asked_of(province: Province) -> Iterator[tuple[str, Callable[[], object], Callable[[], object], bool]]:
    """Return each thing measured: its name, the act, the bare SQL it is compared with, whether it is a hot path."""
    from django.core.cache import cache
    from django.test import Client
    from django.utils import timezone

    from danvan.casework.services import remind_of_cases
    from danvan.petitions.models import Petition
    from danvan.petitions.selectors import AUDIENCE, Sought, found_petitions, similar_to
    from danvan.schemes.services.results import refresh
    from tests.cast import actor_of
    from tests.petitions.many_letters import FREQUENT_WORD, RARE_WORD

    browsers = {}
    for name, person in province.people.items():
        browsers[name] = Client(SERVER_NAME="127.0.0.1")
        browsers[name].force_login(person)

    def page(who: str, address: str) -> Callable[[], object]:
        def ask() -> object:
            answer = browsers[who].get(address)
            assert answer.status_code == 200, (address, answer.status_code)
            return answer

        return ask

    def open_ones(who: str) -> Callable[[], object]:
        return sql(
            "SELECT * FROM casework_case c JOIN petitions_petition p ON p.case_ptr_id = c.id "
            "WHERE c.unit_id = %s AND c.is_open ORDER BY c.due_on, c.id LIMIT 50",
            province.unit_of(who),
        )

    def newest(who: str) -> Callable[[], object]:
        return sql(
            "SELECT * FROM casework_case c JOIN petitions_petition p ON p.case_ptr_id = c.id "
            "WHERE c.unit_id = %s ORDER BY c.received_on DESC, c.id DESC LIMIT 50",
            province.unit_of(who),
        )

    for who in ("xavua", "xalon", "tiepdan", "thanhtra"):
        for tab in ("mine", "new", "soon", "late", "waiting"):
            yield f"inbox {who} {tab}", page(who, f"/don-thu/?muc={tab}"), open_ones(who), True
        yield f"inbox {who} all", page(who, "/don-thu/?muc=all"), newest(who), True
        yield f"inbox {who} all, complaints", page(who, "/don-thu/?muc=all&loai=complaint"), newest(who), True
        yield f"inbox {who} all, page 20", page(who, "/don-thu/?muc=all&trang=20"), newest(who), True
    yield "home page xalon", page("xalon", "/viec-cua-toi/"), open_ones("xalon"), True

    known = Petition.objects.filter(unit=province.unit_of("xalon"), kind="complaint").order_by("pk").last()
    assert known is not None
    writer = known.writers.get(name__gt="")
    words = {
        "rare": RARE_WORD, "frequent": FREQUENT_WORD, "two": "tái định cư thửa", "none": "không ai viết từ này zzz",
        "code": known.code, "name": writer.name,
    }  # fmt: skip
    for who in ("xavua", "tiepdan"):
        for said, text in words.items():
            bare = sql(
                "SELECT case_ptr_id FROM petitions_petition WHERE words @@ plainto_tsquery('simple', %s) LIMIT 50",
                folded(text),
            )
            yield f"search {who} {said}", page(who, f"/don-thu/?muc=all&q={text}"), bare, True
            actor = actor_of(province.people[who])
            yield f"found {who} {said}", partial(found_petitions, actor, text), bare, True

    yield (
        "case page",
        page("xalon", f"/don-thu/{known.code}/"),
        sql(
            "SELECT * FROM casework_case c JOIN petitions_petition p ON p.case_ptr_id = c.id WHERE code = %s",
            known.code,
        ),
        True,
    )
    actor = actor_of(province.people["xalon"])

    def alike() -> object:
        return similar_to(actor, Sought(names=[writer.name], id_numbers=[writer.id_number], text=known.summary))

    by_name = sql("SELECT * FROM petitions_writer WHERE folded_name = %s", writer.folded_name)
    yield "alike before entry", alike, by_name, True
    yield "form of a new letter", page("xalon", "/don-thu/tiep-nhan/"), by_name, True
    yield "letter registered", lambda: register(province), by_name, True
    yield "overview of a unit", page("xalon", "/don-thu/tong-quan/"), counted(province.unit_of("xalon")), False
    yield "overview of the province", page("thuongtruc", "/don-thu/tong-quan/"), counted(None), False
    for name, units in (("a large unit", [province.unit_of("xalon")]), ("the province", None)):
        yield (
            f"T13, T14 of {name} kept anew",
            partial(refresh, "da04", units, [TODAY.year], on=TODAY, targets=["T13", "T14"]),
            counted(units[0] if units else None),
            False,
        )
    pass_at = timezone.now()
    yield "hourly pass of reminding", lambda: remind_of_cases(at=pass_at, audiences=[AUDIENCE]), counted(None), False

    def public(*, kept: bool) -> Callable[[], object]:
        def ask() -> object:
            if not kept:
                cache.clear()
            return Client(SERVER_NAME="127.0.0.1").get("/cong-khai/don-thu/")

        return ask

    yield "public figures, not kept", public(kept=False), counted(None), False
    yield "public figures, kept", public(kept=True), sql("SELECT 1"), True


def register(province: Province) -> object:
    """Take one letter in, with everything that belongs to it."""
    from django.utils import timezone

    from danvan.intake.services import register_letter
    from danvan.petitions.services import NewPetition, NewWriter
    from tests.cast import actor_of

    unit = province.unit_of("xalon")
    new = NewPetition(
        kind="complaint", unit_id=unit, received_on=TODAY, channel="desk",
        summary="Việc thu hồi thửa đất chưa bồi thường.",
        writers=[NewWriter("Nguyễn Văn Minh Họa")],
    )  # fmt: skip
    return register_letter(new, actor=actor_of(province.people["xalon"]), at=timezone.now())


def folded(text: str) -> str:
    from danvan.kernel.text import fold

    return fold(text)


def sql(text: str, *parameters: object) -> Callable[[], object]:
    """Return the running of one bare statement."""

    def run() -> object:
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(text, parameters)
            return cursor.fetchall()

    return run


def counted(unit: int | None) -> Callable[[], object]:
    """Return the bare count of all letters by unit and kind in a year."""
    where = "received_on >= %s" if unit is None else "received_on >= %s AND unit_id = %s"
    given = [TODAY.replace(month=1, day=1), *([] if unit is None else [unit])]
    return sql(f"SELECT unit_id, kind, count(*) FROM casework_case WHERE {where} GROUP BY 1, 2", *given)


def one(act: Callable[[], object], bare: Callable[[], object], runs: int, *, is_hot: bool) -> Measured:
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


def core_seconds(act: Callable[[], object], runs: int) -> float:
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


# --- against the budgets ----------------------------------------------------------------------------------------------


def compare(found: dict[int, dict[str, Measured]]) -> list[str]:
    """Print how the sizes compare and return what misses the budgets of the design."""
    missed = []
    least, most = min(found), max(found)
    if least != most:
        print(f"\n{'p95 at ' + format(most, ',') + ' / at ' + format(least, ','):34}")
    for name, large in found[most].items():
        small = found[least].get(name, large)
        if least != most:
            print(
                f"{name:34} {large.p95 / small.p95:6.2f}   median {large.median / small.median:6.2f}   "
                f"core {large.worked / small.worked:6.2f}"
            )
        if large.scans:
            missed.append(f"{name}: reads all of {', '.join(large.scans)}")
        if not name.startswith("inbox"):
            continue
        if large.median > 0.150 or large.p95 > 0.400:
            missed.append(f"{name}: median {large.median * 1000:.0f} ms, p95 {large.p95 * 1000:.0f} ms")
        # An empty page looks up neither writers nor officers.
        if large.queries > MOST_QUERIES or large.queries - small.queries > 2:
            missed.append(f"{name}: {small.queries} queries at {least:,}, {large.queries} at {most:,}")
        widest = found[most].get(name.replace("xavua", "tiepdan").replace("xalon", "tiepdan"))
        if widest and large.median > 1.3 * widest.median:
            missed.append(f"{name}: {large.median / widest.median:.2f} × the widest-seeing person's")
    return missed


if __name__ == "__main__":
    main()
