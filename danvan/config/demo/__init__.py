"""Invented work for the demo: real units, invented records, documents and people.

Generated with a fixed seed, so every demo shows the same figures.  Nothing in
it is a real person or a real document, every row is marked as invented, and
every page says so.
"""

import random
from datetime import date

from django.db import transaction
from django.utils import timezone

from danvan.accounts.models import Person
from danvan.authority.rules.actor import Actor, system_actor
from danvan.authority.selectors import actor_in, seats_of
from danvan.config.demo import (
    conclusions,
    denunciations,
    dialogues,
    duties,
    former_district,
    incoming,
    opinions,
    petitions,
    plans,
    promises,
    reception,
    visits,
)
from danvan.config.demo.book import CLOSED_YEAR, SEED, Book
from danvan.config.demo.people import PASSWORD, USERS, seat_everyone, unit_named
from danvan.evidence.models import Record
from danvan.journal.services import record_act
from danvan.orgs.selectors import class_members
from danvan.schemes.rules.definition import LEADING
from danvan.schemes.selectors import loaded_schemes
from danvan.schemes.services import Statement, close_year, declare_figure, recompute

AREAS = (plans, duties)


def load_demo() -> str:
    """Fill an empty platform with the invented work; a second call changes nothing.  Returns what was done."""
    if Record.objects.filter(invented=True).exists():
        return "Dữ liệu minh họa đã có, giữ nguyên."
    with transaction.atomic():
        users = seat_everyone()
        book = Book(users["thuongtruc"], users["thammuu"])
        for area in AREAS:
            area.invent(book)
        counted = book.write()
        counted["đơn thư"] = petitions.invent(
            {name: _actor_of(name) for name in ("congchuc", "chutich", "tiepdan", "lanhdao", "soxaydung")},
            today=timezone.localdate(),
            at=timezone.now(),
        )
        counted["thư điện tử"] = incoming.invent(_actor_of("congchuc"), today=timezone.localdate(), at=timezone.now())
        counted["đơn của huyện cũ"] = former_district.invent(
            _actor_of("congchuc"), unit_named("Kỳ Sơn"), at=timezone.now()
        )
        counted["tố cáo"] = denunciations.invent(
            {name: _actor_of(name) for name in ("congchuc", "chutich", "tiepdan", "tiepnhantc", "giukhoa")},
            today=timezone.localdate(),
            at=timezone.now(),
        )
        counted["buổi tiếp công dân"] = reception.invent(
            {name: _actor_of(name) for name in ("congchuc", "tiepdan")}, today=timezone.localdate(), at=timezone.now()
        )
        counted["lượt tiếp công dân"] = visits.invent(
            _actor_of("congchuc"), _actor_of("tiepdan"), today=timezone.localdate(), at=timezone.now()
        )
        counted["kiến nghị cử tri"] = opinions.invent(
            {name: _actor_of(name) for name in ("hoidong", "soxaydung", "congchuc", "mattran")},
            today=timezone.localdate(),
            at=timezone.now(),
        )
        counted["nhiệm vụ theo kết luận"] = conclusions.invent(
            {name: _actor_of(name) for name in ("congchuc", "chutich", "tiepdan", "soxaydung")},
            {name: unit_named(said) for name, said in conclusions.UNITS.items()},
            today=timezone.localdate(),
        )
        counted["việc đã hứa được công khai"] = promises.invent(
            {name: _actor_of(name) for name in ("congchuc", "tiepdan")}, at=timezone.now()
        )
        counted["đối thoại, điểm nóng"] = dialogues.invent(
            {name: _actor_of(name) for name in ("congchuc", "chutich")}, today=timezone.localdate(), at=timezone.now()
        )
        for scheme in loaded_schemes():
            recompute(scheme, on=timezone.localdate())
        counted["số liệu khai báo"] = _declare(random.Random(SEED))
        close_year(LEADING, CLOSED_YEAR, actor=_actor_of("thuongtruc"), at=timezone.now())
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
                declare_figure(LEADING, statement, actor=platform)
                declared += 1
    return declared
