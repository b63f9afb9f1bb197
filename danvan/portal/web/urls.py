"""Addresses of the public site."""

from django.urls import path

from danvan.portal.web import time_limits, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("tinh-thoi-han/", time_limits.calculator, name="calculator"),
    path("tinh-thoi-han/bang/", time_limits.table, name="time_limits"),
]
