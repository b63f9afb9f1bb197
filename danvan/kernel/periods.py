"""The stretch of days a figure is about.

Real reports put calendar years, six and nine months and windows like 1/8–31/7
side by side, so every figure states its first and its last day.  A period is
those two days and nothing else: what kind it is, its code and its Vietnamese
name are read off them, and two periods of the same days are the same period.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from danvan.kernel.text import format_date, parse_date

_DAY = timedelta(days=1)
_ROMAN = ("I", "II", "III", "IV")
_CODE = re.compile(r"(?P<year>[0-9]{4})(?:-(?:H(?P<half>[12])|Q(?P<quarter>[1-4])|(?P<month>0[1-9]|1[0-2])))?")


class PeriodKind(StrEnum):
    """What a period is when its days are those of the calendar."""

    YEAR = "year"
    HALF = "half"
    QUARTER = "quarter"
    MONTH = "month"
    CUSTOM = "custom"


_KIND_OF_MONTHS = {12: PeriodKind.YEAR, 6: PeriodKind.HALF, 3: PeriodKind.QUARTER, 1: PeriodKind.MONTH}


@dataclass(frozen=True, order=True)
class Period:
    """All days from `start` to `end`, both included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError(
                f"Kỳ số liệu kết thúc ngày {format_date(self.end)}, trước ngày bắt đầu {format_date(self.start)}."
            )

    @classmethod
    def year(cls, year: int) -> Self:
        """Return the calendar year."""
        return cls._of_months(year, 1, 12)

    @classmethod
    def half(cls, year: int, number: int) -> Self:
        """Return the first or second half of a year."""
        return cls._of_months(year, number, 6)

    @classmethod
    def quarter(cls, year: int, number: int) -> Self:
        """Return one of the four quarters of a year."""
        return cls._of_months(year, number, 3)

    @classmethod
    def month(cls, year: int, number: int) -> Self:
        """Return one month of a year."""
        return cls._of_months(year, number, 1)

    @classmethod
    def custom(cls, start: date, end: date) -> Self:
        """Return the days from one to the other, both included."""
        return cls(start, end)

    @classmethod
    def _of_months(cls, year: int, number: int, length: int) -> Self:
        if not 1 <= number <= 12 // length:
            raise ValueError(f"a year has no {_KIND_OF_MONTHS[length]} {number}")
        last_month = number * length
        return cls(date(year, last_month - length + 1, 1), date(year, last_month, monthrange(year, last_month)[1]))

    @classmethod
    def parse(cls, code: str) -> Self:
        """Read "2025", "2025-H1", "2025-Q3", "2025-07" or "2025-01-01..2025-06-30".

        Raises ValueError with a Vietnamese sentence when it is none of these.
        """
        text = code.strip()
        start, dots, end = text.partition("..")
        if dots:
            return cls(parse_date(start), parse_date(end))
        match = _CODE.fullmatch(text)
        if match is None or match["year"] == "0000":
            raise ValueError(
                f"Kỳ số liệu “{text}” chưa đúng dạng; ghi 2025, 2025-H1, 2025-Q3, 2025-07 hoặc 2025-01-01..2025-06-30."
            )
        year = int(match["year"])
        if match["half"]:
            return cls.half(year, int(match["half"]))
        if match["quarter"]:
            return cls.quarter(year, int(match["quarter"]))
        if match["month"]:
            return cls.month(year, int(match["month"]))
        return cls.year(year)

    @property
    def kind(self) -> PeriodKind:
        """Year, half, quarter or month when the days are exactly those, custom otherwise."""
        months = self.end.month - self.start.month + 1
        whole = self.start.year == self.end.year and self.start.day == 1 and _is_last_of_month(self.end)
        if whole and months in _KIND_OF_MONTHS and self.end.month % months == 0:
            return _KIND_OF_MONTHS[months]
        return PeriodKind.CUSTOM

    @property
    def code(self) -> str:
        """The short form `parse` reads back."""
        year = f"{self.start.year:04}"
        match self.kind:
            case PeriodKind.YEAR:
                return year
            case PeriodKind.HALF:
                return f"{year}-H{self.end.month // 6}"
            case PeriodKind.QUARTER:
                return f"{year}-Q{self.end.month // 3}"
            case PeriodKind.MONTH:
                return f"{year}-{self.end.month:02}"
            case _:
                return f"{self.start.isoformat()}..{self.end.isoformat()}"

    @property
    def label(self) -> str:
        """The name people use: "quý III/2025"; for a custom period its two days."""
        year = self.start.year
        match self.kind:
            case PeriodKind.YEAR:
                return f"năm {year}"
            case PeriodKind.HALF:
                return f"6 tháng {'đầu' if self.start.month == 1 else 'cuối'} năm {year}"
            case PeriodKind.QUARTER:
                return f"quý {_ROMAN[self.end.month // 3 - 1]}/{year}"
            case PeriodKind.MONTH:
                return f"tháng {self.end.month:02}/{year}"
            case _:
                return self.dates_label

    @property
    def dates_label(self) -> str:
        """Its two days in words, whatever its kind: "từ 01/01/2025 đến 30/06/2025"."""
        return f"từ {format_date(self.start)} đến {format_date(self.end)}"

    @property
    def last_day(self) -> date:
        """The day on which units are counted (rule R1)."""
        return self.end

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.end - self.start).days + 1

    def contains(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.start <= day <= self.end

    def overlaps(self, other: "Period") -> bool:
        """Whether the two share a day."""
        return self.start <= other.end and other.start <= self.end

    def intersection(self, other: "Period") -> "Period | None":
        """Return the days common to both, or None when there are none."""
        if not self.overlaps(other):
            return None
        return Period(max(self.start, other.start), min(self.end, other.end))

    def previous(self) -> "Period":
        """Return the one just before: the calendar period of the same kind, or as many days for a custom one."""
        end = self.start - _DAY
        if self.kind is PeriodKind.CUSTOM:
            return Period(end - (self.end - self.start), end)
        length = self.end.month - self.start.month + 1
        return Period._of_months(end.year, end.month // length, length)

    def __str__(self) -> str:
        return self.code


def _is_last_of_month(day: date) -> bool:
    return day.day == monthrange(day.year, day.month)[1]
