"""What the definition files of these tests are checked against."""

from pathlib import Path

import danvan.schemes
from danvan.orgs.choices import UnitClass
from danvan.schemes.indicators import INDICATORS
from danvan.schemes.measures import SPECS
from danvan.schemes.rules.definition import SchemeDefinition
from danvan.schemes.rules.loading import load_scheme

DA04 = Path(danvan.schemes.__file__).parent / "definitions" / "da04.toml"
MINIMAL = Path(__file__).parents[1] / "definitions" / "minimal.toml"

UNIT_CLASSES = frozenset(UnitClass.values)


def load(source: Path | str) -> SchemeDefinition:
    """Load a definition against what is known here."""
    return load_scheme(source, measures=SPECS, indicators=INDICATORS, unit_classes=UNIT_CLASSES)
