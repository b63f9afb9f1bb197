"""Invented work for the demo: real units, invented plans, tasks, documents and people.

Generated with a fixed seed, so every demo shows the same figures.  Nothing in
it is a real person or a real document, every row is marked as invented, and
every page says so.
"""

import io
import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone
from docx import Document as WordDocument

from danvan.accounts.models import Person
from danvan.authority.models import RoleAssignment
from danvan.authority.rules.actor import Actor, system_actor
from danvan.authority.selectors import actor_in, seats_of
from danvan.evidence.choices import DocumentKind, ProofState
from danvan.evidence.models import Document, DocumentFile, Evidence, Record, bulk_insert
from danvan.files.services import store_upload
from danvan.journal.services import record_act
from danvan.kernel.text import fold
from danvan.orgs.choices import PostKind
from danvan.orgs.models import Post, PostHolding, UnitVersion
from danvan.orgs.selectors import class_members
from danvan.plans.choices import PlanKind
from danvan.plans.models import Plan, PlanTask
from danvan.schemes.services import Statement, close_year, declare_figure, recompute

SCHEME = "da04"
SEED = 404
PASSWORD = "danvan-minh-hoa"
SINCE = date(2025, 1, 1)
# The invented work ends here; what is due later waits to be done.
WORKED_UNTIL = date(2026, 11, 20)
CLOSED_YEAR = 2025


Kind = TypeVar("Kind", Plan, PlanTask)


@dataclass(frozen=True)
class DemoUser:
    """One sign-in of the demo: who it stands for, and from which unit."""

    username: str
    name: str
    unit: str
    title: str
    kind: str
    role: str
    over: str
    with_subtree: bool = False


PROVINCE = "Nghệ An"
COMMUNE = "Mường Xén"
OFFICE = "Văn phòng Ủy ban nhân dân tỉnh"
COUNCIL_OFFICE = "Văn phòng Đoàn đại biểu Quốc hội và Hội đồng nhân dân tỉnh"
USERS: tuple[DemoUser, ...] = (
    DemoUser("thuongtruc", "Chuyên viên thường trực", "Sở Nội vụ", "Chuyên viên Sở Nội vụ", PostKind.OFFICER,
             "standing_office", PROVINCE, with_subtree=True),
    DemoUser("thammuu", "Chuyên viên tham mưu dân vận", "Ban Tuyên giáo và Dân vận Tỉnh ủy", "Chuyên viên",
             PostKind.OFFICER, "party_adviser", PROVINCE, with_subtree=True),
    DemoUser("lanhdao", "Lãnh đạo tỉnh", PROVINCE, "Phó Chủ tịch UBND tỉnh", PostKind.VICE_CHAIR, "leader", PROVINCE,
             with_subtree=True),
    DemoUser("congchuc", "Công chức xã", COMMUNE, "Công chức Văn phòng HĐND và UBND xã", PostKind.OFFICER,
             "commune_officer", COMMUNE),
    DemoUser("chutich", "Chủ tịch xã", COMMUNE, "Chủ tịch UBND xã", PostKind.CHAIR, "commune_chair", COMMUNE),
    DemoUser("soxaydung", "Đầu mối Sở Xây dựng", "Sở Xây dựng", "Chuyên viên Văn phòng sở", PostKind.OFFICER,
             "dept_focal", "Sở Xây dựng"),
    DemoUser("huyencu", "Đầu mối huyện Kỳ Sơn cũ", "Kỳ Sơn", "Đầu mối huyện (lịch sử)", PostKind.OFFICER,
             "district_focal", "Kỳ Sơn", with_subtree=True),
    DemoUser("tiepdan", "Chuyên viên Ban Tiếp công dân", OFFICE, "Chuyên viên Ban Tiếp công dân",
             PostKind.OFFICER, "reception_office", PROVINCE, with_subtree=True),
    DemoUser("thanhtra", "Thanh tra viên", "Thanh tra tỉnh", "Thanh tra viên", PostKind.OFFICER, "inspectorate",
             PROVINCE, with_subtree=True),
    DemoUser("hanhchinhcong", "Viên chức phục vụ hành chính công", OFFICE,
             "Viên chức Trung tâm Phục vụ hành chính công", PostKind.OFFICER, "service_centre", PROVINCE,
             with_subtree=True),
    DemoUser("mattran", "Cán bộ Mặt trận tỉnh", "Ủy ban MTTQ Việt Nam tỉnh Nghệ An", "Chuyên viên", PostKind.OFFICER,
             "front", PROVINCE, with_subtree=True),
    DemoUser("hoidong", "Chuyên viên Văn phòng HĐND", COUNCIL_OFFICE, "Chuyên viên", PostKind.OFFICER, "council_office",
             COUNCIL_OFFICE),
    DemoUser("kiemtra", "Thành viên đoàn kiểm tra", "Sở Nội vụ", "Thành viên đoàn kiểm tra", PostKind.OFFICER,
             "inspector", COMMUNE),
    DemoUser("truongban", "Trưởng bản", COMMUNE, "Trưởng bản", PostKind.OFFICER, "hamlet_head", COMMUNE),
    DemoUser("boithuong", "Thành viên hội đồng bồi thường", COMMUNE, "Thành viên hội đồng bồi thường",
             PostKind.OFFICER, "clearance_council", COMMUNE),
    DemoUser("quantri", "Quản trị hệ thống", PROVINCE, "Quản trị hệ thống", PostKind.OFFICER, "admin", PROVINCE,
             with_subtree=True),
)  # fmt: skip
# In communes one person has several jobs: the officer also sits on the compensation council.
SECOND_SEAT = DemoUser(
    "congchuc", "Công chức xã", COMMUNE, "Ủy viên hội đồng bồi thường", PostKind.OFFICER, "clearance_council", COMMUNE
)

