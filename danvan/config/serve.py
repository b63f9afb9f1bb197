"""Running the platform: the web server, the worker, and the demo that starts both.

One process watches the other two: Ctrl-C or a signal stops both and then, when
nobody else uses it, the private database.
"""

import ctypes
import errno
import fcntl
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from danvan.config import env
from danvan.config.entry import database
from danvan.kernel.errors import RuleError

ROOT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 15
STOPPED_BY = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_PR_SET_PDEATHSIG = 1


class CannotRun(RuleError):
    """The platform cannot be started, stopped or reset as things are."""

    code = "cannot_run"


def address() -> tuple[str, int]:
    """Return where the web server listens."""
    return env.text("DANVAN_BIND", "127.0.0.1"), env.whole("DANVAN_PORT", 8000)


def web_command() -> list[str]:
    """Return the command of the web server."""
    host, port = address()
    return [
        sys.executable, "-m", "gunicorn", "danvan.config.wsgi:application", "--bind", f"{host}:{port}",
        "--workers", str(env.whole("DANVAN_WEB_WORKERS", 2)), "--threads", str(env.whole("DANVAN_WEB_THREADS", 4)),
        "--worker-class", "danvan.config.web_worker.Worker", "--timeout", "60",
        "--graceful-timeout", "10", "--max-requests", "20000",
        "--max-requests-jitter", "2000", "--log-level", "warning", "--no-control-socket", "--preload",
    ]  # fmt: skip


def work_command() -> list[str]:
    """Return the command of the worker, which also keeps the schedule."""
    concurrency = str(env.whole("DANVAN_JOBS", 2))
    return [sys.executable, str(ROOT / "manage.py"), "procrastinate", "worker", "--concurrency", concurrency]


def serve() -> int:
    """Run the web server until it is stopped."""
    _refuse_taken_port()
    return _watch([web_command()])


def work() -> int:
    """Run the worker until it is stopped."""
    return _watch([work_command()])


def demo(*, reset: bool = False, prepare_only: bool = False) -> int:
    """Prepare the demo when it is not there yet, then run web and worker together.

    Stops with a sentence when it runs already or its port is taken.
    """
    with _only_one(_lock()):
        if not prepare_only:
            _refuse_taken_port()
        if reset:
            _delete_data()
        with database():
            upgrade()
            _invent()
            if prepare_only:
                return 0
            _greet()
            return _watch([web_command(), work_command()])


def stop_demo() -> int:
    """Stop the demo that runs in another terminal and wait until it has."""
    from danvan.config import private_postgres

    with _lock().open("a+") as held:
        if _take(held.fileno()):
            print("danvan không chạy.")
            return 0
        held.seek(0)
        os.kill(int(held.read()), signal.SIGTERM)
        # Its programs first, then its database.
        seconds = 2 * STOP_SECONDS + private_postgres.STOP_SECONDS
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            if _take(held.fileno()):
                print("Đã dừng danvan.")
                return 0
            time.sleep(0.1)
        raise CannotRun(message=f"danvan chưa dừng sau {seconds} giây. Xem cửa sổ đang chạy `make demo`.")


def upgrade() -> None:
    """Bring tables, static files and reference data up to date; quick when nothing is missing."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _tell("Tạo hoặc nâng cấp các bảng…")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    _tell("Chuẩn bị giao diện và dữ liệu nền…")
    _collect_static()
    call_command("load_reference")


def _collect_static() -> None:
    """Gather and compress the static files, unless none has changed since the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    mark = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            mark.update(f"{name} {storage.size(name)} {storage.get_modified_time(name)}\n".encode())
    stamp = Path(settings.STATIC_ROOT) / ".inputs"
    if stamp.exists() and stamp.read_text(encoding="ascii") == mark.hexdigest():
        return
    call_command("collectstatic", interactive=False, verbosity=0)
    stamp.write_text(mark.hexdigest(), encoding="ascii")


