"""What must be true after a crash, whatever died: each promise is a function that returns what breaks it.

They look at the tables themselves, never at what a page says.
"""

import email
import hashlib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from django.core.files.storage import default_storage
from django.db import connection
from django.db.models import Count, Q

from danvan.casework.models import Case, CaseAct, Clock, Following, NumberSeries, Paper
from danvan.casework.rules.follow_keys import code_hash
from danvan.casework.services import following_opened_by, settle
from danvan.denunciations.models import Denunciation, SealedKey
from danvan.denunciations.services.sealing import opened_paper, opened_texts, unwrapped
from danvan.files.models import StoredFile
from danvan.files.services import place_of
from danvan.journal.models import Entry
from danvan.journal.selectors import check_chain
from danvan.journal.services import seal_entries
from danvan.notices.models import Notice
from danvan.petitions.models import Petition
from scripts.crash import mail
from scripts.crash.people import Shown

Check = Callable[[Sequence[Shown]], Iterator[str]]
# Acts that write a line without moving the case on.
WITHOUT_VERSION = ("register", "renew_following")


def receipts_stand(shown: Sequence[Shown]) -> Iterator[str]:
    """Every receipt somebody was shown is in the register, opens with its keys, and its papers are whole."""
    cases = {case.code: case for case in Case.objects.filter(code__in=[each.code for each in shown])}
    for each in shown:
        case = cases.get(each.code)
        if case is None:
            yield f"{each.code}: a receipt was shown, and there is no such letter"
            continue
        followed = Following.objects.filter(code_hash=code_hash(each.keys[0]), case=case, ended_at=None)
        if not followed.exists():
            yield f"{each.code}: its keys open nothing"
        kept = Counter(_papers_of(case))
        if kept != Counter(each.papers):
            yield f"{each.code}: {len(each.papers)} papers were sent, {sum(kept.values())} whole ones are kept"
    for each in shown[-3:]:
        # The slow hash of the secret, for a few.
        opened = following_opened_by(*each.keys)
        if opened is None or opened.case.code != each.code:
            yield f"{each.code}: its secret opens nothing"


def letters_are_one(shown: Sequence[Shown]) -> Iterator[str]:
    """One letter for each one sent: none twice, none that nobody was given a receipt for."""
    petitions = Petition.objects.filter(invented=False).values_list("code", "summary")
    words = Counter(summary.split()[0] for _code, summary in petitions)
    for word, count in words.items():
        if count > 1:
            yield f"letter {word} is in the register {count} times"
    given = {each.code for each in shown}
    made = set(Case.objects.filter(invented=False).values_list("code", flat=True))
    for code in sorted(made - given):
        yield f"{code}: a letter nobody was given a receipt for"


def numbers_are_given_once(shown: Sequence[Shown]) -> Iterator[str]:
    """In every series each number is given once, and none is left out."""
    given = defaultdict(list)
    for code in Case.objects.values_list("code", flat=True):
        prefix, year, number = code.split("-")
        given[f"{prefix} {year}"].append(int(number))
    for series in NumberSeries.objects.filter(name__in=given):
        numbers = sorted(given[series.name])
        if numbers != list(range(1, series.last + 1)):
            missing = sorted(set(range(1, series.last + 1)) - set(numbers))
            yield f"series {series.name}: {len(numbers)} numbers up to {series.last}, missing {missing[:5]}"


def acts_are_done_once(shown: Sequence[Shown]) -> Iterator[str]:
    """Every act that was answered stands on the timeline once, in the journal once, and moved the case on once."""
    for each in shown:
        written = Counter(CaseAct.objects.filter(case__code=each.code).values_list("act", flat=True))
        if written != each.acts:
            yield f"{each.code}: answered were {dict(each.acts)}, written {dict(written)}"
    moved = Count("acts", filter=~Q(acts__act__in=WITHOUT_VERSION))
    for case in Case.objects.filter(invented=False).annotate(moved=moved):
        if case.version != 1 + case.moved:
            yield f"{case.code}: version {case.version} after {case.moved} acts"
    ours = set(Case.objects.filter(invented=False).values_list("pk", flat=True))
    acts = Counter((pk, f"case.{act}") for pk, act in CaseAct.objects.values_list("case_id", "act") if pk in ours)
    entries = Counter(
        pair for pair in Entry.objects.filter(subject_kind="case").values_list("subject_id", "act") if pair[0] in ours
    )
    for pair in sorted(acts.keys() ^ entries.keys()) + [pair for pair in acts & entries if acts[pair] != entries[pair]]:
        yield f"case {pair[0]}: {acts[pair]} acts {pair[1]}, {entries[pair]} lines in the journal"


def journal_is_whole(shown: Sequence[Shown]) -> Iterator[str]:
    """The chain of the journal verifies to its last entry."""
    while seal_entries():
        pass
    found = check_chain()
    if not found.is_whole or found.unsealed:
        yield f"the journal is broken at {found.broken_at}: {found.reason}"


