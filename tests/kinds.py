"""One record of every kind, for the tests that walk through all of them."""

from datetime import date, timedelta
from typing import Any

from danvan.activities.models import (
    CellThematicSession,
    DisseminationEvent,
    GrassrootsVisit,
    OutreachActivity,
    PeopleDocument,
    ReviewConference,
    TrainingCourse,
    VisitProposal,
)
from danvan.committees.models import EvaluationScheme, EvaluationUse, FocalAssignment, SteeringCommittee
from danvan.coordination.models import CoordinationAgreement, CoordinationProgramme, CoordinationReview
from danvan.dialogues.models import Dialogue, HotSpot, LocalEnterprises
from danvan.evidence.choices import ProofState
from danvan.evidence.models import Evidence, Record
from danvan.exemplars.models import Award, EmulationLaunch, Exemplar, ExemplarStage, Milestone
from danvan.indices.models import IndexScore
from danvan.inspections.models import Inspection, InspectionFinding
from danvan.kernel.text import fold
from danvan.orgs.models import Unit
from danvan.plans.models import Plan, PlanTask

DAY = date(2026, 3, 5)


def make(model: type[Record], unit: Unit, *, state: str = ProofState.VERIFIED, **columns: Any) -> Any:
    """Return a saved record of any kind; what is not given is as plain as the kind allows."""
    given = {**defaults(model, unit, columns), **columns}
    title = given.pop("title", f"{model._meta.verbose_name} của đơn vị")
    record = model._default_manager.create(
        unit=unit, kind=model.kind_code(), title=title, folded_title=fold(title), state=state, **given
    )
    if state != ProofState.DRAFT:
        Evidence.objects.create(
            record_id=record.pk, proves=title[:300], fact_on=record.happened_on, state=state, link="https://example.vn/"
        )
    return record


def defaults(model: type[Record], unit: Unit, given: dict[str, Any]) -> dict[str, Any]:
    """Return the columns a kind cannot do without."""
    day: date = given.get("happened_on") or DAY
    plain: dict[Any, dict[str, Any]] = {
        Plan: {"happened_on": day, "plan_kind": "government_mobilization", "year": day.year},
        PlanTask: {"due_on": day, "owner": "Văn phòng"},
        IndexScore: {"index": "PAR_INDEX", "year": day.year, "rank": 3, "of_total": 34, "confidence": "official"},
        DisseminationEvent: {"happened_on": day, "about_directive": True, "invited": 10, "present": 9},
        CellThematicSession: {"happened_on": date(day.year, 10, 12), "cells_held": 8, "cells_total": 8},
        TrainingCourse: {
            "planned_on": day,
            "level": "commune",
            "subjects": ["government_mobilization", "grassroots_democracy"],
        },
        ReviewConference: {"happened_on": day, "review_kind": "annual", "year": day.year},
        PeopleDocument: {"happened_on": day, "number": "15/QĐ-UBND"},
        Dialogue: {
            "planned_on": given.get("planned_on") or day,
            "audiences": ["people"],
            "chaired_by": "head" if given.get("happened_on", day) else "",
            "happened_on": given.get("happened_on", day),
            "voters": 40,
        },
        HotSpot: {
            "happened_on": day,
            "place": "bản Mẫu",
            "field": "land",
            "flagged_by": "Mặt trận xã",
            "why": "Chênh giá giữa hai đợt",
        },
        LocalEnterprises: {"happened_on": day, "enterprises": 3, "cooperatives": 1},
        OutreachActivity: {"happened_on": day, "channel": "meeting", "reach": 40},
        GrassrootsVisit: {"happened_on": day, "leader_post": "Chủ tịch UBND xã"},
        SteeringCommittee: {"happened_on": day, "valid_from": day, "head_post": "chair"},
        FocalAssignment: {"happened_on": day, "valid_from": day, "leader_post": "head", "officer": "Cán bộ"},
        EvaluationScheme: {
            "happened_on": day, "valid_from": day, "covers_collective": True, "covers_individual": True
        },
        EvaluationUse: {"happened_on": day, "year": day.year, "individuals": 12},
        CoordinationAgreement: {
            "happened_on": day, "valid_from": day, "parties": ["front"], "names_organisations": True
        },
        CoordinationProgramme: {"happened_on": day, "year": day.year},
        CoordinationReview: {"happened_on": day},
        Inspection: {"planned_on": day, "inspection_form": "on_site", "inspecting_unit": unit},
        InspectionFinding: {"due_on": day + timedelta(days=30), "finding_kind": "plan", "happened_on": None},
        Exemplar: {"happened_on": day, "category": "skilful_mobilization", "field": "economic", "stage": "active"},
        Milestone: {"step": "plan", "year": day.year, "due_on": day, "happened_on": day},
        EmulationLaunch: {"happened_on": day},
        Award: {
            "happened_on": day, "level": "commune", "award_form": "commendation", "recipient": "Bản Hòa Sơn"
        },
    }  # fmt: skip
    found = plain.get(model, {})
    if model is InspectionFinding and "inspection" not in given:
        found["inspection"] = make(Inspection, unit, title=given.get("title", "Cuộc kiểm tra"))
    if model is PlanTask and "plan" not in given:
        found["plan"] = make(Plan, unit, title=given.get("title", "Kế hoạch"))
    if model is Milestone and "exemplar" not in given:
        found["exemplar"] = make(Exemplar, unit, title=given.get("title", "Mô hình"))
    return found


def working(exemplar: Exemplar, since: date, until: date | None = None) -> Exemplar:
    """Let an exemplar be at work from a day on."""
    ExemplarStage.objects.create(exemplar=exemplar, stage="active", since=since, until=until)
    return exemplar


def with_proposal(visit: GrassrootsVisit) -> GrassrootsVisit:
    """Let a visit have heard something."""
    VisitProposal.objects.create(visit=visit, text="Sửa đường vào bản")
    return visit
