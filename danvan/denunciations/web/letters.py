"""Papers of a sealed file: drafting, looking at them, numbering them; what they say is opened on purpose."""

from base64 import b64encode
from collections.abc import Sequence
from functools import partial
from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danvan.authority.rules.rights import Right
from danvan.casework.selectors import next_outgoing_number
from danvan.casework.web import outgoing
from danvan.casework.web.acting import attempt, was_moved_on
from danvan.casework.web.outgoing import PaperOffer, PaperPage
from danvan.denunciations import selectors
from danvan.denunciations.rules.letters import BY_CODE
from danvan.denunciations.selectors import DenunciationPage
from danvan.denunciations.services import letters as services
from danvan.denunciations.web.sealed import page_of, sealed
from danvan.documents import pdf
from danvan.documents.forms import LetterForm
from danvan.documents.reading import CannotReadPaper
from danvan.documents.word import WORD_TYPE, CannotWritePaper
from danvan.files.sending import send_content
from danvan.kernel.errors import NotFound
from danvan.ui.pages import asked_year, render_page, years_until

READ_BY = {"stripped": "tổ xác minh đọc được", "original": "chỉ người tiếp nhận, người giải quyết đọc"}
TYPES = {"docx": WORD_TYPE, "pdf": pdf.PDF_TYPE}


@sealed
@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    if not request.actor.may(Right.RESOLVE_DENUNCIATIONS):
        raise Http404
    year = asked_year(request, timezone.localdate().year)
    return render_page(
        request,
        "denunciations/numbers.html",
        {"given": selectors.numbers_given(request.actor, year=year), "year": year, "years": years_until()},
    )


@sealed
@require_safe
def case_letters(request: HttpRequest, code: str) -> HttpResponse:
    page = page_of(request, code)
    offers = selectors.sealed_offers(page.row, request.actor)
    if not offers:
        raise Http404
    rows = [_row(letter) for letter in selectors.sealed_letters(page.row, request.actor)]
    return render_page(
        request,
        "denunciations/letters.html",
        {
            "row": page.row,
            "offers": [
                PaperOffer(
                    url=reverse("denunciations:letter_draft", args=[code, offer.kind.code]),
                    label=offer.kind.label,
                    note=READ_BY[offer.kind.part],
                    is_next=offer.is_next,
                )
                for offer in offers
            ],
            "drafts": [each for each in rows if each["letter"].is_draft],
            "issued": [each for each in rows if not each["letter"].is_draft],
        },
    )


@sealed
@require_http_methods(["GET", "POST"])
def draft_letter(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    page = page_of(request, code)
    asked = BY_CODE.get(kind)
    if asked is None or not selectors.may_draft(page.row, asked, request.actor):
        raise Http404
    if request.method != "POST":
        return _new(request, page, asked)
    form = LetterForm(request.POST, kind=asked)
    if form.is_valid():
        letter = services.draft_letter(page.row, kind, form.typed, signer=form.signer, actor=request.actor)
        return redirect("denunciations:letter", code=code, letter_id=letter.pk)
    return _draft_page(request, page, asked, form)


@reauthentication_required(allow_get=False)
def _new(request: HttpRequest, page: DenunciationPage, kind: Any) -> HttpResponse:
    start = services.starting_words(page.row, kind.code, actor=request.actor, at=timezone.now())
    return _draft_page(request, page, kind, LetterForm(kind=kind, initial=start))


def _draft_page(request: HttpRequest, page: DenunciationPage, kind: Any, form: LetterForm) -> HttpResponse:
    act = selectors.act_table()[kind.act]
    return render_page(
        request, "denunciations/letter_draft.html", {"row": page.row, "form": form, "kind": kind, "act": act}
    )


@sealed
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, code: str, letter_id: int) -> HttpResponseBase:
    page, found = _found(request, code, letter_id)
    if request.method != "POST":
        return _look(request, page, found)
    if not found.is_draft:
        return _as_it_is(request, found)
    form = LetterForm(request.POST, kind=BY_CODE[found.kind])
    if form.is_valid():

        def change() -> None:
            services.change_letter(
                found.pk,
                form.typed,
                signer=form.signer,
                actor=request.actor,
                at=timezone.now(),
                version=form.cleaned_data["version"] or 0,
            )

        if attempt(form, change, version=found.version):
            messages.success(request, "Đã lưu dự thảo.")
            return redirect("denunciations:letter", code=code, letter_id=found.pk)
    return _letter_page(request, page, found, form=form)


@reauthentication_required(allow_get=False)
def _look(request: HttpRequest, page: DenunciationPage, found: Any) -> HttpResponse:
    how: dict[str, Any] = {"actor": request.actor, "at": timezone.now()}
    pictures, why = [], ""
    try:
        said, word = services.opened(found, **how)
        paper = pdf.to_pdf(word)
        pictures = [
            f"data:image/png;base64,{b64encode(pdf.page_picture(paper, number)).decode()}"
            for number in range(1, pdf.page_count(paper) + 1)
        ]
    except (CannotWritePaper, CannotReadPaper) as refusal:
        said, why = services.words_of(found, **how), str(refusal)
    form = None
    if found.is_draft:
        title, name = said.signer
        known = {**said.typed, "signer_title": title, "signer_name": name, "version": found.version}
        form = LetterForm(kind=BY_CODE[found.kind], initial=known)
    return _letter_page(request, page, found, form=form, pictures=pictures, why=why, why_withdrawn=said.withdrawn_why)


