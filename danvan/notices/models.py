"""Notices, how often somebody wants them by e-mail, and private addresses of calendars."""

from django.db import models

from danvan.notices.choices import Rhythm


class Notice(models.Model):
    """One sentence to one person in a post.  `key` names the matter, so that nobody is told twice.

    `letter` names the e-mail it goes out in, before it is sent: one that a crash
    lets leave twice is the same letter (ADR 0026).
    """

    holding = models.ForeignKey("orgs.PostHolding", models.CASCADE, related_name="notices", verbose_name="người nhận")
    key = models.CharField("việc", max_length=120)
    text = models.CharField("nội dung", max_length=500)
    url = models.CharField("địa chỉ", max_length=300, blank=True)
    made_at = models.DateTimeField("lúc")
    read_at = models.DateTimeField("đã đọc lúc", null=True, blank=True)
    letter = models.CharField("thư", max_length=32, blank=True)
    mailed_at = models.DateTimeField("đã gửi thư lúc", null=True, blank=True)

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        constraints = [models.UniqueConstraint(fields=["holding", "key"], name="a_matter_is_told_once")]
        indexes = [
            models.Index(fields=["holding", "-made_at"], name="notice_of_holding"),
            models.Index(fields=["holding"], condition=models.Q(read_at=None), name="notice_unread"),
            models.Index(
                fields=["letter"], condition=models.Q(mailed_at=None) & ~models.Q(letter=""), name="letter_to_send"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.holding_id}: {self.key}"


class MailRhythm(models.Model):
    """How often a person is written to; without a row, weekly."""

    person = models.OneToOneField("accounts.Person", models.CASCADE, related_name="+", verbose_name="người dùng")
    rhythm = models.CharField("nhịp gửi thư", max_length=10, choices=Rhythm, default=Rhythm.WEEKLY)

    class Meta:
        verbose_name = "nhịp gửi thư"
        verbose_name_plural = "nhịp gửi thư"

    def __str__(self) -> str:
        return f"{self.person_id}: {self.rhythm}"


class CalendarAddress(models.Model):
    """A private address under which the calendar of a post can be read without signing in.

    Only the hash of its secret is kept.  One is in force at a time; it ends
    with the post.
    """

    holding = models.OneToOneField(
        "orgs.PostHolding", models.CASCADE, related_name="calendar_address", verbose_name="người giữ chức vụ"
    )
    token_hash = models.CharField("mã băm", max_length=64, unique=True)
    made_at = models.DateTimeField("tạo lúc")
    last_read_at = models.DateTimeField("đọc lần cuối", null=True, blank=True)

    class Meta:
        verbose_name = "địa chỉ lịch riêng"
        verbose_name_plural = "địa chỉ lịch riêng"

    def __str__(self) -> str:
        return f"{self.holding_id}"
