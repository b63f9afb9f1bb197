"""A spreadsheet coming in: read whole, checked whole, and every wrong cell explained.

Nothing is saved here.  The same check serves the preview, the confirmation and
the command line.
"""

import difflib
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import IO, Any

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook

from danvan.kernel.errors import RuleError
from danvan.kernel.text import fold, format_number
from danvan.ui.catalogue.cells import SheetColumn, as_text
from danvan.ui.catalogue.declaration import Draft, Kind, Problem
from danvan.ui.catalogue.sheets import DATA, EXAMPLE, HELP, LINE, only_exported

MOST_ROWS = 50_000
MOST_XML_BYTES = 200 * 1024**2
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class NotASpreadsheet(RuleError):
    """The bytes are not a workbook of Excel's present format."""

    code = "not_a_spreadsheet"
    message = "Tệp không phải là bảng tính XLSX. Đề nghị mở tệp mẫu, điền rồi lưu ở dạng “Excel Workbook (.xlsx)”."


class TooManyRows(RuleError):
    """More than one import takes."""

    code = "too_many_rows"
    message = "Tệp có hơn %(most)s dòng; mỗi lần nhập nhiều nhất %(most)s dòng. Đề nghị tách thành nhiều tệp."


@dataclass(frozen=True)
class Checked:
    """What a file holds and what is wrong with it; it may be saved only when nothing is."""

    rows: Sequence[dict[str, Any]]
    said: Sequence[tuple[str, ...]]
    problems: Sequence[Problem]

    @property
    def wrong_rows(self) -> int:
        """How many rows have a problem."""
        return len({problem.row for problem in self.problems if problem.row})


def check_sheet(kind: Kind, stream: IO[bytes], actor: Any) -> Checked:
    """Return the values of every row and every problem, in the order of the file.

    Raises NotASpreadsheet, TooManyRows.
    """
    lines, problems = _read(kind, stream)
    drafts = []
    for number, cells in lines:
        draft = Draft(number, tuple(as_text(cells.get(column.heading)) for column in kind.sheet), {})
        drafts.append(draft)
        for column in kind.sheet:
            problems += _take(column, cells.get(column.heading), draft)
    if not lines and not problems:
        problems.append(Problem(None, "", "", "Tệp chưa có dòng dữ liệu nào dưới dòng tiêu đề."))
    for check in kind.checks:
        problems += check(actor, drafts)
    places = {column.heading: place for place, column in enumerate(kind.sheet)}
    problems.sort(key=lambda problem: (problem.row or 0, places.get(problem.column, len(places))))
    return Checked([draft.values for draft in drafts], [draft.said for draft in drafts], problems)


def _take(column: SheetColumn, cell: Any, draft: Draft) -> Iterator[Problem]:
    try:
        value = column.read(cell)
    except ValueError as error:
        yield Problem(draft.number, column.heading, as_text(cell)[:80], str(error))
        return
    if column.required and value in (None, ""):
        yield Problem(draft.number, column.heading, "", "Chưa nhập.")
        return
    if value is not None:
        draft.values[column.field] = value


# --- reading ------------------------------------------------------------------------------------------------------

Line = tuple[int, Mapping[str, Any]]


