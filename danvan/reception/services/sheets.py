"""The written notice of a refusal (form 01/TCD): its number, its day, the file as it went out."""

from datetime import date, datetime

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.casework.services import take_outgoing_number
from danvan.documents.kinds import number_text
from danvan.documents.word import WORD_TYPE, write_word
from danvan.files.services import store_upload
from danvan.kernel.errors import RuleError
from danvan.reception.book_papers import REFUSAL
from danvan.reception.models import ReceptionVisit
from danvan.reception.selectors.papers import may_notify, refusal_fields
from danvan.reception.services.visits import keep, locked


class NoNoticeOwed(RuleError):
    """Only some grounds are notified in writing, and each refusal once."""

    code = "no_refusal_notice_owed"
    message = _("Lượt tiếp này không cần thông báo từ chối bằng văn bản, hoặc thông báo đã ban hành.")


class NoticeOutOfTime(RuleError):
    """A notice goes out on or after the day of the refusal, and not in the future."""

    code = "refusal_notice_out_of_time"
    field = "on"
    message = _("Ngày thông báo từ ngày tiếp đến hôm nay.")


@transaction.atomic
def issue_refusal(
    visit_id: int,
    *,
    number: int,
    symbol: str,
    on: date,
    why: str,
    signer: tuple[str, str],
    actor: Actor,
    at: datetime,
    version: int,
) -> ReceptionVisit:
    """Let the notice of a refusal go out; its Word file is kept as it went.

    Raises NotFound, NoAuthority, Conflict, NoNoticeOwed, NoticeOutOfTime, NumberTaken, CannotWritePaper.
    """
    visit = locked(visit_id, actor=actor, version=version)
    if not may_notify(visit):
        raise NoNoticeOwed
    if not visit.on <= on <= timezone.localdate(at):
        raise NoticeOutOfTime
    take_outgoing_number(visit.unit_id, symbol, number, on=on)
    said = number_text(number, symbol)
    word = write_word(REFUSAL, refusal_fields(visit, why=why, number=said, on=on, signer=signer))
    # The name of a file is seen in lists: it says which visit, not whose.
    visit.refusal_file = store_upload(SimpleUploadedFile(f"01-tcd-{visit.number}-{visit.year}.docx", word, WORD_TYPE))
    visit.refusal_number, visit.refused_in_writing_on = said, on
    return keep("refuse_in_writing", visit, actor)
