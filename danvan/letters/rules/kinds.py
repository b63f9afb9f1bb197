"""What a kind of letter is: with which act it goes, what has to be typed, what it says (`data/letters.toml`)."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class Shape(StrEnum):
    """How a paper is laid out."""

    NOTICE = "notice"
    DECISION = "decision"
    MINUTES = "minutes"
    PROPOSAL = "proposal"


@dataclass(frozen=True)
class Typed:
    """One thing to be typed for a letter.

    `start` is what stands there at first, with fields in braces; of several
    lines each becomes a paragraph.
    """

    name: str
    label: str
    start: str = ""
    rows: int = 1
    required: bool = True
    hint: str = ""

    @property
    def has_lines(self) -> bool:
        """Whether it is running text of several paragraphs."""
        return self.rows > 1


@dataclass(frozen=True)
class LetterKind:
    """One kind of letter.

    `symbol` is the abbreviation of its type in the number, empty for a plain
    letter (công văn); `needs_number` is false for papers that never get one.
    In `body` a line `*name` stands for each paragraph of what was typed there.
    """

    code: str
    act: str
    label: str
    heading: str
    about: str
    symbol: str
    shape: Shape
    body: tuple[str, ...]
    typed: tuple[Typed, ...]
    receivers: tuple[str, ...]
    needs_number: bool = True

    @property
    def has_signer_title(self) -> bool:
        """Whether it is signed by title: minutes and proposals are signed by whoever was there."""
        return self.shape in (Shape.NOTICE, Shape.DECISION)


def _read(path: Path) -> tuple[LetterKind, ...]:
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(_kind(row, data["paragraphs"], data["typed"]) for row in data["letter"])


def _kind(row: dict[str, Any], paragraphs: Mapping[str, str], shared: Mapping[str, dict[str, Any]]) -> LetterKind:
    typed = [{**shared.get(each["name"], {}), **each} for each in row["typed"]]
    lines = row["body"].splitlines()
    return LetterKind(
        code=row["code"],
        act=row["act"],
        label=row["label"],
        heading=row.get("heading", ""),
        about=row["about"],
        symbol=row.get("symbol", ""),
        shape=Shape(row["shape"]),
        body=tuple(paragraphs[line[1:]] if line.startswith("@") else line for line in lines),
        typed=tuple(Typed(**{**each, "start": each.get("start", "").strip()}) for each in typed),
        receivers=tuple(row.get("receivers", ())),
        needs_number=row.get("needs_number", True),
    )


KINDS = _read(Path(__file__).parent.parent / "data" / "letters.toml")
BY_CODE: Mapping[str, LetterKind] = {kind.code: kind for kind in KINDS}


def number_text(number: int | None, symbol: str) -> str:
    """Return a number as papers write it: "05/TB-UBND"; dots while none is given."""
    return f"{number:02}/{symbol}" if number else f"……/{symbol}"


def default_symbol(kind: LetterKind, unit_symbol: str) -> str:
    """Return what follows the number: the type, then who issues; a plain letter has no type."""
    return f"{kind.symbol}-{unit_symbol}" if kind.symbol else unit_symbol
