"""What `danvan doctor` looks at: whether this machine and these settings can carry the platform."""

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from danvan.config import env
from danvan.config.entry import database

NEEDED_PYTHON = (3, 11)
NEEDED_SERVER = 150_000
NEEDED_BYTES = 1024**3


@dataclass(frozen=True)
class Finding:
    """One thing looked at: how it is, and what to do when it is not fine."""

    check: str
    is_fine: bool
    found: str
    remedy: str = ""


def examine() -> list[Finding]:
    """Look at everything; a look that fails is itself a finding."""
    return [finding for look in LOOKS for finding in look()]


def _finding(check: str, is_fine: bool, found: str, remedy: str) -> Finding:
    return Finding(check, is_fine, found, "" if is_fine else remedy)


def _python() -> Iterator[Finding]:
    yield _finding("Python", sys.version_info >= NEEDED_PYTHON, sys.version.split()[0], "Cài Python 3.11 trở lên.")


def _folder() -> Iterator[Finding]:
    from django.conf import settings

    var: Path = settings.VAR_DIR
    var.mkdir(parents=True, exist_ok=True)
    yield _finding(
        "Thư mục dữ liệu", os.access(var, os.W_OK), str(var), "Cho người dùng chạy danvan quyền ghi vào thư mục này."
    )
    free = shutil.disk_usage(var).free
    yield _finding(
        "Chỗ trống trên ổ đĩa", free >= NEEDED_BYTES, f"{free // 1024**2} MB", "Giải phóng để còn ít nhất 1 GB."
    )
    key = var / "secret_key"
    if key.exists():
        mode = stat.S_IMODE(key.stat().st_mode)
        yield _finding("Khóa bí mật", not mode & 0o077, f"quyền {mode:o}", f"Chạy `chmod 600 {key}`.")


def _database() -> Iterator[Finding]:
    from django.db import Error, connection
    from django.db.migrations.executor import MigrationExecutor

    place = "DATABASE_URL" if env.database_url() else "PostgreSQL riêng"
    try:
        with database():
            connection.ensure_connection()
            version = connection.pg_version  # type: ignore[attr-defined]
            yield _finding(
                "Cơ sở dữ liệu", version >= NEEDED_SERVER, f"{place}, bản {version // 10_000}",
                "Dùng PostgreSQL 15 trở lên.",
            )  # fmt: skip
            executor = MigrationExecutor(connection)
            waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
            yield _finding("Các bảng", not waiting, f"{waiting} bước nâng cấp đang chờ", "Chạy `danvan upgrade`.")
            connection.close()
    except (Error, SystemExit) as problem:
        yield Finding("Cơ sở dữ liệu", False, str(problem).strip(), f"Kiểm tra {place} có chạy và cho phép kết nối.")


def _static_files() -> Iterator[Finding]:
    from django.contrib.staticfiles.finders import find

    built = find("ui/dist/danvan.css") is not None
    yield _finding("Giao diện", built, "đã dựng" if built else "chưa dựng", "Chạy `make setup`.")


def _settings() -> Iterator[Finding]:
    from django.conf import settings
    from django.core.checks import WARNING, run_checks

    problems = [problem for problem in run_checks() if problem.level >= WARNING]
    yield _finding(
        "Cấu hình",
        not problems,
        "; ".join(str(problem.msg) for problem in problems) or "hợp lệ",
        "Xem tài liệu cấu hình.",
    )
    yield _finding(
        "Chế độ gỡ lỗi", not settings.DEBUG, "bật" if settings.DEBUG else "tắt", "Bỏ DANVAN_DEBUG khi chạy thật."
    )


LOOKS: tuple[Callable[[], Iterator[Finding]], ...] = (_python, _folder, _database, _static_files, _settings)
