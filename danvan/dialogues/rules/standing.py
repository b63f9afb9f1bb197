"""What became of a question: kept, open or late, as the next dialogue is told."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Standing(StrEnum):
    """What became of a question."""

    KEPT = "kept"
    KEPT_LATE = "kept_late"
    OPEN = "open"
    LATE = "late"
    UNANSWERED = "unanswered"
    WAITING = "waiting"
    NOT_TAKEN = "not_taken"

    @property
    def label(self) -> str:
        """The Vietnamese words."""
        return _LABELS[self]

    @property
    def is_over(self) -> bool:
        """Whether nothing more is owed."""
        return self in (Standing.KEPT, Standing.KEPT_LATE, Standing.NOT_TAKEN)


_LABELS = {
    Standing.KEPT: "đã trả lời",
    Standing.KEPT_LATE: "đã trả lời, muộn hẹn",
    Standing.OPEN: "đang chờ, còn hạn",
    Standing.LATE: "quá hẹn, chưa trả lời",
    Standing.UNANSWERED: "chưa trả lời, chưa hẹn",
    Standing.WAITING: "chờ duyệt",
    Standing.NOT_TAKEN: "không đưa vào đối thoại",
}


@dataclass(frozen=True)
class Asked:
    """What is known of a question, and of the case it became."""

    state: str
    due_on: date | None = None
    answered_on: date | None = None
    case_due_on: date | None = None
    case_settled_on: date | None = None
    case_is_open: bool = True


def standing(asked: Asked, *, today: date) -> Standing:
    """Return how a question stands on a day."""
    if asked.state == "waiting":
        return Standing.WAITING
    if asked.state == "set_aside":
        return Standing.NOT_TAKEN
    if asked.state == "in_case":
        done_on, due_on = asked.case_settled_on, asked.case_due_on
        if done_on is None and not asked.case_is_open:
            # Passed on, guided or filed: the desk has done with it.
            return Standing.KEPT
    else:
        done_on, due_on = asked.answered_on if asked.state == "answered" else None, asked.due_on
    if done_on is not None:
        return Standing.KEPT_LATE if due_on is not None and done_on > due_on else Standing.KEPT
    if asked.state == "open":
        return Standing.UNANSWERED
    return Standing.LATE if due_on is not None and today > due_on else Standing.OPEN
