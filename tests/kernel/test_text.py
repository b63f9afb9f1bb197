import unicodedata
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from danvan.kernel.text import (
    fold,
    format_date,
    format_number,
    format_percent,
    nfc,
    normalize_tone,
    parse_date,
    say_day,
    shorten,
    sort_key,
    typed,
)

DISTRICTS_2021 = [
    "Anh Sơn",
    "Con Cuông",
    "Cửa Lò",
    "Diễn Châu",
    "Đô Lương",
    "Hoàng Mai",
    "Hưng Nguyên",
    "Kỳ Sơn",
    "Nam Đàn",
    "Nghi Lộc",
    "Nghĩa Đàn",
    "Quế Phong",
    "Quỳ Châu",
    "Quỳ Hợp",
    "Quỳnh Lưu",
    "Tân Kỳ",
    "Thái Hòa",
    "Thanh Chương",
    "Tương Dương",
    "Vinh",
    "Yên Thành",
]

letters = st.text(alphabet="aăâdđeêoôơuưyàảãáạằừữỵỷẤĐỘ", max_size=6)
words = st.text(alphabet="aăâbcdđeêghoôơuưyàảãáạằừữỵỷẤĐỘ 0123456789-.,", max_size=12)


@pytest.mark.parametrize(
    ("text", "folded", "reason"),
    [
        ("Hòa", "hoa", "tone on the first vowel"),
        ("Hoà", "hoa", "tone on the second vowel"),
        ("Thủy", "thuy", "traditional placement of uy"),
        ("Thuỷ", "thuy", "the other placement of uy"),
        ("ĐÔ LƯƠNG", "do luong", "đ is a letter of its own and has no decomposition"),
        ("Ðô Lương", "do luong", "eth typed for đ"),
        ("  Nam \u00a0 Đàn\n", "nam dan", "spaces of every kind become one"),
        ("Nam\u200b Đàn", "nam dan", "invisible characters pasted from documents"),
        ("Nghĩa Đàn", "nghia dan", "composed letters"),
        (unicodedata.normalize("NFD", "Nghĩa Đàn"), "nghia dan", "decomposed letters"),
        ("", "", "nothing"),
    ],
)
def test_folds_for_search(text, folded, reason):
    assert fold(text) == folded, reason


@given(st.text())
def test_folds_once_and_for_all(text):
    assert fold(fold(text)) == fold(text)
    assert fold(unicodedata.normalize("NFD", text)) == fold(unicodedata.normalize("NFC", text))


def test_stores_one_character_per_letter():
    assert nfc("e\u0302\u0323") == "ệ"


@pytest.mark.parametrize(
    ("text", "expected", "reason"),
    [
        ("Thái Hoà", "Thái Hòa", "open oa"),
        ("Nghi Thuỷ", "Nghi Thủy", "open uy"),
        ("khoẻ mạnh", "khỏe mạnh", "open oe"),
        ("Uỷ ban", "Ủy ban", "uy opens the word"),
        ("HOÀ BÌNH", "HÒA BÌNH", "capitals"),
        ("Hoà, Thuỷ", "Hòa, Thủy", "punctuation ends a syllable"),
        (unicodedata.normalize("NFD", "Thuỷ"), "Thủy", "decomposed input"),
        ("Hoàng Mai", "Hoàng Mai", "a final sound keeps the tone on the second vowel"),
        ("Quỳnh Lưu", "Quỳnh Lưu", "u belongs to qu, and there is a final sound"),
        ("Quỳ Hợp", "Quỳ Hợp", "u belongs to qu"),
        ("QUÝ", "QUÝ", "u belongs to qu, in capitals"),
        ("khuỷu", "khuỷu", "uyu is not open"),
        ("ngoài", "ngoài", "oai is not open"),
        ("Thái Hòa", "Thái Hòa", "already as stored"),
    ],
)
def test_places_the_tone_as_the_resolutions_do(text, expected, reason):
    assert normalize_tone(text) == expected, reason


@given(words)
def test_placing_the_tone_changes_nothing_else(text):
    placed = normalize_tone(text)

    assert normalize_tone(placed) == placed
    assert fold(placed) == fold(text)
    assert sort_key(placed) == sort_key(text)


@pytest.mark.parametrize("name", DISTRICTS_2021)
def test_names_of_the_province_are_already_placed(name):
    assert normalize_tone(name) == name


def test_sorts_the_districts():
    # D before Đ, o before ư (Hoàng, Hưng), a space before a letter (Nghi Lộc, Nghĩa; Quỳ Hợp, Quỳnh), i before n.
    assert sorted(sorted(DISTRICTS_2021, key=lambda name: name[::-1]), key=sort_key) == DISTRICTS_2021


