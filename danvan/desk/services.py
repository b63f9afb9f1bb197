"""Keeping filters of lists; what a page leaves to the background."""

from django.db import transaction
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _
from procrastinate.contrib.django import app

from danvan.authority.rules.actor import Actor
from danvan.desk.models import SavedFilter
from danvan.kernel.errors import NoAuthority, NotFound, RuleError

AT_MOST, LONGEST_NAME, LONGEST_QUERY = 20, 60, 600


class NoSuchList(RuleError):
    """A filter belongs to a list."""

    code = "no_such_list"
    message = _("Trang này không có danh sách để lưu bộ lọc.")


class FilterHasNoName(RuleError):
    """A filter is found again by its name."""

    code = "filter_has_no_name"
    message = _("Cần đặt tên cho bộ lọc, không quá 60 chữ.")


class NothingFiltered(RuleError):
    """An unfiltered list needs no name."""

    code = "nothing_filtered"
    message = _("Chưa chọn điều kiện lọc nào, hoặc điều kiện quá dài.")


class TooManyFilters(RuleError):
    """So many that none would be found again."""

    code = "too_many_filters"
    message = _("Mỗi danh sách giữ được nhiều nhất %(count)d bộ lọc; hãy bỏ bớt một bộ.")


def address_of(page: str) -> str:
    """Return the address of a list by its name.  Raises NoSuchList."""
    if page.endswith("_list"):
        try:
            return reverse(page)
        except NoReverseMatch:
            pass
    raise NoSuchList


@transaction.atomic
def save_filter(actor: Actor, *, page: str, name: str, query: str) -> SavedFilter:
    """Keep what a list is filtered by under a name; the same name again replaces what it stood for.

    Raises NoSuchList, FilterHasNoName, NothingFiltered, TooManyFilters; NoAuthority
    for the platform itself.
    """
    address_of(page)
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME:
        raise FilterHasNoName
    if not query or len(query) > LONGEST_QUERY:
        raise NothingFiltered
    if actor.person_id is None:
        raise NoAuthority
    own = SavedFilter.objects.filter(person=actor.person_id, page=page)
    if own.exclude(name=name).count() >= AT_MOST:
        raise TooManyFilters(params={"count": AT_MOST})
    saved, _made = SavedFilter.objects.update_or_create(
        person_id=actor.person_id, page=page, name=name, defaults={"query": query}
    )
    return saved


def remove_filter(actor: Actor, filter_id: int) -> SavedFilter:
    """Forget a filter of the actor's own.  Raises NotFound."""
    saved = SavedFilter.objects.filter(pk=filter_id, person=actor.person_id).first()
    if saved is None:
        raise NotFound
    saved.delete()
    return saved


def confirm_moves_soon(actor: Actor, unit_id: int | None) -> None:
    """Queue the confirming of more moved limits than a page waits for, of a unit or all; rights are asked again then.

    What fails goes on where it stopped.
    """
    task = app.configure_task("confirm_moves")
    task.defer(person_id=actor.person_id, holding_id=actor.holding_id, unit_id=unit_id)
