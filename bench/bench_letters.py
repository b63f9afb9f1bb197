"""How fast the register of letters is at 10,000 and at 1,000,000 petitions, against the bare SQL in the same run.

    python bench/bench_letters.py [--runs 20] [--sizes 10000,1000000]

One desk and a few communes have most of the letters, three in a hundred are
open (tests/petitions/many_letters.py).  Pages go through the whole platform as
a browser's request does.

What a machine's load cannot change is judged, and the program exits with an
error when it is broken (WRONG): hardly more queries for many letters than for
few, no more than its budget, and no hot path that reads a large table from one
end to the other.  Times are compared with the budgets of the design, and what misses
one is named (MISSED), without an error: two busy cores miss most of them.

Beside the time that passed stands the time a core worked for it, web and
database together: what it takes on a machine that has nothing else to do.
"""

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.measuring import TODAY, Act, Measured, one, scratch, show, sql

DEPARTMENTS, COMMUNES = 20, 130
SMALL, LARGE = 10_000, 1_000_000
# Of what an officer pays against who sees most, and of the large register against the small one.
MOST_BESIDE, MOST_GROWTH = 1.3, 1.5
# Writers, suspensions and assignments are looked up, once for all letters, only where there are any on the page.
MOST_MORE_QUERIES = 3


@dataclass(frozen=True)
class Budget:
    """What a page may cost at any size: seconds in the middle and at most nearly always, and queries."""

    median: float
    p95: float
    queries: int


INBOX = Budget(0.150, 0.400, 15)


@dataclass(frozen=True)
class Asked:
    """One thing measured, the bare SQL it is compared with, and what is promised of it."""

    name: str
    act: Act
    bare: Act
    is_hot: bool = True
    budget: Budget | None = None
    # What the same costs whoever sees most, by its name.
    beside: str = ""


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--runs", type=int, default=20)
    options.add_argument("--sizes", default=f"{SMALL},{LARGE}")
    options.add_argument("--only", default="", help="measure only what has this in its name")
    chosen = options.parse_args()
    with scratch():
        from tests.petitions.many_letters import fill_letters

        province = Province()
        asked: list[Asked] = []
        found: dict[int, dict[str, Measured]] = {}
        for size in (int(each) for each in chosen.sizes.split(",")):
            began = time.perf_counter()
            fill_letters(size, list(province.desks.values()), today=TODAY)
            made = time.perf_counter()
            province.compute()
            print(
                f"\n{size:,} letters, {len(province.desks)} units, made in {made - began:.0f} s; "
                f"every kept figure of them in {time.perf_counter() - made:.0f} s"
            )
            asked = [each for each in asked_of(province) if chosen.only in each.name]
            found[size] = measure(asked, chosen.runs)
        small, large = found[min(found)], found[max(found)]
        if small is not large:
            tell_growth(small, large, f"at {max(found):,} / at {min(found):,}")
        late = list(missed(asked, small, large))
        for each in late:
            print(f"MISSED  {each}")
        wrong = list(broken(asked, small, large))
        for each in wrong:
            print(f"WRONG  {each}")
        print(f"{len(asked)} things measured: {len(wrong)} promises broken, {len(late)} budgets of time missed")
    sys.exit(1 if wrong else 0)


def measure(asked: Sequence[Asked], runs: int) -> dict[str, Measured]:
    """Measure everything once at the present size and print it."""
    found = {}
    for each in asked:
        found[each.name] = one(each.act, each.bare, runs, is_hot=each.is_hot)
        show(each.name, found[each.name])
    return found


# --- the scratch province ---------------------------------------------------------------------------------------------


