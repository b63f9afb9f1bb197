"""Files of those who are signed in, piece by piece, before the form they are for."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from danvan.files.keeping import session_holder
from danvan.files.receiving import receive_more, receive_new


def begin(request: HttpRequest) -> HttpResponse:
    return receive_new(request, session_holder(request), address_of=lambda token: reverse("files:go_on", args=[token]))


def go_on(request: HttpRequest, token: str) -> HttpResponse:
    return receive_more(request, session_holder(request), token)
