"""Kill the platform at random moments, two hundred times, and see what was lost.

    python -m scripts.crash [--points 200] [--seed N] [--port 8600] [--keep]

Prints which processes died how often, and for each promise how often it was
broken; ends with 1 when one was.  Everything happens in a folder of its own,
deleted afterwards unless `--keep`.
"""

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path
from random import Random, SystemRandom
from typing import TYPE_CHECKING, Any

from scripts.walking import PROGRAMS, ROOT, answers, end, start

if TYPE_CHECKING:
    from danvan.config.private_postgres import PrivatePostgres

HOW_OFTEN = {
    "a web process": 35,
    "the web server": 12,
    "the worker": 20,
    "a connection to the database": 20,
    "the database server": 5,
    "everything at once": 8,
}
LOOK_EVERY, LONGEST_WAIT, DRAIN_SECONDS = 25, 1.0, 900
MOST_ANSWERS, ANSWERS_WITHIN_SECONDS = 6, 60


def main() -> int:
    options = argparse.ArgumentParser(prog="python -m scripts.crash", description=__doc__)
    options.add_argument("--points", type=int, default=200)
    options.add_argument("--seed", type=int, default=SystemRandom().randrange(10**6))
    options.add_argument("--port", type=int, default=8600)
    options.add_argument("--keep", action="store_true")
    asked = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="danvan-crash-"))
    folder.chmod(0o755)
    os.environ.update(
        DANVAN_VAR=str(folder), DANVAN_PORT=str(asked.port), DANVAN_LOG_LEVEL="ERROR",
        DANVAN_EMAIL_BACKEND="scripts.crash.mail.KeptMail", DJANGO_SETTINGS_MODULE="danvan.config.settings",
    )  # fmt: skip
    os.environ.pop("DATABASE_URL", None)
    print(f"{asked.points} points, seed {asked.seed}, in {folder}", flush=True)
    platform = Platform(folder, asked.port)
    try:
        return rehearse(platform, asked.points, asked.seed)
    finally:
        platform.end()
        if not asked.keep:
            platform.database.remove()
            shutil.rmtree(folder, ignore_errors=True)


class Platform:
    """The processes of one installation, as a service manager keeps them: what ends is started again."""

    def __init__(self, folder: Path, port: int) -> None:
        from danvan.config.private_postgres import private_postgres

        self.folder, self.port = folder, port
        self.database: PrivatePostgres = private_postgres(folder / "pg")
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.restarts: Counter[str] = Counter()

    def prepare(self) -> None:
        """Make the database with its tables and reference data."""
        self.database.create()
        self._start_database()
        self._run("upgrade")
        self._start_database()

    def mend(self) -> None:
        """Start again what has ended, and wait until a page that needs the database is answered."""
        until = time.monotonic() + 120
        while time.monotonic() < until:
            self._start_database()
            for name in PROGRAMS:
                if name not in self.running or self.running[name].poll() is not None:
                    self.restarts[name] += name in self.running
                    self.running[name] = start(name, self.folder / f"{name}.log")
            if answers(self.port):
                return
            time.sleep(0.3)
        raise SystemExit("the platform does not come back; see the logs with --keep")

    def kill(self, what: str, random: Random) -> None:
        """Kill -9."""
        web, work = below(self.running["serve"].pid), below(self.running["work"].pid)
        victims = {
            # The last ones are those that answer; the first two watch them.
            "a web process": [random.choice(web[2:])] if web[2:] else web,
            "the web server": web,
            "the worker": work,
            "a connection to the database": self._one_connection(random),
            "the database server": self._postmaster(),
            "everything at once": [*web, *work, *self._postmaster()],
        }[what]
        for process in victims:
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                continue

    def end(self) -> None:
        """Stop everything, politely."""
        end(self.running.values())
        self.database.stop()

    def _run(self, *arguments: str) -> None:
        with (self.folder / "prepare.log").open("ab") as log:
            subprocess.run(
                [sys.executable, "-m", "danvan.config.cli", *arguments], cwd=ROOT, check=True, stdout=log, stderr=log
            )

    def _start_database(self) -> None:
        from danvan.config.private_postgres import CannotStartDatabase

        try:
            self.restarts["database"] += not self.database.is_running()
            self.database.start()
        except CannotStartDatabase:
            # What is left of the server before still holds its memory for a moment.
            time.sleep(0.5)

    def _postmaster(self) -> list[int]:
        place = self.database.data / "postmaster.pid"
        return [int(place.read_text(encoding="ascii").split()[0])] if place.exists() else []

    def _one_connection(self, random: Random) -> list[int]:
        listed = self.database.run(
            "psql", "-h", str(self.database.sockets), "-U", "danvan", "-d", "postgres", "-AtXc",
            "SELECT pid FROM pg_stat_activity WHERE datname = 'danvan' ORDER BY state = 'active' DESC, xact_start",
            check=False,
        )  # fmt: skip
        found = [int(line) for line in listed.stdout.split() if line.isdigit()]
        return [random.choice(found[:4])] if found else []


