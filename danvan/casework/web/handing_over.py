"""The page of cases that wait to be handed over, the same for every register: chosen, previewed, passed on."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from danvan.kernel.errors import RuleError
from danvan.kernel.text import format_number
from danvan.orgs.selectors import names_on
from danvan.ui.forms import NfcCharField, OneOfField, VnDateField, show_refusal
from danvan.ui.pages import asked_number, paginate, render_page


class HandOverForm(forms.Form):
    """The record of a hand-over: its day, its number, and another unit than proposed.

    Where some of the chosen cases are clear and some are not, the unit is for those that are not.
    """

    on = VnDateField(label=_("Ngày bàn giao"))
    number = NfcCharField(label=_("Số biên bản"), max_length=80, required=False, help_text=_("Ví dụ: 12/BB-UBND"))

    def __init__(
        self,
        *args: Any,
        units: list[tuple[int, str]],
        rows: Collection[Any],
        numbers: "re.Pattern[str] | None" = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._numbers = numbers
        clear = sum(row.is_clear for row in rows)
        must_choose = clear < len(rows)
        if units:
            self.fields["to_unit"] = forms.TypedChoiceField(
                label=_("Bàn giao hồ sơ chưa rõ cho") if must_choose and clear else _("Bàn giao cho"),
                coerce=int,
                empty_value=None,
                required=must_choose,
                choices=[("", "—" if must_choose else _("Theo đề xuất của từng hồ sơ")), *units],
            )
        if units and must_choose and clear:
            self.fields["to_unit"].help_text = (
                f"Chỉ cho {format_number(len(rows) - clear)} hồ sơ chưa rõ đơn vị nhận; "
                f"{format_number(clear)} hồ sơ đã rõ đi theo đề xuất ghi ở bảng trên."
            )

    def clean_number(self) -> str:
        """Refuse words where a register wants a number and nothing else."""
        number: str = self.cleaned_data["number"]
        if not number or self._numbers is None:
            return number
        if not self._numbers.fullmatch(number.upper()):
            raise forms.ValidationError(_("Chỉ ghi số và ký hiệu, ví dụ: 12/BB-UBND."))
        return number.upper()


class DeclineForm(forms.Form):
    """Why cases are not this unit's to take over: in words, or one of the reasons a register knows."""

    reason = NfcCharField(label=_("Lý do trả lại"), max_length=300)

    def __init__(self, *args: Any, reasons: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if reasons:
            self.fields["reason"] = OneOfField(reasons, label=_("Lý do trả lại"))


@dataclass(frozen=True)
class Desk:
    """One register's cases that wait: which, what may be done with them, on which pages, beside which other views.

    `numbers` is what the number of a record must look like and `reasons` why
    cases may be sent back, where a register takes no words for them.
    """

    rows: Any
    units: list[tuple[int, str]]
    hand_over: Callable[..., Collection[Any]]
    decline: Callable[..., None]
    list_page: str
    confirm_page: str
    address: str
    case_page: str
    around: Mapping[str, bool] = field(default_factory=dict)
    numbers: "re.Pattern[str] | None" = None
    reasons: Sequence[tuple[str, str]] = ()


def answer(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Answer with the list, with the chosen ones once more, or pass them on."""
    if request.method != "POST":
        return _list(request, desk)
    chosen = {int(key) for key in request.POST.getlist("ho_so") if key.isascii() and key.isdigit()}
    rows = list(desk.rows.filter(pk__in=chosen))
    if not rows:
        messages.error(request, "Chưa chọn hồ sơ nào." if not chosen else "Hồ sơ đã chọn không còn chờ bàn giao ở đây.")
        return redirect(desk.address)
    does = request.POST.get("viec", "")
    form = HandOverForm(
        request.POST if does == "ban-giao" else None,
        units=desk.units,
        rows=rows,
        numbers=desk.numbers,
        initial={"on": timezone.localdate()},
    )
    back = DeclineForm(request.POST if does == "tra-lai" else None, reasons=desk.reasons)
    if does == "ban-giao" and form.is_valid() and _handed_over(request, desk, form, chosen):
        return redirect(desk.address)
    if does == "tra-lai" and back.is_valid() and _declined(request, desk, back, chosen):
        return redirect(desk.address)
    context = {"form": form, "back": back, "may_decline": not desk.units, "cancel": desk.address}
    return render_page(request, desk.confirm_page, {**context, **_shown(request, desk, rows)})


def _handed_over(request: HttpRequest, desk: Desk, form: HandOverForm, chosen: Collection[int]) -> bool:
    given = {"to_unit": None, **form.cleaned_data}
    try:
        moved = desk.hand_over(chosen, **given, actor=request.actor, at=timezone.now())
    except RuleError as refusal:
        show_refusal(form, refusal)
        return False
    messages.success(request, f"Đã bàn giao {format_number(len(moved))} hồ sơ; thời hạn giữ nguyên.")
    return True


def _declined(request: HttpRequest, desk: Desk, form: DeclineForm, chosen: Collection[int]) -> bool:
    try:
        desk.decline(chosen, reason=form.cleaned_data["reason"], actor=request.actor, at=timezone.now())
    except RuleError as refusal:
        show_refusal(form, refusal)
        return False
    messages.success(request, f"Đã trả lại {format_number(len(chosen))} hồ sơ để cấp tỉnh chọn đơn vị.")
    return True


def _list(request: HttpRequest, desk: Desk) -> HttpResponse:
    origin, rows = asked_number(request, "tu"), desk.rows
    origins = names_on(set(rows.order_by().values_list("from_unit", flat=True)), request.actor.on)
    if origin is not None:
        rows = rows.filter(from_unit=origin)
    unclear = request.GET.get("ro") == "0"
    if unclear:
        rows = rows.filter(is_clear=False)
    page = paginate(request, rows)
    return render_page(
        request,
        desk.list_page,
        {
            "page": page,
            "origins": sorted((version.full_name, unit_id) for unit_id, version in origins.items()),
            "origin": origin,
            "unclear": unclear,
            **desk.around,
            **_shown(request, desk, page.object_list),
        },
    )


def _shown(request: HttpRequest, desk: Desk, rows: Any) -> dict[str, Any]:
    names = names_on({unit for row in rows for unit in (row.from_unit_id, row.to_unit_id)}, request.actor.on)
    return {
        "rows": [(row, names[row.from_unit_id].full_name, names[row.to_unit_id].full_name) for row in rows],
        "case_page": desk.case_page,
    }
