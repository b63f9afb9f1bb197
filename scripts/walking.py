"""The platform as it runs in life and somebody with a browser, for what kills it (`scripts/crash`) and what floods it.

How the requests travel is each one's own: one keeps a connection in a thread,
the other hundreds at once.
"""

import html
import http.client
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = ("serve", "work")
# The address of a step and what is typed there.
Step = tuple[str, Mapping[str, Any]]
FIRST_STEP, RECEIPT = "/gui-don/loai/", "/gui-don/bien-nhan/"
# Nothing is taken in before it.
LAST_STEP: Step = ("/gui-don/xem-lai/", {"is_true": "on"})
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')
KEYS = re.compile(r"<dd>([0-9A-Z]{4}-[0-9A-Z-]+)</dd>")


# --- the platform -----------------------------------------------------------------------------------------------------


def start(program: str, log: Path | None = None) -> "subprocess.Popen[bytes]":
    """Start one of the programs of an installation in a group of its own; what it says goes to the end of the log."""
    command = [sys.executable, "-m", "danvan.config.cli", program]
    if log is None:
        return subprocess.Popen(command, cwd=ROOT, start_new_session=True)
    with log.open("ab") as said:
        return subprocess.Popen(command, cwd=ROOT, start_new_session=True, stdout=said, stderr=said)


def answers(port: int) -> bool:
    """Return whether a page that needs the database is answered."""
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=20, source_address=("127.0.0.1", 0))
    try:
        link.request("GET", FIRST_STEP)
        return link.getresponse().status < 500
    except (OSError, http.client.HTTPException):
        return False
    finally:
        link.close()


def end(programs: Iterable["subprocess.Popen[bytes]"]) -> None:
    """Ask programs to stop, and kill with all they started those that do not."""
    programs = list(programs)
    for each in programs:
        each.terminate()
    for each in programs:
        try:
            each.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(each.pid, signal.SIGKILL)
            each.wait()


# --- somebody with a browser ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Answer:
    """One answer of the platform."""

    status: int
    headers: Mapping[str, str]
    text: str

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")


class Cookies(dict[str, str]):
    """What one browser was given to keep."""

    def keep(self, set_by: Iterable[str]) -> None:
        """Keep what the `Set-Cookie` lines of an answer bring."""
        for line in set_by:
            name, _is, value = line.split(";")[0].partition("=")
            self[name.strip()] = value.strip().strip('"')

    def sent(self) -> str:
        """Return the `Cookie` line of the next request."""
        return "; ".join(f"{name}={value}" for name, value in self.items())


def hidden(page: Answer) -> dict[str, str]:
    """Return what the forms of a page hide; the last form's word counts."""
    return {name: html.unescape(value) for name, value in HIDDEN.findall(page.text)}


def keys_on(receipt: Answer) -> tuple[str, str] | None:
    """Return the code and secret a receipt shows, or nothing when it is none."""
    found = KEYS.findall(" ".join(receipt.text.split()))
    return (found[0], found[1]) if receipt.status == 200 and len(found) == 2 else None


def online_steps(
    unit: object, content: Mapping[str, Any], writer: Mapping[str, Any], files: Mapping[str, Any]
) -> Iterator[Step]:
    """Return the steps of a recommendation written online."""
    yield FIRST_STEP, {"kind": "recommendation", "unit": str(unit)}
    yield "/gui-don/noi-dung/", content
    yield "/gui-don/nguoi-gui/", writer
    yield "/gui-don/tai-lieu/", files
    yield LAST_STEP
