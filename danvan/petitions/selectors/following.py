"""What whoever wrote a letter may see of it: where it stands in plain words, what they were told, their papers.

Under its code the matter is followed to where it went: `_onward` says what is shown of which letter.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.db.models import Exists, OuterRef, Q, QuerySet

from danvan.casework.choices import PaperKind
from danvan.casework.models import Case, CaseAct, Following, Paper
from danvan.casework.rules.acts import WRITER
from danvan.kernel.errors import NotFound
from danvan.orgs.selectors import names_on
from danvan.petitions.choices import State
from danvan.petitions.models import Petition
from danvan.petitions.rules.alike import Identity, are_all_among
from danvan.petitions.rules.guards import why_not
from danvan.petitions.rules.remarks import may_complain_of_silence
from danvan.petitions.selectors.facts import facts_of, known_of
from danvan.petitions.selectors.tables import label_of, table_of

# What a state means to somebody who never read the law.
PLAIN: dict[str, str] = {
    State.RECEIVED: "Đơn đã vào sổ, đang chờ xem xét, phân loại.",
    State.CLASSIFIED: "Đơn đang được xem xét để xử lý.",
    State.PROPOSED: "Cơ quan đang xem xét việc thụ lý.",
    State.GUIDED: "Việc không thuộc thẩm quyền; cơ quan đã hướng dẫn nơi giải quyết.",
    State.RETURNED: "Đơn đã được trả lại nơi chuyển đến.",
    State.TRANSFERRED: "Đơn đã được chuyển đến cơ quan có thẩm quyền.",
    State.FILED: "Đơn được lưu vì chưa đủ điều kiện xử lý.",
    State.LINKED: "Đơn được ghép với đơn cùng nội dung đã có.",
    State.SPLIT: "Đơn có nhiều nội dung, đã tách để giải quyết riêng.",
    State.NOT_ACCEPTED: "Cơ quan không thụ lý, lý do ghi ở diễn biến.",
    State.ACCEPTED: "Đã thụ lý, đang chuẩn bị giải quyết.",
    State.VERIFYING: "Đang xác minh.",
    State.SUSPENDED: "Việc giải quyết đang tạm đình chỉ.",
    State.VERIFIED: "Đã xác minh xong.",
    State.DIALOGUE_DONE: "Đã đối thoại, đang ra quyết định.",
    State.DECIDED: "Đã có quyết định giải quyết.",
    State.SENT: "Quyết định giải quyết đã gửi.",
    State.PUBLISHED: "Quyết định giải quyết đã công khai.",
    State.STOPPED: "Việc giải quyết đã đình chỉ.",
    State.APPEALED: "Vụ việc đã chuyển sang khiếu nại lần hai.",
    State.IN_COURT: "Vụ việc đã được khởi kiện tại Tòa án.",
    State.IN_FORCE: "Quyết định đã có hiệu lực.",
    State.EXECUTING: "Quyết định đang được thi hành.",
    State.EXECUTED: "Quyết định đã thi hành xong.",
    State.UNDER_REVIEW: "Quyết định đang được xem xét lại.",
    State.IN_WORK: "Đang giải quyết.",
    State.ANSWERED: "Đã có trả lời.",
    State.CLOSED: "Việc đã kết thúc.",
    State.ARCHIVED: "Hồ sơ đã lưu trữ.",
}


class Way(StrEnum):
    """How a letter came from the one whose code was given."""

    OWN = "own"
    TRANSFERRED = "transferred"
    PART = "part"
    SECOND = "second"
    ORIGINAL = "original"


@dataclass(frozen=True)
class ToldEntry:
    """One act the writer is told of; `addressee` is whom a letter was passed on or the writer was sent to."""

    label: str
    act: CaseAct
    addressee: str


@dataclass(frozen=True)
class FollowedLetter:
    """One letter as its writer sees it.

    One that is not `is_full` has a code of its own, or was sent in on its own:
    here only where it lies, its state and its days are shown.
    """

    petition: Petition
    way: Way
    is_full: bool
    unit_name: str
    standing: str
    due_on: date | None
    due_label: str
    told: Sequence[ToldEntry] = ()
    papers: Sequence[Paper] = ()
    acts: frozenset[str] = frozenset()
    may_complain_of_silence: bool = False
    may_complain_again: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether the last word was a question to the writer."""
        return bool(self.told) and self.told[0].act.act == "ask"


@dataclass(frozen=True)
class FollowedPage:
    """The letter a code belongs to, and those its matter went on in."""

    letter: FollowedLetter
    onward: Sequence[FollowedLetter]

    def opened(self, code: str) -> FollowedLetter | None:
        """Return the letter of a number whose writer may act here; nothing for any other."""
        letters = [self.letter, *self.onward]
        return next((each for each in letters if each.is_full and each.petition.code == code), None)


