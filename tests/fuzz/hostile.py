"""What nobody types by mistake, and what some type on purpose."""

import io
import struct
import unicodedata
import zipfile
import zlib

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from tests.files import samples

# The same examples in every run, few enough for the suite.
STEADY = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=8,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

MARKUP = "\"'><script>alert(1)</script><img src=x onerror=alert(2)>"
TEMPLATE = "{{ 7|add:7 }}{% include 'ui/base.html' %}{# #}${7*7}%(x)s {0}"
FORMULAS = ('=HYPERLINK("http://x","y")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1:A9)", "\t=1+1", "\r=1+1", "\n=1+1")

TEXTS = (
    "\x00", "a\x00b", "\x01\x02\x07\x08\x0b\x0c\x1b\x7f", "\u202egnp.exe\u202c", "a\u200b\u200d\ufeffb", "\u2028\u2029",
    "\ufffe\uffff", "\U0010ffff", unicodedata.normalize("NFD", "Nguyễn Thị Ường"), "👩‍👩‍👧🇻🇳", "مرحبا", "١٢٣", "ﬀ",
    MARKUP, TEMPLATE, *FORMULAS, "'; DROP TABLE casework_case; --", "\\", "%", "%00", "../../etc/passwd", " ", "\u00a0",
    "Z" * 300, "x\r\nBcc: a@b.vn\r\n\r\nx", "]]>", "&#0;", "\x85",
)  # fmt: skip
LONG = "Đơn " * 250_000
DAYS = (
    "31/02/2026", "29/02/2025", "00/00/0000", "01/01/0001", "31/12/9999", "1/1/1", "2026-13-01", "١/١/٢٠٢٦", "1e9",
    "01/01/1900", "31/12/2199", "hôm nay", "2026-11-23T00:00", "01.01.2026", "999999999/1/2026",
)  # fmt: skip
NUMBERS = (
    "1e9",
    "-1",
    "٣",
    "0",
    "9" * 40,
    "1.5",
    "1,5",
    "NaN",
    "inf",
    "0x10",
    "१",
    "½",
    "2147483648",
    "9223372036854775808",
)
ALL = (*TEXTS, *DAYS, *NUMBERS)

# Every character a browser can send; surrogates cannot come over HTTP, their bytes are tried apart.
anything = st.one_of(
    st.sampled_from(ALL),
    st.text(st.characters(exclude_categories=("Cs",)), max_size=40),
    st.sampled_from(DAYS),
    st.sampled_from(NUMBERS),
)

NAMES = (
    "../../etc/passwd", "..\\..\\windows\\system32\\drivers.pdf", "C:\\Users\\x\\don.pdf", "a\x00.pdf",
    "x" * 300 + ".pdf",
    "...", "..", ".", " ", "", "a\r\nSet-Cookie: x=1.pdf", "\u202efdp.exe", "don.pdf.exe", "don.html", "CON", "con.pdf",
    '"; filename="x.html', "%2e%2e%2fpasswd", "đơn thư.pdf", "<script>.pdf", "a/b/c.pdf", "~", "don.pdf ", "-rf.pdf",
)  # fmt: skip


def picture(width, height):
    """Return a PNG that says it is that large."""

    def chunk(kind, content):
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


def wide_photo(width, height):
    """Return a JPEG that says it is that large."""
    frame = b"\xff\xc0\x00\x11\x08" + struct.pack(">HH", height, width) + b"\x03\x01\x22\x00\x02\x11\x01\x03\x11\x01"
    return samples.jpeg()[:20] + frame + b"\xff\xd9"


def nested_zip():
    inner = samples.plain_zip()
    for _ in range(5):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("next.zip", inner)
        inner = packed.getvalue()
    return inner


def many_bombs():
    """A Word file whose parts are small each and gigabytes together."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for part in ("[Content_Types].xml", "word/document.xml", *(f"word/media/{n}.bin" for n in range(40))):
            archive.writestr(part, b"\0" * 1024**2)
    return packed.getvalue()


def outside_links():
    """A Word file that fetches its template from elsewhere when it is opened."""
    packed = io.BytesIO()
    relation = (
        b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        b'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
        b'Target="http://x.example/t.dotm" TargetMode="External"/></Relationships>'
    )
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b"<x/>")
        archive.writestr("word/_rels/settings.xml.rels", relation)
    return packed.getvalue()


def climbing():
    return samples.office("word/document.xml", "../../../etc/cron.d/x", "/etc/passwd", "C:\\x.exe")


def encrypted_pdf():
    return (
        b"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
        b"3 0 obj<</Filter/Standard/V 2/R 3/Length 128/P -4/O(x)/U(x)>>endobj\n"
        b"trailer<</Root 1 0 R/Encrypt 3 0 R>>\n%%EOF\n"
    )


REFUSED = {
    "a bomb": ("don.docx", samples.bomb()),
    "a bomb that lies about its size": ("don.docx", samples.lying_bomb()),
    "many small bombs": ("don.docx", many_bombs()),
    "archives in archives": ("don.docx", nested_zip()),
    "macros": ("don.docx", samples.office("word/document.xml", "word/vbaProject.bin")),
    "macros under another case": ("don.docx", samples.office("word/document.xml", "WORD/VBAPROJECT.BIN")),
    "a template fetched from elsewhere": ("don.docx", outside_links()),
    "parts that climb out": ("don.docx", climbing()),
    "a page before a PDF": ("don.pdf", b"<html><script>alert(1)</script></html>" + samples.pdf()),
    "a picture that is a script": ("anh.jpg", b"GIF89a/*" + b"\0" * 30 + b"*/=1;alert(1)"),
    "a program": ("don.pdf", samples.program()),
    "nothing": ("don.pdf", b""),
    "a blank": ("don.pdf", b" "),
    "a PDF cut off": ("don.pdf", samples.pdf()[:-8]),
    "a picture cut off": ("anh.png", samples.png()[:-14]),
    "a PDF with a password": ("don.pdf", encrypted_pdf()),
    "a drawing": ("anh.png", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "a picture larger than any paper": ("anh.png", picture(2**31 - 1, 2**31 - 1)),
    "a photo larger than any paper": ("anh.jpg", wide_photo(65_535, 65_535)),
    "Word with a password": ("don.docx", samples.password_office()),
}
