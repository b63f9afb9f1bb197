"""Vietnamese text: one spelling to store, one to search by, one to sort by, and numbers as offices print them.

The database has no `unaccent` and its collation is whatever the server was
given, so folding and sorting happen here and are stored in plain columns.
"""

import re
import unicodedata
from datetime import date
from decimal import Decimal
from fractions import Fraction

# --- spelling -----------------------------------------------------------------------------------------------------

# Eth looks like đ and arrives from old fonts and wrong keyboards.
_D_STROKE = str.maketrans("ðÐ", "đĐ")

# Tones in dictionary order after the level one: huyền, hỏi, ngã, sắc, nặng.
_TONES = "\u0300\u0309\u0303\u0301\u0323"

# Controls but for tabs and line ends, signs that turn the direction around, halves of a character, and code points
# that are none.
_UNTYPED = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufeff\ufff9-\ufffb"
    + "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(17))
    + "]"
)

_TONE_LAST = re.compile(
    r"""
    (?P<first> [oO] (?=[àảãáạèẻẽéẹÀẢÃÁẠÈẺẼÉẸ]) | (?<![qQ])[uU] (?=[ỳỷỹýỵỲỶỸÝỴ]) )
    (?P<second> . )
    (?! [^\W\d_] )      # with a final sound the tone rightly stands here: hoàn, huỳnh
    """,
    re.VERBOSE,
)


def nfc(text: str) -> str:
    """Return the text with each letter as one character, as it is stored."""
    return unicodedata.normalize("NFC", text)


def typed(text: str) -> str:
    """Return what somebody typed as it is stored: in NFC, without signs no keyboard has.

    Control characters cannot stand in a Word file or a spreadsheet, nor NUL in
    the database; signs that turn the direction around let a text show something
    else than it says.  Line ends and tabs stay, and what joins the parts of one
    sign.
    """
    return nfc(_UNTYPED.sub("", text))


def fold(text: str) -> str:
    """Return the text as it is searched: small letters, no diacritics, đ as d, single spaces.

    Both tone placements (hòa, hoà) and both Unicode forms give the same.
    """
    letters = unicodedata.normalize("NFD", text.lower().translate(_D_STROKE).replace("đ", "d"))
    return " ".join(nfc(_without_marks(letters)).split())


def normalize_tone(text: str) -> str:
    """Return the text with the tone of an open oa, oe, uy on its first vowel: Hòa, khỏe, Thủy.

    This is the placement of the resolutions that name the units, and so of our
    data.  Nothing else changes: quý and hoàn are already right.
    """

    def move(match: re.Match[str]) -> str:
        parts = unicodedata.normalize("NFD", match["second"])
        return nfc(match["first"] + parts[1]) + parts[0]

    return _TONE_LAST.sub(move, nfc(text))


def _without_marks(text: str) -> str:
    """Drop marks that stand as characters of their own, and what Word leaves between letters without showing it."""
    return "".join(char for char in text.replace("\0", " ") if unicodedata.category(char) not in ("Mn", "Cf"))


def shorten(text: str, limit: int) -> str:
    """Return at most `limit` characters for display, cut between words and ending in "…" when something is left out."""
    whole = " ".join(nfc(text).split())
    if len(whole) <= limit:
        return whole
    if limit < 1:
        raise ValueError("no text fits in less than one character")
    kept = whole[:limit]
    head = kept[: kept.rfind(" ")] if " " in kept else kept[:-1]
    return head.rstrip(" ,;:.-–") + "…"


# --- sorting ------------------------------------------------------------------------------------------------------

_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_END, _SPACE = "00", "01"


def _letter_codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    for letter in _ALPHABET:
        base = fold(letter)
        codes[letter] = base + str(sum(code.startswith(base) for code in codes.values()))
    return codes


_LETTER_CODES = _letter_codes()
_LEADING = re.compile(r"^[\W_]+")
_LENGTHS = "0123456789abcdefghijklmnopqrstuvwxyz"
_PIECES = re.compile(r"[0-9]{1,35}|[^\W_]|[\W_]+(?=[^\W_])")


def sort_key(text: str) -> str:
    """Return a string whose plain order is the Vietnamese alphabetical order of the texts.

    Letters count first (a ă â b c d đ e ê …, a space before any letter), over
    the whole text; then tones (ngang, huyền, hỏi, ngã, sắc, nặng); case and
    punctuation not at all.  Numbers sort by value: Xóm 2 before Xóm 10.  The
    key holds only a–z and 0–9, so a database orders it alike in any collation.
    """
    letters: list[str] = []
    tones: list[str] = []
    plain = _without_marks(normalize_tone(text.lower().translate(_D_STROKE)))
    for piece in _PIECES.findall(_LEADING.sub("", plain)):
        if piece[0] in "0123456789":
            number = piece.lstrip("0")
            letters.append(f"1{_LENGTHS[len(number)]}{number}")
        elif not piece[0].isalnum():
            letters.append(_SPACE)
        else:
            letter, tone = _split_tone(piece)
            letters.append(_LETTER_CODES.get(letter) or _code_of_stranger(letter))
            tones.append(str(tone))
    return "".join([*letters, _END, *tones])


