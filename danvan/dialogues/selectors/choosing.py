"""What a form offers: who may have chaired, which dialogues and units there are to choose."""

from datetime import date

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.dialogues.models import Dialogue, HotSpot
from danvan.dialogues.selectors.visible import dialogues_visible_to
from danvan.kernel.text import format_date, shorten
from danvan.orgs.choices import PostKind
from danvan.orgs.models import PostHolding
from danvan.orgs.selectors import reach

_LEADING = (PostKind.CHAIR, PostKind.HEAD, PostKind.VICE_CHAIR, PostKind.DEPUTY_HEAD, PostKind.SECRETARY)
SHOWN = 100


def chair_choices(unit_id: int) -> list[tuple[int, str]]:
    """Return who holds or held a leading post in a unit, newest first, with since when.  One query."""
    found = PostHolding.objects.filter(post__unit=unit_id, post__kind__in=_LEADING).select_related("post", "person")
    return [
        (
            each.pk,
            f"{each.post.title}{' (được giao quyền)' if each.acting else ''}: {each.person.full_name}, "
            f"từ {format_date(each.valid_from)}",
        )
        for each in found.order_by("-valid_from", "post__kind", "pk")[:SHOWN]
    ]


def dialogue_choices(actor: Actor, unit_id: int | None = None) -> list[tuple[int, str]]:
    """Return the dialogues one keeps, newest first; those of one unit and the units before it when it is named."""
    found = dialogues_visible_to(actor).filter(cancelled=False)
    if unit_id is not None:
        found = found.filter(unit__in=reach(unit_id, on=actor.on, with_subtree=False))
    else:
        scope = actor.scope(Right.KEEP_RECEPTIONS)
        found = found if scope.everything else found.filter(unit__in=scope.unit_ids)
    return [
        (each.pk, f"{format_date(each.takes_place_on)}: {shorten(each.title, 90)}")
        for each in found.order_by("-planned_on", "-pk")[:SHOWN]
    ]


def hot_spots_of(dialogue: Dialogue) -> list[HotSpot]:
    """Return the hot spots a dialogue is about.  One query."""
    return list(dialogue.hot_spots.order_by("happened_on", "pk"))


def dialogues_on(actor: Actor, pairs: set[tuple[int, date]]) -> dict[tuple[int, date], list[int]]:
    """Return the dialogues of units on days, for a spreadsheet that names them so.  One query."""
    found: dict[tuple[int, date], list[int]] = {}
    units = {unit for unit, _day in pairs}
    for each in dialogues_visible_to(actor).filter(unit__in=units, cancelled=False):
        for day in {each.planned_on, each.takes_place_on}:
            found.setdefault((each.unit_id, day), []).append(each.pk)
    return found
