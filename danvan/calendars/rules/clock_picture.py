"""A running limit as a line: what was used, what was left out, what remains, and where today stands.

Positions are percentages of the line, so the drawing needs no width.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from danvan.calendars.rules.due_dates import PAUSE_LABELS, DueDate, PauseKind
from danvan.calendars.rules.time_limits import Mode
from danvan.kernel.text import format_date, shorten

_TOO_CLOSE = 16.0  # two labels on one side nearer than this would touch on a phone
_ENDINGS = {
    PauseKind.SUSPENSION: "tiếp tục",
    PauseKind.EXPERTISE: "có kết quả giám định",
    PauseKind.OBSTACLE: "hết trở ngại",
}
_END_LABELS = {Mode.BEFORE: "chậm nhất", Mode.MIN: "kéo dài đến hết", Mode.EFFECT: "có hiệu lực"}


@dataclass(frozen=True)
class Segment:
    """A stretch of the line; `code` is used, paused, left or late."""

    code: str
    x: float
    width: float


@dataclass(frozen=True)
class Mark:
    """A day with its label; `anchor` keeps the text inside the line, `side` is above or below."""

    x: float
    day: str
    label: str
    side: str
    anchor: str


@dataclass(frozen=True)
class ClockPicture:
    """Everything the drawing shows, and one sentence for those who do not see it."""

    segments: tuple[Segment, ...]
    marks: tuple[Mark, ...]
    now: float | None
    said: str
    key: str


def clock_picture(due: DueDate, today: date, *, is_open: bool = True, say: Callable[[str], str] = str) -> ClockPicture:
    """Return the drawing of a due date as it stands today; days after the end are late only while it is open.

    `say` gives the words of the labels in the language of the page.
    """
    first, last = sorted((due.trigger_on, due.due_on or max(_last_day(due), today)))
    end = max(last, today) if is_open and due.due_on and due.limit.mode in (Mode.MAX, Mode.CAP, Mode.ADD) else last
    # Long after, the line would be all lateness: it is cut where half of it is late.
    end = min(end, last + (last - first) + timedelta(days=1))
    line = _Line(first, last, end)
    return ClockPicture(
        segments=tuple(_segments(due, line, today)),
        marks=tuple(_placed(list(_marks(due, line, today, say)), line)),
        now=line.x(today) if first <= today <= end else None,
        said=due.explanation,
        key=due.limit.id,
    )


@dataclass(frozen=True)
class _Line:
    """The days the drawing spans: its first, the one the limit ends on, its own last."""

    first: date
    last: date
    end: date

    def x(self, day: date) -> float:
        span = max((self.end - self.first).days, 1)
        return round(100 * (min(max(day, self.first), self.end) - self.first).days / span, 2)


def _last_day(due: DueDate) -> date:
    return max([due.trigger_on, *(pause.end or pause.start for pause in due.pauses)])


def _segments(due: DueDate, line: _Line, today: date) -> Iterator[Segment]:
    def stretch(code: str, start: date, stop: date) -> Iterator[Segment]:
        if stop > start:
            yield Segment(code, line.x(start), round(line.x(stop) - line.x(start), 2))

    first, last = line.first, line.last
    yield from stretch("used", first, min(today, last))
    for pause in due.pauses:
        yield from stretch("paused", max(pause.last_used, first), min(pause.end or today, last))
    yield from stretch("left", max(today, first), last)
    yield from stretch("late", last, min(today, line.end))


def _marks(due: DueDate, line: _Line, today: date, say: Callable[[str], str]) -> Iterator[tuple[date, str, str]]:
    first, last = line.first, line.last
    trigger = shorten(say(due.limit.trigger).removeprefix("ngày "), 26)
    if due.limit.mode is Mode.BEFORE:
        yield first, say(_END_LABELS[Mode.BEFORE]), "below"
        yield last, trigger, "below"
    else:
        yield first, trigger, "below"
        if due.due_on:
            yield last, say(_END_LABELS.get(due.limit.mode, "hết hạn")), "below"
    for pause in due.pauses:
        yield pause.start, say(PAUSE_LABELS[pause.kind].lower()), "above"
        if pause.end:
            yield pause.end, say(_ENDINGS[pause.kind]), "above"
    if first <= today <= line.end:
        yield today, say("hôm nay"), "above"


def _placed(marks: list[tuple[date, str, str]], line: _Line) -> Iterator[Mark]:
    """Join labels of one side that would touch, and keep the outer ones inside the line."""
    for side in ("above", "below"):
        here = sorted((mark for mark in marks if mark[2] == side), key=lambda mark: mark[0])
        groups: list[list[tuple[date, str, str]]] = []
        for mark in here:
            if groups and line.x(mark[0]) - line.x(groups[-1][0][0]) < _TOO_CLOSE:
                groups[-1].append(mark)
            else:
                groups.append([mark])
        for group in groups:
            days = list(dict.fromkeys(format_date(day)[:5] for day, _label, _side in group))
            position = line.x(group[0][0])
            anchor = "start" if position < 12 else "end" if position > 88 else "middle"
            label = " · ".join(dict.fromkeys(label for _day, label, _side in group))
            yield Mark(position, " · ".join(days), label, side, anchor)
