"""Bring the register of units up to date from its dated files."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from danvan.kernel.errors import RuleError
from danvan.kernel.text import parse_date
from danvan.orgs.rules.register import SHIPPED
from danvan.orgs.services import Difference, import_units

SHOWN = 12


class _Platform:
    """The platform itself as the one who acts."""

    person_id = None
    holding_id = None


class Command(BaseCommand):
    help = "Nhập danh mục đơn vị từ các tệp có ngày; in phần thay đổi trước khi ghi. Chạy lại không thay đổi gì thêm."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="chỉ in phần thay đổi, không ghi")
        parser.add_argument("--all", action="store_true", help=f"in mọi dòng thay đổi, không chỉ {SHOWN} dòng đầu")
        parser.add_argument("--on", metavar="NGÀY", help="chỉ xét những gì đã xảy ra đến ngày này")
        parser.add_argument("--from", dest="folder", type=Path, default=SHIPPED, metavar="THƯ_MỤC",
                            help="thư mục có các tệp cùng tên và dạng với các tệp đi kèm")  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            on = parse_date(options["on"]) if options["on"] else None
            given = {"actor": _Platform(), "folder": options["folder"], "on": on}
            difference = import_units(**given, dry_run=True)
            self._show(difference, everything=options["all"])
            if not options["dry_run"] and not difference.is_empty:
                done = import_units(**given)
                self.stdout.write(f"Đã ghi lúc {timezone.localtime():%H:%M %d/%m/%Y}, lần nhập số {done.import_id}.")
        except (RuleError, ValueError) as refusal:
            raise CommandError(str(refusal)) from refusal

    def _show(self, difference: Difference, *, everything: bool) -> None:
        self.stdout.write(difference.summary)
        for name, heading in difference.HEADINGS.items():
            sentences: tuple[str, ...] = getattr(difference, name)
            if not sentences:
                continue
            self.stdout.write(f"\n{heading.capitalize()} ({len(sentences)})")
            shown = sentences if everything else sentences[:SHOWN]
            self.stdout.writelines(f"  {sentence}\n" for sentence in shown)
            if len(shown) < len(sentences):
                self.stdout.write(f"  … và {len(sentences) - len(shown)} dòng nữa; thêm --all để in hết.")
