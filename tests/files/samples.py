"""Small files of every kind, sound and flawed, built here so that nothing is copied from anywhere."""

import io
import struct
import zipfile
import zlib


def pdf(text: str = "Kế hoạch") -> bytes:
    return f"%PDF-1.7\n% {text}\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n".encode()


def png() -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def jpeg() -> bytes:
    return bytes.fromhex("ffd8ffe000104a46494600010100000100010000") + b"\0" * 40 + b"\xff\xd9"


def office(*parts: str, content: bytes = b"<x/>") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(part, content)
    return packed.getvalue()


def docx() -> bytes:
    return office("word/document.xml")


def xlsx() -> bytes:
    return office("xl/workbook.xml")


def bomb() -> bytes:
    return office("word/document.xml", content=b"\0" * 30 * 1024**2)


def lying_bomb() -> bytes:
    """An archive whose directory says one byte where far more comes out."""
    sound = bytearray(bomb())
    entry = sound.rindex(b"PK\x01\x02")
    sound[entry + 24 : entry + 28] = struct.pack("<I", 1)
    return bytes(sound)


def encrypted_zip() -> bytes:
    marked = bytearray(docx())
    entry = 0
    while (entry := marked.find(b"PK\x01\x02", entry)) >= 0:
        marked[entry + 8] |= 1
        entry += 4
    return bytes(marked)


def password_office() -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1016 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 512


def old_word() -> bytes:
    return bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 1016 + "WordDocument".encode("utf-16-le") + b"\0" * 512


def program() -> bytes:
    return b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff" + b"\0" * 200


def plain_zip() -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("setup.exe", program())
    return packed.getvalue()


WRONG: dict[str, tuple[str, bytes, str]] = {
    "a renamed program": ("ke-hoach.pdf", program(), "wrong_content"),
    "a page": ("ke-hoach.pdf", b"<!DOCTYPE html><html><script>alert(1)</script></html>", "wrong_content"),
    "a drawing that runs scripts": (
        "anh.png",
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="x()"/>',
        "wrong_content",
    ),
    "plain text": ("ke-hoach.pdf", "Kế hoạch năm 2026".encode(), "wrong_content"),
    "nothing": ("ke-hoach.pdf", b"", "file_empty"),
    "an archive of something else": ("ke-hoach.docx", plain_zip(), "wrong_content"),
    "slides": ("ke-hoach.docx", office("ppt/presentation.xml"), "wrong_content"),
    "macros": ("ke-hoach.docx", office("word/document.xml", "word/vbaProject.bin"), "file_macros"),
    "a password of today": ("ke-hoach.docx", password_office(), "file_encrypted"),
    "a password on the archive": ("ke-hoach.docx", encrypted_zip(), "file_encrypted"),
    "old Word": ("ke-hoach.docx", old_word(), "wrong_content"),
    "a bomb": ("ke-hoach.docx", bomb(), "file_bomb"),
    "a bomb that lies about its size": ("ke-hoach.docx", lying_bomb(), "file_bomb"),
    "a document cut off": ("ke-hoach.docx", docx()[:-30], "file_broken"),
    "a PDF cut off": ("ke-hoach.pdf", pdf()[:-8], "file_broken"),
    "a picture cut off": ("anh.png", png()[:-14], "file_broken"),
    "a photo cut off": ("anh.jpg", jpeg()[:-2], "file_broken"),
    "a PDF behind a page": ("ke-hoach.pdf", b"<html></html>" + pdf(), "wrong_content"),
}
