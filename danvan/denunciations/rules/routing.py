"""Who resolves a denunciation: by what the accused is to their unit, never by where the letter arrived.

Law on Denunciations 2018, art. 12, 13, in two tiers since 2025-07-01: staff by
the head of their unit; a head, their deputies, and the body itself by the head
of the unit above.  What is above on a day is the register's to say.
"""

from collections.abc import Collection, Sequence

BASIS = {
    "staff": "Điều 13 Luật Tố cáo: người đứng đầu cơ quan trực tiếp quản lý",
    "head": "Điều 12, 13 Luật Tố cáo: người đứng đầu cơ quan cấp trên trực tiếp",
    "body": "Điều 12.6 Luật Tố cáo: người đứng đầu cơ quan cấp trên trực tiếp",
}


def resolves(standing: str, unit_id: int, parent_id: int | None) -> int | None:
    """Return the unit whose head resolves; nothing when that is above the province."""
    return unit_id if standing == "staff" else parent_id


def nearest_above(ways: Sequence[Sequence[int]], shut_out: Collection[int]) -> int | None:
    """Return the nearest unit that stands on every way up and is not shut out; nothing when there is none.

    A way begins at a unit that resolves for one of the accused and leads through all the units above it.
    """
    common = set(ways[0]).intersection(*ways[1:]) - set(shut_out) if ways else set()
    return next((unit for unit in ways[0] if unit in common), None) if ways else None


def shuts_out_unit(standing: str) -> bool:
    """Whether the accused's whole unit must not know of the case."""
    return standing != "staff"