def _letter_page(
    request: HttpRequest,
    page: DenunciationPage,
    found: Any,
    *,
    form: LetterForm | None,
    pictures: Sequence[str] = (),
    why: str = "",
    why_withdrawn: str = "",
) -> HttpResponse:
    kind, code, is_draft = BY_CODE[found.kind], page.row.code, found.is_draft
    may_issue = selectors.may_issue(page.row, kind, request.actor)
    may_withdraw = may_issue and selectors.is_numbered_here(found, on=request.actor.on)
    offers = (offer for offer in page.offers if offer.act.code == kind.act and offer.may and not offer.why_not)
    act = next((offer.act for offer in offers), None)
    waits_for_act = act and not is_draft and not found.withdrawn_at and not found.word.act_id

    def to(name: str, *rest: Any) -> str:
        return reverse(f"denunciations:{name}", args=[code, found.pk, *rest])

    paper = PaperPage(
        letter=found,
        label=kind.label,
        number=services.number_of(found),
        needs_number=kind.needs_number,
        pictures=pictures,
        why_no_picture=why,
        why_withdrawn=why_withdrawn,
        word_url=to("letter_file", "docx"),
        pdf_url=to("letter_file", "pdf") if is_draft or found.pdf_id else "",
        issue_url=to("letter_issue") if is_draft and may_issue else "",
        discard_url=to("letter_discard") if is_draft else "",
        withdraw_url=to("letter_withdraw") if not is_draft and not found.withdrawn_at and may_withdraw else "",
        act_url=reverse("denunciations:act", args=[code, kind.act]) if waits_for_act else "",
        act_label=act.label if act else "",
    )
    return render_page(request, "denunciations/letter.html", {"row": page.row, "form": form, "paper": paper})


@sealed
@require_http_methods(["GET", "POST"])
def issue_letter(request: HttpRequest, code: str, letter_id: int) -> HttpResponse:
    page, found = _found(request, code, letter_id)
    kind, today = BY_CODE[found.kind], timezone.localdate()
    if not selectors.may_issue(page.row, kind, request.actor):
        raise Http404
    if not found.is_draft:
        return _as_it_is(request, found)
    symbol = services.symbol_for(found, today)
    form = outgoing.issue_form(
        request,
        kind,
        number=next_outgoing_number(page.row.unit_id, symbol, today.year, is_sealed=True),
        symbol=symbol,
        on=today,
        version=found.version,
    )
    go_out = partial(services.issue_letter, found.pk, actor=request.actor, at=timezone.now())
    if outgoing.went_out(request, form, go_out, version=found.version, kept="đã niêm phong vào hồ sơ"):
        return redirect("denunciations:letter", code=code, letter_id=found.pk)
    return render_page(
        request, "denunciations/letter_issue.html", {"row": page.row, "form": form, "letter": found, "kind": kind}
    )


@sealed
@require_POST
def withdraw_letter(request: HttpRequest, code: str, letter_id: int) -> HttpResponse:
    page, found = _found(request, code, letter_id)
    if not selectors.may_issue(page.row, BY_CODE[found.kind], request.actor):
        raise Http404
    take_back = partial(services.withdraw_letter, found.pk, actor=request.actor, at=timezone.now())
    outgoing.withdraw(request, take_back, version=found.version)
    return redirect("denunciations:letter", code=code, letter_id=found.pk)


@sealed
@require_POST
def discard_letter(request: HttpRequest, code: str, letter_id: int) -> HttpResponse:
    page, found = _found(request, code, letter_id)
    throw_away = partial(services.discard_letter, found.pk, actor=request.actor, at=timezone.now())
    if not outgoing.discard(request, throw_away):
        return redirect("denunciations:letter", code=code, letter_id=found.pk)
    return redirect("denunciations:letters", code=page.row.code)


@sealed
@require_safe
def letter_file(request: HttpRequest, code: str, letter_id: int, file_type: str) -> HttpResponseBase:
    _page, found = _found(request, code, letter_id)
    if file_type not in TYPES or (file_type == "pdf" and not found.is_draft and found.pdf_id is None):
        raise Http404
    return _send(request, found, file_type)


@reauthentication_required(allow_get=False)
def _send(request: HttpRequest, found: Any, file_type: str) -> HttpResponseBase:
    how: dict[str, Any] = {"actor": request.actor, "at": timezone.now()}
    try:
        if file_type == "pdf" and not found.is_draft:
            # What went out as PDF is what was sealed then, not the Word file drawn again.
            content = services.opened_pdf(found, **how)
        else:
            _said, word = services.opened(found, **how)
            content = pdf.to_pdf(word) if file_type == "pdf" else word
    except (CannotWritePaper, CannotReadPaper) as refusal:
        messages.error(request, str(refusal))
        return redirect("denunciations:letter", code=found.denunciation.code, letter_id=found.pk)
    return send_content(request, content, f"{found.kind}-{found.denunciation.code}.{file_type}", TYPES[file_type])


def _as_it_is(request: HttpRequest, found: Any) -> HttpResponse:
    """Show a paper that went out to whoever sends again what was done already; nothing else is done to it."""
    if was_moved_on(request, found.version):
        return redirect("denunciations:letter", code=found.denunciation.code, letter_id=found.pk)
    raise Http404


def _row(found: Any) -> dict[str, Any]:
    kind = BY_CODE[found.kind]
    return {
        "letter": found,
        "label": kind.label,
        "number": services.number_of(found),
        "needs_number": kind.needs_number,
    }


def _found(request: HttpRequest, code: str, letter_id: int) -> tuple[DenunciationPage, Any]:
    page = page_of(request, code)
    try:
        return page, selectors.sealed_letter_of(page.row, letter_id, request.actor)
    except NotFound as missing:
        raise Http404 from missing
