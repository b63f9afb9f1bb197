"""Addresses of activities."""

from typing import Any

from django.urls import URLPattern, URLResolver

app_name = "activities"
urlpatterns: list[URLPattern | URLResolver] = []
EXAMPLES: dict[str, Any] = {}
