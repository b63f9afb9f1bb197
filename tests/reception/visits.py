"""Sessions and visits for tests: the plainest open session of lan's commune, the plainest visit."""

import uuid

from django.utils import timezone

from danvan.reception.choices import ReceptionKind, SessionState
from danvan.reception.models import ReceptionSession
from danvan.reception.services.visits import NewVisit, record_visit
from tests.cast import TODAY


def open_session(unit, *, on=TODAY, kind=ReceptionKind.REGULAR, **how):
    """Return an open session of a unit."""
    if kind == ReceptionKind.AD_HOC:
        how.setdefault("ground", "complex")
    return ReceptionSession.objects.create(
        **{
            "unit": unit, "on": on, "kind": kind, "place": "Trụ sở tiếp công dân", "state": SessionState.OPEN,
            "opened_at": timezone.now(), **how,
        }
    )  # fmt: skip


def new_visit(**given):
    """Return the plainest visit as it is typed."""
    return NewVisit(
        **{
            "matter": "recommendation", "outcome": "answered", "name": "Vi Thị Ví Dụ", "address": "bản Mẫu",
            "no_id_reason": "không mang theo", "content": "Hỏi về việc sửa đường vào bản.",
            "answer": "Xã sửa trong tháng 12.", **given,
        }
    )  # fmt: skip


def record(cast, session, *, by="lan", key=None, **given):
    """Return a visit written into the book."""
    visit, _is_new = record_visit(
        session.pk, new_visit(**given), key=key or uuid.uuid4(), actor=cast.actor(by), at=timezone.now()
    )
    return visit


def posted(**given):
    """Return the plainest visit as the sheet sends it."""
    return {
        "key": str(uuid.uuid4()), "matter": "recommendation", "outcome": "answered", "name": "Vi Thị Ví Dụ",
        "address": "bản Mẫu", "no_id_reason": "không mang theo", "content": "Hỏi về việc sửa đường vào bản.",
        "answer": "Xã sửa trong tháng 12.", "people": "1", **given,
    }  # fmt: skip
