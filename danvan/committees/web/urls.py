"""Addresses of committees."""

from typing import Any

from django.urls import URLPattern, URLResolver

app_name = "committees"
urlpatterns: list[URLPattern | URLResolver] = []
EXAMPLES: dict[str, Any] = {}
