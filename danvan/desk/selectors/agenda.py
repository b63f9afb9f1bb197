"""The year calendar of a unit: what falls due when, from every area, and the usual work of the season."""

import tomllib
from calendar import monthrange
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.db.models import Count, QuerySet

from danvan.activities.selectors import dues as dues_of_activities
from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_of
from danvan.committees.selectors import dues as dues_of_committees
from danvan.conclusions.selectors import dues as dues_of_conclusions
from danvan.coordination.selectors import dues as dues_of_coordination
from danvan.dialogues.selectors import dues as dues_of_dialogues
from danvan.evidence.choices import ProofState
from danvan.evidence.models import Evidence, Record
from danvan.evidence.selectors import records_visible_to
from danvan.evidence.selectors.dues import Due, DueSource
from danvan.exemplars.selectors import dues as dues_of_exemplars
from danvan.indices.selectors import number_published
from danvan.inspections.selectors import dues as dues_of_inspections
from danvan.inspections.selectors import number_made_by
from danvan.kernel.text import format_date
from danvan.notices.services import Message
from danvan.opinions.selectors import dues as dues_of_opinions
from danvan.orgs.rules.classes import classes_of
from danvan.orgs.selectors import alive_on, names_on, reach, units_today
from danvan.plans.selectors import dues as dues_of_plans
from danvan.reception.selectors import dues as dues_of_reception
from danvan.reception.selectors.visits import visit_dues as dues_of_refusals
from danvan.schemes.selectors import dues as dues_of_schemes

SOURCES: tuple[DueSource, ...] = (
    dues_of_plans,
    dues_of_activities,
    dues_of_committees,
    dues_of_conclusions,
    dues_of_coordination,
    dues_of_dialogues,
    dues_of_exemplars,
    dues_of_inspections,
    dues_of_opinions,
    dues_of_reception,
    dues_of_refusals,
    dues_of_schemes,
)
# A matter is told a week before its day and the day after; what is older than a month was told before.
SOON, STILL_TOLD = timedelta(days=7), timedelta(days=30)
FEED_BACK, FEED_AHEAD = timedelta(days=60), timedelta(days=400)
_RHYTHM = Path(__file__).parents[1] / "data" / "rhythm.toml"


@dataclass(frozen=True)
class Entry:
    """Something due on a day, as a calendar shows it."""

    due: Due
    days_late: int

    @property
    def state(self) -> str:
        """Done, late, or still to come."""
        return "done" if self.due.is_done else "late" if self.days_late else "open"


@dataclass(frozen=True)
class Usual:
    """Work of the season: what, under which kind of record, and how many the unit wrote down this year."""

    what: str
    kind: str
    number: int


@dataclass(frozen=True)
class Agenda:
    """A month of a unit, and what is left from before it."""

    first: date
    last: date
    entries: Sequence[Entry]
    overdue: Sequence[Entry]
    usual: Sequence[Usual]


def units_of(actor: Actor) -> frozenset[int]:
    """Return the unit whose calendar it is, with its predecessors; nothing for whom records are out of sight."""
    if actor.unit_id is None or not actor.may(Right.SEE_RECORDS, actor.unit_id):
        return frozenset()
    return reach(actor.unit_id, on=actor.on, with_subtree=False)


def dues_between(unit_ids: Collection[int] | None, first: date, last: date) -> list[Due]:
    """Return what falls due for these units within some days, in the order of the days.

    A fixed number of queries.
    """
    found = [due for source in SOURCES for due in source(unit_ids, first, last)]
    return sorted(found, key=lambda due: (due.on, due.is_done, due.what, due.uid))


def dues_seen_by(actor: Actor, units: Collection[int], first: date, last: date) -> list[Due]:
    """Return what falls due within some days in some units, without what is not for the actor to see."""
    return [due for due in dues_between(units, first, last) if due.may_see(actor)] if units else []


def agenda_of(actor: Actor, first: date, *, on: date) -> Agenda:
    """Return the month that begins on a day for the actor's unit.  What is overdue stands there whatever the month."""
    units = units_of(actor)
    last = first.replace(day=monthrange(first.year, first.month)[1])
    if not units:
        return Agenda(first, last, (), (), ())
    entries = [Entry(due, due.days_late(on)) for due in dues_seen_by(actor, units, first, last)]
    a_year_before = date(first.year - 1, first.month, 1)
    before = [] if first > on else dues_seen_by(actor, units, a_year_before, first - timedelta(days=1))
    overdue = [Entry(due, due.days_late(on)) for due in before if due.days_late(on)]
    return Agenda(first, last, entries, overdue, _usual(actor, units, first))


