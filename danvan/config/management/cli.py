"""`danvan serve`, `work`, `upgrade`, `demo`, `demo-users`, `doctor`, `import`."""

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

from django.utils import timezone

from danvan.authority.rules.actor import Actor, system_actor
from danvan.config import doctor, serve
from danvan.kernel.errors import InputError, InputErrors
from danvan.kernel.tabular import FORMATS, print_rows


def commands(subparsers: Any) -> None:
    """Add the project's own commands."""
    web = subparsers.add_parser("serve", help="chạy máy chủ web")
    web.set_defaults(act=lambda options: serve.serve())
    worker = subparsers.add_parser("work", help="chạy tiến trình xử lý nền và lịch")
    worker.set_defaults(act=lambda options: serve.work())
    upgrade = subparsers.add_parser("upgrade", help="tạo hoặc nâng cấp cơ sở dữ liệu, nạp dữ liệu nền")
    upgrade.set_defaults(act=_upgrade)
    demo = subparsers.add_parser("demo", help="chạy thử với dữ liệu minh họa")
    how = demo.add_mutually_exclusive_group()
    how.add_argument("--reset", action="store_true", help="xóa dữ liệu minh họa và tạo lại")
    how.add_argument("--prepare-only", action="store_true", help="chuẩn bị dữ liệu rồi dừng")
    how.add_argument("--stop", action="store_true", help="dừng bản đang chạy ở cửa sổ khác")
    demo.set_defaults(act=_demo, keeps_own_database=True)
    users = subparsers.add_parser("demo-users", help="liệt kê tài khoản minh họa")
    _format(users)
    users.set_defaults(act=_demo_users, keeps_own_database=True)
    look = subparsers.add_parser("doctor", help="kiểm tra máy và cấu hình; thoát với mã 1 khi có điều cần sửa")
    _format(look)
    look.set_defaults(act=_doctor, keeps_own_database=True)
    taking = subparsers.add_parser("import", help="nhập một bảng tính; mọi dòng đúng mới lưu")
    taking.add_argument("kind", metavar="LOẠI", help="loại hồ sơ, ví dụ plan, plan_task, index_score")
    taking.add_argument("file", metavar="TỆP", type=Path, help="tệp XLSX theo mẫu")
    taking.add_argument("--unit", metavar="MÃ", default="", help="mã hoặc khóa của đơn vị; đơn thư (letter) cần có")
    taking.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không lưu")
    _format(taking)
    taking.set_defaults(act=_import)

    papers = subparsers.add_parser("word-templates", help="ghi các mẫu Word đang dùng ra một thư mục để sửa")
    papers.add_argument("folder", metavar="THƯ MỤC", type=Path, help="thư mục nhận tệp; tệp đã có không bị ghi đè")
    papers.set_defaults(act=_word_templates, keeps_own_database=True)


def _format(parser: Any) -> None:
    parser.add_argument("--format", choices=FORMATS, default="table", help="cách in")


def _word_templates(options: argparse.Namespace) -> int:
    from danvan.config.papers import write_templates

    written, kept = write_templates(options.folder)
    print(f"Đã ghi {written} mẫu; {kept} tệp có sẵn được giữ nguyên. Sửa bằng Word rồi đặt DANVAN_WORD_TEMPLATES.")
    return 0


def _upgrade(options: argparse.Namespace) -> int:
    serve.upgrade()
    return 0


def _demo(options: argparse.Namespace) -> int:
    if options.stop:
        return serve.stop_demo()
    return serve.demo(reset=options.reset, prepare_only=options.prepare_only)


def _demo_users(options: argparse.Namespace) -> int:
    from danvan.config.demo import sign_ins

    headings = {"username": "tên đăng nhập", "password": "mật khẩu", "role": "vai trò", "who": "là ai"}
    print(print_rows(sign_ins(), headings, options.format))
    return 0


def _doctor(options: argparse.Namespace) -> int:
    found = doctor.examine()
    rows = [{"check": each.check, "ok": each.is_fine, "found": each.found, "remedy": each.remedy} for each in found]
    headings = {"check": "điều kiểm tra", "ok": "đạt", "found": "hiện trạng", "remedy": "cách xử lý"}
    print(print_rows(rows, headings, options.format))
    return 0 if all(each.is_fine for each in found) else 1


def _platform(unit: str) -> Actor:
    """Return the platform itself, at the desk of a unit when one is named.  Raises InputErrors."""
    from danvan.orgs.selectors import unit_of_code_or_key

    platform = system_actor(timezone.localdate())
    if not unit:
        return platform
    unit_id = unit_of_code_or_key(unit, platform.on)
    if unit_id is None:
        raise InputErrors([InputError("Không có đơn vị nào mang mã hoặc khóa “%(unit)s”.", params={"unit": unit})])
    return replace(platform, unit_id=unit_id)


def _import(options: argparse.Namespace) -> int:
    from danvan.config.kinds import import_file

    result = import_file(options.kind, options.file, actor=_platform(options.unit), dry_run=options.dry_run)
    headings = {"row": "dòng", "field": "cột", "found": "giá trị", "message": "điều chưa đúng"}
    if result.errors:
        print(print_rows(result.errors, headings, options.format))
        print(f"{len(result.errors)} lỗi; không dòng nào được lưu.", file=sys.stderr)
        return 2
    saved = "sẽ được lưu" if options.dry_run else "đã lưu"
    print(f"{result.rows} dòng {saved}.", file=sys.stderr)
    return 0
