"""Addresses of notices."""

from typing import Any

from django.urls import URLPattern, URLResolver

app_name = "notices"
urlpatterns: list[URLPattern | URLResolver] = []
EXAMPLES: dict[str, Any] = {}
