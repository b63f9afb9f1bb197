"""How the database would answer the queries of a page."""

import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

# Grow with every letter; nothing asked many times a day may read one of them from one end to the other.
LARGE = frozenset(
    {
        "casework_case", "casework_clock", "casework_clockpause", "casework_caseact", "casework_assignment",
        "casework_paper", "casework_reminder", "casework_following", "petitions_petition", "petitions_writer",
        "conclusions_taskact", "conclusions_taskreminder",
    }
)  # fmt: skip
# Fewer rows than this may be read whole sooner than through an index.
FEW = 20_000


def plan_of(statement: str) -> dict[str, Any]:
    """Return the plan of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
        (found,) = cursor.fetchone()
    plan: dict[str, Any] = (json.loads(found) if isinstance(found, str) else found)[0]["Plan"]
    return plan


def plans_of_queries(asked: Iterable[dict[str, str]]) -> list[dict[str, Any]]:
    """Return the plans of captured queries that read."""
    return [plan_of(query["sql"]) for query in asked if query["sql"].startswith(("SELECT", "UPDATE", "DELETE"))]


def plans_of(act: Callable[[], object]) -> list[dict[str, Any]]:
    """Return the plans of everything an act reads."""
    with CaptureQueriesContext(connection) as asked:
        act()
    return plans_of_queries(asked.captured_queries)


def nodes_of(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Return every node of a plan."""
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes_of(below)


def indexes_of(plan: dict[str, Any]) -> set[str]:
    """Return the indexes a plan reads."""
    return {node["Index Name"] for node in nodes_of(plan) if "Index Name" in node}


def large_tables_read_whole(plans: Iterable[dict[str, Any]]) -> list[str]:
    """Return the large tables that plans would read from one end to the other."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relname = ANY(%s) AND reltuples > %s", [list(LARGE), FEW])
        long = {name for (name,) in cursor.fetchall()}
    return sorted(
        {
            node["Relation Name"]
            for plan in plans
            for node in nodes_of(plan)
            if node["Node Type"] == "Seq Scan" and node["Relation Name"] in long
        }
    )