def followed_page(case: Case, *, on: date) -> FollowedPage:
    """Return a letter as its writer sees it, with those it became; the caller has checked their code and secret.

    Raises NotFound for a case that is no petition.
    """
    petition = Petition.objects.filter(pk=case.pk).first()
    if petition is None:
        raise NotFound
    onward = _onward(petition)
    letters = [(petition, Way.OWN, True), *onward]
    names = names_on({each.unit_id for each, _way, _is_full in letters}, on)
    shown = [
        _letter(
            each,
            way,
            is_full=is_full,
            unit_name=names[each.unit_id].full_name if each.unit_id in names else "",
            on=on,
        )
        for each, way, is_full in letters
    ]
    return FollowedPage(shown[0], shown[1:])


def papers_followed(case: Case) -> "QuerySet[Paper, Paper]":
    """Return the papers the holder of a case's code may open: of the letter, and of those it became."""
    petition = Petition.objects.filter(pk=case.pk).first()
    opened = [case.pk, *(each.pk for each, _way, is_full in (_onward(petition) if petition else ()) if is_full)]
    return _papers(opened)


def _papers(cases: Collection[int]) -> "QuerySet[Paper, Paper]":
    theirs = Q(act=None, kind=PaperKind.LETTER) | Q(act__is_told=True)
    return Paper.objects.filter(theirs, case__in=cases).select_related("stored").order_by("pk")


def _letter(petition: Petition, way: Way, *, is_full: bool, unit_name: str, on: date) -> FollowedLetter:
    """Return one letter, with what was said only when it is opened in full."""
    frame = FollowedLetter(
        petition=petition,
        way=way,
        is_full=is_full,
        unit_name=unit_name,
        standing=PLAIN[petition.state],
        due_on=petition.due_on if petition.is_open else None,
        due_label=petition.get_due_stage_display(),
    )
    if not is_full:
        return frame
    table = table_of(petition.kind)
    facts = facts_of(petition, {}, on)
    told = petition.acts.filter(is_told=True).order_by("-on", "-pk")
    papers = _papers([petition.pk])
    return replace(
        frame,
        told=[ToldEntry(label_of(table, act.act), act, str(act.detail.get("addressee") or "")) for act in told],
        # What came with the letter itself stands under the one it came with.
        papers=list(papers if way is Way.OWN else papers.exclude(act=None)),
        acts=frozenset(
            act.code
            for act in table.possible(petition.state)
            if act.right == WRITER and not any(why_not(guard, facts) for guard in act.guards)
        ),
        may_complain_of_silence=may_complain_of_silence(known_of(petition, facts)),
        may_complain_again=petition.instance == 1 and petition.state == State.SENT and not facts.has_second_complaint,
    )


_LINKS = ((Way.TRANSFERRED, "transferred_from_id"), (Way.PART, "split_from_id"), (Way.SECOND, "follows_id"))


def _onward(petition: Petition) -> list[tuple[Petition, Way, bool]]:
    """Return the letters a matter went on in, nearest first, and whether each is opened in full.

    A letter passed on, and the parts of one that was split, are the writer's own
    and have no other code, so the first opens them; once one got a code of its
    own it is opened by that.  A second complaint, and the letter this one was
    linked to, were sent in on their own: their state is shown when all who
    wrote them wrote this one too, otherwise nothing of them.
    One query a generation, and one for writers where they are compared.
    """
    found: list[tuple[Petition, Way, bool]] = []
    seen, generation = {petition.pk}, {petition.pk: True}
    if petition.duplicate_of_id is not None:
        original = Petition.objects.filter(pk=petition.duplicate_of_id).first()
        if original and _wrote_both(original, petition):
            found.append((original, Way.ORIGINAL, False))
            seen.add(original.pk)
            generation[original.pk] = False
    while generation:
        after = Petition.objects.filter(
            Q(transferred_from__in=generation) | Q(split_from__in=generation) | Q(follows__in=generation)
        ).annotate(has_code=Exists(Following.objects.filter(case=OuterRef("pk"))))
        next_generation = {}
        for each in after.exclude(pk__in=seen).order_by("received_on", "pk"):
            way, before = next((way, getattr(each, link)) for way, link in _LINKS if getattr(each, link) in generation)
            if way is Way.SECOND and not _wrote_both(each, petition):
                continue
            is_full = generation[before] and way is not Way.SECOND and not each.has_code
            found.append((each, way, is_full))
            next_generation[each.pk] = is_full
        seen |= set(next_generation)
        generation = next_generation
    return found


def _wrote_both(letter: Petition, own: Petition) -> bool:
    def people(petition: Petition) -> list[Identity]:
        return [Identity(*each) for each in petition.writers.values_list("name", "address", "id_number")]

    return are_all_among(people(letter), people(own))
