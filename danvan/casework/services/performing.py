"""Carrying out an act of a table: what every kind of case has in common.

The caller has locked the case, compared the page's version and asked
authority; the kind's own consequences come as a function.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.casework.choices import Stage
from danvan.casework.models import Case, CaseAct
from danvan.casework.rules.acts import PREVIOUS, SAME, SUSPENDED, WRITER, Act, ActTable
from danvan.casework.services.clocks import end_clock, settle
from danvan.casework.services.files import end_assignments, record_case_act
from danvan.kernel.errors import RuleError
from danvan.kernel.text import format_date


class CannotAct(RuleError):
    """A guard of the table says no."""

    code = "cannot_act"
    message = "Không thể %(act)s: %(why)s"


def require_possible(case: Case, act: Act, table: ActTable, *, on: date, at: datetime) -> None:
    """Refuse an act its state does not allow, or whose day is in the future or before the act before it.

    Raises ActNotAllowed, CannotAct.
    """
    table.workflow.target(case.state, act.code)
    if on > timezone.localdate(at):
        raise CannotAct(params={"act": act.label, "why": "ngày của việc không thể ở tương lai."}, field="on")
    if on < case.last_act_on:
        raise CannotAct(
            params={"act": act.label, "why": f"việc trước đó được ghi ngày {format_date(case.last_act_on)}."},
            field="on",
        )


def require_guards(act: Act, why_not: Callable[[str], str]) -> None:
    """Ask every guard of an act.  Raises CannotAct with the first reason against it."""
    for guard in act.guards:
        if why := why_not(guard):
            raise CannotAct(params={"act": act.label, "why": why})


def carry_out(
    case: Case,
    act: Act,
    table: ActTable,
    effect: Callable[[], Mapping[str, Any]],
    *,
    actor: Actor,
    on: date,
    at: datetime,
    number: str = "",
    note: str = "",
) -> CaseAct:
    """Move a case on: its state, the clocks the act ends, its own effect, the day it then shows, its line."""
    before = case.state
    target = _target(case, act)
    if target == SUSPENDED != before:
        case.state_before = before
    case.state = target
    if act.right != WRITER:
        # What a writer sends today must not stand in the way of an act the office did yesterday.
        case.last_act_on = on
    for stage in act.ends:
        end_clock(case, Stage(stage), on=on)
    if act.handled:
        case.handled, case.handled_on = act.handled, on
    if act.settled:
        case.settled, case.settled_on = act.settled, on
    detail = effect()
    settle(case)
    # A decision to stop still has to be sent: what is owed keeps a case in sight.
    case.is_open = case.state not in table.ends or case.due_on is not None
    if not case.is_open:
        end_assignments(case, on=on)
    case.version += 1
    case.save()
    return record_case_act(
        case,
        act.code,
        actor=actor,
        on=on,
        at=at,
        from_state=before,
        number=number,
        note=note,
        detail=detail,
        is_told=act.told,
    )


def _target(case: Case, act: Act) -> str:
    if act.to_state == SAME:
        return case.state
    return case.state_before if act.to_state == PREVIOUS else act.to_state
