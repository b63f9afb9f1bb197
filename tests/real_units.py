"""The real units of the province, imported once per worker and copied in once per test module that asks for them.

The copy lives in a transaction around the module's tests and is rolled back
after the last of them; each test still rolls back what it did itself.  Keep
tests on the small province in modules of their own: within a module that has
used `real_units`, the real ones stay.
"""

from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from danvan.orgs.models import UnitVersion
from danvan.orgs.selectors import unit_by_code
from danvan.orgs.services import import_units

TABLES = ("orgs_legalact", "orgs_unit", "orgs_unitversion", "orgs_succession", "orgs_boundary")


@dataclass(frozen=True)
class Nobody:
    """Whoever imports in a test."""

    person_id: int | None = None
    holding_id: int | None = None


@dataclass(frozen=True)
class RealUnits:
    """Finding units the way people name them."""

    def by_code(self, code: str, on: date) -> UnitVersion:
        """Return the unit that carried the code on the day."""
        found = unit_by_code(code, on)
        assert found is not None, f"no unit has code {code} on {on}"
        return found

    def by_name(self, full_name: str, on: date) -> UnitVersion:
        """Return the unit of that full name on the day: "xã Quỳnh Lưu", "Sở Nội vụ"."""
        name = full_name
        for word in ("thành phố ", "thị trấn ", "thị xã ", "phường ", "huyện ", "tỉnh ", "xã "):
            name = name.removeprefix(word)
        found = [v for v in UnitVersion.objects.filter(name=name, valid_from__lte=on).order_by("-valid_from")
                 if v.full_name == full_name and (v.valid_until is None or v.valid_until > on)]  # fmt: skip
        assert found, f"no unit is called {full_name} on {on}"
        return found[0]


@dataclass
class Store:
    """The tables after one import, as PostgreSQL writes them."""

    content: dict[str, bytes] = field(default_factory=dict)

    def load(self) -> RealUnits:
        """Fill the tables of the running test."""
        with connection.cursor() as outer:
            raw = outer.connection.cursor()
            if not self.content:
                import_units(actor=Nobody())
                for table in TABLES:
                    with raw.copy(f"COPY {table} TO STDOUT (FORMAT binary)") as out:
                        self.content[table] = b"".join(bytes(part) for part in out)
            else:
                for table, content in self.content.items():
                    with raw.copy(f"COPY {table} FROM STDIN (FORMAT binary)") as into:
                        into.write(content)
                raw.execute(f"ANALYZE {', '.join(TABLES)}")
                raw.execute("SET CONSTRAINTS ALL IMMEDIATE")
                raw.execute("SET CONSTRAINTS ALL DEFERRED")
        return RealUnits()
