"""With whom a recommendation lay on a day, and what that makes of it in a year (T23).

A year is looked at on its last day, or today while it runs.  Units answer for
what lay with them then; the keeper for what was not routed, or came back.

Asking for a further answer begins a new turn: the answer before it keeps its
day and its kind in the years before, and the new turn is answered by itself.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date


@dataclass(frozen=True, slots=True)
class Stay:
    """The days a recommendation lay with a unit; `until` is the day it left, empty while it lies there."""

    unit_id: int | None
    since: date
    until: date | None
    due_on: date


@dataclass(frozen=True, slots=True)
class Turn:
    """What was answered from a day on: from the first day, or from the day a further answer was asked for.

    `answered_on` is the day of the first answer, `settled_on` of the one that
    says it is settled; `over_on` the day of a last answer that leaves nothing
    open: settled or explained, never being studied.
    """

    since: date
    answered_on: date | None = None
    settled_on: date | None = None
    over_on: date | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The counting facts of one recommendation; there is always a turn, from the day it was received."""

    key: int
    keeper_id: int
    received_on: date
    kept_due_on: date
    stays: Sequence[Stay]
    turns: Sequence[Turn]

    def turn_at(self, day: date) -> Turn:
        """Return the turn of the end of a day."""
        return next((turn for turn in reversed(self.turns) if turn.since <= day), self.turns[0])

    def is_answered(self, day: date) -> bool:
        """Whether it stood answered at the end of a day, be it that it is being studied."""
        return _is_by(self.turn_at(day).answered_on, day)

    def is_settled(self, day: date) -> bool:
        """Whether it stood settled at the end of a day."""
        return _is_by(self.turn_at(day).settled_on, day)

    def is_over(self, day: date) -> bool:
        """Whether nothing was left open at the end of a day: settled or explained."""
        return _is_by(self.turn_at(day).over_on, day)


@dataclass(frozen=True, slots=True)
class Lying:
    """Whose it was on a day and by when it was to be answered; `unit_id` is empty for a body outside the platform."""

    unit_id: int | None
    due_on: date
    is_routed: bool


@dataclass(slots=True)
class Standing:
    """What a unit has in a year: items, those unrouted or unanswered past their day, those due, those settled."""

    items: int = 0
    unrouted: int = 0
    unanswered: int = 0
    due: int = 0
    settled: int = 0
    keys: list[int] = field(default_factory=list)

    @property
    def faults(self) -> int:
        """How many were left past their day."""
        return self.unrouted + self.unanswered


def _is_by(on: date | None, day: date) -> bool:
    return on is not None and on <= day


def turns_of(received_on: date, told: Iterable[tuple[str, date, str]]) -> tuple[Turn, ...]:
    """Return the turns of a recommendation from its answers and reopenings, in the order they were done.

    Each is told by its act, its day, and the kind of an answer.
    """
    turns = [Turn(received_on)]
    for act, on, kind in told:
        last = turns[-1]
        if act == "reopen":
            turns.append(Turn(on))
        elif kind == "studied":
            turns[-1] = replace(last, answered_on=last.answered_on or on, settled_on=None, over_on=None)
        else:
            settled_on = on if kind == "settled" else None
            turns[-1] = replace(last, answered_on=last.answered_on or on, settled_on=settled_on, over_on=on)
    return tuple(turns)


def lying(known: Known, on: date) -> Lying:
    """Return with whom it lay at the end of a day."""
    for stay in reversed(known.stays):
        if stay.since <= on and (stay.until is None or stay.until > on):
            return Lying(stay.unit_id, stay.due_on, is_routed=True)
    return Lying(known.keeper_id, known.kept_due_on, is_routed=False)


def is_of_year(known: Known, year: int) -> bool:
    """Whether a year has it: it had come by its end, and was unanswered or open on some day of the year."""
    return known.received_on.year <= year and any(
        turn.since.year <= year and (turn.over_on is None or turn.over_on.year >= year) for turn in known.turns
    )


def is_fault(known: Known, lies: Lying, day: date) -> bool:
    """Whether it stood unanswered past its day at the end of that day."""
    return lies.due_on < day and not known.is_answered(day)


def is_due(known: Known, lies: Lying, year: int, day: date) -> bool:
    """Whether its day to be answered fell in the year and is over."""
    return lies.due_on.year == year and lies.due_on <= day


def standings(found: Iterable[Known], year: int, *, on: date) -> dict[int, Standing]:
    """Return what each unit has in a year, looked at on its last day or today."""
    day = min(on, date(year, 12, 31))
    units: dict[int, Standing] = {}
    for known in found:
        if not is_of_year(known, year) or known.received_on > day:
            continue
        lies = lying(known, day)
        if lies.unit_id is None:
            # A ministry answers to nobody here.
            continue
        unit = units.setdefault(lies.unit_id, Standing())
        unit.items += 1
        unit.keys.append(known.key)
        if is_fault(known, lies, day):
            if lies.is_routed:
                unit.unanswered += 1
            else:
                unit.unrouted += 1
        if is_due(known, lies, year, day):
            unit.due += 1
            unit.settled += known.is_settled(day)
    return units
