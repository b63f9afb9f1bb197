"""Letters of a petition: drafting, looking at them, numbering them; the register of what went out."""

from functools import partial
from typing import Any
from urllib.parse import urlencode

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
from danvan.documents import pdf
from danvan.documents.forms import LetterForm
from danvan.documents.kinds import number_text
from danvan.documents.reading import CannotReadPaper
from danvan.documents.word import WORD_TYPE, CannotWritePaper
from danvan.files.sending import send_content, send_file
from danvan.kernel.errors import NotFound
from danvan.kernel.text import format_date
from danvan.letters import selectors, services
from danvan.letters.rules.kinds import BY_CODE
from danvan.petitions.selectors import table_of
from danvan.ui.pages import asked_year, paginate, render_page, years_until
from danvan.ui.sheets import sheet

TYPES = {"docx": WORD_TYPE, "pdf": pdf.PDF_TYPE}


@require_safe
def register(request: HttpRequest) -> HttpResponseBase:
    if not request.actor.may(Right.SEE_CASES):
        raise Http404
    year = asked_year(request, timezone.localdate().year)
    asked = {name: request.GET.get(name, "").strip() for name in ("ky_hieu", "q")}
    rows = selectors.register(request.actor, year=year, symbol=asked["ky_hieu"], text=asked["q"])
    if request.GET.get("xem") == "xlsx":
        return _sheet(rows, year)
    page = paginate(request, rows)
    return render_page(
        request,
        "letters/register.html",
        {
            "page": page,
            "rows": [_row(letter) for letter in page.object_list],
            "year": year,
            "years": years_until(),
            "asked": asked,
            "symbols": selectors.symbols_of_year(request.actor, year=year),
            "may_oversee": request.actor.may(Right.SEE_CASE_FIGURES),
        },
    )


@require_safe
def case_letters(request: HttpRequest, code: str) -> HttpResponse:
    page = _found(selectors.case_letters, request.actor, code)
    return render_page(
        request,
        "letters/case_letters.html",
        {
            "page": page,
            "petition": page.petition,
            "offers": [
                PaperOffer(
                    reverse("letters:draft", args=[code, offer.kind.code]), offer.kind.label, offer.form, offer.is_next
                )
                for offer in page.offers
            ],
            "drafts": [_row(letter) for letter in page.drafts],
            "issued": [_row(letter) for letter in page.issued],
        },
    )


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    petition = _found(selectors.petition_of, request.actor, code)
    asked = BY_CODE.get(kind)
    if asked is None or asked.act not in table_of(petition.kind) or not selectors.may_write(request.actor, petition):
        raise Http404
    today = timezone.localdate()
    start = selectors.starting_text(petition, asked, on=today)
    start["signer_title"] = selectors.default_signer(petition, on=today)
    form = LetterForm(request.POST or None, kind=asked, initial=start)
    if request.method == "POST" and form.is_valid():
        letter = services.draft_letter(petition, kind, form.typed, signer=form.signer, actor=request.actor)
        return redirect("letters:letter", letter_id=letter.pk)
    return render_page(
        request,
        "letters/draft.html",
        {"form": form, "kind": asked, "petition": petition, "form_of_law": table_of(petition.kind)[asked.act].form},
    )


@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, letter_id: int) -> HttpResponse:
    found, petition = _found(selectors.letter_of, request.actor, letter_id)
    kind, may_write = BY_CODE[found.kind], selectors.may_write(request.actor, petition)
    form = None
    if found.is_draft and may_write:
        known = {**found.typed, "signer_title": found.signer_title, "signer_name": found.signer_name}
        form = LetterForm(request.POST or None, kind=kind, initial={**known, "version": found.version})
        if request.method == "POST" and form.is_valid():

            def change() -> None:
                version = form.cleaned_data["version"] or 0
                services.change_letter(found.pk, form.typed, signer=form.signer, actor=request.actor, version=version)

            if attempt(form, change, version=found.version):
                messages.success(request, "Đã lưu dự thảo.")
                return redirect("letters:letter", letter_id=found.pk)
    elif request.method == "POST":
        raise Http404
    return render_page(
        request,
        "letters/letter.html",
        {"form": form, "paper": _paper(found, petition, may_write=may_write), "petition": petition},
    )


def _paper(found: Any, petition: Any, *, may_write: bool) -> PaperPage:
    preview, why = _preview(found, petition)
    kind = BY_CODE[found.kind]

    def to(name: str, *rest: Any) -> str:
        return reverse(f"letters:{name}", args=[found.pk, *rest])

    pages = range(1, pdf.page_count(preview) + 1) if preview else ()
    return PaperPage(
        letter=found,
        label=kind.label,
        number=_number(found),
        needs_number=kind.needs_number,
        pictures=[f"{to('page_picture', number)}?v={found.version}" for number in pages],
        why_no_picture=why,
        why_withdrawn=found.withdrawn_why,
        word_url=to("download", "docx"),
        pdf_url=to("download", "pdf") if found.is_draft or found.pdf else "",
        issue_url=to("issue") if found.is_draft and may_write else "",
        discard_url=to("discard") if found.is_draft and may_write else "",
        withdraw_url=to("withdraw") if not found.is_draft and not found.withdrawn_at and may_write else "",
        act_url=_act_url(found, petition),
        act_label=table_of(petition.kind)[kind.act].label,
    )