def _split_tone(letter: str) -> tuple[str, int]:
    marks = unicodedata.normalize("NFD", letter)
    tone = next((_TONES.index(mark) + 1 for mark in marks if mark in _TONES), 0)
    return nfc("".join(mark for mark in marks if mark not in _TONES)), tone


def _code_of_stranger(letter: str) -> str:
    base = fold(letter)
    return _LETTER_CODES.get(base) or f"z9{ord(letter[0]):06x}"


# --- dates --------------------------------------------------------------------------------------------------------

_WRITTEN_DATE = re.compile(r"(?P<day>[0-9]{1,2})/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})")
_ISO_DATE = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")


def format_date(day: date) -> str:
    """Return the day as dd/mm/yyyy."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def say_day(day: date) -> str:
    """Return a day in full, as papers write it: "ngày 05 tháng 02 năm 2026", "ngày 23 tháng 11 năm 2026"."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


def weekday_name(day: date) -> str:
    """Return the day of the week: "thứ Hai"."""
    return _WEEKDAYS[day.weekday()]


class UnreadableDate(ValueError):
    """What was typed is no day; the sentence names it as `%(typed)s`."""

    def __init__(self, sentence: str, typed: str) -> None:
        super().__init__(sentence % {"typed": typed})
        self.sentence, self.typed = sentence, typed


def parse_date(text: str) -> date:
    """Read dd/mm/yyyy, d/m/yyyy or yyyy-mm-dd.

    Raises UnreadableDate, a ValueError with a Vietnamese sentence, when the
    form is another or the calendar has no such day.
    """
    stripped = text.strip()
    match = _WRITTEN_DATE.fullmatch(stripped) or _ISO_DATE.fullmatch(stripped)
    if match is None:
        raise UnreadableDate("“%(typed)s” chưa đúng dạng ngày/tháng/năm, ví dụ 05/03/2025.", stripped)
    try:
        return date(int(match["year"]), int(match["month"]), int(match["day"]))
    except ValueError:
        raise UnreadableDate("Không có ngày “%(typed)s” trong lịch.", stripped) from None


# --- numbers ------------------------------------------------------------------------------------------------------


def format_number(value: int | Fraction | Decimal, digits: int | None = None) -> str:
    """Return the number with Vietnamese separators: "18.402", "92,6".

    Without `digits` a whole number or a Decimal is shown as it stands; a
    fraction needs them.  Halves are rounded away from zero.
    """
    exact = Fraction(value)
    if digits is None:
        if isinstance(value, Decimal):
            digits = max(0, -int(value.as_tuple().exponent))
        elif exact.denominator == 1:
            digits = 0
        else:
            raise ValueError("a fraction is printed with a stated number of digits")
    scaled = _rounded(abs(exact), digits)
    whole, part = divmod(scaled, 10**digits)
    sign = "-" if value < 0 and scaled else ""
    decimals = f",{part:0{digits}}" if digits else ""
    return f"{sign}{whole:,}".replace(",", ".") + decimals


def format_percent(share: Fraction, digits: int = 1, not_reaching: Fraction | int | None = None) -> str:
    """Return a share as a percentage, "5,4 %", that never tells another verdict than the exact value.

    `not_reaching` is a threshold in percent.  When rounding would carry the
    printed value onto or over it, more digits are printed: 48/49 against 98
    reads "97,96 %".  0 and 100 are always such boundaries, so "100 %" means
    all of them and "0 %" none; these two are printed without decimals.
    """
    percent = share * 100
    if percent in (0, 100):
        return f"{format_number(percent)} %"
    boundaries = [Fraction(0), Fraction(100)] + ([] if not_reaching is None else [Fraction(not_reaching)])
    while any(not _tells_side(percent, boundary, digits) for boundary in boundaries):
        digits += 1
    return f"{format_number(percent, digits)} %"


def _tells_side(value: Fraction, boundary: Fraction, digits: int) -> bool:
    """Whether the printed value stands on the same side of the boundary as the exact one, or on it as well."""
    printed = Fraction(_rounded(value, digits), 10**digits)
    if value == boundary:
        # A boundary like 100/3 has no last digit and cannot be printed exactly.
        return printed == boundary or 10**30 % boundary.denominator != 0
    return printed != boundary and (printed > boundary) == (value > boundary)


def _rounded(value: Fraction, digits: int) -> int:
    """Return the value in units of its last printed digit, halves away from zero."""
    doubled = abs(value) * 10**digits * 2
    nearest: int = (doubled.numerator // doubled.denominator + 1) // 2
    return nearest if value >= 0 else -nearest
