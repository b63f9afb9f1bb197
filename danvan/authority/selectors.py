"""From a signed-in person to an actor: their posts, and what the chosen one allows."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from danvan.authority.models import RoleAssignment
from danvan.authority.rules.actor import EVERYTHING, Actor, Grant, Scope
from danvan.authority.rules.rights import RIGHTS, Right
from danvan.orgs.models import PostHolding, UnitVersion
from danvan.orgs.selectors import is_root, names_on, reach, sole_predecessors, valid_on


@dataclass(frozen=True)
class Seat:
    """One post a person holds on a day, as the post switch shows it."""

    holding_id: int
    post_title: str
    unit_id: int
    unit_name: str


def seats_of(person_id: int, *, on: date) -> list[Seat]:
    """Return the posts a person holds on a day, in a fixed order."""
    holdings = list(
        PostHolding.objects.filter(valid_on(on), valid_on(on, "post__"), person_id=person_id)
        .select_related("post")
        .order_by("pk")
    )
    names = {
        version.unit_id: version.full_name
        for version in UnitVersion.objects.filter(unit__in={h.post.unit_id for h in holdings}).order_by("valid_from")
    }
    return [Seat(h.pk, h.post.title, h.post.unit_id, names.get(h.post.unit_id, "")) for h in holdings]


def actor_in(seat: Seat, *, person_id: int, on: date) -> Actor:
    """Return the person as actor in one of their posts."""
    assignments = RoleAssignment.objects.filter(valid_on(on), post__holdings=seat.holding_id)
    grants = []
    for assignment in assignments:
        if assignment.with_subtree and is_root(assignment.unit_id):
            scope = EVERYTHING
        else:
            scope = Scope(reach(assignment.unit_id, on=on, with_subtree=assignment.with_subtree))
        grants.append(Grant(assignment.role, scope, assignment.unit_id, _kept(assignment, scope, on)))
    return Actor(
        person_id=person_id,
        holding_id=seat.holding_id,
        unit_id=seat.unit_id,
        on=on,
        grants=tuple(grants),
        post_title=seat.post_title,
        unit_name=seat.unit_name,
    )


def _kept(assignment: RoleAssignment, scope: Scope, on: date) -> frozenset[int]:
    """Return the units whose closed files the unit of an assignment keeps.  No query where nothing ended."""
    if scope.everything or Right.SEE_CASES not in RIGHTS.get(assignment.role, frozenset()):
        return frozenset()
    before = reach(assignment.unit_id, on=on, with_subtree=False) if assignment.with_subtree else scope.unit_ids
    return sole_predecessors(assignment.unit_id, before, on)


def actor_without_post(person_id: int, *, on: date) -> Actor:
    """Return somebody who may sign in and do nothing else."""
    return Actor(person_id=person_id, holding_id=None, unit_id=None, on=on)


@dataclass(frozen=True)
class Holding:
    """One stretch of a person in a post, with the roles of the post, as administrators see it."""

    pk: int
    person_id: int
    post_title: str
    unit_id: int
    unit_name: str
    acting: bool
    valid_from: date
    valid_until: date | None
    is_current: bool
    roles: tuple[str, ...]


def holdings_of(person_id: int | None, *, on: date, holding_id: int | None = None) -> list[Holding]:
    """Return a person's holdings of all times, newest first, in three queries; or one holding by its key."""
    found = PostHolding.objects.select_related("post").prefetch_related("post__role_assignments")
    found = found.filter(pk=holding_id) if holding_id else found.filter(person=person_id or 0)
    holdings = list(found.order_by("-valid_from", "-pk"))
    names = {
        version.unit_id: version.full_name
        for version in UnitVersion.objects.filter(unit__in={h.post.unit_id for h in holdings}).order_by("valid_from")
    }
    return [
        Holding(
            pk=holding.pk,
            person_id=holding.person_id,
            post_title=holding.post.title,
            unit_id=holding.post.unit_id,
            unit_name=names.get(holding.post.unit_id, ""),
            acting=holding.acting,
            valid_from=holding.valid_from,
            valid_until=holding.valid_until,
            is_current=holding.valid_from <= on and (holding.valid_until is None or holding.valid_until > on),
            roles=tuple(assignment.get_role_display() for assignment in holding.post.role_assignments.all()),
        )
        for holding in holdings
    ]


def titles_of_holdings(holding_ids: set[int]) -> dict[int, str]:
    """Return the post titles of holdings, in one query."""
    return dict(PostHolding.objects.filter(pk__in=holding_ids).values_list("pk", "post__title"))


def holders_of(right: Right, unit_ids: Collection[int], *, on: date) -> dict[int, list[int]]:
    """Return the holdings of posts in each of these units whose role there carries a right on a day.  One query."""
    roles = [role for role, rights in RIGHTS.items() if right in rights]
    found: dict[int, list[int]] = {}
    rows = (
        PostHolding.objects.filter(
            valid_on(on),
            valid_on(on, "post__"),
            valid_on(on, "post__role_assignments__"),
            post__unit__in=list(unit_ids),
            post__role_assignments__role__in=roles,
            person__is_active=True,
        )
        .order_by("post__unit_id", "pk")
        .values_list("post__unit_id", "pk")
        .distinct()
    )
    for unit_id, holding_id in rows:
        found.setdefault(unit_id, []).append(holding_id)
    return found


def holders_over(right: Right, unit_ids: Collection[int] | None, *, on: date) -> dict[int, list[int]]:
    """Return by unit the holdings whose role carries a right over just that unit, wherever their post is.  One query.

    For rights that reach single units; None asks for every unit that has somebody.
    """
    roles = [role for role, rights in RIGHTS.items() if right in rights]
    rows = RoleAssignment.objects.filter(
        valid_on(on),
        valid_on(on, "post__"),
        valid_on(on, "post__holdings__"),
        role__in=roles,
        post__holdings__person__is_active=True,
    )
    if unit_ids is not None:
        rows = rows.filter(unit__in=list(unit_ids))
    found: dict[int, list[int]] = {}
    for unit_id, holding_id in rows.order_by("unit", "post__holdings").values_list("unit", "post__holdings").distinct():
        found.setdefault(unit_id, []).append(holding_id)
    return found


@dataclass(frozen=True)
class Holder:
    """Somebody in a post whose role carries a right."""

    holding_id: int
    person: str
    post_title: str
    unit_id: int
    unit_name: str


def holders_with(right: Right, *, on: date) -> list[Holder]:
    """Return everybody whose post carries a right on a day, in two queries."""
    roles = [role for role, rights in RIGHTS.items() if right in rights]
    holdings = (
        PostHolding.objects.filter(
            valid_on(on),
            valid_on(on, "post__"),
            valid_on(on, "post__role_assignments__"),
            post__role_assignments__role__in=roles,
            person__is_active=True,
        )
        .select_related("post", "person")
        .order_by("pk")
        .distinct()
    )
    names = names_on({holding.post.unit_id for holding in holdings}, on)
    return [
        Holder(
            holding.pk,
            holding.person.get_full_name(),
            holding.post.title,
            holding.post.unit_id,
            names[holding.post.unit_id].full_name,
        )
        for holding in holdings
    ]


def unit_of_holding(holding_id: int) -> int:
    """Return the unit of the post somebody holds."""
    return PostHolding.objects.values_list("post__unit_id", flat=True).get(pk=holding_id)
