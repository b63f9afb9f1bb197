"""A spreadsheet coming in: read whole, checked whole, and every wrong cell explained.

Nothing is saved here.  The same check serves the preview, the confirmation and
the command line.

The library that reads the cells keeps the rectangle around all of them in
memory and ends the program when there is none left.  So the file is walked
through before, in constant memory, and refused when that rectangle, the text in
it or the archive itself is larger than any spreadsheet of ours.
"""

import difflib
import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO, Any
from xml.parsers import expat

from python_calamine import CalamineError, CalamineWorkbook

from danvan.kernel.errors import RuleError
from danvan.kernel.text import fold, format_number
from danvan.ui.catalogue.cells import RowBelongsElsewhere, SheetColumn, as_text
from danvan.ui.catalogue.declaration import Draft, Hint, Kind, Problem
from danvan.ui.catalogue.sheets import DATA, EXAMPLE, HELP, LINE, MOST_ROWS, only_exported

MOST_COLUMNS = 100
# The headings, the line of help and the example.
MOST_LINES = MOST_ROWS + 3
MOST_CHARACTERS = 50_000_000
MOST_UNPACKED_BYTES = 200 * 1024**2
CHUNK = 1024**2
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class NotASpreadsheet(RuleError):
    """The bytes are not a workbook of Excel's present format."""

    code = "not_a_spreadsheet"
    message = "Tệp không phải là bảng tính XLSX. Đề nghị mở tệp mẫu, điền rồi lưu ở dạng “Excel Workbook (.xlsx)”."


class TooManyRows(RuleError):
    """More than one import takes."""

    code = "too_many_rows"
    message = "Tệp có hơn %(most)s dòng; mỗi lần nhập nhiều nhất %(most)s dòng. Đề nghị tách thành nhiều tệp."


class CellFarOut(RuleError):
    """Something stands far from the data, and everything between would have to be read too."""

    code = "cell_far_out"
    message = (
        "Ô %(cell)s nằm ngoài vùng được đọc (%(rows)s dòng, %(columns)s cột đầu của trang tính). "
        "Đề nghị xóa ô đó, hoặc chép phần dữ liệu sang tệp mẫu."
    )


class TooMuchContent(RuleError):
    """Larger than any list of records: a bomb, or a file that holds something else."""

    code = "too_much_content"
    message = (
        "Nội dung của tệp lớn hơn nhiều so với một bảng tính theo mẫu nên không được đọc. "
        "Đề nghị chép phần dữ liệu sang tệp mẫu, hoặc tách thành nhiều tệp."
    )


@dataclass(frozen=True)
class Checked:
    """What a file holds and what is wrong with it; it may be saved only when nothing is.

    `may_be_kept` is False when a row belongs elsewhere: the file may not even wait here to be mended.
    """

    rows: Sequence[dict[str, Any]]
    said: Sequence[tuple[str, ...]]
    problems: Sequence[Problem]
    hints: Sequence[Hint] = ()
    may_be_kept: bool = True

    @property
    def wrong_rows(self) -> int:
        """How many rows have a problem."""
        return len({problem.row for problem in self.problems if problem.row})


def check_sheet(kind: Kind, stream: IO[bytes], actor: Any) -> Checked:
    """Return the values of every row and every problem, in the order of the file.

    Raises NotASpreadsheet, TooManyRows, CellFarOut, TooMuchContent.
    """
    lines, problems = _read(kind, stream)
    drafts = []
    elsewhere: dict[int, Problem] = {}
    for number, cells in lines:
        draft = Draft(number, tuple(as_text(cells.get(column.heading)) for column in kind.sheet), {})
        try:
            for column in kind.sheet:
                problems += _take(column, cells.get(column.heading), draft)
        except RowBelongsElsewhere as refusal:
            elsewhere[number] = Problem(number, "", "", str(refusal))
        else:
            drafts.append(draft)
    if elsewhere:
        # What was found in such a row by then is not said either.
        problems = [problem for problem in problems if problem.row not in elsewhere] + list(elsewhere.values())
    if kind.most_rows and len(lines) > kind.most_rows:
        raise TooManyRows(params={"most": format_number(kind.most_rows)})
    if not lines and not problems:
        problems.append(Problem(None, "", "", "Tệp chưa có dòng dữ liệu nào dưới dòng tiêu đề."))
    for check in kind.checks:
        problems += check(actor, drafts)
    places = {column.heading: place for place, column in enumerate(kind.sheet)}
    problems.sort(key=lambda problem: (problem.row or 0, places.get(problem.column, len(places))))
    hints = [] if problems else list(kind.hints(actor, drafts))
    return Checked([draft.values for draft in drafts], [draft.said for draft in drafts], problems, hints, not elsewhere)


