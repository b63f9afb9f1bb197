"""The plainest valid records, documents and evidence."""

from datetime import UTC, date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile

from danvan.authority.rules.actor import Actor, system_actor
from danvan.evidence import services
from danvan.evidence.models import Document, Evidence
from danvan.plans.models import Plan, PlanTask
from tests.cast import TODAY
from tests.files import samples

NOON = datetime(2026, 11, 23, 5, 0, tzinfo=UTC)
PLATFORM = system_actor(TODAY)


def upload(content: bytes | None = None, name: str = "kế hoạch.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, samples.pdf() if content is None else content)


def make_plan(unit, *, actor: Actor = PLATFORM, title: str = "Kế hoạch dân vận năm 2026", **changes) -> Plan:
    fields = {"plan_kind": "government_mobilization", "year": 2026, "happened_on": date(2026, 1, 15)} | changes
    return services.create_record(Plan, actor=actor, unit=unit, title=title, **fields)


def make_task(plan: Plan, *, actor: Actor = PLATFORM, **changes) -> PlanTask:
    fields = {"owner": "Văn phòng", "due_on": date(2026, 6, 30), "title": "Đối thoại với nhân dân"} | changes
    return services.create_record(PlanTask, actor=actor, unit_id=plan.unit_id, plan=plan, **fields)


def make_document(unit, *, actor: Actor = PLATFORM, number: str = "12/KH-UBND", files: int = 1, **changes) -> Document:
    fields = {
        "kind": "plan",
        "number": number,
        "issued_on": date(2026, 1, 15),
        "title": "Kế hoạch công tác dân vận chính quyền",
        "issuer": "UBND xã",
        "signer": "Nguyễn Văn Minh",
    } | changes
    uploads = [upload(samples.pdf(f"{number} {at}"), f"tệp {at}.pdf") for at in range(files)]
    return services.add_document(unit.pk, actor=actor, uploads=uploads, **fields)


def make_piece(record, *, actor: Actor = PLATFORM, document: Document | None = None, state: str = "draft") -> Evidence:
    """Return a piece in a state on the way: draft or submitted."""
    document = document or make_document(record.unit, actor=actor, number=f"{record.pk}/KH-UBND")
    piece = services.attach_evidence(
        record.pk, actor=actor, proves="Đã ban hành kế hoạch năm", document_ids=[document.pk]
    )
    if state == "submitted":
        piece = services.submit_evidence(piece.pk, actor=actor, at=NOON)
    return piece
