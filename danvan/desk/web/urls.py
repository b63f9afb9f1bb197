"""Addresses of the staff home and of search."""

from django.urls import path

from danvan.desk.web import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("tim/", views.search, name="search"),
]
