"""Web and worker live and die together, and the demo can be started, met, stopped and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from danvan.config.private_postgres import private_postgres
from danvan.config.serve import CannotRun, _refuse_taken_port, _watch

ROOT = Path(__file__).resolve().parents[2]
START_SECONDS = 400


def is_alive(number):
    """Say whether a process runs; one that only waits to be noticed by its parent does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def until(condition, seconds=15):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.05)
    return True


def long_program(note, then=""):
    """Return a program that writes its number down and sleeps."""
    sign = f"import os, pathlib, time; pathlib.Path({str(note)!r}).write_text(str(os.getpid()))"
    return [sys.executable, "-c", f"{sign}; {then or 'time.sleep(60)'}"]


@pytest.fixture
def watcher(tmp_path):
    """Watch two sleeping programs in a process of its own; gives it and the numbers of the two."""
    notes = [tmp_path / "web", tmp_path / "worker"]
    commands = [long_program(note) for note in notes]
    program = (
        "import signal, sys; signal.signal(signal.SIGTERM, signal.default_int_handler)\n"
        f"from danvan.config.serve import _watch; sys.exit(_watch({commands!r}))"
    )
    running = subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.DEVNULL)
    until(lambda: all(note.exists() and note.read_text() for note in notes))
    yield running, [int(note.read_text()) for note in notes]
    running.kill()
    running.wait()


def test_a_signal_stops_both(watcher):
    running, children = watcher

    running.terminate()

    assert running.wait(15) == 0
    assert not any(map(is_alive, children))


def test_nothing_outlives_a_watcher_that_was_killed(watcher):
    running, children = watcher

    running.kill()

    until(lambda: not any(map(is_alive, children)))


def test_when_one_ends_by_itself_the_other_is_stopped_and_the_failure_is_told(tmp_path, capsys):
    note = tmp_path / "web"
    short = long_program(tmp_path / "worker", then="time.sleep(1); raise SystemExit(7)")

    assert _watch([long_program(note), short]) == 7
    assert not is_alive(int(note.read_text()))
    assert "mã 7" in capsys.readouterr().err


def test_a_taken_port_is_refused_with_another_to_try(monkeypatch):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        monkeypatch.setenv("DANVAN_PORT", str(other.getsockname()[1]))

        with pytest.raises(CannotRun, match=r"chương trình khác đang dùng.*DANVAN_PORT=8080"):
            _refuse_taken_port()


def test_a_port_that_does_not_exist_is_refused(monkeypatch):
    monkeypatch.setenv("DANVAN_PORT", "70000")

    with pytest.raises(CannotRun, match="70000"):
        _refuse_taken_port()


@pytest.fixture
def demo(home):
    """Start the demo in a folder and on a port of its own."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(("DANVAN_", "DATABASE_", "DJANGO_"))
    }
    environment = {**inherited, "DANVAN_VAR": str(home.parent), "DANVAN_PORT": str(port)}
    command = [sys.executable, "-m", "danvan.config.cli", "demo"]
    log = home.parent / "demo.log"
    started = []

    def start(*arguments):
        with log.open("w") as output:
            running = subprocess.Popen(
                [*command, *arguments], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT
            )
        started.append(running)
        return running

    start.address = f"http://127.0.0.1:{port}/tai-khoan/dang-nhap/"
    start.log = log
    yield start
    for running in started:
        running.terminate()
        running.wait(60)
    private_postgres(home).remove()


def met(address, running):
    """Wait for the page and return it."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=10) as response:
                return response.read().decode()
        except OSError:
            assert running.poll() is None, "the demo ended by itself"
            time.sleep(0.1)
    raise AssertionError("the demo did not start in time")


def ended(running, log):
    """Wait for a program to end and return how it did; what a server that just started writes, it writes at its end."""
    try:
        return running.wait(150)
    except subprocess.TimeoutExpired:
        raise AssertionError(f"does not end; it said: {log.read_text()[-2000:]}") from None


def test_the_demo_starts_stops_and_starts_again_with_its_data(demo, home):
    first = demo()
    assert "minh họa" in met(demo.address, first)
    assert "thuongtruc" in demo.log.read_text()

    second = subprocess.run(
        first.args, cwd=ROOT, env={**os.environ, "DANVAN_VAR": str(home.parent), "DATABASE_URL": ""},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert second.returncode == 3
    assert "danvan đang chạy rồi" in second.stderr

    first.send_signal(signal.SIGINT)
    assert ended(first, demo.log) == 0
    assert not private_postgres(home).is_running()

    again = demo()
    met(demo.address, again)
    assert "Dữ liệu minh họa đã có" in demo.log.read_text()
    assert ended(demo("--stop"), demo.log) == 0
    assert ended(again, demo.log) == 0
