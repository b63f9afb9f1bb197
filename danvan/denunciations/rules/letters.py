"""The kinds of papers of a sealed file (`data/letters.toml`)."""

from collections.abc import Mapping
from pathlib import Path

from danvan.documents.kinds import LetterKind, read_kinds

KINDS = read_kinds(Path(__file__).parent.parent / "data" / "letters.toml")
BY_CODE: Mapping[str, LetterKind] = {kind.code: kind for kind in KINDS}
