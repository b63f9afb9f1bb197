"""Invented conclusions: of a commune, a department and the province, with a task at every turn of its way.

Days are counted back from the day the demo is made, so that some tasks are
always new, some nearly due and some late.  No citizen is named in them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from danvan.authority.rules.actor import Actor
from danvan.calendars.selectors import shipped_calendar
from danvan.conclusions import services
from danvan.conclusions.choices import Origin
from danvan.conclusions.models import Conclusion, ConclusionTask
from danvan.conclusions.services import Head, Issue, Row, Source

COMMUNE, BUILDING, PROVINCE, NEXT = "congchuc", "soxaydung", "tiepdan", "Na Ngoi"
UNITS = {COMMUNE: "Mường Xén", BUILDING: "Sở Xây dựng", PROVINCE: "Nghệ An", NEXT: "Na Ngoi"}
Step = tuple[int, str, str, dict[str, Any]]


@dataclass(frozen=True)
class Job:
    """One task: what, for whom, due how many days after the notice, whether a citizen waits, what was done after."""

    text: str
    unit: str
    due: int
    steps: Sequence[Step] = ()
    waits: bool = False
    with_: tuple[str, ...] = ()


@dataclass(frozen=True)
class Meeting:
    """One conclusion: whose, how many days ago it went out, at what."""

    whose: str
    days_ago: int
    origin: Origin
    title: str
    jobs: Sequence[Job]


def _done(day: int, who: str, note: str, **more: Any) -> Step:
    return (day, who, "report", {"done": 0, "note": note, "number": "41/BC", **more})


def _checked(day: int, who: str) -> Step:
    return (day, who, "verify", {"done": None})


GRANT: dict[str, Any] = {"note": "Mưa lũ làm chậm thi công.", "number": "77/UBND-VP"}
MEETINGS = (
    Meeting(COMMUNE, 75, Origin.RECEPTION, "Buổi tiếp công dân định kỳ của Chủ tịch UBND xã", (
        Job("Sửa lan can cầu tràn qua suối, bảo đảm an toàn cho học sinh đi lại.", COMMUNE, 20, (
            (2, COMMUNE, "accept", {"officer": COMMUNE}), (12, COMMUNE, "progress", {"note": "Đã tập kết vật liệu."}),
            _done(18, COMMUNE, "Đã sửa xong hai bên lan can."), _checked(20, "chutich"),
        )),
        Job("Trả lời bằng văn bản kiến nghị về khoản đóng góp làm nhà văn hóa bản.", COMMUNE, 15, (
            _done(10, COMMUNE, "Đã niêm yết bảng thu, chi.", answered=10, answer_number="88/UBND-VP"),
            _checked(12, "chutich"), (16, COMMUNE, "record_view", {"citizen_view": "satisfied", "view": 15}),
        ), waits=True),
        Job("Kiểm tra việc đo đạc đất vườn bị thu hồi để mở rộng đường vào bản.", COMMUNE, 14, (
            (1, COMMUNE, "accept", {}), (16, "chutich", "grant_time", {"until": 40, **GRANT}),
            _done(38, COMMUNE, "Đã đo lại, có biên bản."), _checked(40, "chutich"),
            (41, COMMUNE, "answer", {"answered": 41, "answer_number": "97/UBND-VP"}),
            (45, COMMUNE, "record_view", {"citizen_view": "partly", "view": 44}),
        ), waits=True),
        Job("Đề nghị kiểm tra tải trọng xe chở vật liệu trên tuyến đường liên bản.", BUILDING, 25, (
            (3, BUILDING, "return", {"note": "Tuyến đường do xã quản lý.", "right_body": "UBND xã Mường Xén"}),
            (5, COMMUNE, "reassign", {"to_unit": COMMUNE, "note": "Xã tự kiểm tra."}),
            _done(20, COMMUNE, "Đã đặt biển hạn chế tải trọng."), _checked(22, "chutich"),
        )),
    )),
    Meeting(COMMUNE, 40, Origin.RECEPTION, "Buổi tiếp công dân định kỳ của Chủ tịch UBND xã", (
        Job("Rà soát hộ thuộc diện hỗ trợ sau thiên tai chưa có tên trong danh sách.", COMMUNE, 15, (
            (2, COMMUNE, "accept", {"officer": COMMUNE}), (10, COMMUNE, "progress", {"note": "Đã rà soát 3/5 bản."}),
        )),
        Job("Trả lời người dân về thủ tục cấp giấy chứng nhận quyền sử dụng đất còn vướng.", COMMUNE, 20, (
            _done(18, COMMUNE, "Đã hướng dẫn bổ sung hồ sơ."), _checked(19, "chutich"),
        ), waits=True),
        Job("Xử lý xe quá tải gây bụi trên đường liên bản, báo cáo kết quả.", COMMUNE, 30, (
            (1, COMMUNE, "accept", {}), (25, COMMUNE, "ask_time", {"until": 50, "note": "Cần phối hợp lực lượng."}),
            (27, "chutich", "grant_time", {"until": 50, **GRANT}),
        )),
        Job("Lắp đèn chiếu sáng đoạn dốc vào trường học.", COMMUNE, 25, (
            (2, COMMUNE, "accept", {}), (20, "chutich", "cancel", {"note": "Đã đưa vào dự án khác."}),
        )),
    )),
    Meeting(COMMUNE, 12, Origin.DIALOGUE, "Hội nghị đối thoại giữa Chủ tịch UBND xã với nhân dân", (
        Job("Công khai kết quả bình xét hộ nghèo tại nhà văn hóa các bản.", COMMUNE, 10, (
            _done(9, COMMUNE, "Đã niêm yết tại nhà văn hóa các bản."),
        )),
        Job("Khắc phục đường ống nước sinh hoạt bị vỡ sau mưa lũ.", COMMUNE, 15, (
            (1, COMMUNE, "accept", {"officer": COMMUNE}),
        ), waits=True),
        Job("Hướng dẫn thủ tục xây dựng nhà ở cho hộ phải di dời khỏi vùng sạt lở.", BUILDING, 14, (
            (2, BUILDING, "accept", {}), (9, BUILDING, "ask_time", {"until": 30, "note": "Chờ hồ sơ địa chất."}),
        ), with_=(COMMUNE,)),
        Job("Tổ chức thu gom rác thải dọc suối, duy trì hằng tuần.", COMMUNE, 45),
    )),
    Meeting(COMMUNE, 5, Origin.FRONT_MEETING, "Làm việc với Ủy ban Mặt trận Tổ quốc xã về giám sát đầu tư", (
        Job("Cung cấp hồ sơ công trình đường vào bản cho Ban Giám sát đầu tư của cộng đồng.", COMMUNE, 12, (
            (2, COMMUNE, "accept", {"officer": COMMUNE}),
        )),
        Job("Thông báo lịch nghiệm thu công trình để Ban Giám sát tham gia.", COMMUNE, 20),
    )),
    Meeting(BUILDING, 50, Origin.INSPECTION, "Kiểm tra việc tiếp công dân, giải quyết kiến nghị tại đơn vị thuộc sở", (
        Job("Bổ sung quy chế tiếp công dân của sở, niêm yết tại nơi tiếp công dân.", BUILDING, 20, (
            _done(15, BUILDING, "Đã ban hành quy chế."),
        )),
        Job("Trả lời dứt điểm kiến nghị về hành lang an toàn đường bộ qua xã Mường Xén.", BUILDING, 30, (
            (2, BUILDING, "accept", {"officer": BUILDING}),
        ), waits=True, with_=(COMMUNE,)),
    )),
    Meeting(PROVINCE, 90, Origin.RECEPTION, "Phiên tiếp công dân tháng của Chủ tịch UBND tỉnh", (
        Job("Thẩm định phương án mở rộng đường vào khu tái định cư, báo cáo UBND tỉnh.", BUILDING, 30, (
            (3, BUILDING, "accept", {}), _done(28, BUILDING, "Đã có báo cáo thẩm định."), _checked(30, PROVINCE),
        ), with_=(COMMUNE,)),
        Job("Trả lời kiến nghị về giá bồi thường công trình trên đất.", BUILDING, 30, (
            (2, BUILDING, "accept", {}), _done(40, BUILDING, "Đã trả lời.", answered=40, answer_number="310/SXD-TD"),
            _checked(42, PROVINCE), (60, PROVINCE, "record_view", {"citizen_view": "not", "view": 58}),
        ), waits=True),
        Job("Tổ chức đối thoại với các hộ chưa nhận tiền bồi thường.", COMMUNE, 25, (
            (2, COMMUNE, "accept", {}), _done(24, COMMUNE, "Đã đối thoại, 6/8 hộ đồng ý."), _checked(25, PROVINCE),
        )),
        Job("Giải quyết kiến nghị về ranh giới đất rừng giữa hai xã.", NEXT, 60),
    )),
    Meeting(PROVINCE, 35, Origin.VOTER_MEETING, "Tiếp xúc cử tri trước kỳ họp của Hội đồng nhân dân tỉnh", (
        Job("Sửa chữa các điểm sạt lở trên tuyến đường tỉnh qua địa bàn xã.", BUILDING, 25, (
            (2, BUILDING, "accept", {}), (28, PROVINCE, "grant_time", {"until": 60, **GRANT}),
        ), with_=(COMMUNE, NEXT)),
        Job("Rà soát biển báo nguy hiểm tại các đoạn đường thường ngập.", BUILDING, 30, (
            _done(20, BUILDING, "Đã rà soát."), (22, PROVINCE, "send_back", {"note": "Chưa có danh sách vị trí."}),
        )),
        Job("Báo cáo tiến độ cấp nước sạch cho các bản vùng cao.", COMMUNE, 20, (
            (1, COMMUNE, "accept", {}), (19, COMMUNE, "ask_time", {"until": 45, "note": "Chờ số liệu các bản."}),
            (20, PROVINCE, "refuse_time", {"note": "Báo cáo theo số liệu hiện có."}),
            _done(24, COMMUNE, "Đã báo cáo."),
        )),
        Job("Hỗ trợ vật liệu làm đường nội bản theo cơ chế đã ban hành.", BUILDING, 45, (
            (3, BUILDING, "return", {"note": "Thuộc lĩnh vực tài chính.", "right_body": "Sở Tài chính"}),
            (5, PROVINCE, "insist", {"note": "Sở được giao đầu mối."}),
        )),
    )),
    Meeting(PROVINCE, 15, Origin.RECEPTION, "Phiên tiếp công dân tháng của Chủ tịch UBND tỉnh", (
        Job("Kiểm tra chất lượng công trình cầu dân sinh, trả lời người kiến nghị.", BUILDING, 14, (
            (1, BUILDING, "accept", {"officer": BUILDING}), (8, BUILDING, "progress", {"note": "Đã khảo sát."}),
        ), waits=True),
        Job("Giải quyết việc chậm chi trả hỗ trợ di dời khỏi vùng nguy hiểm.", COMMUNE, 18, (
            (1, COMMUNE, "accept", {}),
        ), waits=True),
        Job("Cung cấp thông tin quy hoạch tuyến đường mới cho UBND xã.", BUILDING, 10, (
            (4, BUILDING, "return", {"note": "Quy hoạch do cơ quan khác lập.", "right_body": "Sở Tài chính"}),
        )),
        Job("Rà soát các bản chưa có sóng điện thoại, đề xuất phương án.", COMMUNE, 40),
    )),
    Meeting(PROVINCE, 6, Origin.DIALOGUE, "Hội nghị đối thoại của Chủ tịch UBND tỉnh với doanh nghiệp", (
        Job("Rút ngắn thời gian cấp giấy phép xây dựng, công bố quy trình mới.", BUILDING, 40),
        Job("Công khai đầu mối tiếp nhận phản ánh của doanh nghiệp.", BUILDING, 8, (
            _done(5, BUILDING, "Đã công khai trên trang thông tin của sở."),
        )),
        Job("Làm rõ phản ánh về thu phí vận chuyển tại bến bãi.", COMMUNE, 13, ((1, COMMUNE, "accept", {}),)),
    )),
)  # fmt: skip
DRAFT = (
    "Đề nghị Sở Xây dựng kiểm tra tải trọng xe trên tuyến đường liên bản, trả lời UBND xã trong 10 ngày làm việc.",
    "Rà soát việc chi trả hỗ trợ cho hộ bị thiệt hại do mưa lũ, báo cáo kết quả.",
)


def invent(actors: Mapping[str, Actor], units: Mapping[str, int], *, today: date) -> int:
    """Write the invented conclusions down through the acts everybody uses; returns how many tasks there are."""
    numbers: dict[int, int] = {}
    for meeting in MEETINGS:
        _issue(meeting, actors, units, numbers, today=today)
    _draft(actors[COMMUNE], units, today)
    return ConclusionTask.objects.filter(invented=True).count()


def _issue(
    meeting: Meeting, actors: Mapping[str, Actor], units: Mapping[str, int], numbers: dict[int, int], *, today: date
) -> None:
    calendar = shipped_calendar()
    on = calendar.roll_back(today - timedelta(days=meeting.days_ago))
    actor, unit = actors[meeting.whose], units[meeting.whose]
    held = calendar.roll_back(on - timedelta(days=2))
    begun = services.draft_conclusion(Source(meeting.origin, None, meeting.title, held, unit), actor=actor)
    Conclusion.objects.filter(pk=begun.pk).update(invented=True)
    rows = [
        Row(job.text, units[job.unit], _workday(on, job.due), [units[each] for each in job.with_], job.waits)
        for job in meeting.jobs
    ]
    title = "GIÁM ĐỐC" if meeting.whose == BUILDING else "CHỦ TỊCH"
    head = Head(f"{meeting.title} ngày {held:%d/%m/%Y}", held, "", title, "Người Ký Minh Họa")
    begun = services.change_draft(begun.pk, head, rows, actor=actor, version=begun.version)
    numbers[unit] = numbers.get(unit, 100) + 1
    symbol = "TB-SXD" if meeting.whose == BUILDING else "TB-UBND"
    issue = Issue(on, title, head.signer, other_number=f"{numbers[unit]}/{symbol}")
    out = services.issue_conclusion(begun.pk, issue, actor=actor, at=_noon(on), version=begun.version)
    for task, job in zip(out.tasks.order_by("position"), meeting.jobs, strict=True):
        for step in job.steps:
            _do(task, step, actors, units, on, today)


def _do(
    task: ConclusionTask, step: Step, actors: Mapping[str, Actor], units: Mapping[str, int], issued: date, today: date
) -> None:
    days, who, act, told = step
    on = min(issued + timedelta(days=days), today)
    given: dict[str, Any] = dict(told)
    if "done" in given:
        given["done_on"] = on if given.pop("done") is not None else task.done_on
    for name in ("answered", "view"):
        if name in given:
            given[f"{name}_on"] = min(issued + timedelta(days=given.pop(name)), today)
    if "until" in given:
        given["until"] = _workday(issued, given["until"])
    if "officer" in given:
        given["officer"] = actors[given["officer"]].holding_id
    if "to_unit" in given:
        given["to_unit"] = units[given["to_unit"]]
    changed = services.perform(task.pk, act, given, actor=actors[who], on=on, at=_noon(on))
    task.done_on = changed.done_on


def _draft(actor: Actor, units: Mapping[str, int], today: date) -> None:
    """Leave one draft waiting, as it looks after a notice was pasted."""
    held = shipped_calendar().roll_back(today - timedelta(days=3))
    title = f"Buổi tiếp công dân định kỳ của Chủ tịch UBND xã ngày {held:%d/%m/%Y}"
    begun = services.draft_conclusion(Source(Origin.RECEPTION, None, title, held, units[COMMUNE]), actor=actor)
    Conclusion.objects.filter(pk=begun.pk).update(invented=True)
    services.propose_rows(
        begun.pk, "\n".join(f"- {text}" for text in DRAFT), actor=actor, version=begun.version, on=today
    )


def _workday(start: date, days: int) -> date:
    return shipped_calendar().roll_forward(start + timedelta(days=days))


def _noon(on: date) -> datetime:
    return timezone.make_aware(datetime.combine(on, time(12)))