def below(process: int) -> list[int]:
    """Return a process and all that it started, itself first."""
    try:
        children = Path(f"/proc/{process}/task/{process}/children").read_text(encoding="ascii").split()
    except FileNotFoundError:
        return []
    return [process, *(each for child in children for each in below(int(child)))]


def rehearse(platform: Platform, points: int, seed: int) -> int:
    """Run the whole rehearsal and return its verdict."""
    platform.prepare()
    import django

    django.setup()
    from django.db import connections

    from scripts.crash.checks import ALWAYS, AT_THE_END, look
    from scripts.crash.people import Citizen, Clerk, Denouncer, Person

    platform.mend()
    town = describe_town(platform.port, seed)
    for username in ("congchuc", "chutich"):
        town.sign_in(username)
    # What the reference data brought with it is done before anything dies.
    wait_for_the_worker(platform)
    random, killed, broken = Random(seed), Counter[str](), Counter[str]()
    began = time.monotonic()
    done = 0
    while done < points:
        town.over = threading.Event()
        people: list[Person] = [kind(town, number * 1000 + done) for kind in (Clerk, Citizen, Denouncer)
                                for number in range(2 if kind is Citizen else 1)]  # fmt: skip
        for person in people:
            person.start()
        for _ in range(min(LOOK_EVERY, points - done)):
            # On a slow machine too something is done between two deaths, and something is always in the middle.
            wait_for_answers(town.ledger, random.randint(0, MOST_ANSWERS))
            time.sleep(random.uniform(0.05, LONGEST_WAIT))
            what = random.choices(list(HOW_OFTEN), weights=list(HOW_OFTEN.values()))[0]
            write_to_officers()
            time.sleep(random.uniform(0, 0.3))
            platform.kill(what, random)
            killed[what] += 1
            done += 1
            platform.mend()
        town.over.set()
        for person in people:
            person.join(900)
        faults = [f"{person.name}: {person.fault or 'did not come back'}" for person in people
                  if person.fault or person.is_alive()]  # fmt: skip
        connections.close_all()
        found = look(ALWAYS, town.ledger.shown)
        connections.close_all()
        tell(found, broken, faults)
        print(f"{done} points, {len(town.ledger.shown)} letters, {town.ledger.answered} answers, "
              f"{town.ledger.resent} forms sent again, {time.monotonic() - began:.0f} s", flush=True)  # fmt: skip
        broken["somebody was answered what nobody should be"] += len(faults)
    drained = wait_for_the_worker(platform)
    tell(look({**ALWAYS, **AT_THE_END}, town.ledger.shown), broken, [])
    compared = figures_agree()
    broken["figures that differ from a full recomputation"] += compared
    connections.close_all()
    print_table(killed, platform.restarts, town, broken, [*ALWAYS, *AT_THE_END], drained)
    return int(any(broken.values()))


