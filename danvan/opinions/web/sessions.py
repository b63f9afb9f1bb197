"""Sessions: the list of them, one board, its meetings, its papers; what repeats."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from danvan.authority.rules.rights import Right
from danvan.casework.web.acting import attempt
from danvan.documents.pdf import PDF_TYPE, to_pdf
from danvan.documents.word import WORD_TYPE, CannotWritePaper, WordTemplate, write_word
from danvan.files.sending import send_content
from danvan.kernel.errors import NotFound
from danvan.kernel.text import format_date
from danvan.opinions import selectors, services
from danvan.opinions.papers import REPORT, SLIP, SUMMARY
from danvan.opinions.web.forms import MeetingForm, SessionForm
from danvan.ui.pages import paginate, render_page
from danvan.ui.sheets import sheet


@require_safe
def sessions(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    if not selectors.may_see_any(actor):
        raise Http404
    return render_page(
        request,
        "opinions/sessions.html",
        {"lines": selectors.session_lines(actor, on=actor.on), **_rights(request)},
    )


@require_safe
def session(request: HttpRequest, pk: int) -> HttpResponse:
    board = _board(request, pk)
    slips = selectors.slips_of(request.actor, pk, on=request.actor.on) if board.may_keep else []
    return render_page(
        request,
        "opinions/session.html",
        {"board": board, "session": board.session, "slips": slips, **_rights(request)},
    )


def _rights(request: HttpRequest) -> dict[str, bool]:
    actor = request.actor
    return {
        "may_keep": actor.may(Right.KEEP_OPINIONS),
        "may_ask": actor.may(Right.GATHER_FEEDBACK),
        "may_see": selectors.may_see_any(actor),
    }


def _board(request: HttpRequest, pk: int) -> selectors.Board:
    try:
        return selectors.board_of(request.actor, pk, on=request.actor.on)
    except NotFound as missing:
        raise Http404 from missing


@require_http_methods(["GET", "POST"])
def session_add(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    if actor.unit_id is None or not actor.may(Right.KEEP_OPINIONS, actor.unit_id):
        raise Http404
    return _edit(request, None, actor.unit_id, {"body": "council"})


@require_http_methods(["GET", "POST"])
def session_change(request: HttpRequest, pk: int) -> HttpResponse:
    board = _board(request, pk)
    if not board.may_keep:
        raise Http404
    found = board.session
    known = {name: getattr(found, name) for name in SessionForm.base_fields}
    return _edit(request, found, found.unit_id, known)


def _edit(request: HttpRequest, found: Any, unit_id: int, known: dict[str, Any]) -> HttpResponse:
    form = SessionForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        given = dict(form.cleaned_data)
        version = given.pop("version")
        kept: Any = None

        def save() -> None:
            nonlocal kept
            kept = services.save_session(
                found.pk if found else None,
                unit_id,
                given,
                actor=request.actor,
                at=timezone.now(),
                version=(version or 0) if found else None,
            )

        if attempt(form, save, version=found.version if found else 0):
            messages.success(request, "Đã lưu kỳ họp.")
            return redirect("opinions:session", pk=kept.pk)
    return render_page(request, "opinions/session_form.html", {"form": form, "session": found})


@require_http_methods(["GET", "POST"])
def meeting_add(request: HttpRequest, pk: int) -> HttpResponse:
    board = _board(request, pk)
    if not board.may_keep:
        raise Http404
    form = MeetingForm(
        request.POST or None, communes=selectors.commune_choices(request.actor.on), today=timezone.localdate()
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: services.add_meeting(pk, given, actor=request.actor), version=0):
            messages.success(request, "Đã ghi cuộc tiếp xúc cử tri.")
            return redirect("opinions:session", pk=pk)
    return render_page(request, "opinions/meeting_form.html", {"form": form, "session": board.session})


@require_safe
def session_sheet(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The list for the next session: three groups with their totals, then every recommendation."""
    board = _board(request, pk)
    if not board.may_keep:
        raise Http404
    on = request.actor.on
    rows = selectors.in_groups(selectors.rows_of_session(request.actor, pk, on=on))
    tally = board.tally
    services.record_export(request.actor, rows=len(rows))
    return sheet(
        f"danh-sach-kien-nghi-{pk}-{on:%Y%m%d}.xlsx",
        title=f"Kết quả giải quyết, trả lời kiến nghị cử tri: {board.session}",
        note=f"Tính đến {format_date(on)}: {tally.total} kiến nghị; {tally.settled} đã giải quyết xong, "
        f"{tally.studied} đang nghiên cứu, {tally.explained} đã giải trình, {tally.waiting} chưa trả lời.",
        columns=[
            ("Kết quả", 30), ("Số", 6), ("Nội dung", 70), ("Lĩnh vực", 24), ("Nơi nêu", 26),
            ("Cơ quan có thẩm quyền", 30), ("Ngày trả lời", 12), ("Ngày hẹn", 12), ("Số lần hẹn", 8),
            ("Số kỳ nêu", 8),
        ],
        rows=(
            (
                selectors.group_of(each.row), each.row.number, each.public_words,
                each.row.get_field_display(), each.place, each.addressee or "chưa chuyển",
                format_date(each.row.answered_on) if each.row.answered_on else "",
                format_date(each.row.promised_on) if each.row.promised_on else "", each.row.promises,
                each.row.sessions_raised,
            )
            for each in rows
        ),
    )  # fmt: skip


@require_safe
def session_summary(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """What voters ask of the session, and what is owed to them from the sessions before."""
    return _paper(
        request, SUMMARY, lambda: selectors.summary_fields(request.actor, pk, on=request.actor.on),
        f"tong-hop-kien-nghi-{pk}", form, pk,
    )  # fmt: skip


@require_safe
def session_report(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    return _paper(
        request, REPORT, lambda: selectors.report_fields(request.actor, pk, on=request.actor.on),
        f"bao-cao-kien-nghi-{pk}", form, pk,
    )  # fmt: skip


@require_safe
def slip(request: HttpRequest, pk: int, unit: int, form: str) -> HttpResponseBase:
    return _paper(
        request, SLIP, lambda: selectors.slip_fields(request.actor, pk, unit, on=request.actor.on),
        f"chuyen-kien-nghi-{pk}-{unit}", form, pk,
    )  # fmt: skip


def _paper(
    request: HttpRequest, template: WordTemplate, fields: Any, name: str, form: str, session_id: int
) -> HttpResponseBase:
    if form not in ("docx", "pdf"):
        raise Http404
    try:
        content = write_word(template, fields())
    except NotFound as missing:
        raise Http404 from missing
    except CannotWritePaper as refusal:
        messages.error(request, str(refusal))
        return redirect("opinions:session", pk=session_id)
    if form == "pdf":
        return send_content(request, to_pdf(content), f"{name}.pdf", PDF_TYPE)
    return send_content(request, content, f"{name}.docx", WORD_TYPE)


@require_safe
def repeats(request: HttpRequest) -> HttpResponse:
    actor = request.actor
    if not selectors.may_see_any(actor):
        raise Http404
    page = paginate(request, selectors.cluster_keys(actor), size=20)
    groups = selectors.clusters(actor, list(page.object_list), on=actor.on)
    return render_page(request, "opinions/repeats.html", {"page": page, "groups": groups, **_rights(request)})
