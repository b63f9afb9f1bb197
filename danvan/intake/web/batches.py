"""What a spreadsheet of letters brought: its letters with their numbers, and their receipts to print."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from danvan.intake import selectors
from danvan.kernel.errors import NotFound
from danvan.ui.pages import render_page


@require_safe
def batch(request: HttpRequest, batch_id: int) -> HttpResponse:
    return render_page(request, "intake/batch.html", {"page": _page(request, batch_id)})


@require_safe
def receipts(request: HttpRequest, batch_id: int) -> HttpResponse:
    return render_page(request, "intake/batch_receipts.html", {"page": _page(request, batch_id)})


def _page(request: HttpRequest, batch_id: int) -> selectors.BatchPage:
    try:
        return selectors.batch_page(request.actor, batch_id)
    except NotFound as missing:
        raise Http404 from missing
