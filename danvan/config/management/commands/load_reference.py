"""Load everything the platform must know before anybody signs in; idempotent."""

from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from danvan.authority.rules.actor import system_actor
from danvan.calendars.services import load_calendar
from danvan.indices.services import load_indices
from danvan.orgs.services import import_units
from danvan.schemes.services.definitions import load_definitions


class Command(BaseCommand):
    help = "Nạp lịch làm việc, đơn vị, đề án và chuỗi chỉ số từ các tệp đi kèm; chạy lại không thay đổi gì thêm."

    def handle(self, *args: Any, **options: Any) -> None:
        actor = system_actor(timezone.localdate())
        days = load_calendar(actor=actor)
        self.stdout.write(
            f"Lịch làm việc: thêm {len(days.added)}, sửa {len(days.changed)}, bỏ {len(days.removed)} ngày."
        )
        units = import_units(actor=actor)
        self.stdout.write(f"Đơn vị: {units.summary}")
        self.stdout.write(f"Đề án: {', '.join(str(version) for version in load_definitions())}.")
        self.stdout.write(f"Chỉ số: thêm {load_indices(actor=actor)} dòng.")
