"""Blackening scans page by page before the team may have them: the boxes, the look at the result, the burning in.

What the denouncer sent never goes to the team as it came.  Whoever writes the
extract covers what tells who they are, looks at each page as it would go out,
and says that it was looked at; until every page is checked or left out, the
file cannot be given.  Pixels under a box are gone: the pages are drawn anew.
"""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from danvan.authority.rules.actor import Actor
from danvan.denunciations.choices import Compartment, Treatment
from danvan.denunciations.models import Denunciation, IdentityRequest, MaskedPage, SealedPaper
from danvan.denunciations.rules.masks import MOST_BOXES, Box, as_rows
from danvan.denunciations.selectors.authority import may_do
from danvan.denunciations.selectors.denunciations import is_in_team, may_open
from danvan.denunciations.selectors.letters import issued_papers
from danvan.denunciations.selectors.tables import act_table
from danvan.denunciations.services.opening import key_of_paper, keys_for, record_reading
from danvan.denunciations.services.papers import masked, page_count, page_to_look_at
from danvan.denunciations.services.sealing import Deposit, opened_boxes, opened_head, opened_paper, sealed_boxes
from danvan.journal.services import record_act
from danvan.kernel.errors import NoAuthority, NotFound, RuleError

GIVE = "give"
SOURCES = (Compartment.ORIGINAL, Compartment.IDENTITY)
_IS_GIVEN = Exists(SealedPaper.objects.filter(made_from=OuterRef("pk")))


class CannotMask(RuleError):
    """The page or the file cannot be treated like this."""

    code = "cannot_mask"
    message = "%(why)s"


class BoxesChanged(CannotMask):
    """Somebody else kept other boxes since the page was opened; `now` are theirs."""

    def __init__(self, now: Sequence[Box]) -> None:
        self.now = tuple(now)
        super().__init__(params={"why": "Các ô che đã thay đổi sau khi trang này được mở. Xem lại trang rồi gửi lại."})


@dataclass(frozen=True)
class PaperToMask:
    """A file that may be prepared for the team, and how far that is; `pages` is nothing before it was begun.

    `is_given` says that the team has a copy, made as the boxes stood then.
    """

    pk: int
    name: str
    can_be_drawn: bool
    checked: int
    left_out: int
    pages: int
    is_given: bool

    @property
    def is_ready(self) -> bool:
        """Whether every page was looked at, and something is left to give."""
        return bool(self.pages and self.checked) and self.checked + self.left_out == self.pages


@dataclass(frozen=True)
class PageToMask:
    """One page at work: as it came, its boxes, and as it would go out.  `seen` names these very boxes."""

    paper_id: int
    name: str
    number: int
    treatments: Sequence[str]
    boxes: Sequence[Box]
    before: bytes
    after: bytes
    width: int
    height: int
    seen: str

    @property
    def pages(self) -> int:
        """How many pages the file has."""
        return len(self.treatments)

    @property
    def treatment(self) -> str:
        """What became of this page so far."""
        return self.treatments[self.number - 1]


@transaction.atomic
def papers_to_mask(denunciation: Denunciation, *, actor: Actor, at: datetime) -> list[PaperToMask]:
    """Return the files that may be prepared, by name; asking is a reading.  Identities only while they are open.

    Raises NoAuthority.
    """
    require_masking(denunciation, actor)
    found, issued = [], issued_papers(denunciation)
    for compartment in SOURCES:
        try:
            keys, request = keys_for(denunciation, compartment, actor, at)
        except (NoAuthority, NotFound):
            continue
        papers = [(row, key, paper) for row, key in keys for paper in _with_progress(row.papers.exclude(pk__in=issued))]
        if papers:
            record_reading(denunciation, compartment, actor, at, request)
        for row, key, paper in papers:
            name, content_type = opened_head(row, key, paper)
            found.append(
                PaperToMask(
                    pk=paper.pk,
                    name=name,
                    can_be_drawn=content_type in ("application/pdf", "image/jpeg", "image/png"),
                    checked=paper.checked,
                    left_out=paper.left_out,
                    pages=paper.begun,
                    is_given=paper.is_given,
                )
            )
    return found


def _with_progress(papers: "QuerySet[SealedPaper, SealedPaper]") -> Any:
    def treated(treatment: Treatment) -> Count:
        return Count("masked_pages", filter=Q(masked_pages__treatment=treatment))

    return (
        papers.defer("sealed")
        .order_by("pk")
        .annotate(
            begun=Count("masked_pages"),
            checked=treated(Treatment.CHECKED),
            left_out=treated(Treatment.LEFT_OUT),
            is_given=_IS_GIVEN,
        )
    )