def feed_of(actor: Actor) -> list[Entry]:
    """Return what a calendar program is given: from two months ago to a year ahead."""
    dues = dues_seen_by(actor, units_of(actor), actor.on - FEED_BACK, actor.on + FEED_AHEAD)
    return [Entry(due, due.days_late(actor.on)) for due in dues]


def reminders(*, on: date) -> Iterator[Message]:
    """Return what is to be told today: due within a week, or not done in time, to those whose work it is there.

    The same matter has the same key every day, so that it is told once each time.
    What its area reminds of itself is left to it.
    """
    near = dues_between(None, on - STILL_TOLD, on + SOON)
    open_ = [due for due in near if due.is_open(on) and not due.reminded_apart]
    units = {due.unit_id for due in open_}
    # What a unit left undone is told to those that stand in its place.
    heirs = units_today(units - alive_on(units, on), on)
    by_right: dict[Right, dict[int, list[Due]]] = defaultdict(lambda: defaultdict(list))
    for due in open_:
        for unit_id in {heir.unit_id for heir in heirs.get(due.unit_id, ())} or {due.unit_id}:
            by_right[due.right][unit_id].append(due)
    for right, by_unit in by_right.items():
        for unit_id, holdings in holders_of(right, by_unit, on=on).items():
            for due in by_unit[unit_id]:
                is_late = due.on < on
                said = f"Quá hạn {format_date(due.on)}" if is_late else f"Đến hạn {format_date(due.on)}"
                key = f"{due.uid}:{'late' if is_late else 'soon'}"
                for holding_id in holdings:
                    yield Message(holding_id, key, f"{said}: {due.what}", due.url)


def returned_message(evidence_id: int, *, on: date) -> Iterator[Message]:
    """Return what is told when a piece of proof was sent back: to those who answer for the record, with the reason."""
    pieces = Evidence.objects.filter(pk=evidence_id, state=ProofState.REJECTED)
    piece = pieces.select_related("record__created_by__post").first()
    if piece is None:
        return
    record, unit_id = piece.record, piece.record.unit_id
    right = record.own_model.write_right
    if right is not Right.WRITE_RECORDS and record.created_by is not None:
        # Whoever wrote about another unit, not that unit, can mend it.
        unit_id = record.created_by.post.unit_id
    for holding_id in holders_of(right, [unit_id], on=on).get(unit_id, ()):
        # A piece can be sent back more than once.
        key = f"returned-{piece.pk}-{piece.decided_at:%Y%m%d%H%M%S}"
        yield Message(holding_id, key, f"Bị trả lại: {record.title}. Lý do: {piece.reason}", record.get_absolute_url())


@cache
def rhythm() -> Sequence[dict[str, Any]]:
    """Return the usual work of the year as the file says it."""
    works: list[dict[str, Any]] = tomllib.loads(_RHYTHM.read_text(encoding="utf-8"))["work"]
    return works


def _usual(actor: Actor, units: Collection[int], first: date) -> list[Usual]:
    named = names_on([actor.unit_id or 0], first).get(actor.unit_id or 0)
    if named is None:
        return []
    its = set(classes_of(named.kind, named.level, in_scope=named.in_scope))
    its |= {"keepers"} if actor.may(Right.KEEP_INSPECTIONS) else set()
    its |= {"standing"} if actor.may(Right.KEEP_INDICES) else set()
    season = [work for work in rhythm() if first.month in work["months"] and its & set(work["classes"])]
    written = _written(actor, units, {work["kind"] for work in season}, first.year)
    return [Usual(work["what"], work["kind"], written.get(work["kind"], 0)) for work in season]


def _written(actor: Actor, units: Collection[int], kinds: Collection[str], year: int) -> dict[str, int]:
    """Return how many records of each kind these units wrote down in a year, about others too."""
    records: QuerySet[Record, Record] = records_visible_to(actor)
    written = dict(
        records.filter(unit__in=units, kind__in=kinds, happened_on__year=year)
        .exclude(state=ProofState.REJECTED)
        .order_by()
        .values_list("kind")
        .annotate(number=Count("pk"))
    )
    if "inspection" in kinds:
        written["inspection"] = number_made_by(actor, units, year)
    if "index_score" in kinds:
        # The year before is published in this one.
        written["index_score"] = number_published(actor, year - 1)
    return written
