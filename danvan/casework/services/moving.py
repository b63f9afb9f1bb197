"""Limits that a corrected working calendar moves: listed for the whole register at once, moved once confirmed (C16).

Clocks that were started, extended and paused alike are counted once, by the
same count that started them, and compared where they are stored; only what
changes leaves the database.  Nothing moves of itself: a proposal waits until
somebody who answers for the case, or for the calendar, confirms it, and is
counted anew at that moment.  A clock whose day stays gets its new reason, and
loses its provisional mark, without anybody being asked.  Ended clocks and
clocks of closed cases are never looked at.
"""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from danvan.authority.rules.actor import Actor, system_actor
from danvan.calendars.rules.due_dates import Pause, PauseKind
from danvan.calendars.rules.working_days import WorkCalendar
from danvan.calendars.selectors import time_limits, work_calendar
from danvan.casework.choices import PROMISED, MoveOutcome, Stage
from danvan.casework.models import Case, ClockMove, MoveListing
from danvan.casework.rules.counting import ClockFacts, Counted, counted
from danvan.casework.rules.reminding import ReminderStep
from danvan.casework.selectors.moving import moves_decided_by
from danvan.casework.selectors.people import Audience
from danvan.casework.services.clocks import facts_of, settle, show
from danvan.casework.services.files import record_case_act
from danvan.casework.services.reminding import reminder_key
from danvan.journal.services import record_act
from danvan.kernel.errors import RuleError
from danvan.kernel.text import format_date
from danvan.notices.services import Message, take_back, tell

LISTING = 720_410
IN_ONE_TRANSACTION = 200

_RUNNING = """
    casework_clock c JOIN casework_case k ON k.id = c.case_id AND k.is_open
    LEFT JOIN (
        SELECT clock_id, json_agg(json_build_array(kind, start, "end") ORDER BY start, id)::text AS spans
        FROM casework_clockpause GROUP BY clock_id
    ) p ON p.clock_id = c.id
"""
_OF_ANOTHER_CALENDAR = "c.ended_on IS NULL AND c.rule <> '' AND c.calendar_version <> %(version)s"
_GROUPS = f"""
    SELECT c.rule, c.trigger_on, c.is_extended, c.extensions, c.agreed_on, p.spans, c.due_on, md5(c.explanation),
        count(*)
    FROM {_RUNNING} WHERE {_OF_ANOTHER_CALENDAR}
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
"""
# The columns that are never empty find the group, the others are compared beside.
_IN_GROUP = f"""
    FROM {_RUNNING}
    JOIN unnest(
        %(rule)s::text[], %(trigger_on)s::date[], %(is_extended)s::boolean[], %(extensions)s::integer[],
        %(agreed_on)s::date[], %(spans)s::text[], %(due_on)s::date[], %(said)s::text[],
        %(new_on)s::date[], %(why)s::text[], %(excluded)s::integer[], %(provisional)s::boolean[]
    ) AS g(
        rule, trigger_on, is_extended, extensions, agreed_on, spans, due_on, said, new_on, why, excluded, provisional
    )
        ON g.rule = c.rule AND g.trigger_on = c.trigger_on AND g.is_extended = c.is_extended
        AND g.extensions = c.extensions AND g.said = md5(c.explanation)
        AND g.agreed_on IS NOT DISTINCT FROM c.agreed_on AND g.due_on IS NOT DISTINCT FROM c.due_on
        AND g.spans IS NOT DISTINCT FROM p.spans
    WHERE {_OF_ANOTHER_CALENDAR}
"""
_PROPOSE = f"""
    INSERT INTO casework_clockmove AS known (clock_id, old_on, new_on, why, calendar_version, listed_at, outcome)
    SELECT c.id, c.due_on, g.new_on, g.why, %(version)s, %(at)s, '' {_IN_GROUP}
    ON CONFLICT (clock_id) WHERE decided_at IS NULL DO UPDATE SET
        old_on = excluded.old_on, new_on = excluded.new_on, why = excluded.why,
        calendar_version = excluded.calendar_version, listed_at = excluded.listed_at
    WHERE known.calendar_version <> excluded.calendar_version OR known.old_on IS DISTINCT FROM excluded.old_on
"""
_RESTATE = f"""
    UPDATE casework_clock AS kept SET explanation = found.why, excluded_days = found.excluded,
        is_provisional = found.provisional, calendar_version = %(version)s
    FROM (SELECT c.id, g.why, g.excluded, g.provisional {_IN_GROUP}) AS found WHERE kept.id = found.id
"""