class Province:
    """The units, who sits at their desks with a browser, and what is kept beside the letters."""

    def __init__(self) -> None:
        from django.test import Client

        from danvan.authority.rules.actor import system_actor
        from danvan.calendars.services import load_calendar
        from danvan.orgs.models import PostHolding, Unit
        from danvan.schemes.services import load_definitions
        from tests.cast import make_unit, seat
        from tests.petitions.many_letters import Desk

        self.people: dict[str, Any] = {}
        self.desks: dict[str, Desk] = {}

        def sit(name: str, unit: Unit, role: str, *, subtree: bool = False) -> None:
            self.people[name] = seat(name, name, unit, title="Công chức", kind="officer", role=role, over=unit,
                                     subtree=subtree)  # fmt: skip

        def sit_at_desk(name: str, unit: Unit, role: str, *, subtree: bool = False) -> None:
            sit(name, unit, role, subtree=subtree)
            self.desks[name] = Desk(unit.pk, PostHolding.objects.get(person=self.people[name]).pk)

        province = make_unit("tinh", "Nghệ An", kind="province", level="province", code="40")
        # Those before have more letters: the largest commune comes second, one of middle size half way down.
        sit_at_desk("tiepdan", province, "reception_office", subtree=True)
        for number in range(COMMUNES):
            unit = make_unit(f"xa-{number}", f"Xã {number}", kind="commune", level="commune", parent=province,
                             code=f"{17000 + number}")  # fmt: skip
            name = {0: "xalon", COMMUNES // 2 - 1: "xavua"}.get(number, f"xa{number}")
            sit_at_desk(name, unit, "commune_officer")
        for number in range(DEPARTMENTS):
            unit = make_unit(f"so-{number}", f"Sở {number}", kind="department", level="province", parent=province)
            sit_at_desk(f"so{number}", unit, "dept_focal")
        sit("thanhtra", province, "inspectorate", subtree=True)
        sit("thuongtruc", province, "standing_office", subtree=True)
        load_calendar(actor=system_actor(TODAY))
        load_definitions()
        self.browsers: dict[str, Client] = {}
        for name in ("tiepdan", "xalon", "xavua", "thanhtra", "thuongtruc"):
            self.browsers[name] = Client(SERVER_NAME="127.0.0.1")
            self.browsers[name].force_login(self.people[name])

    def compute(self) -> None:
        """Bring the kept figures to what the letters now are."""
        from danvan.schemes.services.results import recompute

        recompute("da04", on=TODAY)

    def unit_of(self, name: str) -> int:
        """Return the unit whose letters somebody's page is compared with; without a desk, the province's."""
        return self.desks.get(name, self.desks["tiepdan"]).unit_id

    def actor(self, name: str) -> Any:
        """Return somebody as the platform sees them."""
        from tests.cast import actor_of

        return actor_of(self.people[name])

    def page(self, name: str, address: str) -> Act:
        """Return the opening of a page by somebody."""

        def ask() -> object:
            answer = self.browsers[name].get(address)
            assert answer.status_code == 200, (address, answer.status_code)
            return answer

        return ask


# --- what is asked ----------------------------------------------------------------------------------------------------

CASES = "SELECT * FROM casework_case c JOIN petitions_petition p ON p.case_ptr_id = c.id"


def asked_of(province: Province) -> Iterator[Asked]:
    """Return everything that is measured, for the letters there are now."""
    yield from inbox(province)
    yield from search(province)
    yield from one_letter(province)
    yield from sums(province)


def inbox(province: Province) -> Iterator[Asked]:
    """Return the pages of the register: of a middle and of the largest commune, and of who sees the whole province."""
    tabs = {tab: f"?muc={tab}" for tab in ("mine", "new", "soon", "late", "waiting")}
    views = {"all": "?muc=all", "all, complaints": "?muc=all&loai=complaint", "all, page 20": "?muc=all&trang=20"}
    for who in ("xavua", "xalon", "tiepdan", "thanhtra"):
        newest = sql(f"{CASES} WHERE c.unit_id = %s ORDER BY c.received_on DESC, c.id DESC LIMIT 50",
                     province.unit_of(who))  # fmt: skip
        for view, narrowed in {**tabs, **views}.items():
            yield Asked(
                f"inbox {who} {view}",
                province.page(who, f"/don-thu/{narrowed}"),
                open_ones(province, who) if view in tabs else newest,
                budget=INBOX,
                beside=f"inbox tiepdan {view}" if who in ("xavua", "xalon") else "",
            )
    yield Asked("home page xalon", province.page("xalon", "/viec-cua-toi/"), open_ones(province, "xalon"))


def search(province: Province) -> Iterator[Asked]:
    """Return the search in the register and from everywhere, by words of all kinds, a code and a name."""
    from danvan.kernel.text import fold
    from danvan.petitions.selectors import found_petitions
    from tests.petitions.many_letters import FREQUENT_WORD, RARE_WORD

    known, writer = a_complaint(province)
    words = {
        "rare": RARE_WORD, "frequent": FREQUENT_WORD, "two": "tái định cư thửa", "none": "không ai viết từ này zzz",
        "code": known.code, "name": writer.name,
    }  # fmt: skip
    by_words = "SELECT case_ptr_id FROM petitions_petition WHERE words @@ plainto_tsquery('simple', %s) LIMIT 50"
    for who in ("xavua", "tiepdan"):
        for said, text in words.items():
            bare = sql(by_words, fold(text))
            yield Asked(f"search {who} {said}", province.page(who, f"/don-thu/?muc=all&q={text}"), bare)
            yield Asked(f"found {who} {said}", partial(found_petitions, province.actor(who), text), bare)


def one_letter(province: Province) -> Iterator[Asked]:
    """Return what is done with a single letter: read, looked for before entry, taken in."""
    from danvan.petitions.selectors import Sought, similar_to

    known, writer = a_complaint(province)
    sought = Sought(names=[writer.name], id_numbers=[writer.id_number], text=known.summary)
    by_name = sql("SELECT * FROM petitions_writer WHERE folded_name = %s", writer.folded_name)
    yield Asked(
        "case page", province.page("xalon", f"/don-thu/{known.code}/"), sql(f"{CASES} WHERE code = %s", known.code)
    )
    # A new one each time: it keeps what it folded.
    yield Asked("alike before entry", lambda: similar_to(province.actor("xalon"), replace(sought)), by_name)
    yield Asked("form of a new letter", province.page("xalon", "/don-thu/tiep-nhan/"), by_name)
    yield Asked("letter registered", lambda: register(province), by_name)


def sums(province: Province) -> Iterator[Asked]:
    """Return what letters add up to: overviews, kept figures, the pass of reminding, the public figures."""
    from django.core.cache import cache
    from django.test import Client
    from django.utils import timezone

    from danvan.casework.services import remind_of_cases
    from danvan.petitions.selectors import AUDIENCE
    from danvan.schemes.services.results import refresh

    def public() -> object:
        return Client(SERVER_NAME="127.0.0.1").get("/cong-khai/don-thu/")

    def public_anew() -> object:
        cache.clear()
        return public()

    large = province.unit_of("xalon")
    rare = partial(Asked, is_hot=False)
    yield rare("overview of a unit", province.page("xalon", "/don-thu/tong-quan/"), counted(large))
    yield rare("overview of the province", province.page("thuongtruc", "/don-thu/tong-quan/"), counted(None))
    for name, unit in (("a large unit", large), ("the province", None)):
        again = partial(refresh, "da04", [unit] if unit else None, [TODAY.year], on=TODAY, targets=["T13", "T14"])
        yield rare(f"T13, T14 of {name} kept anew", again, counted(unit))
    yield rare(
        "hourly pass of reminding", partial(remind_of_cases, at=timezone.now(), audiences=[AUDIENCE]), counted(None)
    )
    yield rare("public figures, not kept", public_anew, counted(None))
    yield Asked("public figures, kept", public, sql("SELECT 1"))


def a_complaint(province: Province) -> tuple[Any, Any]:
    """Return the newest complaint of the largest commune, and who wrote it."""
    from danvan.petitions.models import Petition

    known = Petition.objects.filter(unit=province.unit_of("xalon"), kind="complaint").order_by("pk").last()
    assert known is not None
    return known, known.writers.get(name__gt="")


def register(province: Province) -> object:
    """Take one letter in, with everything that belongs to it."""
    from django.utils import timezone

    from danvan.intake.services import register_letter
    from danvan.petitions.services import NewPetition, NewWriter

    new = NewPetition(
        kind="complaint", unit_id=province.unit_of("xalon"), received_on=TODAY, channel="desk",
        summary="Việc thu hồi thửa đất chưa bồi thường.",
        writers=[NewWriter("Nguyễn Văn Minh Họa")],
    )  # fmt: skip
    return register_letter(new, actor=province.actor("xalon"), at=timezone.now())


def open_ones(province: Province, who: str) -> Act:
    """Return the bare reading of the open letters of somebody's unit."""
    return sql(f"{CASES} WHERE c.unit_id = %s AND c.is_open ORDER BY c.due_on, c.id LIMIT 50", province.unit_of(who))


def counted(unit: int | None) -> Act:
    """Return the bare count of all letters by unit and kind in a year."""
    where = "received_on >= %s" if unit is None else "received_on >= %s AND unit_id = %s"
    given = [TODAY.replace(month=1, day=1), *([] if unit is None else [unit])]
    return sql(f"SELECT unit_id, kind, count(*) FROM casework_case WHERE {where} GROUP BY 1, 2", *given)


# --- against what is promised -----------------------------------------------------------------------------------------


def broken(asked: Sequence[Asked], small: Mapping[str, Measured], large: Mapping[str, Measured]) -> Iterator[str]:
    """Return what must not be on any machine."""
    for each in asked:
        least, most = small[each.name], large[each.name]
        if most.scans:
            yield f"{each.name}: reads all of {', '.join(most.scans)}"
        if most.queries > least.queries + MOST_MORE_QUERIES:
            yield f"{each.name}: {least.queries} queries for few letters, {most.queries} for many"
        if each.budget and most.queries > each.budget.queries:
            yield f"{each.name}: {most.queries} queries, at most {each.budget.queries} are allowed"


def missed(asked: Sequence[Asked], small: Mapping[str, Measured], large: Mapping[str, Measured]) -> Iterator[str]:
    """Return what took longer than the design allows."""
    for each in asked:
        least, most = small[each.name], large[each.name]
        if each.budget and (most.median > each.budget.median or most.p95 > each.budget.p95):
            yield (
                f"{each.name}: median {most.median * 1000:.0f} ms, p95 {most.p95 * 1000:.0f} ms; "
                f"{each.budget.median * 1000:.0f} and {each.budget.p95 * 1000:.0f} are allowed"
            )
        if each.beside in large and most.median > MOST_BESIDE * large[each.beside].median:
            yield (
                f"{each.name}: {most.median / large[each.beside].median:.2f} × whoever sees most; "
                f"{MOST_BESIDE} × is allowed"
            )
        if most.p95 > MOST_GROWTH * least.p95:
            yield f"{each.name}: p95 {most.p95 / least.p95:.2f} × that of few letters; {MOST_GROWTH} × is allowed"


def tell_growth(small: Mapping[str, Measured], large: Mapping[str, Measured], sizes: str) -> None:
    """Print how many times as much everything costs at the larger size."""
    print(f"\n{sizes}")
    for name, most in large.items():
        least = small[name]
        print(
            f"{name:34} p95 {most.p95 / least.p95:6.2f}   median {most.median / least.median:6.2f}   "
            f"core {most.worked / least.worked:6.2f}"
        )


if __name__ == "__main__":
    main()
