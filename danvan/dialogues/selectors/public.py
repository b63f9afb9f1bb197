"""What the public may read of dialogues: notices and results that were published, in their own words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from danvan.conclusions.choices import Origin
from danvan.conclusions.selectors.publishing import PublicPromise, as_public, published_tasks
from danvan.dialogues.choices import NOT_TAKEN, Audience
from danvan.dialogues.models import Dialogue
from danvan.evidence.selectors.naming import names_of_units


@dataclass(frozen=True, slots=True)
class PublicDialogue:
    """A dialogue as the public list shows it."""

    pk: int
    unit_name: str
    audiences: tuple[str, ...]
    on: date
    starts_at: str
    place: str
    meeting: str
    takes_questions: bool
    questions_until: date | None
    is_cancelled: bool
    # To another day than the notice there was says.
    is_moved: bool
    is_to_come: bool


@dataclass(frozen=True, slots=True)
class PublicQuestion:
    """A published question with its published answer."""

    text: str
    answer: str


@dataclass(frozen=True)
class PublicPage:
    """One dialogue on the public site."""

    dialogue: PublicDialogue
    notice: Sequence[str]
    summary: Sequence[str]
    results_on: date | None
    questions: Sequence[PublicQuestion]
    promises: Sequence[PublicPromise]


def coming_dialogues(*, on: date) -> list[PublicDialogue]:
    """Return the announced dialogues that are still to come, the next first; what was cancelled stands among them,
    so that nobody goes there in vain.  Two queries.
    """
    rows = Dialogue.objects.filter(announced_at__isnull=False, happened_on__isnull=True, planned_on__gte=on)
    return public_rows(list(rows.order_by("planned_on", "pk")), on)


def past_dialogues() -> "QuerySet[Dialogue, Dialogue]":
    """Return the dialogues whose results were published, the latest first."""
    rows = Dialogue.objects.filter(published_at__isnull=False, happened_on__isnull=False)
    return rows.order_by("-happened_on", "-pk")


def public_dialogues() -> "QuerySet[Dialogue, Dialogue]":
    """Return the dialogues of which anything at all is public."""
    return Dialogue.objects.filter(announced_at__isnull=False) | Dialogue.objects.filter(published_at__isnull=False)


def public_page(dialogue_id: int, *, on: date) -> PublicPage | None:
    """Return what is public of one dialogue; None of one of which nothing is.  A fixed number of queries.

    The notice invites only while there is something to come to, on the day it says.
    """
    found = public_dialogues().filter(pk=dialogue_id).first()
    if found is None:
        return None
    is_out = found.published_at is not None
    (shown,) = public_rows([found], on)
    questions = (
        found.questions.filter(published_at__isnull=False).exclude(state__in=NOT_TAKEN).order_by("position")
        if is_out
        else ()
    )
    return PublicPage(
        dialogue=shown,
        notice=found.public_notice.splitlines() if shown.is_to_come and not shown.is_moved else (),
        summary=found.public_summary.splitlines() if is_out else (),
        results_on=found.results_on if is_out else None,
        questions=[PublicQuestion(each.public_text, each.public_answer) for each in questions],
        promises=_promises(found.pk, on) if is_out else (),
    )


def _promises(dialogue_id: int, on: date) -> list[PublicPromise]:
    tasks = published_tasks().filter(conclusion__origin=Origin.DIALOGUE, conclusion__origin_key=dialogue_id)
    return as_public(list(tasks.order_by("position", "pk")), on=on)


def public_rows(dialogues: Sequence[Dialogue], on: date) -> list[PublicDialogue]:
    """Return dialogues as the public list shows them.  One query."""
    names = names_of_units({each.unit_id for each in dialogues}, on)
    return [
        PublicDialogue(
            pk=each.pk,
            unit_name=names.get(each.unit_id, ""),
            audiences=tuple(str(Audience(code).label) for code in each.audiences),
            on=each.takes_place_on,
            starts_at=each.starts_at,
            place=each.place,
            meeting=each.get_meeting_display(),
            takes_questions=each.collects_on(on),
            questions_until=each.questions_until or each.planned_on,
            is_cancelled=each.cancelled,
            is_moved=each.notice_is_stale and not each.cancelled and each.happened_on is None,
            is_to_come=(
                each.announced_at is not None
                and not each.cancelled
                and each.happened_on is None
                and each.planned_on >= on
            ),
        )
        for each in dialogues
    ]
