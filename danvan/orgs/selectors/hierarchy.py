"""What stands above and below a unit on a day, and what somebody responsible for it answers for."""

from datetime import date

from danvan.orgs.models import UnitVersion
from danvan.orgs.selectors.register import LEVELS, sql_rows, units_on


def subtree(unit_id: int, on: date) -> list[UnitVersion]:
    """Return a unit and all that stood below it on a day; empty when it did not exist then.  Two queries."""
    ids = sql_rows(
        """
        WITH RECURSIVE below(unit_id) AS (
            SELECT v.unit_id FROM orgs_unitversion v
            WHERE v.unit_id = %(unit)s AND daterange(v.valid_from, v.valid_until) @> %(on)s::date
            UNION
            SELECT v.unit_id FROM below JOIN orgs_unitversion v ON v.parent_id = below.unit_id
            WHERE daterange(v.valid_from, v.valid_until) @> %(on)s::date
        )
        SELECT unit_id FROM below
        """,
        unit=unit_id,
        on=on,
    )
    return sorted(
        units_on(on).filter(unit__in=[row[0] for row in ids]), key=lambda v: (v.unit_id != unit_id, LEVELS[v.level])
    )


def ancestors(unit_id: int, on: date) -> list[UnitVersion]:
    """Return the units above a unit on a day, the nearest first.  Two queries."""
    depths = dict(
        sql_rows(
            """
            WITH RECURSIVE above(unit_id, depth) AS (
                SELECT v.parent_id, 1 FROM orgs_unitversion v
                WHERE v.unit_id = %(unit)s AND daterange(v.valid_from, v.valid_until) @> %(on)s::date
                UNION ALL
                SELECT v.parent_id, above.depth + 1 FROM above JOIN orgs_unitversion v ON v.unit_id = above.unit_id
                WHERE daterange(v.valid_from, v.valid_until) @> %(on)s::date
            )
            SELECT unit_id, depth FROM above WHERE unit_id IS NOT NULL
            """,
            unit=unit_id,
            on=on,
        )
    )
    return sorted(units_on(on).filter(unit__in=depths), key=lambda version: depths[version.unit_id])


def reach(unit_id: int, *, on: date, with_subtree: bool) -> frozenset[int]:
    """Return the units somebody responsible for a unit on a day answers for.

    The unit itself, what stands below it that day when asked, and every
    predecessor of these: files of an ended commune stay open to its successor.
    A unit that gave up only a part and went on keeps its files to itself.  What
    stood below a unit that has ended is what stood there on its last day.
    """
    rows = sql_rows(
        """
        WITH RECURSIVE below(unit_id) AS (
            SELECT %(unit)s::bigint
            UNION
            SELECT v.unit_id FROM below JOIN orgs_unitversion v ON v.parent_id = below.unit_id
            WHERE %(with_subtree)s AND daterange(v.valid_from, v.valid_until) @> LEAST(%(on)s::date, (
                SELECT CASE WHEN bool_or(own.valid_until IS NULL) THEN 'infinity' ELSE max(own.valid_until) - 1 END
                FROM orgs_unitversion own WHERE own.unit_id = %(unit)s
            )::date)
        ), before(unit_id) AS (
            SELECT unit_id FROM below
            UNION
            SELECT s.predecessor_id FROM before JOIN orgs_succession s ON s.successor_id = before.unit_id
            WHERE s.on <= %(on)s::date AND NOT EXISTS (
                SELECT 1 FROM orgs_unitversion lives
                WHERE lives.unit_id = s.predecessor_id AND daterange(lives.valid_from, lives.valid_until) @> s.on
            )
        )
        SELECT unit_id FROM before
        """,
        unit=unit_id,
        on=on,
        with_subtree=with_subtree,
    )
    return frozenset(row[0] for row in rows)


def is_root(unit_id: int) -> bool:
    """Say whether a unit stands above all others."""
    rows = sql_rows(
        "SELECT bool_and(parent_id IS NULL AND level = 'province' AND kind = 'province') "
        "FROM orgs_unitversion WHERE unit_id = %(unit)s",
        unit=unit_id,
    )
    return bool(rows[0][0])
