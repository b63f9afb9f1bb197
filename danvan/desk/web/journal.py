"""Reading the journal and checking its chain."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from danvan.authority.rules.rights import Right
from danvan.desk.selectors import journal_rows
from danvan.journal.selectors import check_chain, entries_matching
from danvan.journal.services import seal_entries
from danvan.kernel.text import parse_date
from danvan.ui.pages import paginate, render_page


def _only_readers(request: HttpRequest) -> None:
    if not request.actor.may(Right.READ_JOURNAL):
        raise Http404


def _day(text: str) -> date | None:
    try:
        return parse_date(text) if text.strip() else None
    except ValueError:
        return None


@require_safe
def entries(request: HttpRequest) -> HttpResponse:
    _only_readers(request)
    typed = {name: request.GET.get(name, "").strip() for name in ("viec", "tu", "den")}
    found = entries_matching(act=typed["viec"], since=_day(typed["tu"]), until=_day(typed["den"]))
    page = paginate(request, found)
    return render_page(
        request, "desk/journal.html", {"page": page, "rows": journal_rows(page.object_list), "typed": typed}
    )


@require_POST
def check(request: HttpRequest) -> HttpResponse:
    _only_readers(request)
    while seal_entries():
        pass
    return render_page(request, "desk/journal_check.html", {"chain": check_chain()})
