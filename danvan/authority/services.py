"""The one gate for acting, and the acts that change who may act."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from danvan.accounts import services as accounts
from danvan.accounts.models import Person
from danvan.authority.models import RoleAssignment
from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.journal.services import record_act
from danvan.kernel.errors import NoAuthority, RuleError
from danvan.orgs import services as orgs
from danvan.orgs.models import PostHolding


class CannotAssignRole(RuleError):
    """The role cannot be given in this way."""

    code = "cannot_assign_role"
    message = _("Chức vụ này đã có vai trò đó trong phạm vi và thời gian đã chọn.")


def require(actor: Actor, right: Right, *, unit_id: int | None = None) -> None:
    """Let the act go on, or refuse it.

    With a unit, the right must cover that unit.  Raises NoAuthority; missing or
    unclear authority means no.
    """
    if not actor.may(right, unit_id):
        raise NoAuthority(params={"right": right.value})


def add_person(*, username: str, full_name: str, email: str, password: str, actor: Actor) -> Person:
    """Give somebody an account.  Raises NoAuthority, CannotSetPassword."""
    require(actor, Right.MANAGE_PEOPLE)
    return accounts.add_person(username=username, full_name=full_name, email=email, password=password, actor=actor)


def change_person(
    person_id: int, *, full_name: str, email: str, is_active: bool, password: str, actor: Actor
) -> Person:
    """Change an account.  Raises NoAuthority, CannotSetPassword."""
    require(actor, Right.MANAGE_PEOPLE)
    return accounts.change_person(
        person_id, full_name=full_name, email=email, is_active=is_active, password=password, actor=actor
    )


@transaction.atomic
def seat_person(
    person_id: int,
    *,
    unit_id: int,
    title: str,
    kind: str,
    role: str,
    scope_unit_id: int,
    with_subtree: bool,
    valid_from: date,
    acting: bool,
    actor: Actor,
) -> PostHolding:
    """Make a post in a unit, appoint the person and give the post its role.  Raises NoAuthority, CannotAssignRole."""
    require(actor, Right.MANAGE_PEOPLE, unit_id=unit_id)
    require(actor, Right.MANAGE_PEOPLE, unit_id=scope_unit_id)
    post = orgs.create_post(unit_id=unit_id, title=title, kind=kind, valid_from=valid_from, actor=actor)
    holding = orgs.appoint(post.pk, person_id=person_id, valid_from=valid_from, acting=acting, actor=actor)
    assign_role(
        post.pk, role=role, unit_id=scope_unit_id, with_subtree=with_subtree, valid_from=valid_from, actor=actor
    )
    return holding


@transaction.atomic
def assign_role(
    post_id: int, *, role: str, unit_id: int, with_subtree: bool, valid_from: date, actor: Actor
) -> RoleAssignment:
    """Give a post a role over a unit from a day on.  Raises NoAuthority, CannotAssignRole."""
    require(actor, Right.MANAGE_PEOPLE, unit_id=unit_id)
    assignment, is_new = RoleAssignment.objects.get_or_create(
        post_id=post_id, role=role, unit_id=unit_id, valid_from=valid_from, defaults={"with_subtree": with_subtree}
    )
    if not is_new:
        raise CannotAssignRole
    record_act(
        "authority.assign_role",
        actor=actor,
        subject_kind="post",
        subject_id=post_id,
        unit_id=unit_id,
        detail={"role": role, "with_subtree": with_subtree, "valid_from": valid_from.isoformat()},
    )
    return assignment


@transaction.atomic
def end_holding(holding_id: int, *, valid_until: date, reason: str, actor: Actor) -> PostHolding:
    """End somebody's time in a post.  Raises NoAuthority and what orgs refuses."""
    holding = PostHolding.objects.select_related("post").get(pk=holding_id)
    require(actor, Right.MANAGE_PEOPLE, unit_id=holding.post.unit_id)
    return orgs.end_holding(holding_id, valid_until=valid_until, reason=reason, actor=actor)
