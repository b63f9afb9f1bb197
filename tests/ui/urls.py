"""The names the frame links to, so that its tests need no other area."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def answer(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


def area(name: str, *pages: str):
    return path(f"{name}/", include(([path(f"{page}/", answer, name=page) for page in pages], name)))


urlpatterns = [
    area("portal", "home", "calculator", "letter_start", "follow"),
    area("desk", "home", "search"),
    area("authority", "switch_post"),
    path("login/", answer, name="account_login"),
    path("logout/", answer, name="account_logout"),
    path("password/", answer, name="account_change_password"),
    path("mfa/", answer, name="mfa_index"),
]
