"""The small chart of a target over the years, as numbers for the template."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from danvan.kernel.figures import Scale, Threshold
from danvan.schemes.rules.wording import Said

WIDTH, HEIGHT = 560, 190
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 24, 26, 30


@dataclass(frozen=True)
class Point:
    """One year of a target: what it was, and what the chart says beside it."""

    year: int
    value: Fraction | None
    status: str
    said: Said


@dataclass(frozen=True)
class Dot:
    """Where a year stands on the chart."""

    x: str
    y: str
    year: int
    status: str
    label: str
    label_y: str


@dataclass(frozen=True)
class Curve:
    """A drawn chart; `line` joins only years that follow one another with figures."""

    width: int
    height: int
    base: int
    left: int
    right: int
    dots: tuple[Dot, ...]
    ticks: tuple[tuple[str, int], ...]
    lines: tuple[str, ...]
    limit_y: str
    limit_label: str


def curve(points: Sequence[Point], threshold: Threshold | None) -> Curve | None:
    """Return the chart of a target; nothing while there are not two years to compare.

    A smaller rank is a better one, so ranks are drawn downwards from the top.
    """
    known = [point.value for point in points if point.value is not None]
    if len(known) < 2:
        return None
    limit = _limit(threshold)
    downwards = threshold is not None and threshold.scale is Scale.NUMBER and threshold.label.startswith("≤")
    low, high = min([*known, *limit]), max([*known, *limit])
    is_share = threshold is None or threshold.scale is Scale.PERCENT
    if is_share:
        low, high = Fraction(0), Fraction(100)
    margin = (high - low) / 10 or Fraction(1)
    if not is_share:
        low, high = low - margin, high + margin
    step = Fraction(WIDTH - _LEFT - _RIGHT, max(len(points) - 1, 1))

    def x(position: int) -> Fraction:
        return _LEFT + step * position if len(points) > 1 else Fraction(WIDTH, 2)

    def y(value: Fraction) -> Fraction:
        part = (value - low) / (high - low)
        return _TOP + (HEIGHT - _TOP - _BOTTOM) * (part if downwards else 1 - part)

    dots: list[Dot] = []
    lines: list[list[str]] = []
    running: list[str] = []
    for position, point in enumerate(points):
        if point.value is None:
            lines.append(running)
            running = []
            continue
        at = (_text(x(position)), y(point.value))
        running.append(f"{at[0]} {_text(at[1])}")
        above = at[1] - 9 if at[1] > _TOP + 8 else at[1] + 18
        label = point.said.rest if is_share else f"{point.said.main}{point.said.rest}"
        dots.append(Dot(at[0], _text(at[1]), point.year, point.status, label, _text(above)))
    lines.append(running)
    return Curve(
        width=WIDTH,
        height=HEIGHT,
        base=HEIGHT - _BOTTOM + 6,
        left=_LEFT - 20,
        right=WIDTH - _RIGHT + 20,
        dots=tuple(dots),
        ticks=tuple((_text(x(position)), point.year) for position, point in enumerate(points)),
        lines=tuple(" ".join(part) for part in lines if len(part) > 1),
        limit_y=_text(y(limit[0])) if limit else "",
        limit_label=threshold.label if threshold else "",
    )


def _limit(threshold: Threshold | None) -> list[Fraction]:
    if threshold is None:
        return []
    return [Fraction(100) if threshold.value is None else Fraction(threshold.value)]


def _text(number: Fraction) -> str:
    return f"{float(number):.1f}"


@dataclass(frozen=True)
class Bar:
    """One year of a small trend: its height of 20, none where nothing is known."""

    height: str
    y: str
    x: int
    known: bool


def bars(values: Sequence[Fraction | None]) -> list[Bar]:
    """Return the bars of a trend, the highest year reaching the top."""
    highest = max((value for value in values if value is not None), default=Fraction(0)) or Fraction(1)
    found = []
    for position, value in enumerate(values):
        height = max(Fraction(1), 20 * value / highest) if value is not None else Fraction(1)
        found.append(Bar(_text(height), _text(20 - height), position * 12, value is not None))
    return found
