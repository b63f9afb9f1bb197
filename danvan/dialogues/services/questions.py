"""Questions: asked, admitted, answered, deferred, taken into the register of letters.

Everything goes through the dialogue, whose keepers alone write.  The journal
names the question, never its words or who asked.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor, system_actor
from danvan.authority.rules.rights import Right
from danvan.authority.selectors import holders_over
from danvan.casework.choices import CaseKind
from danvan.casework.choices import Channel as CaseChannel
from danvan.dialogues.choices import NOT_TAKEN, AskedHow, Field, Group, QuestionState
from danvan.dialogues.models import Dialogue, DialogueQuestion
from danvan.dialogues.rules.personal import masked
from danvan.dialogues.rules.states import QUESTION
from danvan.dialogues.selectors.visible import answers_for
from danvan.dialogues.services.dialogues import DayIsToCome, refuse_cancelled, refuse_out_of_reach
from danvan.evidence import services as evidence
from danvan.evidence.models import Record
from danvan.intake.rules.mail_reading import speaks_of_denunciation
from danvan.intake.services import register_letter
from danvan.journal.services import record_act
from danvan.kernel.errors import Conflict, NotFound, RuleError
from danvan.kernel.text import fold, format_date, nfc
from danvan.notices.services import Message, tell
from danvan.orgs.selectors import reach
from danvan.petitions.services import NewPetition, NewWriter


class QuestionIsEmpty(RuleError):
    """A question says something."""

    code = "question_is_empty"
    field = "text"
    message = _("Chưa ghi câu hỏi.")


class AnswerIsEmpty(RuleError):
    """An answer says something."""

    code = "answer_is_empty"
    field = "answer"
    message = _("Chưa ghi nội dung trả lời.")


class DeferredIntoThePast(RuleError):
    """A promised day is still to come when it is promised."""

    code = "deferred_into_the_past"
    field = "due_on"
    message = _("Ngày hẹn trả lời không thể trước ngày đối thoại.")


class CaseNeedsName(RuleError):
    """A letter is answered to somebody."""

    code = "case_needs_name"
    field = "asker"
    message = _(
        "Chỉ vào sổ đơn thư khi người hỏi có ghi họ tên và muốn nhận trả lời riêng. "
        "Câu hỏi không tên thì hẹn trả lời chung và công khai kết quả."
    )


class RepeatsItself(RuleError):
    """A question repeats an earlier one of the same unit."""

    code = "question_repeats_itself"
    message = _("Câu hỏi lặp lại phải là câu hỏi của cuộc đối thoại trước, ở chính đơn vị này.")


class QuestionsClosed(RuleError):
    """Nobody collects questions for this dialogue now."""

    code = "questions_closed"
    message = _("Cuộc đối thoại này không còn nhận câu hỏi qua mạng.")


class QuestionSpeaksOfDenunciation(RuleError):
    """A denunciation goes through its sealed door: nothing of it is written down here."""

    code = "question_speaks_of_denunciation"
    field = "text"
    message = _(
        "Nội dung có vẻ là tố cáo. Tố cáo được nhận ở trang riêng, có niêm phong; ở đây không lưu gì. "
        "Nếu không phải tố cáo, xin viết lại câu này."
    )


class QuestionWasChanged(Conflict):
    """Somebody else saved the question since this form was opened."""

    code = "question_was_changed"
    message = _("Câu hỏi vừa được người khác sửa. Nội dung bạn nhập chưa được lưu; đề nghị xem lại rồi lưu lần nữa.")


# Columns known only under the lock.
Found = Callable[[DialogueQuestion, Dialogue], Mapping[str, Any]]


@dataclass(frozen=True)
class NewQuestion:
    """A question as somebody asks it."""

    text: str
    asked_how: str = AskedHow.HALL
    group: str = Group.VOTERS
    hamlet: str = ""
    field: str = Field.OTHER
    asker: str = ""
    contact: str = ""
    wants_answer: bool = False


def take_questions(
    dialogue_id: int, new: Sequence[NewQuestion], *, actor: Actor, at: datetime
) -> list[DialogueQuestion]:
    """Write questions down, all or none.  Raises QuestionIsEmpty, DialogueIsCancelled and what `change_parts` does."""
    if not new or not all(each.text.strip() for each in new):
        raise QuestionIsEmpty
    kept: list[DialogueQuestion] = []

    def write(dialogue: Dialogue) -> None:
        refuse_cancelled(dialogue)
        kept.extend(DialogueQuestion.objects.bulk_create(_rows(dialogue, new, at=at, state=QuestionState.OPEN)))

    _change(dialogue_id, "dialogues.ask", write, actor=actor, detail={"questions": len(new)})
    return kept


@transaction.atomic
def send_question(dialogue_id: int, new: NewQuestion, *, token: str, at: datetime) -> DialogueQuestion:
    """Take a question of somebody without an account; it waits until it is admitted.  Sent twice it is one.

    A denunciation is no question: nothing of it is kept.  Raises NotFound,
    QuestionIsEmpty, QuestionSpeaksOfDenunciation, QuestionsClosed.
    """
    if not new.text.strip():
        raise QuestionIsEmpty
    if speaks_of_denunciation(new.text):
        raise QuestionSpeaksOfDenunciation
    # Sent twice at the same moment, the second waits here until the first is written.
    Record.objects.select_for_update().filter(pk=dialogue_id).first()
    if known := DialogueQuestion.objects.filter(token=token).first():
        return known
    kept: list[DialogueQuestion] = []

    def write(dialogue: Dialogue) -> None:
        if not dialogue.collects_on(timezone.localdate(at)):
            raise QuestionsClosed
        (row,) = _rows(dialogue, [new], at=at, state=QuestionState.WAITING)
        row.token = token
        row.save()
        kept.append(row)

    _change(dialogue_id, "dialogues.sent", write, actor=system_actor(timezone.localdate(at)))
    return kept[0]


def admit(question_id: int, *, actor: Actor, version: int | None = None) -> DialogueQuestion:
    """Let a question into the dialogue.  Raises ActNotAllowed, QuestionWasChanged."""
    return _act(question_id, "admit", actor=actor, version=version, aside_reason="")


def set_aside(question_id: int, *, actor: Actor, reason: str, version: int | None = None) -> DialogueQuestion:
    """Leave a question out of the dialogue, and off the public page.

    Raises ReasonRequired, ActNotAllowed, QuestionWasChanged.
    """
    if not reason.strip():
        raise evidence.ReasonRequired
    return _act(question_id, "set_aside", actor=actor, version=version, aside_reason=nfc(reason).strip()[:300])


def change_question(
    question_id: int, *, actor: Actor, changes: Mapping[str, Any], version: int | None = None
) -> DialogueQuestion:
    """Correct how a question was written down; other words than those published leave the public page.

    Raises QuestionIsEmpty, QuestionWasChanged.
    """
    if "text" in changes and not str(changes["text"]).strip():
        raise QuestionIsEmpty
    return _act(question_id, "", actor=actor, version=version, **changes)


def answer(
    question_id: int,
    *,
    actor: Actor,
    text: str,
    answered_on: date,
    answered_by: str = "",
    version: int | None = None,
) -> DialogueQuestion:
    """Write down what was answered and when; on the day of the dialogue it was answered in the hall.

    Another answer than the one published leaves the public page until it is published again.
    Raises AnswerIsEmpty, DayIsToCome, ActNotAllowed, QuestionWasChanged.
    """
    given = _answered(text, answered_on, answered_by, actor)
    return _act(question_id, "answer", actor=actor, version=version, **given)


@transaction.atomic
def answer_as_owner(
    question_id: int,
    *,
    actor: Actor,
    at: datetime,
    text: str,
    answered_on: date,
    answered_by: str = "",
    version: int | None = None,
) -> DialogueQuestion:
    """Answer a question that was put off to the actor's unit, and tell those who keep the dialogue.

    The unit neither keeps nor need see the dialogue.  Raises AnswerIsEmpty,
    DayIsToCome, QuestionWasChanged, and NotFound for what does not wait for it.
    """
    given = _answered(text, answered_on, answered_by or actor.unit_name, actor)
    # The dialogue is locked before what is below it, as everywhere.
    Record.objects.select_for_update(of=("self",)).filter(as_dialogue__questions=question_id).first()
    waiting = DialogueQuestion.objects.select_for_update(of=("self",)).select_related("dialogue")
    question = waiting.filter(pk=question_id).first()
    if question is None or not answers_for(actor, question):
        raise NotFound
    dialogue = question.dialogue
    _write(question, dialogue, "answer", version=version, columns=given)
    record_act(
        "dialogues.answer", actor=actor, subject_kind="record", subject_id=dialogue.pk, unit_id=dialogue.unit_id,
        detail={"question": question.pk},
    )  # fmt: skip
    evidence.tell_of_records([dialogue])
    _tell(question, dialogue.unit_id, f"Đã có trả lời câu hỏi số {question.position}", actor=actor, at=at)
    return question


def _answered(text: str, answered_on: date, answered_by: str, actor: Actor) -> dict[str, Any]:
    if not text.strip():
        raise AnswerIsEmpty
    if answered_on > actor.on:
        raise DayIsToCome(field="answered_on")
    return {
        "answer": nfc(text).strip(),
        "answered_on": answered_on,
        "answered_by": nfc(answered_by).strip()[:160],
    }


@transaction.atomic
def defer(
    question_id: int, *, actor: Actor, at: datetime, owner_unit_id: int, due_on: date, version: int | None = None
) -> DialogueQuestion:
    """Promise an answer by a day, by a unit, and tell that unit.

    Raises DeferredIntoThePast, DayOutOfReach, ActNotAllowed, QuestionWasChanged.
    """
    refuse_out_of_reach(actor.on, due_on=due_on)
    question = _act(question_id, "defer", actor=actor, version=version, owner_unit_id=owner_unit_id, due_on=due_on)
    said = f"Trả lời câu hỏi số {question.position}, hẹn ngày {format_date(due_on)}"
    _tell(question, owner_unit_id, said, actor=actor, at=at)
    return question


def make_case(question_id: int, *, actor: Actor, at: datetime, version: int | None = None) -> DialogueQuestion:
    """Take a question into the register of letters as a recommendation, whose clocks then run from the dialogue.

    Raises CaseNeedsName, NoAuthority without the right of the desk, CannotRegister, ActNotAllowed,
    QuestionWasChanged.
    """

    def register(question: DialogueQuestion, dialogue: Dialogue) -> dict[str, Any]:
        if not question.asker or not question.wants_answer:
            raise CaseNeedsName
        petition = register_letter(
            NewPetition(
                kind=CaseKind.RECOMMENDATION,
                unit_id=dialogue.unit_id,
                received_on=dialogue.happened_on or timezone.localdate(at),
                channel=CaseChannel.DIALOGUE,
                summary=question.text,
                writers=[NewWriter(question.asker, address=question.hamlet, phone=question.contact[:30])],
                invented=question.invented,
            ),
            actor=actor,
            at=at,
        )
        return {"case_id": petition.pk}

    return _act(question_id, "to_case", actor=actor, version=version, found=register)


def mark_repeat(
    question_id: int, *, actor: Actor, repeats_id: int | None, version: int | None = None
) -> DialogueQuestion:
    """Say which earlier question this one repeats, if any.  Raises RepeatsItself, QuestionWasChanged."""
    return _act(question_id, "", actor=actor, version=version, repeats_id=repeats_id)


# --- how it is written ------------------------------------------------------------------------------------------------


def _rows(
    dialogue: Dialogue, new: Sequence[NewQuestion], *, at: datetime, state: QuestionState, **more: Any
) -> list[DialogueQuestion]:
    last = dialogue.questions.aggregate(last=Max("position"))["last"] or 0
    return [
        DialogueQuestion(
            dialogue=dialogue,
            position=last + place,
            asked_at=at,
            state=state,
            text=nfc(each.text).strip(),
            folded=folded_words(each.text, each.hamlet, each.asker),
            asked_how=each.asked_how,
            group=each.group,
            hamlet=nfc(each.hamlet).strip()[:160],
            field=each.field,
            asker=nfc(each.asker).strip()[:120],
            contact=nfc(each.contact).strip()[:160],
            wants_answer=each.wants_answer,
            invented=dialogue.invented,
            **more,
        )
        for place, each in enumerate(new, start=1)
    ]


def folded_words(text: str, hamlet: str, asker: str) -> str:
    """Return what a question is found by; never by who asked, nor by names in it that not every reader may read."""
    return fold(f"{masked(text, asker=asker)} {hamlet}")


def _act(
    question_id: int,
    act: str,
    *,
    actor: Actor,
    version: int | None,
    found: Found | None = None,
    **columns: Any,
) -> DialogueQuestion:
    """Change a question below its dialogue, which is locked first."""
    known = DialogueQuestion.objects.filter(pk=question_id).values_list("dialogue", flat=True).first()
    if known is None:
        raise NotFound
    kept: list[DialogueQuestion] = []

    def write(dialogue: Dialogue) -> None:
        question = dialogue.questions.select_for_update().get(pk=question_id)
        _write(question, dialogue, act, version=version, columns=columns, found=found)
        kept.append(question)

    _change(known, f"dialogues.{act or 'change_question'}", write, actor=actor, detail={"question": question_id})
    return kept[0]


def _write(
    question: DialogueQuestion,
    dialogue: Dialogue,
    act: str,
    *,
    version: int | None,
    columns: Mapping[str, Any],
    found: Found | None = None,
) -> None:
    if version is not None and version != question.version:
        raise QuestionWasChanged
    refuse_cancelled(dialogue)
    before = _said(question)
    if act:
        question.state = QUESTION.target(question.state, act)
    for name, value in {**columns, **(found(question, dialogue) if found else {})}.items():
        setattr(question, name, nfc(value).strip() if isinstance(value, str) else value)
    _refuse_misfits(question, dialogue)
    if _is_stale_in_public(question, before):
        question.published_at = None
    question.in_hall = question.answered_on is not None and question.answered_on == dialogue.happened_on
    question.folded = folded_words(question.text, question.hamlet, question.asker)
    question.version += 1
    question.save()


def _tell(question: DialogueQuestion, unit_id: int, said: str, *, actor: Actor, at: datetime) -> None:
    """Tell those who keep dialogues in a unit, by the number of the question; its words stay on its page."""
    holders = holders_over(Right.KEEP_RECEPTIONS, [unit_id], on=actor.on).get(unit_id, [])
    key = f"dialogue-question-{question.pk}-version-{question.version}"
    told = [
        Message(each, key, f"{said} (đối thoại ngày {format_date(question.dialogue.takes_place_on)})",
                question.get_absolute_url())
        for each in holders if each != actor.holding_id
    ]  # fmt: skip
    tell(told, at=at)


def _said(question: DialogueQuestion) -> tuple[str, str, str]:
    return question.text, question.asker, question.answer


def _is_stale_in_public(question: DialogueQuestion, before: tuple[str, str, str]) -> bool:
    """Whether the public words no longer say what stands here: then they wait until somebody publishes them again.

    Who asked is part of it: a name written down later may stand in the public
    words.  Words published without an answer say nothing wrong when one comes.
    """
    text, asker, answer = before
    if question.state in NOT_TAKEN or (question.text, question.asker) != (text, asker):
        return True
    return question.answer != answer and question.public_answer != ""


def _refuse_misfits(question: DialogueQuestion, dialogue: Dialogue) -> None:
    asked_on = dialogue.takes_place_on
    if question.state == QuestionState.DEFERRED and question.due_on and question.due_on < asked_on:
        raise DeferredIntoThePast
    if question.repeats_id is None:
        return
    earlier = DialogueQuestion.objects.select_related("dialogue").filter(pk=question.repeats_id).first()
    own = reach(dialogue.unit_id, on=asked_on, with_subtree=False)
    if earlier is None or earlier.dialogue_id == dialogue.pk or earlier.dialogue.unit_id not in own:
        raise RepeatsItself


def _change(dialogue_id: int, act: str, write: Any, *, actor: Actor, detail: Mapping[str, Any] | None = None) -> None:
    """Write below a dialogue, whatever its proof and its year: a question is answered when it is answered."""
    evidence.change_parts(
        dialogue_id, actor=actor, act=act, write=write, open_only=False, counts=False, detail=detail or {}
    )
