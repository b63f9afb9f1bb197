"""However large a file is, or claims not to be, it is read within bounded memory or refused with a sentence."""

import json
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from itertools import chain
from pathlib import Path
from random import Random

import pytest

from danvan.files.rules.content import inspect
from danvan.ui.catalogue.importing import MOST_COLUMNS, MOST_ROWS

MOST_KILOBYTES = 700_000
ROOT = Path(__file__).parents[2]
OFFICE = "http://schemas.openxmlformats.org"
RELATION = f"{OFFICE}/officeDocument/2006/relationships"
BOOK = (
    f'<workbook xmlns="{OFFICE}/spreadsheetml/2006/main" xmlns:r="{RELATION}">'
    '<sheets><sheet name="Dữ liệu" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def links(**targets: str) -> str:
    relations = (
        f'<Relationship Id="rId{number}" Type="{RELATION}/{sort}" Target="{target}"/>'
        for number, (sort, target) in enumerate(targets.items(), start=1)
    )
    return f'<Relationships xmlns="{OFFICE}/package/2006/relationships">{"".join(relations)}</Relationships>'


HEAD = '<row r="1"><c r="A1" t="inlineStr"><is><t>Tên</t></is></c></row>'
FULL = "<c><v>1</v></c>"


def sheet_of(rows: Iterable[str]) -> Iterator[str]:
    yield "<worksheet><sheetData>"
    yield from rows
    yield "</sheetData></worksheet>"


def archive(
    path: Path, rows: Iterable[str], *, texts: Iterable[str] = (), more: Iterable[str] = (), again: str = ""
) -> Path:
    """Write a workbook part by part, without holding it."""
    parts = {
        "[Content_Types].xml": ["<Types/>"],
        "xl/workbook.xml": [BOOK],
        "_rels/.rels": [links(officeDocument="xl/workbook.xml")],
        "xl/_rels/workbook.xml.rels": [links(worksheet="worksheets/sheet1.xml", sharedStrings="sharedStrings.xml")],
        "xl/worksheets/sheet1.xml": sheet_of(rows),
        "xl/sharedStrings.xml": chain(["<sst>"], (f"<si><t>{text}</t></si>" for text in texts), ["</sst>"]),
        "xl/media/image.bin": more,
    } | ({again: ["<sst/>"]} if again else {})
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as file:
        for name, pieces in parts.items():
            with file.open(name, "w", force_zip64=True) as part:
                for piece in pieces:
                    part.write(piece.encode())
    return path


def numbered(count: int, cells: str) -> Iterator[str]:
    yield HEAD
    for number in range(2, count + 2):
        yield f'<row r="{number}">{cells}</row>'


def read(path: Path) -> dict[str, object]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.imports.reading_alone", path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2_000:]
    return json.loads(done.stdout)


def cell(name: str, row: int = 2) -> list[str]:
    return [HEAD, f'<row r="{row}"><c r="{name}"><v>1</v></c></row>']


TOO_MANY, FAR_OUT, TOO_MUCH, NONE = "too_many_rows", "cell_far_out", "too_much_content", "not_a_spreadsheet"
# Files of a few kilobytes up to a few megabytes that would fill any memory, or that lie about where things are.
REFUSED = {
    "a million rows": (TOO_MANY, lambda: {"rows": numbered(1_000_000, FULL)}),
    "sixteen thousand columns": (FAR_OUT, lambda: {"rows": numbered(300, FULL * 16_000)}),
    "one cell in the last row": (FAR_OUT, lambda: {"rows": cell("A1048576", 1_048_576)}),
    "one cell in the last column": (FAR_OUT, lambda: {"rows": cell("XFD3")}),
    "one cell in the last corner": (FAR_OUT, lambda: {"rows": cell("XFD1048576", 1_048_576)}),
    "a cell that says another row than its row": (FAR_OUT, lambda: {"rows": cell("B1048576", 2)}),
    "rows without numbers": (TOO_MANY, lambda: {"rows": [HEAD, *(["<row><c><v>1</v></c></row>"] * 60_000)]}),
    "cells under another prefix": (
        FAR_OUT,
        lambda: {"rows": [HEAD, '<x:row r="9"><x:c r="XFD1048576"><x:v>1</x:v></x:c></x:row>']},
    ),
    "one long text in a million cells": (
        TOO_MUCH,
        lambda: {"rows": numbered(MOST_ROWS, '<c t="s"><v>0</v></c>' * 20), "texts": ["rất dài " * 1_000]},
    ),
    "the same with its number in two pieces": (
        TOO_MUCH,
        lambda: {
            "rows": numbered(MOST_ROWS, '<c t="s"><v>1<!-- --><?x y?>0</v></c>' * 20),
            "texts": [*"abcdefghij", "rất dài " * 1_000],
        },
    ),
    "a gigabyte of nothing": (TOO_MUCH, lambda: {"rows": cell("A2"), "texts": (" " * 1_000_000 for _ in range(1_000))}),
    "a gigabyte in a part nobody asked for": (
        TOO_MUCH,
        lambda: {"rows": cell("A2"), "more": (" " * 1_000_000 for _ in range(1_000))},
    ),
    "merged a million times": (TOO_MUCH, lambda: {"rows": [HEAD, '<mergeCell ref="A1:B2"/>' * 1_000_000]}),
    "two tables of texts": (NONE, lambda: {"rows": cell("A2"), "again": "xl/SHAREDSTRINGS.xml"}),
    "a row that is no number": (NONE, lambda: {"rows": [HEAD, '<row r="hai"/>']}),
    "a text that is not there": (NONE, lambda: {"rows": [HEAD, '<row r="2"><c t="s"><v>7</v></c></row>']}),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refuses_what_is_too_large_in_words_and_little_memory(name, tmp_path):
    code, parts = REFUSED[name]

    told = read(archive(tmp_path / "tệp.xlsx", **parts()))

    assert told["code"] == code, told
    assert "Đề nghị" in told["message"]
    assert told["kilobytes"] < MOST_KILOBYTES


def test_refuses_an_archive_that_states_too_small_a_size(tmp_path):
    path = archive(tmp_path / "tệp.xlsx", cell("A2"), texts=(" " * 1_000_000 for _ in range(1_000)))
    content = bytearray(path.read_bytes())
    # The central directory is what readers believe: the sum of the bytes stands at 16, their number at 24.
    entry = content.rindex(b"PK\x01\x02", 0, content.rindex(b"xl/sharedStrings.xml"))
    beginning = f"<sst><si><t>{' ' * 500}".encode()
    struct.pack_into("<I", content, entry + 16, zlib.crc32(beginning))
    struct.pack_into("<I", content, entry + 24, len(beginning))
    path.write_bytes(content)

    told = read(path)

    with path.open("rb") as stream:
        assert inspect(stream).flaw is not None
    assert told["code"] == TOO_MUCH
    assert told["kilobytes"] < MOST_KILOBYTES


def test_refuses_texts_that_grow_when_read(tmp_path):
    path = tmp_path / "tệp.xlsx"
    archive(path, cell("A2"))
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    parts["xl/sharedStrings.xml"] = b'<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa">]><sst><si><t>&a;&a;</t></si></sst>'
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)

    assert read(path)["code"] == NONE


def test_reads_the_largest_file_it_promises_to_read(tmp_path):
    said = f'<c t="s"><v>0</v></c>{FULL * (MOST_COLUMNS - 1)}'.replace(FULL, '<c s="1"/>')

    told = read(archive(tmp_path / "tệp.xlsx", numbered(MOST_ROWS, said), texts=["Tên của một hồ sơ"]))

    assert (told.get("rows"), told.get("problems")) == (MOST_ROWS, 0), told
    assert told["kilobytes"] < MOST_KILOBYTES


def test_cells_with_a_format_and_nothing_in_them_do_not_count(tmp_path):
    formatted = (f'<row r="{row}"><c r="XFD{row}" s="1"/></row>' for row in range(3, 1_000_003, 10))

    told = read(archive(tmp_path / "tệp.xlsx", [*cell("A2"), *formatted]))

    assert (told.get("rows"), told.get("problems")) == (1, 0), told
    assert told["kilobytes"] < MOST_KILOBYTES


def test_a_file_of_fifty_megabytes_is_read_for_what_is_in_its_sheet(tmp_path):
    photographs = (Random(number).randbytes(500_000).hex() for number in range(95))

    path = archive(tmp_path / "tệp.xlsx", cell("A2"), more=photographs)

    assert path.stat().st_size > 50 * 1024**2
    assert read(path).get("rows") == 1
