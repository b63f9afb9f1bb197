"""Provincial index series (T09 to T12)."""

from django.apps import AppConfig


class IndicesConfig(AppConfig):
    name = "danvan.indices"
    label = "indices"
