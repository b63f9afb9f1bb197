"""The reception book: the list with its four counts, one visit and what becomes of it, its papers, the report."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danvan.authority.rules.rights import Right
from danvan.casework.choices import CaseKind, Channel
from danvan.casework.selectors import next_outgoing_number
from danvan.casework.services import new_token
from danvan.casework.web.acting import attempt, was_moved_on
from danvan.documents.pdf import PDF_TYPE, to_pdf
from danvan.documents.reading import CannotReadPaper
from danvan.documents.word import WORD_TYPE, CannotWritePaper, WordTemplate, write_word
from danvan.files.keeping import session_keeper
from danvan.files.sending import send_content, send_file
from danvan.intake.web.forms import LetterForm
from danvan.intake.web.registering import try_registering
from danvan.kernel.errors import NoAuthority, NotFound, RuleError
from danvan.kernel.text import format_date
from danvan.orgs.selectors import letterhead_of
from danvan.reception import book_papers as papers
from danvan.reception.choices import BY_ACT, MatterKind, ReceptionKind
from danvan.reception.selectors import counts as counting
from danvan.reception.selectors import papers as saying
from danvan.reception.selectors import visits as selectors
from danvan.reception.services import begin_regular
from danvan.reception.services import visits as services
from danvan.reception.services.sheets import issue_refusal
from danvan.reception.web.visit_forms import (
    BookFilter,
    CaseForm,
    ChangeForm,
    LinkForm,
    OpenForm,
    RefusalForm,
    VersionForm,
)
from danvan.ui.forms import keep_files, show_refusal
from danvan.ui.pages import asked_number, asked_year, changed_query, paginate, render_page, years_until
from danvan.ui.sheets import sheet

MOST_LISTED = 1_000
KINDS_OF_LETTERS = {
    MatterKind.COMPLAINT: CaseKind.COMPLAINT,
    MatterKind.RECOMMENDATION: CaseKind.RECOMMENDATION,
    MatterKind.REFLECTION: CaseKind.RECOMMENDATION,
}


@never_cache
@require_safe
def book(request: HttpRequest) -> HttpResponseBase:
    actor = request.actor
    unit_id = selectors.book_of(actor)
    if unit_id is None:
        if actor.may(Right.SEE_RECEPTIONS):
            return redirect("reception:counts")
        raise Http404
    form = _filter(request)
    rows = selectors.book(actor, form.conditions)
    counts = selectors.counts_of(rows)
    if request.GET.get("xem") == "xlsx":
        return _book_sheet(request, rows, counts, unit_id)
    page = paginate(request, rows, most=MOST_LISTED, count=counts.visits)
    owed, late = selectors.count_owed(actor, actor.on)
    sessions = selectors.sessions_today(actor, actor.on)
    return render_page(
        request,
        "reception/book.html",
        {
            "page": page,
            "counts": counts,
            "form": form,
            "filters": [
                # An emptied day stays in the address: it says that no year is meant.
                {"label": said, "url": f"?{_without(request, name)}"}
                for name, said in form.in_use.items()
            ],
            "clear_url": f"{reverse('reception:book')}?tu=",
            "query": changed_query(request, xem=""),
            "sessions": sessions,
            "has_regular": any(each.kind == ReceptionKind.REGULAR for each in sessions),
            "open_form": OpenForm(initial={"place": selectors.usual_place(unit_id)}),
            "owed": owed,
            "late": late,
            "list_url": reverse("reception:book"),
        },
    )


def _filter(request: HttpRequest) -> BookFilter:
    """Return what the address asks for; the year is meant where it says no day and no session."""
    asked: QueryDict = request.GET.copy()
    if not any(name in asked for name in ("tu", "den", "buoi")):
        asked["tu"] = format_date(request.actor.on.replace(month=1, day=1))
    form = BookFilter(asked)
    form.is_valid()
    return form


def _without(request: HttpRequest, name: str) -> str:
    query = QueryDict(changed_query(request, **{name: ""}), mutable=True)
    if name in ("tu", "den", "buoi") and not any(query.get(each) for each in ("tu", "den", "buoi")):
        query["tu"] = ""
    return query.urlencode()


@require_POST
def open_today(request: HttpRequest) -> HttpResponse:
    unit_id = selectors.book_of(request.actor)
    if unit_id is None:
        raise Http404
    form = OpenForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Ghi nơi tiếp trước khi mở buổi tiếp.")
        return redirect("reception:book")
    try:
        session = begin_regular(
            unit_id,
            on=timezone.localdate(),
            place=form.cleaned_data["place"],
            actor=request.actor,
            at=timezone.now(),
        )
    except RuleError as refusal:
        messages.error(request, str(refusal))
        return redirect("reception:book")
    return redirect("reception:sheet", session_id=session.pk)


@never_cache
@require_safe
def visit(request: HttpRequest, visit_id: int) -> HttpResponse:
    return _visit_page(request, visit_id)


def _visit_page(request: HttpRequest, visit_id: int, case_form: CaseForm | None = None) -> HttpResponse:
    page = _found(selectors.visit_page, request.actor, visit_id)
    found, actor = page.visit, request.actor
    may_seal = actor.may(Right.RECEIVE_DENUNCIATIONS)
    return render_page(
        request,
        "reception/visit.html",
        {
            "page": page,
            "visit": found,
            "case_form": case_form or CaseForm(initial={"version": found.version}),
            "papers": [
                {"label": label, "url": reverse("reception:visit_paper", args=[found.pk, code])}
                for code, (template, label) in papers.OF_VISIT.items()
                if template is not papers.REFUSAL and (template is not papers.RECEIPT or found.papers)
            ]
            if not found.is_denunciation
            else [],
            "may_notify": saying.may_notify(found),
            "may_receive": not found.is_denunciation
            and not found.case_id
            and actor.may(Right.RECEIVE_CASES, found.unit_id),
            "may_conclude": not found.is_denunciation and actor.may(Right.KEEP_CONCLUSIONS, found.unit_id),
            "seal_url": reverse("denunciations:take_in") if found.is_denunciation and may_seal else "",
        },
    )


@never_cache
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, visit_id: int) -> HttpResponse:
    found = _found(selectors.visit_page, request.actor, visit_id).visit
    is_settled = found.outcome in BY_ACT and not found.is_denunciation
    known = {name: getattr(found, name) for name in services.TYPED}
    form = ChangeForm(
        request.POST or None, on=found.on, settled=is_settled, initial={**known, "version": found.version}
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            try:
                services.change_visit(
                    found.pk,
                    form.visit(found.outcome if is_settled else ""),
                    actor=request.actor,
                    at=timezone.now(),
                    version=given["version"],
                    reason=given["reason"],
                )
            except services.InputErrors as wrong:
                show_refusal(form, wrong)

        if attempt(form, act, version=found.version) and not form.errors:
            messages.success(request, f"Đã sửa lượt tiếp số {found.number}/{found.year}.")
            return redirect("reception:visit", visit_id=found.pk)
    return render_page(request, "reception/visit_change.html", {"form": form, "visit": found})


@require_POST
def link(request: HttpRequest, visit_id: int) -> HttpResponse:
    form = LinkForm(request.POST)
    return _act(
        request,
        visit_id,
        form,
        lambda given: services.link_visit(visit_id, given["earlier"], actor=request.actor, version=given["version"]),
        "Đã gắn với lượt tiếp trước về cùng vụ việc.",
    )


@require_POST
def unlink(request: HttpRequest, visit_id: int) -> HttpResponse:
    return _act(
        request,
        visit_id,
        VersionForm(request.POST),
        lambda given: services.unlink_visit(visit_id, actor=request.actor, version=given["version"]),
        "Đã bỏ gắn với lượt tiếp trước.",
    )


@require_POST
def unlink_case(request: HttpRequest, visit_id: int) -> HttpResponse:
    return _act(
        request,
        visit_id,
        VersionForm(request.POST),
        lambda given: services.unlink_case(visit_id, actor=request.actor, version=given["version"]),
        "Đã bỏ gắn với đơn.",
    )


@require_POST
def link_case(request: HttpRequest, visit_id: int) -> HttpResponse:
    _found(selectors.visit_page, request.actor, visit_id)
    form = CaseForm(request.POST)
    if form.is_valid():
        try:
            services.link_case(
                visit_id, form.cleaned_data["code"], actor=request.actor, version=form.cleaned_data["version"]
            )
        except services.CaseNotFound as refusal:
            form.add_error("code", str(refusal))
        except RuleError as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, "Đã gắn lượt tiếp với đơn.")
            return redirect("reception:visit", visit_id=visit_id)
    return _visit_page(request, visit_id, form)


def _act(request: HttpRequest, visit_id: int, form: Any, act: Any, done: str) -> HttpResponse:
    _found(selectors.visit_page, request.actor, visit_id)
    if form.is_valid():
        try:
            act(form.cleaned_data)
        except NoAuthority as refusal:
            raise Http404 from refusal
        except RuleError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
    return redirect("reception:visit", visit_id=visit_id)


@never_cache
@require_http_methods(["GET", "POST"])
def petition(request: HttpRequest, visit_id: int) -> HttpResponse:
    """Register what the visitor brought or told: the desk's own form, filled from the visit."""
    found = _found(selectors.visit_page, request.actor, visit_id).visit
    if found.is_denunciation or not request.actor.may(Right.RECEIVE_CASES, found.unit_id):
        raise Http404
    if found.case_id and request.method == "GET":
        return redirect("reception:visit", visit_id=visit_id)
    form = LetterForm(
        request.POST or None,
        request.FILES or None,
        initial={
            "kind": KINDS_OF_LETTERS.get(MatterKind(found.matter), CaseKind.RECOMMENDATION),
            "name": found.name,
            "address": found.address,
            "phone": found.phone,
            "id_number": found.id_number,
            "summary": found.content,
            "request": found.request,
            "people_count": found.people,
            "others": found.representatives,
            "received_on": found.on,
            "channel": Channel.RECEPTION,
            "token": new_token(),
        },
    )
    keep_files(form, session_keeper(request))
    version = request.POST.get("version", "")
    register = partial(
        services.receive_petition, found.pk, version=int(version) if version.isdecimal() else found.version
    )
    similar, made = try_registering(request, form, found.unit_id, lambda letter, **given: register(letter, **given))
    if made:
        return redirect("intake:receipt", code=made.code)
    context = {"form": form, "similar": similar, "visit": found, "version": version or found.version}
    return render_page(request, "reception/visit_petition.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def refusal(request: HttpRequest, visit_id: int) -> HttpResponse:
    page = _found(selectors.visit_page, request.actor, visit_id)
    found, today = page.visit, timezone.localdate()
    if not saying.may_notify(found):
        if was_moved_on(request, found.version):
            return redirect("reception:visit", visit_id=visit_id)
        raise Http404
    head = letterhead_of(found.unit_id, today)
    symbol = f"TB-{head.symbol}"
    form = RefusalForm(
        request.POST or None,
        needs_number=True,
        initial={
            "number": next_outgoing_number(found.unit_id, symbol, today.year),
            "symbol": symbol,
            "on": today,
            "signer_title": head.signer_title,
            "version": found.version,
        },
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data

        def act() -> None:
            issue_refusal(
                found.pk,
                number=given["number"],
                symbol=given["symbol"],
                on=given["on"],
                why=given["why"],
                signer=(given["signer_title"], given["signer_name"]),
                actor=request.actor,
                at=timezone.now(),
                version=given["version"],
            )

        if attempt(form, act, version=found.version):
            messages.success(request, "Đã ban hành thông báo từ chối; tệp Word được giữ với lượt tiếp.")
            return redirect("reception:visit", visit_id=found.pk)
    return render_page(request, "reception/refusal.html", {"form": form, "visit": found, "page": page})


@require_safe
def visit_paper(request: HttpRequest, visit_id: int, paper: str) -> HttpResponseBase:
    found = _found(selectors.visit_page, request.actor, visit_id).visit
    template, _label = papers.OF_VISIT.get(paper, (None, ""))
    if template is None or found.is_denunciation:
        raise Http404
    if template is papers.REFUSAL and found.refusal_file is None:
        raise Http404
    services.record_printing(paper, found, request.actor)
    if template is papers.REFUSAL and found.refusal_file is not None:
        return send_file(request, found.refusal_file, f"01-tcd-{found.number}-{found.year}.docx")
    fields = saying.visit_fields(found, receiver=request.actor.post_title, on=request.actor.on)
    return _paper(request, template, fields, f"{paper}-{found.number}-{found.year}", back=found.get_absolute_url())


@require_safe
def minutes(request: HttpRequest, session_id: int) -> HttpResponseBase:
    session = _found(selectors.kept_session, request.actor, session_id)
    rows = selectors.visits_of_session(request.actor, session_id)
    counts = selectors.counts_of(rows)
    services.record_printing("bien-ban", session, request.actor, rows=counts.visits)
    fields = saying.minutes_fields(session, rows, counts, receiver=request.actor.post_title, on=request.actor.on)
    return _paper(
        request,
        papers.MINUTES,
        fields,
        f"bien-ban-{session.on:%Y%m%d}",
        back=f"{reverse('reception:book')}?buoi={session.pk}",
    )


@require_safe
def book_paper(request: HttpRequest) -> HttpResponseBase:
    unit_id = selectors.book_of(request.actor)
    if unit_id is None:
        raise Http404
    form = _filter(request)
    rows = selectors.book(request.actor, form.conditions).order_by("on", "number")
    counts = selectors.counts_of(rows)
    back = f"{reverse('reception:book')}?{request.GET.urlencode()}"
    try:
        fields = saying.book_fields(
            unit_id,
            rows,
            counts,
            period=_period(form),
            receiver=request.actor.post_title,
            on=request.actor.on,
        )
    except saying.TooManyToPrint as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    services.record_book_export(request.actor, unit_id=unit_id, rows=counts.visits)
    return _paper(request, papers.BOOK, fields, "so-tiep-cong-dan", back=back)


def _period(form: BookFilter) -> str:
    first, last = form.conditions.first, form.conditions.last
    said = [f"Từ ngày {format_date(first)}" if first else "", f"đến ngày {format_date(last)}" if last else ""]
    found = " ".join(filter(None, said))
    return found[:1].upper() + found[1:]


def _paper(
    request: HttpRequest, template: WordTemplate, fields: dict[str, Any], name: str, *, back: str
) -> HttpResponseBase:
    """Answer with a paper, as Word when ?dang=docx asks for it, otherwise as PDF."""
    try:
        word = write_word(template, fields)
        if request.GET.get("dang") == "docx":
            return send_content(request, word, f"{name}.docx", WORD_TYPE)
        return send_content(request, to_pdf(word), f"{name}.pdf", PDF_TYPE)
    except (CannotWritePaper, CannotReadPaper) as refusal:
        messages.error(request, str(refusal))
        return redirect(back)


@require_POST
def conclude(request: HttpRequest, session_id: int) -> HttpResponse:
    session = _found(selectors.kept_session, request.actor, session_id)
    title = f"Tiếp công dân {session.get_kind_display()} ngày {format_date(session.on)}"
    try:
        draft = services.begin_conclusion(session.pk, title=title, actor=request.actor)
    except NoAuthority as refusal:
        raise Http404 from refusal
    return redirect("conclusions:conclusion", draft.pk)


@require_safe
def counts(request: HttpRequest) -> HttpResponseBase:
    if not request.actor.may(Right.SEE_RECEPTIONS):
        raise Http404
    year = asked_year(request, request.actor.on.year)
    month, unit_id = asked_number(request, "thang"), asked_number(request, "don_vi")
    units = counting.watched_units(request.actor)
    if (month and not 1 <= month <= 12) or (unit_id and unit_id not in dict(units)):
        raise Http404
    report = counting.visit_report(request.actor, year=year, month=month, unit_id=unit_id)
    if request.GET.get("xem") == "xlsx":
        return _counts_sheet(report, year, month, dict(units).get(unit_id or 0, ""))
    return render_page(
        request,
        "reception/counts.html",
        {
            "report": report,
            "year": year,
            "years": years_until(),
            "month": month,
            "months": range(1, 13),
            "unit_id": unit_id,
            "units": units,
        },
    )


def _counts_sheet(report: Any, year: int, month: int | None, unit_name: str) -> HttpResponseBase:
    when = f"tháng {month} năm {year}" if month else f"năm {year}"

    def rows() -> Iterator[tuple[Any, ...]]:
        yield ("Tổng", *vars(report.whole).values())
        for title, part in (
            ("Theo loại buổi tiếp", report.by_kind),
            ("Theo loại việc", report.by_matter),
            (f"Theo tháng, năm {year}", report.by_month),
        ):
            yield (title,)
            yield from ((each.label, *vars(each.counts).values()) for each in part)

    return sheet(
        f"so-lieu-tiep-cong-dan-{year}.xlsx",
        title=f"Số liệu tiếp công dân {when}" + (f", {unit_name}" if unit_name else ""),
        note="Lượt, người, vụ việc, đoàn đếm riêng, không cộng vào nhau; vụ việc lặp trong nhiều tháng đếm một lần.",
        columns=[("", 28), ("Lượt", 12), ("Người", 12), ("Vụ việc", 12), ("Đoàn đông người", 16)],
        rows=rows(),
    )


def _book_sheet(request: HttpRequest, rows: Any, counts: Any, unit_id: int) -> HttpResponseBase:
    services.record_book_export(request.actor, unit_id=unit_id, rows=counts.visits)
    return sheet(
        f"so-tiep-cong-dan-{request.actor.on:%Y%m%d}.xlsx",
        title="Sổ tiếp công dân",
        note=f"{counts.visits} lượt, {counts.people} người, {counts.matters} vụ việc, {counts.groups} đoàn đông người. "
        "Có dữ liệu cá nhân: chỉ dùng trong đơn vị.",
        columns=[
            ("Số", 8), ("Ngày", 12), ("Loại buổi", 14), ("Hình thức", 12), ("Họ và tên", 26), ("Địa chỉ", 34),
            ("Số giấy tờ", 16), ("Điện thoại", 14), ("Số người", 10), ("Đoàn", 8), ("Lần", 10), ("Loại việc", 14),
            ("Lĩnh vực", 24), ("Nội dung", 60), ("Đã giải quyết", 40), ("Yêu cầu", 40), ("Kết quả", 24),
            ("Trả lời, hướng dẫn", 40), ("Mã đơn", 16), ("Thông báo từ chối", 20), ("Số sổ cũ", 12),
        ],
        rows=(
            (
                each.number, format_date(each.on), each.get_kind_display(), each.get_mode_display(), each.name,
                each.address, each.id_number, each.phone, each.people, "có" if each.is_group else "",
                "nhiều lần" if each.is_repeat else "lần đầu", each.get_matter_display(), each.get_subject_display(),
                each.content, each.handled_before, each.request, each.get_outcome_display(), each.answer,
                each.case.code if each.case else "", each.refusal_number, each.old_number,
            )
            for each in rows.iterator(chunk_size=1000)
        ),
    )  # fmt: skip


def _found(select: Any, *asked: Any) -> Any:
    try:
        return select(*asked)
    except NotFound as missing:
        raise Http404 from missing
