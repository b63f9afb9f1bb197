"""Units through time (decision D2).

A unit is an identity; its name, kind, code and parent are versions with dates.
A code is never an identity: nearly every code of 2025 belonged to another
commune before.  A merger adds successions and moves nothing.
"""

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

from danvan.orgs.choices import Confidence, Level, SuccessionKind, UnitKind
from danvan.orgs.rules.classes import TERRITORIAL_KINDS


def _one(column: str) -> Func:
    """A range holding one number, so that equality can stand in an exclusion constraint without btree_gist."""
    return Func(F(column), F(column), Value("[]"), function="int8range")


def _validity() -> Func:
    return Func(F("valid_from"), F("valid_until"), function="daterange")


class LegalAct(models.Model):
    """The document that made, changed or ended units."""

    number = models.CharField("số, ký hiệu", max_length=80, unique=True)
    title = models.CharField("trích yếu", max_length=300)
    issuer = models.CharField("cơ quan ban hành", max_length=160)
    effective_on = models.DateField("có hiệu lực")
    confidence = models.CharField("độ tin cậy", max_length=20, choices=Confidence, blank=True)

    class Meta:
        verbose_name = "văn bản pháp lý"
        verbose_name_plural = "văn bản pháp lý"

    def __str__(self) -> str:
        return self.number


class Unit(models.Model):
    """The identity of a unit: it outlives names, codes and parents."""

    key = models.CharField("khóa nhập liệu", max_length=80, unique=True)

    class Meta:
        verbose_name = "đơn vị"
        verbose_name_plural = "đơn vị"

    def __str__(self) -> str:
        return self.key