TASKS: dict[str, tuple[tuple[str, str], ...]] = {
    PlanKind.GOVERNMENT_MOBILIZATION: (
        ("Quán triệt các chỉ thị, nghị quyết về công tác dân vận", "Tổ chức cán bộ"),
        ("Rà soát, công khai thủ tục hành chính tại bộ phận một cửa", "Kiểm soát thủ tục hành chính"),
        ("Tổ chức đối thoại trực tiếp với nhân dân", "Tiếp công dân"),
        ("Đăng ký và theo dõi mô hình “Dân vận khéo”", "Thi đua, khen thưởng"),
        ("Đi cơ sở, lắng nghe ý kiến thôn, bản", "Văn hóa, xã hội"),
        ("Sơ kết sáu tháng, tổng kết năm công tác dân vận", "Tổng hợp"),
    ),
    PlanKind.GRASSROOTS_DEMOCRACY: (
        ("Công khai các nội dung theo Luật Thực hiện dân chủ ở cơ sở", "Văn phòng"),
        ("Tổ chức hội nghị cán bộ, công chức, viên chức", "Tổ chức cán bộ"),
        ("Kiện toàn Ban Thanh tra nhân dân", "Thanh tra nhân dân"),
        ("Lấy ý kiến nhân dân về quy ước, hương ước", "Tư pháp"),
        ("Kiểm tra việc thực hiện quy chế dân chủ tại đơn vị", "Kiểm tra"),
    ),
}
WAITING_WORK: tuple[tuple[str, str, date, date | None, str], ...] = (
    ("Đăng kết quả đối thoại với nhân dân", "Văn phòng", date(2026, 11, 14), None, ProofState.DRAFT),
    ("Báo cáo kết quả đi cơ sở tháng 10", "Phòng Văn hóa – Xã hội", date(2026, 11, 20), None, ProofState.DRAFT),
    ("Tổng kết mô hình “Dân vận khéo” năm 2026", "Phòng Văn hóa – Xã hội", date(2026, 11, 30), None, ProofState.DRAFT),
    ("Hội nghị đánh giá quy chế phối hợp với Mặt trận", "Văn phòng", date(2026, 12, 4), None, ProofState.DRAFT),
    ("Tổ chức đối thoại trực tiếp quý III", "Văn phòng", date(2026, 10, 30), date(2026, 10, 28), ProofState.REJECTED),
    ("Niêm yết nội dung dân biết, dân bàn", "Văn phòng", date(2026, 11, 10), date(2026, 11, 9), ProofState.SUBMITTED),
)
REASONS = (
    "Văn bản chưa có chữ ký và dấu.",
    "Thiếu danh sách nhiệm vụ có người phụ trách và thời hạn.",
    "Tệp tải lên mờ, không đọc được số và ngày văn bản.",
)


