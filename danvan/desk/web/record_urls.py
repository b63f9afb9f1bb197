"""Address of the page of all kinds of records."""

from django.urls import path

from danvan.desk.web.records import records

app_name = "records"
urlpatterns = [path("", records, name="index")]
