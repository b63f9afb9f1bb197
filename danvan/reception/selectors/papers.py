"""What the papers of reception say: the fields of each, from the book."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from danvan.documents.kinds import lines_of
from danvan.kernel.errors import RuleError
from danvan.kernel.text import format_date, format_number, say_day
from danvan.orgs.selectors import letterhead_of
from danvan.reception.models import ReceptionSession, ReceptionVisit
from danvan.reception.selectors.grounds import grounds
from danvan.reception.selectors.visits import FourCounts

# A book is printed by months or quarters; beyond this the sheet to download is the better paper.
MOST_PRINTED = 1_000
COUNTED_ONLY = "Tố cáo: chỉ ghi số đếm; nội dung ở sổ niêm phong."


class TooManyToPrint(RuleError):
    """More lines than anybody binds."""

    code = "too_many_to_print"
    message = "Kỳ đã chọn có %(count)s lượt; mỗi lần in nhiều nhất %(most)s lượt. Chọn kỳ ngắn hơn, hoặc tải XLSX."


def may_notify(visit: ReceptionVisit) -> bool:
    """Whether a written notice of refusal can still go out."""
    ground = grounds().get(visit.refusal_ground, visit.on) if visit.refusal_ground else None
    return ground is not None and ground.in_writing and visit.refused_in_writing_on is None


def head_fields(unit_id: int, on: date) -> dict[str, Any]:
    """Return what stands at the head of a paper of a unit."""
    head = letterhead_of(unit_id, on)
    return {
        "superior": head.superior,
        "issuer": head.issuer,
        "place": head.place,
        "day": say_day(on),
        "unit": head.said,
    }


def visit_fields(visit: ReceptionVisit, *, receiver: str, on: date) -> dict[str, Any]:
    """Return every field of the papers of one visit."""
    said = f"ông (bà) {visit.name}"
    if visit.people > 1:
        said += f" và {format_number(visit.people - 1)} người cùng đến"
    if visit.address:
        said += f", địa chỉ: {visit.address}"
    if visit.id_number:
        said += f", {visit.get_id_kind_display() or 'số giấy tờ'}: {visit.id_number}"
    return {
        **head_fields(visit.unit_id, on),
        **_session_fields(visit.session),
        "visitor": visit.name,
        "visitor_said": said,
        "visit_number": f"{visit.number}/{visit.year}",
        "receiver": receiver,
        "content": lines_of(visit.content),
        "handled_before": lines_of(visit.handled_before),
        "request": lines_of(visit.request),
        "papers": lines_of(visit.papers) or ["Không có tài liệu kèm theo."],
        "outcome": visit.get_outcome_display(),
        "answer": lines_of(visit.answer),
        "case_code": visit.case.code if visit.case else "",
        "promised_day": format_date(visit.promised_on) if visit.promised_on else "",
        "contact": visit.contact,
    }


def refusal_fields(
    visit: ReceptionVisit, *, why: str, number: str, on: date, signer: tuple[str, str]
) -> dict[str, Any]:
    """Return every field of the notice of a refusal (01/TCD)."""
    ground = grounds().get(visit.refusal_ground, visit.on)
    title, name = signer
    return {
        **visit_fields(visit, receiver="", on=on),
        "number": number,
        "basis": ground.basis if ground else "",
        "ground": ground.label if ground else "",
        "why": lines_of(why),
        "signer_lines": lines_of(title.upper()),
        "signer_name": name,
    }


def minutes_fields(
    session: ReceptionSession, visits: Iterable[ReceptionVisit], counts: FourCounts, *, receiver: str, on: date
) -> dict[str, Any]:
    """Return every field of the minutes of a session."""
    return {
        **head_fields(session.unit_id, on),
        **_session_fields(session),
        **_count_fields(counts),
        "receiver": receiver,
        "rows": [_row(visit) for visit in visits],
        "chair": _chair(session),
        "participants": session.participants,
        "minutes": lines_of(session.minutes),
        "recording": session.recording,
    }


def _chair(session: ReceptionSession) -> str:
    """Return who chaired, by the name typed or as the record of posts has it; room to write where nobody is known."""
    if session.chair_name or session.chair is None:
        return session.chair_name or "……………………"
    return f"{session.chair.person.get_full_name()}, {session.chair.post.title}"


def book_fields(
    unit_id: int, visits: Iterable[ReceptionVisit], counts: FourCounts, *, period: str, receiver: str, on: date
) -> dict[str, Any]:
    """Return every field of the printed book.  Raises TooManyToPrint."""
    if counts.visits > MOST_PRINTED:
        raise TooManyToPrint(params={"count": format_number(counts.visits), "most": format_number(MOST_PRINTED)})
    return {
        **head_fields(unit_id, on),
        **_count_fields(counts),
        "period": period,
        "receiver": receiver,
        "rows": [_row(visit) for visit in visits],
    }


def _session_fields(session: ReceptionSession) -> dict[str, Any]:
    hours = " – ".join(f"{each:%H:%M}" for each in (session.starts_at, session.ends_at) if each)
    day = say_day(session.on)
    return {
        "session_day": day[:1].upper() + day[1:],
        "session_place": session.place,
        "session_kind": session.get_kind_display(),
        "hours": hours,
    }


def _count_fields(counts: FourCounts) -> dict[str, str]:
    return {name: format_number(number) for name, number in vars(counts).items()}


def _row(visit: ReceptionVisit) -> dict[str, str]:
    who = [visit.name, f"số giấy tờ {visit.id_number}" if visit.id_number else visit.no_id_reason, visit.address]
    if visit.people > 1:
        who.append(f"{format_number(visit.people)} người")
    what = [visit.content]
    if visit.handled_before:
        what.append(f"Đã giải quyết: {visit.handled_before}")
    if visit.request:
        what.append(f"Yêu cầu: {visit.request}")
    outcome = [visit.get_outcome_display(), visit.case.code if visit.case else "", visit.answer]
    return {
        "number": str(visit.number),
        "on": format_date(visit.on),
        "who": "; ".join(filter(None, who)),
        "what": COUNTED_ONLY if visit.is_denunciation else ". ".join(filter(None, what)),
        "outcome": "; ".join(filter(None, outcome)),
    }
