"""Public pages."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from danvan.portal.selectors import front_page
from danvan.ui.pages import render_page

SCHEME = "da04"
KEPT_SECONDS = 300


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    # What is public changes when a year is closed or a rank is published: a few minutes late is soon enough.
    page = cache.get_or_set(f"portal-home-{SCHEME}", lambda: front_page(SCHEME) or "", KEPT_SECONDS)
    return render_page(request, "portal/home.html", vars(page) if page else {})
