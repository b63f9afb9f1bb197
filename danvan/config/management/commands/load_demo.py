"""Fill an empty platform with invented, clearly marked work."""

from typing import Any

from django.core.management.base import BaseCommand

from danvan.config.demo import load_demo


class Command(BaseCommand):
    help = "Tạo dữ liệu minh họa (không có thật) trên các đơn vị có thật."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(load_demo())
