"""Plans and tasks as the catalogue shows them."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, Q

from danvan.authority.rules.actor import Actor
from danvan.evidence.choices import DocumentKind
from danvan.evidence.selectors import documents_visible_to
from danvan.evidence.web.catalogue import choice_filter, proven_kind, year_filter
from danvan.evidence.web.forms import paper_of
from danvan.plans import selectors, services
from danvan.plans.choices import PlanKind
from danvan.plans.selectors import Progress, plans_visible_to, tasks_visible_to
from danvan.plans.web.forms import PasteForm, PlanChangeForm, PlanForm, TaskForm
from danvan.ui.catalogue import (
    Act,
    Column,
    Draft,
    Empty,
    Filter,
    Problem,
    choice_column,
    date_column,
    one_value_each,
    text_column,
    whole_column,
)

# --- plans --------------------------------------------------------------------------------------------------------


def _issue(actor: Actor, given: dict[str, Any], at: datetime) -> Any:
    plans = services.issue_plan(
        actor=actor,
        at=at,
        unit_id=given["unit_id"],
        kinds=given["kinds"],
        year=given["year"],
        title=given["title"],
        happened_on=given["happened_on"],
        basis=given["basis"],
        basis_on=given["basis_on"],
        paper=paper_of(given, kind=DocumentKind.PLAN),
        submit=given["then"] == "submit",
    )
    return plans[0]


def _with_progress(actor: Actor, plans: Sequence[Any]) -> None:
    found = selectors.progress_of([plan.pk for plan in plans], on=actor.on)
    for plan in plans:
        plan.progress = found.get(plan.pk, Progress())


def _plan_page(actor: Actor, plan: Any) -> Mapping[str, Any]:
    paper = documents_visible_to(actor).filter(pk=plan.document_id).prefetch_related("files").first()
    return {
        "tasks": selectors.tasks_of(plan, on=actor.on),
        "paper": paper,
        "alike": [
            other
            for other in selectors.plans_like(plan.unit_id, [plan.plan_kind], plan.year, actor=actor)
            if other.pk != plan.pk
        ],
        "may_add_tasks": actor.may(plan.write_right, plan.unit_id),
    }


def _document_from_link(actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    number = asked.get("van_ban", "")
    return {"document_id": int(number)} if number.isdecimal() and len(number) < 18 else {}


PLANS = proven_kind(
    code="plan",
    area="plans",
    name="plan",
    label="kế hoạch",
    label_plural="kế hoạch",
    visible_to=plans_visible_to,
    columns=(
        Column(
            "title", "Kế hoạch", order=("folded_title",), sub=lambda plan: plan.document.number if plan.document else ""
        ),
        Column("plan_kind", "Về", value=lambda plan: plan.get_plan_kind_display(), order=("plan_kind",)),
        Column("year", "Năm", order=("year",)),
        Column("happened_on", "Ngày ban hành", form="date", order=("happened_on",)),
        Column("tasks", "Nhiệm vụ", value=lambda plan: plan.progress.tasks, form="number", total=Count("tasks")),
        Column(
            "done",
            "Đã xong",
            value=lambda plan: plan.progress.done,
            form="number",
            total=Count("tasks", filter=Q(tasks__happened_on__isnull=False)),
        ),
    ),
    filters=(
        year_filter(plans_visible_to),
        choice_filter("ve", "Về", PlanKind.choices, "plan_kind"),
    ),
    order="-year",
    prepare=_with_progress,
    detail=_plan_page,
    detail_template="plans/plan.html",
    empty=Empty(
        "Chưa có kế hoạch nào",
        "Kế hoạch dân vận chính quyền và kế hoạch dân chủ ở cơ sở được ghi ở đây cùng văn bản và nhiệm vụ.",
        "Thêm kế hoạch đầu tiên",
    ),
    form=PlanForm,
    change_form=PlanChangeForm,
    form_template="plans/plan_form.html",
    initial=_document_from_link,
    create=_issue,
    acts=(
        Act(
            name="tasks_add",
            address="nhiem-vu/",
            label="Thêm nhiều nhiệm vụ",
            lede="Ví dụ: Đối thoại với nhân dân quý II; Văn phòng HĐND và UBND; 30/06/2026; Tiếp công dân. "
            "Một dòng sai thì không dòng nào được ghi.",
            done="Đã thêm các nhiệm vụ.",
            form=PasteForm,
            run=lambda actor, plan, given, at: services.add_tasks(plan.pk, given["lines"], actor=actor),
            may=lambda actor, plan: actor.may(plan.write_right, plan.unit_id),
        ),
    ),
    sheet=(
        choice_column("plan_kind", "Về", PlanKind.choices, example=PlanKind.GOVERNMENT_MOBILIZATION.label),
        whole_column("year", "Năm", lowest=2015, highest=2100, example=2026),
        text_column("title", "Kế hoạch", most=400, example="Kế hoạch công tác dân vận chính quyền năm 2026"),
        date_column("happened_on", "Ngày ban hành", required=False, example=date(2026, 1, 15)),
        text_column("basis", "Văn bản cấp trên", most=200, required=False, example="Kế hoạch 05/KH-UBND của tỉnh"),
        date_column("basis_on", "Ngày văn bản cấp trên", required=False, example=date(2026, 1, 5)),
    ),
    checks=(
        one_value_each(
            "unit_id",
            "plan_kind",
            "year",
            "title",
            among=plans_visible_to,
            message="Đơn vị đã có kế hoạch này trong hệ thống.",
        ),
    ),
)

# --- tasks --------------------------------------------------------------------------------------------------------


def _late(actor: Actor, tasks: Sequence[Any]) -> None:
    for task in tasks:
        task.days_late = selectors.days_late(task, on=actor.on) or None


def _progress_filter() -> Filter:
    choices = (
        ("qua_han", "quá hạn"),
        ("con_han", "chưa xong, còn hạn"),
        ("xong_muon", "xong sau hạn"),
        ("xong", "đã xong"),
    )

    def narrow(rows: Any, value: str, actor: Actor) -> Any:
        on = actor.on
        conditions = {
            "qua_han": Q(happened_on__isnull=True, due_on__lt=on),
            "con_han": Q(happened_on__isnull=True, due_on__gte=on),
            "xong_muon": Q(happened_on__gt=F("due_on")),
            "xong": Q(happened_on__isnull=False),
        }
        return rows.filter(conditions[value]) if value in conditions else rows.none()

    return Filter("tien_do", "Tiến độ", lambda actor: choices, narrow)


def _find_plans(actor: Actor, drafts: Sequence[Draft]) -> Iterator[Problem]:
    """Turn unit, kind, year and, where these leave a choice, the name into the plan."""
    known = selectors.plans_by_place(actor, {draft.values["unit_id"] for draft in drafts if "unit_id" in draft.values})
    for draft in drafts:
        kind, year, name = (draft.values.pop(field, None) for field in ("plan_kind", "year", "plan_title"))
        if kind is None or year is None or "unit_id" not in draft.values:
            continue
        plans = known.get((draft.values["unit_id"], kind, year), [])
        if name:
            plans = [plan for plan in plans if plan.title == name]
        if len(plans) == 1:
            draft.values["plan_id"] = plans[0].pk
        elif plans:
            yield Problem(
                draft.number,
                "Kế hoạch",
                name or "",
                f"Đơn vị có {len(plans)} kế hoạch loại này trong năm {year}. Ghi tên kế hoạch để phân biệt.",
            )
        elif name:
            yield Problem(draft.number, "Kế hoạch", name, f"Đơn vị không có kế hoạch nào tên này trong năm {year}.")
        else:
            yield Problem(
                draft.number,
                "Năm",
                str(year),
                "Đơn vị chưa có kế hoạch loại này cho năm này. Ghi kế hoạch trước, rồi nhập nhiệm vụ.",
            )


def _add_task(actor: Actor, given: dict[str, Any], at: datetime) -> Any:
    task = {name: given[name] for name in ("title", "owner", "due_on", "regular_function")}
    return services.add_tasks(given["plan_id"], [task], actor=actor)[0]


def _plan_from_link(actor: Actor, asked: Mapping[str, str]) -> dict[str, Any]:
    number = asked.get("ke_hoach", "")
    return {"plan_id": int(number)} if number.isdecimal() and len(number) < 18 else {}


def _task_page(actor: Actor, task: Any) -> Mapping[str, Any]:
    return {"may_finish": actor.may(task.write_right, task.unit_id) and task.state in ("draft", "rejected")}


TASKS = proven_kind(
    code="plan_task",
    area="plans",
    name="task",
    label="nhiệm vụ",
    label_plural="nhiệm vụ",
    visible_to=tasks_visible_to,
    columns=(
        Column("title", "Nội dung", order=("folded_title",), sub=lambda task: f"{task.plan.title} ({task.plan.year})"),
        Column("owner", "Người chịu trách nhiệm", order=("owner",)),
        Column("due_on", "Hạn", form="date", order=("due_on",)),
        Column("happened_on", "Ngày hoàn thành", form="date", order=("happened_on",)),
        Column("days_late", "Số ngày muộn", form="number"),
    ),
    filters=(
        year_filter(tasks_visible_to, "plan__year"),
        choice_filter("ve", "Về", PlanKind.choices, "plan__plan_kind"),
        _progress_filter(),
    ),
    order="due_on",
    prepare=_late,
    detail=_task_page,
    detail_template="plans/task.html",
    empty=Empty(
        "Chưa có nhiệm vụ nào",
        "Nhiệm vụ có người chịu trách nhiệm, thời hạn và kết quả; thêm ngay trên trang của kế hoạch cũng được.",
        "Thêm nhiệm vụ đầu tiên",
    ),
    form=TaskForm,
    initial=_plan_from_link,
    create=_add_task,
    sheet=(
        choice_column(
            "plan_kind",
            "Kế hoạch về",
            PlanKind.choices,
            of=lambda task: task.plan,
            example=PlanKind.GOVERNMENT_MOBILIZATION.label,
        ),
        whole_column("year", "Năm", lowest=2015, highest=2100, of=lambda task: task.plan, example=2026),
        text_column(
            "plan_title",
            "Kế hoạch",
            most=400,
            required=False,
            value=lambda task: task.plan.title,
            help="chỉ cần khi đơn vị có nhiều kế hoạch cùng loại",
        ),
        text_column("title", "Nội dung", most=400, example="Đối thoại với nhân dân quý II"),
        text_column("owner", "Người chịu trách nhiệm", most=160, example="Văn phòng HĐND và UBND"),
        date_column("due_on", "Hạn", example=date(2026, 6, 30)),
        text_column(
            "regular_function", "Nhiệm vụ thường xuyên gắn với", most=200, required=False, example="Tiếp công dân"
        ),
        date_column("happened_on", "Ngày hoàn thành", required=False),
        text_column("result", "Kết quả", most=4_000, required=False),
    ),
    checks=(
        _find_plans,
        one_value_each(
            "plan_id", "title", "due_on", among=tasks_visible_to, message="Kế hoạch đã có nhiệm vụ này với cùng hạn."
        ),
    ),
    day_of=lambda values: values.get("due_on"),
)

KINDS = (PLANS, TASKS)
