"""The page of those who run the platform, and a plain answer for what watches it from outside."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from danvan.authority.rules.rights import Right
from danvan.casework.selectors import reminder_health
from danvan.desk.selectors import operations as operations_at
from danvan.ui.pages import render_page


@require_safe
def operations(request: HttpRequest) -> HttpResponse:
    if not request.actor.may(Right.RUN_SYSTEM):
        raise Http404
    return render_page(request, "desk/operations.html", {"found": operations_at(at=timezone.now())})


@login_not_required
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """Answer 200 while reminding is alive and 503 once it is not; nothing else is said."""
    is_dead = reminder_health(at=timezone.now()).is_dead
    return HttpResponse("dead" if is_dead else "ok", status=503 if is_dead else 200, content_type="text/plain")
