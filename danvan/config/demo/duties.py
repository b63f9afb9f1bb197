"""Two years of recorded duties: what units did, decided, signed, inspected and showed to others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from danvan.activities.models import (
    Attendance,
    CellThematicSession,
    DisseminationEvent,
    GrassrootsVisit,
    OutreachActivity,
    PeopleDocument,
    ReviewConference,
    TrainingAttendance,
    TrainingCourse,
    VisitProposal,
)
from danvan.committees.choices import Duty
from danvan.committees.models import (
    CommitteeMeeting,
    CommitteeMember,
    EvaluationScheme,
    EvaluationUse,
    FocalAssignment,
    SteeringCommittee,
)
from danvan.config.demo.book import WORKED_UNTIL, Book
from danvan.config.demo.people import OFFICE, unit_named
from danvan.coordination.choices import Party
from danvan.coordination.models import CoordinationAgreement, CoordinationProgramme, CoordinationReview
from danvan.evidence.choices import DocumentKind
from danvan.exemplars.choices import Category, Field, Stage, Step
from danvan.exemplars.models import Award, EmulationLaunch, Exemplar, ExemplarStage, Milestone
from danvan.exemplars.rules.milestones import due_days
from danvan.inspections.choices import FindingState, InspectionState
from danvan.inspections.models import Inspection, InspectionFinding
from danvan.orgs.models import UnitVersion
from danvan.orgs.selectors import class_members

SUBJECTS = ["government_mobilization", "grassroots_democracy"]
MODELS = (
    ("Vận động hiến đất mở đường bản", Field.ECONOMIC),
    ("Tổ tự quản giữ bản sạch đẹp", Field.CULTURAL_SOCIAL),
    ("Tiếng kẻng bình yên", Field.DEFENCE_SECURITY),
    ("Ngày thứ Sáu nghe dân", Field.POLITICAL_SYSTEM),
    ("Hướng dẫn thủ tục tại nhà cho người già", Field.POLITICAL_SYSTEM),
    ("Vườn rau sạch của phụ nữ", Field.ECONOMIC),
    ("Bếp ấm vùng cao", Field.CULTURAL_SOCIAL),
)
PEOPLE_DOCUMENTS = (
    ("Quy định mức hỗ trợ học sinh bán trú", date(2026, 3, 10)),
    ("Chính sách hỗ trợ làm nhà cho hộ nghèo", date(2026, 6, 5)),
)
FAULTS = (
    ("Chưa niêm yết kết quả đối thoại với nhân dân", "democracy"),
    ("Kế hoạch chưa phân công người chịu trách nhiệm", "plan"),
    ("Sổ tiếp công dân ghi chưa đủ", "reception"),
    ("Cán bộ một cửa chưa đúng giờ làm việc", "style"),
)


@dataclass(frozen=True)
class Year:
    """One unit in one year, from the day it began its work."""

    unit_id: int
    version: UnitVersion
    number: int
    first: date
    last: date


def invent(book: Book) -> None:
    """Invent the duties of 2025 and 2026."""
    years = list(_years())
    for each in years:
        diligence = book.random.choice((0.99, 0.97, 0.93, 0.85, 0.7))
        _meetings(book, each, diligence)
        _papers(book, each, diligence)
        _exemplars(book, each, diligence)
        _inspected(book, each, diligence)
    _province(book, {each.unit_id: each.version for each in years if each.number == 2026})
    _copy_models(book)


def _years() -> "list[Year]":
    found = []
    for number in (2025, 2026):
        began = {unit: date(number, 1, 1) for unit in class_members({"UC_ALL"}, on=date(number, 1, 15))}
        later = class_members({"UC_ALL"}, on=date(number, 7, 15))
        began |= {unit: date(number, 7, 1) for unit in later if unit not in began}
        versions = class_members({"UC_ALL"}, on=date(number, 1, 15)) | later
        # Only units of today: what older ones did is told by the few that the lineage shows.
        today = class_members({"UC_ALL"}, on=date(2026, 6, 1))
        for unit_id, first in sorted(began.items()):
            if unit_id in today or (number == 2025 and versions[unit_id].level == "district"):
                last = (versions[unit_id].valid_until or date(number + 1, 1, 1)) - timedelta(days=1)
                found.append(Year(unit_id, versions[unit_id], number, first, min(last, date(number, 12, 31))))
    return found


def _on(book: Book, year: Year, month: int, diligence: float) -> date | None:
    """Return a day of a month on which something was done, or none: too early, too late, or left undone."""
    day = date(year.number, month, book.random.randint(2, 27))
    if not year.first <= day <= min(year.last, WORKED_UNTIL) or book.random.random() > diligence:
        return None
    return day


def _meetings(book: Book, year: Year, diligence: float) -> None:
    start = max(year.first.month + 1, 2)
    if day := _on(book, year, book.random.randint(start, max(start, 6 if start < 6 else 9)), diligence):
        invited = book.random.randint(18, 90)
        event = book.record(
            DisseminationEvent,
            year.unit_id,
            f"Hội nghị quán triệt chỉ thị, nghị quyết về dân vận năm {year.number}",
            day,
            about_directive=True,
            about_article=book.random.random() < 0.6,
            invited=invited,
            present=int(invited * book.random.uniform(0.75, 1)),
            head_present=book.random.random() < 0.8,
            place="Hội trường cơ quan",
        )
        book.paper(event, year.version, DocumentKind.MINUTES, numbered=False)
    if day := _on(book, year, 10, diligence):
        event = book.record(
            DisseminationEvent,
            year.unit_id,
            f"Học tập bài báo “Dân vận” năm {year.number}",
            day,
            about_article=True,
            invited=30,
            present=book.random.randint(22, 30),
            place="Phòng họp",
        )
        book.paper(event, year.version, DocumentKind.MINUTES, numbered=False)
        if year.version.kind == "department":
            cells = book.random.randint(4, 14)
            session = book.record(
                CellThematicSession,
                year.unit_id,
                "Học tập phong cách dân vận Hồ Chí Minh",
                day,
                cells_held=cells - (book.random.random() > diligence),
                cells_total=cells,
                present=cells * 9,
                absent=cells,
                minutes_reference=f"{cells:02d}-BB/CB",
            )
            book.paper(session, year.version, DocumentKind.REPORT)
    for month, kind, name in ((7, "six_month", "Sơ kết 6 tháng"), (12, "annual", "Tổng kết")):
        if day := _on(book, year, month, diligence):
            review = book.record(
                ReviewConference,
                year.unit_id,
                f"{name} công tác dân vận chính quyền năm {year.number}",
                day,
                review_kind=kind,
                year=year.number,
                present=book.random.randint(20, 120),
            )
            book.paper(review, year.version, DocumentKind.REPORT)
    for month in book.random.sample(range(1, 13), k=book.random.randint(2, 9)):
        if day := _on(book, year, month, diligence):
            activity = book.record(
                OutreachActivity,
                year.unit_id,
                "Phổ biến chính sách mới đến người dân",
                day,
                channel=book.random.choice(("meeting", "broadcast", "post")),
                reach=book.random.randint(25, 400),
                initiator=book.random.choice(("not_joint", "unit", "front")),
                place="Nhà văn hóa",
            )
            book.paper(activity, year.version, DocumentKind.REPORT)
    if day := _on(book, year, book.random.randint(3, 11), diligence):
        visit = book.record(
            GrassrootsVisit,
            year.unit_id,
            "Làm việc với cơ sở, nghe ý kiến người dân",
            day,
            leader_post="Chủ tịch UBND" if year.version.level == "commune" else "Giám đốc",
            planned_on=day,
            hamlets_reached=2,
        )
        book.paper(visit, year.version, DocumentKind.REPORT)
        book.line(VisitProposal, visit=visit, text="Sửa đoạn đường vào bản bị sạt lở", outcome="passed_on")
        outcome = book.random.choice(("open", "answered", "document"))
        book.line(VisitProposal, visit=visit, text="Hướng dẫn thủ tục đất đai tại bản", outcome=outcome)
    elif year.number == WORKED_UNTIL.year:
        planned = date(year.number, 12, book.random.randint(1, 20))
        book.record(
            GrassrootsVisit, year.unit_id, "Đi cơ sở cuối năm", None, leader_post="Chủ tịch UBND", planned_on=planned
        )


def _papers(book: Book, year: Year, diligence: float) -> None:
    is_government = year.version.kind in ("commune", "ward", "district", "city", "town", "province")
    day = _on(book, year, max(1, year.first.month), diligence) or _on(book, year, 9, diligence)
    is_first = year.number == 2025 or year.first.month == 7
    if day and is_first and is_government:
        wrong_head = book.random.random() < 0.06
        committee = book.record(
            SteeringCommittee,
            year.unit_id,
            "Kiện toàn Ban chỉ đạo công tác dân vận chính quyền",
            day,
            valid_from=day,
            head_post="vice_chair" if wrong_head else "chair",
            head_name="(trưởng ban minh họa)",
            head_left_on=date(2026, 9, 1) if book.random.random() < 0.05 else None,
        )
        book.paper(committee, year.version, DocumentKind.DECISION)
        book.line(CommitteeMember, committee=committee, role="head", post="Chủ tịch UBND")
        book.line(CommitteeMember, committee=committee, role="standing_deputy", post="Phó Chủ tịch UBND")
        for month in (3, 7, 10):
            if held := _on(book, year, month, diligence * 0.8):
                conclusions = book.random.randint(2, 6)
                book.line(
                    CommitteeMeeting, committee=committee, held_on=held, subject="Kiểm điểm công việc của quý",
                    conclusions=conclusions, closed=book.random.randint(1, conclusions),
                )  # fmt: skip
        agreement = book.record(
            CoordinationAgreement,
            year.unit_id,
            "Quy chế phối hợp giữa UBND và Ủy ban MTTQ",
            day,
            valid_from=day,
            parties=[Party.FRONT] if day >= date(2025, 7, 1) else list(Party.values),
            names_organisations=book.random.random() < 0.92,
            has_supervision=book.random.random() < 0.7,
        )
        book.paper(agreement, year.version, DocumentKind.PROGRAMME)
    if is_government and (signed := _on(book, year, max(2, year.first.month + 1), diligence)):
        programme = book.record(
            CoordinationProgramme, year.unit_id, f"Chương trình phối hợp năm {year.number}", signed, year=year.number
        )
        book.paper(programme, year.version, DocumentKind.PROGRAMME)
    if is_government and (held := _on(book, year, book.random.choice((11, 12)), diligence)):
        review = book.record(
            CoordinationReview,
            year.unit_id,
            f"Đánh giá việc thực hiện quy chế phối hợp năm {year.number}",
            held,
            sessions=book.random.randint(1, 6),
            conclusions=5,
            overdue=book.random.randint(0, 2),
        )
        book.paper(review, year.version, DocumentKind.MINUTES, numbered=False)
    if day and is_first and not is_government:
        assignment = book.record(
            FocalAssignment,
            year.unit_id,
            "Phân công phụ trách công tác dân vận",
            day,
            valid_from=day,
            leader_post="head" if book.random.random() < 0.93 else "deputy_head",
            officer="(cán bộ minh họa)",
            division="Văn phòng",
        )
        book.paper(assignment, year.version, DocumentKind.DECISION)
    if day and is_first:
        for duty, what in ((Duty.ONE_STOP, "bộ phận một cửa"), (Duty.RECEPTION, "tiếp công dân")):
            if book.random.random() < diligence:
                staffed = book.record(
                    FocalAssignment,
                    year.unit_id,
                    f"Phân công cán bộ {what}",
                    day,
                    valid_from=day,
                    duty=duty,
                    leader_post="chair" if is_government else "head",
                    officer="(cán bộ minh họa)",
                    staff=book.random.randint(1, 4),
                    years_of_service=book.random.randint(1, 18),
                )
                book.paper(staffed, year.version, DocumentKind.DECISION)
        scheme = book.record(
            EvaluationScheme,
            year.unit_id,
            "Quy chế đánh giá, xếp loại hằng năm",
            day,
            valid_from=day,
            covers_collective=True,
            covers_individual=book.random.random() < 0.85,
        )
        book.paper(scheme, year.version, DocumentKind.DECISION)
    if used := _on(book, year, 11, diligence):
        use = book.record(
            EvaluationUse,
            year.unit_id,
            f"Kết quả đánh giá, xếp loại năm {year.number}",
            used,
            year=year.number,
            collectives=6,
            individuals=book.random.randint(20, 60),
        )
        book.paper(use, year.version, DocumentKind.DECISION)


def _exemplars(book: Book, year: Year, diligence: float) -> None:
    # No two of a unit and year are alike.
    chosen = book.random.sample(MODELS, len(Category.values))
    for category, (name, field) in zip(Category.values, chosen, strict=True):
        day = _on(book, year, min(12, year.first.month + book.random.randint(0, 2)), diligence)
        if day is None:
            continue
        stage = Stage.ACTIVE if book.random.random() < 0.9 else Stage.REGISTERED
        exemplar = book.record(
            Exemplar,
            year.unit_id,
            f"{name} ({year.number})",
            day,
            category=category,
            field=field,
            stage=stage,
            place="bản trung tâm" if year.version.level == "commune" else "toàn ngành",
            beneficiaries="người dân trên địa bàn",
            objectives="Người dân bàn, làm và giám sát; kết quả đo được từng quý.",
            results="Nhiều hộ tham gia; kết quả được niêm yết ở nhà văn hóa (minh họa).",
            follows_uncle_ho=book.random.random() < 0.5,
            is_collective=book.random.random() < 0.95,
        )
        book.paper(exemplar, year.version, DocumentKind.OTHER)
        book.line(ExemplarStage, exemplar=exemplar, stage=Stage.REGISTERED, since=day, until=day + timedelta(days=7))
        if stage == Stage.ACTIVE:
            book.line(ExemplarStage, exemplar=exemplar, stage=stage, since=day + timedelta(days=7))
        _steps(book, exemplar, year, diligence)
    if day := _on(book, year, max(2, year.first.month), diligence):
        launch = book.record(
            EmulationLaunch,
            year.unit_id,
            f"Phát động thi đua “Dân vận khéo” năm {year.number}",
            day,
            divisions=book.random.randint(3, 14),
            registrations=book.random.randint(1, 9),
        )
        book.paper(launch, year.version, DocumentKind.PLAN)
    if day := _on(book, year, 10, diligence):
        is_nil = book.random.random() < 0.15
        award = book.record(
            Award,
            year.unit_id,
            "Không có đối tượng đủ tiêu chuẩn, có biên bản" if is_nil else "Thành tích trong phong trào “Dân vận khéo”",
            day,
            award_stage="nil" if is_nil else book.random.choice(("awarded", "proposed")),
            award_form="none" if is_nil else "certificate_lower",
            level="commune" if year.version.level == "commune" else "department",
            recipient="" if is_nil else "(tập thể minh họa)",
        )
        book.paper(award, year.version, DocumentKind.MINUTES if is_nil else DocumentKind.DECISION)


def _steps(book: Book, exemplar: Exemplar, year: Year, diligence: float) -> None:
    assert exemplar.happened_on is not None, "it was registered"
    for step, due in due_days(year.number, exemplar.happened_on).items():
        done = None
        if due <= WORKED_UNTIL and book.random.random() < diligence:
            done = min(max(due - timedelta(days=book.random.randint(-6, 14)), exemplar.happened_on), WORKED_UNTIL)
        milestone = book.record(
            Milestone,
            year.unit_id,
            f"{str(Step(step).label).capitalize()} năm {year.number}: {exemplar.title}",
            done,
            exemplar=exemplar,
            step=step,
            year=year.number,
            due_on=due,
            result="Đạt mục tiêu của bước (kết quả minh họa)." if done else "",
            replication="decided" if done and step == Step.REPLICATION else "",
        )
        if done:
            book.share(milestone, book.papers[id(exemplar)])


def _inspected(book: Book, year: Year, diligence: float) -> None:
    if year.version.level == "district" or book.random.random() > 0.85:
        return
    planned = date(year.number, book.random.choice((9, 10, 10, 11)), book.random.randint(3, 26))
    if not year.first <= planned <= year.last:
        return
    done = planned if planned <= WORKED_UNTIL else None
    inspection = book.record(
        Inspection,
        year.unit_id,
        f"Kiểm tra công tác dân vận chính quyền năm {year.number}",
        done,
        inspecting_unit_id=unit_named("Sở Nội vụ") if year.version.name != "Sở Nội vụ" else unit_named(OFFICE),
        inspection_form=book.random.choice(("on_site", "on_site", "combined", "desk")),
        about_style=book.random.random() < 0.35,
        planned_on=planned,
        inspection_state=InspectionState.CONCLUDED if done else InspectionState.PLANNED,
        conclusion="Đơn vị thực hiện cơ bản đầy đủ; còn hạn chế nêu dưới đây (minh họa)." if done else "",
        concluded_on=done,
    )
    if done is None:
        return
    book.paper(inspection, year.version, DocumentKind.CONCLUSION)
    for text, kind in book.random.sample(FAULTS, k=book.random.randint(0, 2)):
        due = done + timedelta(days=30)
        fixed = due - timedelta(days=3) if due <= WORKED_UNTIL and book.random.random() < diligence else None
        finding = book.record(
            InspectionFinding,
            year.unit_id,
            text,
            fixed,
            inspection=inspection,
            finding_kind=kind,
            seriousness="medium",
            due_on=due,
            finding_state=FindingState.CLOSED if fixed else FindingState.OPEN,
        )
        if fixed:
            book.share(finding, book.papers[id(inspection)])


def _province(book: Book, versions: Mapping[int, UnitVersion]) -> None:
    """What the standing agency does for everybody: courses with people of every unit, documents for all communes."""
    agency = unit_named("Sở Nội vụ")
    version = versions[agency]
    for number, month in ((2025, 8), (2025, 9), (2026, 5), (2026, 8)):
        day = date(number, month, 14)
        course = book.record(
            TrainingCourse,
            agency,
            f"Tập huấn nghiệp vụ dân vận chính quyền và dân chủ ở cơ sở, tháng {month}/{number}",
            day,
            state="verified",
            level="province",
            subjects=SUBJECTS,
            course_state="held",
            planned_on=day,
            hours=16,
            lecturer="(giảng viên minh họa)",
        )
        book.paper(course, version, DocumentKind.REPORT)
        for unit_id, unit in versions.items():
            if unit.level == "commune" and book.random.random() < 0.62:
                book.line(
                    TrainingAttendance, course=course, unit_id=unit_id, role="focal_officer", planned=2,
                    present=book.random.randint(1, 2),
                )  # fmt: skip
                book.line(
                    TrainingAttendance, course=course, unit_id=unit_id, planned=2,
                    role=book.random.choice(("one_stop", "reception")), present=book.random.randint(1, 2),
                )  # fmt: skip
    joint = book.record(
        DisseminationEvent,
        agency,
        "Hội nghị trực tuyến toàn tỉnh quán triệt chỉ thị về dân vận",
        date(2026, 4, 16),
        state="verified",
        about_directive=True,
        meeting_form="mixed",
        invited=60,
        present=58,
        head_present=True,
    )
    book.paper(joint, version, DocumentKind.MINUTES, numbered=False)
    for unit_id in versions:
        if unit_id != agency and book.random.random() < 0.9:
            present = book.random.randint(6, 25)
            book.line(
                Attendance, event=joint, unit_id=unit_id, invited=25, present=present,
                head_present=book.random.random() < 0.8,
            )  # fmt: skip
    for title, issued in PEOPLE_DOCUMENTS:
        document = book.record(
            PeopleDocument, agency, title, issued, state="verified", number=f"{issued.month}5/QĐ-UBND", everywhere=True
        )
        book.paper(document, version, DocumentKind.DECISION)
        for unit_id, unit in versions.items():
            if unit.level == "commune" and book.random.random() < 0.8:
                activity = book.record(
                    OutreachActivity,
                    unit_id,
                    f"Phổ biến: {title.lower()}",
                    issued + timedelta(days=book.random.randint(3, 34)),
                    channel="meeting",
                    reach=book.random.randint(40, 300),
                    people_document=document,
                )
                book.share(activity, book.papers[id(document)])


def _copy_models(book: Book) -> None:
    """Let some models follow others of the same name, so that there are families to look at."""
    firsts: dict[str, Exemplar] = {}
    for exemplar in book.records.get(Exemplar, []):
        name = exemplar.title.partition(" (")[0]
        first = firsts.setdefault(name, exemplar)
        if first is not exemplar and exemplar.unit_id != first.unit_id and book.random.random() < 0.04:
            book.copies.append((exemplar, first))
