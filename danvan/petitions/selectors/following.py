"""What whoever wrote a letter may see of it: where it stands in plain words, what they were told, their papers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from danvan.casework.choices import PaperKind
from danvan.casework.models import Case, CaseAct, Paper
from danvan.casework.rules.acts import WRITER
from danvan.kernel.errors import NotFound
from danvan.orgs.selectors import names_on
from danvan.petitions.choices import State
from danvan.petitions.models import Petition
from danvan.petitions.rules.guards import why_not
from danvan.petitions.selectors.facts import facts_of
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


@dataclass(frozen=True)
class ToldEntry:
    """One act the writer is told of."""

    label: str
    act: CaseAct


@dataclass(frozen=True)
class FollowedPage:
    """A letter as its writer sees it."""

    petition: Petition
    unit_name: str
    standing: str
    due_on: date | None
    due_label: str
    told: Sequence[ToldEntry]
    papers: Sequence[Paper]
    acts: frozenset[str]

    @property
    def may_complain_again(self) -> bool:
        """Whether a second complaint, or the court, is open now."""
        return self.petition.instance == 1 and self.petition.state == State.SENT

    @property
    def is_asked(self) -> bool:
        """Whether the last word was a question to the writer."""
        return bool(self.told) and self.told[0].act.act == "ask"


def followed_page(case: Case, *, on: date) -> FollowedPage:
    """Return a letter as its writer sees it; the caller has checked their code and secret.

    Raises NotFound for a case that is no petition.
    """
    petition = Petition.objects.filter(pk=case.pk).first()
    if petition is None:
        raise NotFound
    table = table_of(petition.kind)
    facts = facts_of(petition, {}, on)
    told = petition.acts.filter(is_told=True).order_by("-on", "-pk")
    version = names_on({petition.unit_id}, on).get(petition.unit_id)
    return FollowedPage(
        petition=petition,
        unit_name=version.full_name if version else "",
        standing=PLAIN[petition.state],
        due_on=petition.due_on if petition.is_open else None,
        due_label=petition.get_due_stage_display(),
        told=[ToldEntry(label_of(table, act.act), act) for act in told],
        papers=list(papers_of_writer(case)),
        acts=frozenset(
            act.code
            for act in table.possible(petition.state)
            if act.right == WRITER and not any(why_not(guard, facts) for guard in act.guards)
        ),
    )


def papers_of_writer(case: Case) -> "QuerySet[Paper, Paper]":
    """Return the papers a writer sent, and those of acts they are told of."""
    theirs = Q(act=None, kind=PaperKind.LETTER) | Q(act__is_told=True)
    return case.papers.filter(theirs).select_related("stored").order_by("pk")
