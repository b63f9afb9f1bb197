"""What the papers of a session say."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from danvan.authority.rules.actor import Actor
from danvan.kernel.errors import NotFound
from danvan.kernel.text import format_date, format_number, say_day
from danvan.opinions.choices import Field
from danvan.opinions.models import CouncilSession, VoterRecommendation
from danvan.opinions.selectors.boards import Board, board_of, rows_of_session
from danvan.opinions.selectors.lists import Row, rows_of
from danvan.opinions.selectors.visible import sessions_visible_to, sight_of
from danvan.orgs.selectors import letterhead_of, names_on

GROUPS = (("settled", "Đã giải quyết xong"), ("studied", "Đang nghiên cứu, giải quyết"),
          ("explained", "Đã giải trình, cung cấp thông tin"), ("", "Chưa trả lời"))  # fmt: skip


@dataclass(frozen=True)
class PaperLine:
    """One recommendation in a paper."""

    number: int
    text: str
    place: str = ""
    field: str = ""
    session: str = ""
    state: str = ""
    due_on: str = ""
    unit: str = ""
    result: str = ""
    promised_on: str = ""
    sessions: str = ""


@dataclass(frozen=True)
class Slip:
    """The recommendations of a session that lie with one unit and were not answered."""

    unit_id: int
    name: str
    number: int


def _kept_session(actor: Actor, session_id: int) -> CouncilSession:
    session = sessions_visible_to(actor).filter(pk=session_id).first()
    if session is None or session.unit_id not in sight_of(actor).keeps:
        raise NotFound
    return session


def _head(actor: Actor, unit_id: int, on: date) -> dict[str, object]:
    head = letterhead_of(unit_id, on)
    return {
        "superior": head.superior,
        "issuer": head.issuer,
        "place": head.place,
        "day": say_day(on),
        "signer_title": head.signer_title,
        "keeper": head.said,
        "on": format_date(on),
    }


def _to_answer(session: CouncilSession) -> Sequence[VoterRecommendation]:
    rows = session.recommendations.filter(answered_on=None, addressee__isnull=False, is_open=True)
    return list(rows.select_related("session").order_by("number"))


def slips_of(actor: Actor, session_id: int, *, on: date) -> list[Slip]:
    """Return the units a slip goes to.  Raises NotFound for who does not keep the list."""
    session = _kept_session(actor, session_id)
    numbers: dict[int, int] = {}
    for row in _to_answer(session):
        if row.addressee_id is not None:
            numbers[row.addressee_id] = numbers.get(row.addressee_id, 0) + 1
    names = names_on(set(numbers), on)
    found = [Slip(unit_id, names[unit_id].full_name, number) for unit_id, number in numbers.items()]
    return sorted(found, key=lambda slip: names[slip.unit_id].sort_name)


def slip_fields(actor: Actor, session_id: int, unit_id: int, *, on: date) -> dict[str, object]:
    """Return what the slip to one unit says.  Raises NotFound."""
    session = _kept_session(actor, session_id)
    found = [row for row in _to_answer(session) if row.addressee_id == unit_id]
    if not found:
        raise NotFound
    rows = rows_of(actor, found, on=on)
    return {
        **_head(actor, session.unit_id, on),
        "recipient": rows[0].addressee[:1].upper() + rows[0].addressee[1:],
        "session": str(session),
        "total": len(rows),
        "rows": [PaperLine(each.row.number, each.words, each.place, format_date(each.row.due_on)) for each in rows],
    }


def summary_fields(actor: Actor, session_id: int, *, on: date) -> dict[str, object]:
    """Return what voters ask of a session, by field, and what is still owed to them from the sessions before.

    In words that name nobody: papers of a session go from hand to hand.  Raises NotFound.
    """
    session = _kept_session(actor, session_id)
    board = board_of(actor, session_id, on=on)
    places = {code: place for place, code in enumerate(Field.values)}
    rows = sorted(rows_of_session(actor, session_id, on=on), key=lambda each: (places[each.row.field], each.row.number))
    numbers = Counter(Field(each.row.field) for each in rows)
    return {
        **_head(actor, session.unit_id, on),
        "session": str(session),
        "meetings": len(board.meetings),
        "present": format_number(sum(meeting.present for meeting in board.meetings)),
        "total": len(rows),
        "repeated": board.tally.repeated,
        "by_field": [
            f"{field.label[:1].upper()}{field.label[1:]}: {number} kiến nghị." for field, number in numbers.items()
        ],
        "rows": [
            PaperLine(
                each.row.number,
                each.public_words,
                place=each.place,
                field=each.row.get_field_display(),
                unit=each.addressee or each.proposed or "",
                sessions=str(each.row.sessions_raised),
            )
            for each in rows
        ],
        "owed": [
            PaperLine(
                each.row.number,
                each.public_words,
                session=f"{each.row.session}, số {each.row.number}",
                unit=each.addressee or "chưa chuyển",
                state=each.row.get_state_display(),
                due_on=format_date(each.row.promised_on or each.row.due_on),
            )
            for each in rows_of(actor, owed_before(session), on=on)
        ],
    }


def owed_before(session: CouncilSession) -> Sequence[VoterRecommendation]:
    """Return what voters asked of the sessions before one of the same body and were not given an end of."""
    rows = VoterRecommendation.objects.filter(
        unit=session.unit_id, is_open=True, session__body=session.body, session__opens_on__lt=session.opens_on
    )
    return list(rows.select_related("session").order_by("session__opens_on", "session", "number"))


def group_of(row: VoterRecommendation) -> str:
    """Return the result group of a recommendation as the three groups of every report have it."""
    return dict(GROUPS)[row.result]


def in_groups(rows: Sequence[Row]) -> list[Row]:
    """Return recommendations by their result group, then by number."""
    order = {code: place for place, (code, _label) in enumerate(GROUPS)}
    return sorted(rows, key=lambda each: (order[each.row.result], each.row.number))


def report_fields(actor: Actor, session_id: int, *, on: date) -> dict[str, object]:
    """Return what the report of a session says, in words that name nobody.  Raises NotFound."""
    session = _kept_session(actor, session_id)
    board = board_of(actor, session_id, on=on)
    rows = in_groups(rows_of_session(actor, session_id, on=on))
    return {
        **_head(actor, session.unit_id, on),
        "session": str(session),
        **_numbers(board),
        "by_unit": [
            f"{line.name[:1].upper()}{line.name[1:]}: {line.tally.total} kiến nghị; {line.tally.settled} đã giải quyết "
            f"xong, {line.tally.studied} đang nghiên cứu, {line.tally.explained} đã giải trình, "
            f"{line.tally.waiting} chưa trả lời ({line.tally.late} quá hạn)."
            for line in board.units
        ],
        "rows": [
            PaperLine(
                each.row.number,
                each.public_words,
                unit=each.addressee or "chưa chuyển",
                result=group_of(each.row),
                promised_on=format_date(each.row.promised_on) if each.row.promised_on else "",
                sessions=str(each.row.sessions_raised),
            )
            for each in rows
        ],
    }


def _numbers(board: Board) -> dict[str, int]:
    names = ("total", "settled", "studied", "explained", "waiting", "late", "repeated", "bounced")
    return {name: getattr(board.tally, name) for name in names} | {
        "accepted": board.first_accepted,
        "routed": board.routed,
        "asked_about": board.feedback.asked_about,
        "responses": board.feedback.responses,
        "satisfied": board.feedback.satisfied,
        "given": board.feedback.given,
    }
