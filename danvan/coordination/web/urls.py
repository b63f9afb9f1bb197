"""Addresses of coordination."""

from typing import Any

from django.urls import URLPattern, URLResolver

app_name = "coordination"
urlpatterns: list[URLPattern | URLResolver] = []
EXAMPLES: dict[str, Any] = {}
