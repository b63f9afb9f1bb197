"""Files of these tests go to a folder of their own; the cast has company."""

from dataclasses import dataclass
from typing import Any

import pytest

from danvan.authority.rules.actor import Actor
from tests.cast import TODAY, Cast, actor_of
from tests.conclusions.factories import seat_others


@pytest.fixture(autouse=True)
def files_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@dataclass(frozen=True)
class Company:
    """The cast with those who give and carry out tasks; every one as actor by name."""

    cast: Cast
    others: dict[str, Any]

    def person(self, name: str) -> Any:
        return self.others.get(name) or getattr(self.cast, name)

    def __getattr__(self, name: str) -> Actor:
        return actor_of(self.person(name), on=TODAY)

    @property
    def commune(self) -> int:
        return self.cast.place.commune.pk

    @property
    def department(self) -> int:
        return self.cast.place.department.pk

    @property
    def neighbour(self) -> int:
        return self.cast.place.neighbour.pk

    @property
    def province(self) -> int:
        return self.cast.place.province.pk


@pytest.fixture
def all_(cast, calendar) -> Company:
    return Company(cast, seat_others(cast))
