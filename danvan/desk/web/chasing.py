"""Chasing what is late: the list of the leader's page, and a letter ready to sign for each unit."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_safe

from danvan.authority.rules.rights import Right
from danvan.desk.papers import CHASING
from danvan.desk.selectors import chasing_letter, late_units
from danvan.documents.word import WORD_TYPE, CannotWritePaper, write_word
from danvan.kernel.errors import NotFound
from danvan.kernel.text import fold
from danvan.ui.pages import paginate, render_page


@require_safe
def chasing(request: HttpRequest) -> HttpResponse:
    _only_watchers(request)
    page = paginate(request, late_units(request.actor, on=timezone.localdate()), size=20)
    may_read = request.actor.may(Right.SEE_CASES)
    return render_page(request, "desk/chasing.html", {"page": page, "may_read": may_read})


@require_safe
def letter(request: HttpRequest, unit: int) -> HttpResponse:
    _only_watchers(request)
    try:
        fields = chasing_letter(request.actor, unit, on=timezone.localdate())
        content = write_word(CHASING, fields)
    except NotFound as missing:
        raise Http404 from missing
    except CannotWritePaper as refusal:
        messages.error(request, str(refusal))
        return redirect("chasing:list")
    name = fold(str(fields["recipient"])).replace(" ", "-")
    return HttpResponse(
        content,
        content_type=WORD_TYPE,
        headers={"Content-Disposition": f'attachment; filename="don-doc-{name}-{timezone.localdate():%Y%m%d}.docx"'},
    )


def _only_watchers(request: HttpRequest) -> None:
    if not request.actor.may(Right.SEE_CASE_FIGURES):
        raise Http404
