"""Records, the evidence that proves them, and its verification."""

from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "danvan.evidence"
    label = "evidence"
