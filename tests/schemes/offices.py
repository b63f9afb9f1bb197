"""Offices that do random things through the real services, refusals included."""

import random
from datetime import UTC, date, datetime, timedelta

from django.db import transaction

from danvan.activities import services as activities
from danvan.activities.models import (
    CellThematicSession,
    DisseminationEvent,
    OutreachActivity,
    PeopleDocument,
    ReviewConference,
    TrainingCourse,
)
from danvan.committees import services as committees
from danvan.committees.models import EvaluationScheme, EvaluationUse, FocalAssignment, SteeringCommittee
from danvan.coordination.models import CoordinationAgreement, CoordinationReview
from danvan.evidence.services import (
    NO_PAPER,
    attach_evidence,
    change_record,
    create_record,
    delete_draft,
    end_in_force,
    recall_verified,
    reject_evidence,
    submit_evidence,
    verify_evidence,
    withdraw_evidence,
)
from danvan.exemplars import services as exemplars
from danvan.exemplars.models import Award, Exemplar, Milestone
from danvan.indices.models import IndexScore
from danvan.inspections import services as inspections
from danvan.inspections.models import Inspection
from danvan.kernel.errors import InputErrors, RuleError
from danvan.plans.models import Plan, PlanTask
from danvan.schemes.services import recompute
from tests.cast import TODAY, make_unit
from tests.kinds import defaults
from tests.schemes.factories import DEMOCRACY, GOVERNMENT, PLATFORM, communes, end, succeed

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)


class Office:
    """Does random things through the real services, refusals included, and reorganises units now and then."""

    COMMUNES = 12

    def __init__(self, place, seed):
        self.random = random.Random(seed)
        self.place = place
        self.units = [place.province, place.department, place.commune, place.neighbour,
                      *communes(self.COMMUNES, parent=place.province, key="ngau")]  # fmt: skip
        self.records, self.pieces = [], []
        self.since = {}
        self.done = self.refused = self.mergers = 0
        # The platform types and the verifier decides; nobody verifies their own.
        self.verifiers = ()
        self.deeds = [
            (self.create_plan, 14), (self.create_task, 20), (self.create_score, 4), (self.hand_in, 30),
            (self.verify, 34), (self.reject, 5), (self.withdraw, 3), (self.recall, 3), (self.change, 10),
            (self.delete, 3), (self.merge, 0.7),
        ]  # fmt: skip

    def act(self):
        deeds, weights = zip(*self.deeds, strict=True)
        deed = self.random.choices(deeds, weights)[0]
        try:
            with transaction.atomic():
                deed()
            self.done += 1
        except (RuleError, InputErrors, IndexError):
            self.refused += 1

    def day(self, year):
        return date(year, 1, 1).replace(month=self.random.randint(1, 12), day=self.random.randint(1, 28))

    def year(self):
        return self.random.choice([2024, 2025, 2025, 2026])

    def create_plan(self):
        year = self.year()
        self.records.append(create_record(
            Plan, actor=PLATFORM, unit=self.random.choice(self.units), title="Kế hoạch", year=year,
            plan_kind=self.random.choice([GOVERNMENT, DEMOCRACY]), happened_on=min(self.day(year), TODAY),
        ))  # fmt: skip

    def create_task(self):
        of = self.random.choice([record for record in self.records if isinstance(record, Plan)])
        due = self.day(of.year)
        self.records.append(create_record(
            PlanTask, actor=PLATFORM, unit_id=of.unit_id, plan=of, title="Nhiệm vụ", owner="Văn phòng", due_on=due,
            happened_on=min(due, TODAY) if self.random.random() < 0.8 else None,
        ))  # fmt: skip

    def create_score(self):
        self.records.append(create_record(
            IndexScore, actor=PLATFORM, unit=self.place.province, title="Chỉ số", rank=self.random.randint(1, 63),
            of_total=63, year=self.random.randint(2018, 2025), confidence="seen",
            index=self.random.choice(["PAR_INDEX", "PAPI", "PCI", "SIPAS"]),
        ))  # fmt: skip

    def hand_in(self):
        record = self.random.choice(self.records[-12:])
        piece = attach_evidence(record.pk, actor=PLATFORM, proves="Đã làm", link="https://nghean.example/vb")
        self.pieces.append(submit_evidence(piece.pk, actor=PLATFORM, at=NOON))

    def verify(self):
        verify_evidence(self.random.choice(self.pieces[-5:]).pk, actor=self.random.choice(self.verifiers), at=NOON)

    def reject(self):
        piece, verifier = self.random.choice(self.pieces[-25:]), self.random.choice(self.verifiers)
        reject_evidence(piece.pk, actor=verifier, at=NOON, reason="Thiếu dấu")

    def withdraw(self):
        withdraw_evidence(self.random.choice(self.pieces[-25:]).pk, actor=PLATFORM)

    def recall(self):
        recall_verified(self.random.choice(self.records).pk, actor=PLATFORM, reason="Ghi nhầm")

    def change(self):
        record = self.random.choice(self.records)
        record = type(record).objects.get(pk=record.pk)
        changes = {"title": f"Sửa {self.random.random()}"}
        if isinstance(record, PlanTask):
            changes["due_on"] = self.day(self.random.choice([2024, 2025, 2026]))
        elif isinstance(record, Plan):
            changes["year"] = self.year()
        change_record(record.pk, actor=PLATFORM, edition=record.edition, changes=changes)

    def delete(self):
        record = self.random.choice(self.records)
        delete_draft(record.pk, actor=PLATFORM)
        self.records.remove(record)

    def merge(self):
        """Two communes become one on a day of 2025; the import of units then asks for a recomputation."""
        if len(self.units) < 6:
            return
        first, second = self.random.sample(self.units[4:], 2)
        earliest = max(self.since.get(unit, date(2025, 1, 1)) for unit in (first, second))
        on = earliest + timedelta(days=self.random.randint(1, 40))
        new = make_unit(f"nhap-{self.mergers}", f"Nhập {self.mergers}", kind="commune", level="commune",
                        parent=self.place.province, since=on)  # fmt: skip
        for unit in (first, second):
            end(unit, on)
            succeed(unit, new, on)
            self.units.remove(unit)
        self.units.append(new)
        self.since[new] = on
        self.mergers += 1
        recompute("da04", on=TODAY)


