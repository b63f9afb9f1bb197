"""The list of recommendations in views one can narrow, with the words each reader may read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Case, Count, DateField, F, Q, QuerySet, When

from danvan.authority.rules.actor import Actor
from danvan.kernel.text import fold
from danvan.opinions.choices import State
from danvan.opinions.models import VoterRecommendation
from danvan.opinions.selectors.limits import UNPUBLISHED
from danvan.opinions.selectors.visible import (
    NOT_COUNTED,
    Sight,
    public_words,
    read_by,
    recommendations_visible_to,
    sessions_visible_to,
    sight_of,
)
from danvan.orgs.selectors import governments_on, names_on

SOON = timedelta(days=7)
AWAITED = Case(When(state=State.STUDIED, then=F("promised_on")), default=F("due_on"), output_field=DateField())


@dataclass(frozen=True)
class Tab:
    """One view of the list and how many stand in it."""

    code: str
    label: str
    count: int


@dataclass(frozen=True)
class Row:
    """One recommendation as a list shows it."""

    row: VoterRecommendation
    words: str
    public_words: str
    keeper: str
    addressee: str
    proposed: str
    place: str
    is_late: bool


def is_late(on: date) -> Q:
    """Return the condition on recommendations late on a day: past their limit unanswered, or past what was promised."""
    waiting = Q(state__in=(State.RECORDED, State.BOUNCED, State.ROUTED, State.ACCEPTED), due_on__lt=on)
    return waiting | Q(state=State.STUDIED, promised_on__lt=on)


def _tabs(actor: Actor, on: date) -> dict[str, tuple[str, Q]]:
    sight = sight_of(actor)
    ours = Q() if sight.answers.everything else Q(addressee__in=sight.answers.unit_ids)
    kept = Q() if sight.keeps.everything else Q(unit__in=sight.keeps.unit_ids)
    near = Q(is_open=True) & ~is_late(on)
    promised_soon = Q(state=State.STUDIED, promised_on__lte=on + SOON)
    soon = near & (promised_soon | (~Q(state=State.STUDIED) & Q(due_on__lte=on + SOON)))
    tabs: dict[str, tuple[str, Q]] = {}
    if sight.keeps:
        tabs["chuyen"] = ("Phải chuyển", kept & Q(state__in=(State.RECORDED, State.BOUNCED)))
    if sight.answers:
        tabs["tiep-nhan"] = ("Chờ tiếp nhận", ours & Q(state=State.ROUTED))
        tabs["tra-loi"] = ("Phải trả lời", ours & Q(state__in=(State.ACCEPTED, State.STUDIED)))
    if sight.keeps:
        tabs["cong-khai"] = ("Chưa công khai trả lời", kept & UNPUBLISHED)
    tabs["sap-han"] = ("Đến hạn trong 7 ngày", soon)
    tabs["tre"] = ("Quá hạn, quá hẹn", is_late(on))
    tabs["nghien-cuu"] = ("Đang nghiên cứu", Q(state=State.STUDIED))
    tabs["lap-lai"] = ("Lặp lại", Q(sessions_raised__gt=1))
    tabs["tat-ca"] = ("Tất cả", Q())
    return tabs


def narrowed(
    actor: Actor,
    *,
    on: date,
    session: int | None = None,
    unit: int | None = None,
    state: str = "",
    only: str = "",
    field: str = "",
    place: int | None = None,
    result: str = "",
    text: str = "",
) -> "QuerySet[VoterRecommendation, VoterRecommendation]":
    """Return the recommendations one sees, narrowed; words are looked for only where one may read them."""
    rows = recommendations_visible_to(actor)
    if session:
        rows = rows.filter(session=session)
    if unit:
        rows = rows.filter(Q(addressee=unit))
    if state:
        rows = rows.filter(state=state)
    if field:
        rows = rows.filter(field=field)
    if place:
        rows = rows.filter(commune=place)
    if result:
        rows = rows.filter(result=result)
    if only == "late":
        rows = rows.filter(is_late(on))
    elif only == "repeated":
        rows = rows.filter(sessions_raised__gt=1)
    elif only == "bounced":
        rows = rows.filter(bounces__gt=0)
    elif only == "wordless":
        rows = rows.filter(public_text="").exclude(state__in=NOT_COUNTED)
    elif only == "published":
        rows = rows.filter(published_at__isnull=False)
    for word in fold(text).split():
        # Whoever sees the list sees where each was raised.
        shown = Q(folded_public__contains=word) | Q(folded_place__contains=word)
        rows = rows.filter(shown | (read_by(actor) & Q(folded__contains=word)))
    return rows


def tabs_of(actor: Actor, rows: "QuerySet[VoterRecommendation, Any]", *, on: date) -> list[Tab]:
    """Return the views with how many of these rows stand in each.  One query."""
    tabs = _tabs(actor, on)
    counts = rows.order_by().aggregate(
        **{f"in_{number}": Count("pk", filter=each) for number, (_label, each) in enumerate(tabs.values())}
    )
    return [Tab(code, label, counts[f"in_{number}"]) for number, (code, (label, _q)) in enumerate(tabs.items())]


def in_tab(
    actor: Actor, rows: "QuerySet[VoterRecommendation, VoterRecommendation]", code: str, *, on: date
) -> "QuerySet[VoterRecommendation, VoterRecommendation]":
    """Return the rows of one view: what waits in the order of its days, everything else newest first."""
    rows = rows.filter(_tabs(actor, on)[code][1])
    if code in ("tat-ca", "lap-lai"):
        return rows.order_by("-received_on", "-pk")
    return rows.annotate(awaited=AWAITED).order_by("awaited", "pk")


def rows_of(actor: Actor, found: Sequence[VoterRecommendation], *, on: date) -> list[Row]:
    """Return recommendations with their words and names.  One query."""
    sight = sight_of(actor)
    names = _names(found, on)
    return [_row(row, sight, names, on) for row in found]


def _row(row: VoterRecommendation, sight: Sight, names: dict[int, str], on: date) -> Row:
    commune = names.get(row.commune_id or 0, "")
    return Row(
        row=row,
        words=sight.words(row),
        public_words=public_words(row),
        keeper=names.get(row.unit_id, ""),
        addressee=names.get(row.addressee_id or 0, "") or row.addressee_body,
        proposed=names.get(row.proposed_id or 0, ""),
        place=", ".join(part for part in (row.place, commune) if part),
        is_late=row.is_open and row.awaited_on < on,
    )


def _names(found: Iterable[VoterRecommendation], on: date) -> dict[int, str]:
    wanted = {
        unit
        for row in found
        for unit in (row.unit_id, row.addressee_id, row.commune_id, row.proposed_id)
        if unit is not None
    }
    return {unit: version.full_name for unit, version in names_on(wanted, on).items()}


def commune_choices(on: date) -> list[tuple[int, str]]:
    """Return the communes of a day, in Vietnamese order.  One query."""
    found = governments_on(on, level="commune").order_by("sort_name")
    return [(version.unit_id, version.full_name) for version in found]


def filter_choices(actor: Actor, *, on: date) -> dict[str, list[tuple[str, str]]]:
    """Return what the list can be narrowed by: the sessions, units and places that stand in it.  Four queries."""
    rows = recommendations_visible_to(actor).order_by()
    units = {pk for pk in rows.values_list("addressee", flat=True).distinct() if pk}
    places = {pk for pk in rows.values_list("commune", flat=True).distinct() if pk}
    names = names_on(units | places, on)

    def named(keys: set[int]) -> list[tuple[str, str]]:
        ordered = sorted(keys, key=lambda pk: names[pk].sort_name)
        return [(str(pk), names[pk].full_name) for pk in ordered]

    return {
        "session": [(str(each.pk), str(each)) for each in sessions_visible_to(actor)],
        "unit": named(units),
        "place": named(places),
    }
