"""What the staff home combines from the areas below: my work, where the scheme stands, what changed; and search."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from danvan.accounts.selectors import names_of
from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import titles_of_holdings
from danvan.casework.selectors import moves_shown_to
from danvan.conclusions.selectors import found_tasks
from danvan.desk.selectors.agenda import dues_seen_by, units_of
from danvan.desk.selectors.chasing import AUDIENCES
from danvan.evidence.choices import ProofState
from danvan.evidence.models import Record
from danvan.evidence.selectors import (
    count_to_verify,
    documents_matching,
    evidence_visible_to,
    in_locked_period,
    records_answered_for,
    records_visible_to,
    returned_to,
)
from danvan.evidence.selectors.dues import Due
from danvan.journal.models import Entry
from danvan.kernel.text import fold, format_date, shorten
from danvan.orgs.selectors import names_on, reach, search_units
from danvan.petitions.selectors import HANDING_OVER, Tab, found_petitions, hand_overs_for, tab_counts
from danvan.schemes.selectors import Scorecard, scorecards

if TYPE_CHECKING:
    from danvan.petitions.models import Petition

SOON, OVERDUE = timedelta(days=14), timedelta(days=365)
SHOWN = 8
# Work that falls due, besides the writing of records.
RIGHTS_OF_WORK = (Right.KEEP_INSPECTIONS, Right.CARRY_OUT_CONCLUSIONS, Right.KEEP_CONCLUSIONS)


@dataclass(frozen=True)
class WorkItem:
    """One thing to do: by when, what, whose, and the step that comes next."""

    due: str
    day: date | None
    is_late: bool
    title: str
    note: str
    url: str
    step: str


@dataclass(frozen=True)
class MyWork:
    """What waits for this person, in the order it should be done; counts are of everything, items the first few."""

    items: tuple[WorkItem, ...]
    late: int
    soon: int
    returned: int
    to_submit: int
    to_verify: int
    may_write: bool

    @property
    def parts(self) -> list[str]:
        """What waits, in words; nothing that is none."""
        counted = (
            (self.late, "việc quá hạn"),
            (self.soon, f"việc đến hạn trong {SOON.days} ngày tới"),
            (self.returned, "hồ sơ bị trả lại"),
            (self.to_submit, "hồ sơ chưa nộp"),
        )
        return [f"{number} {what}" for number, what in counted if number]


@dataclass(frozen=True)
class Worst:
    """A target that holds the scheme back."""

    id: str
    name: str
    note: str
    url: str


@dataclass(frozen=True)
class Aside:
    """Another scheme in one line: where it stands, and its scorecard."""

    number: str
    short_name: str
    counts: dict[str, int]
    url: str


@dataclass(frozen=True)
class Glance:
    """The leading scheme in one look, for what the actor may see, and the others beside it."""

    number: str
    url: str
    year: int
    whose: str
    counts: dict[str, int]
    worst: tuple[Worst, ...]
    others: tuple[Aside, ...]


@dataclass(frozen=True)
class Change:
    """Something handed in or decided lately."""

    at: datetime
    title: str
    unit: str
    state: str
    url: str
    reason: str


@dataclass(frozen=True)
class Hit:
    """One thing found."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Found:
    """What a search found, of each sort the first few."""

    units: tuple[Hit, ...]
    letters: tuple[Hit, ...]
    tasks: tuple[Hit, ...]
    records: tuple[Hit, ...]
    documents: tuple[Hit, ...]


@dataclass(frozen=True)
class JournalRow:
    """One journal entry in words."""

    at: datetime
    act: str
    who: str
    unit: str
    subject: str
    reason: str


