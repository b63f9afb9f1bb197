"""Denunciations for tests: one as a desk takes it in, brought as far as a test needs."""

from datetime import date, timedelta

from django.utils import timezone

from danvan.denunciations.services.acts import perform
from danvan.denunciations.services.register import Accused, Denouncer, NewDenunciation, take_in
from tests.petitions.factories import at

RECEIVED = date(2026, 9, 1)
WHO = Denouncer("Lê Thị Ẩn Danh Mẫu", "xóm Kín Đáo", "0912 000 111", "040199000111")
EXTRACT = "Công chức địa chính yêu cầu người dân nộp tiền ngoài quy định khi làm thủ tục."


def new_case(house, *, standing="staff", unit=None, desk=None, **how):
    """Return what a desk types of a denunciation."""
    given = {
        "unit_id": (desk or house.place.commune).pk,
        "received_on": RECEIVED,
        "channel": "desk",
        "accused": [Accused((unit or house.place.commune).pk, standing, "Trần Văn Bị Cáo", "công chức địa chính")],
        "denouncers": [WHO],
        "is_formal": True,
        "extract": EXTRACT,
    }
    return NewDenunciation(**{**given, **how})


def people_typed(*, accused=(), writers=()):
    """Return the rows of people as a form sends them."""
    sent = {}
    for prefix, rows in (("accused", accused), ("writer", writers)):
        sent |= {f"{prefix}-TOTAL_FORMS": max(len(rows), 1), f"{prefix}-INITIAL_FORMS": 0}
        for index, row in enumerate(rows):
            sent |= {f"{prefix}-{index}-{name}": value for name, value in row.items()}
    return sent


def taken_in(house, by="son", papers=(), token="", **how):
    """Return a denunciation son took in."""
    on = how.get("received_on", RECEIVED)
    row, _is_new = take_in(new_case(house, **how), actor=house.actor(by), at=at(on), papers=papers, token=token)
    return row


class Story:
    """A denunciation going on from act to act, each by whoever may."""

    WHO = {"strip": "son", "confirm": "son", "check": "son", "lengthen": "son", "transfer": "son", "not_handle": "son",
           "to_inspection": "son", "waive": "son", "report": "lan", "notify": "lan", "expertise_done": "lan",
           "send_conclusion": "lan", "publish": "lan", "report_acting": "lan"}  # fmt: skip

    def __init__(self, house, row, now=date(2027, 12, 31)):
        self.house, self.row, self.now = house, row, now

    def do(self, act, on, by=None, **given):
        actor = self.house.platform if by == "platform" else self.house.actor(by or self.WHO.get(act, "minh"))
        self.row = perform(self.row.pk, act, given, actor=actor, on=on, at=at(self.now))
        return self

    def until_accepted(self, on=RECEIVED + timedelta(days=2)):
        self.do("check", on, competent=True, sphere="duty", conditions=[])
        return self.do("accept", on, number="TB/1")

    def until_verifying(self, on=RECEIVED + timedelta(days=2)):
        members = [self.house.actor("lan").holding_id, self.house.actor("binh").holding_id]
        self.until_accepted(on)
        return self.do("team", on, leader=members[0], members=members)

    def until_concluded(self, on=RECEIVED + timedelta(days=20)):
        self.until_verifying().do("notify", on).do("report", on, note="Đã xác minh.")
        return self.do("conclude", on, number="KL/1", verdict="true", note="Tố cáo đúng.")


def now():
    """Return this moment."""
    return timezone.now()
