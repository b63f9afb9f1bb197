"""Whether a declared figure makes sense by itself.

Units declare figures, and these are welcome beside the computed ones.  Before
anyone compares them, plain arithmetic tells which cannot be right: a rate that
does not follow from its own numerator and denominator, parts that do not add
up, another stretch of days, units that did not exist on that day.  A printed
rate is allowed the rounding of its own last digit, exactly and no more.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from danvan.kernel.figures import Threshold
from danvan.kernel.periods import Period
from danvan.kernel.text import format_date, format_number, format_percent

_PERCENT = re.compile(r"(?P<whole>[0-9]+)(?:[.,](?P<decimals>[0-9]+))?\s*%?")


class Severity(StrEnum):
    """How a finding is to be taken."""

    IMPOSSIBLE = "impossible"
    TO_EXPLAIN = "to_explain"

    @property
    def label(self) -> str:
        """The Vietnamese words."""
        return {Severity.IMPOSSIBLE: "chưa khớp số học", Severity.TO_EXPLAIN: "cần làm rõ"}[self]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit: a stable code, how to take it, and a sentence with the numbers in it."""

    code: str
    severity: Severity
    sentence: str


@dataclass(frozen=True, slots=True)
class Part:
    """One of the parts a declared total is made of; counts a unit left out are None."""

    label: str
    numerator: int | None = None
    denominator: int | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """What a unit typed or sent about one target; `percent` as it was written."""

    window: Period
    numerator: int | None = None
    denominator: int | None = None
    percent: str = ""
    units_counted: int | None = None
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """What the system knows: the period meant, the units valid on its last day, and the threshold."""

    period: Period
    units: int | None = None
    threshold: Threshold | None = None

    @property
    def units_on(self) -> date:
        """The day on which units are counted (rule R1)."""
        return self.period.last_day


@dataclass(frozen=True, slots=True)
class PrintedPercent:
    """A percentage as printed: its value and how many decimals it shows."""

    value: Fraction
    digits: int

    def could_be(self, exact: Fraction) -> bool:
        """Whether rounding the exact percentage to as many digits may give this, halves either way."""
        return abs(exact - self.value) <= Fraction(1, 2 * 10**self.digits)

    @property
    def label(self) -> str:
        """The percentage with a decimal comma."""
        return f"{format_number(self.value, self.digits)} %"


def read_percent(text: str) -> PrintedPercent | None:
    """Read "97,96 %", "97.96%" or "98"; None when it is no percentage."""
    match = _PERCENT.fullmatch(text.strip())
    if match is None:
        return None
    decimals = match["decimals"] or ""
    return PrintedPercent(Fraction(int(match["whole"] + decimals), 10 ** len(decimals)), len(decimals))


def findings_of(declared: Declared, expected: Expected) -> list[Finding]:
    """Return everything that does not fit, in the order a reader would check it; an empty list when all does."""
    return [
        *_about_window(declared, expected),
        *_about_units(declared, expected),
        *_about_counts(declared),
        *_about_parts(declared),
        *_about_percent(declared, expected),
    ]


def _about_window(declared: Declared, expected: Expected) -> Iterator[Finding]:
    if declared.window != expected.period:
        yield Finding(
            "window_differs",
            Severity.TO_EXPLAIN,
            f"Số liệu khai {declared.window.dates_label}, khác kỳ của chỉ tiêu là {expected.period.dates_label}.",
        )


def _about_units(declared: Declared, expected: Expected) -> Iterator[Finding]:
    if declared.units_counted is None or expected.units is None or declared.units_counted == expected.units:
        return
    yield Finding(
        "unit_count_differs",
        Severity.TO_EXPLAIN,
        f"Số liệu khai tính {format_number(declared.units_counted)} đơn vị; "
        f"ngày {format_date(expected.units_on)} có {format_number(expected.units)} đơn vị thuộc diện.",
    )


