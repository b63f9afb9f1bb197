"""Two years of plans and tasks."""

from datetime import date, timedelta

from danvan.config.demo.book import WORKED_UNTIL, Book
from danvan.config.demo.people import COMMUNE, unit_named
from danvan.evidence.choices import DocumentKind, ProofState
from danvan.orgs.models import UnitVersion
from danvan.orgs.selectors import class_members
from danvan.plans.choices import PlanKind
from danvan.plans.models import Plan, PlanTask

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
# What a unit adds to a task of its own; one in twelve adds nothing, so that its plan reads like another's.
PLACES = (
    "tại các thôn tái định cư", "ở vùng ven biển", "với hộ dân dọc tuyến đường mới", "ở bản xa trung tâm",
    "tại chợ trung tâm", "với người lao động ở khu công nghiệp", "tại các xóm đồng bào có đạo", "với hộ kinh doanh",
    "ở vùng trồng chè", "tại nơi thu hồi đất", "với thanh niên đi làm xa về", "tại các trường học",
    "ở nơi sáp nhập xóm", "với hội viên nông dân", "tại trạm y tế", "ở vùng ngập lũ",
    "với người có uy tín trong dân", "tại bến cá", "ở vùng biên giới", "với hộ mới thoát nghèo",
)  # fmt: skip
WAITING_WORK: tuple[tuple[str, str, date, date | None, str], ...] = (
    ("Đăng kết quả đối thoại với nhân dân", "Văn phòng", date(2026, 11, 14), None, ProofState.DRAFT),
    ("Báo cáo kết quả đi cơ sở tháng 10", "Phòng Văn hóa – Xã hội", date(2026, 11, 20), None, ProofState.DRAFT),
    ("Tổng kết mô hình “Dân vận khéo” năm 2026", "Phòng Văn hóa – Xã hội", date(2026, 11, 30), None, ProofState.DRAFT),
    ("Hội nghị đánh giá quy chế phối hợp với Mặt trận", "Văn phòng", date(2026, 12, 4), None, ProofState.DRAFT),
    ("Tổ chức đối thoại trực tiếp quý III", "Văn phòng", date(2026, 10, 30), date(2026, 10, 28), ProofState.REJECTED),
    ("Niêm yết nội dung dân biết, dân bàn", "Văn phòng", date(2026, 11, 10), date(2026, 11, 9), ProofState.SUBMITTED),
)


def invent(book: Book) -> None:
    """Invent the plans of 2025 and 2026 and what came of them."""
    early = class_members({"UC_ALL"}, on=date(2025, 1, 15))
    late = class_members({"UC_ALL"}, on=date(2026, 1, 15))
    plans: list[Plan] = []
    for unit_id, version in early.items():
        plans += _unit_year(book, unit_id, version, 2025, first=date(2025, 1, 6))
    for unit_id, version in late.items():
        # A new commune may live on its predecessors' plans for the rest of the year; half make their own.
        if unit_id not in early and book.random.random() < 0.5:
            plans += _unit_year(book, unit_id, version, 2025, first=date(2025, 7, 10))
    for unit_id, version in late.items():
        plans += _unit_year(book, unit_id, version, 2026, first=date(2026, 1, 5))
    # Whoever signs in for these units finds every sort of work waiting.
    for name in (COMMUNE, "Sở Xây dựng"):
        unit_id = unit_named(name)
        mine = next(plan for plan in reversed(plans) if plan.unit_id == unit_id and plan.year == 2026)
        for title, owner, due, done, state in WAITING_WORK:
            _task(book, mine, title, owner, due, done, "Tiếp công dân", state=state)


def _unit_year(book: Book, unit_id: int, version: UnitVersion, year: int, *, first: date) -> list[Plan]:
    diligence = book.random.choice((0.99, 0.99, 0.97, 0.9, 0.75))
    plans = []
    for kind in PlanKind.values:
        if book.random.random() > diligence:
            continue
        issued = first + timedelta(days=int(book.random.triangular(2, 80, 25)))
        title = f"Kế hoạch {PlanKind(kind).label} năm {year}"
        basis = {}
        if book.random.random() < 0.7:
            before = issued - timedelta(days=book.random.randint(4, 45))
            basis = {"basis": "Kế hoạch công tác dân vận của cấp trên (minh họa)", "basis_on": before}
        plan = book.record(Plan, unit_id, title, issued, plan_kind=kind, year=year, **basis)
        plan.document = book.paper(plan, version, DocumentKind.PLAN)
        plans.append(plan)
        _tasks(book, plan, version, diligence)
    return plans


def _tasks(book: Book, plan: Plan, version: UnitVersion, diligence: float) -> None:
    issued = plan.happened_on
    assert issued is not None, "an issued plan has a day"
    last = version.valid_until or date(plan.year + 1, 1, 1)
    known = TASKS[plan.plan_kind]
    copied = book.random.random() < 1 / 12
    for subject, function in book.random.sample(known, k=book.random.randint(3, len(known))):
        due = date(plan.year, 1, 1) + timedelta(days=book.random.randint(75, 360))
        if not issued < due < last:
            continue
        done = None
        if due <= WORKED_UNTIL and book.random.random() < diligence:
            done = due - timedelta(days=int(book.random.triangular(-12, 30, 4)))
            done = min(max(done, issued), WORKED_UNTIL)
        title = subject if copied else f"{subject} {book.random.choice(PLACES)}"
        owner = book.random.choice(("Văn phòng", "Phòng Văn hóa – Xã hội", "Bộ phận Nội vụ", "Văn phòng Sở"))
        _task(book, plan, title, owner, due, done, function if book.random.random() < 0.85 else "")


def _task(
    book: Book, plan: Plan, title: str, owner: str, due: date, done: date | None, function: str, state: str = ""
) -> None:
    task = book.record(
        PlanTask,
        plan.unit_id,
        title,
        done,
        plan=plan,
        owner=owner,
        due_on=due,
        regular_function=function,
        result="Đã hoàn thành theo kế hoạch (kết quả minh họa)." if done else "",
        **({"state": state} if state else {}),
    )
    if task.state != ProofState.DRAFT and plan.document is not None:
        book.share(task, plan.document)
