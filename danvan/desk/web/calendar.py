"""The working calendar: shown by year, corrected by an administrator with a reason."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.calendars import services
from danvan.calendars.choices import DayKind, DayStatus
from danvan.calendars.selectors import day_by_id, days_of, removed_days_of, years_known
from danvan.kernel.errors import RuleError
from danvan.ui.forms import ButtonChoice, NfcCharField, VnDateField, show_refusal
from danvan.ui.pages import render_page

MOVES_FOLLOW = "Hạn phải dời hiện ở trang Hạn dời theo lịch sau ít phút."


class DayForm(forms.Form):
    """One exceptional day, and why it is entered."""

    on = VnDateField(label=_("Ngày"))
    kind = forms.ChoiceField(label=_("Loại"), choices=DayKind.choices, widget=ButtonChoice)
    name = NfcCharField(label=_("Tên"), max_length=160, help_text=_("Ví dụ: Tết Nguyên đán"))
    decision = NfcCharField(label=_("Văn bản"), max_length=200, help_text=_("Ví dụ: Thông báo 9441/TB-BNV"))
    decided_on = VnDateField(label=_("Ngày văn bản"), required=False)
    status = forms.ChoiceField(label=_("Tình trạng"), choices=DayStatus.choices, widget=ButtonChoice)
    reason = NfcCharField(label=_("Lý do sửa"), max_length=300)


class ReasonForm(forms.Form):
    """Why a day is taken away."""

    reason = NfcCharField(label=_("Lý do"), max_length=300)


def any_day_id() -> int:
    """Return some day, for pictures of the page that removes one."""
    years = years_known()
    return days_of(years[-1])[0].pk if years else 0


def _only_keepers(request: HttpRequest) -> None:
    if not request.actor.may(Right.MANAGE_CALENDAR):
        raise Http404


@require_safe
def days(request: HttpRequest) -> HttpResponse:
    _only_keepers(request)
    years = years_known()
    asked = request.GET.get("nam", "")
    year = int(asked) if asked.isdigit() and int(asked) in years else request.as_of.year
    return render_page(
        request,
        "desk/calendar.html",
        {"years": years, "year": year, "days": days_of(year), "removed": removed_days_of(year)},
    )


@require_http_methods(["GET", "POST"])
def day_set(request: HttpRequest) -> HttpResponse:
    _only_keepers(request)
    start: dict[str, Any] = {"status": DayStatus.DECIDED}
    if known := day_by_id(request.GET.get("ngay-so", "")):
        start = {name: getattr(known, name) for name in ("on", "kind", "name", "decision", "decided_on", "status")}
    form = DayForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        on: date = given.pop("on")
        try:
            require(request.actor, Right.MANAGE_CALENDAR)
            services.set_day(on, **given, actor=request.actor)
        except RuleError as refusal:
            form.add_error("on", str(refusal))
        else:
            messages.success(request, f"Đã ghi ngày vào lịch làm việc. {MOVES_FOLLOW}")
            return redirect(f"{reverse('calendar:days')}?nam={on.year}")
    return render_page(request, "desk/calendar_day.html", {"form": form})


@require_http_methods(["GET", "POST"])
def day_remove(request: HttpRequest, day_id: int) -> HttpResponse:
    _only_keepers(request)
    found = day_by_id(str(day_id))
    if found is None:
        raise Http404
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            require(request.actor, Right.MANAGE_CALENDAR)
            services.remove_day(day_id, actor=request.actor, reason=form.cleaned_data["reason"])
        except RuleError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, f"Đã bỏ ngày khỏi lịch; bản ghi cũ còn trong lịch sử. {MOVES_FOLLOW}")
            return redirect(f"{reverse('calendar:days')}?nam={found.on.year}")
    return render_page(request, "desk/calendar_remove.html", {"form": form, "day": found})
