"""The small cast every test shares, and the small province they serve in.

lan       receives letters and types records in one commune
minh      chairs that commune
tam       types records in the neighbouring commune
binh      works at the standing agency (Sở Nội vụ) and verifies
dung      works for the Party adviser and verifies what binh may not
thanh     inspects for the province
quan      runs the system
hoa       has an account and no post
khach     is nobody
"""

from dataclasses import dataclass
from datetime import date

from danvan.accounts.models import Person
from danvan.authority.models import RoleAssignment
from danvan.authority.rules.actor import Actor
from danvan.authority.selectors import actor_in, actor_without_post, seats_of
from danvan.kernel.text import fold, sort_key
from danvan.orgs.models import Post, PostHolding, Unit, UnitVersion

TODAY = date(2026, 11, 23)
SINCE = date(2021, 10, 1)
PASSWORD = "mat-khau-thu-nghiem"


def make_unit(
    key: str,
    name: str,
    *,
    kind: str,
    level: str,
    parent: Unit | None = None,
    since: date = SINCE,
    until: date | None = None,
    code: str = "",
) -> Unit:
    """Return a unit with one version."""
    unit = Unit.objects.create(key=key)
    UnitVersion.objects.create(
        unit=unit,
        name=name,
        folded_name=fold(name),
        sort_name=sort_key(name),
        kind=kind,
        level=level,
        parent=parent,
        code=code,
        valid_from=since,
        valid_until=until,
    )
    return unit


def seat(
    username: str, name: str, unit: Unit, *, title: str, kind: str, role: str, over: Unit, subtree: bool
) -> Person:
    """Return a person in a post with a role."""
    person, _ = Person.objects.get_or_create(username=username, defaults={"full_name": name})
    if not person.has_usable_password() or not person.password:
        person.set_password(PASSWORD)
        person.save()
    post = Post.objects.create(unit=unit, title=title, kind=kind, valid_from=SINCE)
    PostHolding.objects.create(post=post, person=person, valid_from=SINCE)
    RoleAssignment.objects.create(post=post, role=role, unit=over, with_subtree=subtree, valid_from=SINCE)
    return person


def actor_of(person: Person, *, on: date = TODAY) -> Actor:
    """Return the person in their first post."""
    seats = seats_of(person.pk, on=on)
    return actor_in(seats[0], person_id=person.pk, on=on) if seats else actor_without_post(person.pk, on=on)


@dataclass(frozen=True)
class SmallProvince:
    """A province, a standing agency, another department, two communes."""

    province: Unit
    standing: Unit
    department: Unit
    adviser: Unit
    commune: Unit
    neighbour: Unit


def make_small_province() -> SmallProvince:
    """Return the small province."""
    province = make_unit("tinh", "Nghệ An", kind="province", level="province", code="40")
    return SmallProvince(
        province=province,
        standing=make_unit("so-noi-vu", "Sở Nội vụ", kind="department", level="province", parent=province),
        department=make_unit("so-tu-phap-a", "Sở Tư pháp", kind="department", level="province", parent=province),
        adviser=make_unit(
            "ban-tgdv", "Ban Tuyên giáo và Dân vận Tỉnh ủy", kind="party_body", level="province", parent=province
        ),
        commune=make_unit("xa-a", "Đông Hiếu", kind="commune", level="commune", parent=province, code="17008"),
        neighbour=make_unit("xa-b", "Hòa Sơn", kind="commune", level="commune", parent=province, code="17009"),
    )


@dataclass(frozen=True)
class Cast:
    """Everyone, as people."""

    lan: Person
    minh: Person
    tam: Person
    binh: Person
    dung: Person
    thanh: Person
    quan: Person
    hoa: Person
    place: SmallProvince

    def actor(self, name: str, *, on: date = TODAY) -> Actor:
        """Return one of them as actor."""
        return actor_of(getattr(self, name), on=on)


def make_cast() -> Cast:
    """Return the cast in its small province."""
    at = make_small_province()
    hoa = Person.objects.create_user("hoa", PASSWORD, full_name="Hòa")
    return Cast(
        place=at,
        hoa=hoa,
        lan=seat("lan", "Lan", at.commune, title="Công chức Văn phòng", kind="officer", role="commune_officer",
                 over=at.commune, subtree=False),
        minh=seat("minh", "Minh", at.commune, title="Chủ tịch UBND xã", kind="chair", role="commune_chair",
                  over=at.commune, subtree=False),
        tam=seat("tam", "Tâm", at.neighbour, title="Công chức Văn phòng", kind="officer", role="commune_officer",
                 over=at.neighbour, subtree=False),
        binh=seat("binh", "Bình", at.standing, title="Chuyên viên thường trực", kind="officer",
                  role="standing_office", over=at.province, subtree=True),
        dung=seat("dung", "Dũng", at.adviser, title="Chuyên viên dân vận", kind="officer", role="party_adviser",
                  over=at.province, subtree=True),
        thanh=seat("thanh", "Thanh", at.province, title="Thanh tra viên", kind="officer", role="inspectorate",
                   over=at.province, subtree=True),
        quan=seat("quan", "Quân", at.province, title="Quản trị hệ thống", kind="officer", role="admin",
                  over=at.province, subtree=True),
    )  # fmt: skip
