"""When something is due under the law: the public calculator, and the table it counts by."""

from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from danvan.calendars.choices import LimitUnit, Procedure
from danvan.calendars.rules.clock_picture import clock_picture
from danvan.calendars.rules.due_dates import CannotPause, DueDate, NeedsHour, Pause, PauseKind, due_date
from danvan.calendars.rules.time_limits import NoLongerLimit, TimeLimit, TooManyExtensions, Unit
from danvan.calendars.selectors import time_limits, work_calendar
from danvan.kernel.errors import RuleError
from danvan.kernel.text import fold, weekday_name
from danvan.ui.forms import NfcCharField, VnDateField
from danvan.ui.pages import render_page
from danvan.ui.wording import refusal_in_words, sentence, translated

# The first and the last day of each pause a person may type; two suspensions are as many as anyone has seen.
PAUSES = (
    ("suspension", PauseKind.SUSPENSION),
    ("suspension_2", PauseKind.SUSPENSION),
    ("expertise", PauseKind.EXPERTISE),
    ("obstacle", PauseKind.OBSTACLE),
)


def _rules() -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the limits to choose from by procedure; versions of one limit are one choice."""
    groups: dict[str, dict[str, str]] = {}
    for limit in time_limits().values():
        groups.setdefault(limit.procedure, {})[limit.family] = f"{translated(limit.name)} ({limit.family})"
    return [(str(Procedure(code).label), list(choices.items())) for code, choices in groups.items()]


class CalculatorForm(forms.Form):
    """What happened, for counting a limit."""

    rule = forms.ChoiceField(label=_("Việc cần tính hạn"))
    trigger_on = VnDateField(label=_("Ngày bắt đầu tính"))
    hour = forms.TimeField(
        label=_("Giờ"), required=False, input_formats=["%H:%M"], help_text=_("Chỉ với thời hạn tính bằng giờ: 08:00")
    )
    extended = forms.BooleanField(label=_("Có căn cứ áp dụng mức dài hơn"), required=False)
    extensions = forms.ChoiceField(
        label=_("Số lần gia hạn"), required=False, choices=[("", _("không")), ("1", _("1 lần")), ("2", _("2 lần"))]
    )
    suspension_from = VnDateField(label=_("Tạm đình chỉ từ"), required=False, help_text="")
    suspension_until = VnDateField(label=_("Tiếp tục giải quyết ngày"), required=False, help_text="")
    suspension_2_from = VnDateField(label=_("Tạm đình chỉ lần nữa từ"), required=False, help_text="")
    suspension_2_until = VnDateField(label=_("Tiếp tục lần nữa ngày"), required=False, help_text="")
    expertise_from = VnDateField(label=_("Trưng cầu giám định ngày"), required=False, help_text="")
    expertise_until = VnDateField(label=_("Có kết quả giám định ngày"), required=False, help_text="")
    obstacle_from = VnDateField(label=_("Trở ngại khách quan từ"), required=False, help_text="")
    obstacle_until = VnDateField(label=_("Đến hết ngày"), required=False, help_text="")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rule = self.fields["rule"]
        assert isinstance(rule, forms.ChoiceField)
        rule.choices = [("", "—"), *_rules()]
        rule.error_messages["required"] = _("Chưa chọn việc cần tính hạn.")
        self.fields["hour"].error_messages["invalid"] = _("Giờ ghi theo dạng 08:00.")
        self.fields["hour"].widget.attrs["class"] = "short"

    @property
    def basics(self) -> list[forms.BoundField]:
        """The fields everybody fills in."""
        return [self[name] for name in ("rule", "trigger_on")]

    @property
    def happenings(self) -> list[forms.BoundField]:
        """The fields for what the law lets change this limit, and whatever was typed all the same."""
        chosen = self["rule"].value()
        known = [limit for limit in time_limits().values() if limit.family == chosen]
        wanted = {name for limit in known for name in _happenings_of(limit)}
        return [
            self[name]
            for name in self.fields
            if name not in ("rule", "trigger_on") and (name in wanted or self[name].errors or self[name].value())
        ]

    @property
    def has_happenings(self) -> bool:
        """Whether anything happened, or was typed wrong there."""
        return any(bound.errors or bound.value() for bound in self.happenings)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        for name, _kind in PAUSES:
            if given.get(f"{name}_until") and not given.get(f"{name}_from") and f"{name}_from" not in self.errors:
                self.add_error(f"{name}_from", _("Có ngày kết thúc thì cần ngày bắt đầu."))
        return given

    def answer(self) -> DueDate | None:
        """Return the count, or nothing after putting the refusal beside its field."""
        given = self.cleaned_data
        on: date = given["trigger_on"]
        pauses = [
            Pause(kind, given[f"{name}_from"], given[f"{name}_until"]) for name, kind in PAUSES if given[f"{name}_from"]
        ]
        limits = time_limits()
        try:
            limit = limits.in_force(given["rule"], on)
            extensions = limits.extension_days(limit, int(given["extensions"] or 0))
            if given["extended"]:
                limit = limits.extended(limit)
            trigger = on if given["hour"] is None else _moment(on, given["hour"])
            return due_date(limit, trigger, calendar=work_calendar(), pauses=pauses, extensions=extensions)
        except RuleError as refusal:
            self.add_error(_field_of(refusal), refusal_in_words(refusal))
            return None


def _happenings_of(limit: TimeLimit) -> list[str]:
    kinds = {
        PauseKind.SUSPENSION: limit.suspension_from is not None,
        PauseKind.EXPERTISE: limit.expertise_from is not None,
        PauseKind.OBSTACLE: limit.has_obstacle,
    }
    names = [f"{name}_{end}" for name, kind in PAUSES if kinds[kind] for end in ("from", "until")]
    switches = {"hour": limit.unit is Unit.HOUR, "extended": bool(limit.extended), "extensions": bool(limit.extensions)}
    return names + [name for name, is_known in switches.items() if is_known]


def _moment(on: date, hour: time) -> datetime:
    return datetime.combine(on, hour, tzinfo=timezone.get_current_timezone())


def _field_of(refusal: RuleError) -> str:
    if isinstance(refusal, CannotPause):
        return f"{refusal.params['kind']}_from"
    if isinstance(refusal, NoLongerLimit):
        return "extended"
    if isinstance(refusal, TooManyExtensions):
        return "extensions"
    return "hour" if isinstance(refusal, NeedsHour) else "trigger_on"


@login_not_required
@require_safe
def calculator(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    form = CalculatorForm(
        request.GET if request.GET.get("trigger_on") is not None else None, initial=request.GET.dict()
    )
    found = form.answer() if form.is_bound and form.is_valid() else None
    steps = [sentence(step.template, step.params) for step in found.steps] if found else []
    picture = None
    if found and found.due_at is None:
        picture = replace(clock_picture(found, today, is_open=False, say=translated), said=strip_tags(" ".join(steps)))
    weekday = translated(weekday_name(found.due_on)) if found and found.due_on else ""
    return render_page(
        request,
        "portal/calculator.html",
        {
            "form": form,
            "due": found,
            "steps": steps,
            "picture": picture,
            "weekday": weekday,
        },
    )


class TableFilter(forms.Form):
    """Which limits to show."""

    on = VnDateField(label=_("Áp dụng ngày"), required=False)
    q = NfcCharField(label=_("Tìm"), required=False, max_length=100)


def _is_about(limit: TimeLimit, sought: str) -> bool:
    """Whether a limit has these words, in Vietnamese or as the page says it."""
    return sought in fold(f"{limit.id} {limit.name} {limit.basis} {translated(limit.name)} {translated(limit.basis)}")


@login_not_required
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    form = TableFilter(request.GET or None, initial={})
    asked = form.cleaned_data if form.is_bound and form.is_valid() else {}
    on, sought = asked.get("on"), fold(asked.get("q") or "")
    groups: dict[str, list[tuple[TimeLimit, str]]] = {}
    for limit in time_limits().values():
        if (on is None or limit.is_in_force(on)) and _is_about(limit, sought):
            unit = str(LimitUnit(limit.unit.value).label)
            groups.setdefault(str(Procedure(limit.procedure).label), []).append((limit, unit))
    return render_page(
        request, "portal/time_limits.html", {"form": form, "groups": groups, "count": sum(map(len, groups.values()))}
    )