def _take(column: SheetColumn, cell: Any, draft: Draft) -> Iterator[Problem]:
    try:
        value = column.read(cell)
    except RowBelongsElsewhere:
        raise
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
# What the readers of archives, of XML and of cells raise on broken bytes; the last three on numbers that are none.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # a way of packing that Python cannot unpack
    RuntimeError,
    expat.ExpatError,
    CalamineError,
    KeyError,
    IndexError,
    ValueError,
)


def _read(kind: Kind, stream: IO[bytes]) -> tuple[list[Line], list[Problem]]:
    """Return the lines under the headings, as cells by heading, and what is wrong with the file itself."""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as archive:
            _refuse_bomb(archive)
            survey = _survey(archive)
        stream.seek(0)
        book = CalamineWorkbook.from_filelike(stream)
        if survey is None:
            names = ", ".join(f"“{name}”" for name in book.sheet_names)
            return [], [Problem(None, "", names, f"Tệp không có trang tính tên “{DATA}”. Đề nghị dùng tệp mẫu.")]
        sheet = book.get_sheet_by_name(DATA)
        table = list(enumerate(sheet.to_python(skip_empty_area=False), start=1))
    except _BROKEN as error:
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
    """What the values alone do not tell: formulas and error cells, by row and column.

    It is told the parts of the XML one after the other, and refuses what is too large.
    """

    shared: Sequence[int]
    wrong: dict[int, dict[int, str]] = field(default_factory=lambda: defaultdict(dict))
    row: int = 0
    column: int = -1
    filled_row: int = 0
    rows: int = 0
    characters: int = 0
    merged: int = 0
    sort: str = ""
    inside: str = ""
    index: str = ""

    def start(self, name: str, given: Mapping[str, str]) -> None:
        """Take the beginning of an element."""
        if name == "c":
            self.sort, self.inside, self.index = given.get("t", ""), "", ""
            place = _PLACE.fullmatch(given.get("r", ""))
            self.row, self.column = (int(place[2]), _column_number(place[1])) if place else (self.row, self.column + 1)
        elif name in ("v", "is", "f"):
            self.inside = name
            self._fill()
            if name == "f":
                self.wrong[self.row][self.column] = "Ô có công thức. Đề nghị chép rồi dán lại ở dạng giá trị."
            elif self.sort == "e":
                self.wrong[self.row].setdefault(self.column, "Ô có lỗi tính toán. Đề nghị nhập lại giá trị.")
        elif name == "row":
            self.row, self.column = int(given.get("r") or self.row + 1), -1
        elif name == "mergeCell":
            self.merged += 1
            if self.merged > MOST_ROWS:
                raise TooMuchContent

    def text(self, text: str) -> None:
        """Take a piece of text."""
        if self.inside == "v" and self.sort == "s":
            self.index += text
        else:
            self._hold(len(text))

    def end(self, name: str) -> None:
        """Take the end of an element: a cell may hold one of the texts the file keeps only once."""
        if name == "c" and self.index:
            self._hold(self.shared[int(self.index)])

    def _fill(self) -> None:
        if self.row != self.filled_row:
            self.filled_row = self.row
            self.rows += 1
        if self.rows > MOST_LINES:
            raise TooManyRows(params={"most": format_number(MOST_ROWS)})
        if self.row > MOST_LINES or self.column >= MOST_COLUMNS:
            cell = f"{_letters(self.column)}{self.row}"
            raise CellFarOut(params={"cell": cell, "rows": format_number(MOST_LINES), "columns": MOST_COLUMNS})

    def _hold(self, characters: int) -> None:
        self.characters += characters
        if self.characters > MOST_CHARACTERS:
            raise TooMuchContent


