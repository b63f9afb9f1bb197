"""Printable papers."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from danvan.authority.rules.rights import Right
from danvan.documents.word import WORD_TYPE, CannotWritePaper, write_word
from danvan.kernel.errors import NotFound
from danvan.kernel.text import fold
from danvan.orgs.selectors import class_members
from danvan.reports.papers import BRIEFING
from danvan.reports.selectors import Briefing
from danvan.reports.selectors import briefing as briefing_of
from danvan.schemes.rules.definition import LEADING
from danvan.ui.pages import asked_number, asked_year, render_page, usual_year, years_until


@require_safe
def briefing(request: HttpRequest, scheme: str) -> HttpResponse:
    paper = _paper(request, scheme)
    asked: dict[str, object] = {"nam": paper.year, **({"don-vi": paper.unit_id} if paper.unit_id else {})}
    board, docx = (
        f"{reverse(page, kwargs={'scheme': scheme})}?{urlencode(asked)}"
        for page in ("schemes:scorecard", "reports:briefing_docx")
    )
    scope = request.actor.scope(Right.SEE_RESULTS)
    members = class_members({"UC_ALL"}, request.as_of)
    units = [(unit, version.full_name) for unit, version in members.items() if unit in scope]
    return render_page(
        request,
        "reports/briefing.html",
        {
            "paper": paper,
            "unit_choices": [*([("", "Toàn tỉnh")] if scope.everything else []), *units] if len(units) > 1 else [],
            "years": years_until(),
            "docx_url": docx,
            "crumbs": [
                {"label": f"Bảng chỉ tiêu {paper.year}", "url": board},
                {"label": "Bản tóm tắt", "url": ""},
            ],
        },
    )


@require_safe
def briefing_docx(request: HttpRequest, scheme: str) -> HttpResponse:
    paper = _paper(request, scheme)
    try:
        content = write_word(BRIEFING, vars(paper))
    except CannotWritePaper as refusal:
        messages.error(request, str(refusal))
        return redirect(f"{reverse('reports:briefing', kwargs={'scheme': scheme})}?{request.GET.urlencode()}")
    name = "-".join([*fold(paper.unit_name).split(), *([] if scheme == LEADING else [scheme])])
    return HttpResponse(
        content,
        content_type=WORD_TYPE,
        headers={"Content-Disposition": f'attachment; filename="tom-tat-{name}-{paper.year}.docx"'},
    )


def _paper(request: HttpRequest, scheme: str) -> Briefing:
    if not request.actor.may(Right.SEE_RESULTS):
        raise Http404
    year = asked_year(request, usual_year(request.as_of))
    try:
        return briefing_of(request.actor, scheme, year, on=request.as_of, unit_id=asked_number(request, "don-vi"))
    except NotFound:
        raise Http404 from None