def describe_town(port: int, seed: int) -> Any:
    """Seat the invented officers of the demo, open the seals, and have everybody written to every day."""
    from django.db.models import Value
    from django.db.models.functions import Concat
    from django.utils import timezone

    from danvan.accounts.models import Person as Account
    from danvan.authority.rules.actor import system_actor
    from danvan.config.demo.people import seat_everyone
    from danvan.denunciations.services.vaults import make_key_ring, make_vault
    from danvan.notices.models import MailRhythm
    from danvan.orgs.models import PostHolding
    from scripts.crash.people import Town

    seat_everyone()
    make_key_ring(at=timezone.now())
    make_vault(needed=2, count=3, actor=system_actor(timezone.localdate()), at=timezone.now())
    Account.objects.update(email=Concat("username", Value("@thu.example")))
    for account_id in Account.objects.values_list("pk", flat=True):
        MailRhythm.objects.update_or_create(person_id=account_id, defaults={"rhythm": "daily"})
    officer = PostHolding.objects.filter(person__username="congchuc").order_by("pk").first()
    assert officer is not None
    unit = officer.post.unit_id
    return Town(port, unit, officer.pk, timezone.localdate().strftime("%d/%m/%Y"), seed)


def wait_for_answers(ledger: Any, number: int) -> None:
    """Wait until so many more answers came, but not for ever: somebody may be waiting for an hour to pass."""
    wanted, until = ledger.answered + number, time.monotonic() + ANSWERS_WITHIN_SECONDS
    while ledger.answered < wanted and time.monotonic() < until:
        time.sleep(0.02)


def write_to_officers() -> None:
    """Have the morning's letters written now: they too must survive being killed."""
    from django.db import DatabaseError, InterfaceError, connection
    from procrastinate.contrib.django import app
    from procrastinate.exceptions import AlreadyEnqueued, ConnectorException

    try:
        app.configure_task("send_digests", queueing_lock="send_digests").defer(timestamp=int(time.time()))
    except (AlreadyEnqueued, ConnectorException, DatabaseError, InterfaceError):
        connection.close()


def wait_for_the_worker(platform: Platform) -> float:
    """Wait until no job is left, as long as it may take to take up what was broken off; return the seconds."""
    from django.db import connection

    began = time.monotonic()
    while time.monotonic() - began < DRAIN_SECONDS:
        platform.mend()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')")
            if not cursor.fetchone()[0]:
                break
        time.sleep(2)
    return time.monotonic() - began


def figures_agree() -> int:
    """Return how many kept figures differ from a full recomputation."""
    from django.utils import timezone

    from danvan.schemes.selectors import loaded_schemes
    from danvan.schemes.services.results import check

    return sum(len(check(scheme, on=timezone.localdate())) for scheme in loaded_schemes())


def tell(found: dict[str, list[str]], broken: Counter[str], faults: list[str]) -> None:
    """Count what is broken and say the first of it."""
    for name, sentences in found.items():
        broken[name] = max(broken[name], len(sentences))
        for sentence in sentences[:5]:
            print(f"  ! {name}: {sentence}", flush=True)
    for fault in faults:
        print(f"  ! {fault}", flush=True)


def print_table(
    killed: Counter[str], restarts: Counter[str], town: Any, broken: Counter[str], promises: list[str], drained: float
) -> None:
    """Print what docs/benchmarks.md tells."""
    print("\nKilled            " + ", ".join(f"{what} {killed[what]}" for what in HOW_OFTEN))
    print("Started again     " + ", ".join(f"{name} {count}" for name, count in restarts.items()))
    ledger = town.ledger
    kinds = Counter(each.kind for each in ledger.shown)
    acts = sum((each.acts for each in ledger.shown), Counter[str]())
    print("Letters           " + ", ".join(f"{kind} {count}" for kind, count in kinds.items()))
    print("Acts              " + ", ".join(f"{act} {count}" for act, count in acts.items()))
    print(f"Answers           {ledger.answered}, of them to forms sent again {ledger.resent}")
    print(f"Told to wait      {ledger.asked_to_wait} times, of them in vain {ledger.turned_away} who came back")
    print(f"Worker done after {drained:.0f} s\n")
    for name in [*promises, *(each for each in broken if each not in promises)]:
        print(f"{name:56} {broken[name]}")


if __name__ == "__main__":
    sys.exit(main())