def _about_counts(declared: Declared) -> Iterator[Finding]:
    for label, numerator, denominator in _counts(declared):
        for name, count in (("Tử số", numerator), ("Mẫu số", denominator)):
            if count is not None and count < 0:
                yield Finding("negative", Severity.IMPOSSIBLE, f"{name}{label} là {format_number(count)}, nhỏ hơn 0.")
        if numerator is not None and denominator is not None and 0 <= denominator < numerator:
            yield Finding(
                "numerator_exceeds_denominator",
                Severity.IMPOSSIBLE,
                f"Tử số{label} là {format_number(numerator)}, lớn hơn mẫu số {format_number(denominator)}.",
            )


def _counts(declared: Declared) -> Iterator[tuple[str, int | None, int | None]]:
    yield "", declared.numerator, declared.denominator
    for part in declared.parts:
        yield f" của phần “{part.label}”", part.numerator, part.denominator


def _about_parts(declared: Declared) -> Iterator[Finding]:
    """Compare sums with totals; where a part leaves a count out, nothing can be said about that count."""
    if not declared.parts:
        return
    for name, total, counts in (
        ("tử số", declared.numerator, [part.numerator for part in declared.parts]),
        ("mẫu số", declared.denominator, [part.denominator for part in declared.parts]),
    ):
        known = [count for count in counts if count is not None]
        if total is None or len(known) < len(counts) or sum(known) == total:
            continue
        terms = " + ".join(map(format_number, known))
        yield Finding(
            "parts_do_not_add_up",
            Severity.IMPOSSIBLE,
            f"Cộng {name} các phần {terms} = {format_number(sum(known))}, khác {name} chung {format_number(total)}.",
        )


def _about_percent(declared: Declared, expected: Expected) -> Iterator[Finding]:
    if not declared.percent.strip():
        return
    printed = read_percent(declared.percent)
    if printed is None:
        yield Finding(
            "percent_unreadable",
            Severity.IMPOSSIBLE,
            f"Tỷ lệ khai “{declared.percent.strip()}” chưa đúng dạng, ví dụ 97,5 %.",
        )
        return
    if printed.value > 100:
        yield Finding("percent_over_100", Severity.IMPOSSIBLE, f"Tỷ lệ khai {printed.label} lớn hơn 100 %.")
    numerator, denominator = declared.numerator, declared.denominator
    if numerator is None or denominator is None:
        yield Finding(
            "rate_without_counts",
            Severity.TO_EXPLAIN,
            f"Tỷ lệ khai {printed.label} chưa kèm đủ tử số và mẫu số nên chưa kiểm tra được.",
        )
    elif denominator == 0:
        yield Finding(
            "rate_of_nothing",
            Severity.IMPOSSIBLE,
            f"Tỷ lệ khai {printed.label} trên mẫu số 0; khi không có gì để tính thì không có tỷ lệ.",
        )
    elif 0 <= numerator <= denominator:
        yield from _about_rate(printed, numerator, denominator, expected.threshold)


def _about_rate(
    printed: PrintedPercent, numerator: int, denominator: int, threshold: Threshold | None
) -> Iterator[Finding]:
    counts = f"{format_number(numerator)}/{format_number(denominator)}"
    exact = Fraction(numerator, denominator)
    if not printed.could_be(exact * 100):
        computed = format_percent(exact, max(1, printed.digits), printed.value)
        yield Finding(
            "rate_differs", Severity.IMPOSSIBLE, f"Tỷ lệ khai {printed.label}; tính từ {counts} là {computed}."
        )
        return
    if threshold is None or threshold.boundary is None:
        return
    seems = threshold.meets(printed.value.numerator, printed.value.denominator * 100)
    if seems != threshold.meets(numerator, denominator):
        exactly = format_percent(exact, max(1, printed.digits), threshold.boundary)
        verdict = "chưa đạt" if seems else "đạt"
        yield Finding(
            "rounding_changes_verdict",
            Severity.TO_EXPLAIN,
            f"Tỷ lệ khai {printed.label} đã làm tròn; {counts} là {exactly}, {verdict} mức {threshold.label}.",
        )
