"""Which petitions somebody may read, and the lists made of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_with
from danvan.casework.choices import CaseKind
from danvan.casework.selectors import cases_visible_to, handled_by, readable_by
from danvan.kernel.text import fold
from danvan.petitions.choices import State
from danvan.petitions.models import Petition, Writer
from danvan.petitions.selectors.conditions import Conditions

SOON = timedelta(days=7)
FOUND = 20
_DECIDED = (State.DECIDED, State.SENT, State.PUBLISHED)
# Whom letters go to.
FIRST_WRITER = Subquery(Writer.objects.filter(petition=OuterRef("pk")).order_by("pk").values("name")[:1])
SORTS = {
    "due": ("due_on", "pk"),
    "newest": ("-received_on", "-pk"),
    "oldest": ("received_on", "pk"),
}
# Where the next step is the head's, whoever has the file on their desk.
AWAITING_HEAD = (State.PROPOSED, State.ACCEPTED, State.VERIFIED, State.DIALOGUE_DONE, State.SUSPENDED)


@dataclass(frozen=True)
class Tab:
    """One view of the register, with how many petitions are in it."""

    code: str
    label: str
    count: int | None


def petitions_visible_to(actor: Actor) -> "QuerySet[Petition, Petition]":
    """Return the petitions whose file the actor may read."""
    # What a search reads is longer than all the rest, and shown to nobody.
    return Petition.objects.filter(readable_by(actor)).defer("folded", "words")


def _tab_filters(actor: Actor, on: date) -> dict[str, tuple[str, Q]]:
    heads = Q(is_open=True, state__in=AWAITING_HEAD, unit__in=actor.scope(Right.DECIDE_CASES).unit_ids)
    mine = heads | handled_by(actor)
    return {
        "mine": ("Cần làm", mine),
        "new": ("Mới nhận", Q(is_open=True, state=State.RECEIVED)),
        "soon": ("Sắp đến hạn", Q(is_open=True, due_on__gte=on, due_on__lte=on + SOON)),
        "late": ("Quá hạn", Q(is_open=True, due_on__lt=on)),
        "waiting": ("Chờ người khác", Q(is_open=True) & ~mine),
        "all": ("Tất cả", Q()),
    }


def tab_counts(actor: Actor, *, on: date, text: str = "", **conditions: Any) -> list[Tab]:
    """Return the views of the register with their counts, in one query; everything is not counted.

    `conditions` are those of `Conditions`.
    """
    filters = _tab_filters(actor, on)
    counts = {code: Count("pk", filter=condition) for code, (_label, condition) in filters.items() if code != "all"}
    # The views are about the case alone; the letters themselves need to be looked up only when something is asked.
    asked = (
        _asked_for(actor, text, conditions)
        if text.strip() or Conditions(**conditions) != Conditions()
        else cases_visible_to(actor)
    )
    counted = asked.filter(is_open=True).aggregate(**counts)
    return [Tab(code, label, counted.get(code)) for code, (label, _condition) in filters.items()]


def work_list(
    actor: Actor, *, on: date, tab: str = "mine", sort: str = "", text: str = "", **conditions: Any
) -> "QuerySet[Petition, Petition]":
    """Return one view of the register, narrowed by what `Conditions` knows.

    Open ones by what is due first, everything newest first, unless `sort` asks
    otherwise; each with the name of its `first_writer`.
    """
    filters = _tab_filters(actor, on)
    chosen = _asked_for(actor, text, conditions).filter(filters.get(tab, filters["mine"])[1])
    order = SORTS[sort or ("newest" if tab == "all" else "due")]
    return chosen.select_related("officer__person").annotate(first_writer=FIRST_WRITER).order_by(*order)


def _asked_for(actor: Actor, text: str, conditions: Mapping[str, Any]) -> "QuerySet[Petition, Petition]":
    chosen = petitions_visible_to(actor).filter(Conditions(**conditions).q)
    return chosen.filter(matching(text)) if text.strip() else chosen


def matching(text: str) -> Q:
    """Return the condition that a petition holds every word of a text, accents or not."""
    asked = SearchQuery(fold(text), config="simple", search_type="plain")
    return Q(words=asked)


def found_petitions(actor: Actor, text: str) -> list[Petition]:
    """Return the newest petitions with these words that the actor may read."""
    return list(petitions_visible_to(actor).filter(matching(text)).order_by("-received_on", "-pk")[:FOUND])


def first_complaint_of(code: str, names: Iterable[str], *, on: date) -> Petition | None:
    """Return the first complaint with this code that a second one may go on from, if one of these people wrote it.

    It was decided, or its limit was over on that day and it was not (Law on Complaints, art. 33.1).
    Not narrowed to a reader: the desk that takes a second complaint in may not
    read the first, and learns of it only what the letter itself says.
    """
    return first_complaints_of([(code, names, on)])[0]


def first_complaints_of(letters: Iterable[tuple[str, Iterable[str], date]]) -> list[Petition | None]:
    """Return the same for several letters, each a code, its writers and the day it came, in two queries."""
    asked = [(code.strip().upper(), {fold(name) for name in names}, on) for code, names, on in letters]
    rows = Petition.objects.filter(
        Q(state__in=_DECIDED) | Q(accepted_on__isnull=False, settled=""),
        followers=None,
        code__in={code for code, _names, _on in asked},
        kind=CaseKind.COMPLAINT,
        instance=1,
    )
    known = {row.code: row for row in rows.prefetch_related("writers")}
    return [row if (row := known.get(code)) and _may_be_followed(row, names, on) else None for code, names, on in asked]


def _may_be_followed(first: Petition, names: set[str], on: date) -> bool:
    """Say whether one of these people wrote a first complaint that is decided, or was past its limit on that day."""
    # The writers were fetched with it.
    if not names & {writer.folded_name for writer in first.writers.all()}:
        return False
    return first.state in _DECIDED or (first.resolution_due_on is not None and first.resolution_due_on < on)


def officers_for(actor: Actor, *, only_here: bool = False) -> list[tuple[int, str]]:
    """Return whom a case of the actor's unit may be given to: those who handle cases there, then elsewhere."""
    here = actor.unit_id
    rows = holders_with(Right.HANDLE_CASES, on=actor.on)
    return [
        (row.holding_id, f"{row.person}, {row.post_title}" + ("" if row.unit_id == here else f" ({row.unit_name})"))
        for row in sorted(rows, key=lambda row: (row.unit_id != here, row.unit_name, row.person))
        if row.unit_id == here or not only_here
    ]
