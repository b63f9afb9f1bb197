"""What every recorded fact has in common.

Plan, task, index score and each later kind is a `Record` with columns of its
own (one table a kind, joined by key).  So verification, visibility, history,
search, import and the figures' refresh are written once, here.
"""

from datetime import date
from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from danvan.authority.rules.rights import Right
from danvan.evidence.choices import ProofState

# Years an open-ended paper is reckoned to hold for, so that its figures are refreshed in all of them.
LASTS_AT_MOST = 30


class ImportBatch(models.Model):
    """One spreadsheet taken in as a whole; it can be undone as a whole."""

    kind = models.CharField("loại hồ sơ", max_length=40)
    file_name = models.CharField("tên tệp", max_length=200)
    sha256 = models.CharField("mã băm", max_length=64)
    rows = models.PositiveIntegerField("số dòng")
    imported_at = models.DateTimeField("nhập lúc", auto_now_add=True)
    person = models.ForeignKey("accounts.Person", models.PROTECT, null=True, related_name="+")
    holding = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField("hoàn tác lúc", null=True, blank=True)

    class Meta:
        verbose_name = "đợt nhập"
        verbose_name_plural = "đợt nhập"

    def __str__(self) -> str:
        return f"đợt nhập {self.pk}"


@pghistory.track(obj_field=pghistory.ObjForeignKey(related_name="record_editions"))
class Record(models.Model):
    """A fact a unit recorded, with the state of its proof.

    `happened_on` is the date of the fact and decides the period (rule R8); it
    is empty while the fact is still to come.  `state` repeats the state of the
    evidence in force, so that a figure needs no second table; the services of
    this area are its only writers.
    """

    write_right: ClassVar[Right] = Right.WRITE_RECORDS
    # A kind about something published elsewhere may be proven without its day being known.
    is_dated: ClassVar[bool] = True
    # Name of the page that shows one record of the kind.
    page: ClassVar[str] = ""

    kind = models.CharField("loại hồ sơ", max_length=40, editable=False)
    unit = models.ForeignKey("orgs.Unit", models.PROTECT, related_name="records", verbose_name="đơn vị")
    title = models.CharField("nội dung", max_length=400)
    folded_title = models.CharField("nội dung không dấu", max_length=400, editable=False)
    happened_on = models.DateField("ngày của sự việc", null=True, blank=True)
    state = models.CharField("tình trạng", max_length=20, choices=ProofState, default=ProofState.DRAFT, editable=False)
    invented = models.BooleanField("dữ liệu minh họa", default=False, editable=False)
    batch = models.ForeignKey(
        ImportBatch, models.PROTECT, null=True, blank=True, related_name="records", editable=False
    )
    created_by = models.ForeignKey("orgs.PostHolding", models.PROTECT, null=True, editable=False, related_name="+")
    created_at = models.DateTimeField("ghi lúc", auto_now_add=True)
    changed_at = models.DateTimeField("sửa lúc", auto_now=True)
    # Counts saves: a form that started from an older number is refused politely.
    edition = models.PositiveIntegerField("lần sửa", default=1, editable=False)

    class Meta:
        verbose_name = "hồ sơ"
        verbose_name_plural = "hồ sơ"
        indexes = [
            models.Index(fields=["unit", "kind", "happened_on"], name="record_unit_kind_on"),
            models.Index(fields=["kind", "state", "-id"], name="record_kind_state"),
            models.Index(fields=["unit", "id"], name="record_to_verify", condition=Q(state=ProofState.SUBMITTED)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    def get_absolute_url(self) -> str:
        """Return the address of the record's page."""
        return reverse(self.own_model.page, args=[self.pk])

    @classmethod
    def kind_code(cls) -> str:
        """Return the stored name of this kind: the parent link of a kind is called `as_<kind>`."""
        link: Any = cls._meta.pk
        return str(link.remote_field.related_name).removeprefix("as_")

    @classmethod
    def kinds_by_right(cls) -> dict[Right, list[str]]:
        """Return the kinds of records that each right writes."""
        found: dict[Right, list[str]] = {}
        for link in Record._meta.related_objects:
            model: Any = link.related_model
            if issubclass(model, Record):
                found.setdefault(model.write_right, []).append(model.kind_code())
        return found

    @property
    def own_model(self) -> type["Record"]:
        """Return the model of the record's kind, without a query."""
        if type(self) is not Record:
            return type(self)
        link: Any = Record._meta.get_field(f"as_{self.kind}")
        own: type[Record] = link.related_model
        return own

    @property
    def kind_name(self) -> str:
        """Return what people call the kind: "kế hoạch"."""
        return str(self.own_model._meta.verbose_name)

    @property
    def concrete(self) -> "Record":
        """Return the record as its own kind; one query unless it was selected along."""
        if type(self) is not Record:
            return self
        own: Record = getattr(self, f"as_{self.kind}")
        return own

    def counting_days(self) -> list[date]:
        """Return the days whose periods this record counts in; a kind that counts by another date says so.

        Only the concrete kind knows: ask `record.concrete.counting_days()`.
        """
        return [self.happened_on] if self.happened_on else []

    def counting_units(self) -> list[int]:
        """Return the units this record counts for; a joint event counts for everybody who took part."""
        return [self.unit_id]

    def locking_days(self) -> list[date]:
        """Return the days that hold the record fast once their period is closed; those it counts in, as a rule."""
        return self.counting_days()


class InForce(Record):
    """A record that holds over time: an agreement, a committee, an assignment.

    It counts in every year it is in force, so a closed year does not lock it:
    what was said of that year stays in its snapshot, and a later change shows
    as a difference beside it.
    """

    valid_from = models.DateField("có hiệu lực từ ngày")
    ends_on = models.DateField("có hiệu lực đến hết ngày", null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_is_in_order",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("valid_from")),
                violation_error_message="Ngày hết hiệu lực không thể trước ngày có hiệu lực.",
            )
        ]

    def in_force_on(self, day: date) -> bool:
        """Whether it holds on a day."""
        return self.valid_from <= day and (self.ends_on is None or day <= self.ends_on)

    def counting_days(self) -> list[date]:
        """Return one day of every year it holds in; without a known end, of as many years as any such paper lasts."""
        last = self.ends_on.year if self.ends_on else self.valid_from.year + LASTS_AT_MOST
        return [date(year, 12, 31) for year in range(self.valid_from.year, last + 1)]

    def locking_days(self) -> list[date]:
        """Return none: see the class."""
        return []


def in_force_on(day: Any, prefix: str = "") -> Q:
    """Return the condition that an `InForce` record holds on a day, or on the day another column says."""
    return Q(**{f"{prefix}valid_from__lte": day}) & (
        Q(**{f"{prefix}ends_on__isnull": True}) | Q(**{f"{prefix}ends_on__gte": day})
    )


class LockedPeriod(models.Model):
    """Days whose facts no longer change, because a scheme closed the period they count in (rule R8)."""

    scheme = models.CharField("đề án", max_length=20)
    first_day = models.DateField("từ ngày")
    last_day = models.DateField("đến ngày")
    locked_at = models.DateTimeField("khóa lúc")
    reopened_at = models.DateTimeField("mở lại lúc", null=True, blank=True)
    reason = models.TextField("lý do mở lại", blank=True)

    class Meta:
        verbose_name = "kỳ đã khóa"
        verbose_name_plural = "kỳ đã khóa"
        constraints = [
            models.CheckConstraint(name="locked_period_is_in_order", condition=Q(last_day__gte=F("first_day"))),
            models.UniqueConstraint(
                fields=["scheme", "first_day", "last_day"],
                condition=Q(reopened_at__isnull=True),
                name="a_period_is_locked_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_day:%d/%m/%Y}–{self.last_day:%d/%m/%Y}"
