"""What the public reads of a dialogue: the notice before it, the results after it.

Only words written for the public leave the desk, and only by whoever may
publish; a warning about personal data is answered before, not after.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.authority.services import require
from danvan.dialogues.choices import NOT_TAKEN
from danvan.dialogues.models import Dialogue, DialogueQuestion
from danvan.dialogues.rules.personal import names_somebody, personal_marks
from danvan.dialogues.services.dialogues import DayIsToCome, DialogueNotHeld, refuse_cancelled
from danvan.evidence import services as evidence
from danvan.evidence.models import Record
from danvan.evidence.services.saving import check_input
from danvan.kernel.errors import RuleError
from danvan.kernel.text import nfc


class NothingToPublish(RuleError):
    """What is published says something."""

    code = "nothing_to_publish"
    message = _("Chưa có lời nào để công khai: ghi kết quả chung, hoặc chọn ít nhất một câu hỏi.")


class PersonalDataSeen(RuleError):
    """Something may tell who somebody is; whoever publishes looks again."""

    code = "personal_data_seen"
    message = _("Lời công khai có thể chứa thông tin cá nhân: %(what)s. Đề nghị sửa, hoặc xác nhận đã kiểm tra.")


class PublicWordsMissing(RuleError):
    """A published question has its own words."""

    code = "public_words_missing"
    message = _("Câu hỏi số %(number)s được chọn công khai nhưng chưa có lời công khai.")


@dataclass(frozen=True)
class PublicWords:
    """What the public reads of one question, and whether it reads it."""

    question_id: int
    text: str
    answer: str
    is_public: bool


@transaction.atomic
def announce_dialogue(
    dialogue_id: int,
    *,
    actor: Actor,
    at: datetime,
    words: str,
    takes_questions: bool,
    questions_until: date | None,
    is_checked: bool = False,
) -> Record:
    """Put the notice of a coming dialogue on the public page, and say whether it takes questions there.

    Raises NothingToPublish, PersonalDataSeen, NoAuthority and what `change_parts` raises.
    """
    said = nfc(words).strip()
    if not said:
        raise NothingToPublish
    _refuse_personal([said], is_checked)

    def write(dialogue: Dialogue) -> None:
        require(actor, Right.PUBLISH_WORK, unit_id=dialogue.unit_id)
        refuse_cancelled(dialogue)
        dialogue.public_notice, dialogue.announced_at = said, dialogue.announced_at or at
        dialogue.notice_is_stale = False
        dialogue.takes_questions, dialogue.questions_until = takes_questions, questions_until

    return evidence.change_parts(
        dialogue_id,
        actor=actor,
        act="dialogues.announce",
        write=write,
        right=Right.PUBLISH_WORK,
        open_only=False,
        counts=False,
    )


@transaction.atomic
def publish_results(
    dialogue_id: int,
    *,
    actor: Actor,
    at: datetime,
    results_on: date,
    summary: str,
    words: Iterable[PublicWords],
    is_checked: bool = False,
) -> Record:
    """Publish what came of a dialogue: the summary, and the questions chosen with their answers.

    Publishing again replaces what stood there.  Raises DialogueNotHeld,
    DayIsToCome, NothingToPublish, PublicWordsMissing, PersonalDataSeen,
    NoAuthority and what `change_parts` raises.
    """
    if results_on > actor.on:
        raise DayIsToCome(field="results_on")
    chosen = {each.question_id: each for each in words}
    said = nfc(summary).strip()
    if not said and not any(each.is_public for each in chosen.values()):
        raise NothingToPublish

    def write(dialogue: Dialogue) -> None:
        require(actor, Right.PUBLISH_WORK, unit_id=dialogue.unit_id)
        if not dialogue.is_held:
            raise DialogueNotHeld
        questions = list(dialogue.questions.select_for_update().exclude(state__in=NOT_TAKEN).order_by("position"))
        _set_words(questions, chosen, at=at)
        _refuse_personal([said, *_public_texts(questions)], is_checked, askers=[each.asker for each in questions])
        DialogueQuestion.objects.bulk_update(questions, ["public_text", "public_answer", "published_at", "version"])
        dialogue.public_summary, dialogue.results_on = said, results_on
        dialogue.published_at = dialogue.published_at or at
        check_input(dialogue, exclude=["record_ptr"])

    return evidence.change_parts(
        dialogue_id,
        actor=actor,
        act="dialogues.publish",
        write=write,
        right=Right.PUBLISH_WORK,
        open_only=False,
        counts=False,
        detail={"questions": sum(each.is_public for each in chosen.values())},
    )


def withdraw_publication(dialogue_id: int, *, actor: Actor, reason: str) -> Record:
    """Take notice and results of a dialogue off the public page.  Raises ReasonRequired, NoAuthority."""
    if not (given := nfc(reason).strip()):
        raise evidence.ReasonRequired

    def write(dialogue: Dialogue) -> None:
        require(actor, Right.PUBLISH_WORK, unit_id=dialogue.unit_id)
        dialogue.announced_at, dialogue.published_at, dialogue.takes_questions = None, None, False
        dialogue.questions.filter(published_at__isnull=False).update(published_at=None)

    return evidence.change_parts(
        dialogue_id,
        actor=actor,
        act="dialogues.withdraw",
        write=write,
        right=Right.PUBLISH_WORK,
        reason=given,
        open_only=False,
        counts=False,
    )


def _set_words(questions: list[DialogueQuestion], chosen: dict[int, PublicWords], *, at: datetime) -> None:
    for question in questions:
        given = chosen.get(question.pk)
        is_public = given is not None and given.is_public
        if given is not None:
            question.public_text = nfc(given.text).strip()[:1000]
            question.public_answer = nfc(given.answer).strip()[:2000]
        if is_public and not question.public_text:
            raise PublicWordsMissing(params={"number": question.position})
        question.published_at = (question.published_at or at) if is_public else None
        question.version += 1


def _public_texts(questions: list[DialogueQuestion]) -> list[str]:
    return [f"{each.public_text}\n{each.public_answer}" for each in questions if each.published_at]


def _refuse_personal(texts: list[str], is_checked: bool, *, askers: Iterable[str] = ()) -> None:
    """Raise PersonalDataSeen unless whoever publishes says they looked; the name of an asker is never let through."""
    names = [name for name in askers if name]
    found: list[str] = []
    for text in texts:
        found += personal_marks(text)
    if any(names_somebody(text, name) for text in texts for name in names):
        raise PersonalDataSeen(params={"what": "tên người hỏi; phần này phải bỏ"})
    if found and not is_checked:
        raise PersonalDataSeen(params={"what": ", ".join(dict.fromkeys(found))})
