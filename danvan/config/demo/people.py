"""Who signs in to the demo: invented people in real posts."""

from dataclasses import dataclass
from datetime import date

from django.contrib.auth.hashers import make_password

from danvan.accounts.models import Person
from danvan.authority.models import RoleAssignment
from danvan.orgs.choices import PostKind
from danvan.orgs.models import Post, PostHolding, UnitVersion

PASSWORD = "danvan-minh-hoa"
SINCE = date(2025, 1, 1)


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
    DemoUser("tiepnhantc", "Người tiếp nhận tố cáo", COMMUNE, "Công chức được giao tiếp nhận tố cáo",
             PostKind.OFFICER, "denunciation_desk", COMMUNE),
    DemoUser("giukhoa", "Người giữ khóa niêm phong", "Sở Tư pháp", "Người giữ khóa niêm phong", PostKind.OFFICER,
             "seal_keeper", PROVINCE),
    DemoUser("quantri", "Quản trị hệ thống", PROVINCE, "Quản trị hệ thống", PostKind.OFFICER, "admin", PROVINCE,
             with_subtree=True),
)  # fmt: skip
# In communes one person has several jobs: the officer also sits on the compensation council.
SECOND_SEAT = DemoUser(
    "congchuc", "Công chức xã", COMMUNE, "Ủy viên hội đồng bồi thường", PostKind.OFFICER, "clearance_council", COMMUNE
)


def unit_named(name: str) -> int:
    versions = UnitVersion.objects.filter(name=name).exclude(kind__in=["party_committee", "front"])
    if "MTTQ" in name:
        versions = UnitVersion.objects.filter(name=name)
    found = versions.order_by("-valid_from").first()
    if found is None:
        raise LookupError(f"no unit named {name}")
    return found.unit_id


def seat_everyone() -> dict[str, int]:
    """Create the demo's people and posts and return each one's first holding."""
    holdings: dict[str, int] = {}
    # One hash for all: each takes a fifth of a second by design.
    password = make_password(PASSWORD)
    for user in (*USERS, SECOND_SEAT):
        person = Person.objects.filter(username=user.username).first() or Person.objects.create(
            username=user.username, password=password, full_name=user.name
        )
        unit_id = unit_named(user.unit)
        until = (
            UnitVersion.objects.filter(unit=unit_id).order_by("-valid_from").values_list("valid_until", flat=True)[0]
        )
        if until:
            # The district is gone; its focal officer keeps reading its history from the standing agency.
            unit_id = unit_named("Sở Nội vụ")
        began = max(SINCE, UnitVersion.objects.filter(unit=unit_id).earliest("valid_from").valid_from)
        post = Post.objects.create(unit_id=unit_id, title=user.title, kind=user.kind, valid_from=began)
        holding = PostHolding.objects.create(post=post, person=person, valid_from=began)
        RoleAssignment.objects.create(
            post=post,
            role=user.role,
            unit_id=unit_named(user.over),
            with_subtree=user.with_subtree,
            valid_from=began,
        )
        holdings.setdefault(user.username, holding.pk)
    return holdings
