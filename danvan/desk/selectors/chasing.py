"""Cases past their limit, unit by unit, and the letter that chases them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from danvan.authority.rules.actor import Actor
from danvan.casework.models import Case
from danvan.casework.rules.reminding import ReminderStep
from danvan.casework.selectors import chased, step_of
from danvan.denunciations import selectors as denunciations
from danvan.kernel.errors import NotFound
from danvan.kernel.text import format_date, say_day
from danvan.orgs.selectors import letterhead_of, names_on
from danvan.petitions import selectors as petitions

# Everybody who is told of a limit, by the kind of the case.
AUDIENCES = (petitions.AUDIENCE, denunciations.AUDIENCE)


def address_of(case: Case) -> str:
    """Return where one reads of a case; the page itself says whether one may."""
    return next(each.address(case) for each in AUDIENCES if case.kind in each.kinds)


@dataclass(frozen=True)
class LateCase:
    """One case in a letter."""

    number: int
    code: str
    kind: str
    stage: str
    due_on: str
    days: int
    step: str


@dataclass(frozen=True)
class LateUnit:
    """One unit with what it owes; the letter goes by the furthest step among its cases."""

    unit_id: int
    name: str
    step: ReminderStep
    cases: Sequence[LateCase]


def late_units(actor: Actor, *, on: date) -> list[LateUnit]:
    """Return the units with cases past the first reminder, those reminded most and longest late first.  Two queries."""
    rows = sorted(chased(actor, on=on), key=lambda case: (case.unit_id, case.due_on or on, case.pk))
    names = names_on({case.unit_id for case in rows}, on)
    found = [
        _unit(unit_id, names[unit_id].full_name if unit_id in names else "", list(cases), on)
        for unit_id, cases in groupby(rows, key=lambda case: case.unit_id)
    ]
    return sorted(found, key=lambda unit: (-unit.step, -max(case.days for case in unit.cases), unit.name))


def chasing_letter(actor: Actor, unit_id: int, *, on: date) -> dict[str, object]:
    """Return what the letter to one unit says.  Raises NotFound for a unit that owes nothing the actor may know of."""
    unit = next((each for each in late_units(actor, on=on) if each.unit_id == unit_id), None)
    if unit is None:
        raise NotFound
    head = letterhead_of(actor.unit_id, on)
    return {
        "superior": head.superior,
        "issuer": head.issuer,
        "place": head.place,
        "day": say_day(on),
        "signer_title": head.signer_title,
        "recipient": unit.name[:1].upper() + unit.name[1:],
        "step": unit.step.label,
        "on": format_date(on),
        "total": len(unit.cases),
        "rows": unit.cases,
    }


def _unit(unit_id: int, name: str, cases: Sequence[Case], on: date) -> LateUnit:
    lines = [
        LateCase(
            number=number,
            code=case.code,
            kind=case.get_kind_display(),
            stage=case.get_due_stage_display(),
            due_on=format_date(case.due_on) if case.due_on else "",
            days=(on - case.due_on).days if case.due_on else 0,
            step=step.label if (step := step_of(case, on=on)) is not None else "",
        )
        for number, case in enumerate(cases, start=1)
    ]
    return LateUnit(unit_id, name, max(step_of(case, on=on) or ReminderStep.DUE for case in cases), lines)
