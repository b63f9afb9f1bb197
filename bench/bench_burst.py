"""Letters sent online at a rate that climbs from 1 to 35 a second and falls back, to the real server.

    python bench/bench_burst.py [--seconds 60] [--peak 35] [--patience 300]

Starts `danvan serve` and `danvan work` with a private PostgreSQL in a temporary
folder.  Each letter is a draft that waits for its last step, as after five
minutes of writing; every twentieth goes through all five steps.  Its sender has
an address of their own within 127.0.0.0/8, reads the page, sends it, and opens
the receipt.  Whoever is told to try again does so after the time the answer
names, until `--patience` is over.

Counts receipts against rows of the database: nothing lost, nothing twice.
Exits with an error when a letter was lost or doubled, or when one request in a
thousand failed otherwise than with a clear "try again".
"""

import argparse
import asyncio
import os
import re
import socket
import statistics
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any
from urllib.parse import urlencode

sys.path.insert(0, str(Path(__file__).parents[1]))

from bench.measuring import installation, p95
from scripts.walking import (
    FIRST_STEP,
    LAST_STEP,
    PROGRAMS,
    RECEIPT,
    Answer,
    Cookies,
    answers,
    end,
    hidden,
    keys_on,
    online_steps,
    start,
)

DESKS = 40
ANSWER_SECONDS = 60
MOST_ERRORS = 0.001
CONTENT = {"summary": "Cầu tràn hỏng lan can, trẻ em đi học không an toàn.", "request": "Đề nghị sửa trước mùa mưa."}
WRITER = {"name": "Vi Thị Ví Dụ", "address": "bản 1"}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--seconds", type=int, default=60)
    options.add_argument("--peak", type=int, default=35)
    options.add_argument("--patience", type=int, default=300)
    asked = options.parse_args()
    os.environ.pop("DATABASE_URL", None)
    with installation("danvan.config.settings"):
        from danvan.config.serve import upgrade

        upgrade()
        tokens = prepare(asked.seconds, asked.peak)
        with running() as port:
            seen = Seen()
            began = time.monotonic()
            asyncio.run(Burst(port, tokens, asked.seconds, asked.peak, asked.patience, seen).run())
            took = time.monotonic() - began
        failed = tell(seen, tokens, took)
    sys.exit(1 if failed else 0)


# --- the platform -----------------------------------------------------------------------------------------------------


def prepare(seconds: int, peak: int) -> list[str]:
    """Seat somebody at some desks and write the drafts; return their tokens, empty for one written step by step."""
    from django.utils import timezone

    from danvan.casework.services import new_token
    from danvan.intake.services import save_draft
    from danvan.orgs.models import Unit
    from danvan.orgs.selectors import governments_on
    from tests.cast import seat

    communes = list(governments_on(timezone.localdate(), level="commune")[:DESKS])
    for number, version in enumerate(communes):
        unit = Unit.objects.get(pk=version.unit_id)
        seat(f"xa{number}", f"Cán bộ {number}", unit, title="Công chức", kind="officer", role="commune_officer",
             over=unit, subtree=False)  # fmt: skip
    random = Random(35)
    tokens = []
    for number in range(round(seconds * (1 + peak) / 2)):
        kind = random.choice(("recommendation", "recommendation", "complaint", "regulation"))
        given = {"kind": kind, "unit": random.choice(communes).unit_id, **CONTENT, **WRITER}
        if kind == "complaint":
            given["respondent"] = "Chủ tịch UBND xã"
        token = new_token() if number % 20 else ""
        if token:
            save_draft(token, given)
        tokens.append(token)
    return tokens


