"""Addresses of inspections."""

from typing import Any

from django.urls import URLPattern, URLResolver

app_name = "inspections"
urlpatterns: list[URLPattern | URLResolver] = []
EXAMPLES: dict[str, Any] = {}
