"""Addresses that take files piece by piece."""

from django.urls import path

from danvan.files.web import views

app_name = "files"
urlpatterns = [
    path("", views.begin, name="begin"),
    path("<str:token>/", views.go_on, name="go_on"),
]