def load_demo() -> str:
    """Fill an empty platform with the invented work; a second call changes nothing.  Returns what was done."""
    if Record.objects.filter(invented=True).exists():
        return "Dữ liệu minh họa đã có, giữ nguyên."
    with transaction.atomic():
        users = _seat_everyone()
        counted = _Work(users["thuongtruc"], users["thammuu"]).generate()
        recompute(SCHEME, on=timezone.localdate())
        counted["số liệu khai báo"] = _declare(random.Random(SEED))
        close_year(SCHEME, CLOSED_YEAR, actor=_actor_of("thuongtruc"), at=timezone.now())
        record_act(
            "config.load_demo",
            actor=system_actor(timezone.localdate()),
            subject_kind="demo",
            subject_id=None,
            detail=counted,
        )
    return "Đã tạo dữ liệu minh họa: " + ", ".join(f"{number} {name}" for name, number in counted.items()) + "."


def sign_ins() -> list[dict[str, str]]:
    """Return the demo's sign-ins as rows to print."""
    return [
        {"username": user.username, "password": PASSWORD, "role": user.role, "who": f"{user.name}, {user.unit}"}
        for user in USERS
    ]


def _actor_of(username: str) -> Actor:
    person = Person.objects.get(username=username)
    on = timezone.localdate()
    return actor_in(seats_of(person.pk, on=on)[0], person_id=person.pk, on=on)


def _declare(chance: random.Random) -> int:
    """Let some units declare that they did their duty; as in life, not everything adds up."""
    platform = system_actor(timezone.localdate())
    units = sorted(class_members({"UC_GOV"}, on=date(2025, 12, 31)))
    declared = 0
    for year, source in ((2025, "Báo cáo năm của đơn vị (minh họa)"), (2026, "Báo cáo 9 tháng (minh họa)")):
        for target in ("T03", "T04", "T05"):
            for unit_id in chance.sample(units, k=15):
                # A unit says whether it fulfilled the duty: one of one, or none of one.
                fulfilled = chance.random() < 0.9
                percent = "100 %" if fulfilled else "0 %"
                statement = Statement(
                    unit_id=unit_id,
                    target=target,
                    year=year,
                    numerator=int(fulfilled),
                    denominator=1,
                    percent=percent if chance.random() < 0.85 else "95 %",
                    source=source,
                )
                declare_figure(SCHEME, statement, actor=platform)
                declared += 1
    return declared


def _unit_named(name: str) -> int:
    versions = UnitVersion.objects.filter(name=name).exclude(kind__in=["party_committee", "front"])
    if "MTTQ" in name:
        versions = UnitVersion.objects.filter(name=name)
    found = versions.order_by("-valid_from").first()
    if found is None:
        raise LookupError(f"no unit named {name}")
    return found.unit_id


def _seat_everyone() -> dict[str, int]:
    """Create the demo's people and posts and return each one's first holding."""
    holdings: dict[str, int] = {}
    for user in (*USERS, SECOND_SEAT):
        person = Person.objects.filter(username=user.username).first() or Person.objects.create_user(
            user.username, PASSWORD, full_name=user.name
        )
        unit_id = _unit_named(user.unit)
        until = (
            UnitVersion.objects.filter(unit=unit_id).order_by("-valid_from").values_list("valid_until", flat=True)[0]
        )
        if until:
            # The district is gone; its focal officer keeps reading its history from the standing agency.
            unit_id = _unit_named("Sở Nội vụ")
        began = max(SINCE, UnitVersion.objects.filter(unit=unit_id).earliest("valid_from").valid_from)
        post = Post.objects.create(unit_id=unit_id, title=user.title, kind=user.kind, valid_from=began)
        holding = PostHolding.objects.create(post=post, person=person, valid_from=began)
        RoleAssignment.objects.create(
            post=post,
            role=user.role,
            unit_id=_unit_named(user.over),
            with_subtree=user.with_subtree,
            valid_from=began,
        )
        holdings.setdefault(user.username, holding.pk)
    return holdings