def events_are_announced_once(shown: Sequence[Shown]) -> Iterator[str]:
    """An event stands in the queue for every act, and for nothing else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'deliver_event' "
                       "AND args->>'name' = 'CaseChanged'")  # fmt: skip
        announced = cursor.fetchone()[0]
    acts = CaseAct.objects.count()
    if announced != acts:
        yield f"{announced} events of cases were announced for {acts} acts"


def work_is_done(shown: Sequence[Shown]) -> Iterator[str]:
    """Once the worker had time, no job is left waiting, broken off or failed.

    One that was given up because another like it waited is no loss if that other one was taken up after it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            WITH begun AS (
                SELECT job_id, max(at) AS at FROM procrastinate_events WHERE type = 'started' GROUP BY job_id
            )
            SELECT task_name, status, count(*) FROM procrastinate_jobs job
            WHERE status NOT IN ('succeeded', 'cancelled') AND NOT (status = 'aborted' AND EXISTS (
                SELECT FROM procrastinate_jobs other JOIN begun ON begun.job_id = other.id
                WHERE other.queueing_lock = job.queueing_lock AND other.id <> job.id
                    AND begun.at > (SELECT at FROM begun WHERE job_id = job.id)
            ))
            GROUP BY 1, 2 ORDER BY 1, 2
            """
        )
        for task, status, count in cursor.fetchall():
            yield f"{count} jobs {task} are {status}"


def clocks_fit(shown: Sequence[Shown]) -> Iterator[str]:
    """What a case shows is what its running clocks say, and no letter in hand is without one."""
    waiting = Clock.objects.filter(ended_on=None).values_list("case_id", flat=True).distinct()
    with_clock = set(waiting)
    for case in Case.objects.filter(invented=False):
        seen = (case.due_on, case.due_stage, case.resolution_due_on)
        settle(case)
        if (case.due_on, case.due_stage, case.resolution_due_on) != seen:
            yield f"{case.code}: shows {seen}, its clocks say {case.due_on} {case.due_stage}"
        if case.is_open and case.state in ("received", "accepted") and case.pk not in with_clock:
            yield f"{case.code}: {case.state} without a clock"


def nothing_is_half_stored(shown: Sequence[Shown]) -> Iterator[str]:
    """Every file is whole: a row has its bytes, and bytes under a hash have that hash, with a row or without."""
    rows = StoredFile.objects.in_bulk(field_name="sha256")
    for digest, row in rows.items():
        if not default_storage.exists(place_of(digest)):
            yield f"file {row.pk} has no bytes"
        elif default_storage.size(place_of(digest)) != row.size:
            yield f"file {row.pk} has {default_storage.size(place_of(digest))} bytes of {row.size}"
    for path in _kept_files():
        if len(path.name) == 64 and hashlib.sha256(path.read_bytes()).hexdigest() != path.name:
            yield f"bytes under {path.name[:12]}… are others{' (a row uses them)' if path.name in rows else ''}"
    for paper in Paper.objects.filter(case__invented=False, act=None, case__kind="complaint"):
        yield f"case {paper.case_id}: paper {paper.pk} came with no act"
    empty = Denunciation.objects.filter(invented=False, keys=None) | Denunciation.objects.filter(
        invented=False, keys__texts=None
    )
    for code in empty.values_list("code", flat=True).distinct():
        yield f"{code}: taken in without its words"


def nobody_is_told_twice(shown: Sequence[Shown]) -> Iterator[str]:
    """Whoever has a case is told once that it came online or was given to them, and once of what its writer added."""
    for each in shown:
        told = Counter(Notice.objects.filter(key__startswith="case-", text__startswith=each.code + ":")
                       .values_list("holding", flat=True))  # fmt: skip
        due = each.acts["supplement"] + (each.acts["assign"] if each.kind == "complaint" else 1)
        wrong = {holding: count for holding, count in told.items() if count != due}
        if wrong or (due and not told):
            yield f"{each.code}: {due} things to tell, told {dict(told)}"


def nobody_is_written_to_twice(shown: Sequence[Shown]) -> Iterator[str]:
    """A letter that left twice because of a crash is the same to whoever gets it: same Message-ID, same text."""
    texts: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for path in sorted(mail.folder().glob("*.eml")):
        letter = email.message_from_bytes(path.read_bytes())
        texts[letter["Message-ID"]].add((letter["To"], letter.get_payload(decode=True).decode()))
    for message_id, kept in texts.items():
        if len(kept) > 1:
            yield f"{message_id} says {len(kept)} different things"
    told = Counter(Notice.objects.values_list("holding__person__email", "text"))
    written = Counter(
        (to, line.removeprefix("- "))
        for kept in texts.values()
        for to, text in kept
        for line in text.splitlines()
        if line.startswith("- ")
    )
    for pair, count in written.items():
        if count > told[pair]:
            yield f"{pair[1]}: told {told[pair]} times, written {count} times"


def _papers_of(case: Case) -> Iterator[str]:
    """Return the hash of what is really kept of each paper of a case."""
    if case.kind != "denunciation":
        for paper in case.papers.select_related("stored"):
            place = place_of(paper.stored.sha256)
            if default_storage.exists(place):
                with default_storage.open(place) as kept:
                    yield hashlib.sha256(kept.read()).hexdigest()
        return
    for key in SealedKey.objects.filter(denunciation_id=case.pk, vault=None):
        opened = unwrapped(key)
        opened_texts(key, opened, key.texts.all())
        for sealed in key.papers.all():
            yield hashlib.sha256(opened_paper(key, opened, sealed).content).hexdigest()


def _kept_files() -> Iterator[Path]:
    root = Path(default_storage.path(""))
    yield from (path for path in root.glob("??/*") if path.is_file())


ALWAYS: dict[str, Check] = {
    "receipt lost or its papers unreadable": receipts_stand,
    "letter taken in twice, or without a receipt": letters_are_one,
    "number given twice or left out": numbers_are_given_once,
    "act lost or done twice": acts_are_done_once,
    "journal broken": journal_is_whole,
    "event lost or announced twice": events_are_announced_once,
    "clock that does not fit": clocks_fit,
    "half stored": nothing_is_half_stored,
    "told twice, or not at all": nobody_is_told_twice,
    "written to twice": nobody_is_written_to_twice,
}
AT_THE_END: dict[str, Check] = {"job broken off and never taken up again": work_is_done}


def look(checks: dict[str, Check], shown: Sequence[Shown]) -> dict[str, list[str]]:
    """Return for each promise what breaks it."""
    return {name: list(check(shown)) for name, check in checks.items()}
