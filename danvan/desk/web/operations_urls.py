"""Addresses of running the platform."""

from django.urls import path

from danvan.desk.web import operations

app_name = "operations"
urlpatterns = [
    path("quan-tri/van-hanh/", operations.operations, name="page"),
    path("suc-khoe/", operations.health, name="health"),
]