def waits_for_consent(denunciation: Denunciation, actor: Actor, at: datetime) -> bool:
    """Whether there are scans under the identity that this person cannot open now."""
    kept = denunciation.keys.filter(compartment=Compartment.IDENTITY, papers__isnull=False, destroyed_at=None)
    opened = denunciation.identity_requests.filter(asked_by=actor.holding_id or 0, is_granted=True, until__gt=at)
    return may_open(actor, denunciation, Compartment.IDENTITY) and kept.exists() and not opened.exists()


@transaction.atomic
def page_to_mask(denunciation: Denunciation, paper_id: int, number: int, *, actor: Actor, at: datetime) -> PageToMask:
    """Open one page to be blackened, as it came and as it would go out; a reading of that file.

    Raises NoAuthority, NotFound, CannotStrip.
    """
    require_masking(denunciation, actor)
    paper, key, request = _source(denunciation, paper_id, actor, at)
    record_reading(denunciation, Compartment(paper.key.compartment), actor, at, request, paper_id=paper.pk)
    sheet = opened_paper(paper.key, key, paper)
    count = page_count(sheet)
    if not 1 <= number <= count:
        raise NotFound
    rows = {row.number: row for row in paper.masked_pages.order_by("number")}
    boxes = opened_boxes(paper.key, key, rows[number]) if number in rows else []
    before, after, width, height = page_to_look_at(sheet, number, boxes)
    return PageToMask(
        paper_id=paper.pk,
        name=sheet.name,
        number=number,
        treatments=[rows[each].treatment if each in rows else Treatment.OPEN for each in range(1, count + 1)],
        boxes=boxes,
        before=before,
        after=after,
        width=width,
        height=height,
        seen=name_of(boxes),
    )


@transaction.atomic
def save_boxes(
    denunciation: Denunciation,
    paper_id: int,
    number: int,
    boxes: Sequence[Box],
    *,
    seen: str,
    actor: Actor,
    at: datetime,
) -> bool:
    """Keep the boxes of a page, which then has to be looked at again; return whether they are others than before.

    `seen` names the boxes whoever asks began with.  Raises NoAuthority,
    NotFound, CannotMask, CannotStrip, and BoxesChanged when it names others.
    """
    if len(boxes) > MOST_BOXES:
        raise CannotMask(params={"why": f"Mỗi trang có nhiều nhất {MOST_BOXES} ô che; hãy che một vùng lớn hơn."})
    paper, key, page = _locked_page(denunciation, paper_id, number, actor, at)
    kept = opened_boxes(paper.key, key, page)
    if kept == list(boxes):
        return False
    if seen != name_of(kept):
        raise BoxesChanged(kept)
    page.boxes = sealed_boxes(paper.key, key, boxes)
    _treat(denunciation, page, Treatment.OPEN, actor, at)
    return True


@transaction.atomic
def check_page(
    denunciation: Denunciation, paper_id: int, number: int, *, seen: str, actor: Actor, at: datetime
) -> None:
    """Say that a page was looked at as it would go out; `seen` is what that look showed.

    Raises NoAuthority, NotFound, CannotStrip, and BoxesChanged when they are others by now.
    """
    page = _page_as_seen(denunciation, paper_id, number, seen, actor, at)
    _treat(denunciation, page, Treatment.CHECKED, actor, at)


@transaction.atomic
def leave_page_out(
    denunciation: Denunciation, paper_id: int, number: int, *, seen: str, actor: Actor, at: datetime
) -> None:
    """Keep a page from the team altogether.  Raises what `check_page` raises."""
    page = _page_as_seen(denunciation, paper_id, number, seen, actor, at)
    _treat(denunciation, page, Treatment.LEFT_OUT, actor, at)


def next_open_page(denunciation: Denunciation, paper_id: int, number: int) -> int | None:
    """Return the page nobody has decided on yet that comes next, from the first again after the last."""
    still = MaskedPage.objects.filter(paper=paper_id, paper__key__denunciation=denunciation, treatment=Treatment.OPEN)
    numbers = list(still.order_by("number").values_list("number", flat=True))
    return next((each for each in numbers if each > number), numbers[0] if numbers else None)


