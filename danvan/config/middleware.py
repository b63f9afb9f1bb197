"""What every answer carries."""

from collections.abc import Callable

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from danvan.config.web_worker import waited

RETRY_SECONDS = 30
# Where passwords, passphrases, shares of keys and secrets of writers are typed: nothing of these is put into a page.
SECRET_PATHS = ("/tai-khoan/", "/to-cao/giu-khoa/")
SECRET_PAGES = ("/theo-doi/", "/en/theo-doi/")
POLICY = (
    "default-src 'self'; img-src 'self' data:; style-src 'self'; script-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


def content_security_policy(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Let pages load only what we serve: no inline script or style, no third party."""

    def respond(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        return response

    return respond


def speak_by_address(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer in the language the address begins with, Vietnamese when it names none (ADR 0031).

    Neither a cookie nor the browser's wishes are asked: one address is one page, for whoever it is passed on to.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        language = translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
        with translation.override(language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return respond


def try_again_when_full(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Say clearly that everybody is busy, at once, when a request waited too long for its turn.

    Nothing of it is begun, so sending it again does it once.  What was typed
    comes back in the page, to be sent again; a secret or a file is not put into
    a page, and the browser itself sends it again when the page is reloaded.
    """

    def respond(request: HttpRequest) -> HttpResponse:
        if waited.get() <= settings.MOST_WAITING_SECONDS:
            return get_response(request)
        typed = [(name, text) for name, texts in request.POST.lists() for text in texts]
        path = request.path_info
        if request.FILES or path.startswith(SECRET_PATHS) or path in SECRET_PAGES:
            typed = []
        page = {"typed": typed, "is_typed": request.method == "POST", "address": request.get_full_path()}
        # Without the request: who is asking, and in which post, would have to be looked up.
        response = HttpResponse(render_to_string("503.html", page), status=503)
        response.headers["Retry-After"] = str(RETRY_SECONDS)
        response.headers["Cache-Control"] = "no-store"
        return response

    return respond


def no_address_with_nul(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Answer an address that holds the character NUL as one where nothing is: no database can be asked for it."""

    def respond(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404
        return get_response(request)

    return respond


def count_queries(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Say in a header how many queries the answer cost; only when DANVAN_SHOTS asks for it."""

    def respond(request: HttpRequest) -> HttpResponse:
        number = 0

        def count(execute: Callable[..., object], *arguments: object) -> object:
            nonlocal number
            number += 1
            return execute(*arguments)

        with connection.execute_wrapper(count):
            response = get_response(request)
        response.headers["X-Query-Count"] = str(number)
        return response

    return respond
