"""Sessions, meetings with voters, and what voters asked for there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from danvan.authority.rules.actor import Actor
from danvan.authority.rules.rights import Right
from danvan.intake.rules.mail_reading import speaks_of_denunciation
from danvan.journal.services import record_act
from danvan.kernel.errors import Conflict, NotFound, RuleError
from danvan.kernel.text import fold, format_date, nfc, shorten
from danvan.opinions.choices import Competence, VoterGroup
from danvan.opinions.models import CouncilSession, OpinionBatch, VoterMeeting, VoterRecommendation
from danvan.opinions.rules.personal import looks_personal, said
from danvan.opinions.selectors.limits import why_not_counted
from danvan.opinions.services.clocks import recount, recount_every_step, start_kept
from danvan.opinions.services.writing import require_own, tell_of_session, write_act

MOST_PUBLIC = 600
# Sessions of the terms in hand: those before 2021 are closed, nobody plans further than two years.
FIRST_SESSION_DAY, AHEAD = date(2021, 1, 1), timedelta(days=731)
SESSION_DAYS = ("opens_on", "closes_on", "answer_by")


class SessionIsKept(RuleError):
    """The same session twice would split its list."""

    code = "session_is_kept"
    message = _("Kỳ họp này đã có trong danh sách. Mở kỳ họp đã có để ghi tiếp.")


class DayIsOff(RuleError):
    """A day of a session years away is a slip of the hand, and no limit can be counted from it."""

    code = "session_day_is_off"
    message = _("Ngày của kỳ họp phải từ %(first)s đến %(last)s. Kiểm tra lại năm.")


class MeetingIsKept(RuleError):
    """The same meeting twice would split its recommendations."""

    code = "voter_meeting_is_kept"
    message = _("Cuộc tiếp xúc ở nơi này, ngày này đã có.")


class SpeaksOfDenunciation(RuleError):
    """A denunciation voiced by a voter is a denunciation: nothing of it is written down here."""

    code = "opinion_speaks_of_denunciation"
    message = _(
        "Nội dung có vẻ là tố cáo. Tố cáo không ghi ở đây: hướng dẫn người nêu, hoặc chuyển giấy ghi trong phong bì "
        "dán kín cho người tiếp nhận tố cáo (trang Tố cáo → Tiếp nhận). Nếu không phải tố cáo, viết lại câu này."
    )


class NamesSomebody(RuleError):
    """What is said to name nobody looks as if it did: then it has its own words for everybody, or none yet."""

    code = "opinion_names_somebody"
    message = _(
        "Nội dung có chỗ giống thông tin cá nhân: %(words)s. Bỏ dấu ô này rồi viết “Lời không nêu tên”, hoặc để viết "
        "sau. Nếu không phải thông tin cá nhân, chép nội dung sang ô “Lời không nêu tên”."
    )


class CannotRecord(RuleError):
    """The recommendation cannot be written down like this."""

    code = "cannot_record_recommendation"
    message = "%(why)s"


@dataclass(frozen=True)
class NewRecommendation:
    """What voters asked for, as the list has it.  `names_nobody`: the text may be shown to everybody as it is."""

    session_id: int
    text: str
    field: str
    received_on: date
    public_text: str = ""
    names_nobody: bool = False
    meeting_id: int | None = None
    place: str = ""
    commune_id: int | None = None
    voters: str = VoterGroup.ALL
    competence: str = Competence.PROVINCE
    proposed_id: int | None = None
    invented: bool = False

    @property
    def words_for_all(self) -> str:
        """The wording that names nobody; empty while there is none."""
        return self.public_text.strip() or (shorten(self.text, MOST_PUBLIC) if self.names_nobody else "")


@transaction.atomic
def save_session(
    session_id: int | None,
    unit_id: int,
    given: Mapping[str, Any],
    *,
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> CouncilSession:
    """Keep a session; when the day set for answers changes, everything open of it is counted again.

    When it turns out to be of another body, other limits hold from the first day: every step of every
    recommendation is counted again.

    Raises NoAuthority, DayIsOff, SessionIsKept, Conflict.
    """
    require_own(actor, Right.KEEP_OPINIONS, unit_id)
    last = timezone.localdate(at) + AHEAD
    for name in SESSION_DAYS:
        if (day := given.get(name)) and not FIRST_SESSION_DAY <= day <= last:
            raise DayIsOff(params={"first": format_date(FIRST_SESSION_DAY), "last": format_date(last)}, field=name)
    if session_id is None:
        session = CouncilSession(unit_id=unit_id)
    else:
        session = CouncilSession.objects.select_for_update().get(pk=session_id, unit=unit_id)
        if version is not None and version != session.version:
            raise Conflict
        session.version += 1
    was = session.answer_by, session.body
    for name, value in given.items():
        setattr(session, name, value)
    try:
        with transaction.atomic():
            session.save()
    except IntegrityError as error:
        if "a_session_is_kept_once" not in str(error):
            raise
        raise SessionIsKept from error
    record_act(
        "opinions.save_session",
        actor=actor,
        subject_kind="council_session",
        subject_id=session.pk,
        unit_id=unit_id,
        detail={"answer_by": session.answer_by.isoformat() if session.answer_by else None, "body": session.body},
    )
    if session_id is not None and was != (session.answer_by, session.body):
        _count_again(session, is_of_another_body=was[1] != session.body, actor=actor, at=at)
    return session


def _count_again(session: CouncilSession, *, is_of_another_body: bool, actor: Actor, at: datetime) -> None:
    rows = session.recommendations.select_for_update().order_by("pk")
    told = set()
    for row in rows if is_of_another_body else rows.filter(is_open=True):
        if is_of_another_body:
            recount_every_step(row, session)
        else:
            recount(row, session)
        row.version += 1
        row.save()
        write_act(
            row, "set_limit", actor=actor, on=actor.on, at=at, from_state=row.state,
            note="Tính lại theo loại kỳ họp đã sửa." if is_of_another_body else "Theo hạn chung của kỳ họp.",
        )  # fmt: skip
        if row.is_open and row.addressee_id is not None:
            told.add(row.addressee_id)
    if told:
        tell_of_session(session, told, actor=actor, at=at)


@transaction.atomic
def add_meeting(session_id: int, given: Mapping[str, Any], *, actor: Actor) -> VoterMeeting:
    """Keep a meeting with voters of a session.  Raises NoAuthority, MeetingIsKept."""
    session = CouncilSession.objects.get(pk=session_id)
    require_own(actor, Right.KEEP_OPINIONS, session.unit_id)
    try:
        with transaction.atomic():
            meeting = VoterMeeting.objects.create(session=session, **given)
    except IntegrityError as error:
        if "a_voter_meeting_stands_once" not in str(error):
            raise
        raise MeetingIsKept from error
    record_act(
        "opinions.add_meeting",
        actor=actor,
        subject_kind="voter_meeting",
        subject_id=meeting.pk,
        unit_id=session.unit_id,
    )
    return meeting


@transaction.atomic
def record_recommendation(
    new: NewRecommendation, *, actor: Actor, at: datetime, batch: OpinionBatch | None = None
) -> VoterRecommendation:
    """Write down what voters asked for, under the next number of its session.

    Raises NotFound, NoAuthority, SpeaksOfDenunciation, CannotRecord.
    """
    return record_many([new], actor=actor, at=at, batch=batch)[0]


@transaction.atomic
def record_many(
    found: Sequence[NewRecommendation], *, actor: Actor, at: datetime, batch: OpinionBatch | None = None
) -> list[VoterRecommendation]:
    """Write down several of one list, all or none.  Raises what `record_recommendation` raises."""
    sessions = {
        each.pk: each
        for each in CouncilSession.objects.select_for_update()
        .filter(pk__in={new.session_id for new in found})
        .order_by("pk")
    }
    last = dict(
        VoterRecommendation.objects.filter(session__in=sessions)
        .order_by()
        .values_list("session_id")
        .annotate(last=Max("number"))
    )
    written = []
    for new in found:
        session = sessions.get(new.session_id)
        if session is None:
            raise NotFound
        require_own(actor, Right.KEEP_OPINIONS, session.unit_id)
        _refuse_what_cannot_be(new, session, at)
        last[session.pk] = number = last.get(session.pk, 0) + 1
        row = _row(new, session, number, batch)
        start_kept(row, session)
        row.save()
        write_act(row, "record", actor=actor, on=new.received_on, at=at)
        written.append(row)
    return written


def _row(
    new: NewRecommendation, session: CouncilSession, number: int, batch: OpinionBatch | None
) -> VoterRecommendation:
    row = VoterRecommendation(
        unit_id=session.unit_id,
        session=session,
        meeting_id=new.meeting_id,
        number=number,
        field=new.field,
        place=new.place,
        commune_id=new.commune_id,
        voters=new.voters,
        competence=new.competence,
        received_on=new.received_on,
        proposed_id=new.proposed_id,
        batch=batch,
        invented=new.invented,
    )
    set_words(row, new.text, new.words_for_all)
    return row


def set_words(row: VoterRecommendation, text: str, public_text: str) -> None:
    """Give a recommendation its words, and those it is found by."""
    row.text, row.public_text = nfc(text), nfc(public_text)
    row.folded = fold(f"{row.text} {row.place}")
    row.folded_public, row.folded_place = fold(row.public_text), fold(row.place)


def _refuse_what_cannot_be(new: NewRecommendation, session: CouncilSession, at: datetime) -> None:
    if speaks_of_denunciation(new.text, new.public_text):
        raise SpeaksOfDenunciation
    _refuse_names(new.text, new.public_text, names_nobody=new.names_nobody)
    if new.meeting_id is not None and not session.meetings.filter(pk=new.meeting_id).exists():
        raise CannotRecord(params={"why": "Cuộc tiếp xúc không thuộc kỳ họp này."}, field="meeting_id")
    if new.received_on > timezone.localdate(at):
        raise CannotRecord(params={"why": "Ngày nhận không thể sau hôm nay."}, field="received_on")
    if why := why_not_counted(session.body, new.received_on):
        raise CannotRecord(params={"why": why}, field="received_on")


def _refuse_names(text: str, public_text: str, *, names_nobody: bool) -> None:
    if names_nobody and not public_text.strip() and (found := looks_personal([text])):
        raise NamesSomebody(params={"words": said(found)}, field="names_nobody")


@transaction.atomic
def change_words(
    recommendation_id: int, given: Mapping[str, Any], *, actor: Actor, on: date, at: datetime, version: int
) -> VoterRecommendation:
    """Mend what was written down: words, field, place, meeting.

    Words that are public already are not changed under everybody's eyes: an
    answer whose public wording changes is taken back, to be published anew by
    whoever may.  Raises NoAuthority, Conflict, SpeaksOfDenunciation, NamesSomebody.
    """
    row = (
        VoterRecommendation.objects.select_for_update(of=("self",)).select_related("session").get(pk=recommendation_id)
    )
    require_own(actor, Right.KEEP_OPINIONS, row.unit_id)
    if version != row.version:
        raise Conflict
    text, public_text = given["text"], given.get("public_text", "")
    if speaks_of_denunciation(text, public_text):
        raise SpeaksOfDenunciation
    names_nobody = bool(given.get("names_nobody"))
    _refuse_names(text, public_text, names_nobody=names_nobody)
    if names_nobody and not public_text:
        public_text = shorten(text, MOST_PUBLIC)
    for name in ("field", "place", "commune_id", "meeting_id", "voters", "competence", "proposed_id"):
        if name in given:
            setattr(row, name, given[name])
    was = row.public_text
    set_words(row, text, public_text)
    is_taken_back = row.published_at is not None and row.public_text != was
    if is_taken_back:
        row.published_at, row.public_answer = None, ""
    row.version += 1
    row.save()
    write_act(row, "change", actor=actor, on=on, at=at, from_state=row.state)
    if is_taken_back:
        write_act(row, "unpublish", actor=actor, on=on, at=at, from_state=row.state, note="Lời công khai đã được sửa.")
    return row
