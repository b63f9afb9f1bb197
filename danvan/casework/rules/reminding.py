"""How far reminding of a limit has come on a day: always derived from the limit itself, never counted up."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum


class ReminderStep(IntEnum):
    """How far reminding has come (nghean_practice.md: reminders by letter, three times)."""

    SOON = 0
    DUE = 1
    FIRST = 2
    SECOND = 3
    THIRD = 4

    @property
    def label(self) -> str:
        """The Vietnamese words."""
        return _LABELS[self]


_LABELS = {
    ReminderStep.SOON: "sắp đến hạn",
    ReminderStep.DUE: "đến hạn",
    ReminderStep.FIRST: "đôn đốc lần 1",
    ReminderStep.SECOND: "đôn đốc lần 2",
    ReminderStep.THIRD: "đôn đốc lần 3",
}


@dataclass(frozen=True)
class Steps:
    """On which day each step is reached, counted from the limit; earliest first."""

    days: tuple[tuple[ReminderStep, int], ...]

    def __post_init__(self) -> None:
        if [step for step, _ in self.days] != list(ReminderStep):
            raise ValueError("every step stands once, in its order")
        numbers = [days for _, days in self.days]
        if numbers != sorted(set(numbers)):
            raise ValueError("a later step has a later day")

    @property
    def horizon(self) -> timedelta:
        """How long before a limit the first step comes."""
        return timedelta(days=-self.days[0][1])

    def reached(self, due_on: date, on: date) -> ReminderStep | None:
        """Return the last step a limit has come to on a day; nothing before the first."""
        late = (on - due_on).days
        return max((step for step, days in self.days if late >= days), default=None)

    def latest_due(self, step: ReminderStep, on: date) -> date:
        """Return the latest limit that has come to a step on a day."""
        return on - timedelta(days=dict(self.days)[step])
