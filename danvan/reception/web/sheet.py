"""The sheet of a session: visits written down as people come, on a line that breaks too (ADR 0036).

The page says nothing of any visitor, so that it may be kept in the browser and
open again without a line.  What is typed waits there under the key this module
hands out to whoever is signed in, and comes here once: the same key twice is
the same visit, and one that says something else is refused with the line of the
book it is about.
"""

import base64
import hashlib
import json
import uuid
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.models import Session
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from danvan.authority.rules.rights import Right
from danvan.intake.rules.mail_reading import speaks_of_denunciation
from danvan.kernel.errors import NotFound, RuleError
from danvan.reception.choices import ReceptionMode, SessionState
from danvan.reception.selectors import visits as selectors
from danvan.reception.services import visits as services
from danvan.reception.web.visit_forms import VisitForm
from danvan.ui.forms import show_refusal
from danvan.ui.pages import render_page

ASSETS = (
    "ui/dist/danvan.css",
    "ui/dist/fonts/be-vietnam-pro-400.woff2",
    "ui/dist/fonts/be-vietnam-pro-600.woff2",
    "ui/dist/htmx.min.js",
    "ui/mark.svg",
    "ui/desk.js",
    "ui/signing_out.js",
    "reception/sheet.js",
)
NO_STORE = {"Cache-Control": "no-store"}
HINT = (
    "Nội dung có nhắc đến tố cáo. Nếu người đến tố cáo thì sửa loại việc của lượt này thành “tố cáo” (lời đã ghi sẽ "
    "được xóa) và tiếp nhận ở sổ tố cáo niêm phong."
)


@dataclass(frozen=True)
class Recorded:
    """What became of an entry: the visit, or the code of the refusal and the visit that stands under its key."""

    visit: Any = None
    refusal: str = ""
    standing: Any = None


@never_cache
@require_http_methods(["GET", "POST"])
def sheet(request: HttpRequest, session_id: int) -> HttpResponseBase:
    try:
        session = selectors.kept_session(request.actor, session_id)
    except NotFound as missing:
        raise Http404 from missing
    form = VisitForm(request.POST or None, on=session.on, initial={"people": 1})
    key = request.POST.get("key") or str(uuid.uuid4())
    standing = None
    if request.method == "POST":
        recorded = _record(request, session.pk, form, key)
        if wants_json(request):
            return _answer(form, recorded)
        if recorded.visit is not None:
            _tell(request, recorded.visit)
            return redirect("reception:sheet", session_id=session.pk)
        if standing := recorded.standing:
            # What was typed may as well be of whoever came next: sent once more, it is a visit of its own.
            key = str(uuid.uuid4())
    return render_page(
        request,
        "reception/sheet.html",
        {
            "session": session,
            "form": form,
            "key": key,
            "standing": standing,
            "is_open": session.state in (SessionState.OPEN, SessionState.HELD),
            "is_online": session.mode == ReceptionMode.ONLINE,
            "may_seal": request.actor.may(Right.RECEIVE_DENUNCIATIONS),
        },
    )


def wants_json(request: HttpRequest) -> bool:
    """Whether the sheet's own script asks, which tells in the page what became of an entry."""
    return request.headers.get("Accept", "") == "application/json"


def _record(request: HttpRequest, session_id: int, form: VisitForm, key: str) -> Recorded:
    """Write what was sent into the book."""
    try:
        named = uuid.UUID(key)
    except ValueError:
        form.add_error(None, "Mở lại phiếu tiếp rồi ghi lượt này lần nữa.")
        return Recorded(refusal="no_key")
    person = request.POST.get("person", "")
    if person and person != str(request.user.pk):
        # Typed by somebody else on this computer: it is theirs to send.
        form.add_error(None, "Lượt này do người khác ghi trên máy này; người ấy đăng nhập lại để gửi.")
        return Recorded(refusal="other_person")
    if not form.is_valid():
        return Recorded(refusal="invalid_input")
    try:
        found, _is_new = services.record_visit(
            session_id,
            form.visit(),
            key=named,
            actor=request.actor,
            at=timezone.now(),
            # What waited in the queue has a key of its own; a form may be typed over for whoever comes next.
            is_same_visitor=bool(person) and not request.POST.get("straight"),
        )
    except services.AlreadyInBook as refusal:
        show_refusal(form, refusal)
        return Recorded(refusal=refusal.code, standing=refusal.visit)
    except RuleError as refusal:
        show_refusal(form, refusal)
        return Recorded(refusal=refusal.code)
    return Recorded(found)


def _answer(form: VisitForm, recorded: Recorded) -> JsonResponse:
    if found := recorded.visit:
        hint = HINT if speaks_of_denunciation(found.content, found.request) else ""
        return JsonResponse({**_line_of(found), "hint": hint}, headers=NO_STORE)
    errors = [
        {"field": name if name != "__all__" else "", "label": form.fields[name].label if name in form.fields else "",
         "text": " ".join(str(each) for each in texts)}
        for name, texts in form.errors.items()
    ]  # fmt: skip
    said = {"code": recorded.refusal, "errors": errors}
    if standing := recorded.standing:
        return JsonResponse({**said, **_line_of(standing)}, status=409, headers=NO_STORE)
    return JsonResponse(said, status=422, headers=NO_STORE)


def _line_of(visit: Any) -> dict[str, str]:
    return {"number": f"{visit.number}/{visit.year}", "url": visit.get_absolute_url()}


def _tell(request: HttpRequest, found: Any) -> None:
    # The message stands on a page the browser may keep: it names the line of the book, not the visitor.
    messages.success(request, f"Đã vào sổ lượt tiếp số {found.number}/{found.year}.")
    if speaks_of_denunciation(found.content, found.request):
        messages.warning(request, HINT)


@never_cache
@require_safe
def keys(request: HttpRequest, session_id: int) -> HttpResponse:
    """Hand out the keys under which this person's unsent entries lie in the browser, the one in use first.

    They are good there for as long as this sign-in lasts, however often they are asked for.
    """
    try:
        selectors.kept_session(request.actor, session_id)
    except NotFound as missing:
        raise Http404 from missing
    found = [
        base64.b64encode(
            salted_hmac("danvan.reception.sheet", str(request.user.pk), secret=secret, algorithm="sha256").digest()
        ).decode()
        for secret in (settings.SECRET_KEY, *map(str, settings.SECRET_KEY_FALLBACKS))
    ]
    ends_at = (
        Session.objects.filter(session_key=request.session.session_key).values_list("expire_date", flat=True).first()
    )
    seconds = int((ends_at - timezone.now()).total_seconds()) if ends_at else 0
    return JsonResponse({"person": str(request.user.pk), "keys": found, "seconds": max(seconds, 0)}, headers=NO_STORE)


@never_cache
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Answer with the service worker, whose bytes change whenever anything it keeps does."""
    if selectors.book_of(request.actor) is None:
        raise Http404
    assets = [static(name) for name in ASSETS]
    context = {
        "assets": json.dumps(assets),
        "static": json.dumps(settings.STATIC_URL),
        "version": hashlib.sha256("".join(assets).encode()).hexdigest()[:12],
    }
    return render(request, "reception/sheet_worker.js", context, content_type="text/javascript")
