"""How fast figures are: 500 units × 5 years × 200,000 records, against the bare SQL in the same run.

    python bench/bench_schemes.py [--runs 30] [--records 200000]

Builds a scratch database (the private PostgreSQL in a temporary folder, or the
server of DATABASE_URL), prints medians with spread and ratios, leaves nothing.
"""

import argparse
import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.measuring import TODAY, report, scratch, sql, timed

YEARS = (2021, 2022, 2023, 2024, 2025)
UNITS, MERGED, DEPARTMENTS = 500, 300, 20


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=30)
    options.add_argument("--records", type=int, default=200_000)
    asked = options.parse_args()
    with scratch():
        build(asked.records)
        measure(asked.runs)


# --- the scratch province -------------------------------------------------------------------------------------------


def build(records: int) -> None:
    """Fill the database: a province, departments, communes of which most merged in 2025, plans and their tasks."""
    from django.db import connection

    from danvan.orgs.models import LegalAct, Succession, Unit, UnitVersion
    from danvan.schemes.services import load_definitions

    def unit(key: str, kind: str, level: str, parent: Unit | None, since: date, until: date | None = None) -> Unit:
        made = Unit.objects.create(key=key)
        UnitVersion.objects.create(unit=made, name=key, folded_name=key, sort_name=key, kind=kind, level=level,
                                   parent=parent, valid_from=since, valid_until=until)  # fmt: skip
        return made

    begun, merged = date(2004, 8, 31), date(2025, 7, 1)
    province = unit("tinh", "province", "province", None, begun)
    for number in range(DEPARTMENTS):
        unit(f"so-{number:03}", "department", "province", province, begun)
    old = [
        unit(f"xa-{number:03}", "commune", "commune", province, begun, merged if number < MERGED else None)
        for number in range(UNITS - DEPARTMENTS - 1)
    ]
    act = LegalAct.objects.create(number="1678/NQ-UBTVQH15", title="Sắp xếp", issuer="UBTVQH", effective_on=merged)
    for number in range(0, MERGED, 3):
        new = unit(f"moi-{number:03}", "commune", "commune", province, merged)
        for before in old[number : number + 3]:
            Succession.objects.create(predecessor=before, successor=new, kind="merge", on=merged, legal_act=act)
    load_definitions()

    plans = UNITS * len(YEARS) * 2
    tasks = max(1, (records - plans) // plans)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # row history is not what is measured
        cursor.execute("SELECT setseed(0.404)")
        cursor.execute(
            """
            CREATE TEMP TABLE wanted AS
            SELECT row_number() OVER () AS id, u.id AS unit_id, y AS year, k AS kind,
                   (ARRAY['verified', 'verified', 'verified', 'submitted', 'rejected', 'draft'])
                       [1 + floor(random() * 6)] AS state
            FROM orgs_unit u CROSS JOIN unnest(%s::int[]) AS y
            CROSS JOIN unnest(ARRAY['government_mobilization','grassroots_democracy']) AS k
            WHERE u.key NOT LIKE 'moi-%%'
            """,
            [list(YEARS)],
        )
        columns = "kind, unit_id, title, folded_title, happened_on, state, invented, created_at, changed_at, edition"
        cursor.execute(
            f"""
            INSERT INTO evidence_record (id, {columns})
            SELECT id, 'plan', unit_id, 'Kế hoạch', 'ke hoach', make_date(year, 1, 5) + (id % 80)::int, state, true,
                   now(), now(), 1 FROM wanted
            """
        )
        cursor.execute(
            "INSERT INTO plans_plan (record_ptr_id, plan_kind, year, basis) SELECT id, kind, year, '' FROM wanted"
        )
        cursor.execute(
            """
            CREATE TEMP TABLE wanted_task AS
            SELECT %s + row_number() OVER () AS id, w.id AS plan_id, w.unit_id, make_date(w.year, 1, 15)
                   + (random() * 345)::int AS due_on,
                   (ARRAY['verified', 'verified', 'verified', 'verified', 'submitted', 'draft'])
                       [1 + floor(random() * 6)] AS state
            FROM wanted w CROSS JOIN generate_series(1, %s)
            """,
            [plans, tasks],
        )
        cursor.execute(
            f"""
            INSERT INTO evidence_record (id, {columns})
            SELECT id, 'plan_task', unit_id, 'Nhiệm vụ', 'nhiem vu',
                   CASE WHEN state = 'draft' THEN NULL ELSE due_on END, state, true, now(), now(), 1 FROM wanted_task
            """
        )
        cursor.execute(
            """
            INSERT INTO plans_plantask (record_ptr_id, plan_id, owner, due_on, regular_function, result)
            SELECT id, plan_id, 'Văn phòng', due_on, '', '' FROM wanted_task
            """
        )
        cursor.execute("SELECT setval(pg_get_serial_sequence('evidence_record', 'id'), max(id)) FROM evidence_record")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")
        cursor.execute("SELECT count(*) FROM evidence_record")
        print(f"{cursor.fetchone()[0]:,} records, {UNITS} units, {len(YEARS)} years")


# --- measuring ------------------------------------------------------------------------------------------------------


def measure(runs: int) -> None:
    from django.db import connection

    from danvan.authority.rules.actor import system_actor
    from danvan.schemes.models import TargetResult
    from danvan.schemes.selectors import explain, scorecard, target_units
    from danvan.schemes.services.results import check, recompute

    actor = system_actor(TODAY)

    first = timed(lambda: recompute("da04", on=TODAY), 1)
    print(f"{'first full computation':44} {first[0] * 1000:9.1f} ms   {TargetResult.objects.count():,} rows written")
    bare_counts = sql(
        """
        SELECT r.unit_id, p.year, p.plan_kind, r.state, count(*), min(r.happened_on)
        FROM plans_plan p JOIN evidence_record r ON r.id = p.record_ptr_id GROUP BY 1, 2, 3, 4
        """
    )
    bare_tasks = sql(
        """
        SELECT t.unit_id, p.year, r.state, t.state, count(*), count(t.happened_on)
        FROM plans_plantask k JOIN evidence_record t ON t.id = k.record_ptr_id
        JOIN plans_plan p ON p.record_ptr_id = k.plan_id JOIN evidence_record r ON r.id = p.record_ptr_id
        GROUP BY 1, 2, 3, 4
        """
    )
    report(
        "full recomputation, nothing to write",
        timed(lambda: recompute("da04", on=TODAY), max(3, runs // 6)),
        timed(lambda: (bare_counts(), bare_tasks()), max(3, runs // 6)),
    )
    assert check("da04", on=TODAY) == []
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    report(
        "scorecard of the province, five years' trend",
        timed(lambda: scorecard(actor, "da04", 2025, on=TODAY), runs),
        timed(
            sql(
                """
                SELECT target, year, status, count(*), sum(numerator), sum(denominator) FROM schemes_targetresult
                WHERE scheme = 'da04' AND year BETWEEN 2021 AND 2025 GROUP BY 1, 2, 3
                """
            ),
            runs,
        ),
    )
    report(
        "drill-down: units behind T03",
        timed(lambda: target_units(actor, "da04", "T03", 2025), runs),
        timed(sql("SELECT * FROM schemes_targetresult WHERE scheme = 'da04' AND target = 'T03' AND year = 2025"), runs),
    )
    heir = TargetResult.objects.filter(target="T05", year=2025, flags__contains=["inherited"]).first()
    assert heir is not None
    report(
        "drill-down: records behind T05 of one unit",
        timed(lambda: explain(actor, "da04", "T05", 2025, heir.unit_id), runs),
        timed(
            sql(
                "SELECT r.* FROM evidence_record r JOIN plans_plantask k ON k.record_ptr_id = r.id "
                "JOIN plans_plan p ON p.record_ptr_id = k.plan_id WHERE p.year = 2025 AND r.unit_id = ANY(%s)",
                [heir.unit_id, *range(22, 25)],
            ),
            runs,
        ),
    )
    verified(max(3, runs // 3))


def verified(runs: int) -> None:
    """Measure from the verifier's act to the changed figure of the province, through the queued job."""
    from django.utils import timezone
    from procrastinate.contrib.django import app

    from danvan.accounts.models import Person
    from danvan.authority.rules.actor import EVERYTHING, Actor, Grant, system_actor
    from danvan.evidence.services import attach_evidence, create_record, submit_evidence, verify_evidence
    from danvan.plans.models import Plan
    from danvan.schemes.models import TargetResult
    from danvan.schemes.selectors import target_card

    platform = system_actor(TODAY)
    verifier = Actor(
        person_id=Person.objects.create(username="binh").pk,
        holding_id=None,
        unit_id=None,
        on=TODAY,
        grants=(Grant("standing_office", EVERYTHING),),
    )
    worker = app.with_connector(app.connector.get_worker_connector())
    missing = TargetResult.objects.filter(
        target="T03", year=2025, numerator=0, closing=False, unit__versions__kind="commune"
    ).distinct()
    pieces = []
    for row in missing[:runs]:
        record = create_record(Plan, actor=platform, unit_id=row.unit_id, title="Kế hoạch", year=2025,
                               plan_kind="government_mobilization", happened_on=date(2025, 2, 1))  # fmt: skip
        piece = attach_evidence(record.pk, actor=platform, proves="Kế hoạch", link="https://nghean.example/ke-hoach")
        pieces.append(submit_evidence(piece.pk, actor=platform, at=timezone.now()).pk)
    with worker.open():
        worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
        acts, whole = [], []
        for piece in pieces:
            before = target_card(platform, "da04", "T03", 2025, on=TODAY).numerator
            began = time.perf_counter()
            verify_evidence(piece, actor=verifier, at=timezone.now())
            acts.append(time.perf_counter() - began)
            worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
            after = target_card(platform, "da04", "T03", 2025, on=TODAY).numerator
            whole.append(time.perf_counter() - began)
            assert after == (before or 0) + 1, (before, after)
    report("verified → province figure changed, with its job", whole, acts)


if __name__ == "__main__":
    main()
