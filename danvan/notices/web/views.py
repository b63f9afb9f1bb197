"""Notices of the post one is in, and how they reach one."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from danvan.notices import selectors, services
from danvan.notices.choices import Rhythm
from danvan.notices.web.forms import RhythmForm
from danvan.ui.pages import paginate, render_page


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    # How many are unread the frame says on every page.
    return render_page(
        request, "notices/list.html", {"page": paginate(request, selectors.notices_visible_to(request.actor))}
    )


@require_POST
def open_notice(request: HttpRequest, notice: int) -> HttpResponse:
    if not selectors.notices_visible_to(request.actor).filter(pk=notice).exists():
        raise Http404
    url = services.mark_read(request.actor, at=timezone.now(), notice_id=notice)
    is_ours = url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return redirect(url if url and is_ours else reverse("notices:list"))


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    services.mark_read(request.actor, at=timezone.now())
    return redirect("notices:list")


@require_http_methods(["GET", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    form = RhythmForm(request.POST or None, initial={"rhythm": selectors.rhythm_of(request.actor.person_id)})
    if request.method == "POST" and form.is_valid():
        services.choose_rhythm(request.actor, Rhythm(form.cleaned_data["rhythm"]))
        messages.success(request, "Đã ghi cách nhận thông báo.")
        return redirect("notices:settings")
    return render_page(request, "notices/settings.html", {"form": form, "email": getattr(request.user, "email", "")})
