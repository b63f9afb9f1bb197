"""The list, one recommendation, one act."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danvan.authority.rules.rights import Right
from danvan.casework.web.acting import attempt, was_moved_on
from danvan.files.keeping import session_keeper
from danvan.files.sending import send_file
from danvan.intake.selectors import desk_choices
from danvan.kernel.errors import NotFound, RuleError
from danvan.kernel.text import format_date
from danvan.opinions import selectors, services
from danvan.opinions.rules.routing import BOUNCES_BEFORE_DECISION
from danvan.opinions.web.forms import ActForm, FilterForm, LetterForm, RecommendationForm
from danvan.orgs.selectors import names_on, unit_choices
from danvan.petitions.services import NewWriter
from danvan.ui.forms import keep_files
from danvan.ui.pages import changed_query, paginate, render_page
from danvan.ui.sheets import sheet

MOST_LISTED = 5_000
PAGE = 30


@require_safe
def recommendation_list(request: HttpRequest) -> HttpResponseBase:
    actor = request.actor
    if not selectors.may_see_any(actor):
        if actor.may(Right.GATHER_FEEDBACK):
            return redirect("opinions:feedback")
        raise Http404
    form = FilterForm(request.GET, choices=selectors.filter_choices(actor, on=actor.on))
    form.is_valid()
    rows = selectors.narrowed(actor, on=actor.on, **form.asked)
    tabs = selectors.tabs_of(actor, rows, on=actor.on)
    tab = next((each for each in tabs if each.code == request.GET.get("muc")), _first(tabs))
    found = selectors.in_tab(actor, rows, tab.code, on=actor.on)
    if request.GET.get("xem") == "xlsx":
        return _sheet(request, found, "; ".join([f"mục {tab.label}", *form.in_use.values()]))
    page = paginate(request, found, size=PAGE, most=MOST_LISTED, count=tab.count)
    return render_page(
        request,
        "opinions/recommendation_list.html",
        {
            "page": page,
            "rows": selectors.rows_of(actor, list(page.object_list), on=actor.on),
            "tabs": tabs,
            "tab": tab,
            "form": form,
            "filters": [
                {"label": said, "url": f"?{changed_query(request, **{name: ''})}"} for name, said in form.in_use.items()
            ],
            "clear_url": f"?muc={tab.code}",
            "list_url": reverse("opinions:recommendation_list"),
            **_frame(request),
        },
    )


def _first(tabs: list[selectors.Tab]) -> selectors.Tab:
    """Return the first view in which something waits for this person, else everything."""
    works = ("chuyen", "tiep-nhan", "tra-loi")
    return next((tab for tab in tabs if tab.code in works and tab.count), tabs[-1])


def _frame(request: HttpRequest) -> dict[str, Any]:
    actor = request.actor
    return {
        "may_keep": actor.may(Right.KEEP_OPINIONS),
        "may_ask": actor.may(Right.GATHER_FEEDBACK),
        "may_see": selectors.may_see_any(actor),
    }


def _sheet(request: HttpRequest, found: Any, said: str) -> HttpResponseBase:
    actor = request.actor
    rows = selectors.rows_of(actor, list(found[:MOST_LISTED]), on=actor.on)
    services.record_export(actor, rows=len(rows))
    return sheet(
        f"kien-nghi-cu-tri-{actor.on:%Y-%m-%d}.xlsx",
        title=f"Kiến nghị cử tri, {actor.unit_name}: {said}",
        note=f"Tính đến {format_date(actor.on)}.",
        columns=[
            ("Số", 6), ("Kỳ họp", 34), ("Nội dung", 70), ("Lĩnh vực", 24), ("Nơi nêu", 26), ("Nhận ngày", 12),
            ("Cơ quan trả lời", 30), ("Tình trạng", 26), ("Hạn trả lời", 12), ("Kết quả", 26), ("Ngày hẹn", 12),
            ("Số lần hẹn", 8), ("Bị trả lại", 8), ("Số kỳ nêu", 8), ("Quá hạn, quá hẹn", 10),
        ],
        rows=(
            (
                each.row.number, str(each.row.session), each.words, each.row.get_field_display(), each.place,
                format_date(each.row.received_on), each.addressee, each.row.get_state_display(),
                format_date(each.row.due_on), each.row.get_result_display(),
                format_date(each.row.promised_on) if each.row.promised_on else "", each.row.promises,
                each.row.bounces, each.row.sessions_raised, "có" if each.is_late else "",
            )
            for each in rows
        ),
    )  # fmt: skip


@require_safe
def recommendation(request: HttpRequest, pk: int) -> HttpResponse:
    page = _page(request, pk)
    return render_page(request, "opinions/recommendation.html", {"page": page, "row": page.row, **_frame(request)})


def _page(request: HttpRequest, pk: int) -> selectors.RecommendationPage:
    try:
        return selectors.recommendation_page(request.actor, pk, on=request.actor.on)
    except NotFound as missing:
        raise Http404 from missing


@require_http_methods(["GET", "POST"])
def act(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    page = _page(request, pk)
    row = page.row
    offer = next((each for each in page.acts if each.code == act), None)
    if offer is None:
        if was_moved_on(request, row.version):
            return redirect("opinions:recommendation", pk=pk)
        raise Http404
    if act == "to_letter":
        return redirect("opinions:to_letter", pk=pk)
    today = timezone.localdate()
    known: dict[str, Any] = {
        "version": row.version,
        "to_unit": row.proposed_id if row.routings.count() == 0 else None,
        "public_text": row.public_text,
        "set_by": row.set_by,
        "may_decide": row.bounces >= BOUNCES_BEFORE_DECISION,
    }
    form = ActForm(
        request.POST or None,
        request.FILES or None,
        act=act,
        today=today,
        choices=_choices(request, act, page),
        known=known,
    )
    keep_files(form, session_keeper(request))
    if act == "publish":
        said = [str(form[name].value() or "") for name in ("public_text", "public_answer")]
        form.ask_about(selectors.what_to_look_at(row, *said))
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        on, version, papers = given.pop("on"), given.pop("version"), given.pop("uploads", ())

        def perform() -> None:
            services.perform(
                pk, act, given, actor=request.actor, on=on, at=timezone.now(), version=version, papers=papers
            )

        if attempt(form, perform, version=row.version):
            messages.success(request, f"Đã ghi: {offer.label}.")
            return redirect("opinions:recommendation", pk=pk)
    return render_page(request, "opinions/act.html", {"form": form, "act": offer, "page": page, "row": row})


def _choices(request: HttpRequest, act: str, page: selectors.RecommendationPage) -> dict[str, list[tuple[int, str]]]:
    if act == "pass_on":
        return {"to_unit": page.heirs}
    if act in ("route", "bounce"):
        units = unit_choices(on=request.actor.on)
        return {"to_unit": units, "named_unit": [each for each in units if each[0] != page.row.addressee_id]}
    return {}


@require_http_methods(["GET", "POST"])
def to_letter(request: HttpRequest, pk: int) -> HttpResponse:
    page = _page(request, pk)
    if not any(each.code == "to_letter" for each in page.acts):
        if was_moved_on(request, page.row.version):
            return redirect("opinions:recommendation", pk=pk)
        raise Http404
    actor, on, at = request.actor, timezone.localdate(), timezone.now()
    is_sealed = request.method == "POST" and "niem_phong" in request.POST
    desk = actor.unit_id if actor.unit_id and actor.may(Right.RECEIVE_CASES, actor.unit_id) else page.row.commune_id
    form = LetterForm(
        request.POST if request.method == "POST" and not is_sealed else None,
        desks=desk_choices(on=actor.on),
        initial={"version": page.row.version, "desk_unit": desk, "kind": "complaint"},
    )
    if is_sealed:
        typed = request.POST.get("version", "")
        try:
            version = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else 0
            services.forget_denunciation(pk, actor=actor, on=on, at=at, version=version)
        except RuleError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "Đã gỡ nội dung khỏi danh sách. Giao giấy ghi cho người tiếp nhận tố cáo.")
        return redirect("opinions:recommendation", pk=pk)
    if form.is_bound and form.is_valid():
        given = form.cleaned_data

        letter: Any = None

        def turn() -> None:
            nonlocal letter
            letter = services.turn_into_letter(
                pk,
                kind=given["kind"],
                desk_unit=given["desk_unit"],
                writer=NewWriter(given["name"], given["address"], given["phone"]),
                number=given["number"],
                actor=actor,
                on=on,
                at=at,
                version=given["version"],
            )

        if attempt(form, turn, version=page.row.version):
            messages.success(request, f"Đã vào sổ đơn, mã {letter.code}; nội dung không còn trong danh sách kiến nghị.")
            return redirect("opinions:recommendation", pk=pk)
    return render_page(request, "opinions/to_letter.html", {"form": form, "page": page, "row": page.row})


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    if not actor.may(Right.KEEP_OPINIONS):
        raise Http404
    choices = _recording_choices(request)
    if not choices["session_id"]:
        messages.info(request, "Cần có kỳ họp trước khi ghi kiến nghị.")
        return redirect("opinions:session_add")
    asked = request.GET.get("ky", "")
    initial = {
        "session_id": asked if asked.isdigit() else choices["session_id"][0][0],
        "received_on": timezone.localdate(),
        "commune_id": actor.unit_id,
    }
    form = RecommendationForm(request.POST or None, choices=choices, initial=initial)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        given.pop("version")

        made: Any = None

        def write() -> None:
            nonlocal made
            made = services.record_recommendation(services.NewRecommendation(**given), actor=actor, at=timezone.now())

        if attempt(form, write, version=0):
            messages.success(request, f"Đã ghi kiến nghị số {made.number}.")
            if "va_ghi_tiep" in request.POST:
                return redirect(f"{reverse('opinions:record')}?ky={made.session_id}")
            return redirect("opinions:recommendation", pk=made.pk)
    return render_page(request, "opinions/record.html", {"form": form, "row": None})


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    page = _page(request, pk)
    row = page.row
    if not page.may_keep or row.state in ("letter", "merged", "withdrawn"):
        raise Http404
    names = ("text", "public_text", "field", "meeting_id", "commune_id", "place", "voters", "competence", "proposed_id")
    form = RecommendationForm(
        request.POST or None,
        choices=_recording_choices(request, session=row.session_id),
        is_new=False,
        initial={name: getattr(row, name) for name in names} | {"version": row.version},
    )
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        version = given.pop("version") or 0

        def write() -> None:
            services.change_words(
                pk, given, actor=request.actor, on=timezone.localdate(), at=timezone.now(), version=version
            )

        if attempt(form, write, version=row.version):
            messages.success(request, "Đã lưu.")
            if row.published_at and row.public_text != given["public_text"]:
                messages.warning(
                    request, "Lời công khai đã đổi nên trả lời không còn trên trang công khai; cần công khai lại."
                )
            return redirect("opinions:recommendation", pk=pk)
    return render_page(request, "opinions/record.html", {"form": form, "row": row})


def _recording_choices(request: HttpRequest, session: int | None = None) -> dict[str, list[tuple[int, str]]]:
    """Return what recommendations are written down with: one's own sessions and their meetings, units, communes."""
    actor = request.actor
    keeps = selectors.sight_of(actor).keeps
    sessions = [each for each in selectors.sessions_visible_to(actor)[:40] if each.unit_id in keeps]
    keepers = {each.unit_id for each in sessions}
    names = names_on(keepers, actor.on) if len(keepers) > 1 else {}
    wanted = [each for each in sessions if session is None or each.pk == session]
    meetings = selectors.meetings_of([each.pk for each in wanted])
    labels = {each.pk: f"{each}{', ' + names[each.unit_id].full_name if names else ''}" for each in sessions}
    return {
        **({"session_id": list(labels.items())} if session is None else {}),
        "meeting_id": [(each.pk, str(each)) for each in meetings],
        "commune_id": selectors.commune_choices(actor.on),
        "proposed_id": unit_choices(on=actor.on),
    }


@require_POST
def say_repeat(request: HttpRequest, pk: int) -> HttpResponse:
    page = _page(request, pk)
    if not page.may_keep:
        raise Http404
    other = request.POST.get("kien_nghi", "")
    if not (other.isascii() and other.isdigit() and len(other) < 16):
        messages.error(request, "Chưa chọn kiến nghị để nối.")
        return redirect("opinions:recommendation", pk=pk)
    try:
        services.say_repeat(
            pk,
            int(other),
            is_same=request.POST.get("la") == "lap-lai",
            actor=request.actor,
            on=timezone.localdate(),
            at=timezone.now(),
        )
    except NotFound as missing:
        raise Http404 from missing
    messages.success(request, "Đã ghi.")
    return redirect("opinions:recommendation", pk=pk)


@require_safe
def paper(request: HttpRequest, file_id: int) -> HttpResponseBase:
    found = selectors.response_file(request.actor, file_id)
    if found is None:
        raise Http404
    return send_file(request, found.stored, found.name)