def _refuse_bomb(archive: zipfile.ZipFile) -> None:
    """Unpack everything once, keeping nothing, and refuse what becomes too much."""
    left = MOST_UNPACKED_BYTES
    names = [name.lower() for name in archive.namelist()]
    if len(set(names)) < len(names):
        raise NotASpreadsheet
    for part in archive.infolist():
        # The stated size may lie, and is where Python would stop; the other reader goes on to the real end.
        part.file_size = 2 * MOST_UNPACKED_BYTES
        with archive.open(part) as content:
            while chunk := content.read(CHUNK):
                left -= len(chunk)
                if left < 0:
                    raise TooMuchContent


def _survey(archive: zipfile.ZipFile) -> _Survey | None:
    """Walk the sheet's XML once, in constant memory; None when there is no such sheet.

    Follows the relations between the parts as the other reader does, and takes a
    file where one of them could be read in two ways for none of ours (ValueError).
    Raises TooManyRows, CellFarOut, TooMuchContent.
    """
    (book,) = (place for _id, sort, place in _relations(archive, "") if sort == "officeDocument")
    sheets: list[str] = []

    def sheet(name: str, given: Mapping[str, str]) -> None:
        if name == "sheet" and given.get("name") == DATA:
            sheets.extend(value for key, value in given.items() if key.endswith(":id"))

    _walk(archive, book, sheet)
    if not sheets:
        return None
    (wanted,) = sheets
    relations = _relations(archive, book)
    (place,) = (place for key, _sort, place in relations if key == wanted)
    texts = [place for _id, sort, place in relations if sort == "sharedStrings"]
    if len(texts) > 1:
        raise NotASpreadsheet
    survey = _Survey(_lengths_of_texts(archive, texts[0]) if texts else [])
    _walk(archive, place, survey.start, survey.text, survey.end)
    return survey


def _relations(archive: zipfile.ZipFile, part: str) -> list[tuple[str, str, str]]:
    """Return the parts another part names, the whole file standing as "": (id, sort, place in the archive)."""
    folder, stroke, name = part.rpartition("/")
    found: list[tuple[str, str, str]] = []

    def start(element: str, given: Mapping[str, str]) -> None:
        if element == "Relationship":
            target = given["Target"]
            place = target.lstrip("/") if target.startswith("/") else f"{folder}{stroke}{target}"
            found.append((given["Id"], given["Type"].rpartition("/")[2], place))

    _walk(archive, f"{folder}{stroke}_rels/{name}.rels", start)
    return found


def _lengths_of_texts(archive: zipfile.ZipFile, place: str) -> list[int]:
    """Return how long each of the texts is that cells refer to by number."""
    lengths: list[int] = []

    def start(name: str, given: Mapping[str, str]) -> None:
        if name == "si":
            lengths.append(0)

    def text(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    _walk(archive, place, start, text)
    return lengths


def _walk(
    archive: zipfile.ZipFile,
    place: str,
    start: Callable[[str, Mapping[str, str]], None],
    text: Callable[[str], None] | None = None,
    end: Callable[[str], None] | None = None,
) -> None:
    """Tell the elements of a part one by one, by their names without prefix."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = lambda name, given: start(name.rpartition(":")[2], given)
    if end:
        parser.EndElementHandler = lambda name: end(name.rpartition(":")[2])
    parser.CharacterDataHandler = text
    names = {name.lower(): name for name in archive.namelist()}
    with archive.open(names[place.lower()]) as content:
        parser.ParseFile(content)


def _refuse_doctype(*_: Any) -> None:
    # Spreadsheets have none; it could define texts that grow when they are read.
    raise NotASpreadsheet


def _letters(column: int) -> str:
    letters = ""
    while column >= 0:
        letters = chr(65 + column % 26) + letters
        column = column // 26 - 1
    return letters


def _column_number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1
