"""Names people see and disks accept."""

import unicodedata

import pytest

from danvan.files.rules.names import LONGEST, clean_name

PDF = "application/pdf"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Kế hoạch 12.pdf", "Kế hoạch 12.pdf"),
        (unicodedata.normalize("NFD", "Kế hoạch.pdf"), "Kế hoạch.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\lan\\kế hoạch.PDF", "kế hoạch.pdf"),
        ("ke\u202efdp.exe", "kefdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ("", "tep.pdf"),
        ("...", "tep.pdf"),
        (".pdf", "tep.pdf"),
        ('a"b<c>.pdf', "abc.pdf"),
    ],
)
def test_drops_what_harms_and_keeps_the_rest(typed, kept):
    assert clean_name(typed, PDF) == kept


def test_cuts_a_long_name_and_keeps_its_ending():
    cut = clean_name("ă" * 400 + ".pdf", PDF)

    assert len(cut) == LONGEST
    assert cut.endswith("ă.pdf")
