"""What a kind of letter is: with which act it goes, what has to be typed, what it says.

Plain Python.  Each area that writes letters keeps its kinds in a file of its
own (`<area>/data/letters.toml`), read here.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

# What follows the number of a paper, and a number with or without it.
SYMBOL = re.compile(r"[A-ZĐ][A-ZĐ0-9&.]{0,15}(-[A-ZĐ0-9&.]{1,15}){0,2}")
NUMBER = re.compile(rf"[0-9]{{1,6}}(/{SYMBOL.pattern})?")


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
    `grounds` are what a decision rests on, each with its heading; `signatures`
    who sign side by side, each a title, a note and a name; `part` the part of a
    sealed file it lies in, where there is one.
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
    grounds: tuple[tuple[str, str], ...] = ()
    signatures: tuple[tuple[str, str, str], ...] = ()
    needs_number: bool = True
    part: str = ""

    @property
    def has_signer_title(self) -> bool:
        """Whether it is signed by title: minutes and proposals are signed by whoever was there."""
        return self.shape in (Shape.NOTICE, Shape.DECISION)


def read_kinds(path: Path) -> tuple[LetterKind, ...]:
    """Return the kinds an area keeps in a file."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return tuple(_kind(row, data) for row in data["letter"])


def _kind(row: dict[str, Any], data: Mapping[str, Any]) -> LetterKind:
    paragraphs: Mapping[str, str] = data["paragraphs"]
    typed = [{**data["typed"].get(each["name"], {}), **each} for each in row.get("typed", ())]
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
        grounds=tuple(data["grounds"].items()),
        signatures=tuple(tuple(each) for each in row.get("signatures", data["signatures"].get(row["shape"], ()))),
        needs_number=row.get("needs_number", True),
        part=row.get("part", ""),
    )


def number_text(number: int | None, symbol: str) -> str:
    """Return a number as papers write it: "05/TB-UBND"; dots while none is given."""
    return f"{number:02}/{symbol}" if number else f"……/{symbol}"


def default_symbol(kind: LetterKind, unit_symbol: str) -> str:
    """Return what follows the number: the type, then who issues; a plain letter has no type."""
    return f"{kind.symbol}-{unit_symbol}" if kind.symbol else unit_symbol


def said_in(kind: LetterKind, typed: Mapping[str, str]) -> dict[str, Any]:
    """Return what was typed as the fields of the paper: running text by paragraphs, lines without a full stop.

    The sentence around what was typed on one line brings its own.
    """
    return {
        each.name: lines_of(typed.get(each.name, "")) if each.has_lines else typed.get(each.name, "").rstrip(" .")
        for each in kind.typed
    }


def starting_text(kind: LetterKind, facts: Mapping[str, str]) -> dict[str, str]:
    """Return what stands in the fields of a new letter; what is not known stays an empty place to be typed."""
    said = _Said(facts)
    return {each.name: each.start.format_map(said) for each in kind.typed}


def lines_of(text: str) -> list[str]:
    """Return the lines that hold something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


class _Said(dict[str, str]):
    def __missing__(self, name: str) -> str:
        return ""
