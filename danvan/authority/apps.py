"""Who may do what, where, since when."""

from django.apps import AppConfig


class AuthorityConfig(AppConfig):
    name = "danvan.authority"
    label = "authority"
