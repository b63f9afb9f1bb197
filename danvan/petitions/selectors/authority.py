"""Whose an act on a petition is."""

from collections.abc import Collection

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.casework.choices import Task
from danvan.casework.models import Assignment
from danvan.casework.rules.acts import Act
from danvan.petitions.models import Petition


def may_do(petition: Petition, act: Act, actor: Actor, *, given_to: bool) -> bool:
    """Whether the act is this person's to do: by right in the unit, or handling what was given to where they sit.

    What the writer does, or follows of itself, only the platform brings in.
    """
    if not act.is_of_the_office:
        return actor.system
    rights = [Right(each) for each in act.rights]
    if given_to and Right.HANDLE_CASES in rights and actor.may(Right.HANDLE_CASES):
        return True
    return any(may_at(petition, right, actor) for right in rights)


def may_at(petition: Petition, right: Right, actor: Actor) -> bool:
    """Whether the actor has a right where the petition lies.

    One that is closed lies, once its unit has ended, with the only successor;
    an open one is handed over first.
    """
    return actor.may(right, petition.unit_id) or (not petition.is_open and petition.unit_id in actor.kept(right))


def given_to_unit_of(actor: Actor, petitions: Collection[Petition]) -> set[int]:
    """Return which of these were given to the unit the actor sits in, to verify or to handle.

    One query, and none when all are of units the actor handles cases in anyway.
    """
    handled = actor.scope(Right.HANDLE_CASES)
    others = [petition.pk for petition in petitions if petition.unit_id not in handled]
    if actor.unit_id is None or not others or not handled:
        return set()
    standing = Assignment.objects.filter(
        case__in=others, unit=actor.unit_id, until=None, task__in=[Task.VERIFY, Task.HANDLE]
    )
    return set(standing.values_list("case", flat=True))
