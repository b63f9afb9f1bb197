"""Addresses of exemplars."""

from typing import Any

from django.urls import URLPattern, URLResolver

app_name = "exemplars"
urlpatterns: list[URLPattern | URLResolver] = []
EXAMPLES: dict[str, Any] = {}
