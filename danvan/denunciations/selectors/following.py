"""What whoever denounced learns with their code: where it stands, in plain words, and when the next step is due."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from danvan.casework.models import Case, CaseAct
from danvan.casework.rules.acts import WRITER
from danvan.denunciations.choices import State
from danvan.denunciations.models import Denunciation
from danvan.denunciations.rules.guards import why_not
from danvan.denunciations.selectors.facts import case_chain, codes_before, facts_of
from danvan.denunciations.selectors.tables import act_table, label_of
from danvan.orgs.selectors import names_on

PLAIN: dict[str, str] = {
    State.RECEIVED: "Đã vào sổ niêm phong, đang kiểm tra điều kiện thụ lý.",
    State.CHECKED: "Đã kiểm tra, đang xem xét thụ lý.",
    State.TRANSFERRED: "Đã chuyển kín đến cơ quan có thẩm quyền.",
    State.NOT_HANDLED: "Không xử lý; lý do ghi ở diễn biến.",
    State.TO_INSPECTION: "Đã chuyển để thanh tra, kiểm tra.",
    State.NOT_ACCEPTED: "Không thụ lý; lý do ghi ở diễn biến.",
    State.ACCEPTED: "Đã thụ lý.",
    State.VERIFYING: "Đang xác minh.",
    State.SUSPENDED: "Đang tạm đình chỉ.",
    State.VERIFIED: "Đã xác minh, chờ kết luận.",
    State.CONCLUDED: "Đã có kết luận.",
    State.ACTED: "Đã xử lý theo kết luận.",
    State.PUBLISHED: "Kết luận đã công khai.",
    State.MONITORED: "Việc đã kết thúc.",
    State.WITHDRAWN: "Đã rút tố cáo.",
    State.STOPPED: "Việc giải quyết đã đình chỉ.",
    State.ARCHIVED: "Hồ sơ đã lưu trữ.",
    State.DISPOSED: "Hồ sơ đã hết thời hạn bảo quản.",
}


@dataclass(frozen=True)
class FollowedDenunciation:
    """A denunciation as whoever wrote it sees it, before any word is opened.

    `earlier_codes` are the numbers it had before it was passed on; the receipt carries the oldest, last here.
    """

    row: Denunciation
    earlier_codes: Sequence[str]
    unit_name: str
    standing: str
    told: Sequence[tuple[str, CaseAct]]
    acts: frozenset[str]


def told_acts(row: Denunciation) -> "QuerySet[CaseAct, CaseAct]":
    """Return what the writer was told, also before the case was passed on."""
    return CaseAct.objects.filter(case__in=case_chain(row), is_told=True)


def followed_denunciation(case: Case, *, on: date) -> FollowedDenunciation | None:
    """Return a denunciation for its writer, whose code and secret the caller has checked; nothing for other cases."""
    row = Denunciation.objects.filter(pk=case.pk).first()
    if row is None:
        return None
    facts = facts_of(row, {}, on)
    name = names_on({row.unit_id}, on).get(row.unit_id)
    return FollowedDenunciation(
        row=row,
        earlier_codes=codes_before(row),
        unit_name=name.full_name if name else "",
        standing=PLAIN[row.state],
        told=[(label_of(act.act), act) for act in told_acts(row).order_by("-on", "-pk")],
        acts=frozenset(
            act.code
            for act in act_table().possible(row.state)
            if act.right == WRITER and not any(why_not(guard, facts) for guard in act.guards)
        ),
    )
