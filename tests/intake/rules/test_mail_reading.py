"""Whatever arrives is read as far as it can be; nothing in a mail is a fault."""

import base64
from datetime import date
from email.message import EmailMessage

import pytest

from danvan.intake.rules import mail_reading
from danvan.intake.rules.mail_reading import html_as_text, read_mail, speaks_of_denunciation
from tests.files import samples
from tests.intake.mails import TEXT, mail


def test_reads_who_wrote_what_and_when():
    found = read_mail(mail(files=[("ảnh cầu.png", samples.png(), "image/png")]))

    assert (found.sender_name, found.sender_address) == ("Vi Thị Ví Dụ", "vi.du@thu.vi-du.vn")
    assert (found.subject, found.sent_on) == ("Phản ánh cầu hỏng", date(2026, 11, 20))
    assert found.text == TEXT
    assert [(file.name, file.content) for file in found.attached] == [("ảnh cầu.png", samples.png())]
    assert (found.nature, found.remarks) == ("", ())


def test_the_plain_version_counts_and_html_is_read_where_there_is_none():
    both = mail("Lời trơn.", html="<p>Lời <b>đậm</b>.</p>")
    only = b"From: a@vi-du.vn\nContent-Type: text/html; charset=utf-8\n\n" + "<p>Một</p><p>Hai&nbsp;ba</p>".encode()

    assert read_mail(both).text == "Lời trơn."
    assert read_mail(only).text == "Một\n\nHai ba"


def test_html_becomes_words_and_nothing_of_it_is_followed_or_run():
    html = (
        "<html><head><title>t</title><style>p{}</style></head><body><script>alert(1)</script>"
        "<p>Đề nghị&nbsp;sửa &lt;cầu&gt;</p><ul><li>một</li><li>hai</li></ul>"
        "<img src='http://theo-doi.vi-du.vn/a.gif' alt='x'><a href='javascript:x()'>xem</a>"
    )

    assert html_as_text(html) == "Đề nghị sửa <cầu>\n\n• một\n\n• hai\n\nxem"


@pytest.mark.parametrize(
    "html", ["<" * 50_000, "<p " + "a=" * 50_000, "</" * 9, "<![CDATA[" * 999, "<!--" * 999, "&#" * 99]
)
def test_broken_html_is_read_all_the_same(html):
    assert isinstance(html_as_text(html + "đuôi"), str)


@pytest.mark.parametrize(
    ("header", "subject"),
    [
        ("=?utf-8?B?" + base64.b64encode("Kiến nghị".encode()).decode() + "?=", "Kiến nghị"),
        ("=?utf-8?q?Ki=E1=BA=BFn_ngh=E1=BB=8B?=", "Kiến nghị"),
        ("Kiến nghị", "Kiến nghị"),
        ("=?khong-co?Q?abc?=", "abc"),
        ("=?utf-8?B?%%%?=", ""),
        ("=?utf-8?B?gICA?=", "\x80\x80\x80".replace("\x80", "€")),
        ("a\r\n b", "a b"),
        ("tên\u202eexe\u0000", "tênexe"),
    ],
)  # fmt: skip
def test_subjects_in_every_dress(header, subject):
    found = read_mail(f"From: a@vi-du.vn\r\nSubject: {header}\r\n\r\nlời".encode())

    assert found.subject == subject
    assert found.text == "lời"


@pytest.mark.parametrize(
    ("sender", "name", "address"),
    [
        ("a@vi-du.vn", "", "a@vi-du.vn"),
        ('"Vi, Thị" <a@vi-du.vn>', "Vi, Thị", "a@vi-du.vn"),
        ("=?utf-8?q?V=C3=AD_D=E1=BB=A5?= <a@vi-du.vn>", "Ví Dụ", "a@vi-du.vn"),
        ("khong phai dia chi", "", ""),
        ("<a@vi-du.vn", "", "a@vi-du.vn"),
        ("a@b\r\nBcc: nan.nhan@vi-du.vn", "", ""),
    ],
)
def test_senders_in_every_dress(sender, name, address):
    found = read_mail(f"From: {sender}\r\nSubject: x\r\n\r\nlời".encode())

    assert (found.sender_address, found.sender_name if address else "") == (address, name)


@pytest.mark.parametrize("charset", ["utf-8", "cp1258", "utf-16", "khong-co", "us-ascii", '"; x='])
def test_bodies_in_wrong_charsets_are_read(charset):
    head = f"From: a@vi-du.vn\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"

    assert read_mail(head.encode() + "Đề nghị".encode()).text


def test_a_letter_inside_a_letter_is_read_with_its_files():
    inner, outer = EmailMessage(), EmailMessage()
    inner["From"], inner["Subject"] = "Lô Văn Mẫu <mau@vi-du.vn>", "Đơn gốc"
    inner.set_content("Lời gốc.")
    inner.add_attachment(samples.pdf(), maintype="application", subtype="pdf", filename="don.pdf")
    outer["From"], outer["Subject"] = "van.thu@vi-du.vn", "Chuyển"
    outer.set_content("Chuyển để xử lý.")
    outer.add_attachment(inner)

    found = read_mail(outer.as_bytes())

    assert found.text == "Chuyển để xử lý.\n\n[Thư kèm theo: Đơn gốc, Lô Văn Mẫu]\n\nLời gốc."
    assert [file.name for file in found.attached] == ["don.pdf"]


