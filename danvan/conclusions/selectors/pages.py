"""Everything the page of a task, and that of a conclusion, shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.calendars.rules.due_dates import due_date
from danvan.calendars.rules.time_limits import NotInForce
from danvan.calendars.rules.working_days import OutsideWorkCalendar
from danvan.calendars.selectors import time_limits
from danvan.casework.rules.acts import Act
from danvan.casework.selectors import ActOffer, Offers
from danvan.conclusions.choices import DONE, OWED, CitizenView, ConclusionState, Origin
from danvan.conclusions.models import Conclusion, ConclusionTask, TaskAct, TaskFile
from danvan.conclusions.rules.guards import why_not
from danvan.conclusions.rules.states import CANCELLED_FROM, TABLE
from danvan.conclusions.selectors.acting import facts_of, may_do, may_read_files
from danvan.conclusions.selectors.listing import TaskRow, rows_for
from danvan.conclusions.selectors.naming import working_days
from danvan.conclusions.selectors.publishing import PUBLIC_ACTS
from danvan.conclusions.selectors.visible import conclusions_visible_to, keeps, tasks_visible_to
from danvan.kernel.errors import NotFound
from danvan.kernel.text import format_date
from danvan.orgs.selectors import names_on

# What others write on the timeline, by the codes they use.
OTHER_ACTS = {"remind": "đôn đốc bằng văn bản", **PUBLIC_ACTS}


@dataclass(frozen=True)
class TaskEntry:
    """One act in words, with its files."""

    act: TaskAct
    label: str
    said: Sequence[str]
    files: Sequence[TaskFile]


@dataclass(frozen=True)
class TaskPage(Offers):
    """The page of a task."""

    task: ConclusionTask
    unit: str
    keeper: str
    coordinating: Sequence[str]
    holder: str
    timeline: Sequence[TaskEntry]
    why_due: Sequence[str]
    days_left: int | None
    next_act: Act | None
    next_waits: str
    may_read_files: bool


def task_page(actor: Actor, task_id: int, *, on: date) -> TaskPage:
    """Return the page of a task, in a fixed number of queries.  Raises NotFound for what the actor may not read."""
    task = (
        tasks_visible_to(actor)
        .select_related("conclusion", "officer__person", "officer__post")
        .filter(pk=task_id)
        .first()
    )
    if task is None:
        raise NotFound
    acts = list(task.acts.select_related("holding__post").prefetch_related("files__stored").order_by("-on", "-pk"))
    coordinating = list(task.coordinating.order_by("pk").values_list("unit", flat=True))
    moved = {unit for act in acts if act.act == "reassign" for unit in (act.detail["from"], act.detail["to"])}
    names = {
        unit: version.full_name
        for unit, version in names_on({task.unit_id, task.keeper_id, *coordinating, *moved}, on).items()
    }
    facts = facts_of(task, {}, actor, on=on, today=on, files=None)
    against = {
        act.code: next(filter(None, (why_not(guard, facts) for guard in act.guards)), "") for act in TABLE.values()
    }
    offers = [
        ActOffer(act, may_do(task, act, actor), against[act.code])
        for act in TABLE.possible(task.state)
        if act.is_of_the_office
    ]
    following = TABLE.next_step(task.state, lambda act: against[act.code]) if task.is_open else None
    if following:
        offers.sort(key=lambda offer: offer.act != following[0])
    officer = task.officer
    return TaskPage(
        offers=[offer for offer in offers if not (offer.why_not and offer.act.code in _SILENT)],
        task=task,
        unit=names[task.unit_id],
        keeper=names[task.keeper_id],
        coordinating=[names[unit] for unit in coordinating],
        holder=f"{officer.person.get_full_name()}, {officer.post.title}" if officer else "",
        timeline=[TaskEntry(act, act_label(act.act), _said(act, names), list(act.files.all())) for act in acts],
        why_due=_why_due(task, [act for act in reversed(acts) if "counts" in act.detail]),
        days_left=(task.due_on - on).days if task.state in OWED else None,
        next_act=following[0] if following else None,
        next_waits=_sentence(following[1]) if following else "",
        may_read_files=may_read_files(task, actor),
    )


# What makes no sense at all here is not said to be impossible.
_SILENT = frozenset({"answer", "record_view", "refuse_time", "return"})


def act_label(code: str) -> str:
    """Return the Vietnamese name of an act, those of reminding and publishing too."""
    return TABLE[code].label if code in TABLE else OTHER_ACTS.get(code, code)


def _said(act: TaskAct, names: dict[int, str]) -> list[str]:
    """Return what an act changed, in words."""
    detail, said = act.detail, []
    if day := detail.get("done_on"):
        said.append(f"Ngày làm xong: {_day(day)}")
    if act.act == "reassign":
        said.append(f"Từ {names.get(detail['from'], '')} sang {names.get(detail['to'], '')}")
    if act.act == "ask_time":
        said.append(f"Xin đến ngày {_day(detail['until'])}")
    if "counts" in detail:
        said.append(
            f"Hạn chuyển từ {_day(detail['due_before'])} sang {_day(detail['until'])}"
            if detail["counts"]
            else f"Gia hạn sau hạn: hạn được tính vẫn là {_day(detail['due_before'])}, "
            f"dự kiến xong {_day(detail['until'])}"
        )
    if body := detail.get("right_body"):
        said.append(f"Cơ quan có thẩm quyền: {body}")
    if day := detail.get("answered_on"):
        said.append(f"Trả lời công dân ngày {_day(day)}")
    if reason := detail.get("no_document"):
        said.append(f"Không có văn bản kết quả: {reason}")
    if view := detail.get("view"):
        said.append(f"Công dân {CitizenView(view).label}")
    if "awaits_answer" in detail:
        said.append("Có công dân chờ trả lời" if detail["awaits_answer"] else "Không có công dân chờ trả lời")
    return said


def _why_due(task: ConclusionTask, moved: Sequence[TaskAct]) -> list[str]:
    """Return why the day that counts is the one it is, in whole sentences."""
    notice = task.conclusion
    said = [
        f"Thông báo số {notice.number} ngày {format_date(notice.issued_on or notice.origin_on)} "
        f"giao hạn {format_date(task.first_due_on)}."
    ]
    for act in moved:
        before, until = _day(act.detail["due_before"]), _day(act.detail["until"])
        if act.detail["counts"]:
            said.append(
                f"Ngày {format_date(act.on)}, trước khi hết hạn {before}, được gia hạn đến {until}: "
                "hạn tính theo ngày mới."
            )
        else:
            said.append(
                f"Ngày {format_date(act.on)} được hẹn lại đến {until}, nhưng khi đó đã quá hạn {before}: "
                f"hạn được tính vẫn là {before}; {until} chỉ là ngày dự kiến xong."
            )
    return said


def _day(iso: str) -> str:
    return format_date(date.fromisoformat(iso))


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class ConclusionPage:
    """The page of a conclusion that was issued, or of a draft that others may look at."""

    conclusion: Conclusion
    unit: str
    rows: Sequence[TaskRow]
    kept: int
    late: int
    hidden: int
    left: int
    may_keep: bool
    may_read_notice: bool
    notice_due_on: date | None
    notice_due_why: str

    @property
    def is_draft(self) -> bool:
        """Whether it is still being written."""
        return self.conclusion.state == ConclusionState.DRAFT


def conclusion_page(actor: Actor, conclusion_id: int) -> ConclusionPage:
    """Return the page of a conclusion.  Raises NotFound for what the actor may not read.

    A unit that has some of its tasks sees those, and how many there are besides.
    """
    found = conclusions_visible_to(actor).select_related("notice").filter(pk=conclusion_id).first()
    if found is None:
        raise NotFound
    tasks = list(
        tasks_visible_to(actor)
        .filter(conclusion=found)
        .select_related("conclusion", "officer__person")
        .order_by("position")
    )
    names = names_on({found.unit_id}, actor.on)
    may_keep = keeps(actor, found)
    doing = actor.scope(Right.CARRY_OUT_CONCLUSIONS)
    due_on, why = notice_due(found)
    return ConclusionPage(
        conclusion=found,
        unit=names[found.unit_id].full_name,
        rows=rows_for(actor, tasks),
        kept=sum(task.state in DONE for task in tasks),
        late=sum(task.state in OWED and task.due_on < actor.on for task in tasks),
        hidden=found.tasks.count() - len(tasks),
        left=sum(task.state in CANCELLED_FROM for task in tasks),
        may_keep=may_keep,
        may_read_notice=may_keep or any(task.unit_id in doing.unit_ids for task in tasks),
        notice_due_on=due_on,
        notice_due_why=why,
    )


def notice_due(conclusion: Conclusion) -> tuple[date | None, str]:
    """Return by when the notice of a reception should be issued, and on what ground (TCD-CONC, a house rule).

    Nothing is said of a day the rule or the working calendar does not reach: nobody is hurried by a guess.
    """
    if conclusion.origin != Origin.RECEPTION:
        return None, ""
    try:
        limit = time_limits().in_force("TCD-CONC", conclusion.origin_on)
        found = due_date(limit, conclusion.origin_on, calendar=working_days())
    except (NotInForce, OutsideWorkCalendar):
        return None, ""
    return found.due_on, f"{limit.days} ngày làm việc sau buổi tiếp. {limit.basis}"
