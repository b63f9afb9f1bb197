"""The outlines of units, simplified for screens and kept gapless between neighbours.

The province is cut into the smallest pieces the files know, the 130 communes
of 2025 with the one that mixes two old districts cut in two.  The pieces are
simplified together, so that neighbours still share every line, and then joined
into communes, the districts of each date, and the province.  For reference
only: the outlines have no legal force.
"""

import csv
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from shapely.geometry import mapping, shape

from danvan.orgs.rules.register import PROVINCE, SHIPPED, SNAPSHOTS, Register

COMMUNES, DISTRICTS, OLD_DISTRICTS = (
    "nghean_communes_2025.geojson",
    "nghean_districts_2021.geojson",
    "nghean_communes_2025_old_districts.csv",
)
TOLERANCE_DEGREES = 0.003
DECIMALS = 4
EARTH_RADIUS_KM = 6361.4  # the radius that gives true areas at the latitude of the province


@dataclass(frozen=True)
class Outline:
    """The shape of a unit during one stretch of time, as a GeoJSON geometry."""

    key: str
    valid_from: date
    valid_until: date | None
    geometry: dict[str, Any]
    area_km2: Decimal


def read_outlines(register: Register, folder: Path = SHIPPED) -> tuple[Outline, ...]:
    """Return the outlines of the province, of the districts at each date, and of the communes of 2025."""
    whole = _shapes(folder / COMMUNES)
    old = _shapes(folder / DISTRICTS)
    pieces, homes = [], []
    with (folder / OLD_DISTRICTS).open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for district in row["districts_2021"].split("|"):
                piece = whole[row["code"]]
                pieces.append(_surface(piece.intersection(old[district])) if "|" in row["districts_2021"] else piece)
                homes.append((row["code"], row["district_2024"], district))
    simple = shapely.coverage_simplify(pieces, TOLERANCE_DEGREES)
    areas = [_area_km2(piece) for piece in pieces]

    first, second, third = (snapshot.since for snapshot in SNAPSHOTS)
    stretches: dict[tuple[str, date, date | None], list[int]] = defaultdict(list)
    members: dict[tuple[str, str], set[int]] = defaultdict(set)
    for index, (_, district_2024, district_2021) in enumerate(homes):
        members["2021", district_2021].add(index)
        members["2024", district_2024].add(index)
    for index, (commune, district_2024, district_2021) in enumerate(homes):
        stretches[PROVINCE, first, None].append(index)
        stretches[register.keys["2025", commune], third, None].append(index)
        stayed = members["2021", district_2021] == members["2024", district_2021]
        stretches[register.keys["2021", district_2021], first, third if stayed else second].append(index)
        if members["2021", district_2024] != members["2024", district_2024]:
            stretches[register.keys["2024", district_2024], second, third].append(index)
    return tuple(
        Outline(
            key=key,
            valid_from=valid_from,
            valid_until=valid_until,
            geometry=_plain(shapely.coverage_union_all([simple[index] for index in indices])),
            area_km2=Decimal(str(round(sum(areas[index] for index in indices), 2))),
        )
        for (key, valid_from, valid_until), indices in stretches.items()
    )


def _shapes(path: Path) -> dict[str, Any]:
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["code"]: shape(feature["geometry"]) for feature in features}


def _surface(cut: Any) -> Any:
    """Return what has an area, without the lines and points a cut leaves where outlines only touch."""
    return shapely.union_all([part for part in shapely.get_parts(cut) if part.geom_type == "Polygon"])


def _area_km2(outline: Any) -> float:
    """Return the area on a sphere, by an equal-area cylinder."""

    def flat(points: Any) -> Any:
        radians = np.radians(points)
        return np.column_stack((radians[:, 0], np.sin(radians[:, 1]))) * EARTH_RADIUS_KM

    return float(shapely.area(shapely.transform(outline, flat)))


def _plain(outline: Any) -> dict[str, Any]:
    """Return a GeoJSON geometry with few decimals and no empty rings."""
    rounded = shapely.transform(outline, lambda points: np.round(points, DECIMALS))
    plain: dict[str, Any] = json.loads(json.dumps(mapping(rounded)))
    return plain
