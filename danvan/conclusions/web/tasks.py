"""The list of tasks, one task, one act on it."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from danvan.authority.rules.rights import Right
from danvan.casework.web.acting import attempt, was_moved_on
from danvan.conclusions import selectors, services
from danvan.conclusions.web.forms import TaskActForm, TaskFilter
from danvan.files.keeping import session_keeper
from danvan.files.sending import send_file
from danvan.kernel.errors import NotFound
from danvan.kernel.text import format_date
from danvan.orgs.selectors import unit_choices
from danvan.ui.forms import keep_files
from danvan.ui.pages import changed_query, paginate, render_page
from danvan.ui.sheets import sheet

MOST_LISTED = 2_000
IN_ONE_GO = 2_000


@require_safe
def task_list(request: HttpRequest) -> HttpResponseBase:
    actor = request.actor
    if not actor.may(Right.SEE_CONCLUSIONS):
        raise Http404
    form = TaskFilter(
        request.GET,
        don_vi=selectors.units_named_in(actor, "unit"),
        theo_doi=selectors.units_named_in(actor, "keeper"),
        ai=selectors.officers_with_tasks(actor),
    )
    form.is_valid()
    tabs = selectors.tabs_for(actor, form.asked)
    tab = next((each for each in tabs if each.code == request.GET.get("muc")), None) or _first(tabs)
    tasks = selectors.listed_tasks(actor, form.asked, tab.code)
    if request.GET.get("xem") == "xlsx":
        return _sheet(request, tasks, tab, form.in_use)
    page = paginate(request, tasks, most=MOST_LISTED, count=tab.count)
    may_keep = actor.may(Right.KEEP_CONCLUSIONS)
    return render_page(
        request,
        "conclusions/task_list.html",
        {
            "page": page,
            "rows": selectors.rows_for(actor, list(page.object_list)),
            "tabs": tabs,
            "tab": tab,
            "form": form,
            "filters": [
                {"label": said, "url": f"?{changed_query(request, **{name: ''})}"} for name, said in form.in_use.items()
            ],
            "clear_url": f"?muc={tab.code}",
            "may_keep": may_keep,
            "may_publish": actor.may(Right.PUBLISH_WORK),
            "drafts": list(selectors.drafts_of(actor)[:20]) if may_keep else [],
        },
    )


def _first(tabs: list[selectors.Tab]) -> selectors.Tab:
    """Return what is to be done; for who only watches, what is open."""
    return next((each for each in tabs if each.code in ("todo", "open")), tabs[0])


@require_safe
def task(request: HttpRequest, task_id: int) -> HttpResponse:
    page = _page(request, task_id)
    return render_page(request, "conclusions/task.html", {"page": page, "task": page.task})


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, task_id: int, act: str) -> HttpResponse:
    page = _page(request, task_id)
    found, today = page.task, timezone.localdate()
    offer = next((each for each in page.offers if each.act.code == act and each.may), None)
    if offer is None:
        if was_moved_on(request, found.version):
            return redirect("conclusions:task", task_id=task_id)
        raise Http404
    form = TaskActForm(
        request.POST or None,
        request.FILES or None,
        act=offer.act,
        answers=found.awaits_answer and found.answered_on is None,
        today=today,
        choices=_choices(request, offer.act, found),
        known=_known(found),
    )
    keep_files(form, session_keeper(request))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        on, version, papers = given.pop("on"), given.pop("version"), given.pop("uploads")

        def perform() -> None:
            services.perform(
                found.pk, act, given, actor=request.actor, on=on, at=timezone.now(), version=version, papers=papers
            )

        if attempt(form, perform, version=found.version):
            messages.success(request, f"Đã {offer.act.label}.")
            return redirect("conclusions:task", task_id=task_id)
    return render_page(
        request, "conclusions/act.html", {"form": form, "act": offer.act, "offer": offer, "task": found, "page": page}
    )


@require_safe
def task_file(request: HttpRequest, file_id: int) -> HttpResponseBase:
    found = selectors.file_for(request.actor, file_id, selectors.tasks_visible_to(request.actor))
    if found is None:
        raise Http404
    return send_file(request, found.stored, found.name)


def _page(request: HttpRequest, task_id: int) -> selectors.TaskPage:
    try:
        return selectors.task_page(request.actor, task_id, on=request.actor.on)
    except NotFound as missing:
        raise Http404 from missing


def _known(task: Any) -> dict[str, Any]:
    known = {"version": task.version, "awaits_answer": "1" if task.awaits_answer else "0"}
    for name in ("done_on", "answered_on", "answer_number", "citizen_view"):
        if value := getattr(task, name):
            known[name] = value
    if task.citizen_view_on:
        known["view_on"] = task.citizen_view_on
    if task.asked_until:
        known["until"] = task.asked_until
    if task.officer_id:
        known["officer"] = task.officer_id
    return known


def _choices(request: HttpRequest, act: Any, task: Any) -> dict[str, list[tuple[int, str]]]:
    wanted = {*act.needs, *act.may}
    found: dict[str, list[tuple[int, str]]] = {}
    if "to_unit" in wanted:
        found["to_unit"] = [each for each in unit_choices(on=request.actor.on) if each[0] != task.unit_id]
    if "officer" in wanted:
        found["officer"] = selectors.officers_of(task.unit_id, request.actor.on)
    return found


def _sheet(request: HttpRequest, tasks: Any, tab: selectors.Tab, in_use: dict[str, str]) -> HttpResponseBase:
    actor, today = request.actor, request.actor.on
    said = "; ".join([f"mục {tab.label}", *in_use.values()])
    return sheet(
        f"nhiem-vu-ket-luan-{today:%Y-%m-%d}.xlsx",
        title=f"Nhiệm vụ theo thông báo kết luận: {said}",
        note=f"Tính đến {format_date(today)}. Hạn được tính là hạn sau các lần gia hạn cho trước khi hết hạn.",
        columns=[
            ("Thông báo", 20), ("Ngày thông báo", 12), ("Nguồn", 18), ("Cuộc làm việc", 40), ("Việc số", 8),
            ("Nội dung", 70), ("Đơn vị thực hiện", 30), ("Người phụ trách", 28), ("Đơn vị theo dõi", 30),
            ("Hạn ban đầu", 12), ("Hạn được tính", 12), ("Dự kiến xong", 12), ("Số lần gia hạn", 9),
            ("Tình trạng", 22), ("Quá hạn (ngày)", 10), ("Ngày làm xong", 12), ("Ngày xác nhận", 12),
            ("Trả lời công dân", 14), ("Số văn bản trả lời", 18),
        ],
        rows=(_cells(row, today) for some in _in_parts(tasks) for row in selectors.rows_for(actor, some)),
    )  # fmt: skip


def _in_parts(tasks: Any) -> Iterator[list[Any]]:
    """Yield all the tasks, however many, some at a time."""
    rest = tasks.iterator(chunk_size=IN_ONE_GO)
    while some := list(islice(rest, IN_ONE_GO)):
        yield some


def _cells(row: selectors.TaskRow, today: Any) -> list[Any]:
    task, notice = row.task, row.task.conclusion
    days = (task.first_due_on, task.due_on, task.expected_on)
    ends = (task.done_on, task.verified_on, task.answered_on)
    return [
        notice.number,
        format_date(notice.issued_on) if notice.issued_on else "",
        task.get_origin_display(),
        notice.origin_title,
        task.position,
        task.text,
        row.unit,
        task.officer.person.get_full_name() if task.officer else "",
        row.keeper,
        *(format_date(day) if day else "" for day in days),
        task.extensions,
        task.get_state_display(),
        row.days_late(today) or "",
        *(format_date(day) if day else "" for day in ends),
        task.answer_number,
    ]
