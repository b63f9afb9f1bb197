"""Acts on posts and on who holds them.

Who may do so is decided above this area (`authority.services`), which wraps
these.  Nothing passes to a successor unit by itself: posts are taken over by an
act of their own and carry where they came from; their holders do not.
"""

from collections.abc import Iterable
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from danvan.accounts.models import Person
from danvan.journal.services import Doer, announce, record_act
from danvan.kernel.errors import NotFound, RuleError
from danvan.orgs.choices import PostKind
from danvan.orgs.events import HoldingChanged, HoldingEnded
from danvan.orgs.models import Post, PostHolding, Succession, UnitVersion


class CannotCreatePost(RuleError):
    """The post cannot stand in this unit on these days."""

    code = "cannot_create_post"
    message = _("Không lập được chức vụ: %(why)s")


class CannotAppoint(RuleError):
    """The person cannot take this post on these days."""

    code = "cannot_appoint"
    message = _("Không giao được chức vụ: %(why)s")


class CannotEndHolding(RuleError):
    """The holding cannot end on this day."""

    code = "cannot_end_holding"
    message = _("Không ghi được ngày thôi giữ chức vụ: %(why)s")


class CannotInheritPosts(RuleError):
    """The posts cannot be taken over."""

    code = "cannot_inherit_posts"
    message = _("Không tiếp nhận được chức vụ: %(why)s")


@transaction.atomic
def create_post(
    *,
    unit_id: int,
    title: str,
    kind: str,
    valid_from: date,
    actor: Doer,
    valid_until: date | None = None,
    inherited_from_id: int | None = None,
) -> Post:
    """Make a post in a unit.  Raises NotFound, CannotCreatePost."""
    title = " ".join(title.split())
    if not title or kind not in PostKind.values:
        raise CannotCreatePost(params={"why": _("chưa có chức danh hoặc loại chức vụ.")})
    if valid_until is not None and valid_until <= valid_from:
        raise CannotCreatePost(params={"why": _("ngày kết thúc phải sau ngày bắt đầu.")})
    stretches = list(UnitVersion.objects.filter(unit=unit_id).values_list("valid_from", "valid_until"))
    if not stretches:
        raise NotFound
    if not any(start <= valid_from and (end is None or valid_from < end) for start, end in stretches):
        raise CannotCreatePost(params={"why": _("đơn vị không có hiệu lực vào ngày này.")})
    post = Post.objects.create(
        unit_id=unit_id,
        title=title,
        kind=kind,
        valid_from=valid_from,
        valid_until=valid_until,
        inherited_from_id=inherited_from_id,
    )
    record_act(
        "orgs.create_post",
        actor=actor,
        subject_kind="post",
        subject_id=post.pk,
        unit_id=unit_id,
        detail={
            "title": title,
            "kind": kind,
            "valid_from": valid_from.isoformat(),
            "valid_until": valid_until.isoformat() if valid_until else None,
            "inherited_from": inherited_from_id,
        },
    )
    return post


@transaction.atomic
def appoint(
    post_id: int,
    *,
    person_id: int,
    valid_from: date,
    actor: Doer,
    acting: bool = False,
    valid_until: date | None = None,
) -> PostHolding:
    """Seat a person in a post from a day on.  Raises NotFound, CannotAppoint."""
    post = Post.objects.select_for_update().filter(pk=post_id).first()
    if post is None or not Person.objects.filter(pk=person_id).exists():
        raise NotFound
    if valid_until is not None and valid_until <= valid_from:
        raise CannotAppoint(params={"why": _("ngày kết thúc phải sau ngày bắt đầu.")})
    if valid_from < post.valid_from or (post.valid_until is not None and valid_from >= post.valid_until):
        raise CannotAppoint(params={"why": _("chức vụ không có hiệu lực vào ngày này.")})
    try:
        with transaction.atomic():
            holding = PostHolding.objects.create(
                post=post, person_id=person_id, acting=acting, valid_from=valid_from, valid_until=valid_until
            )
    except IntegrityError as problem:
        if "a_person_holds_a_post_once_at_a_time" not in str(problem):
            raise
        raise CannotAppoint(params={"why": _("người này đã giữ chức vụ đó trong thời gian này.")}) from problem
    record_act(
        "orgs.appoint",
        actor=actor,
        subject_kind="post_holding",
        subject_id=holding.pk,
        unit_id=post.unit_id,
        detail={
            "post": post.pk,
            "person": person_id,
            "acting": acting,
            "valid_from": valid_from.isoformat(),
            "valid_until": valid_until.isoformat() if valid_until else None,
        },
    )
    announce(HoldingChanged(unit_id=post.unit_id, post_kind=post.kind, since=valid_from.isoformat()))
    return holding


@transaction.atomic
def end_holding(holding_id: int, *, valid_until: date, reason: str, actor: Doer) -> PostHolding:
    """Write down the first day on which the person no longer holds the post.  Raises NotFound, CannotEndHolding."""
    holding = PostHolding.objects.select_for_update(of=("self",)).select_related("post").filter(pk=holding_id).first()
    if holding is None:
        raise NotFound
    if not reason.strip():
        raise CannotEndHolding(params={"why": _("chưa có lý do.")})
    if valid_until <= holding.valid_from:
        raise CannotEndHolding(params={"why": _("ngày thôi giữ phải sau ngày bắt đầu giữ chức vụ.")})
    if holding.valid_until is not None and valid_until >= holding.valid_until:
        raise CannotEndHolding(params={"why": _("người này đã thôi giữ chức vụ trước ngày đó.")})
    holding.valid_until = valid_until
    holding.save(update_fields=["valid_until"])
    record_act(
        "orgs.end_holding",
        actor=actor,
        subject_kind="post_holding",
        subject_id=holding.pk,
        unit_id=holding.post.unit_id,
        reason=reason.strip(),
        detail={"valid_until": valid_until.isoformat()},
    )
    announce(HoldingEnded(holding_id=holding.pk))
    post = holding.post
    announce(HoldingChanged(unit_id=post.unit_id, post_kind=post.kind, since=valid_until.isoformat()))
    return holding


@transaction.atomic
def inherit_posts(unit_id: int, *, from_unit_id: int, on: date, actor: Doer, post_ids: Iterable[int]) -> list[Post]:
    """Make chosen posts of a predecessor anew in its successor, each marked with the one it comes from.

    Their holders are not carried over: an appointment is an act of its own.
    Raises CannotInheritPosts when the units do not follow each other or a post
    is not of the predecessor or already taken over, and CannotCreatePost.
    """
    if not Succession.objects.filter(predecessor=from_unit_id, successor=unit_id, on__lte=on).exists():
        raise CannotInheritPosts(params={"why": _("hai đơn vị không kế thừa nhau vào ngày này.")})
    wanted = set(post_ids)
    sources = list(Post.objects.filter(unit=from_unit_id, pk__in=wanted).order_by("pk"))
    if not wanted or len(sources) != len(wanted):
        raise CannotInheritPosts(params={"why": _("có chức vụ không thuộc đơn vị trước.")})
    if Post.objects.filter(unit=unit_id, inherited_from__in=wanted).exists():
        raise CannotInheritPosts(params={"why": _("có chức vụ đã được tiếp nhận.")})
    return [
        create_post(
            unit_id=unit_id,
            title=source.title,
            kind=source.kind,
            valid_from=on,
            actor=actor,
            inherited_from_id=source.pk,
        )
        for source in sources
    ]
