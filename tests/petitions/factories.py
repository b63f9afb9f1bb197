"""Petitions for tests: the plainest valid letter, and a complaint brought as far as a test needs."""

from datetime import date, datetime, time

from django.utils import timezone

from danvan.casework.models import HandOver
from danvan.petitions.services import NewPetition, NewWriter, perform, register_petition
from tests.cast import TODAY

LETTER = "Tôi không đồng ý với việc thu hồi thửa đất số 12 của gia đình vì chưa được bồi thường đúng diện tích."
CLASSIFIED = {"subject": "land_recovery", "respondent_kind": "commune", "instance": 1, "competent": True}


def at(day):
    """Return noon of a day, in Vietnam."""
    return timezone.make_aware(datetime.combine(day, time(12)))


def register(cast, *, on=date(2026, 9, 1), by="lan", unit=None, kind="complaint", writers=None, **how):
    """Return a new letter at lan's desk."""
    new = NewPetition(
        kind=kind,
        unit_id=(unit or cast.place.commune).pk,
        received_on=on,
        channel=how.pop("channel", "desk"),
        summary=how.pop("summary", LETTER),
        writers=writers or [NewWriter("Nguyễn Văn Minh Họa", address="xóm 1")],
        **how,
    )
    return register_petition(new, actor=cast.actor(by), at=at(max(on, date(2026, 9, 1))))


def handed_over(case, to_unit, since):
    """Let a case have passed to a unit from a day on, by the record itself."""
    row = HandOver.objects.create(
        case=case, from_unit_id=case.unit_id, to_unit=to_unit, since=since, before=case.handed_over, reason="",
        is_clear=True, made_at=at(TODAY), on=since, decided_at=at(TODAY),
    )  # fmt: skip
    case.unit, case.handed_over = to_unit, row
    case.save()


class Story:
    """A petition going on from act to act, each by whoever may, on the day the test says."""

    WHO = {
        "accept": "minh", "refuse": "minh", "assign": "minh", "declare_complex": "minh", "declare_remote": "minh",
        "suspend": "minh", "continue": "minh", "decide": "minh", "stop": "minh", "execute": "minh", "review": "minh",
        "end_review": "minh", "extend": "minh",
    }  # fmt: skip

    def __init__(self, cast, petition, now=date(2027, 6, 30)):
        self.cast, self.petition, self.now = cast, petition, now

    def do(self, act, on, by=None, **given):
        who = by or self.WHO.get(act, "lan")
        self.petition = perform(
            self.petition.pk, act, given, actor=self.cast.actor(who), on=on, at=at(self.now), version=None
        )
        return self

    def until_accepted(self, on, **given):
        self.do("classify", on, **CLASSIFIED).do("propose", on)
        return self.do("accept", on, number="01/TB-UBND", **given)

    def until_verified(self, accepted, verified, views_differ=False):
        self.until_accepted(accepted).do("assign", accepted, officer=self.officer)
        return self.do("report", verified, note="Đã xác minh.", views_differ=views_differ)

    @property
    def officer(self):
        return self.cast.actor("lan").holding_id