@pytest.mark.parametrize(
    ("ordered", "reason"),
    [
        (list("aăâbcdđeêghiklmnoôơpqrstuưvxy"), "the alphabet"),
        (["ma", "mà", "mả", "mã", "má", "mạ"], "the tones"),
        (["ban", "bàn", "băn", "bằn", "bân", "bận"], "the letter comes before the tone"),
        (["Hòa Bình", "Hoa Sơn", "Hòa Sơn"], "letters over the whole name come before tones"),
        (["Nghi", "Nghi Lộc", "Nghĩa"], "a name before those that go on, a space before a letter"),
        (["Xóm 2", "Xóm 10", "Xóm 10A", "Xóm Bắc"], "numbers by value, before letters"),
        (["10", "a"], "digits before letters"),
        (["z", "я"], "other scripts after the alphabet"),
    ],
)
def test_sorts_in_vietnamese_order(ordered, reason):
    keys = [sort_key(text) for text in ordered]

    assert keys == sorted(keys), reason
    assert len(set(keys)) == len(keys), reason


@pytest.mark.parametrize(
    ("one", "other"),
    [("Thái Hòa", "THÁI HOÀ"), ("Bến Thủy", " Bến-Thuỷ."), ("Đô Lương", unicodedata.normalize("NFD", "Đô Lương"))],
)
def test_sorts_spellings_of_one_name_together(one, other):
    assert sort_key(one) == sort_key(other)


@given(st.text())
def test_sort_key_is_safe_in_any_collation(text):
    assert set(sort_key(text)) <= set("abcdefghijklmnopqrstuvwxyz0123456789")


@given(letters, letters)
def test_sort_key_agrees_with_comparing_letter_by_letter(one, other):
    """The same order told in another way: lists of alphabet places first, tones after."""

    def order(text):
        alphabet = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
        tones = "\u0300\u0309\u0303\u0301\u0323"
        places, marks = [], []
        for char in normalize_tone(text).lower():
            parts = unicodedata.normalize("NFD", char)
            letter = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
            marks.append(max(tones.find(part) + 1 for part in parts))
            places.append(alphabet.index(letter))
        return places, marks

    assert (sort_key(one) < sort_key(other)) == (order(one) < order(other))


@pytest.mark.parametrize(
    ("text", "limit", "shown"),
    [
        ("Kế hoạch năm 2025", 17, "Kế hoạch năm 2025"),
        ("Kế hoạch năm 2025", 16, "Kế hoạch năm…"),
        ("Kế hoạch năm 2025", 13, "Kế hoạch năm…"),
        ("Kế hoạch năm 2025", 12, "Kế hoạch…"),
        ("Kế hoạch, năm 2025", 12, "Kế hoạch…"),
        ("nghiêng", 4, "ngh…"),
        ("a  b", 3, "a b"),
    ],
)
def test_shortens_between_words(text, limit, shown):
    assert shorten(text, limit) == shown


@given(st.text(), st.integers(1, 20))
def test_shortened_text_fits(text, limit):
    assert len(shorten(text, limit)) <= limit


@pytest.mark.parametrize("text", ["05/03/2025", "5/3/2025", "05/3/2025", "2025-03-05", " 5/3/2025 "])
def test_reads_a_date_day_first(text):
    assert parse_date(text) == date(2025, 3, 5)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31/02/2025", "Không có ngày “31/02/2025” trong lịch."),
        ("29/02/2025", "Không có ngày “29/02/2025” trong lịch."),
        ("12/25/2025", "Không có ngày “12/25/2025” trong lịch."),
        ("01/01/0000", "Không có ngày “01/01/0000” trong lịch."),
        ("5/3/25", "“5/3/25” chưa đúng dạng ngày/tháng/năm, ví dụ 05/03/2025."),
        ("hôm nay", "“hôm nay” chưa đúng dạng ngày/tháng/năm, ví dụ 05/03/2025."),
        ("", "“” chưa đúng dạng ngày/tháng/năm, ví dụ 05/03/2025."),
        ("٠٥/٠٣/٢٠٢٥", "“٠٥/٠٣/٢٠٢٥” chưa đúng dạng ngày/tháng/năm, ví dụ 05/03/2025."),
    ],
)
def test_refuses_what_is_no_date(text, sentence):
    with pytest.raises(ValueError, match="ngày") as refusal:
        parse_date(text)

    assert str(refusal.value) == sentence


@given(st.dates())
def test_reads_back_the_dates_it_prints(day):
    assert parse_date(format_date(day)) == day
    assert parse_date(day.isoformat()) == day