@dataclass(frozen=True)
class _Group:
    """Clocks counted from the same facts to the same day in the same words; what the calendar of now says of them."""

    facts: ClockFacts
    spans: str | None
    due_on: date | None
    said: str
    clocks: int
    found: Counted

    @property
    def moves(self) -> bool:
        """Whether the day becomes another one."""
        return self.found.due_on != self.due_on

    @property
    def is_restated(self) -> bool:
        """Whether the day stays and its reason becomes another one."""
        # Only compared with what PostgreSQL computed of its own column; nothing is protected by it.
        words = hashlib.md5(self.found.explanation.encode(), usedforsecurity=False).hexdigest()
        return not self.moves and words != self.said


@dataclass(frozen=True)
class Confirmed:
    """What came of a confirmation: limits moved, needless by now, and changed since the list was made."""

    applied: int = 0
    overtaken: int = 0
    changed: int = 0

    def __add__(self, other: "Confirmed") -> "Confirmed":
        return Confirmed(self.applied + other.applied, self.overtaken + other.overtaken, self.changed + other.changed)


@transaction.atomic
def list_moves(*, at: datetime, audiences: Sequence[Audience], address: str) -> MoveListing:
    """Propose a new day for every running clock that the calendar of now gives another one.

    What was proposed before and is not confirmed makes way; the same calendar
    twice changes nothing.  Those who decide the cases are told how many, and
    read of them at the address.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LISTING])
    calendar = work_calendar()
    groups, uncounted = _groups(calendar)
    moved, restated = [each for each in groups if each.moves], [each for each in groups if each.is_restated]
    _write(_RESTATE, restated, version=calendar.version)
    _write(_PROPOSE, moved, version=calendar.version, at=at)
    ClockMove.objects.filter(decided_at=None).filter(
        ~Q(calendar_version=calendar.version)
        | Q(clock__calendar_version=calendar.version)
        | Q(clock__ended_on__isnull=False)
        | Q(clock__case__is_open=False)
    ).delete()
    listing = MoveListing.objects.create(
        at=at,
        calendar_version=calendar.version,
        moved=sum(each.clocks for each in moved),
        restated=sum(each.clocks for each in restated),
        uncounted=uncounted,
    )
    record_act(
        "casework.list_moves",
        actor=system_actor(timezone.localdate(at)),
        subject_kind="move_listing",
        subject_id=listing.pk,
        detail={"calendar": calendar.version, "moved": listing.moved, "uncounted": uncounted},
    )
    tell(_for_heads(audiences, calendar.version, address, timezone.localdate(at)), at=at)
    return listing


def confirm_moves(moves: Iterable[int], *, actor: Actor, at: datetime, audiences: Sequence[Audience]) -> Confirmed:
    """Move these limits to the days proposed, some cases at a time, each batch whole or not at all.

    A proposal the actor may not decide is passed over as if it did not exist.
    One that an act has overtaken meanwhile is put away; one that the calendar
    of now answers otherwise is proposed anew and waits.
    """
    wanted = moves_decided_by(actor, audiences).filter(pk__in=list(moves))
    by_case: dict[int, list[int]] = defaultdict(list)
    for pk, case_id in wanted.values_list("pk", "clock__case_id"):
        by_case[case_id].append(pk)
    cases, total = sorted(by_case), Confirmed()
    for start in range(0, len(cases), IN_ONE_TRANSACTION):
        batch = {case_id: by_case[case_id] for case_id in cases[start : start + IN_ONE_TRANSACTION]}
        total += _confirm_some(batch, actor, at, audiences)
    return total


# --- listing ----------------------------------------------------------------------------------------------------------


def _groups(calendar: WorkCalendar) -> tuple[list[_Group], int]:
    """Return all clocks counted by another calendar, in groups, and how many this one cannot count."""
    limits, groups, uncounted = time_limits(), [], 0
    with connection.cursor() as cursor:
        cursor.execute(_GROUPS, {"version": calendar.version})
        rows = cursor.fetchall()
    for rule, trigger_on, is_extended, extensions, agreed_on, spans, due_on, said, clocks in rows:
        facts = ClockFacts(rule, trigger_on, is_extended, extensions, agreed_on, _pauses(spans))
        try:
            found = counted(facts, limits=limits, calendar=calendar)
        except RuleError:
            # A year was taken out of the calendar: better the day that was promised than none.
            uncounted += clocks
            continue
        groups.append(_Group(facts, spans, due_on, said, clocks, found))
    return groups, uncounted


def _pauses(spans: str | None) -> tuple[Pause, ...]:
    return tuple(
        Pause(PauseKind(kind), date.fromisoformat(start), date.fromisoformat(end) if end else None)
        for kind, start, end in json.loads(spans or "[]")
    )


def _write(statement: str, groups: Sequence[_Group], **known: Any) -> None:
    if not groups:
        return
    columns: dict[str, Any] = {
        "rule": [each.facts.rule for each in groups],
        "trigger_on": [each.facts.trigger_on for each in groups],
        "is_extended": [each.facts.is_extended for each in groups],
        "extensions": [each.facts.extensions for each in groups],
        "agreed_on": [each.facts.agreed_on for each in groups],
        "spans": [each.spans for each in groups],
        "due_on": [each.due_on for each in groups],
        "said": [each.said for each in groups],
        "new_on": [each.found.due_on for each in groups],
        "why": [each.found.explanation for each in groups],
        "excluded": [each.found.excluded_days for each in groups],
        "provisional": [each.found.is_provisional for each in groups],
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, {**columns, **known})


def _for_heads(audiences: Sequence[Audience], version: str, address: str, on: date) -> Iterator[Message]:
    """Tell everybody who decides a case on the list how many of their limits are on it."""
    waiting: Counter[int] = Counter()
    for audience in audiences:
        moves = ClockMove.objects.filter(decided_at=None, clock__case__kind__in=audience.kinds)
        waiting.update(audience.waiting_for_heads(moves, on))
    for holding_id, number in sorted(waiting.items()):
        said = f"Lịch làm việc đã sửa: {number} hạn dời ngày, chờ xác nhận"
        yield Message(holding_id, f"moves-{version}", said, address)


# --- confirming -------------------------------------------------------------------------------------------------------


@transaction.atomic
def _confirm_some(batch: dict[int, list[int]], actor: Actor, at: datetime, audiences: Sequence[Audience]) -> Confirmed:
    calendar, total, sooner = work_calendar(), Confirmed(), []
    cases = list(Case.objects.select_for_update().filter(pk__in=batch).order_by("pk"))
    moves = ClockMove.objects.select_for_update(of=("self",)).filter(
        decided_at=None, pk__in=[pk for its in batch.values() for pk in its]
    )
    by_case: dict[int, list[ClockMove]] = defaultdict(list)
    for move in moves.select_related("clock").prefetch_related("clock__pauses").order_by("pk"):
        by_case[move.clock.case_id].append(move)
    for case in cases:
        found, earlier = _confirm(case, by_case[case.pk], calendar, actor, at, audiences)
        total += found
        sooner += earlier
    tell(_for_officers(sooner, audiences, timezone.localdate(at)), at=at)
    return total


def _confirm(
    case: Case,
    moves: Sequence[ClockMove],
    calendar: WorkCalendar,
    actor: Actor,
    at: datetime,
    audiences: Sequence[Audience],
) -> tuple[Confirmed, list[tuple[Case, ClockMove]]]:
    applied: list[ClockMove] = []
    overtaken = changed = 0
    for move in moves:
        clock = move.clock
        # Fetched with the clock.
        pauses = [Pause(PauseKind(row.kind), row.start, row.end) for row in clock.pauses.all()]
        found = counted(facts_of(clock, pauses), limits=time_limits(), calendar=calendar)
        if clock.ended_on or not case.is_open or found.due_on == clock.due_on:
            _decide(move, MoveOutcome.OVERTAKEN, actor, at)
            overtaken += 1
        elif (clock.due_on, found.due_on) != (move.old_on, move.new_on):
            move.old_on, move.new_on, move.why = clock.due_on, found.due_on, found.explanation
            move.calendar_version, move.listed_at = found.calendar_version, at
            move.save()
            changed += 1
        else:
            show(clock, found)
            clock.save()
            _decide(move, MoveOutcome.APPLIED, actor, at)
            applied.append(move)
    if applied:
        _move(case, applied, actor, at, audiences)
    counts = Confirmed(len(applied), overtaken, changed)
    return counts, [(case, move) for move in applied if move.is_earlier]


def _decide(move: ClockMove, outcome: MoveOutcome, actor: Actor, at: datetime) -> None:
    move.outcome, move.decided_at, move.holding_id = outcome, at, actor.holding_id
    move.save(update_fields=["outcome", "decided_at", "holding"])


def _move(case: Case, moves: Sequence[ClockMove], actor: Actor, at: datetime, audiences: Sequence[Audience]) -> None:
    """Let a case show its new days, take back what was said of the old ones, and write the line of its timeline."""
    for move in moves:
        if move.clock.stage == Stage.RESOLUTION and case.resolution_first_due_on == move.old_on:
            case.resolution_first_due_on = move.new_on
        if move.old_on:
            _take_back_reminders(case, move, audiences, timezone.localdate(at))
    settle(case)
    # A page opened before this no longer tells the right day.
    case.version += 1
    case.save()
    record_case_act(
        case,
        "move_due",
        actor=actor,
        on=timezone.localdate(at),
        at=at,
        from_state=case.state,
        note="\n".join(_said(move) for move in moves),
        detail={"calendar": moves[0].calendar_version, "stages": [move.clock.stage for move in moves]},
        is_told=any(move.clock.stage in PROMISED for move in moves),
    )


def _said(move: ClockMove) -> str:
    stage = move.clock.get_stage_display()
    return f"Hạn {stage} dời từ {_day(move.old_on)} sang {_day(move.new_on)} vì lịch làm việc được sửa. {move.why}"


def _day(day: date | None) -> str:
    return format_date(day) if day else "“đang dừng”"


def _take_back_reminders(case: Case, move: ClockMove, audiences: Sequence[Audience], on: date) -> None:
    """Forget that somebody was reminded of the day that no longer holds, and what they have not read of it."""
    stage, old_on = move.clock.stage, move.old_on
    assert old_on is not None
    told, _by_model = case.reminders.filter(stage=stage, due_on=old_on).delete()
    if not told:
        return
    audience = next(each for each in audiences if case.kind in each.kinds)
    people = audience.people([case], on)[case.pk] | audience.heads([case], on)[case.pk]
    take_back(people, [reminder_key(case.pk, stage, old_on, step) for step in ReminderStep])


def _for_officers(
    sooner: Sequence[tuple[Case, ClockMove]], audiences: Sequence[Audience], on: date
) -> Iterator[Message]:
    """Warn whoever has a case that there is less time than they were told."""
    for audience in audiences:
        its = [(case, move) for case, move in sooner if case.kind in audience.kinds]
        people = audience.people([case for case, _move in its], on)
        for case, move in its:
            said = (
                f"Hạn sớm hơn: {case.code}, {move.clock.get_stage_display()}, từ {_day(move.old_on)} "
                f"sang {_day(move.new_on)}"
            )
            for holding_id in sorted(people[case.pk]):
                yield Message(holding_id, f"move-{move.pk}", said, audience.address(case))
