"""Pictures of every page as every demo user, with weight, queries and accessibility findings.

    python scripts/shots.py [USER …]

Signs in as each demo user, and as nobody, opens every address of the route list
at desktop and phone width, and writes the pictures and a table to var/shots.
Ends with 1 when a page fails, axe finds something serious, or a page reports a
script error.
"""

import html
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
OUT = ROOT / "var" / "shots"
WIDTHS = (1360, 390)
NOBODY = "khach"
CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
SIGN_IN = "/tai-khoan/dang-nhap/"
# What a first view may weigh, compressed, pictures aside.
WEIGHT_LIMIT = 100_000
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLUMNS = ("người dùng", "trang", "rộng", "trả lời", "nặng (KB)", "truy vấn", "axe nặng", "axe nhẹ", "lỗi")


@dataclass
class Seen:
    """One page as one user at one width."""

    user: str
    route: str
    width: int
    status: int = 0
    weight: int = 0
    queries: str = ""
    serious: list[str] = field(default_factory=list)
    minor: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    @property
    def is_bad(self) -> bool:
        return self.status >= 500 or bool(self.serious) or bool(self.errors)

    @property
    def picture(self) -> Path:
        return OUT / self.user / f"{self.route.replace(':', '-')}@{self.width}.png"

    @property
    def cells(self) -> list[str]:
        weight = f"{self.weight / 1000:.0f}" + (" (quá 100)" if self.weight > WEIGHT_LIMIT else "")
        lists = ["; ".join(found) for found in (self.serious, self.minor, self.errors)]
        return [self.user, self.route, str(self.width), str(self.status), weight, self.queries, *lists]


def main(only: Sequence[str]) -> int:
    """Take the pictures and write the table."""
    chromium = next((path for path in CHROMIUM if Path(path).exists()), None)
    if chromium is None:
        sys.exit("Chưa có Chromium. Trên Debian: apt-get install chromium")
    os.environ["DANVAN_DEMO"] = os.environ["DANVAN_SHOTS"] = "1"
    # What this user may not open is asked for too, and is no news.
    os.environ.setdefault("DANVAN_LOG_LEVEL", "ERROR")
    prepared = subprocess.run(
        [sys.executable, "-m", "danvan.config.cli", "demo", "--prepare-only"], cwd=ROOT, check=False
    )
    if prepared.returncode:
        return prepared.returncode
    from danvan.config.entry import database

    with database():
        import django

        django.setup()
        from danvan.config.demo import sign_ins

        passwords = {user["username"]: user["password"] for user in sign_ins()} | {NOBODY: ""}
        if unknown := set(only) - set(passwords):
            sys.exit(f"Không có tài khoản {', '.join(sorted(unknown))}; các tài khoản: {', '.join(passwords)}.")
        chosen = {name: password for name, password in passwords.items() if not only or name in only}
        # The browser keeps an event loop in this thread, where Django would refuse to ask the database.
        addresses = {name: _addresses(name) for name in chosen}
        with _server() as base:
            seen = _take(base, chromium, chosen, addresses)
    return _report(seen)


def _addresses(username: str) -> dict[str, str]:
    """Return the addresses this user may try, by the names of their routes."""
    from django.urls import reverse
    from django.utils import timezone

    from danvan.accounts.models import Person
    from danvan.authority.selectors import actor_in, seats_of
    from danvan.config.routes import routes

    if username == NOBODY:
        return {route.name: reverse(route.name) for route in routes() if not route.parameters}
    person = Person.objects.get(username=username)
    on = timezone.localdate()
    actor = actor_in(seats_of(person.pk, on=on)[0], person_id=person.pk, on=on)
    return {route.name: address for route in routes() if (address := route.address_for(actor))}


@contextmanager
def _server() -> Iterator[str]:
    from danvan.config.serve import web_command

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    os.environ["DANVAN_PORT"] = str(port)
    base = f"http://127.0.0.1:{port}"
    running = subprocess.Popen(web_command(), cwd=ROOT, start_new_session=True)
    try:
        until = time.monotonic() + 60
        while True:
            try:
                urllib.request.urlopen(base + SIGN_IN, timeout=5).close()
                break
            except OSError:
                if running.poll() is not None or time.monotonic() > until:
                    sys.exit("Máy chủ không trả lời.")
                time.sleep(0.2)
        yield base
    finally:
        running.terminate()
        running.wait(20)


