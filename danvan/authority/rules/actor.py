"""Who acts or looks: a person in one of their posts on a day, with what that post allows.

Built once per request from the database; afterwards every question about
rights is answered from memory, so no page asks twice.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from danvan.authority.rules.rights import OF_ONE_UNIT, RIGHTS, Right


@dataclass(frozen=True)
class Scope:
    """A set of units: all of them, or those listed."""

    unit_ids: frozenset[int] = frozenset()
    everything: bool = False

    def __contains__(self, unit_id: object) -> bool:
        return self.everything or unit_id in self.unit_ids

    def __bool__(self) -> bool:
        return self.everything or bool(self.unit_ids)


EVERYTHING = Scope(everything=True)


@dataclass(frozen=True)
class Grant:
    """A role over a scope, as valid on the actor's day; `unit_id` is the unit of the assignment itself.

    `kept` are the units that ended and that this one alone follows.
    """

    role: str
    scope: Scope
    unit_id: int | None = None
    kept: frozenset[int] = frozenset()

    def scope_of(self, right: Right) -> Scope:
        """Return where the grant carries a right of its role."""
        if right not in OF_ONE_UNIT:
            return self.scope
        return Scope(frozenset() if self.unit_id is None else frozenset({self.unit_id}))


@dataclass(frozen=True)
class Actor:
    """A person in a post.  `system` is the platform itself: imports, schedules, the command line."""

    person_id: int | None
    holding_id: int | None
    unit_id: int | None
    on: date
    grants: tuple[Grant, ...] = ()
    system: bool = False
    post_title: str = ""
    unit_name: str = ""
    roles: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(grant.role for grant in self.grants))

    def scope(self, right: Right) -> Scope:
        """Return the units within which this actor has the right; an unexplained case is none."""
        if self.system:
            return EVERYTHING
        return _union(grant.scope_of(right) for grant in self.grants if right in RIGHTS.get(grant.role, frozenset()))

    def may(self, right: Right, unit_id: int | None = None) -> bool:
        """Say whether the actor has the right, in this unit when one is named, anywhere otherwise."""
        scope = self.scope(right)
        return bool(scope) if unit_id is None else unit_id in scope

    def kept(self, right: Right) -> frozenset[int]:
        """Return the units that ended whose files are kept where the actor has the right."""
        grants = (grant for grant in self.grants if right in RIGHTS.get(grant.role, frozenset()))
        return frozenset().union(*(grant.kept for grant in grants))


def system_actor(on: date) -> Actor:
    """Return the platform itself as actor."""
    return Actor(person_id=None, holding_id=None, unit_id=None, on=on, system=True)


def _union(scopes: Iterable[Scope]) -> Scope:
    ids: set[int] = set()
    for scope in scopes:
        if scope.everything:
            return EVERYTHING
        ids |= scope.unit_ids
    return Scope(frozenset(ids))