@pytest.mark.parametrize(
    ("value", "digits", "shown"),
    [
        (18402, None, "18.402"),
        (0, None, "0"),
        (-1234567, None, "-1.234.567"),
        (Decimal("92.6"), None, "92,6"),
        (Decimal("92.60"), None, "92,60"),
        (Decimal("1E+3"), None, "1.000"),
        (Decimal("18402.5"), None, "18.402,5"),
        (Fraction(1, 3), 2, "0,33"),
        (Fraction(2, 3), 2, "0,67"),
        (Fraction(1, 8), 2, "0,13"),
        (Fraction(-1, 8), 2, "-0,13"),
        (Fraction(-1, 1000), 1, "0,0"),
        (5, 1, "5,0"),
    ],
)
def test_prints_numbers_with_vietnamese_separators(value, digits, shown):
    assert format_number(value, digits) == shown


def test_refuses_to_print_a_fraction_without_stated_digits():
    with pytest.raises(ValueError, match="digits"):
        format_number(Fraction(1, 3))


@pytest.mark.parametrize(
    ("share", "threshold", "shown", "reason"),
    [
        (Fraction(7, 130), None, "5,4 %", "ordinary rounding"),
        (Fraction(48, 49), 98, "97,96 %", "97,959… must not print as the 98,0 it does not reach"),
        (Fraction(48, 49), None, "98,0 %", "without a threshold nothing is at stake"),
        (Fraction(49, 50), 98, "98,0 %", "exactly the threshold"),
        (Fraction(19, 20), 95, "95,0 %", "exactly 95, which “trên 95” does not accept"),
        (Fraction(20, 21), 95, "95,2 %", "clearly above"),
        (Fraction(90001, 100000), 90, "90,001 %", "above a threshold it must not print on"),
        (Fraction(89999, 100000), 90, "89,999 %", "just below"),
        (Fraction(975, 1000), Fraction(195, 2), "97,5 %", "a threshold with a decimal"),
        (Fraction(9999, 10000), None, "99,99 %", "not all is never 100"),
        (Fraction(1, 10000), None, "0,01 %", "something is never 0"),
        (Fraction(1), 100, "100 %", "all"),
        (Fraction(0), 98, "0 %", "none"),
        (Fraction(26, 25), 100, "104,0 %", "a declared share above all"),
    ],
)
def test_prints_a_percentage_that_tells_the_verdict(share, threshold, shown, reason):
    assert format_percent(share, not_reaching=threshold) == shown, reason


def test_prints_a_share_equal_to_a_threshold_with_all_its_digits():
    assert format_percent(Fraction(975, 1000), digits=0, not_reaching=Fraction(195, 2)) == "97,5 %"
    assert format_percent(Fraction(1, 3), not_reaching=Fraction(100, 3)) == "33,3 %"


@given(st.integers(0, 5000), st.integers(1, 5000), st.integers(0, 100), st.integers(0, 2))
def test_printed_percentage_stands_on_the_same_side_as_the_exact_one(numerator, denominator, threshold, digits):
    share = Fraction(numerator, denominator)

    shown = format_percent(share, digits, threshold)

    printed = Fraction(shown.removesuffix(" %").replace(".", "").replace(",", "."))
    exact = share * 100
    assert (printed > threshold, printed == threshold) == (exact > threshold, exact == threshold)
    assert (printed == 100) == (exact == 100)
    assert abs(printed - exact) <= Fraction(1, 2 * 10**digits)


def test_writes_days_as_papers_do():
    assert say_day(date(2026, 2, 5)) == "ngày 05 tháng 02 năm 2026"
    assert say_day(date(2026, 11, 23)) == "ngày 23 tháng 11 năm 2026"


@pytest.mark.parametrize(
    ("text", "kept", "reason"),
    [
        ("Nguyê\u0303n", "Nguyễn", "one character per letter"),
        ("một\x00hai\x0bba\x1f\x7f\x85", "mộthaiba", "controls have no key"),
        ("dòng một\r\n\tdòng hai\n", "dòng một\r\n\tdòng hai\n", "line ends and tabs have"),
        ("don\u202efdp.exe\u2066", "donfdp.exe", "nothing turns a name around"),
        ("a\ufffe\uffff\U0010ffff\ufdd0\ud800\ufeffb", "ab", "no characters at all"),
        ("👩‍👧 số 1–2… “x” ½ ₫ 中", "👩‍👧 số 1–2… “x” ½ ₫ 中", "signs of all the world stay, and what joins them"),
    ],
)
def test_keeps_what_can_have_been_typed(text, kept, reason):
    assert typed(text) == kept, reason


def test_what_no_database_holds_is_searched_for_as_a_space():
    assert fold("một\0hai") == "mot hai"