class BusyOffice(Office):
    """Writes every recorded duty besides, with its lists, its later acts and papers that end."""

    COMMUNES = 5

    KINDS = (
        DisseminationEvent, CellThematicSession, TrainingCourse, ReviewConference, PeopleDocument, OutreachActivity,
        SteeringCommittee, FocalAssignment, EvaluationScheme, EvaluationUse, CoordinationAgreement, CoordinationReview,
        Inspection, Award,
    )  # fmt: skip

    def __init__(self, place, seed):
        super().__init__(place, seed)
        self.deeds = [
            (self.create_any, 60), (self.register, 4), (self.step, 6), (self.attend, 7), (self.hold, 9),
            (self.inspect, 7), (self.end, 5), (self.lose_head, 4), (self.promote, 2), (self.finish_milestone, 6),
            (self.carry_out, 5), (self.hand_in, 20), (self.verify, 6), (self.reject, 6), (self.withdraw, 3),
            (self.recall, 3), (self.change_day, 8), (self.delete, 3), (self.merge, 0.8),
        ]  # fmt: skip

    def hand_in(self):
        self.prove(self.random.choice(self.records[-12:]))

    def prove(self, record):
        piece = attach_evidence(record.pk, actor=PLATFORM, proves="Đã làm", link="https://nghean.example/vb")
        self.pieces.append(submit_evidence(piece.pk, actor=PLATFORM, at=NOON))
        for verifier in self.verifiers if self.random.random() < 0.8 else ():
            try:
                with transaction.atomic():
                    verify_evidence(piece.pk, actor=verifier, at=NOON)
            except RuleError:
                continue

    def past(self):
        return min(self.day(self.year()), TODAY)

    def of(self, *models):
        return self.random.choice([record for record in self.records if isinstance(record, models)])

    def create_any(self):
        model, unit, on = self.random.choice(self.KINDS), self.random.choice(self.units), self.past()
        columns = defaults(model, unit, {"happened_on": on})
        columns.pop("course_state", None)
        if model is DisseminationEvent:
            columns |= {"about_article": self.random.random() < 0.6}
        if model is CellThematicSession:
            columns["cells_held"] = self.random.randint(4, 8)
            columns["happened_on"] = on.replace(month=self.random.choice([9, 10])) if on < TODAY else on
        if model is CoordinationAgreement:
            columns["ends_on"] = self.random.choice([None, on.replace(year=on.year + 1, day=1)])
        if model is SteeringCommittee:
            columns["head_post"] = self.random.choice(["chair", "chair", "vice_chair"])
        if model is Inspection:
            columns["inspecting_unit"] = self.random.choice([self.place.department, unit])
        if model is PeopleDocument:
            columns["everywhere"] = self.random.random() < 0.3
        self.records.append(create_record(model, actor=PLATFORM, unit=unit, title=model.__name__, **columns))
        if model not in (TrainingCourse, Inspection, DisseminationEvent) and self.random.random() < 0.7:
            self.prove(self.records[-1])

    def register(self):
        category = self.random.choice(["skilful_mobilization", "government", "grassroots_democracy"])
        unit, on = self.random.choice(self.units), self.past()
        exemplar = exemplars.register(
            actor=PLATFORM, at=NOON, paper=NO_PAPER,
            fields={"unit_id": unit.pk, "title": "Mô hình", "category": category, "field": "economic",
                    "happened_on": on},
        )  # fmt: skip
        self.records.append(exemplar)
        exemplars.move(exemplar.pk, "start", actor=PLATFORM, on=min(on + timedelta(days=20), TODAY))

    def step(self):
        act = self.random.choice(["suspend", "complete", "recognise", "continue", "replicate", "close"])
        exemplars.move(self.of(Exemplar).pk, act, actor=PLATFORM, on=self.past())

    def promote(self):
        exemplars.promote(self.of(Exemplar).pk, actor=PLATFORM, on=self.past(), category="government", reason="Tốt")

    def finish_milestone(self):
        steps = list(Milestone.objects.filter(exemplar=self.of(Exemplar).pk, happened_on=None))
        step = self.random.choice(steps)
        outcome = "decided" if step.step == "replication" else ""
        exemplars.finish_milestone(
            step.pk, actor=PLATFORM, at=NOON, edition=step.edition, happened_on=min(step.due_on, TODAY),
            result="Đã làm", replication=outcome, paper=NO_PAPER,
        )  # fmt: skip
        self.records.append(step)

    def lines(self, **columns):
        units = self.random.sample(self.units, 3)
        return [{"unit_id": unit.pk, "present": self.random.randint(0, 3), **columns} for unit in units]

    def attend(self):
        event = self.of(DisseminationEvent)
        activities.list_attendance(event.pk, self.lines(invited=3, head_present=False), actor=PLATFORM)
        self.prove(event)

    def hold(self):
        course = self.of(TrainingCourse)
        activities.hold_course(
            course.pk, actor=PLATFORM, at=NOON, held_on=self.past(), paper=NO_PAPER,
            lines=self.lines(role="focal_officer", planned=3),
        )  # fmt: skip
        self.prove(course)

    def inspect(self):
        inspection, has_section = self.of(Inspection), self.random.random() < 0.8
        inspections.do_inspection(inspection.pk, actor=PLATFORM, happened_on=self.past(), has_section=has_section)
        self.prove(inspection)

    def end(self):
        paper = self.of(CoordinationAgreement, SteeringCommittee, FocalAssignment, EvaluationScheme)
        end_in_force(paper.pk, actor=PLATFORM, ends_on=self.past(), reason="Thay văn bản")

    def lose_head(self):
        committees.head_left(self.of(SteeringCommittee).pk, actor=PLATFORM, left_on=self.past(), reason="Nghỉ")

    def carry_out(self):
        document = self.of(PeopleDocument)
        on = min(document.happened_on + timedelta(days=self.random.randint(1, 90)), TODAY)
        activity = create_record(
            OutreachActivity, actor=PLATFORM, unit_id=document.unit_id, title="Đưa văn bản đến dân", happened_on=on,
            channel="meeting", reach=30, people_document=document,
        )  # fmt: skip
        self.records.append(activity)
        self.prove(activity)

    def change_day(self):
        record = self.random.choice(self.records)
        record = type(record).objects.get(pk=record.pk)
        changes = {"happened_on": self.past()}
        if self.random.random() < 0.3:
            changes = {"unit_id": self.random.choice(self.units).pk}
        change_record(record.pk, actor=PLATFORM, edition=record.edition, changes=changes)
