"""What every case shares: who it lies with, its clocks, its acts, its papers."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "danvan.casework"
    label = "casework"
