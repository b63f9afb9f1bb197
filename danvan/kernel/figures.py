"""Verdicts by exact arithmetic.

48 of 49 agencies is not 98 %, though it prints as 98,0 %.  So shares are kept
as fractions, compared as whole numbers, and rounded only on paper.  "Trên" is
strictly greater, "ít nhất" greater or equal, "100 %" means that numerator and
denominator are equal.  Nothing out of nothing is no share at all, never 100 %.

Counting rules R5 and R6 of Scheme 04.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from danvan.kernel.text import format_number


class Status(StrEnum):
    """The five answers a target can have for a unit and period."""

    ACHIEVED = "achieved"
    NOT_ACHIEVED = "not_achieved"
    NOT_YET_DUE = "not_yet_due"
    NO_DATA = "no_data"
    NOT_APPLICABLE = "not_applicable"

    @property
    def label(self) -> str:
        """The Vietnamese word, the same on every screen and paper."""
        return _STATUS_LABELS[self]


_STATUS_LABELS = {
    Status.ACHIEVED: "đạt",
    Status.NOT_ACHIEVED: "chưa đạt",
    Status.NOT_YET_DUE: "chưa đến hạn",
    Status.NO_DATA: "chưa có dữ liệu",
    Status.NOT_APPLICABLE: "không áp dụng",
}


class Comparison(StrEnum):
    """How a figure stands to its threshold.  `ALL`: numerator and denominator are equal."""

    GE = "ge"
    GT = "gt"
    LE = "le"
    LT = "lt"
    EQ = "eq"
    ALL = "all"


class Scale(StrEnum):
    """What is compared: a share in percent, a number such as a rank, or a change against the year before."""

    PERCENT = "percent"
    NUMBER = "number"
    CHANGE = "change"


_SIGNS = {Comparison.GE: "≥", Comparison.GT: ">", Comparison.LE: "≤", Comparison.LT: "<", Comparison.EQ: "="}


def share(numerator: int, denominator: int) -> Fraction | None:
    """Return the exact share, or None when the denominator is zero and there is nothing to be a share of."""
    return Fraction(numerator, denominator) if denominator else None


@dataclass(frozen=True)
class Threshold:
    """What a figure must reach: a comparison with a value, given in percent where the scale is percent.

    `ALL` carries its own meaning and takes no value.
    """

    comparison: Comparison
    value: Fraction | int | None = None
    scale: Scale = Scale.PERCENT

    def __post_init__(self) -> None:
        object.__setattr__(self, "comparison", Comparison(self.comparison))
        object.__setattr__(self, "scale", Scale(self.scale))
        if self.comparison is Comparison.ALL:
            if self.value is not None or self.scale is not Scale.PERCENT:
                raise ValueError("“all” compares numerator with denominator and takes neither value nor scale")
        elif isinstance(self.value, bool) or not isinstance(self.value, int | Fraction):
            raise TypeError(f"a threshold is a whole number or a fraction, never {type(self.value).__name__}")
        elif 10**9 % Fraction(self.value).denominator:
            raise ValueError(f"{self.value} cannot be printed exactly, so nobody could check a verdict against it")

    def meets(self, numerator: int, denominator: int | None = None) -> bool:
        """Whether the figure satisfies the threshold, exactly.

        A share needs its denominator; ValueError when there is none above
        zero.  A rank, a count or a change is compared as it stands: what it is
        out of (15 of 63) is shown beside it and does not decide.
        """
        if self.scale is not Scale.PERCENT:
            return self._holds(numerator, Fraction(1))
        if denominator is None or denominator <= 0:
            raise ValueError(f"{numerator}/{denominator} is no share to compare")
        if self.comparison is Comparison.ALL:
            return numerator == denominator
        return self._holds(numerator, Fraction(denominator, 100))

    def _holds(self, left: int, unit: Fraction) -> bool:
        assert self.value is not None  # only ALL has none
        right = self.value * unit
        match self.comparison:
            case Comparison.GE:
                return left >= right
            case Comparison.GT:
                return left > right
            case Comparison.LE:
                return left <= right
            case Comparison.LT:
                return left < right
            case _:
                return left == right

    def judge(self, numerator: int | None, denominator: int | None = None) -> Status:
        """Return the status the figure alone gives; whether it is due yet is for the caller to know.

        No figure is NO_DATA, nothing out of nothing is NOT_APPLICABLE.
        """
        if numerator is None or (self.scale is Scale.PERCENT and denominator is None):
            return Status.NO_DATA
        if self.scale is Scale.PERCENT and numerator == 0 and denominator == 0:
            return Status.NOT_APPLICABLE
        return Status.ACHIEVED if self.meets(numerator, denominator) else Status.NOT_ACHIEVED

    @property
    def boundary(self) -> Fraction | None:
        """The percentage a printed share must not seem to reach (`text.format_percent`); None for other scales."""
        if self.scale is not Scale.PERCENT:
            return None
        return Fraction(100) if self.value is None else Fraction(self.value)

    @property
    def label(self) -> str:
        """The threshold as printed: "> 90 %", "100 %", "≤ 15", "≥ +1"."""
        if self.value is None:
            return "100 %"
        number = _exact(self.value)
        match self.scale:
            case Scale.PERCENT:
                number += " %"
            case Scale.CHANGE if self.value > 0:
                number = f"+{number}"
        return f"{_SIGNS[self.comparison]} {number}"


def _exact(value: Fraction | int) -> str:
    """Return the value with as many decimals as it has."""
    fraction = Fraction(value)
    return format_number(fraction, next(digits for digits in range(10) if 10**digits % fraction.denominator == 0))