class _Work:
    """Generates two years of plans and tasks.  One instance, one run."""

    def __init__(self, standing_holding: int, adviser_holding: int) -> None:
        self.random = random.Random(SEED)
        self.standing_holding = standing_holding
        self.adviser_holding = adviser_holding
        self.plans: list[Plan] = []
        self.tasks: list[tuple[PlanTask, Plan, str]] = []
        self.documents: list[Document] = []

    def generate(self) -> dict[str, int]:
        """Write everything and return how many rows of each kind."""
        early = class_members({"UC_ALL"}, on=date(2025, 1, 15))
        late = class_members({"UC_ALL"}, on=date(2026, 1, 15))
        for unit_id, version in early.items():
            self._unit_year(unit_id, version, 2025, first=date(2025, 1, 6))
        for unit_id, version in late.items():
            # A new commune may live on its predecessors' plans for the rest of the year; half make their own.
            if unit_id not in early and self.random.random() < 0.5:
                self._unit_year(unit_id, version, 2025, first=date(2025, 7, 10))
        for unit_id, version in late.items():
            self._unit_year(unit_id, version, 2026, first=date(2026, 1, 5))
        # Whoever signs in for these units finds every sort of work waiting.
        for name in (COMMUNE, "Sở Xây dựng"):
            self._waiting_work(_unit_named(name))
        return self._write()

    def _waiting_work(self, unit_id: int) -> None:
        plan = next(plan for plan in reversed(self.plans) if plan.unit_id == unit_id and plan.year == 2026)
        for title, owner, due, done, state in WAITING_WORK:
            task = self._record(PlanTask, "plan_task", unit_id, title, done)
            task.owner, task.due_on, task.regular_function = owner, due, "Tiếp công dân"
            task.result = "Đã tổ chức (kết quả minh họa)." if done else ""
            self.tasks.append((task, plan, state))

    def _unit_year(self, unit_id: int, version: UnitVersion, year: int, *, first: date) -> None:
        diligence = self.random.choice((0.99, 0.99, 0.97, 0.9, 0.75))
        for kind in PlanKind.values:
            if self.random.random() > diligence:
                continue
            issued = first + timedelta(days=int(self.random.triangular(2, 80, 25)))
            number = self.random.randint(3, 180)
            sign = "SNV" if version.kind == "department" else "UBND"
            title = f"Kế hoạch {PlanKind(kind).label} năm {year}"
            self.documents.append(
                Document(
                    unit_id=unit_id,
                    kind=DocumentKind.PLAN,
                    number=f"{number:02d}/KH-{sign}",
                    issued_on=issued,
                    title=title,
                    folded_title=fold(title),
                    issuer=f"{'' if version.kind == 'department' else 'UBND '}{version.full_name}",
                    signer="(người ký minh họa)",
                    signer_title="Giám đốc" if version.kind == "department" else "Chủ tịch",
                    invented=True,
                )
            )
            plan = self._record(Plan, "plan", unit_id, title, issued)
            plan.plan_kind, plan.year = kind, year
            self.plans.append(plan)
            self._plan_tasks(plan, kind, year, issued, version, diligence)

    def _plan_tasks(
        self, plan: Plan, kind: str, year: int, issued: date, version: UnitVersion, diligence: float
    ) -> None:
        last = version.valid_until or date(year + 1, 1, 1)
        for title, function in self.random.sample(TASKS[kind], k=self.random.randint(3, len(TASKS[kind]))):
            due = date(year, 1, 1) + timedelta(days=self.random.randint(75, 360))
            if not issued < due < last:
                continue
            named = self.random.random() < 0.85
            task = self._record(PlanTask, "plan_task", plan.unit_id, title, None)
            task.owner = self.random.choice(("Văn phòng", "Phòng Văn hóa – Xã hội", "Bộ phận Nội vụ", "Văn phòng Sở"))
            task.due_on = due
            task.regular_function = function if named else ""
            if due <= WORKED_UNTIL and self.random.random() < diligence:
                done = due - timedelta(days=int(self.random.triangular(-12, 30, 4)))
                task.happened_on = min(max(done, issued), WORKED_UNTIL)
                task.result = "Đã hoàn thành theo kế hoạch (kết quả minh họa)."
            self.tasks.append((task, plan, self._state(task.happened_on)))

    def _record(self, model: type[Kind], kind: str, unit_id: int, title: str, happened_on: date | None) -> Kind:
        return model(
            kind=kind,
            unit_id=unit_id,
            title=title,
            folded_title=fold(title),
            happened_on=happened_on,
            invented=True,
        )

    def _state(self, happened_on: date | None) -> str:
        if happened_on is None:
            return ProofState.DRAFT
        # What is recent still waits; what is old has been decided, and of a closed year nothing waits any more.
        if happened_on.year <= CLOSED_YEAR:
            weights = (95, 0, 3, 2)
        elif happened_on > WORKED_UNTIL - timedelta(days=40):
            weights = (45, 40, 8, 7)
        else:
            weights = (93, 3, 2, 2)
        states = (ProofState.VERIFIED, ProofState.SUBMITTED, ProofState.REJECTED, ProofState.DRAFT)
        return self.random.choices(states, weights)[0]

    def _write(self) -> dict[str, int]:
        Document.objects.bulk_create(self.documents, batch_size=2_000)
        stored = store_upload(_paper(), allowed=None)
        DocumentFile.objects.bulk_create(
            [DocumentFile(document=document, file=stored, name="van-ban-minh-hoa.docx") for document in self.documents],
            batch_size=2_000,
        )
        for plan, document in zip(self.plans, self.documents, strict=True):
            plan.document = document
            plan.state = self._state(plan.happened_on)
        bulk_insert(Plan, self.plans)
        for task, plan, state in self.tasks:
            task.plan_id, task.state = plan.pk, state
        bulk_insert(PlanTask, [task for task, _plan, _state in self.tasks])
        evidence = self._evidence()
        return {
            "kế hoạch": len(self.plans),
            "nhiệm vụ": len(self.tasks),
            "văn bản": len(self.documents),
            "minh chứng": evidence,
        }

    def _evidence(self) -> int:
        pieces: list[Evidence] = []
        papers: list[int | None] = []
        records: list[tuple[Record, int | None]] = [(plan, plan.document_id) for plan in self.plans]
        records += [(task, plan.document_id) for task, plan, _state in self.tasks if task.state != ProofState.DRAFT]
        province = _unit_named(PROVINCE)
        standing = _unit_named("Sở Nội vụ")
        for record, document_id in records:
            assert record.happened_on, "only what has happened is proven"
            submitted = record.happened_on + timedelta(days=self.random.randint(1, 6))
            decided = record.state in {ProofState.VERIFIED, ProofState.REJECTED}
            own = record.unit_id in {province, standing}
            pieces.append(
                Evidence(
                    record_id=record.pk,
                    proves=record.title[:300],
                    fact_on=record.happened_on,
                    state=record.state,
                    submitted_at=None if record.state == ProofState.DRAFT else _moment(submitted),
                    decided_at=_moment(submitted + timedelta(days=3)) if decided else None,
                    decided_by_id=(self.adviser_holding if own else self.standing_holding) if decided else None,
                    reason=self.random.choice(REASONS) if record.state == ProofState.REJECTED else "",
                )
            )
            papers.append(document_id)
        Evidence.objects.bulk_create(pieces, batch_size=2_000)
        through = Evidence.documents.through
        through.objects.bulk_create(
            [
                through(evidence_id=piece.pk, document_id=document_id)
                for piece, document_id in zip(pieces, papers, strict=True)
            ],
            batch_size=5_000,
        )
        return len(pieces)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(min(day, timezone.localdate()), time(9, 30)))


def _paper() -> SimpleUploadedFile:
    """Return the one document of the demo: a page that says what it is."""
    page = WordDocument()
    page.core_properties.created = page.core_properties.modified = datetime(2025, 1, 1)  # noqa: DTZ001  a fixed mark
    page.add_heading("VĂN BẢN MINH HỌA", level=1)
    page.add_paragraph(
        "Tệp này được tạo để minh họa phần mềm danvan. Nội dung không có thật, không có giá trị pháp lý."
    )
    content = io.BytesIO()
    page.save(content)
    return SimpleUploadedFile(
        "van-ban-minh-hoa.docx",
        content.getvalue(),
        content_type="application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    )
