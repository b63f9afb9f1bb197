"""How fast every recorded duty reaches its figures: 500 units × 5 years, all kinds, against the bare SQL of one run.

    python bench/bench_duties.py [--runs 10] [--records 200000]

Measures, for each kind that moves a target: a record is verified → the figures of
every target and level it moves are right, the queued job included.  And the pages
built on all kinds at once: indicators, weaknesses, the calendar, reminders.
"""

import argparse
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.bench_schemes import YEARS, build
from bench.measuring import TODAY, Act, report, scratch, sql, timed

STATES = ("verified", "verified", "verified", "submitted", "draft")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=10)
    options.add_argument("--records", type=int, default=200_000)
    asked = options.parse_args()
    with scratch():
        build(20_000)
        fill(asked.records)
        measure(asked.runs)


# --- the facts --------------------------------------------------------------------------------------------------------


def kinds(random: Random) -> dict[Any, Callable[[date], dict[str, Any]]]:
    """Return for each kind how one of its records is made up on a day."""
    from danvan.activities import models as activities
    from danvan.committees import models as committees
    from danvan.coordination import models as coordination
    from danvan.exemplars import models as exemplars
    from danvan.inspections import models as inspections

    def paper(on: date) -> dict[str, Any]:
        return {"valid_from": on, "ends_on": None if random.random() < 0.5 else on + timedelta(days=500)}

    return {
        activities.DisseminationEvent: lambda on: {
            "about_directive": True, "about_article": random.random() < 0.5, "invited": 30, "present": 28,
        },
        activities.CellThematicSession: lambda on: {"cells_held": 8, "cells_total": 9, "present": 60, "absent": 4},
        activities.OutreachActivity: lambda on: {
            "channel": random.choice(("meeting", "broadcast", "post")), "reach": 80,
            "initiator": random.choice(("not_joint", "front")),
        },
        activities.ReviewConference: lambda on: {
            "review_kind": random.choice(("annual", "six_month")), "year": on.year, "present": 40,
        },
        activities.PeopleDocument: lambda on: {"number": "15/QĐ-UBND"},
        activities.GrassrootsVisit: lambda on: {
            "leader_post": "Chủ tịch", "planned_on": on, "hamlets_reached": 2,
        },
        activities.TrainingCourse: lambda on: {
            "level": "commune", "subjects": ["government_mobilization", "grassroots_democracy"],
            "course_state": "held", "planned_on": on,
        },
        committees.SteeringCommittee: lambda on: {**paper(on), "head_post": "chair"},
        committees.FocalAssignment: lambda on: {**paper(on), "leader_post": "head", "officer": "Cán bộ", "staff": 2},
        committees.EvaluationScheme: lambda on: {**paper(on), "covers_collective": True, "covers_individual": True},
        committees.EvaluationUse: lambda on: {"year": on.year, "individuals": 20},
        coordination.CoordinationAgreement: lambda on: {
            **paper(on), "parties": ["front"], "names_organisations": True,
        },
        coordination.CoordinationReview: lambda on: {"sessions": 2, "conclusions": 4, "overdue": 1},
        inspections.Inspection: lambda on: {
            "inspection_form": "on_site", "planned_on": on, "inspection_state": "done", "inspecting_unit_id": 1,
        },
        exemplars.EmulationLaunch: lambda on: {"divisions": 3, "registrations": 12},
        exemplars.Award: lambda on: {
            "level": "commune", "award_form": "commendation", "recipient": "Bản A", "award_stage": "awarded",
        },
        exemplars.Exemplar: lambda on: {
            "category": random.choice(("skilful_mobilization", "government")), "field": "economic",
            "stage": "active",
        },
    }  # fmt: skip