@require_http_methods(["GET", "POST"])
def issue(request: HttpRequest, letter_id: int) -> HttpResponse:
    found, petition = _found(selectors.letter_of, request.actor, letter_id)
    if not found.is_draft or not selectors.may_write(request.actor, petition):
        if was_moved_on(request, found.version):
            return redirect("letters:letter", letter_id=letter_id)
        raise Http404
    kind, today = BY_CODE[found.kind], timezone.localdate()
    symbol = selectors.symbol_for(found, today)
    form = outgoing.issue_form(
        request,
        kind,
        number=next_outgoing_number(found.unit_id, symbol, today.year),
        symbol=symbol,
        on=today,
        version=found.version,
    )
    go_out = partial(services.issue_letter, found.pk, actor=request.actor, at=timezone.now())
    if outgoing.went_out(request, form, go_out, version=found.version, kept="đã lưu vào hồ sơ"):
        return redirect("letters:letter", letter_id=found.pk)
    return render_page(request, "letters/issue.html", {"form": form, "row": _row(found), "petition": petition})


@require_POST
def withdraw(request: HttpRequest, letter_id: int) -> HttpResponse:
    found, petition = _found(selectors.letter_of, request.actor, letter_id)
    if not selectors.may_write(request.actor, petition):
        raise Http404
    take_back = partial(services.withdraw_letter, found.pk, actor=request.actor, at=timezone.now())
    outgoing.withdraw(request, take_back, version=found.version)
    return redirect("letters:letter", letter_id=found.pk)


@require_POST
def discard(request: HttpRequest, letter_id: int) -> HttpResponse:
    found, petition = _found(selectors.letter_of, request.actor, letter_id)
    if not found.is_draft or not selectors.may_write(request.actor, petition):
        raise Http404
    if not outgoing.discard(request, partial(services.discard_letter, found.pk, actor=request.actor)):
        return redirect("letters:letter", letter_id=found.pk)
    return redirect("letters:case_letters", code=petition.code)


@require_safe
def download(request: HttpRequest, letter_id: int, file_type: str) -> HttpResponseBase:
    found, petition = _found(selectors.letter_of, request.actor, letter_id)
    if file_type not in TYPES:
        raise Http404
    kept = found.word if file_type == "docx" else found.pdf
    name = f"{found.kind}-{petition.code}.{file_type}"
    if kept is not None:
        return send_file(request, kept.stored, name)
    if not found.is_draft:
        raise Http404
    try:
        word = services.written(found, petition, on=timezone.localdate())
        return send_content(
            request, pdf.to_pdf(word) if file_type == "pdf" else word, f"du-thao-{name}", TYPES[file_type]
        )
    except (CannotWritePaper, CannotReadPaper) as refusal:
        messages.error(request, str(refusal))
        return redirect("letters:letter", letter_id=found.pk)


@require_safe
def page_picture(request: HttpRequest, letter_id: int, number: int) -> HttpResponse:
    preview, _why = _preview(*_found(selectors.letter_of, request.actor, letter_id))
    if not preview or not 1 <= number <= pdf.page_count(preview):
        raise Http404
    return send_content(request, pdf.page_picture(preview, number), f"trang-{number}.png", "image/png")


def _preview(letter: Any, petition: Any) -> tuple[bytes, str]:
    """Return a letter as PDF, or nothing and why."""
    try:
        if letter.word is not None:
            word = services.kept_word(letter)
        else:
            word = services.written(letter, petition, on=timezone.localdate())
        return pdf.to_pdf(word), ""
    except (CannotWritePaper, CannotReadPaper) as refusal:
        return b"", str(refusal)


def _act_url(letter: Any, petition: Any) -> str:
    """Return where the act of a letter that went out is written down, its number and day filled in; empty before."""
    if letter.is_draft or letter.withdrawn_at or letter.word.act_id:
        return ""
    kind = BY_CODE[letter.kind]
    if kind.act not in {act.code for act in table_of(petition.kind).possible(petition.state)}:
        return ""
    given = {"ngay": format_date(letter.issued_on)}
    if letter.number:
        given["so"] = number_text(letter.number, letter.symbol)
    return f"{reverse('petitions:act', args=[petition.code, kind.act])}?{urlencode(given)}"


def _number(letter: Any) -> str:
    return number_text(letter.number, letter.symbol) if letter.number else ""


def _row(letter: Any) -> dict[str, Any]:
    kind = BY_CODE[letter.kind]
    return {
        "letter": letter,
        "label": kind.label,
        "number": _number(letter),
        "needs_number": kind.needs_number,
        "recipient": letter.typed.get("recipient", ""),
    }


def _sheet(rows: Any, year: int) -> HttpResponseBase:
    return sheet(
        f"so-van-ban-di-{year}.xlsx",
        title=f"Sổ văn bản đi về đơn thư năm {year}",
        note="Số liệu từ sổ của đơn vị; văn bản thu hồi vẫn giữ số đã cấp.",
        columns=[
            ("Số, ký hiệu", 18), ("Ngày ban hành", 14), ("Loại văn bản", 36), ("Mã hồ sơ", 18), ("Nơi nhận", 40),
            ("Người ký", 24), ("Thu hồi", 30),
        ],
        rows=(
            (
                row["number"], format_date(letter.issued_on), row["label"], letter.case.code, row["recipient"],
                letter.signer_name, letter.withdrawn_why,
            )
            for letter in rows.iterator(chunk_size=1000)
            for row in [_row(letter)]
        ),
    )  # fmt: skip


def _found(select: Any, *asked: Any) -> Any:
    try:
        return select(*asked)
    except NotFound as missing:
        raise Http404 from missing