@pghistory.track()
class UnitVersion(models.Model):
    """What a unit was called, what it was, under whom and with which code, during one stretch of time."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="versions")
    name = models.CharField("tên", max_length=160)
    folded_name = models.CharField("tên không dấu", max_length=200)
    sort_name = models.CharField("khóa sắp xếp", max_length=400, db_collation="C")
    kind = models.CharField("loại", max_length=30, choices=UnitKind)
    level = models.CharField("cấp", max_length=20, choices=Level)
    code = models.CharField("mã", max_length=40, blank=True)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="child_versions")
    in_scope = models.BooleanField("thuộc phạm vi Đề án", default=True)
    valid_from = models.DateField("có hiệu lực từ")
    valid_until = models.DateField("hết hiệu lực trước ngày", null=True, blank=True)
    legal_act = models.ForeignKey(LegalAct, models.PROTECT, null=True, blank=True, related_name="versions")
    remark = models.CharField("ghi chú", max_length=300, blank=True)

    class Meta:
        verbose_name = "phiên bản đơn vị"
        verbose_name_plural = "phiên bản đơn vị"
        indexes = [
            models.Index(fields=["code", "valid_from"], name="unit_version_code_on"),
            models.Index(fields=["parent", "valid_from"], name="unit_version_parent_on"),
            models.Index(fields=["folded_name"], name="unit_version_folded", opclasses=["varchar_pattern_ops"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="unit_version_ends_after_it_begins",
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=F("valid_from")),
            ),
            ExclusionConstraint(
                name="unit_versions_of_one_unit_never_overlap",
                expressions=[(_one("unit"), RangeOperators.OVERLAPS), (_validity(), RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                name="unit_is_not_its_own_parent", condition=Q(parent__isnull=True) | ~Q(parent=F("unit"))
            ),
        ]
        triggers = [
            # Checked at commit, so that a whole reorganisation may be written in any order.
            pgtrigger.Trigger(
                name="parent_is_valid_whenever_child_is",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                timing=pgtrigger.Deferred,
                declare=[("wrong", "bigint"), ("subject", "bigint")],
                func="""
                    subject := CASE WHEN TG_OP = 'DELETE' THEN OLD.unit_id ELSE NEW.unit_id END;
                    SELECT child.id INTO wrong
                    FROM orgs_unitversion child
                    WHERE (child.unit_id = subject OR child.parent_id = subject)
                      AND child.parent_id IS NOT NULL
                      AND NOT COALESCE((
                          SELECT range_agg(daterange(p.valid_from, p.valid_until))
                                 @> daterange(child.valid_from, child.valid_until)
                          FROM orgs_unitversion p WHERE p.unit_id = child.parent_id), false)
                    LIMIT 1;
                    IF wrong IS NOT NULL THEN
                        RAISE EXCEPTION 'unit version % is valid on a day when its parent is not', wrong
                            USING ERRCODE = 'integrity_constraint_violation',
                                  CONSTRAINT = 'parent_is_valid_whenever_child_is';
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="units_form_no_cycle",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update,
                timing=pgtrigger.Deferred,
                condition=pgtrigger.Q(new__parent__isnull=False),
                declare=[("looped", "boolean")],
                func="""
                    WITH RECURSIVE above(unit_id, days) AS (
                        SELECT NEW.parent_id, daterange(NEW.valid_from, NEW.valid_until)
                        UNION
                        SELECT v.parent_id, above.days * daterange(v.valid_from, v.valid_until)
                        FROM above JOIN orgs_unitversion v ON v.unit_id = above.unit_id
                        WHERE v.parent_id IS NOT NULL AND above.unit_id <> NEW.unit_id
                          AND above.days && daterange(v.valid_from, v.valid_until)
                    )
                    SELECT EXISTS (SELECT 1 FROM above WHERE unit_id = NEW.unit_id) INTO looped;
                    IF looped THEN
                        RAISE EXCEPTION 'unit % would stand above itself', NEW.unit_id
                            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'units_form_no_cycle';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} ({self.valid_from:%d/%m/%Y})"

    @property
    def full_name(self) -> str:
        """Return the name with its unit word where the name carries none: "xã Quỳnh Lưu", "Sở Nội vụ"."""
        return f"{self.get_kind_display()} {self.name}" if self.kind in TERRITORIAL_KINDS else self.name


class Succession(models.Model):
    """One unit, or part of it, passing to another on a day, by a legal act."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="successions_out")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="successions_in")
    kind = models.CharField("cách kế thừa", max_length=20, choices=SuccessionKind)
    on = models.DateField("ngày")
    legal_act = models.ForeignKey(LegalAct, models.PROTECT, related_name="successions")
    clause = models.CharField("điều khoản", max_length=120, blank=True)

    class Meta:
        verbose_name = "kế thừa"
        verbose_name_plural = "kế thừa"
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor", "on"], name="one_succession_a_day"),
            models.CheckConstraint(name="unit_does_not_succeed_itself", condition=~Q(predecessor=F("successor"))),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id} ({self.on:%d/%m/%Y})"


class Boundary(models.Model):
    """The outline of a unit since a day, simplified for screens; for reference, without legal force."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="boundaries")
    valid_from = models.DateField("từ ngày")
    valid_until = models.DateField("trước ngày", null=True, blank=True)
    geometry = models.JSONField("hình GeoJSON")
    area_km2 = models.DecimalField("diện tích theo bản đồ (km²)", max_digits=9, decimal_places=2)

    class Meta:
        verbose_name = "ranh giới"
        verbose_name_plural = "ranh giới"
        constraints = [
            ExclusionConstraint(
                name="boundaries_of_one_unit_never_overlap",
                expressions=[(_one("unit"), RangeOperators.OVERLAPS), (_validity(), RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"ranh giới {self.unit_id}"


class UnitImport(models.Model):
    """One applied import of units: which files, what changed."""

    applied_at = models.DateTimeField("lúc", auto_now_add=True)
    digest = models.CharField("mã băm của tệp", max_length=64)
    difference = models.JSONField("thay đổi")

    class Meta:
        verbose_name = "lần nhập đơn vị"
        verbose_name_plural = "lần nhập đơn vị"

    def __str__(self) -> str:
        return f"{self.applied_at:%d/%m/%Y}"