def test_what_only_outlook_opens_is_said_and_pictures_in_the_text_are_known():
    raw = mail(files=[("winmail.dat", b"\x78\x9f\x3e\x22", "application/ms-tnef")])
    message = EmailMessage()
    message["From"] = "a@vi-du.vn"
    message.set_content("<p>Ảnh</p><img src='cid:1'>", subtype="html")
    message.add_related(samples.png(), "image", "png", cid="<1>", disposition="inline")

    assert read_mail(raw).remarks == (mail_reading.OUTLOOK_BOX,)
    assert read_mail(raw).attached == ()
    assert [(file.name, file.is_inline) for file in read_mail(message.as_bytes()).attached] == [("tep-1.png", True)]


@pytest.mark.parametrize(
    ("headers", "nature"),
    [
        ({}, ""),
        ({"Auto_Submitted": "no"}, ""),
        ({"Auto_Submitted": "auto-replied"}, "automatic"),
        ({"X_Autoreply": "yes"}, "automatic"),
        ({"Precedence": "bulk"}, "bulk"),
        ({"List_Unsubscribe": "<https://vi-du.vn/thoi>"}, "bulk"),
        ({"Return_Path": "<>"}, "bounce"),
        ({"sender": "MAILER-DAEMON@vi-du.vn"}, "bounce"),
        ({"sender": "Xã <XA@vi-du.vn>"}, "loop"),
        ({"X_Danvan_Letter": "1"}, "loop"),
    ],
)
def test_machines_are_told_from_people(headers, nature):
    assert read_mail(mail(**headers), own_addresses=["xa@vi-du.vn"]).nature == nature


def test_a_mail_that_goes_in_circles_and_a_report_of_delivery_are_known():
    circling = b"Received: from a by b; Fri, 20 Nov 2026 08:15:00 +0700\n" * 60 + mail()
    report = b"From: x@vi-du.vn\nContent-Type: multipart/report; boundary=b\n\n--b\n\nkhong gui duoc\n--b--\n"

    assert read_mail(circling).nature == "loop"
    assert read_mail(report).nature == "bounce"


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"\0" * 100, samples.pdf(), samples.bomb()[:5_000], "chỉ có chữ".encode(), b"\xff\xfe" * 500,
        b"Content-Type: multipart/mixed; boundary=a\n\n" + b"--a\n" * 20,
    ],
)  # fmt: skip
def test_what_is_no_mail_says_so(raw):
    assert read_mail(raw).remarks == (mail_reading.UNREADABLE,)


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@vi-du.vn\nContent-Type: multipart/mixed\n\n--x\n\nkhong co ranh gioi",
        b'From: a@vi-du.vn\nContent-Type: multipart/mixed; boundary="\n\n--\n\nx',
        b"From: a@vi-du.vn\nContent-Transfer-Encoding: base64\n\n%%%",
        b"From: a@vi-du.vn\nContent-Type: message/rfc822\n\nFrom: b@vi-du.vn\nContent-Type: message/rfc822\n\n",
        b"From: a@vi-du.vn\nDate: Fri, 99 Nov 99999 99:99:99 +9999\nReceived: ;;;\n\nx",
        b"From: a@vi-du.vn\nDate: Mon, 1 Jan 9999 00:00:00 +2359\n\nx",
        b"From: a@vi-du.vn\nContent-Disposition: attachment; filename*=utf-8''%ff%fe; filename*0=x\n\nx",
        b"From: a@vi-du.vn\nContent-Type: text/plain; charset*=utf-8''%00\n\nx",
        b"From: \xff\xfe<a@vi-du.vn>\nSubject: \xc4\n\n\xc4\x91",
    ],
)
def test_broken_mails_are_read_as_far_as_they_go(raw):
    found = read_mail(raw)

    assert found.sender_address in ("a@vi-du.vn", "")
    assert found.sent_on is None


def test_parts_within_parts_end_somewhere():
    deep = b"From: a@vi-du.vn\n"
    for number in range(400):
        deep += b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (number, number)
    wide = b"From: a@vi-du.vn\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 2_000

    assert read_mail(deep + b"\nx").remarks
    assert mail_reading.TOO_MANY_PARTS in read_mail(wide).remarks


def test_a_mail_too_large_is_read_by_its_head(monkeypatch):
    monkeypatch.setattr(mail_reading, "MOST_BYTES", 1_000)

    found = read_mail(mail("x" * 5_000))

    assert found.remarks == (mail_reading.TOO_LARGE,)
    assert (found.text, found.subject) == ("", "Phản ánh cầu hỏng")


def test_a_long_text_is_cut_with_a_word():
    found = read_mail(mail("từ " * 60_000))

    assert len(found.text) == mail_reading.MOST_CHARACTERS
    assert mail_reading.TOO_LONG in found.remarks


def test_signs_nobody_sees_are_dropped():
    assert read_mail(mail("Tên \u202egnp.exe\u200b\u0007 hết")).text == "Tên gnp.exe hết"


@pytest.mark.parametrize(
    ("text", "speaks"),
    [("Tôi viết đơn TỐ CÁO ông X", True), ("don to cao", True), ("cây to cao trước ngõ", False), ("kiến nghị", False)],
)
def test_a_denunciation_is_heard_in_the_words(text, speaks):
    assert speaks_of_denunciation("", text) is speaks
