"""Whose an act on a denunciation is."""

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.casework.rules.acts import WRITER, Act
from danvan.denunciations.models import Denunciation
from danvan.denunciations.rules.acts import TEAM


def may_do(row: Denunciation, act: Act, actor: Actor, *, is_member: bool) -> bool:
    """Whether the act is this person's to do: the team's, the desk's until it is accepted, the resolver's."""
    if act.right == WRITER:
        return actor.system
    if actor.may(Right.RESOLVE_DENUNCIATIONS, row.unit_id):
        return True
    receives = row.accepted_on is None and actor.may(Right.RECEIVE_DENUNCIATIONS, row.unit_id)
    if act.right == TEAM:
        return is_member or receives
    return act.right == Right.RECEIVE_DENUNCIATIONS and receives
