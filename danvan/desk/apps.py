"""The staff home and search."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "danvan.desk"
    label = "desk"