def fill(records: int) -> None:
    """Write the records of all kinds, their lists, stages and steps."""
    from django.db import connection

    from danvan.activities.models import TrainingAttendance, TrainingCourse
    from danvan.evidence.models import Record, bulk_insert
    from danvan.exemplars.models import Exemplar, ExemplarStage, Milestone
    from danvan.orgs.models import Unit

    random = Random(2026)
    made = kinds(random)
    units = list(Unit.objects.exclude(key__startswith="moi-").order_by("pk").values_list("pk", flat=True))
    each = max(1, records // (len(made) * len(units) * len(YEARS)))
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
    for model, columns in made.items():
        rows = []
        for unit in units:
            for year in YEARS:
                for _ in range(each):
                    on = date(year, 10 if "Cell" in model.__name__ else random.randint(1, 12), random.randint(1, 28))
                    title = f"{model._meta.verbose_name} {year}"
                    rows.append(model(kind=model.kind_code(), unit_id=unit, title=title, folded_title=title,
                                      happened_on=on, state=random.choice(STATES), invented=True,
                                      **columns(on)))  # fmt: skip
        bulk_insert(model, rows)
        if model is TrainingCourse:
            TrainingAttendance.objects.bulk_create(
                [TrainingAttendance(course_id=row.pk, unit_id=row.unit_id, role="focal_officer", planned=2, present=2)
                 for row in rows], batch_size=5000,
            )  # fmt: skip
        if model is Exemplar:
            ExemplarStage.objects.bulk_create(
                [ExemplarStage(exemplar_id=row.pk, stage="active", since=row.happened_on) for row in rows],
                batch_size=5000,
            )
            steps = [
                Milestone(kind="milestone", unit_id=row.unit_id, title=step, folded_title=step, exemplar_id=row.pk,
                          step=step, year=row.happened_on.year, due_on=date(row.happened_on.year, 12, 20),
                          happened_on=date(row.happened_on.year, 12, 10), state="verified", invented=True)
                for row in rows for step in ("plan", "interim_review", "final_review")
            ]  # fmt: skip
            bulk_insert(Milestone, steps)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute("ANALYZE")
    print(f"{Record.objects.count():,} records of {Record.objects.values('kind').distinct().count()} kinds")


# --- measuring --------------------------------------------------------------------------------------------------------


def measure(runs: int) -> None:
    from django.db import connection

    from danvan.authority.rules.actor import system_actor
    from danvan.desk.selectors import reminders
    from danvan.desk.selectors.agenda import dues_between
    from danvan.schemes import selectors
    from danvan.schemes.selectors import weaknesses
    from danvan.schemes.services.results import check, recompute

    actor = system_actor(TODAY)

    bare = sql(
        "SELECT kind, unit_id, extract(year FROM happened_on), state, count(*) FROM evidence_record GROUP BY 1, 2, 3, 4"
    )
    base = timed(bare, runs)
    first = timed(lambda: recompute("da04", on=TODAY), 1)
    print(f"{'first full computation':52} {first[0]:9.1f} s")
    report("full recomputation, nothing to write", timed(lambda: recompute("da04", on=TODAY), 3), base)
    print(f"{'recompute --check differences':52} {len(check('da04', on=TODAY)):9}")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    scheme = selectors.scheme_in_force("da04")
    weak = {each.id: each for each in scheme.weaknesses}
    unit = next(iter(weaknesses.looked(actor, scheme, weak["L1"], 2025, on=TODAY).seats)).unit_id
    pages: dict[str, Act] = {
        "scorecard of the province": lambda: selectors.scorecard(actor, "da04", 2025, on=TODAY),
        "indicators of the province, five years": lambda: selectors.panel(actor, "da04", 2025),
        "indicators of one unit, five years": lambda: selectors.panel(actor, "da04", 2025, unit_id=unit),
        "units behind one indicator": lambda: selectors.indicator_units(actor, "da04", "S04", 2025),
        "weakness L1, plans that read alike too": lambda: weaknesses.plans_view(
            actor, scheme, weak["L1"], 2025, on=TODAY
        ),
        "weakness L2": lambda: weaknesses.coordination_view(actor, scheme, weak["L2"], 2025, on=TODAY),
        "weakness L3": lambda: weaknesses.inspection_view(actor, scheme, weak["L3"], 2025, on=TODAY),
        "weakness L4": lambda: weaknesses.staff_view(actor, scheme, weak["L4"], 2025, on=TODAY),
        "a unit's calendar of one month": lambda: dues_between([unit], date(2025, 11, 1), date(2025, 11, 30)),
        "reminders of all units": lambda: list(reminders(on=date(2025, 11, 23))),
    }
    for name, page in pages.items():
        report(name, timed(page, runs), base)
    verified(runs)


def verified(runs: int) -> None:
    """Measure, kind by kind, from the verifier's act until every figure the record moves is kept anew."""
    from django.utils import timezone
    from procrastinate.contrib.django import app

    from danvan.accounts.models import Person
    from danvan.authority.rules.actor import EVERYTHING, Actor, Grant, system_actor
    from danvan.evidence.models import Record
    from danvan.evidence.services import attach_evidence, submit_evidence, verify_evidence
    from danvan.schemes.selectors import scorecard
    from danvan.schemes.services.results import check

    platform = system_actor(TODAY)
    verifier = Actor(
        person_id=Person.objects.create(username="binh").pk, holding_id=None, unit_id=None, on=TODAY,
        grants=(Grant("standing_office", EVERYTHING),),
    )  # fmt: skip
    worker = app.with_connector(app.connector.get_worker_connector())

    def pieces(kind: str) -> Iterator[int]:
        drafts = Record.objects.filter(kind=kind, state="draft", happened_on__year=2025, unit__versions__kind="commune")
        for record in drafts.order_by("pk")[:runs]:
            piece = attach_evidence(record.pk, actor=platform, proves="Đã làm", link="https://nghean.example/vb")
            yield submit_evidence(piece.pk, actor=platform, at=timezone.now()).pk

    with worker.open():
        for model in kinds(Random(1)):
            waiting = list(pieces(model.kind_code()))
            worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
            acts, whole = [], []
            for piece in waiting:
                began = time.perf_counter()
                verify_evidence(piece, actor=verifier, at=timezone.now())
                acts.append(time.perf_counter() - began)
                worker.run_worker(wait=False, install_signal_handlers=False, listen_notify=False)
                scorecard(platform, "da04", 2025, on=TODAY)
                whole.append(time.perf_counter() - began)
            if whole:
                report(f"verified → figures: {model.kind_code()}", whole, acts)
    wrong = check("da04", on=TODAY)
    print(f"{'recompute --check differences afterwards':52} {len(wrong):9}")
    for each in wrong[:5]:
        print("   ", each)


if __name__ == "__main__":
    main()
