"""Stored files: content checked, hashed, private."""

from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "danvan.files"
    label = "files"
