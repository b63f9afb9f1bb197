"""The page of a dialogue as one running order: what is done, what comes next, what is late."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.conclusions.choices import Origin
from danvan.conclusions.selectors import followed
from danvan.dialogues import selectors
from danvan.dialogues.choices import Channel
from danvan.dialogues.papers import PAPERS
from danvan.dialogues.selectors.paper_fields import present_in_words
from danvan.kernel.text import format_date, format_number

# What a question needs next stands above what is over.
SHOWN = 200


@dataclass
class Step:
    """One step of the running order.  `state` is done, next, late or later."""

    label: str
    facts: list[str] = field(default_factory=list)
    state: str = "later"
    due: str = ""
    links: list[tuple[str, str]] = field(default_factory=list)
    notices: list[Any] = field(default_factory=list)

    @property
    def state_label(self) -> str:
        """The state in words, for those who do not see the mark."""
        return {"done": "đã xong", "next": "việc tiếp theo", "late": "quá hạn", "later": "chưa đến"}[self.state]


def running_order(actor: Actor, row: Any) -> dict[str, Any]:
    """Return what the page of a dialogue shows."""
    visible = selectors.questions_visible_to(actor).filter(dialogue=row.pk).order_by("position")
    questions = selectors.question_rows(actor, list(visible), on=actor.on)
    asking = selectors.asking_of(questions)
    notices = followed(actor, Origin.DIALOGUE, [row.pk]).get(row.pk, [])
    before = selectors.dialogue_before(row)
    order = _Order(actor, row, asking, notices)
    steps = [step(order) for step in STEPS]
    _mark_next(steps, row)
    return {
        "acts": _acts(actor, row),
        "steps": steps,
        "questions": questions[:SHOWN],
        "questions_url": f"{reverse('dialogues:question_list')}?cuoc={row.pk}",
        "more_questions": max(0, len(questions) - SHOWN),
        "asking": asking,
        "notices": notices,
        "before": before,
        "hot_spots": selectors.hot_spots_of(row),
        "keeps": selectors.may_keep(actor, row.unit_id),
        "papers": [(paper.label, paper.slug) for paper in PAPERS.values()],
        "public_url": reverse("portal:dialogue", args=[row.pk]) if row.announced_at or row.published_at else "",
    }


@dataclass(frozen=True)
class _Order:
    """What the steps are told from: who looks, the dialogue, how its questions stand, its notices of conclusion."""

    actor: Actor
    row: Any
    asking: selectors.Asking
    notices: Sequence[Any]

    @property
    def keeps(self) -> bool:
        return selectors.may_keep(self.actor, self.row.unit_id) and not self.row.cancelled

    @property
    def publishes(self) -> bool:
        return self.actor.may(Right.PUBLISH_WORK, self.row.unit_id) and not self.row.cancelled

    def to(self, name: str, label: str, *, allowed: bool) -> list[tuple[str, str]]:
        """Return the way to an act, for those who may take it."""
        return [(label, reverse(f"dialogues:dialogue_{name}", args=[self.row.pk]))] if allowed else []


def _plan(order: _Order) -> Step:
    row = order.row
    step = Step("Kế hoạch", [f"Dự kiến ngày {format_date(row.planned_on)}"], "done")
    if row.plan_number:
        on = f" ngày {format_date(row.plan_on)}" if row.plan_on else ""
        step.facts.append(f"Kế hoạch {row.plan_number}{on}")
    if row.reason and not row.cancelled:
        step.facts.append(f"Đã hoãn: {row.reason}")
    return step


def _notice(order: _Order) -> Step:
    row = order.row
    step = Step("Thông báo", links=order.to("notice", "Ghi đã thông báo", allowed=order.keeps))
    if row.marks.notice_due_on:
        step.due = f"chậm nhất {format_date(row.marks.notice_due_on)}"
    if row.noticed_on:
        step.state = "done"
        how = ", ".join(str(Channel(code).label) for code in row.channels)
        step.facts.append(f"Ngày {format_date(row.noticed_on)}{': ' + how if how else ''}")
        if row.marks.notice_is_late:
            step.facts.append("Thông báo muộn; chỉ là dấu hiệu chất lượng.")
    elif row.is_held:
        step.state, step.facts = "late", ["Chưa ghi ngày thông báo."]
    elif row.marks.notice_is_late:
        step.state = "late"
    if row.notice_is_stale:
        step.facts.append("Lời thông báo công khai nói ngày cũ nên đã ẩn; cần viết lại theo ngày mới.")
    elif row.announced_at:
        step.facts.append("Đã đăng trên trang công khai.")
    label = "Sửa thông báo công khai" if row.announced_at else "Đăng công khai"
    step.links += order.to("announce", label, allowed=order.publishes and not row.is_held)
    return step


def _questions(order: _Order) -> Step:
    row, asking = order.row, order.asking
    step = Step("Câu hỏi", links=order.to("ask", "Ghi câu hỏi", allowed=order.keeps))
    step.links += order.to("paste", "Dán nhiều câu", allowed=order.keeps)
    if asking.total:
        step.state = "done" if row.is_held else "later"
        step.facts.append(f"{format_number(asking.total)} câu hỏi")
    if asking.waiting:
        step.state = "next"
        step.facts.append(f"{format_number(asking.waiting)} câu gửi qua mạng chờ duyệt")
    if row.takes_questions and not row.is_held:
        step.facts.append(f"Đang nhận qua mạng đến hết ngày {format_date(row.questions_until or row.planned_on)}")
    return step


def _held(order: _Order) -> Step:
    row = order.row
    step = Step("Đối thoại", links=order.to("hold", "Sửa" if row.is_held else "Ghi đã tổ chức", allowed=order.keeps))
    if row.is_held:
        step.state = "done"
        present = present_in_words(row)
        step.facts.append(f"Ngày {format_date(row.happened_on)}, chủ trì: {row.chair_label}")
        step.facts.append(f"Dự: {present}" if present else "Chưa ghi số người dự của từng nhóm.")
    elif not row.cancelled and order.actor.on > row.planned_on:
        step.state, step.due = "late", f"đã qua ngày dự kiến {format_date(row.planned_on)}"
    return step


def _answers(order: _Order) -> Step:
    step, asking = Step("Trả lời"), order.asking
    if order.row.is_held and asking.total:
        step.state = "late" if asking.late else "next" if asking.open else "done"
        step.facts.append(f"{format_number(asking.total - asking.open)}/{format_number(asking.total)} câu đã xong")
        if asking.unanswered:
            step.facts.append(f"{format_number(asking.unanswered)} câu chưa trả lời, chưa hẹn")
        if asking.late:
            step.facts.append(f"{format_number(asking.late)} câu quá hẹn")
    return step


def _conclusion(order: _Order) -> Step:
    row = order.row
    may = row.is_held and order.actor.may(Right.KEEP_CONCLUSIONS, row.unit_id)
    step = Step("Kết luận", notices=list(order.notices))
    step.links += order.to("conclude", "Lập thông báo kết luận", allowed=may and not order.notices)
    for each in order.notices:
        said = f"Thông báo {each.number}" if each.number else "Dự thảo"
        late = f", {each.late} việc quá hạn" if each.late else ""
        step.facts.append(f"{said}: {each.kept}/{each.total} việc đã xong{late}")
        if each.issued_on:
            step.state = "late" if each.late else "done"
    return step


def _results(order: _Order) -> Step:
    row = order.row
    step = Step("Công khai kết quả")
    if row.is_held and order.publishes:
        label = "Sửa phần công khai" if row.published_at else "Công khai kết quả"
        step.links.append((label, reverse("dialogues:publish", args=[row.pk])))
    if row.marks.results_due_on:
        step.due = f"chậm nhất {format_date(row.marks.results_due_on)}"
    if row.results_on:
        step.state = "done"
        step.facts.append(f"Ngày {format_date(row.results_on)}")
        if row.marks.results_are_late:
            step.facts.append("Công khai muộn; chỉ là dấu hiệu chất lượng.")
    elif row.marks.results_are_late:
        step.state = "late"
    return step


STEPS = (_plan, _notice, _questions, _held, _answers, _conclusion, _results)


def _acts(actor: Actor, row: Any) -> list[dict[str, Any]]:
    """Return what is not a step: the quick entry of questions while the dialogue goes on, and the ways out."""
    keeps = selectors.may_keep(actor, row.unit_id) and not row.cancelled
    publishes = actor.may(Right.PUBLISH_WORK, row.unit_id)
    offered = (
        ("ask", "Ghi câu hỏi", keeps, True),
        ("postpone", "Hoãn", keeps and not row.is_held, False),
        ("cancel", "Hủy", keeps and not row.is_held, False),
        ("withdraw", "Gỡ khỏi trang công khai", publishes and bool(row.announced_at or row.published_at), False),
    )
    return [
        {"label": label, "url": reverse(f"dialogues:dialogue_{name}", args=[row.pk]), "is_main": is_main}
        for name, label, allowed, is_main in offered
        if allowed
    ]


def _mark_next(steps: list[Step], row: Any) -> None:
    if row.cancelled or any(step.state == "next" for step in steps):
        return
    following = next((step for step in steps if step.state == "later" and step.links), None)
    if following:
        following.state = "next"
