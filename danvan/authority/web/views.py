"""Switching between one's posts; people and their posts."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danvan.accounts.selectors import people_matching
from danvan.authority import services
from danvan.authority.middleware import SESSION_KEY
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holdings_of
from danvan.authority.web.forms import EndForm, NewPersonForm, PersonForm, SeatForm
from danvan.kernel.errors import RuleError
from danvan.ui.forms import show_refusal
from danvan.ui.pages import paginate, render_page

ADMINISTRATION = (Right.MANAGE_PEOPLE, Right.MANAGE_CALENDAR, Right.READ_JOURNAL, Right.RUN_SYSTEM)


def _only(request: HttpRequest, *rights: Right) -> None:
    """Answer 404 unless the actor has one of the rights."""
    if not any(request.actor.may(right) for right in rights):
        raise Http404


@require_POST
def switch_post(request: HttpRequest) -> HttpResponse:
    chosen = request.POST.get("holding", "")
    if chosen not in {str(seat.holding_id) for seat in request.seats}:
        raise Http404
    request.session[SESSION_KEY] = int(chosen)
    back = request.POST.get("next", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        back = "desk:home"
    return redirect(back)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    _only(request, *ADMINISTRATION)
    return render_page(
        request,
        "authority/index.html",
        {
            "may_people": request.actor.may(Right.MANAGE_PEOPLE),
            "may_calendar": request.actor.may(Right.MANAGE_CALENDAR),
            "may_run": request.actor.may(Right.RUN_SYSTEM),
            "may_journal": request.actor.may(Right.READ_JOURNAL),
        },
    )


@require_safe
def people(request: HttpRequest) -> HttpResponse:
    _only(request, Right.MANAGE_PEOPLE)
    text = request.GET.get("q", "").strip()
    return render_page(request, "authority/people.html", {"page": paginate(request, people_matching(text)), "q": text})


@require_http_methods(["GET", "POST"])
def person_add(request: HttpRequest) -> HttpResponse:
    _only(request, Right.MANAGE_PEOPLE)
    form = NewPersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("username", "full_name", "email", "password")}
        try:
            added = services.add_person(**given, actor=request.actor)
        except RuleError as refusal:
            form.add_error("password", str(refusal))
        else:
            messages.success(request, f"Đã tạo tài khoản {added.username}. Tiếp theo, giao chức vụ cho người này.")
            return redirect("authority:person_seat", added.pk)
    return render_page(request, "authority/person_add.html", {"form": form})


@require_http_methods(["GET", "POST"])
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    _only(request, Right.MANAGE_PEOPLE)
    found = people_matching().filter(pk=person_id).first()
    if found is None:
        raise Http404
    start = {"full_name": found.full_name, "email": found.email, "is_active": found.is_active}
    form = PersonForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        try:
            services.change_person(found.pk, **form.cleaned_data, actor=request.actor)
        except RuleError as refusal:
            form.add_error("password", str(refusal))
        else:
            messages.success(request, "Đã lưu thay đổi.")
            return redirect("authority:person", found.pk)
    return render_page(
        request,
        "authority/person.html",
        {"person": found, "form": form, "holdings": holdings_of(found.pk, on=request.actor.on)},
    )


@require_http_methods(["GET", "POST"])
def person_seat(request: HttpRequest, person_id: int) -> HttpResponse:
    _only(request, Right.MANAGE_PEOPLE)
    found = people_matching().filter(pk=person_id).first()
    if found is None:
        raise Http404
    form = SeatForm(request.POST or None, on=request.actor.on, initial={"valid_from": request.actor.on})
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            services.seat_person(
                found.pk,
                unit_id=given["unit"],
                title=given["title"],
                kind=given["kind"],
                role=given["role"],
                scope_unit_id=given["scope_unit"],
                with_subtree=given["with_subtree"],
                valid_from=given["valid_from"],
                acting=given["acting"],
                actor=request.actor,
            )
        except RuleError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "Đã giao chức vụ.")
            return redirect("authority:person", found.pk)
    return render_page(request, "authority/person_seat.html", {"person": found, "form": form})


@require_http_methods(["GET", "POST"])
def holding_end(request: HttpRequest, holding_id: int) -> HttpResponse:
    _only(request, Right.MANAGE_PEOPLE)
    found = holdings_of(None, on=request.actor.on, holding_id=holding_id)
    if not found:
        raise Http404
    form = EndForm(request.POST or None, initial={"valid_until": request.actor.on})
    if request.method == "POST" and form.is_valid():
        try:
            services.end_holding(holding_id, **form.cleaned_data, actor=request.actor)
        except RuleError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "Đã ghi ngày thôi giữ chức vụ.")
            return redirect("authority:person", found[0].person_id)
    return render_page(request, "authority/holding_end.html", {"holding": found[0], "form": form})
