"""What people are told: in the platform and by e-mail."""

from django.apps import AppConfig


class NoticesConfig(AppConfig):
    name = "danvan.notices"
    label = "notices"