def _read(kind: Kind, stream: IO[bytes]) -> tuple[list[Line], list[Problem]]:
    """Return the lines under the headings, as cells by heading, and what is wrong with the file itself."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            survey = _survey(archive)
        stream.seek(0)
        book = CalamineWorkbook.from_filelike(stream)
        if survey is None:
            names = ", ".join(f"“{name}”" for name in book.sheet_names)
            return [], [Problem(None, "", names, f"Tệp không có trang tính tên “{DATA}”. Đề nghị dùng tệp mẫu.")]
        sheet = book.get_sheet_by_name(DATA)
        table = list(enumerate(sheet.to_python(skip_empty_area=False), start=1))
    except (zipfile.BadZipFile, CalamineError, etree.XMLSyntaxError, KeyError, EOFError, NotImplementedError) as error:
        raise NotASpreadsheet from error
    table = [
        (number, cells) for number, cells in table if any(as_text(cell) for cell in cells) or number in survey.wrong
    ]
    if not table:
        return [], [Problem(None, "", "", "Tệp không có nội dung. Đề nghị điền vào tệp mẫu.")]
    head_row, head = table[0]
    places, problems = _places(kind, head_row, [as_text(cell) for cell in head])
    if problems:
        return [], problems
    line_place = next((place for place, text in enumerate(head) if fold(as_text(text)) == fold(LINE)), None)
    lines: list[Line] = []
    for number, cells in table[1:]:
        if line_place is not None and fold(as_text(cells[line_place])) in (fold(HELP), fold(EXAMPLE)):
            continue
        named: Mapping[str, Any] = {heading: cells[place] for heading, place in places.items()}
        wrong = survey.wrong.get(number, {})
        for heading, place in places.items():
            if place in wrong:
                problems.append(Problem(number, heading, as_text(cells[place])[:80], wrong[place]))
        if any(as_text(value) for value in named.values()) or wrong.keys() & set(places.values()):
            lines.append((number, named))
    for (first, left), (last, right) in sheet.merged_cell_ranges or ():
        if last + 1 > head_row:
            heading = next((text for text, place in places.items() if left <= place <= right), "")
            problems.append(Problem(first + 1, heading, "", "Ô bị gộp. Đề nghị bỏ gộp ô (Unmerge) và điền từng dòng."))
    return lines, problems


def _places(kind: Kind, row: int, head: Sequence[str]) -> tuple[dict[str, int], list[Problem]]:
    """Return where each column stands; an unknown, doubled or missing heading is a problem."""
    known = {fold(column.heading): column.heading for column in kind.sheet}
    ignored = {fold(column.label) for column in only_exported(kind)} | {fold(LINE)}
    places: dict[str, int] = {}
    problems = []
    for place, text in enumerate(head):
        folded = fold(text.rstrip("* "))
        if not folded or (folded in ignored and folded not in known):
            continue
        if folded not in known:
            near = difflib.get_close_matches(folded, known, n=1)
            hint = f" Có phải là “{known[near[0]]}”?" if near else " Đề nghị bỏ cột này hoặc dùng tệp mẫu."
            problems.append(Problem(row, text, text, f"Không có cột tên này trong mẫu.{hint}"))
        elif known[folded] in places:
            problems.append(Problem(row, text, text, "Cột này xuất hiện hai lần."))
        else:
            places[known[folded]] = place
    problems += [
        Problem(row, column.heading, "", "Thiếu cột này ở dòng tiêu đề.")
        for column in kind.sheet
        if column.required and column.heading not in places
    ]
    return places, problems


@dataclass
class _Survey:
    """What the values alone do not tell: formulas and error cells, by row and column."""

    wrong: dict[int, dict[int, str]] = dataclass_field(default_factory=dict)


def _survey(archive: zipfile.ZipFile) -> _Survey | None:
    """Walk the sheet's XML once, in constant memory; None when there is no such sheet.

    Refuses a file that is too long before anything is loaded.
    """
    place = _place_of_sheet(archive)
    if place is None:
        return None
    survey, rows = _Survey(), 0
    with archive.open(place) as content:
        for _event, row in etree.iterparse(
            _Limited(content), tag=f"{_MAIN}row", resolve_entities=False, no_network=True
        ):
            rows += len(row) > 0
            if rows > MOST_ROWS + 3:
                raise TooManyRows(params={"most": format_number(MOST_ROWS)})
            for cell in row:
                if cell.find(f"{_MAIN}f") is not None:
                    sentence = "Ô có công thức. Đề nghị chép rồi dán lại ở dạng giá trị."
                elif cell.get("t") == "e":
                    sentence = "Ô có lỗi tính toán. Đề nghị nhập lại giá trị."
                else:
                    continue
                letters = (cell.get("r") or "A").rstrip("0123456789")
                survey.wrong.setdefault(int(row.get("r")), {})[_column_number(letters)] = sentence
            row.clear()
            while row.getprevious() is not None:
                del row.getparent()[0]
    return survey


class _Limited:
    """Reads a part of an archive, no further than is sensible: the stated sizes may lie."""

    def __init__(self, content: IO[bytes]) -> None:
        self.content, self.left = content, MOST_XML_BYTES

    def read(self, size: int = -1) -> bytes:
        chunk = self.content.read(size)
        self.left -= len(chunk)
        if self.left < 0:
            raise TooManyRows(params={"most": format_number(MOST_ROWS)})
        return chunk


def _place_of_sheet(archive: zipfile.ZipFile) -> str | None:
    """Return the part of the archive that holds the sheet of data."""
    book = _parsed(archive, "xl/workbook.xml")
    for sheet in book.iter(f"{_MAIN}sheet"):
        if sheet.get("name") == DATA:
            for relation in _parsed(archive, "xl/_rels/workbook.xml.rels"):
                if relation.get("Id") == sheet.get(_RELATION):
                    target = relation.get("Target") or ""
                    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return None


def _parsed(archive: zipfile.ZipFile, place: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    with archive.open(place) as content:
        return etree.parse(_Limited(content), parser).getroot()


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