@contextmanager
def running() -> Iterator[int]:
    """Run the web server and the worker as an installation does, from when the first page is answered."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    os.environ["DANVAN_PORT"] = str(port)
    programs = [start(program) for program in PROGRAMS]
    try:
        until = time.monotonic() + 120
        while not answers(port):
            if time.monotonic() > until:
                raise SystemExit("the platform does not start")
            time.sleep(0.2)
        yield port
    finally:
        end(programs)


# --- the senders ------------------------------------------------------------------------------------------------------


@dataclass
class Seen:
    """What the senders saw."""

    receipts: dict[str, str] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    sending: list[float] = field(default_factory=list)
    refusing: list[float] = field(default_factory=list)
    whole: list[float] = field(default_factory=list)
    accepted_at: list[float] = field(default_factory=list)
    asked_again: int = 0
    gave_up: int = 0


class Burst:
    """Letters that are sent when their moment comes, whether or not those before were answered."""

    def __init__(self, port: int, tokens: list[str], seconds: int, peak: int, patience: int, seen: Seen) -> None:
        self.port, self.tokens, self.seconds, self.peak, self.seen = port, tokens, seconds, peak, seen
        self.began = time.monotonic()
        self.until = self.began + seconds + patience
        self.random = Random(1)

    async def run(self) -> None:
        async with asyncio.TaskGroup() as senders:
            for number, (token, moment) in enumerate(zip(self.tokens, self.moments(), strict=True)):
                await asyncio.sleep(max(0.0, self.began + moment - time.monotonic()))
                senders.create_task(self.send(number, token))

    def moments(self) -> list[float]:
        """Return when each letter is sent, so that the rate climbs from 1 a second to the peak and falls back."""
        found, done, step = [], 0.0, 0.005
        for tick in range(int(self.seconds / step)):
            moment = tick * step
            rate = 1 + (self.peak - 1) * (1 - abs(2 * moment / self.seconds - 1))
            done += rate * step
            while len(found) < min(int(done), len(self.tokens)):
                found.append(moment)
        return found + [float(self.seconds)] * (len(self.tokens) - len(found))

    async def send(self, number: int, token: str) -> None:
        sender = Sender(self, f"127.{10 + number // 60_000}.{number // 240 % 250}.{1 + number % 240}", token)
        began = time.monotonic()
        if await (sender.last_step() if token else sender.all_steps()):
            self.seen.receipts[sender.code] = sender.cookies["danvan_draft"]
            self.seen.whole.append(time.monotonic() - began)
            self.seen.accepted_at.append(time.monotonic() - self.began)
        else:
            self.seen.gave_up += 1


class Sender:
    """One person with a browser and an address of their own."""

    def __init__(self, burst: Burst, address: str, token: str) -> None:
        self.burst, self.address, self.code = burst, address, ""
        self.cookies = Cookies({"danvan_draft": token} if token else {})

    async def all_steps(self) -> bool:
        page = await self.ask("GET", FIRST_STEP)
        if page is None:
            return False
        unit = self.burst.random.choice(re.findall(r'<option value="(\d+)"', page.text))
        for path, typed in online_steps(unit, CONTENT, WRITER, {}):
            if not await self.fill(path, typed):
                return False
        return await self.read_receipt()

    async def last_step(self) -> bool:
        return await self.fill(*LAST_STEP) and await self.read_receipt()

    async def fill(self, path: str, typed: Mapping[str, Any]) -> bool:
        """Open a page and send its form."""
        page = await self.ask("GET", path)
        return page is not None and await self.ask("POST", path, {**hidden(page), **typed}) is not None

    async def read_receipt(self) -> bool:
        receipt = await self.ask("GET", RECEIPT)
        keys = receipt and keys_on(receipt)
        if keys:
            self.code = keys[0]
        return bool(keys)

    async def ask(self, method: str, path: str, typed: Mapping[str, Any] | None = None) -> Answer | None:
        """Ask until answered or out of patience; a request that failed is counted and sent once more, as people do."""
        seen = self.burst.seen
        while time.monotonic() < self.burst.until:
            began = time.monotonic()
            try:
                answer = await asyncio.wait_for(self._once(method, path, typed), ANSWER_SECONDS)
            except (OSError, TimeoutError, ValueError, asyncio.IncompleteReadError) as fault:
                seen.answers[f"{type(fault).__name__} {method} {path}"] += 1
                await asyncio.sleep(1)
                continue
            took = time.monotonic() - began
            if answer.status == 503 and "Retry-After" in answer.headers:
                seen.refusing.append(took)
                seen.asked_again += 1
                # Not all at the same moment.
                await asyncio.sleep(int(answer.headers["Retry-After"]) * self.burst.random.uniform(0.5, 1.5))
                continue
            seen.answers[str(answer.status)] += 1
            if answer.status in (200, 302):
                if method == "POST" and path == LAST_STEP[0]:
                    seen.sending.append(took)
                return answer
            await asyncio.sleep(1)
        return None

    async def _once(self, method: str, path: str, typed: Mapping[str, Any] | None) -> Answer:
        reader, writer = await asyncio.open_connection("127.0.0.1", self.burst.port, local_addr=(self.address, 0))
        try:
            body = urlencode(typed or {}).encode()
            lines = [
                f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close",
                f"Cookie: {self.cookies.sent()}",
            ]  # fmt: skip
            if method == "POST":
                lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
            writer.write("\r\n".join([*lines, "", ""]).encode() + body)
            await writer.drain()
            received = await reader.read(-1)
        finally:
            writer.close()
        return self._read(received)

    def _read(self, received: bytes) -> Answer:
        head, _, text = received.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        headers = [line.partition(": ")[::2] for line in lines]
        self.cookies.keep(value for name, value in headers if name == "Set-Cookie")
        return Answer(int(first.split()[1]), dict(headers), text.decode("utf-8", "replace"))


# --- what came of it --------------------------------------------------------------------------------------------------


def tell(seen: Seen, tokens: list[str], took: float) -> list[str]:
    """Print what the senders saw and what the database holds; return what must not be."""
    from danvan.casework.services import case_of_token
    from danvan.petitions.models import Petition

    rows = Petition.objects.filter(channel="portal")
    kept = rows.count()
    codes = rows.values("code").distinct().count()
    with_receipt = {case.pk for token in seen.receipts.values() if (case := case_of_token(token))}
    requests = sum(seen.answers.values()) + seen.asked_again
    errors = {name: number for name, number in seen.answers.items() if name not in ("200", "302")}
    failed = sum(errors.values())
    busiest = max(Counter(int(moment) for moment in seen.accepted_at).values(), default=0)
    print(f"{len(tokens):,} letters, the last answered after {took:.0f} s; {os.cpu_count()} cores")
    print(f"receipts {len(seen.receipts):,}, letters {kept:,}, try again {seen.asked_again:,} times")
    print(
        f"requests {requests:,}, failed otherwise {failed} {errors or ''}, without a receipt at the end {seen.gave_up}"
    )
    print(f"most receipts within one second {busiest}")
    for name, times in (
        ("sending, answered", seen.sending), ("told to try again, answered", seen.refusing),
        ("page, sending and receipt, waits included", seen.whole),
    ):  # fmt: skip
        if times:
            print(
                f"{name:44} median {statistics.median(times) * 1000:8.0f} ms   "
                f"p95 {p95(times) * 1000:8.0f}   most {max(times) * 1000:8.0f}"
            )
    wrong = []
    if len(with_receipt) != len(seen.receipts):
        wrong.append(f"{len(seen.receipts) - len(with_receipt)} receipts without a letter")
    if codes != kept or kept > len(tokens):
        wrong.append(f"{kept} letters with {codes} codes from {len(tokens)} drafts")
    if kept < len(seen.receipts):
        wrong.append("fewer letters than receipts")
    if requests and failed / requests >= MOST_ERRORS:
        wrong.append(f"{failed} of {requests} requests failed")
    for each in wrong:
        print(f"WRONG  {each}")
    print(f"{len(wrong)} promises broken")
    return wrong


if __name__ == "__main__":
    main()
