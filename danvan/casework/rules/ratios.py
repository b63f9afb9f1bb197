"""What letters and cases add up to, and the four shares of settled cases (targets.md section 8).

Public reports use one or another of the four without saying which; here all
four are counted from the same cases, side by side, and the verdict is read
from the first.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Handling:
    """Letters whose handling fell due in a year: all of them, those handled in time, late, and not at all."""

    due: int = 0
    in_time: int = 0
    late: int = 0

    @property
    def waiting(self) -> int:
        """Letters past their limit that nobody has handled."""
        return self.due - self.in_time - self.late

    def __add__(self, other: "Handling") -> "Handling":
        return Handling(self.due + other.due, self.in_time + other.in_time, self.late + other.late)


@dataclass(frozen=True, slots=True)
class Resolution:
    """Cases of a year: what was open when it began, came in, was settled, fell due.

    `not_yet_due` are open at the end and still within their limit, or
    suspended; `in_first_limit` were settled within the limit they began with,
    before any extension.
    """

    open_at_start: int = 0
    accepted: int = 0
    settled: int = 0
    withdrawn: int = 0
    in_time: int = 0
    in_first_limit: int = 0
    not_yet_due: int = 0
    due: int = 0
    due_settled: int = 0

    @property
    def total(self) -> int:
        """Cases there were to settle."""
        return self.open_at_start + self.accepted

    @property
    def open_at_end(self) -> int:
        """Cases left."""
        return self.total - self.settled

    @property
    def overdue(self) -> int:
        """Cases left whose limit has passed."""
        return self.open_at_end - self.not_yet_due

    def __add__(self, other: "Resolution") -> "Resolution":
        return Resolution(*(getattr(self, name) + getattr(other, name) for name in self.__slots__))


class Ratio(StrEnum):
    """One way to say how many cases were settled."""

    OF_OPEN_AND_ACCEPTED = "of_open_and_accepted"
    WITHOUT_NOT_YET_DUE = "without_not_yet_due"
    OF_DUE = "of_due"
    ON_TIME_OF_SETTLED = "on_time_of_settled"
    IN_FIRST_LIMIT = "in_first_limit"

    @property
    def short(self) -> str:
        """How it is called beside the others."""
        return _SHORT[self]

    @property
    def label(self) -> str:
        """What it is a share of, in Vietnamese."""
        return _LABELS[self]

    @property
    def meaning(self) -> str:
        """When to look at it, in a sentence."""
        return _MEANINGS[self]

    def of(self, counted: Resolution) -> tuple[int, int]:
        """Return the numerator and the denominator."""
        return _COUNTS[self](counted)


_SHORT = {
    Ratio.OF_OPEN_AND_ACCEPTED: "R1",
    Ratio.WITHOUT_NOT_YET_DUE: "R2",
    Ratio.OF_DUE: "R3",
    Ratio.ON_TIME_OF_SETTLED: "R4",
    Ratio.IN_FIRST_LIMIT: "R4, hạn ban đầu",
}
_LABELS = {
    Ratio.OF_OPEN_AND_ACCEPTED: "đã giải quyết / tồn đầu kỳ và thụ lý trong kỳ",
    Ratio.WITHOUT_NOT_YET_DUE: "đã giải quyết / tổng số, không kể vụ việc chưa đến hạn",
    Ratio.OF_DUE: "đã giải quyết / vụ việc đến hạn trong kỳ",
    Ratio.ON_TIME_OF_SETTLED: "đúng hạn / đã giải quyết, tính cả gia hạn",
    Ratio.IN_FIRST_LIMIT: "đúng hạn / đã giải quyết, không kể gia hạn",
}
_MEANINGS = {
    Ratio.OF_OPEN_AND_ACCEPTED: "Tỷ lệ dùng để kết luận T14. Vụ việc mới thụ lý, còn trong hạn vẫn nằm ở mẫu số.",
    Ratio.WITHOUT_NOT_YET_DUE: "Bỏ khỏi mẫu số vụ việc còn trong thời hạn vào cuối kỳ nên thường cao hơn R1.",
    Ratio.OF_DUE: "Chỉ nhìn vụ việc có hạn rơi vào kỳ; cho biết việc đến hạn có được làm xong không.",
    Ratio.ON_TIME_OF_SETTLED: "Trong số đã giải quyết, bao nhiêu xong trước hoặc đúng ngày hết hạn đã được gia hạn.",
    Ratio.IN_FIRST_LIMIT: "Như R4 nhưng so với hạn ngày thụ lý: gia hạn, xác định phức tạp, tạm đình chỉ không tính.",
}
_COUNTS: dict[Ratio, Callable[[Resolution], tuple[int, int]]] = {
    Ratio.OF_OPEN_AND_ACCEPTED: lambda counted: (counted.settled, counted.total),
    Ratio.WITHOUT_NOT_YET_DUE: lambda counted: (counted.settled, counted.total - counted.not_yet_due),
    Ratio.OF_DUE: lambda counted: (counted.due_settled, counted.due),
    Ratio.ON_TIME_OF_SETTLED: lambda counted: (counted.in_time, counted.settled),
    Ratio.IN_FIRST_LIMIT: lambda counted: (counted.in_first_limit, counted.settled),
}