def _take(base: str, chromium: str, chosen: dict[str, str], addresses: dict[str, dict[str, str]]) -> list[Seen]:
    from playwright.sync_api import sync_playwright

    axe = (ROOT / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")
    seen: list[Seen] = []
    with sync_playwright() as play:
        options = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = play.chromium.launch(executable_path=chromium, args=[*options, "--disable-gpu"])
        for username, password in chosen.items():
            shutil.rmtree(OUT / username, ignore_errors=True)
            state = _signed_in(browser, base, username, password) if password else None
            for width in WIDTHS:
                context = browser.new_context(
                    viewport={"width": width, "height": 900}, locale="vi-VN", reduced_motion="reduce",
                    storage_state=state,
                )  # fmt: skip
                page = context.new_page()
                found = [
                    each
                    for route, address in addresses[username].items()
                    if (each := _look(page, base + address, Seen(username, route, width), axe))
                ]
                print(f"· {username}, {width} px: {len(found)} trang", flush=True)
                seen += found
                context.close()
        browser.close()
    return seen


def _signed_in(browser: Any, base: str, username: str, password: str) -> Any:
    context = browser.new_context(locale="vi-VN")
    page = context.new_page()
    page.goto(base + SIGN_IN)
    page.fill("[name=login]", username)
    page.fill("[name=password]", password)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    if page.url.startswith(base + SIGN_IN):
        sys.exit(f"Không đăng nhập được bằng tài khoản {username}.")
    state = context.storage_state()
    context.close()
    return state


def _look(page: Any, address: str, seen: Seen, axe: str) -> Seen | None:
    """Open one address; None when it is not a page of its own for this user (a file, a form's target, not theirs)."""
    first = page.context.request.get(address, max_redirects=0)
    seen.status = first.status
    if first.status < 500 and (first.status >= 300 or "text/html" not in first.headers.get("content-type", "")):
        return None
    seen.queries = first.headers.get("x-query-count", "")
    kinds: dict[str, str] = {}
    sizes: dict[str, int] = {}
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    # A first view: nothing is at hand yet.
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    wire.on("Network.responseReceived", lambda event: kinds.update({event["requestId"]: event["type"]}))
    wire.on("Network.loadingFinished", lambda event: sizes.update({event["requestId"]: event["encodedDataLength"]}))
    listeners = {
        "pageerror": lambda error: seen.errors.append(str(error)),
        "console": lambda said: seen.errors.append(said.text) if said.type == "error" else None,
    }
    for name, listener in listeners.items():
        page.on(name, listener)
    page.goto(address, wait_until="networkidle")
    for name, listener in listeners.items():
        page.remove_listener(name, listener)
    wire.detach()
    seen.weight = int(sum(size for number, size in sizes.items() if kinds.get(number) != "Image"))
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth + 1"):
        seen.errors.append("tràn ngang")
    page.evaluate(axe)
    for problem in page.evaluate("tags => axe.run({runOnly: tags})", STANDARDS)["violations"]:
        words = f"{problem['id']} ({len(problem['nodes'])}× {problem['nodes'][0]['target'][0]})"
        (seen.serious if problem["impact"] in {"serious", "critical"} else seen.minor).append(words)
    seen.picture.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(seen.picture), full_page=True)
    return seen


def _report(seen: Sequence[Seen]) -> int:
    rows = [each.cells for each in seen]
    table = [" | ".join(COLUMNS), "|".join(["---"] * len(COLUMNS))]
    table += [" | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) for row in rows]
    (OUT / "index.md").write_text("".join(f"| {line} |\n" for line in table), encoding="utf-8")
    head = "".join(f"<th>{name}</th>" for name in COLUMNS)
    body = "\n".join(_html_row(each) for each in seen)
    (OUT / "index.html").write_text(
        f'<!doctype html><html lang="vi"><meta charset="utf-8"><title>Ảnh các trang</title>'
        f"<table border=1 cellpadding=4><tr>{head}</tr>\n{body}\n</table></html>\n",
        encoding="utf-8",
    )
    bad = [each for each in seen if each.is_bad]
    for each in bad:
        print(f"✕ {each.user} {each.route} {each.width} px: {each.status} {'; '.join(each.serious + each.errors)}")
    heavy = sum(each.weight > WEIGHT_LIMIT for each in seen)
    print(
        f"{len(seen)} ảnh, {heavy} trang quá 100 KB, {len(bad)} trang có lỗi; bảng ở {OUT.relative_to(ROOT)}/index.html"
    )
    return 1 if bad else 0


def _html_row(seen: Seen) -> str:
    cells = [html.escape(cell) for cell in seen.cells]
    cells[1] = f'<a href="{html.escape(str(seen.picture.relative_to(OUT)))}">{cells[1]}</a>'
    return f"<tr>{''.join(f'<td>{cell}</td>' for cell in cells)}</tr>"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
