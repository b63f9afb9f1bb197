"""What a file is: the edges of what may come, beside the flawed ones of the fuzz."""

import io
import zipfile

import pypdfium2
import pytest

from danvan.files.rules.content import DOCX, Flaw, inspect
from tests.files import samples
from tests.fuzz.hostile import REFUSED, encrypted_pdf, picture, wide_photo

KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def found(content):
    finding = inspect(io.BytesIO(content))
    return finding.flaw or finding.content_type


def word(kind, target, mode=' TargetMode="External"', part="word/_rels/document.xml.rels"):
    """Return a Word file with one relation."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<x/>")
        archive.writestr(
            part,
            f'<Relationships><Relationship Id="r1" Type="{KIND}/{kind}" Target="{target}"{mode}/></Relationships>',
        )
    return packed.getvalue()


@pytest.mark.parametrize(
    ("kind", "target", "flaw", "reason"),
    [
        (
            "attachedTemplate",
            "https://x.example/t.dotm",
            Flaw.OUTSIDE,
            "a template brought from the net can hold macros",
        ),
        ("attachedTemplate", "file://server/share/t.dotm", Flaw.OUTSIDE, "a share of a server is the net"),
        ("attachedTemplate", "\\\\server\\share\\t.dotm", Flaw.OUTSIDE, "so is its other spelling"),
        (
            "attachedTemplate",
            "file:///C:\\Users\\lan\\Normal.dotm",
            None,
            "the writer's own disk is not there for others",
        ),
        ("image", "HTTP://x.example/dot.png", Flaw.OUTSIDE, "a picture from elsewhere tells who looked"),
        ("oleObject", "http://x.example/x", Flaw.OUTSIDE, "an object from elsewhere"),
        ("hyperlink", "https://vanban.chinhphu.vn/", None, "a link is followed by hand"),
        ("hyperlink", "mailto:xa@example.vn", None, "so is an address"),
    ],
)
def test_refuses_what_fetches_from_elsewhere_and_takes_what_is_only_named(kind, target, flaw, reason):
    assert found(word(kind, target)) == (flaw or DOCX), reason
    assert found(word(kind, target, part="word/_rels/settings.xml.rels")) == (flaw or DOCX), reason


def test_a_relation_inside_the_file_is_no_fetching():
    assert found(word("image", "media/http:.png", mode="")) == DOCX


def test_a_pdf_that_only_says_encrypt_in_its_text_is_a_pdf():
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    made = io.BytesIO()
    document.save(made)
    document.close()
    content = made.getvalue()

    assert found(content) == "application/pdf"
    assert found(content.replace(b"%%EOF", b"% /Encrypt\n%%EOF")) == "application/pdf"
    assert found(encrypted_pdf()) == Flaw.ENCRYPTED


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (picture(15_000, 16_000), "image/png"),
        (picture(16_000, 16_000), Flaw.BOMB),
        (picture(2**32 - 1, 1), Flaw.BOMB),
        (wide_photo(16_320, 12_240), "image/jpeg"),
        (wide_photo(65_535, 65_535), Flaw.BOMB),
        (samples.png(), "image/png"),
        (samples.jpeg(), "image/jpeg"),
        # Cut off in the middle of a segment, but with the mark of the end.
        (samples.jpeg()[:20] + b"\xff\xe1\xff\xff" + b"\xff\xd9", "image/jpeg"),
        (b"\xff\xd8\xff\xe0\x00\x00\xff\xd9", "image/jpeg"),
    ],
)
def test_a_picture_has_a_size_a_picture_can_have(content, expected):
    assert found(content) == expected


@pytest.mark.parametrize("name", REFUSED)
def test_every_hostile_file_is_refused(name):
    assert isinstance(found(REFUSED[name][1]), Flaw)
