"""How figures and verdicts are said in Vietnamese, the same on screens, in sheets and in documents.

A percentage never stands without its fraction, a rank never without how many
were ranked, and the printed value never tells another verdict than the exact
one (rule R6).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from danvan.kernel.figures import Status, Threshold, share
from danvan.kernel.text import format_date, format_number, format_percent
from danvan.schemes.rules.definition import ValueKind


@dataclass(frozen=True, slots=True)
class Said:
    """A figure in words: what is printed first, and what stands beside it in a lighter tone."""

    main: str
    rest: str = ""

    def __str__(self) -> str:
        return f"{self.main} {self.rest}".strip()


NOTHING_SAID = Said("–")


def say_figure(
    kind: ValueKind,
    numerator: int | None,
    denominator: int | None,
    *,
    threshold: Threshold | None = None,
    counts: str = "",
    detail: Mapping[str, Any] | None = None,
) -> Said:
    """Return a figure as it is printed; a dash where there is none.

    `detail` may name the index year and the ranks a gain was worked out from.
    """
    if numerator is None:
        return NOTHING_SAID
    told = detail or {}
    year = f" · {told['year']}" if told.get("year") else ""
    if kind is ValueKind.RANK:
        return Said(f"hạng {numerator}", f"/{denominator}{year}" if denominator else year.removeprefix(" · "))
    if kind is ValueKind.GAIN:
        ranks = f"{told['before']} → {told['rank']}" if told.get("before") and told.get("rank") else ""
        sign = "+" if numerator > 0 else ""
        return Said(f"{sign}{format_number(numerator)} bậc", f"{ranks}{year}".removeprefix(" · "))
    if kind is ValueKind.COUNT or denominator is None:
        return Said(format_number(numerator), counts)
    exact = share(numerator, denominator)
    if exact is None:
        return Said(f"{format_number(numerator)}/0", "không có gì để tính")
    shown = format_percent(exact, not_reaching=threshold.boundary if threshold else None)
    return Said(f"{format_number(numerator)}/{format_number(denominator)}", shown)


def place(kind: ValueKind, numerator: int | None, denominator: int | None) -> Fraction | None:
    """Return where a figure stands between nothing and all, for drawing; None for what is no share."""
    if kind is not ValueKind.SHARE or numerator is None or not denominator:
        return None
    return Fraction(numerator, denominator)


def limit(threshold: Threshold | None) -> Fraction | None:
    """Return where the threshold of a share stands between nothing and all."""
    if threshold is None or threshold.boundary is None:
        return None
    return threshold.boundary / 100


@dataclass(frozen=True, slots=True)
class ShortTarget:
    """A target that holds a scorecard back, and by how many units."""

    target: str
    name: str
    units: int


def most_short(targets: Iterable[ShortTarget], *, limit: int = 2) -> list[ShortTarget]:
    """Return the targets that most units are short of, the greatest first."""
    return sorted((each for each in targets if each.units), key=lambda each: (-each.units, each.target))[:limit]


def say_counts(counts: Mapping[str, int], *, sourced: int) -> str:
    """Return how many targets stand where, as one sentence without an end: "5 trong 7 chỉ tiêu đạt, 2 chưa đạt"."""
    if not sourced:
        return "0 chỉ tiêu đã có nguồn dữ liệu"
    first = f"{counts.get(Status.ACHIEVED, 0)} trong {sourced} chỉ tiêu đã có nguồn dữ liệu đạt"
    others = [
        f"{counts[status]} {status.label}" for status in Status if status != Status.ACHIEVED and counts.get(status)
    ]
    return ", ".join([first, *others])


def say_change(now: int, before: int, year_before: int, compared: int) -> str:
    """Return how the number of achieved targets compares with the year before, over those judged in both years."""
    if now == before:
        return f"So với năm {year_before}: số chỉ tiêu đạt không đổi, trên {compared} chỉ tiêu so sánh được."
    word = "thêm" if now > before else "bớt"
    return f"So với năm {year_before}: {word} {abs(now - before)} chỉ tiêu đạt, trên {compared} chỉ tiêu so sánh được."


def say_before(before: int, year_before: int, compared: int) -> str:
    """Return how the year before ended, while the asked year still runs."""
    return f"Cả năm {year_before}: {before} trong {compared} chỉ tiêu so sánh được đạt."


def say_units(counts: Sequence[tuple[str, int]]) -> str:
    """Return a denominator by kind of unit: "130 xã, phường; 14 sở, ban, ngành"."""
    return "; ".join(f"{format_number(number)} {label}" for label, number in counts)


def say_lateness(due_on: date, on: date) -> str:
    """Return how far a day is from its due date: "quá 9 ngày", "còn 6 ngày", "đến hạn hôm nay"."""
    days = (due_on - on).days
    if days == 0:
        return "đến hạn hôm nay"
    return f"còn {format_number(days)} ngày" if days > 0 else f"quá {format_number(-days)} ngày"


def say_moment(computed: str, version: int | str, definition_hash: str) -> str:
    """Return the line that lets anybody ask for the same figures again."""
    return f"Tính lúc {computed}; định nghĩa phiên bản {version}, mã băm {definition_hash[:12]}."


def say_span(start: date, end: date) -> str:
    """Return a stretch of days: "01/01–30/06/2025", the year once when both share it."""
    if start.year == end.year:
        return f"{start.day:02}/{start.month:02}–{format_date(end)}"
    return f"{format_date(start)}–{format_date(end)}"
