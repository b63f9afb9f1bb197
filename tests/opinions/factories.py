"""Voters' recommendations in their plainest valid form, in lan's commune and beyond."""

from datetime import date, datetime, time

from django.utils import timezone

from danvan.authority.rules.actor import system_actor
from danvan.opinions import services
from danvan.opinions.models import CouncilSession
from danvan.opinions.services import NewRecommendation
from tests.cast import TODAY, actor_of, seat

SEP_1 = date(2026, 9, 1)
PLATFORM = system_actor(TODAY)


def moment(on):
    return timezone.make_aware(datetime.combine(on, time(9)))


def make_session(unit, *, body="council", number=3, term="2026–2031", opens_on=date(2026, 7, 7), **more):
    return CouncilSession.objects.create(unit=unit, body=body, number=number, term=term, opens_on=opens_on, **more)


def make_recommendation(
    session, *, text="Đề nghị sửa cầu tràn qua suối ở bản Xiềng.", on=SEP_1, actor=PLATFORM, **more
):
    more.setdefault("field", "roads")
    more.setdefault("names_nobody", True)
    return services.record_recommendation(
        NewRecommendation(session_id=session.pk, text=text, received_on=on, **more), actor=actor, at=moment(TODAY)
    )


def do(row, act, on, *, actor=PLATFORM, papers=(), version=None, **given):
    return services.perform(row.pk, act, given, actor=actor, on=on, at=moment(TODAY), papers=papers, version=version)


def answered(row, on, kind="settled", *, actor=PLATFORM, **given):
    given.setdefault("number", "12/UBND-VP")
    given.setdefault("note", "Đã sửa xong.")
    return do(row, "answer", on, actor=actor, kind=kind, **given)


def seat_more(cast):
    """Seat the council office, a department and the Front beside the cast; return them by name."""
    at = cast.place
    people = {
        "hai": seat("hai", "Hải", at.adviser, title="Chuyên viên", kind="officer", role="council_office",
                    over=at.adviser, subtree=False),
        "son": seat("son", "Sơn", at.department, title="Chuyên viên", kind="officer", role="dept_focal",
                    over=at.department, subtree=False),
        "mai": seat("mai", "Mai", at.province, title="Cán bộ Mặt trận", kind="officer", role="front",
                    over=at.province, subtree=True),
    }  # fmt: skip
    return {name: (person, actor_of(person)) for name, person in people.items()}
