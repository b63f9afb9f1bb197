"""How fast promises are followed: 50,000 tasks of conclusions, against 5,000 and the bare SQL, in one run.

    python bench/bench_conclusions.py [--runs 20] [--small 5000] [--tasks 50000]

The board of a leader and of a commune, the list of a unit's tasks, the letters that wait for signature, the public
page, the daily pass, T35 of everybody and of one unit.  Budget (design.md
section 6): p95 at most 200 ms for what is looked at, constant queries, at most 1.5 times the p95 of a tenth.
"""

import argparse
import sys
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.bench_schemes import YEARS, build
from bench.measuring import NOON, TODAY, Act, Measured, one, scratch, show, sql

BUDGET = 0.2
# Once a day or in the background: not looked at.
BEHIND = ("daily pass", "T35")
BARE = "SELECT unit_id, count(*) FILTER (WHERE done_on <= due_on) FROM conclusions_conclusiontask GROUP BY 1"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=20)
    options.add_argument("--small", type=int, default=5_000)
    options.add_argument("--tasks", type=int, default=50_000)
    asked = options.parse_args()
    with scratch():
        build(10_000)
        promise(0, asked.small)
        small = measure(asked.runs, asked.small)
        promise(asked.small, asked.tasks)
        large = measure(asked.runs, asked.tasks)
        tell(small, large, asked.tasks / asked.small)


def promise(first: int, last: int) -> None:
    """Write tasks of many conclusions in every state, one in three in the current year."""
    from django.db import connection

    from danvan.conclusions.choices import Origin, TaskState
    from danvan.conclusions.models import Conclusion, ConclusionTask
    from danvan.orgs.models import Unit

    random = Random(first + 35)
    units = list(Unit.objects.filter(versions__valid_until=None).order_by("pk").values_list("pk", flat=True))
    keepers = [units[0], *units[1:40]]
    made = Conclusion.objects.bulk_create(
        Conclusion(
            unit_id=random.choice(keepers), origin=random.choice(Origin.values), origin_title="Buổi tiếp công dân",
            origin_on=date(2024, 1, 5), state="issued", number=f"{number}/TB-UBND", issued_on=date(2024, 1, 10),
            invented=True,
        )
        for number in range(first // 5, max(first // 5 + 1, last // 5))
    )  # fmt: skip
    open_states = (TaskState.ASSIGNED, TaskState.ACCEPTED, TaskState.IN_PROGRESS, TaskState.REPORTED)
    rows = []
    for number in range(first, last):
        of = made[(number - first) % len(made)]
        year = TODAY.year if random.random() < 0.34 else random.choice(YEARS)
        due_on = date(year, 1, 1) + timedelta(days=random.randrange(365))
        is_done = due_on < TODAY and random.random() < 0.97
        state = random.choice((TaskState.VERIFIED, TaskState.CLOSED)) if is_done else random.choice(open_states)
        done_on = due_on + timedelta(days=random.randrange(-20, 6)) if is_done or state == TaskState.REPORTED else None
        rows.append(
            ConclusionTask(
                conclusion=of, position=(number - first) // len(made) + 1, text=f"Nhiệm vụ {number}",
                folded=f"nhiem vu {number}", unit_id=random.choice(units), keeper_id=of.unit_id, origin=of.origin,
                state=state, is_open=state != TaskState.CLOSED, first_due_on=due_on, due_on=due_on, done_on=done_on,
                public_text="Việc đã hứa" if number % 3 == 0 else "", published_at=NOON if number % 3 == 0 else None,
                invented=True,
            )
        )  # fmt: skip
    ConclusionTask.objects.bulk_create(rows, batch_size=5_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    print(f"{ConclusionTask.objects.count():,} tasks of {Conclusion.objects.count():,} conclusions", flush=True)


def measure(runs: int, tasks: int) -> dict[str, Measured]:
    """Measure every page and act; the first daily pass is made before, so that letters wait."""
    from danvan.conclusions.services.reminding import remind_of_tasks

    remind_of_tasks(at=NOON)
    found = {}
    for name, act in acts():
        found[name] = one(act, sql(BARE), runs, is_hot=not name.startswith(BEHIND))
        show(name, found[name])
    return found


def acts() -> Iterator[tuple[str, Act]]:
    """Return what is measured."""
    from django.db.models import Count

    from danvan.authority.rules.actor import EVERYTHING, Actor, Grant, Scope
    from danvan.conclusions.models import ConclusionTask
    from danvan.conclusions.selectors.board import Narrowed, board
    from danvan.conclusions.selectors.publishing import as_public, public_list, public_promises, publication_mark
    from danvan.conclusions.selectors.reminding import units_to_remind
    from danvan.conclusions.selectors.visible import tasks_visible_to
    from danvan.conclusions.services.reminding import remind_of_tasks
    from danvan.schemes.services.results import refresh

    busiest = ConclusionTask.objects.values("unit").annotate(number=Count("pk")).order_by("-number")[0]["unit"]
    keeper = ConclusionTask.objects.values("keeper").annotate(number=Count("pk")).order_by("-number")[0]["keeper"]

    def actor(role: str, unit: int, scope: Scope) -> Actor:
        return Actor(None, None, unit, TODAY, (Grant(role, scope, unit),))

    leader = actor("leader", busiest, EVERYTHING)
    commune = actor("commune_officer", busiest, Scope(frozenset({busiest})))
    office = actor("reception_office", keeper, Scope(frozenset({keeper})))
    year = Narrowed(TODAY.year)
    yield "board of the province", lambda: board(leader, year, on=TODAY)
    yield "board of a commune", lambda: board(commune, year, on=TODAY)
    yield "board of one unit, for the leader", lambda: board(leader, Narrowed(TODAY.year, unit_id=busiest), on=TODAY)
    yield (
        "open tasks of a commune",
        lambda: list(tasks_visible_to(commune).filter(is_open=True).order_by("due_on", "pk")[:50]),
    )
    yield "letters that wait for signature", lambda: units_to_remind(office)
    yield "public page, numbers", lambda: public_promises(TODAY.year, on=TODAY)
    yield "public page, one list", lambda: as_public(list(public_list(TODAY.year, on=TODAY)[:30]), on=TODAY)
    yield "public page, mark it is kept under", publication_mark
    at = datetime.combine(TODAY, time(5), tzinfo=NOON.tzinfo)
    yield "daily pass, nothing new", lambda: remind_of_tasks(at=at)
    yield "T35 of everybody, a year", lambda: refresh("da04", None, [TODAY.year], targets=["T35"], on=TODAY)
    yield "T35 of one unit, a year", lambda: refresh("da04", [busiest], [TODAY.year], targets=["T35"], on=TODAY)


def tell(small: dict[str, Measured], large: dict[str, Measured], times: float) -> None:
    """Say how each grew, and what is beyond its budget."""
    print(f"\n{'':34} {'p95, growth':>12}   for {times:.0f} times the tasks")
    for name, now in large.items():
        growth = now.p95 / small[name].p95
        missed = not name.startswith(BEHIND) and (now.p95 > BUDGET or now.queries > small[name].queries)
        print(f"{name:34} {growth:11.1f} x{'   BEYOND ITS BUDGET' if missed else ''}")


if __name__ == "__main__":
    main()