def _invent() -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from danvan.schemes.jobs import recompute_scheme
    from danvan.schemes.models import TargetResult
    from danvan.schemes.selectors import loaded_schemes
    from danvan.schemes.services import recompute

    _tell("Chuẩn bị dữ liệu minh họa…")
    call_command("load_demo")
    for scheme in loaded_schemes():
        if TargetResult.objects.filter(scheme=scheme).exists():
            # Days have passed since the last start; the worker settles what fell due meanwhile.
            recompute_scheme.defer(scheme=scheme)
        else:
            recompute(scheme, on=timezone.localdate())


def _lock() -> Path:
    from django.conf import settings

    folder: Path = settings.VAR_DIR
    folder.mkdir(parents=True, exist_ok=True)
    return folder / "demo.lock"


def _take(file: int) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    with lock.open("a+") as held:
        if not _take(held.fileno()):
            held.seek(0)
            raise CannotRun(
                message=f"danvan đang chạy rồi (tiến trình {held.read().strip() or 'khác'}). "
                "Dừng bằng Ctrl-C ở cửa sổ đó, hoặc `make stop`, rồi chạy lại."
            )
        held.truncate(0)
        held.write(str(os.getpid()))
        held.flush()
        yield


def _refuse_taken_port() -> None:
    host, port = address()
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = {errno.EADDRINUSE: "chương trình khác đang dùng", errno.EACCES: "không đủ quyền"}
            raise CannotRun(
                message=f"Không mở được cổng {port} tại {host}: {reason.get(getattr(error, 'errno', 0), error)}. "
                "Dừng chương trình đang dùng cổng đó, hoặc chọn cổng khác, ví dụ `DANVAN_PORT=8080 make demo`."
            ) from error


def _delete_data() -> None:
    from django.conf import settings

    from danvan.config.private_postgres import private_postgres

    if env.database_url():
        raise CannotRun(
            message="Có DATABASE_URL: dữ liệu trên máy chủ ngoài không bị xóa. Tự xóa và tạo lại cơ sở dữ liệu đó."
        )
    _tell("Xóa dữ liệu minh họa cũ…")
    private_postgres(settings.VAR_DIR / "pg").remove()
    # The folder itself was made with the settings and is needed again.
    private_postgres(settings.VAR_DIR / "pg")
    shutil.rmtree(settings.VAR_DIR / "files", ignore_errors=True)


def _greet() -> None:
    from danvan.config.demo import sign_ins

    host, port = address()
    print(f"\ndanvan chạy tại http://{host}:{port}/ · dừng bằng Ctrl-C")
    print("Dữ liệu minh họa, không phải số liệu thật. Đăng nhập bằng một trong các tài khoản:\n")
    for user in sign_ins():
        print(f"  {user['username']:<14} {user['password']:<18} {user['who']}")
    print(flush=True)


def _watch(commands: Sequence[Sequence[str]]) -> int:
    """Run programs until one ends or we are told to stop; then stop them all.  Returns the exit code.

    The command line has made every signal that tells us to stop a KeyboardInterrupt.
    """
    children: list[subprocess.Popen[bytes]] = []
    failed = 0
    try:
        # In groups of their own, so that Ctrl-C reaches them once, from us.
        for command in commands:
            children.append(subprocess.Popen(command, cwd=ROOT, start_new_session=True, preexec_fn=_end_with_parent))
        while not any(child.poll() is not None for child in children):
            time.sleep(0.2)
        failed = next(child.returncode for child in children if child.returncode is not None) or 1
        print(f"Một tiến trình đã dừng ngoài ý muốn (mã {failed}); dừng cả hệ thống.", file=sys.stderr)
    except KeyboardInterrupt:
        _tell("Đang dừng…")
    finally:
        # Another Ctrl-C must not leave anything running.
        before = {number: signal.signal(number, signal.SIG_IGN) for number in STOPPED_BY}
        _end(children)
        for number, handler in before.items():
            signal.signal(number, handler)
    return failed


def _end(children: Sequence["subprocess.Popen[bytes]"]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    until = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def _end_with_parent() -> None:
    """Have the kernel stop a child whose watcher was killed, or it would hold the port for ever."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _tell(text: str) -> None:
    print(f"· {text}", flush=True)