def give_masked(
    denunciation: Denunciation, chosen: Collection[int], *, actor: Actor, at: datetime
) -> list[SealedPaper]:
    """Put files with their boxes burnt in where the team reads, for the act that gives them; return the copies.

    Their names tell nothing.  A file given again takes its former copy's place
    and name.  Raises NoAuthority, NotFound, CannotStrip, and CannotMask for a
    page nobody looked at.
    """
    deposit = Deposit(denunciation, Compartment.STRIPPED)
    copies = deposit.row.papers.exclude(made_from=None)
    number = copies.count()
    made = []
    for paper_id in sorted(set(chosen)):
        paper, key, request = _source(denunciation, paper_id, actor, at)
        record_reading(denunciation, Compartment(paper.key.compartment), actor, at, request, paper_id=paper.pk)
        sheet = opened_paper(paper.key, key, paper)
        rows = list(paper.masked_pages.select_for_update().order_by("number"))
        if len(rows) != page_count(sheet) or any(row.treatment == Treatment.OPEN for row in rows):
            raise CannotMask(
                params={"why": "Còn trang chưa soát sau khi che; soát hoặc bỏ ra từng trang trước khi đưa."}
            )
        kept = {row.number: opened_boxes(paper.key, key, row) for row in rows if row.treatment == Treatment.CHECKED}
        if not kept:
            raise CannotMask(params={"why": "Mọi trang của tệp đều được bỏ ra; không có gì để đưa."})
        former = copies.filter(made_from=paper).defer("sealed").first()
        if former is None:
            number += 1
            name = f"tài liệu {number}"
        else:
            name = deposit.name_of(former).rsplit(".", 1)[0]
            former.delete()
        made.append(deposit.paper(masked(sheet, kept, name), made_from=paper))
    return made


def require_masking(denunciation: Denunciation, actor: Actor) -> None:
    """Refuse whoever may not prepare files for the team now: who may do that act, in a state that allows it.

    Raises NoAuthority.
    """
    act = act_table()[GIVE]
    is_member = is_in_team(actor, denunciation)
    if denunciation.state not in act.from_states or not may_do(denunciation, act, actor, is_member=is_member):
        raise NoAuthority


def _source(
    denunciation: Denunciation, paper_id: int, actor: Actor, at: datetime
) -> tuple[SealedPaper, bytes, IdentityRequest | None]:
    paper, key, request = key_of_paper(denunciation, paper_id, actor, at)
    if paper.key.compartment not in SOURCES or paper.pk in issued_papers(denunciation):
        raise NotFound
    return paper, key, request


def _locked_page(
    denunciation: Denunciation, paper_id: int, number: int, actor: Actor, at: datetime
) -> tuple[SealedPaper, bytes, MaskedPage]:
    """Return a page to be changed; the first change of a file makes a row for each of its pages."""
    require_masking(denunciation, actor)
    paper, key, _request = _source(denunciation, paper_id, actor, at)
    # One after the other, so that two people do not begin the same file.
    SealedPaper.objects.select_for_update().only("pk").get(pk=paper.pk)
    if not paper.masked_pages.exists():
        count = page_count(opened_paper(paper.key, key, paper))
        nothing = sealed_boxes(paper.key, key, [])
        MaskedPage.objects.bulk_create(
            MaskedPage(paper=paper, number=each, boxes=nothing, holding_id=actor.holding_id, at=at)
            for each in range(1, count + 1)
        )
    page = paper.masked_pages.filter(number=number).first()
    if page is None:
        raise NotFound
    return paper, key, page


def _page_as_seen(
    denunciation: Denunciation, paper_id: int, number: int, seen: str, actor: Actor, at: datetime
) -> MaskedPage:
    paper, key, page = _locked_page(denunciation, paper_id, number, actor, at)
    kept = opened_boxes(paper.key, key, page)
    if seen != name_of(kept):
        raise BoxesChanged(kept)
    return page


def _treat(denunciation: Denunciation, page: MaskedPage, treatment: Treatment, actor: Actor, at: datetime) -> None:
    page.treatment, page.holding_id, page.at = treatment, actor.holding_id, at
    page.save()
    record_act(
        f"denunciation.page_{treatment}",
        actor=actor,
        subject_kind="case",
        subject_id=denunciation.pk,
        unit_id=denunciation.unit_id,
        detail={"paper": page.paper_id, "page": page.number},
    )


def name_of(boxes: Sequence[Box]) -> str:
    """Return what tells these very boxes from others."""
    return hashlib.sha256(repr(as_rows(boxes)).encode()).hexdigest()
