"""Those who write and those who handle, each with a browser that sends again what got no answer.

What a person was shown is kept in the ledger: afterwards it must be true.
"""

import hashlib
import http.client
import re
import threading
import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import encode_multipart

from scripts.walking import RECEIPT, Answer, Cookies, hidden, keys_on, online_steps

BOUNDARY = "danvan-rehearsal-boundary"
PATIENCE = 600.0
# The count of tries of somebody stays locked so long when whoever held it was killed, and a locked count says no.
COUNT_LOCKED_SECONDS = 11
PASSWORD = "danvan-minh-hoa"


class Stopped(Exception):
    """The rehearsal is over; whoever waits goes home."""


class Lost(Exception):
    """Somebody was answered what nobody should be."""


@dataclass
class Shown:
    """What one letter's people were shown: its code, its keys, and everything they did that was answered."""

    kind: str
    word: str
    code: str = ""
    keys: tuple[str, str] = ("", "")
    papers: list[str] = field(default_factory=list)
    acts: Counter[str] = field(default_factory=Counter)


@dataclass
class Ledger:
    """What all of them were shown, and how often something had to be sent again."""

    shown: list[Shown] = field(default_factory=list)
    resent: int = 0
    answered: int = 0
    asked_to_wait: int = 0
    turned_away: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)


