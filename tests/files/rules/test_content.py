"""What a file is: the edges of what may come, beside the flawed ones of the fuzz."""

import io
import warnings
import zipfile

import pypdfium2
import pytest

from danvan.files.rules import content
from danvan.files.rules.content import DOCX, Flaw, inspect
from tests.files import samples
from tests.fuzz.hostile import REFUSED, encrypted_pdf, picture, wide_photo

KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def found(sent):
    finding = inspect(io.BytesIO(sent))
    return finding.flaw or finding.content_type


def relation(kind, target, mode=' TargetMode="External"'):
    return f'<Relationships><Relationship Id="r1" Type="{KIND}/{kind}" Target="{target}"{mode}/></Relationships>'


def word(*relations, part="word/_rels/document.xml.rels"):
    """Return a Word file with these parts of relations, all under one name."""
    packed = io.BytesIO()
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<x/>")
        for text in relations:
            archive.writestr(part, text)
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
        ("attachedTemplate", "file:///\\\\server\\share\\t.dotm", Flaw.OUTSIDE, "and the one Word writes itself"),
        ("attachedTemplate", "file:///%5C%5Cserver/share/t.dotm", Flaw.OUTSIDE, "with its signs as numbers"),
        ("oleObject", "mhtml:http://x.example/x!x-usc:http://x.example/x", Flaw.OUTSIDE, "one address in another"),
        ("image", "cid:image001.png@01D", None, "a picture of a mail it was copied from is nowhere any more"),
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
    text = relation(kind, target)
    assert found(word(text)) == (flaw or DOCX), reason
    assert found(word(text, part="word/_rels/settings.xml.rels")) == (flaw or DOCX), reason


def test_a_relation_inside_the_file_is_no_fetching():
    assert found(word(relation("image", "media/http:.png", mode=""))) == DOCX


FETCHED = relation("attachedTemplate", "http://x.example/t.dotm")
NAMED = '<Relationships xmlns="urn:x"/>'


@pytest.mark.parametrize(
    "text",
    [
        *(FETCHED.encode(code) for code in ("utf-16", "utf-16-le", "utf-16-be", "utf-8-sig")),
        f'<?xml version="1.0" encoding="UTF-16"?>{FETCHED}'.encode("utf-16"),
        f'<?xml version="1.0" encoding="windows-1258"?>{FETCHED}',
        FETCHED.replace("http:", "&#104;ttp:"),
        FETCHED.replace("http:", " &#x68;&#x74;tp&#58;"),
        FETCHED.replace("External", "E&#120;ternal"),
        FETCHED.replace("TargetMode=", "TargetMode\n=\t"),
        FETCHED.replace('Id="r1"', "Id='>'"),
        FETCHED.replace("<Relationship ", "<a:Relationship ").replace(
            "<Relationships", '<Relationships xmlns:a="urn:x"'
        ),
    ],
)
def test_what_fetches_is_found_however_its_bytes_spell_it(text):
    assert found(word(text)) == Flaw.OUTSIDE


def test_of_parts_with_one_name_each_is_looked_at():
    assert found(word(FETCHED, NAMED)) == Flaw.OUTSIDE
    assert found(word(NAMED, FETCHED)) == Flaw.OUTSIDE
    assert found(word(NAMED, NAMED)) == DOCX


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<Relationships>",
        FETCHED.encode("utf-32"),
        FETCHED.encode("utf-7").replace(b"<", b"+ADw-"),
        f'<?xml version="1.0" encoding="shift_jis"?>{FETCHED}',
        f'<?xml version="1.0" encoding="rot13"?>{FETCHED}',
        f"<!DOCTYPE Relationships>{NAMED}",
        '<!DOCTYPE r [<!ENTITY h "http:">]>' + FETCHED.replace("http:", "&h;"),
        '<!DOCTYPE r [<!ENTITY % e SYSTEM "http://x.example/e">%e;]><r/>',
        '<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><r>&b;</r>',
        FETCHED.replace("http:", "&h;"),
    ],
)
def test_relations_nobody_can_read_are_a_broken_file(text):
    assert found(word(text)) == Flaw.BROKEN


def test_relations_beyond_measure_are_a_bomb(monkeypatch):
    monkeypatch.setattr(content, "MOST_RELATION_BYTES", 2 * len(NAMED))

    assert found(word(NAMED, NAMED)) == DOCX
    assert found(word(NAMED, NAMED, NAMED)) == Flaw.BOMB


def test_a_pdf_that_only_says_encrypt_in_its_text_is_a_pdf():
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    made = io.BytesIO()
    document.save(made)
    document.close()
    whole = made.getvalue()

    assert found(whole) == "application/pdf"
    assert found(whole.replace(b"%%EOF", b"% /Encrypt\n%%EOF")) == "application/pdf"
    assert found(encrypted_pdf()) == Flaw.ENCRYPTED


@pytest.mark.parametrize(
    ("sent", "expected"),
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
def test_a_picture_has_a_size_a_picture_can_have(sent, expected):
    assert found(sent) == expected


@pytest.mark.parametrize("name", REFUSED)
def test_every_hostile_file_is_refused(name):
    assert isinstance(found(REFUSED[name][1]), Flaw)
