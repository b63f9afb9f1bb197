"""The append-only record of acts, and the announcing of events."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "danvan.journal"
    label = "journal"