def my_work(actor: Actor, *, on: date) -> MyWork:
    """Return what waits in the actor's own unit, and what they may verify, in a fixed number of queries."""
    rights = {right for right in RIGHTS_OF_WORK if actor.may(right)}
    if own_units(actor):
        rights.add(Right.WRITE_RECORDS)
    items: list[WorkItem] = []
    late = soon = returned = to_submit = 0
    if actor.unit_id is not None:
        # What counts in a closed period can no longer be mended; it would only stand in the way.
        records = records_answered_for(actor).exclude(in_locked_period())
        back = records.filter(state=ProofState.REJECTED)
        drafts = records.filter(state=ProofState.DRAFT).exclude(happened_on=None)
        near = dues_seen_by(actor, units_of(actor), on - OVERDUE, on + SOON) if rights else []
        dues = [due for due in near if due.right in rights and due.is_open(on)]
        returned, to_submit = back.count(), drafts.count()
        late = sum(due.on < on for due in dues)
        soon = len(dues) - late
        shown = list(back.order_by("-changed_at")[:SHOWN])
        reasons = dict(returned_to(actor).filter(record__in=shown).values_list("record_id", "reason"))
        items += [_returned(record, reasons.get(record.pk, "")) for record in shown]
        named = {item.url for item in items}
        items += [_due(due, on) for due in dues if due.url not in named][:SHOWN]
        items += [_unsubmitted(record) for record in drafts.order_by("happened_on", "pk")[:SHOWN]]
    return MyWork(
        items=tuple(items),
        late=late,
        soon=soon,
        returned=returned,
        to_submit=to_submit,
        to_verify=count_to_verify(actor),
        may_write=bool(rights & {Right.WRITE_RECORDS, Right.KEEP_INSPECTIONS}),
    )


def own_units(actor: Actor) -> frozenset[int]:
    """Return the actor's own unit and its predecessors, where they may write; nothing otherwise."""
    if actor.unit_id is None or not actor.may(Right.WRITE_RECORDS, actor.unit_id):
        return frozenset()
    return reach(actor.unit_id, on=actor.on, with_subtree=False)


def _returned(record: Record, reason: str) -> WorkItem:
    note = f"{record.kind_name} · lý do trả lại: {reason}" if reason else record.kind_name
    return WorkItem("bị trả lại", None, True, record.title, note, record.get_absolute_url(), "Bổ sung")


def _unsubmitted(record: Record) -> WorkItem:
    note = f"{record.kind_name}, chưa nộp minh chứng"
    return WorkItem("chưa nộp", record.happened_on, False, record.title, note, record.get_absolute_url(), "Nộp")


def _due(found: Due, on: date) -> WorkItem:
    days = (found.on - on).days
    due = f"quá {-days} ngày" if days < 0 else f"còn {days} ngày" if days else "hôm nay"
    return WorkItem(due, found.on, days < 0, found.said, found.owner, found.url, "Mở")


def glance(actor: Actor, *, on: date) -> Glance | None:
    """Return where the schemes stand for what the actor may see; None when that is nothing."""
    if not actor.may(Right.SEE_RESULTS):
        return None
    cards = scorecards(actor, on.year, on=on)
    if not cards:
        return None
    card, *others = cards
    scheme = card.definition.scheme
    short = sorted((line for line in card.lines if line.units_short), key=lambda line: -line.units_short)
    worst = tuple(
        Worst(
            line.id,
            line.asked.name,
            "" if card.unit_id else f"{line.units_short} đơn vị",
            f"{reverse('schemes:target', kwargs={'scheme': scheme.id, 'target': line.id})}?nam={on.year}",
        )
        for line in short[:3]
    )
    if card.is_everything:
        whose = "Toàn tỉnh"
    elif card.unit_id == actor.unit_id:
        whose = actor.unit_name
    else:
        whose = "Các đơn vị trong phạm vi"
    return Glance(
        number=scheme.number,
        url=scorecard_address(card),
        year=on.year,
        whose=whose,
        counts=card.counts,
        worst=worst,
        others=tuple(
            Aside(
                each.definition.scheme.number, each.definition.scheme.short_name, each.counts, scorecard_address(each)
            )
            for each in others
        ),
    )


def scorecard_address(card: Scorecard) -> str:
    """Return the page of a scorecard, without the year and unit."""
    return reverse("schemes:scorecard", kwargs={"scheme": card.definition.scheme.id})


