"""How heads received people (T34), from the register of sessions itself.

Nobody verifies a session: what its unit wrote down on the day is the fact, and
the history of each shows what was written when.
"""

from collections.abc import Collection, Iterator
from datetime import date

from danvan.kernel.text import format_date
from danvan.reception.choices import SessionState
from danvan.reception.rules.required import HEAD_POSTS, SessionFact, years_served
from danvan.reception.selectors import YearOfDuty, duty_in, requirements
from danvan.schemes.sources.facts import Exhibit, Regulation, Wanted

SESSION = "reception_session"


def years_of_holding(post_kind: str, since: date, today: date) -> range:
    """Return the years whose duty may be another since somebody took or left a head's post; none for other posts."""
    return range(min(years_served(since)), today.year + 1) if post_kind in HEAD_POSTS else range(0)


def duties(wanted: Wanted) -> dict[int, YearOfDuty]:
    """Return what was asked of heads and what they held, by year.  Four queries for each year."""
    return {year: duty_in(year, wanted.units) for year in sorted(wanted.years)}


def list_sessions(
    duty: YearOfDuty, unit_id: int, predecessors: Collection[int], year: int, on: date
) -> Iterator[Exhibit]:
    """Return the periodic sessions that lie in the stretches of a unit, each with whether it counts and why."""
    slots = duty.slots.get(unit_id, ())
    for unit in (unit_id, *sorted(predecessors)):
        for fact in duty.facts.get(unit, ()):
            if any(slot.first <= fact.on <= slot.last for slot in slots):
                yield _shown(fact, unit, year, on)


def _shown(fact: SessionFact, unit_id: int, year: int, on: date) -> Exhibit:
    is_waiting = fact.state in (SessionState.PLANNED, SessionState.OPEN) and fact.on >= on
    state = "achieved" if fact.counts else "not_yet_due" if is_waiting else "not_achieved"
    return Exhibit(
        record_id=fact.key,
        kind=SESSION,
        kind_label="buổi tiếp công dân",
        title=f"Buổi tiếp công dân định kỳ ngày {format_date(fact.on)}",
        unit_id=unit_id,
        year=year,
        state=state,
        state_label=SessionState(fact.state).label,
        happened_on=fact.on,
        is_counted=fact.counts,
        is_provisional=fact.counts,
        why=fact.why(on),
    )


def regulations(year: int) -> list[Regulation]:
    """Return how often the law asks each head to receive in a year, with the article."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    return [
        Regulation(
            label=row.title,
            said=row.said,
            since=row.first_day if row.first_day > first else None,
            last_day=row.last_day if row.last_day and row.last_day < last else None,
            basis=row.basis,
            is_sure=row.is_sure,
        )
        for row in requirements().rows
        if row.first_day <= last and (row.last_day is None or row.last_day >= first)
    ]
