"""The inbox of a post: the register in views one can narrow, take away as a sheet, and work through many at once."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from danvan.authority.rules.rights import Right
from danvan.kernel.errors import RuleError
from danvan.kernel.text import format_date
from danvan.petitions import selectors, services
from danvan.petitions.web.forms import BulkForm, FilterForm
from danvan.ui.forms import show_refusal
from danvan.ui.pages import changed_query, paginate, render_page
from danvan.ui.sheets import sheet

MOST_LISTED = 1_000
# What of the address does not belong to the view one comes back to.
PASSING = ("trang", "chon", "xem")


@never_cache
@require_safe
def petition_list(request: HttpRequest) -> HttpResponseBase:
    actor = request.actor
    may_oversee = actor.may(Right.SEE_CASE_FIGURES)
    if not actor.may(Right.SEE_CASES) and not actor.may(Right.HANDLE_CASES):
        if may_oversee:
            return redirect("petitions:overview")
        raise Http404
    form = FilterForm(request.GET, me=actor.holding_id, officers=selectors.officers_with_letters(actor))
    form.is_valid()
    tabs = selectors.tab_counts(actor, on=actor.on, **form.asked)
    tab = next((each for each in tabs if each.code == request.GET.get("muc")), tabs[0])
    rows = selectors.work_list(actor, on=actor.on, tab=tab.code, sort=form.sort, **form.asked)
    if request.GET.get("xem") == "xlsx":
        return _sheet(request, rows, tab, form.in_use)
    page = paginate(request, rows, most=MOST_LISTED, count=tab.count)
    inbox = selectors.inbox_page(actor, list(page.object_list), on=actor.on)
    return render_page(
        request,
        "petitions/petition_list.html",
        {
            "page": page,
            "inbox": inbox,
            "tabs": tabs,
            "tab": tab,
            "form": form,
            "filters": [
                {"label": said, "url": f"?{changed_query(request, chon='', **{name: ''})}"}
                for name, said in form.in_use.items()
            ],
            "clear_url": f"?muc={tab.code}",
            "list_url": reverse("petitions:petition_list"),
            "view": _view(request.GET),
            "all_chosen": request.GET.get("chon") == "trang",
            "may_receive": actor.may(Right.RECEIVE_CASES),
            "may_oversee": may_oversee,
        },
    )


@require_http_methods(["GET", "POST"])
def bulk(request: HttpRequest) -> HttpResponse:
    """Show what an act would do with the chosen letters, and do it with exactly those that were shown."""
    actor = request.actor
    asked = request.POST if request.method == "POST" else request.GET
    back = _back(asked)
    act_code, label = asked.get("viec", ""), selectors.bulk_labels().get(asked.get("viec", ""))
    chosen = {pk for pk in map(_number, asked.getlist("don")) if pk}
    if not (actor.may(Right.SEE_CASES) or actor.may(Right.HANDLE_CASES)):
        raise Http404
    if not chosen or label is None:
        messages.warning(request, "Chưa chọn đơn nào." if label else "Chưa chọn việc làm được với nhiều đơn.")
        return redirect(back)
    if len(chosen) > services.AT_ONCE:
        messages.error(request, str(services.TooManyAtOnce(params={"count": services.AT_ONCE})))
        return redirect(back)
    petitions = selectors.chosen_petitions(actor, chosen)
    if not petitions:
        raise Http404
    form = _bulk_form(request, act_code, petitions)
    given = dict(form.cleaned_data) if form.is_valid() else {}
    on = given.pop("on", timezone.localdate())
    if request.method == "POST" and "thuc_hien" in request.POST and form.is_valid():
        versions = _seen(request.POST, chosen)
        if request.POST.get("dau") != _mark(given, on):
            form.add_error(None, "Nội dung đã đổi sau khi xem trước. Chưa ghi việc nào; xem lại rồi bấm lần nữa.")
        elif not versions:
            form.add_error(None, "Không còn đơn nào được chọn để thực hiện.")
        else:
            try:
                done = services.perform_many(versions, act_code, given, actor=actor, on=on, at=timezone.now())
            except RuleError as refusal:
                show_refusal(form, refusal)
                petitions = selectors.chosen_petitions(actor, chosen)
            else:
                messages.success(request, _said(label, len(done), len(chosen)))
                return redirect(back)
    lines = services.preview_act(petitions, act_code, given, actor=actor, on=on, at=timezone.now())
    return render_page(
        request,
        "petitions/bulk.html",
        {
            "form": form,
            "act_code": act_code,
            "label": label,
            "lines": sorted(lines, key=lambda line: bool(line.why_not)),
            "able": sum(1 for line in lines if not line.why_not),
            "is_ready": form.is_bound and not [name for name in form.errors if name != "__all__"],
            "mark": _mark(given, on),
            "officer": _officer(form, given),
            "view": asked.get("ve", ""),
            "back": back,
        },
    )


def _bulk_form(request: HttpRequest, act_code: str, petitions: Sequence[Any]) -> BulkForm:
    """Return what the act asks for; where it asks for nothing but the day, the first look is already the preview."""
    acts = [
        table[act_code]
        for kind in dict.fromkeys(petition.kind for petition in petitions)
        if act_code in (table := selectors.table_of(kind))
    ]
    choices: dict[str, list[tuple[int, str]]] = {}
    if any("officer" in act.needs for act in acts):
        within = any("officer_is_of_the_unit" in act.guards for act in acts)
        choices["officer"] = selectors.officers_for(request.actor, only_here=within)
    today = timezone.localdate()
    how: dict[str, Any] = {"acts": acts, "today": today, "choices": choices, "known": {}}
    if request.method == "POST":
        return BulkForm(request.POST, **how)
    form = BulkForm({"on": format_date(today)}, **how)
    return form if form.is_valid() else BulkForm(**how)


def _seen(given: QueryDict, chosen: set[int]) -> dict[int, int]:
    """Return which letters the preview said can be done, in which version, leaving out those unticked since."""
    pairs = (each.partition("@") for each in given.getlist("lam"))
    return {
        pk: version
        for pk, version in ((_number(key), _number(mark)) for key, _at, mark in pairs)
        if pk in chosen and version
    }


def _mark(given: dict[str, Any], on: date) -> str:
    """Return by what one tells whether what was typed is still what the preview was made of."""
    said = repr((on, sorted((name, str(value)) for name, value in given.items())))
    return sha256(said.encode()).hexdigest()[:20]


def _officer(form: BulkForm, given: dict[str, Any]) -> str:
    field: Any = form.fields.get("officer")
    return str(dict(field.choices).get(given.get("officer"), "")) if field else ""


def _said(label: str, done: int, chosen: int) -> str:
    said = f"Đã ghi “{label}” cho {done} đơn."
    return f"{said} {chosen - done} đơn còn lại giữ nguyên." if done < chosen else said


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else 0


def _view(given: QueryDict) -> str:
    values = given.copy()
    for name in PASSING:
        values.pop(name, None)
    return values.urlencode()


def _back(asked: QueryDict) -> str:
    """Return the view of the list somebody came from."""
    view = _view(QueryDict(asked.get("ve", "")))
    return reverse("petitions:petition_list") + (f"?{view}" if view else "")


def _sheet(request: HttpRequest, rows: Any, tab: selectors.Tab, in_use: dict[str, str]) -> HttpResponseBase:
    actor, today, user = request.actor, request.actor.on, cast("Any", request.user)
    services.record_export(actor, rows=rows.count())
    said = "; ".join([f"mục {tab.label}", *in_use.values()])
    return sheet(
        f"so-don-{today:%Y-%m-%d}.xlsx",
        title=f"Sổ đơn, {actor.unit_name}: {said}",
        note=f"Tính đến {format_date(today)}. {user.get_full_name()} tải về; có dữ liệu cá nhân, không chuyển"
        " cho người không có trách nhiệm.",
        columns=[
            ("Mã", 18), ("Loại đơn", 20), ("Lần", 6), ("Người viết", 28), ("Số người", 9), ("Lĩnh vực", 30),
            ("Nguồn", 24), ("Nhận ngày", 12), ("Trạng thái", 20), ("Việc đến hạn", 24), ("Hạn", 12),
            ("Quá hạn (ngày)", 10), ("Người phụ trách", 28),
        ],
        rows=(
            (
                row.code, row.get_kind_display(), row.instance if row.kind == "complaint" else "",
                row.first_writer, row.people_count, row.get_subject_display(),
                row.get_channel_display(), format_date(row.received_on), selectors.state_label(row.state),
                row.get_due_stage_display(), format_date(row.due_on) if row.due_on else "", _days_late(row, today),
                row.officer.person.get_full_name() if row.officer else "",
            )
            for row in rows.iterator(chunk_size=1000)
        ),
    )  # fmt: skip


def _days_late(row: Any, today: date) -> int | str:
    return (today - row.due_on).days if row.is_open and row.due_on and row.due_on < today else ""