def lately(actor: Actor, *, since: datetime | None = None) -> list[Change]:
    """Return what was handed in or decided since yesterday morning within the actor's sight, newest first."""
    if since is None:
        since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
    pieces = list(
        evidence_visible_to(actor)
        .filter(Q(decided_at__gte=since) | Q(submitted_at__gte=since, state=ProofState.SUBMITTED))
        .select_related("record")
        .order_by("-pk")[:SHOWN]
    )
    names = names_on({piece.record.unit_id for piece in pieces}, actor.on)
    changes = [
        Change(
            at=moment,
            title=piece.record.title,
            unit=names[piece.record.unit_id].full_name,
            state=piece.state,
            url=piece.record.get_absolute_url(),
            reason=piece.reason,
        )
        for piece in pieces
        if (moment := piece.decided_at or piece.submitted_at)
    ]
    return sorted(changes, key=lambda change: change.at, reverse=True)


def found_by(actor: Actor, text: str, *, on: date) -> Found:
    """Return what has these words, with or without accents, of each sort the first few the actor may see."""
    records: QuerySet[Record] = records_visible_to(actor)
    for word in fold(text).split():
        records = records.filter(folded_title__contains=word)
    first = list(records.order_by("-pk")[:SHOWN])
    names = names_on({record.unit_id for record in first}, on)
    documents = documents_matching(actor, text=text)[:SHOWN] if actor.may(Right.SEE_RECORDS) else []
    return Found(
        units=tuple(
            Hit(hit.label, "", reverse("units:unit", args=[hit.unit_id])) for hit in search_units(text, on, limit=SHOWN)
        ),
        letters=tuple(
            Hit(letter.code, letter_note(letter), reverse("petitions:petition", args=[letter.code]))
            for letter in found_petitions(actor, text)[:SHOWN]
        ),
        tasks=tuple(
            Hit(
                shorten(task.text, 160),
                f"Thông báo {task.conclusion.number} · {task.get_state_display()}",
                task.get_absolute_url(),
            )
            for task in found_tasks(actor, text)[:SHOWN]
        ),
        records=tuple(
            Hit(record.title, f"{record.kind_name} · {names[record.unit_id].full_name}", record.get_absolute_url())
            for record in first
        ),
        documents=tuple(
            Hit(
                f"{document.number} · {document.title}",
                document.issuer,
                reverse("evidence:document", args=[document.pk]),
            )
            for document in documents
        ),
    )


def letter_note(letter: "Petition") -> str:
    """Say what a found letter is, without its words."""
    subject = f" · {letter.get_subject_display()}" if letter.subject else ""
    return f"{letter.get_kind_display()}{subject} · nhận {format_date(letter.received_on)}"


def letters_waiting(actor: Actor) -> list[Tab]:
    """Return what waits in the register of letters: late, nearly due, new; nothing for who has no register."""
    if not actor.may(Right.SEE_CASES):
        return []
    return [tab for tab in tab_counts(actor, on=actor.on) if tab.code in ("late", "soon", "new") and tab.count]


def hand_overs_waiting_for(actor: Actor) -> int:
    """Return how many petitions of ended units wait for the actor to take them over."""
    if not any(actor.may(right) for right in HANDING_OVER):
        return 0
    return hand_overs_for(actor).count()


def limits_moving(actor: Actor) -> int:
    """Return how many limits of the actor's cases a corrected calendar moves; 0 for who decides none."""
    if not actor.may(Right.DECIDE_CASES) and not actor.may(Right.RESOLVE_DENUNCIATIONS):
        return 0
    return moves_shown_to(actor, AUDIENCES).count()


def journal_rows(entries: Iterable[Entry]) -> list[JournalRow]:
    """Return entries in words, in three queries for any number of them."""
    entries = list(entries)
    people = names_of({entry.person_id for entry in entries if entry.person_id})
    titles = titles_of_holdings({entry.holding_id for entry in entries if entry.holding_id})
    units = names_on({entry.unit_id for entry in entries if entry.unit_id}, date.max)
    rows = []
    for entry in entries:
        who = people.get(entry.person_id, "hệ thống") if entry.person_id else "hệ thống"
        title = titles.get(entry.holding_id, "") if entry.holding_id else ""
        rows.append(
            JournalRow(
                at=entry.at,
                act=entry.act,
                who=f"{who} · {title}" if title else who,
                unit=units[entry.unit_id].full_name if entry.unit_id in units else "",
                subject=f"{entry.subject_kind} {entry.subject_id or ''}".strip(),
                reason=entry.reason,
            )
        )
    return rows
