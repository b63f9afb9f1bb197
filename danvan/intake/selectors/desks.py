"""Where letters are taken in."""

from datetime import date

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_over
from danvan.orgs.selectors import unit_choices


def desk_of(actor: Actor) -> int | None:
    """Return the unit whose desk the actor sits at; nothing for those who take no letters in."""
    if actor.system:
        return actor.unit_id
    units = actor.scope(Right.RECEIVE_CASES).unit_ids
    if not units:
        return None
    return actor.unit_id if actor.unit_id in units else min(units)


def desk_choices(*, on: date) -> list[tuple[int, str]]:
    """Return the units where somebody takes letters in on a day, as choices: the province, its bodies, communes."""
    desks = holders_over(Right.RECEIVE_CASES, None, on=on)
    return [(unit_id, name) for unit_id, name in unit_choices(on=on) if unit_id in desks]
