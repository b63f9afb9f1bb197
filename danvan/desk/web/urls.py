"""Addresses of the staff home, of search and of kept filters."""

from django.urls import path

from danvan.desk.web import filters, views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("tim/", views.search, name="search"),
    path("bo-loc/", filters.save, name="save_filter"),
    path("bo-loc/<int:saved_filter>/bo/", filters.remove, name="remove_filter"),
]
