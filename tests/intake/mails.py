"""Mails as they come, sound and nasty, built here so that nothing is copied from anywhere."""

from email.message import EmailMessage

SENDER = "Vi Thị Ví Dụ <vi.du@thu.vi-du.vn>"
TEXT = "Kính gửi UBND xã,\n\nCầu tràn qua suối bị lũ cuốn hỏng lan can, đề nghị sửa sớm.\n\nTrân trọng."


def mail(
    text=TEXT,
    *,
    subject="Phản ánh cầu hỏng",
    sender=SENDER,
    message_id="<1@thu.vi-du.vn>",
    html="",
    files=(),
    **headers,
):
    """Return a mail as bytes; `files` are names with contents and types."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "xa@vi-du.vn", subject
    message["Date"] = "Fri, 20 Nov 2026 08:15:00 +0700"
    if message_id:
        message["Message-ID"] = message_id
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    for name, content, sort in files:
        kind, subtype = sort.split("/")
        message.add_attachment(content, maintype=kind, subtype=subtype, filename=name)
    return message.as_bytes()
