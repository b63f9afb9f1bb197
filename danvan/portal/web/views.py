"""Public pages."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from danvan.kernel.text import typed
from danvan.opinions.choices import Field, ResultKind
from danvan.opinions.selectors import published, published_choices, published_rows
from danvan.petitions.selectors import published_letters
from danvan.portal.selectors import front_page, promises_glance
from danvan.ui.pages import asked_number, asked_year, paginate, render_page, years_until

KEPT_SECONDS = 300


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    # What is public changes when a year is closed or a rank is published: a few minutes late is soon enough.
    page = cache.get_or_set("portal-home", lambda: front_page() or "", KEPT_SECONDS)
    # Numbers alone: the words, which may be withdrawn, stand on their own page.
    promises = cache.get_or_set("portal-promises", lambda: promises_glance(on=timezone.localdate()) or "", KEPT_SECONDS)
    context = {**vars(page), "promises": promises} if page else {}
    return render_page(request, "portal/home.html", context)


@login_not_required
@require_safe
def letters_published(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    # In January there is no full month of the new year yet.
    newest = today.year if today.month > 1 else today.year - 1
    year = asked_year(request, newest, latest=newest)
    found = cache.get_or_set(
        f"portal-letters-{year}-{today}", lambda: published_letters(year, today=today), KEPT_SECONDS
    )
    return render_page(
        request, "portal/letters_published.html", {"found": found, "year": year, "years": years_until(newest)}
    )


@login_not_required
@require_safe
def answers_to_voters(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    field, result = request.GET.get("linh_vuc", ""), request.GET.get("ket_qua", "")
    session, place = asked_number(request, "ky"), asked_number(request, "noi")
    text = typed(request.GET.get("q", "")).strip()[:100]
    rows = published(
        session=session,
        place=place,
        field=field if field in Field.values else "",
        result=result if result in ResultKind.values else "",
        text=text,
    )
    page = paginate(request, rows, size=20, most=2_000)
    return render_page(
        request,
        "portal/answers_to_voters.html",
        {
            "page": page,
            "answers": published_rows(list(page.object_list), on=today),
            "choices": published_choices(on=today),
            "fields": Field.choices,
            "results": ResultKind.choices,
            "asked": {
                "ky": str(session or ""),
                "noi": str(place or ""),
                "linh_vuc": field,
                "ket_qua": result,
                "q": text,
            },
            "is_narrowed": bool(session or place or field or result or text),
        },
    )
