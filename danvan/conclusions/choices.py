"""Words of conclusions: where they come from, how a task stands, what the citizen thinks of it."""

from datetime import date

from django.db import models
from django.db.models import Q


class Origin(models.TextChoices):
    """What a leader concluded something at."""

    RECEPTION = "reception", "tiếp công dân"
    DIALOGUE = "dialogue", "đối thoại"
    INSPECTION = "inspection", "kiểm tra"
    VOTER_MEETING = "voter_meeting", "tiếp xúc cử tri"
    FRONT_MEETING = "front_meeting", "làm việc với Mặt trận Tổ quốc"
    OTHER = "other", "cuộc làm việc khác"


class ConclusionState(models.TextChoices):
    """A draft lies with who writes it; once issued its tasks run."""

    DRAFT = "draft", "dự thảo"
    ISSUED = "issued", "đã ban hành"


class TaskState(models.TextChoices):
    """Where a task of a conclusion stands."""

    ASSIGNED = "assigned", "đã giao"
    ACCEPTED = "accepted", "đã nhận"
    IN_PROGRESS = "in_progress", "đang thực hiện"
    RETURNED = "returned", "trả lại vì không thuộc thẩm quyền"
    REPORTED = "reported", "đã báo cáo xong"
    VERIFIED = "verified", "đã xác nhận xong"
    CLOSED = "closed", "đã kết thúc"
    CANCELLED = "cancelled", "đã hủy"


# The unit still owes the work; somebody of the unit that follows it confirmed that it is done.
OWED = (TaskState.ASSIGNED, TaskState.ACCEPTED, TaskState.IN_PROGRESS, TaskState.RETURNED)
# Of what is owed, what lies with the unit: what it returned waits for whoever follows it to decide.
WORKED = (TaskState.ASSIGNED, TaskState.ACCEPTED, TaskState.IN_PROGRESS)
DONE = (TaskState.VERIFIED, TaskState.CLOSED)


def is_late(on: date) -> Q:
    """Return the condition of tasks whose unit still owes the work after the day that counts."""
    return Q(state__in=OWED, due_on__lt=on)


class CitizenView(models.TextChoices):
    """What the citizen who was promised something thinks of what was done."""

    SATISFIED = "satisfied", "đồng tình"
    PARTLY = "partly", "đồng tình một phần"
    NOT = "not", "chưa đồng tình"
    UNKNOWN = "unknown", "chưa liên hệ được"
