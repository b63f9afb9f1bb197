"""Fixtures every test may use: the cast, their browsers, the day."""

import gc
import os
from collections.abc import Iterator
from datetime import UTC, datetime, time

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from danvan.authority.rules.actor import system_actor
from danvan.calendars.services import load_calendar
from tests.cast import TODAY, Cast, make_cast
from tests.denunciations.house import make_house
from tests.petitions.factories import Story, register
from tests.real_units import RealUnits, Store
from tests.schemes.year_of_plans import settle

# What takes longest begins first, so that no process is left with it when the other is done.  Only tests that leave
# the database as it was: those that empty it stay behind the others, where pytest-django puts them.
LONGEST = ("tests/config/test_serve.py", "tests/architecture/test_routes.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


def pytest_collection_finish() -> None:
    """Let the collector pass over what was imported: it stays to the end, and is most of what there is."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session", autouse=True)
def the_day_is_fixed() -> Iterator[None]:
    """Let the platform's clock run from noon of the day the cast lives on, so that no test depends on the real day."""
    real_now = timezone.now
    behind = real_now() - datetime.combine(TODAY, time(5), tzinfo=UTC)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(timezone, "now", lambda: real_now() - behind)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix) -> None:
    """Let the database of each process be a copy of the one whose migrations are applied."""
    if template := os.environ.get("DANVAN_TEST_TEMPLATE"):
        connection.settings_dict["TEST"]["TEMPLATE"] = template


@pytest.fixture
def today():
    return TODAY


@pytest.fixture
def house(cast, calendar, settings, tmp_path):
    """The sealed register's people, with seals that work."""
    settings.SEAL_KEYS = tmp_path / "seal-keys"
    # Tries of the tests before are not this one's.
    cache.clear()
    return make_house(cast)


@pytest.fixture
def cast(db) -> Cast:
    return make_cast()


@pytest.fixture
def calendar(db):
    """The working calendar, without which no limit can be counted."""
    load_calendar(actor=system_actor(TODAY))


@pytest.fixture
def story(calendar, cast) -> Story:
    """A complaint received on 1 September 2026 at lan's desk."""
    return Story(cast, register(cast))


@pytest.fixture
def place(cast):
    return cast.place


@pytest.fixture
def signed_in(cast):
    """Return a function giving the browser of one of the cast; `khach` is nobody."""

    def browser(name: str) -> Client:
        client = Client()
        if name != "khach":
            client.force_login(getattr(cast, name))
        return client

    return browser


@pytest.fixture
def settled(cast) -> Cast:
    """Return the cast once a small year of plans is computed: the commune has its plans, the neighbour sent nothing."""
    settle(cast)
    return cast


@pytest.fixture(scope="session")
def unit_store() -> Store:
    return Store()


@pytest.fixture(scope="module")
def units_of_the_province(django_db_setup, django_db_blocker, unit_store) -> Iterator[RealUnits]:
    with django_db_blocker.unblock():
        around = transaction.atomic()
        around.__enter__()
        try:
            units = unit_store.load()
        except BaseException:
            transaction.set_rollback(True)
            around.__exit__(None, None, None)
            raise
    yield units
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        around.__exit__(None, None, None)


@pytest.fixture
def real_units(units_of_the_province, db) -> RealUnits:
    """The units of the province from 2021 on, as imported from the shipped files."""
    return units_of_the_province
