"""Limits that a corrected calendar moves: a head confirms their own cases, whoever keeps the calendar by number."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from danvan.authority.rules.rights import Right
from danvan.casework.choices import Stage
from danvan.casework.selectors import EARLIER, move_counts, moves_of_units, moves_shown_to
from danvan.casework.services import Confirmed, confirm_moves
from danvan.desk.selectors import AUDIENCES, address_of
from danvan.desk.services import confirm_moves_soon
from danvan.kernel.text import format_number
from danvan.ui.pages import asked_number, paginate, render_page

# What a page waits for; more is done in the background.
AT_ONCE = 100
SIDES = (("som", "Sớm hơn"), ("muon", "Muộn hơn"))


@require_http_methods(["GET", "POST"])
def moves(request: HttpRequest) -> HttpResponse:
    """Show the head's own cases, one by one; POST confirms the chosen ones."""
    if not request.actor.may(Right.DECIDE_CASES) and not request.actor.may(Right.RESOLVE_DENUNCIATIONS):
        raise Http404
    asked = {name: request.GET.get(name, "").strip() for name in ("chieu", "viec")}
    if request.method == "POST":
        chosen = [int(key) for key in request.POST.getlist("han") if key.isascii() and key.isdigit()]
        if not chosen:
            messages.error(request, "Chưa chọn hạn nào.")
        else:
            _say(request, confirm_moves(chosen, actor=request.actor, at=timezone.now(), audiences=AUDIENCES))
        return redirect(request.get_full_path())
    waiting = moves_shown_to(request.actor, AUDIENCES)
    stages = sorted(set(waiting.values_list("clock__stage", flat=True)))
    rows = waiting.filter(clock__stage=asked["viec"]) if asked["viec"] in Stage.values else waiting
    counts = {"": rows.count(), "som": rows.filter(EARLIER).count()}
    counts["muon"] = counts[""] - counts["som"]
    if asked["chieu"] == "som":
        rows = rows.filter(EARLIER)
    elif asked["chieu"] == "muon":
        rows = rows.exclude(EARLIER)
    page = paginate(request, rows.order_by("new_on", "pk"))
    return render_page(
        request,
        "desk/moves.html",
        {
            "page": page,
            "rows": [(move, address_of(move.clock.case)) for move in page.object_list],
            "sides": [(code, label, counts[code]) for code, label in (("", "Tất cả"), *SIDES)],
            "stages": [(stage, Stage(stage).label) for stage in stages],
            "asked": asked,
            "may_read": request.actor.may(Right.SEE_CASES),
            "may_oversee": request.actor.may(Right.SEE_CASE_FIGURES),
        },
    )


@require_http_methods(["GET", "POST"])
def by_unit(request: HttpRequest) -> HttpResponse:
    """Show whoever keeps the calendar how many limits wait where; POST confirms those of a unit, or all."""
    if not request.actor.may(Right.MANAGE_CALENDAR):
        raise Http404
    if request.method == "POST":
        typed = request.POST.get("don_vi", "")
        unit_id = int(typed) if typed.isascii() and typed.isdigit() else None
        chosen = moves_of_units(request.actor, unit_id)
        if len(chosen) > AT_ONCE:
            confirm_moves_soon(request.actor, unit_id)
            messages.success(
                request, f"Đang dời {format_number(len(chosen))} hạn; mở lại trang này để xem còn bao nhiêu."
            )
        else:
            _say(request, confirm_moves(chosen, actor=request.actor, at=timezone.now(), audiences=AUDIENCES))
        return redirect("calendar:moves")
    counts = move_counts(on=request.actor.on)
    chosen_unit = asked_number(request, "don_vi")
    context: dict[str, Any] = {"counts": counts, "cancel": reverse("calendar:moves")}
    if "xac-nhan" in request.GET and counts.total:
        context["unit"] = next((unit for unit in counts.units if unit.unit_id == chosen_unit), None)
        if chosen_unit is not None and context["unit"] is None:
            raise Http404
        return render_page(request, "desk/calendar_moves_confirm.html", context)
    return render_page(request, "desk/calendar_moves.html", context)


def _say(request: HttpRequest, done: Confirmed) -> None:
    if done.applied:
        messages.success(request, f"Đã dời {format_number(done.applied)} hạn; diễn biến của từng hồ sơ đã ghi lý do.")
    if done.overtaken:
        messages.info(
            request, f"{format_number(done.overtaken)} hạn không còn phải dời: việc đã xong hoặc đã tính lại."
        )
    if done.changed:
        messages.warning(
            request,
            f"{format_number(done.changed)} hạn đã thay đổi kể từ khi lập danh sách nên chưa dời; "
            "ngày mới hiện ở danh sách, đề nghị xem lại rồi xác nhận.",
        )
    if done == Confirmed():
        messages.info(request, "Không còn hạn nào chờ xác nhận trong số đã chọn.")