class Browser:
    """One browser at an address of its own, so that the limits for strangers stay those of life."""

    def __init__(self, town: "Town", address: str) -> None:
        self.town, self.address, self.ledger = town, address, town.ledger
        self.cookies = Cookies()

    def get(self, path: str) -> Answer:
        """Open a page."""
        return self._until_answered("GET", path, b"", {})

    def post(self, path: str, fields: Mapping[str, Any], page: Answer) -> Answer:
        """Send a form of a page, with what the page hid in it."""
        sent = {**hidden(page), **fields}
        if any(isinstance(value, SimpleUploadedFile | list) for value in sent.values()):
            body = encode_multipart(BOUNDARY, sent)
            headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}
        else:
            body = urlencode(sent).encode()
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
        answer = self._until_answered("POST", path, body, headers)
        if "quá nhiều" in refusals(answer):
            with self.ledger.lock:
                self.ledger.asked_to_wait += 1
            time.sleep(COUNT_LOCKED_SECONDS)
            answer = self._until_answered("POST", path, body, headers)
        return answer

    def _until_answered(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        until = time.monotonic() + PATIENCE
        tries = 0
        while time.monotonic() < until:
            if self.town.over.is_set() and tries > 200:
                raise Stopped
            answer = self._once(method, path, body, headers)
            if answer is not None and answer.status < 500:
                with self.ledger.lock:
                    self.ledger.answered += 1
                    self.ledger.resent += method == "POST" and tries > 0
                return answer
            tries += 1
            time.sleep(0.2)
        raise Lost(f"{method} {path}: no answer for {PATIENCE:.0f} seconds")

    def _once(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer | None:
        link = http.client.HTTPConnection("127.0.0.1", self.town.port, timeout=60, source_address=(self.address, 0))
        try:
            sent = {**headers, "Cookie": self.cookies.sent(), "Connection": "close"}
            link.request(method, path, body or None, sent)
            response = link.getresponse()
            text = response.read().decode("utf-8", "replace")
            self.cookies.keep(response.headers.get_all("Set-Cookie", []))
            return Answer(response.status, dict(response.headers), text)
        except (OSError, http.client.HTTPException):
            return None
        finally:
            link.close()


def refusals(page: Answer) -> str:
    """Return what a form says is wrong, for the report of a fault of the rehearsal itself."""
    said = re.search(r'role="alert".*?</div>', page.text, re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", said[0]).split()) if said else ""


@dataclass
class Town:
    """What everybody needs to know: where the platform is, and the units and officers it has."""

    port: int
    unit: int
    officer: int
    today: str
    seed: int
    ledger: Ledger = field(default_factory=Ledger)
    over: threading.Event = field(default_factory=threading.Event)
    offices: dict[str, Browser] = field(default_factory=dict)
    _addresses: int = 0

    def browser(self) -> Browser:
        """Return a browser at an address nobody had before."""
        with self.ledger.lock:
            self._addresses += 1
            number = self._addresses
        return Browser(self, f"127.{1 + number // 62500}.{number // 250 % 250}.{1 + number % 250}")

    def sign_in(self, username: str) -> None:
        """Let an officer come in, before anything dies: tries that are cut off would lock them out, and rightly."""
        browser = self.browser()
        page = browser.get("/tai-khoan/dang-nhap/")
        answer = browser.post("/tai-khoan/dang-nhap/", {"login": username, "password": PASSWORD}, page)
        if answer.status != 302:
            raise Lost(f"{username} cannot sign in: {answer.status} {refusals(answer)}")
        self.offices[username] = browser

    def keep(self, shown: Shown) -> None:
        """Write down what somebody was shown."""
        with self.ledger.lock:
            self.ledger.shown.append(shown)


class Person(threading.Thread, ABC):
    """Somebody who does the same thing over and over until the rehearsal is over."""

    def __init__(self, town: Town, number: int) -> None:
        super().__init__(daemon=True, name=f"{type(self).__name__}-{number}")
        self.town, self.random = town, Random(f"{town.seed}-{type(self).__name__}-{number}")
        self.number, self.done = number, 0
        self.fault: BaseException | None = None

    def run(self) -> None:
        try:
            with suppress(Stopped):
                while not self.town.over.is_set():
                    self.once()
                    self.done += 1
        except BaseException as fault:
            self.fault = fault

    @abstractmethod
    def once(self) -> None:
        """Bring one letter in and do with it what this person does."""

    def word(self) -> str:
        """Return a word no other letter has."""
        return f"tu{self.random.getrandbits(60):015x}"

    def story(self, word: str) -> str:
        """Return a text that is like no other."""
        return f"{word} " + " ".join(f"{self.random.getrandbits(40):x}" for _ in range(25))

    def paper(self, shown: Shown) -> SimpleUploadedFile:
        """Return a file no other letter has; some are too large to stay in memory."""
        size = self.random.choice((2_000, 60_000, 400_000, 3_000_000))
        content = b"%PDF-1.7\n" + self.random.randbytes(size) + b"\n%%EOF\n"
        shown.papers.append(hashlib.sha256(content).hexdigest())
        return SimpleUploadedFile(f"{shown.word}-{len(shown.papers)}.pdf", content, "application/pdf")


class Clerk(Person):
    """The desk of a commune and its head: a complaint from the paper to the decision."""

    def once(self) -> None:
        self.clerk, self.head = self.town.offices["congchuc"], self.town.offices["chutich"]
        shown = Shown("complaint", self.word())
        page = self.clerk.get("/don-thu/tiep-nhan/")
        given = {"kind": "complaint", "name": f"Người {shown.word}", "address": "bản 1", "request": "", "pages": "1",
                 "summary": self.story(shown.word), "received_on": self.town.today, "channel": "desk",
                 "people_count": "1", "uploads": self.paper(shown)}  # fmt: skip
        answer = self.clerk.post("/don-thu/tiep-nhan/", given, page)
        if answer.status != 302:
            raise Lost(f"the desk refused a letter: {answer.status} {refusals(answer)}")
        shown.code = answer.location.split("/")[2]
        receipt = self.clerk.get(answer.location)
        shown.keys = keys(receipt, "the desk's receipt")
        shown.acts["register"] += 1
        self.town.keep(shown)
        number = f"{self.random.getrandbits(20)}/TB-UBND"
        self.act(shown, self.clerk, "classify", subject="land_recovery", respondent_kind="commune", instance="1",
                 competent="1", people_count="1")  # fmt: skip
        self.act(shown, self.clerk, "propose")
        self.act(shown, self.head, "accept", number=number, uploads=self.paper(shown))
        if self.random.random() < 0.5:
            self.act(shown, self.clerk, "ask", note=f"Hỏi {shown.word}")
        self.act(shown, self.head, "assign", officer=str(self.town.officer))
        self.act(shown, self.clerk, "report", note="Đã xác minh.", views_differ="0")
        self.act(shown, self.head, "decide", number=number.replace("TB", "QĐ"), verdict="partly", remedy="amend",
                 note="Sửa.", uploads=self.paper(shown))  # fmt: skip

    def act(self, shown: Shown, browser: Browser, act: str, **given: Any) -> None:
        address = f"/don-thu/{shown.code}/{act}/"
        answer = browser.post(address, {"on": self.town.today, **given}, browser.get(address))
        if answer.status != 302:
            raise Lost(f"{act} on {shown.code} was refused: {answer.status} {refusals(answer)}")
        shown.acts[act] += 1


class Citizen(Person):
    """A recommendation written online, step by step; then its writer comes back with more."""

    def once(self) -> None:
        shown, browser = Shown("recommendation", self.word()), self.town.browser()
        for path, typed in online_steps(
            self.town.unit,
            {"summary": self.story(shown.word), "request": "Đề nghị xem xét."},
            {"name": f"Người {shown.word}", "address": "bản 2"},
            {"uploads": self.paper(shown)},
        ):
            answer = browser.post(path, typed, browser.get(path))
            if answer.status != 302:
                raise Lost(f"step {path} was refused: {answer.status} {refusals(answer)}")
        receipt = browser.get(RECEIPT)
        shown.keys = keys(receipt, "the receipt of a letter sent online")
        shown.code = code_on(receipt)
        shown.acts["register"] += 1
        self.town.keep(shown)
        come_back(self, shown)


class Denouncer(Person):
    """A denunciation, sealed as it arrives; then whoever denounced comes back with more."""

    def once(self) -> None:
        shown, browser = Shown("denunciation", self.word()), self.town.browser()
        page = browser.get("/gui-to-cao/")
        given = {
            "accused-0-unit": str(self.town.unit),
            "accused-0-standing": "staff",
            "story": self.story(shown.word),
            "uploads": self.paper(shown),
        }
        receipt = browser.post("/gui-to-cao/", given, page)
        shown.keys, shown.code = keys(receipt, "the receipt of a denunciation"), code_on(receipt)
        shown.acts["register"] += 1
        self.town.keep(shown)
        come_back(self, shown)


def come_back(person: Person, shown: Shown) -> None:
    """Follow a letter with its code and secret and add to it, once or twice."""
    browser = person.town.browser()
    code, secret = shown.keys
    opened = browser.post("/theo-doi/", {"code": code, "secret": secret}, browser.get("/theo-doi/"))
    if "quá nhiều lần" in refusals(opened):
        # Tries that were cut off count as tries, and rightly: whoever guesses must not be able to cut them off.
        with person.town.ledger.lock:
            person.town.ledger.turned_away += 1
        return
    if opened.status != 302:
        raise Lost(f"the keys of {shown.code} open nothing: {opened.status} {refusals(opened)}")
    for number in range(person.random.randint(1, 2)):
        page = browser.get("/theo-doi/don/")
        if page.status != 200:
            raise Lost(f"{shown.code} was opened and is shut again: {page.status} {page.location}")
        given = {"supplement-note": f"Thêm {number} {shown.word}", "supplement-uploads": person.paper(shown)}
        answer = browser.post("/theo-doi/don/supplement/", given, page)
        if answer.status != 302:
            raise Lost(f"an addition to {shown.code} was refused: {answer.status} {refusals(answer)}")
        shown.acts["supplement"] += 1


def keys(page: Answer, what: str) -> tuple[str, str]:
    """Return the code and secret a receipt shows."""
    found = keys_on(page)
    if found is None:
        raise Lost(f"{what} shows no keys: {page.status} {page.location} {refusals(page)}")
    return found


def code_on(page: Answer) -> str:
    """Return the number of the register a receipt shows."""
    found = re.search(r"<b>([A-Z]+-\d{4}-\d+)</b>", page.text)
    if found is None:
        raise Lost("a receipt shows no number")
    return found[1]
