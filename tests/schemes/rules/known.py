"""What the definition files of these tests are checked against."""

from pathlib import Path

import danvan.schemes
from danvan.orgs.choices import UnitClass
from danvan.schemes.rules.definition import MeasureSpec, Parameter, SchemeDefinition, ValueKind
from danvan.schemes.rules.loading import load_scheme

DA04 = Path(danvan.schemes.__file__).parent / "definitions" / "da04.toml"
MINIMAL = Path(__file__).parents[1] / "definitions" / "minimal.toml"

PLANS = frozenset({"government_mobilization", "grassroots_democracy"})
INDICES = frozenset({"PAR_INDEX", "PAPI", "PCI", "SIPAS"})
MEASURES = {
    "units_with_plan": MeasureSpec("plans", ValueKind.SHARE, (Parameter("kind", PLANS),)),
    "units_carrying_out_plans": MeasureSpec(
        "plans", ValueKind.SHARE, (Parameter("kinds", PLANS),), frozenset({"pass_level"})
    ),
    "index_rank": MeasureSpec(
        "indices", ValueKind.RANK, (Parameter("index", INDICES),), frozenset({"basis", "provinces"})
    ),
    "index_gain": MeasureSpec("indices", ValueKind.GAIN, (Parameter("index", INDICES),), frozenset({"kept_at_rank"})),
}
UNIT_CLASSES = frozenset(UnitClass.values)


def load(source: Path | str) -> SchemeDefinition:
    """Load a definition against what is known here."""
    return load_scheme(source, measures=MEASURES, unit_classes=UNIT_CLASSES)
