"""Typed environment helpers that fail loudly.

A setting that is present but unreadable stops the program with a sentence that
names the variable, what was found and what is expected; it is never replaced by
a default.  Every variable read here is described in docs/configuration.md, and
a test compares the two.
"""

import os
from pathlib import Path


class BadSetting(SystemExit):
    """An environment variable cannot be used as it is."""

    def __init__(self, name: str, found: str, expected: str) -> None:
        super().__init__(f"Biến môi trường {name} = {found!r} không dùng được; cần {expected}.")


def text(name: str, default: str = "") -> str:
    """Return the variable as it is, or the default when it is absent."""
    return os.environ.get(name, default)


def flag(name: str, default: bool = False) -> bool:
    """Return a yes/no variable: 1, true, yes, on / 0, false, no, off."""
    found = os.environ.get(name)
    if found is None or found == "":
        return default
    if found.lower() in {"1", "true", "yes", "on"}:
        return True
    if found.lower() in {"0", "false", "no", "off"}:
        return False
    raise BadSetting(name, found, "1 hoặc 0")


def whole(name: str, default: int) -> int:
    """Return a whole number."""
    found = os.environ.get(name)
    if found is None or found == "":
        return default
    try:
        return int(found)
    except ValueError:
        raise BadSetting(name, found, "một số nguyên") from None


def words(name: str, default: str = "") -> list[str]:
    """Return a comma-separated list without empty items."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def folder(name: str, default: Path) -> Path:
    """Return a folder, which may not exist yet."""
    found = os.environ.get(name)
    return Path(found).expanduser().resolve() if found else default


def secret(name: str) -> str:
    """Return a secret from NAME or from the file named by NAME_FILE; empty when neither is set."""
    if path := os.environ.get(f"{name}_FILE"):
        try:
            return Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise BadSetting(f"{name}_FILE", path, f"một tệp đọc được ({error.strerror})") from error
    return os.environ.get(name, "")


def database_url() -> str:
    """Return the address of the PostgreSQL server to use; empty for the private one."""
    found = secret("DATABASE_URL")
    if found and not found.startswith(("postgresql://", "postgres://")):
        # Only the beginning is shown: the rest may hold a password.
        raise BadSetting("DATABASE_URL", f"{found.split(':')[0][:12]}…", "postgresql://người-dùng:mật-khẩu@máy-chủ/tên")
    return found
